"""Drafts of mappings for tables of ordinary headers are right without editing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from app.importers import textfile
from app.importers.guess import guess
from app.importers.header import recognise
from app.importers.layout import FileContext, all_layouts
from app.importers.mapping_text import read_mapping, write_mapping
from app.ops import importing, mappings
from tests.unit.importers import tables
from tests.unit.importers.desk import Desk, write

if TYPE_CHECKING:
    from pathlib import Path

    from app.importers.guess import Draft
    from app.importers.layout import NumberedRow
    from app.importers.mapping import TableMapping
    from tests.unit.importers.tables import Table

# each in a year of its own, so that no table proves the movements of another
WITH_HEADER = [
    dataclasses.replace(table, moves=tables.in_year(table.moves, 1995 + number))
    for number, table in enumerate(table for table in tables.RIGHT if table.header)
]


def rows_of(table: Table) -> list[NumberedRow]:
    return list(textfile.exact_rows(table.text().split("\n"), 1, ","))


def draft_of(table: Table) -> Draft:
    return guess(rows_of(table), FileContext(f"{table.name}.csv", ""))


@pytest.fixture(scope="module")
def told(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all tables gave, imported together by their drafts as mappings of the case."""
    folder: Path = tmp_path_factory.mktemp("tables")
    for table in WITH_HEADER:
        mapping = draft_of(table).mapping
        assert mapping, table.name
        mappings.save_mapping(shared.case, mapping=read_mapping(write_mapping(mapping)))
        write(folder / f"{table.name}.csv", table.text())
    report = shared.take(folder)
    assert report.unrecognised == []
    by_file: dict[str, list[tuple[Any, ...]]] = {}
    for flow in shared.flows():
        for source in flow.sources:
            by_file.setdefault(source.file, []).append(
                (flow.time, flow.payer, flow.payee, flow.amount_fen, flow.status)
            )
    return {"files": {file.path: file for file in report.files}, "flows": by_file}


def as_mapped(table: Table, told: dict[str, Any]) -> None:
    path = f"{table.name}.csv"
    file = told["files"][path]
    assert (file.format or "").startswith("mapping:table-")
    assert file.totals.rows_rejected == file.totals.rows_notice == 0
    assert file.totals.rows_read == len(table.moves)
    wanted = {
        (time, move.payer[0], move.payee[0], abs(move.fen), "success")
        for time, move in zip(table.times(), table.moves, strict=True)
    }
    assert set(told["flows"][path]) == wanted


@pytest.mark.parametrize("table", WITH_HEADER, ids=lambda table: table.name)
def test_a_draft_reads_its_table_right(table: Table, told: dict[str, Any]) -> None:
    assert draft_of(table).unsure == []
    as_mapped(table, told)


def test_there_are_many_ordinary_headers() -> None:
    assert len(WITH_HEADER) >= 25
    assert len({tuple(table.header) for table in WITH_HEADER}) == len(WITH_HEADER)
    known = [
        table.name
        for table in WITH_HEADER
        if recognise(rows_of(table), FileContext("a.csv", ""), all_layouts())
    ]
    assert known == []


@pytest.mark.parametrize(
    ("table", "column", "word"),
    [
        pytest.param(table, column, word, id=table.name)
        for table, column, word in zip(
            tables.OPEN,
            (
                "Date",
                "金额",
                "own_account",
                "收支标记",
                "Amount",
                "余额",
                "入账金额",
                "转账方",
                "账号",
                "类型",
                "状态",
                "CXKH, JYSJ, JYJE, JYYE, SFBZ",
            ),
            (
                "Day and month",
                "came or went",
                "own account",
                "mean in",
                "sign",
                "first",
                "Only the header",
                "from these names",
                "row to row",
                "guessed",
                "no sum",
                "No word",
            ),
            strict=True,
        )
    ],
)
def test_what_is_open_is_named(table: Table, column: str, word: str) -> None:
    draft = draft_of(table)
    assert draft.mapping is not None
    assert [one.column for one in draft.unsure] == [column]
    assert word in draft.unsure[0].why


def test_a_table_without_header_is_read_when_named(desk: Desk, tmp_path: Path) -> None:
    table = next(table for table in tables.RIGHT if not table.header)
    mapping = draft_of(table).mapping
    assert mapping is not None
    assert mapping.header[:2] == ("列1", "列2")
    path = write(tmp_path / "t.csv", table.text())
    report = taken(desk, path, mapping)
    (file,) = report.files
    assert file.totals.rows_imported == len(table.moves)
    assert file.totals.out_fen == -sum(move.fen for move in table.moves if move.fen < 0)
    assert file.totals.in_fen == sum(move.fen for move in table.moves if move.fen > 0)


def taken(desk: Desk, path: Path, mapping: TableMapping) -> Any:
    report, _changes = importing.import_paths(
        desk.case, paths=[path], progress=importing_progress(), mapping=mapping
    )
    return report


def importing_progress() -> Any:
    from app.base.progress import Progress

    return Progress()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甲,乙\n一,二\n",
        "名称,数量,单价\n苹果,3,4.50\n梨,2,3.00\n",
        "12,13,14\n15,16,17\n18,19,20\n21,22,23\n24,25,26\n27,28,29\n",
        "Dear Sir, madam, all\nplease find, attached, this\n" * 4,
    ],
    ids=["empty", "two columns", "fruit", "figures", "letter"],
)
def test_what_is_no_table_of_transfers_gets_no_draft(text: str) -> None:
    rows = list(textfile.exact_rows(text.split("\n"), 1, ","))
    draft = guess(rows, FileContext("a.csv", ""))
    assert draft.mapping is None
    assert draft.why


def test_the_draft_tells_nothing_of_the_case() -> None:
    for table in tables.RIGHT:
        draft = draft_of(table)
        assert draft.mapping is not None
        text = write_mapping(draft.mapping) + "".join(one.why for one in draft.unsure)
        for secret in (tables.OWN, tables.OWN_NAME, *(n for pair in tables.OTHERS for n in pair)):
            assert secret not in text


def test_month_first_and_reversed_signs_are_found() -> None:
    table = tables.Table(
        "card", ["Card No", "Date", "Amount", "Balance"],
        lambda m: [tables.OWN, m.at("%m/%d/%Y"), f"{-m.fen / 100:.2f}", m.rest],
    )  # fmt: skip
    draft = draft_of(table)
    assert draft.mapping is not None
    assert draft.mapping.time_formats == ("%m/%d/%Y",)
    assert draft.mapping.rule == "sign_reversed"


def test_exchanged_columns_of_debit_and_credit_are_found() -> None:
    table = tables.Table(
        "exchanged", ["账号", "日期", "借方", "贷方", "余额"],
        lambda m: [
            tables.OWN, m.at(tables.ISO), m.yuan if m.comes else "", "" if m.comes else m.yuan,
            m.rest,
        ],
    )  # fmt: skip
    draft = draft_of(table)
    assert draft.mapping is not None
    columns = {role: column.name for role, column in draft.mapping.columns}
    assert (columns["amount_in"], columns["amount_out"]) == ("借方", "贷方")


def test_the_own_account_of_the_preamble_decides_the_sides(desk: Desk, tmp_path: Path) -> None:
    table = tables.Table(
        "own", ["付款账号", "收款账号", "金额", "交易时间"],
        lambda m: [m.payer[0], m.payee[0], m.yuan, m.at(tables.ISO)],
        above=[["账户明细"], [f"账号：{tables.OWN}"]],
    )  # fmt: skip
    mapping = draft_of(table).mapping
    assert mapping is not None
    assert mapping.own == "file"
    report = taken(desk, write(tmp_path / "own.csv", table.text()), mapping)
    assert report.files[0].totals.in_fen == sum(m.fen for m in table.moves if m.comes)
    obtained = {row.account for row in desk.accounts().values() if row.obtained}
    assert obtained == {tables.OWN}


def test_parties_known_by_name_and_masked_ones_are_kept_apart(desk: Desk, tmp_path: Path) -> None:
    text = "转账时间,转账方,收款方,转账金额\n" + "".join(
        f"2024-01-0{day} 10:00:00,程一,于二,{day}.50\n" for day in range(1, 6)
    )
    rows = list(textfile.exact_rows(text.split("\n"), 1, ","))
    mapping = guess(rows, FileContext("names.csv", "")).mapping
    assert mapping
    mappings.save_mapping(desk.case, mapping=mapping)
    report = desk.take(write(tmp_path / "names.csv", text))
    assert report.files[0].totals.out_fen == 1750
    assert {(flow.payer, flow.payee) for flow in desk.flows()} == {("bank:程一", "bank:于二")}


def test_many_cards_beside_one_number_are_not_one_account() -> None:
    text = "账号,卡号,时间,收支,金额\n" + "".join(
        f"898440000000001,{other},2024-01-0{day} 10:00:00,收,5.00\n"
        for day, other in enumerate((tables.card(f"6217{n:014}") for n in range(8)), start=1)
    )
    draft = guess(list(textfile.exact_rows(text.split("\n"), 1, ",")), FileContext("a.csv", ""))
    assert draft.mapping
    assert "own_account" not in draft.mapping.roles
    assert "own_card" in draft.mapping.roles
