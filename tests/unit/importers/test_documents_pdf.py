"""PDF statements: ruled tables, columns without rules, page breaks, and what is refused."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

import pytest

from app.base.errors import Cancelled
from app.base.progress import Progress
from app.importers.documents import document_named
from app.importers.documents._pieces import header_cell
from app.ops import flows, importing
from tests.unit.importers import proofs
from tests.unit.importers.desk import Desk, write

if TYPE_CHECKING:
    from pathlib import Path

LONG = "某某样本供应链管理(深圳)有限公司长沙第一分公司办事处"


def cut_rows(number: int) -> list[proofs.Row]:
    """WeChat rows of one to eight visual lines, so that page breaks fall inside many of them."""
    return [
        (
            f"42000{10**22 + i * 7919}", f"2024-03-{1 + i // 12:02d} {8 + i % 12:02d}:15:{i:02d}",
            "转账", ("支出", "收入", "其他")[i % 3], "零钱", f"{(i + 1) * 1.25:.2f}",
            LONG * (1 + i % 4) + str(i), f"1000039801{i:021d}",
        )
        for i in range(number)
    ]  # fmt: skip


def rows_of(data: bytes) -> list[list[str]]:
    document = document_named("pdf")
    assert document is not None
    (table,) = document.tables(io.BytesIO(data), Progress(), None)
    return [cells for _line, cells, _bits in table.rows]


def test_rows_cut_by_page_breaks_are_one_row_each(shared: Desk, tmp_path: Path) -> None:
    rows = cut_rows(36)
    path = write(tmp_path / "微信支付交易明细证明.pdf", proofs.wechat(rows))
    shared.take(path)
    told = shared.file(path.name)
    assert (told.format, told.encoding, told.totals.rows_read) == ("wechat_proof", "pdf", 36)
    assert told.totals.rows_imported == 36
    assert told.totals.out_fen == sum(125 * (i + 1) for i in range(36) if i % 3 == 0)
    assert told.totals.in_fen == sum(125 * (i + 1) for i in range(36) if i % 3 == 1)
    found = shared.flows("wxid_yangben01")
    names = {f.payer_name if f.payer is None else f.payee_name for f in found}
    assert names == {row[6] for row in rows}
    assert shared.accounts()["wxid_yangben01"].holder == "周样本"
    assert shared.accounts()["wxid_yangben01"].id_number == "110105199001010017"
    # the way back: from the record to its page, its line there, and the row as given
    pages = set()
    for flow in found[::7]:
        (source,) = flow.sources
        raw = flows.raw_row(shared.case, source)
        assert raw.header == proofs.WECHAT_HEADER
        given = next(row for row in rows if row[0] == raw.cells[0])
        assert raw.cells == tuple(given)
        assert source.page_line in range(1, 20)
        assert flow.to_json()["sources"][0]["page"] == source.page
        pages.add(source.page)
    assert len(pages) > 2


def test_a_page_break_without_a_repeated_header() -> None:
    sheet = proofs.Sheet()
    rows = cut_rows(20)
    sheet.ruled(proofs.WECHAT_WIDTHS, proofs.WECHAT_HEADER, rows, repeat=False)
    assert rows_of(sheet.done()) == [list(proofs.WECHAT_HEADER), *map(list, rows)]


def test_rows_with_a_day_are_never_put_together() -> None:
    """The first row of a page has day and amount of its own, however short it is."""
    sheet = proofs.Sheet()
    rows = [
        ("", f"2024-03-{1 + i % 28:02d} 10:00:00", "", "支出", "", f"{i}.00", "", "")
        for i in range(70)
    ]
    sheet.ruled(proofs.WECHAT_WIDTHS, proofs.WECHAT_HEADER, rows)
    found = rows_of(sheet.done())
    assert [row for row in found if row[0] != "交易单号"] == list(map(list, rows))


def boc_rows() -> list[proofs.Row]:
    balance, rows = 100_000, []
    for i in range(45):
        amount = (-1) ** i * (i + 1) * 350
        balance += amount
        rows.append((
            f"2024-03-{1 + i // 4:02d}", f"{9 + i % 4:02d}:00:0{i % 10}", "人民币",
            f"{amount / 100:,.2f}", f"{balance / 100:,.2f}", "转账", "银企对接", "-" * 19,
            "附言" + "长" * (i % 9), "样本科技有限公司", "621785*****5669", "-" * 19,
        ))  # fmt: skip
    return rows


def test_ruled_bank_tables_go_through_the_bank_layouts(shared: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "中国银行交易流水.pdf", proofs.boc(boc_rows()))
    shared.take(path)
    told = shared.file(path.name)
    assert (told.totals.rows_imported, told.totals.rows_rejected, told.gaps) == (45, 0, 0)
    assert told.totals.in_fen == sum(350 * (i + 1) for i in range(0, 45, 2))
    assert told.totals.out_fen == sum(350 * (i + 1) for i in range(1, 45, 2))
    account = shared.accounts()["6217850000000000015"]
    assert (account.obtained, account.holder) == (True, "郑样本")
    assert all(f.payee is None or f.payer is None for f in shared.flows("6217850000000000015"))


def test_a_header_in_two_languages(shared: Desk, tmp_path: Path) -> None:
    rows, balance = [], 50_000
    for i in range(30):
        amount = 200 * (i + 1)
        balance += amount if i % 2 else -amount
        rows.append((
            str(i + 1), f"2024-03-{1 + i // 4:02d}", f"{9 + i % 4:02d}:00:0{i % 10}", "网上支付",
            "贷 Cr" if i % 2 else "借 Dr", f"{amount / 100:,.2f}", f"{balance / 100:,.2f}",
            f"62284800000000{i:05d}", "样本商户有限公司", "网上银行", "消费",
        ))  # fmt: skip
    path = write(tmp_path / "交通银行交易流水.pdf", proofs.bocom(rows))
    shared.take(path)
    told = shared.file(path.name)
    assert (told.totals.rows_imported, told.gaps) == (30, 0)
    assert (told.totals.in_fen, told.totals.out_fen) == (48_000, 45_000)
    assert shared.accounts()["6222600000000000013"].holder == "冯样本"


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("Trans Date交易日期", "交易日期"),
        ("交易日期Trans Date", "交易日期"),
        ("IP地址", "IP地址"),
        ("交易IP", "交易IP"),
        ("Balance", "Balance"),
    ],
)
def test_header_cells(given: str, plain: str) -> None:
    assert header_cell(given) == plain


def test_columns_without_rules(shared: Desk, tmp_path: Path) -> None:
    balance, records = 80_000, []
    for i in range(60):
        amount = (-1) ** i * (i + 1) * 150
        balance += amount
        record = [(
            f"2024-03-{1 + i // 4:02d}", "CNY", f"{amount / 100:,.2f}", f"{balance / 100:,.2f}",
            "快捷支付" if i % 2 else "银联代付", "蒋样本 6214830000000027",
        )]  # fmt: skip
        if i % 3 == 0:
            record.append(("", "", "", "", "", "续行"))
        records.append(record)
    path = write(tmp_path / "招商银行交易流水.pdf", proofs.cmb(records))
    shared.take(path)
    told = shared.file(path.name)
    assert (told.totals.rows_imported, told.totals.rows_rejected, told.gaps) == (60, 0, 0)
    assert (told.totals.in_fen, told.totals.out_fen) == (135_000, 139_500)
    assert shared.accounts()["6214830000000019"].holder == "褚样本"


def test_a_record_around_the_line_of_its_figures(shared: Desk, tmp_path: Path) -> None:
    """ICBC prints the day above the figures and the time below them."""
    balance, records = 80_000, []
    for i in range(40):
        amount = (-1) ** i * (i + 1) * 150
        balance += amount
        records.append([
            (f"2024-03-{1 + i // 2:02d}", *("",) * 9, "北京样本管理", "", ""),
            ("", "0200000000000000029", "活期", "00000", "人民币", "钞", "消费", "0200",
             f"{amount / 100:+,.2f}", f"{balance / 100:,.2f}", "", "2088****0156", "快捷支付"),
            (f"{10 + i % 2}:20:50", *("",) * 9, "有限公司", "", ""),
        ])  # fmt: skip
    path = write(tmp_path / "工商银行.pdf", proofs.icbc(records))
    shared.take(path)
    told = shared.file(path.name)
    assert (told.format, told.totals.rows_imported, told.gaps) == ("icbc_history", 40, 0)
    assert (told.totals.in_fen, told.totals.out_fen) == (60_000, 63_000)
    found = shared.flows("6222020000000000012")
    assert {f.payee_name or f.payer_name for f in found} >= {"北京样本管理有限公司"}
    assert str(found[0].time) == "2024-03-01 10:20:50"


def bomb() -> bytes:
    packed = zlib.compress(b"\x00" * (80 << 20), 9)
    return b"%%PDF-1.4\n1 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n" % (
        len(packed),
        packed,
    )


def test_what_is_refused_says_what_to_do(shared: Desk, tmp_path: Path) -> None:
    whole = proofs.wechat(cut_rows(3))
    for name, data in {
        "scan.pdf": proofs.scan(2),
        "locked.pdf": proofs.locked("secret"),
        "half.pdf": whole[: len(whole) // 2],
        "junk.pdf": b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]>>endobj\n" * 50,
        "bomb.pdf": bomb(),
    }.items():
        write(tmp_path / name, data)
    report = shared.take(tmp_path)
    assert report.files == []
    assert "scans are not read" in shared.why("scan.pdf")
    assert "electronic statement" in shared.why("scan.pdf")
    assert "without the password" in shared.why("locked.pdf")
    assert "damaged" in shared.why("half.pdf")
    assert "damaged" in shared.why("junk.pdf")
    assert "absurd size" in shared.why("bomb.pdf")


def test_a_page_that_is_a_picture_is_told(shared: Desk, tmp_path: Path) -> None:
    sheet = proofs.Sheet()
    sheet.say(
        "兹证明:尤样本(居民身份证:110105199001010068),在其微信号:wxid_you中的交易明细信息如下:"
    )
    sheet.ruled(proofs.WECHAT_WIDTHS, proofs.WECHAT_HEADER, cut_rows(2))
    sheet.canvas.showPage()
    sheet.canvas.rect(50, 50, 300, 300, fill=1)
    path = write(tmp_path / "微信支付交易明细证明.pdf", sheet.done(text=False))
    report = shared.take(path)
    (told,) = report.files
    assert told.totals.rows_imported == 2
    assert [w.code for w in told.warnings] == ["page_without_text"]


def test_cancel_between_pages(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "微信支付交易明细证明.pdf", proofs.wechat(cut_rows(30)))
    seen = 0

    class Impatient(Progress):
        def check(self) -> None:
            nonlocal seen
            seen += 1
            if seen > 8:
                self.cancel()
            super().check()

    with pytest.raises(Cancelled):
        importing.import_paths(desk.case, paths=[path], progress=Impatient())
    assert desk.flows() == []
