"""Exports of wallets and banks for their customers: rows, sums, whose account, the other side.

The figures are worked out by hand from the samples that the golden tests use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.golden.formats import make
from tests.unit.importers.desk import codes

if TYPE_CHECKING:
    from app.ops.flows import FlowRow
    from tests.unit.importers.desk import Desk

FIGURES: dict[str, tuple[str, int, int, int]] = {
    # file: layout, rows, in_fen, out_fen
    "wechat_bill/微信支付账单.csv": ("wechat_bill", 8, 4100 + 2000, 2850 + 10000 + 2000 + 1000),
    "wechat_bill/微信支付账单.xlsx": ("wechat_bill", 4, 6100, 2850 + 666),
    "alipay_bill/alipay_record_20310201_0900.csv": ("alipay_bill", 8, 50000, 2000 + 3000 + 7000),
    "alipay_bill/alipay_web.txt": ("alipay_bill_web", 4, 283, 2000),
    "alipay_bill/alipay_earlier.csv": ("alipay_bill", 2, 0, 1200),
    "jd_bill/京东交易流水.csv": ("jd_bill", 5, 500, 13177),
    "meituan_bill/美团账单.csv": ("meituan_bill", 4, 2000, 2117 + 4812 + 2000),
    "icbc_exports/icbc_debit_1.csv": ("icbc_export", 3, 110000, 1340 + 50000),
    "icbc_exports/icbc_debit_2.csv": ("icbc_export", 2, 10000, 1340),
    "icbc_exports/icbc_credit.csv": ("icbc_export", 3, 462101, 1800 + 7250),
    "ccb_exports/交易明细_0067_20310201_20310228.xls": ("ccb_export", 2, 5025, 10000),
    "ccb_exports/ccb_short.csv": ("ccb_export", 2, 5025, 110000),
    "ccb_exports/ccb_app.csv": ("ccb_export_app", 3, 100000 + 1000, 1230),
    "abc_exports/abc_debit.csv": ("abc_export", 5, 1000001, 1000 + 99000 + 10000),
    "boc_exports/boc_debit.csv": ("boc_debit", 4, 5000 + 577100, 7189),
    "boc_exports/boc_credit.csv": ("boc_credit", 4, 1 + 36119, 5000),
    "bocom_exports/bocom_debit.csv": ("bocom_debit", 3, 123, 321 + 10079),
    "bocom_exports/bocom_credit.csv": ("bocom_credit", 5, 12318 + 66660, 1450 + 101000),
    "cmb_exports/cmb_debit.csv": ("cmb_debit", 3, 123400, 100000 + 20000),
    "cmb_exports/cmb_web.csv": ("cmb_debit_web", 2, 7364, 1250),
    "cmb_exports/cmb_credit_2031-01.csv": ("cmb_credit", 5, 123 + 3000 + 390, 5678 + 800000),
    "cmb_exports/交易流水1.csv": ("cmb_evidence", 2, 100000, 20000),
    "cmb_exports/客户资料1.csv": ("cmb_customers", 1, 0, 0),
    "spdb_exports/spdb.xls": ("spdb_export", 2, 1000, 388),
    "citic_exports/citic_credit.xls": ("citic_credit", 3, 50000, 1800 + 7250),
    "citic_exports/citic_debit.csv": ("citic_debit", 2, 100000, 10000),
    "cgb_exports/cgb_credit.csv": ("cgb_credit", 4, 9720 + 113068, 1590),
    "hsbc_hk_exports/hsbc_credit.csv": ("hsbc_hk_credit", 4, 2500, 109914),
    "hsbc_hk_exports/hsbc_debit.csv": ("hsbc_hk_debit", 3, 1250000, 0),
    "cib_exports/cib_cny.xlsx": ("cib_export", 1, 0, 1000),
    "cib_exports/cib_hkd.xlsx": ("cib_export", 3, 0, 0),
}
CURRENCIES = {
    "boc_debit.csv": {"USD": {"in": 0, "out": 2000}},
    "boc_credit.csv": {"USD": {"in": 0, "out": 372}},
    "cgb_credit.csv": {"USD": {"in": 0, "out": 1000}},
    "hsbc_credit.csv": {"HKD": {"in": 0, "out": 2790}},
    "hsbc_debit.csv": {"HKD": {"in": 50000, "out": 10000}},
    "cib_hkd.xlsx": {"HKD": {"in": 2000 + 2000, "out": 4000}},
}
OWN = {
    "微信支付账单.csv": {"wechat:样本甲"},
    "alipay_record_20310201_0900.csv": {"alipay:13900000001"},
    "alipay_web.txt": {"alipay:jia@sample.cn"},
    "alipay_earlier.csv": {"alipay:alipay_earlier"},
    "京东交易流水.csv": {"jd:jd_sample_a"},
    "美团账单.csv": {"meituan:ABC310000001"},
    "icbc_debit_1.csv": {"icbc:6200xxxx0011"},
    "交易明细_0067_20310201_20310228.xls": {"6217000000000000067"},
    "ccb_short.csv": {"ccb:6217xxxxxxxx0078"},
    "ccb_app.csv": {"6217000000000000089"},
    "abc_debit.csv": {"abc:abc_debit"},
    "boc_debit.csv": {"boc:3167"},
    "boc_credit.csv": {"boc:4260", "boc:2875", "boc:boc_credit"},
    "cmb_web.csv": {"cmb:6214xxxxxxxx0088"},
    "cmb_credit_2031-01.csv": {"cmb:1234"},
    "交易流水1.csv": {"6214000000000091"},
    "spdb.xls": {"6217000000001230"},
    "citic_credit.xls": {"citic:6688", "citic:0068"},
    "cib_hkd.xlsx": {"6229080000000000113"},
}


@pytest.fixture(scope="module")
def taken(shared: Desk) -> Desk:
    """One case with every sample in it."""
    modules = sorted({path.split("/", 1)[0] for path in FIGURES})
    shared.take(*(make.FOLDER / path for path in FIGURES))
    assert {sample.as_posix() for module in modules for sample in make.samples(module)} == {
        path.split("/", 1)[1] for path in FIGURES
    }
    return shared


def rows_of(desk: Desk, file: str) -> list[FlowRow]:
    """The flows of a file in the order of its lines."""
    found = [(s.line, f) for f in desk.flows() for s in f.sources if s.file.endswith(file)]
    return [flow for _line, flow in sorted(found, key=lambda pair: pair[0])]


@pytest.mark.parametrize("path", FIGURES)
def test_figures(taken: Desk, path: str) -> None:
    layout, rows, came_in, went_out = FIGURES[path]
    report = taken.file(path.rsplit("/", 1)[-1])
    totals = report.totals
    assert report.format == layout
    assert (totals.rows_read, totals.rows_imported) == (rows, rows)
    assert (totals.rows_rejected, totals.rows_notice, totals.rows_duplicate) == (0, 0, 0)
    assert (totals.in_fen, totals.out_fen) == (came_in, went_out)
    assert totals.currencies == CURRENCIES.get(path.rsplit("/", 1)[-1], {})
    assert totals.damaged_numbers == 0


@pytest.mark.parametrize("file", OWN)
def test_own_account(taken: Desk, file: str) -> None:
    held = taken.accounts()
    own = {
        end
        for flow in rows_of(taken, file)
        for end in (flow.payer, flow.payee)
        if end is not None and held[end].obtained
    }
    assert own == OWN[file]
    assert not any("*" in account for account in held)


def test_a_wallet_is_no_bank_account(taken: Desk) -> None:
    held = taken.accounts()
    assert held["wechat:样本甲"].kind == "tenpay"
    assert held["alipay:13900000001"].kind == "alipay"
    assert held["jd:jd_sample_a"].kind == held["meituan:ABC310000001"].kind == "other"
    assert held["icbc:6200xxxx0011"].kind == "bank"


def test_a_login_in_full_is_a_second_name_of_the_wallet(taken: Desk) -> None:
    held = taken.accounts()["alipay:13900000001"]
    assert held.aliases == ("13900000001",)
    assert held.holder == "样本甲"


def statuses(desk: Desk, file: str) -> list[tuple[int, str]]:
    return [(flow.amount_fen, flow.status) for flow in rows_of(desk, file)]


def test_wechat_statuses(taken: Desk) -> None:
    assert statuses(taken, "微信支付账单.csv") == [
        (2850, "success"), (10000, "success"), (2000, "success"), (2000, "success"),
        (1000, "success"), (4100, "success"), (10010, "neutral"), (20000, "neutral"),
    ]  # fmt: skip
    withdrawal = next(f for f in rows_of(taken, "微信支付账单.csv") if f.amount_fen == 10010)
    assert withdrawal.kind == "transfer"


def test_alipay_statuses_and_counterparties(taken: Desk) -> None:
    rows = rows_of(taken, "alipay_record_20310201_0900.csv")
    assert [(f.amount_fen, f.status, f.payee) for f in rows if f.payer == "alipay:13900000001"] == [
        (2000, "success", None), (3000, "success", None), (4000, "failed", None),
        (7000, "success", "13900000002"), (4000, "neutral", None), (1000, "neutral", None),
        (900, "pending", None),
    ]  # fmt: skip
    assert [f.payer for f in rows if f.payee == "alipay:13900000001"] == ["bing@sample.cn"]


def test_alipay_web_follows_the_state_of_the_money(taken: Desk) -> None:
    assert statuses(taken, "alipay_web.txt") == [
        (2000, "success"), (283, "success"), (10000, "neutral"), (3000, "neutral"),
    ]  # fmt: skip
    assert rows_of(taken, "alipay_web.txt")[0].time.isoformat() == "2031-01-30T08:00:09"
    assert "direction_unknown" not in codes(taken.file("alipay_web.txt"))


def test_shops_statuses(taken: Desk) -> None:
    assert statuses(taken, "京东交易流水.csv") == [
        (13177, "success"), (8984, "neutral"), (4428, "neutral"), (500, "success"),
        (2000, "pending"),
    ]  # fmt: skip


def ends(desk: Desk, file: str) -> list[Any]:
    """The other side of each row."""
    held = desk.accounts()
    return [
        flow.payer if flow.payee is not None and held[flow.payee].obtained else flow.payee
        for flow in rows_of(desk, file)
    ]


@pytest.mark.parametrize(
    ("file", "numbers"),
    [
        ("abc_debit.csv", [None, None, "6228000000000000012", None, "6228000000000000034"]),
        ("cmb_debit.csv", ["1111000011111", "6225000000000066", None]),
        ("ccb_app.csv", [None, "6200000000000000045", "243300133"]),
        ("icbc_debit_2.csv", [None, "6200000000000000045"]),
        ("boc_debit.csv", [None, None, "4520000000001924", None]),
        ("bocom_debit.csv", ["1323000000000000313", "6222000000000000", "110000000000011"]),
        ("交易流水1.csv", ["6225000000000066", None]),
    ],
)
def test_counterparties(taken: Desk, file: str, numbers: list[str | None]) -> None:
    assert ends(taken, file) == numbers


def test_days_without_a_year_follow_the_title(taken: Desk) -> None:
    assert [f.time.date().isoformat() for f in rows_of(taken, "cmb_credit_2031-01.csv")] == [
        "2030-12-29", "2031-01-01", "2031-01-02", "2031-01-03", "2031-01-05",
    ]  # fmt: skip


def test_days_come_first_in_hong_kong(taken: Desk) -> None:
    assert rows_of(taken, "hsbc_credit.csv")[0].time.isoformat() == "2031-04-09T00:00:00"
    assert statuses(taken, "hsbc_credit.csv")[3] == (500, "pending")


def test_a_charge_of_no_known_word_is_not_guessed(taken: Desk) -> None:
    report = taken.file("bocom_credit.csv")
    assert [(w.line, w.code) for w in report.warnings] == [(6, "direction_unknown")]
    assert statuses(taken, "bocom_credit.csv")[4] == (500, "neutral")


def test_customers_of_the_evidence_sheet_hold_its_accounts(taken: Desk) -> None:
    account = taken.accounts()["6214000000000091"]
    assert (account.holder, account.id_number) == ("样本甲", "990101199001010019")
    assert account.aliases == ("755900000000091",)
    assert account.bank == "招商银行"
