"""Mappings: their text, their match with a header, and how they read rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base.errors import RefusedInput
from app.base.progress import Progress
from app.importers import mapping as nouns
from app.importers import textfile
from app.importers.layout import FileContext
from app.importers.mapping import ColumnRef, Skip, TableMapping
from app.importers.mapping_fit import fit, quality
from app.importers.mapping_preview import preview
from app.importers.mapping_text import read_mapping, write_mapping
from app.ops import importing
from tests.unit.importers.desk import Desk, write
from tests.unit.importers.tables import OTHERS, OWN

if TYPE_CHECKING:
    from pathlib import Path

    from app.ops.import_report import FileReport

TEXT = """\
version: 1
name: 网点导出
header: [时间, 卡号, 金额, 收支, 2020]
columns:
  time: 时间
  own_card: 卡号
  amount: 金额
  direction: 收支
  remark: 2020
direction: {rule: word, in: [来], out: [去]}
skip:
- {column: 2020, starts_with: 小计}
"""
(A, A_NAME), (B, B_NAME) = OTHERS[:2]

texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=20)
words = texts.map(nouns.tidy_cell).filter(bool)
marks = st.lists(texts.map(nouns.plain_word).filter(bool), max_size=3).map(tuple)


@st.composite
def any_mapping(draw: st.DrawFn) -> TableMapping:
    header = draw(st.lists(words, min_size=6, max_size=12, unique=True))
    roles = ["time", "amount", "amount_in", "payer_account", "payee_card", "direction"]
    return TableMapping(
        name=draw(words),
        header=tuple(header),
        columns=tuple((role, ColumnRef(header[i])) for i, role in enumerate(roles)),
        sheet=draw(st.one_of(st.just(""), words)),
        header_row=draw(st.one_of(st.none(), st.integers(0, 99))),
        time_formats=draw(st.sampled_from([(), ("%d/%m/%Y",), ("%d.%m.%y %H:%M", "%Y年%m月%d日")])),
        unit=draw(st.sampled_from(nouns.UNITS)),
        decimal=draw(st.sampled_from(nouns.DECIMALS)),
        rule=draw(st.sampled_from(nouns.RULES)),
        in_words=draw(marks),
        out_words=draw(marks),
        currency=draw(st.sampled_from(["CNY", "USD"])),
        own=draw(st.sampled_from(["", "file", "6222020000000001008", "alipay:甲@b.c"])),
        space=draw(st.sampled_from(sorted(nouns.SPACES))),
        skip=tuple(
            Skip(ColumnRef(header[0]), how, text)
            for how, text in draw(
                st.lists(st.tuples(st.sampled_from(["equals", "contains"]), words), max_size=3)
            )
        ),
    )


@given(any_mapping())
@hypothesis_settings(max_examples=60)
def test_text_and_back_is_the_same_mapping(mapping: TableMapping) -> None:
    text = write_mapping(mapping)
    assert read_mapping(text) == mapping
    assert read_mapping(text.encode()) == mapping


def test_every_scalar_is_text() -> None:
    mapping = read_mapping(TEXT)
    assert mapping.header[4] == "2020"
    assert mapping.skip == (Skip(ColumnRef("2020"), "starts_with", "小计"),)
    assert (mapping.in_words, mapping.out_words) == (("来",), ("去",))


@pytest.mark.parametrize(
    ("changed", "to", "said"),
    [
        ("time: 时间", "time: 日期", "日期"),
        ("time: 时间", "moment: 时间", "moment"),
        ("remark: 2020", "remark: 金额", "two meanings"),
        ("version: 1", "version: 9", "version"),
        ("version: 1\n", "", "version"),
        ("name: 网点导出", "name: ''", "name"),
        ("rule: word", "rule: guess", "rule"),
        ("rule: word", "rule: columns", "amount_in"),
        ("  time: 时间\n", "", "time"),
        ("  amount: 金额\n", "", "amount"),
        ("starts_with: 小计", "matches: '((('", "pattern"),
        ("starts_with: 小计", "matches: '(a{900}){900}'", "pattern"),
        ("starts_with: 小计", "begins: 小计", "begins"),
        ("name: 网点导出", "name: 网点导出\ntime_format: '%Q'", "%Q"),
        ("name: 网点导出", 'name: 网点导出\ntime_format: "%Y\'||x"', "form of a time"),
        ("name: 网点导出", "name: 网点导出\ncurrency: yuan", "currency"),
        ("name: 网点导出", 'name: 网点导出\nown_account: "a\' or 1"', "own_account"),
        ("name: 网点导出", "name: !!python/object:os.system x", "text"),
        ("name: 网点导出", "name: 网点导出\nname: 两次", "twice"),
        ("name: 网点导出", "name: [a, b", "not YAML"),
        ("name: 网点导出", "name: &a x\nsheet: *a", "refers back"),
        ("name: 网点导出", "name: 网点导出\nsheet: [[[[[[[[x]]]]]]]]", "deeply"),
        ("name: 网点导出", "name: 网点导出\x07", "signs"),
        ("name: 网点导出", "name: 甲\n---\nname: 乙", "not YAML"),
    ],
)
def test_what_is_wrong_is_named(changed: str, to: str, said: str) -> None:
    assert changed in TEXT
    with pytest.raises(RefusedInput) as refused:
        read_mapping(TEXT.replace(changed, to))
    assert said in refused.value.text
    assert refused.value.hint


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"x" * 300_000, "a: &x [" + "*x," * 9000 + "]",
     "[" * 5000, b"name: " + b"a" * 3000],
    ids=["empty", "bytes", "list", "large", "aliases", "deep", "long"],
)  # fmt: skip
def test_hostile_texts_are_refused(text: str | bytes) -> None:
    with pytest.raises(RefusedInput):
        read_mapping(text)


def test_the_line_is_told() -> None:
    with pytest.raises(RefusedInput, match="Line 4"):
        read_mapping(TEXT.replace("columns:", "spalten:"))


@pytest.mark.parametrize(
    ("wanted", "header", "points"),
    [
        (["时间", "金额"], ["金额 ", "\t时间"], 100),
        (["时间", "金额"], ["时间", "金额", "备注"], 66),
        (["时间", "金额"], ["甲", "乙"], 0),
        (["账号", "户名", "账号"], ["账号", "账号", "户名"], 99),
        (["账号", "账号", "户名"], ["账号", "账号", "户名", ""], 100),
    ],
)
def test_quality_of_a_match(wanted: list[str], header: list[str], points: int) -> None:
    assert quality(wanted, header) == points


def mapped(**changes: Any) -> TableMapping:
    header = changes.pop("header", ("时间", "付方", "付方名", "收方", "收方名", "金额", "注"))
    columns = changes.pop(
        "columns",
        {
            "time": "时间", "payer_account": "付方", "payer_name": "付方名",
            "payee_account": "收方", "payee_name": "收方名", "amount": "金额", "remark": "注",
        },
    )  # fmt: skip
    refs = tuple((role, ColumnRef(name)) for role, name in columns.items())
    return TableMapping(
        **{"name": "m", "header": tuple(header), "columns": refs, "rule": "payer_payee", **changes}
    )


def taken(desk: Desk, path: Path, mapping: TableMapping) -> FileReport:
    report, _changes = importing.import_paths(
        desk.case, paths=[path], progress=Progress(), mapping=mapping
    )
    assert report.balanced
    assert report.unrecognised == []
    return report.files[0]


def test_both_sides_of_absolute_rows(desk: Desk, tmp_path: Path) -> None:
    lines = [
        "时间,付方,付方名,收方,收方名,金额,注",
        f"2021-03-04 10:00:00,{A},{A_NAME},{B},{B_NAME},10.00,",
        f"2021-03-04 11:00:00,,,{A},{A_NAME},5.00,现金存入",
        f"2021-03-04 12:00:00,6222****1234,{B_NAME},{A},{A_NAME},7.00,",
        f"2021-03-04 13:00:00,{A},{A_NAME},,某店,3.00,消费",
        f"2021-03-04 14:00:00,{B},{B_NAME},{A},{A_NAME},100.00,小计行",
        "合计,,,,,125.00,",
        f"2021-03-04 15:00:00,{A},{A_NAME},{B},{B_NAME},一百,",
    ]
    mapping = mapped(
        skip=(
            Skip(ColumnRef("注"), "starts_with", "小计"),
            Skip(ColumnRef("注"), "matches", "^撤销[0-9]+$"),
        )
    )
    file = taken(desk, write(tmp_path / "t.csv", "\n".join(lines)), mapping)
    totals = file.totals
    assert (totals.rows_read, totals.rows_imported) == (6, 4)
    assert [issue.code for issue in file.notices] == ["skipped"]
    assert [(issue.line, issue.code) for issue in file.rejects] == [(8, "amount_unreadable")]
    assert [(f.payer, f.payee, f.amount_fen) for f in desk.flows()] == [
        (A, B, 1000), (None, A, 500), (None, A, 700), (A, None, 300),
    ]  # fmt: skip
    held = desk.accounts()
    assert held[A].obtained
    assert held[B].obtained
    assert held[B].holder == B_NAME


def test_a_given_own_account_decides_the_sides(desk: Desk, tmp_path: Path) -> None:
    lines = [
        "时间,付方,付方名,收方,收方名,金额,注",
        f"2021-03-04 10:00:00,{A},{A_NAME},{B},{B_NAME},10.00,",
        f"2021-03-04 11:00:00,{B},{B_NAME},{A},{A_NAME},4.00,",
    ]
    file = taken(desk, write(tmp_path / "t.csv", "\n".join(lines)), mapped(own=A))
    assert (file.totals.in_fen, file.totals.out_fen) == (400, 1000)
    assert [row.account for row in desk.accounts().values() if row.obtained] == [A]


ONE = {"time": "时间", "own_card": "卡号", "amount": "金额", "counterparty_account": "对方"}


@pytest.mark.parametrize(
    ("changes", "cells", "shown"),
    [
        ({"rule": "sign"}, ["2021-3-4", OWN, "(1,200.50)", A], (120050, "out")),
        ({"rule": "sign"}, ["2021-3-4", OWN, "12.50-", A], (1250, "out")),
        ({"rule": "sign"}, ["2021-3-4", OWN, "12.50 DR", A], (1250, "out")),
        ({"rule": "sign"}, ["2021-3-4", OWN, "12.50CR", A], (1250, "in")),
        ({"rule": "sign"}, ["2021-3-4", OWN, "-$12.50", A], (1250, "out")),
        ({"rule": "sign"}, ["2021-3-4", OWN, "HK$ 1,012.50", A], (101250, "in")),
        ({"rule": "sign_reversed"}, ["2021-3-4", OWN, "12.50", A], (1250, "out")),
        ({"rule": "out"}, ["2021-3-4", OWN, "12.50", A], (1250, "out")),
        ({"rule": "in", "unit": "fen"}, ["2021-3-4", OWN, "1250", A], (1250, "in")),
        ({"rule": "in", "unit": "wan"}, ["2021-3-4", OWN, "1.2345", A], (1234500, "in")),
        ({"rule": "sign", "decimal": "comma"}, ["2021-3-4", OWN, "-1.012,50", A], (101250, "out")),
        ({"rule": "balance"}, ["2021-3-4", OWN, "12.50", A], (1250, None)),
        (
            {"rule": "out", "time_formats": ("%d/%m/%Y",)},
            ["04/03/2021", OWN, "1", A], (100, "out"),
        ),
        (
            {"rule": "out", "time_formats": ("%d/%m/%Y", "%d/%m/%Y %H:%M")},
            ["4/3/2021 00:00", OWN, "1", A], (100, "out"),
        ),
    ],
)  # fmt: skip
def test_rules_of_amount_direction_and_time(
    changes: dict[str, Any], cells: list[str], shown: tuple[int, str | None]
) -> None:
    header = list(ONE.values())
    mapping = mapped(header=header, columns=ONE, **changes)
    rows = [(1, header, 0), (2, cells, 0)]
    found = fit(mapping, rows, FileContext("a.csv", ""))
    assert found is not None
    (row,) = preview(found, rows, FileContext("a.csv", ""))
    assert row["outcome"] == "record"
    assert row["time"] == "2021-03-04T00:00:00"
    assert (row["own_account"], row["counterparty_account"]) == (OWN, A)
    assert (row["amount_fen"], row["direction"]) == shown


def test_masked_own_numbers_and_names_alone_make_accounts(desk: Desk, tmp_path: Path) -> None:
    header = ["时间", "卡号", "姓名", "金额", "对方"]
    columns = {"time": "时间", "own_card": "卡号", "own_name": "姓名", "amount": "金额",
               "counterparty_account": "对方"}  # fmt: skip
    masked = mapped(name="masked", header=header, columns=columns, rule="out")
    names = {role: name for role, name in columns.items() if role != "own_card"}
    named = mapped(name="named", header=header, columns=names, rule="out")
    line = f"2021-03-04 10:00:00,6222****1234,甲,1.00,{A}\n"
    taken(desk, write(tmp_path / "a.csv", "时间,卡号,姓名,金额,对方\n" + line), masked)
    more = line + line.replace("甲", "乙").replace("10:00", "11:00")
    taken(desk, write(tmp_path / "b.csv", "时间,卡号,姓名,金额,对方\n" + more), named)
    obtained = {row.account for row in desk.accounts().values() if row.obtained}
    assert obtained == {"bank:6222xxxx1234", "bank:甲", "bank:乙"}


def test_a_sheet_that_is_named_must_be_the_one() -> None:
    header = list(ONE.values())
    rows = list(textfile.exact_rows([",".join(header), f"2021-3-4,{OWN},1,{A}"], 1, ","))
    mapping = mapped(header=header, columns=ONE, rule="out", sheet="明细")
    assert fit(mapping, rows, FileContext("a.xlsx", "明细")) is not None
    assert fit(mapping, rows, FileContext("a.xlsx", "汇总")) is None
