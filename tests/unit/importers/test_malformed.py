"""Files that nobody should send: a clear reason for each, and the good ones beside them go in."""

from __future__ import annotations

import io
import os
import random
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
import xlwt

from app.importers import spreadsheet, textfile
from tests.unit.importers.desk import SHORT, Desk, cells, codes, table, workbook, write
from tests.unit.importers.test_shapes import card, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = ",".join(SHORT.values())


def good(number: int) -> str:
    return table(rows(card(number), card(number, "622848")))


def book(lines: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("明细")
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    made.close()
    return out.getvalue()


def statement_book(number: int) -> bytes:
    return book([list(SHORT.values()), *cells(rows(card(number), card(number, "622848")))])


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def xls(number: int) -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("明细")
    lines = [list(SHORT.values()), *cells(rows(card(number), card(number, "622848")))]
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write(row, column, cell)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lonely_cell(content: bytes) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>'
    return repacked(
        content,
        lambda name, part: part.replace(b"</sheetData>", far) if "sheet1.xml" in name else part,
    )


JUNK = random.Random(1).randbytes(5000)
ENCRYPTED = spreadsheet.OLE_MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le") + JUNK

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "empty"),
    "blank.csv": (b"\r\n \r\n\t\r\n", "empty"),
    "mark_only.csv": (b"\xef\xbb\xbf", "empty"),
    "zeros.csv": (bytes(5000), "neither text"),
    "junk.csv": (JUNK, "neither text"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + JUNK, "neither text"),
    "letter.txt": ("尊敬的领导：\n您好。\n".encode(), "No known layout"),
    "other_table.csv": ("姓名,年龄\n张三,30\n".encode(), "No known layout"),
    "one_word.csv": (b"x", "No known layout"),
    "cut.xlsx": (statement_book(1)[:2000], "damaged"),
    "junk.xlsx": (b"PK\x03\x04" + JUNK, "damaged"),
    "junk.xls": (spreadsheet.OLE_MAGIC + JUNK, "cannot be read"),
    "cut.xls": (xls(2)[:1500], "cannot be read"),
    "protected.xlsx": (ENCRYPTED, "password"),
    "lonely.xlsx": (lonely_cell(statement_book(3)), "reaches too far"),
    "no_sheets.xlsx": (
        repacked(statement_book(4), lambda n, part: b"" if "workbook.xml" in n else part),
        "cannot be read",
    ),
    "empty.xlsx": (book([]), "No known layout"),
    "wide_header.csv": (",".join(f"列{n}" for n in range(100_000)).encode(), "No known layout"),
}


@pytest.fixture(scope="module")
def taken(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("malformed")
    for name, (content, _why) in REFUSED.items():
        write(folder / name, content)
    write(folder / "good.csv", good(9))
    write(folder / "z_good.xls", xls(10))
    shared.take(folder)
    return shared


@pytest.mark.parametrize("name", REFUSED)
def test_refused(taken: Desk, name: str) -> None:
    assert REFUSED[name][1] in taken.why(name)


def test_the_good_files_beside_them_went_in(taken: Desk) -> None:
    report = taken.reports[0]
    assert [f.path for f in report.files] == ["good.csv", "z_good.xls"]
    assert not report.whole
    for number in (9, 10):
        assert len(taken.flows(card(number))) == 3


def test_header_only(shared: Desk, tmp_path: Path) -> None:
    report = shared.take(
        write(tmp_path / "h.csv", HEAD),
        write(tmp_path / "h2.csv", HEAD + "\r\n\r\n,,,\r\n合计,0\r\n"),
        workbook(tmp_path / "h.xlsx", {"明细": [list(SHORT.values())]}),
    )
    assert report.unrecognised == []
    assert [f.totals.rows_read for f in report.files] == [0, 0, 0]
    assert {f.format for f in report.files} == {"bank_transactions"}


def test_nuls_inside(shared: Desk, tmp_path: Path) -> None:
    text = good(20).replace(",成功", "\x00,成功\x00").replace("货款", "货\x00款")
    shared.take(write(tmp_path / "nul.csv", text))
    assert [f.amount_fen for f in shared.flows(card(20))] == [100000, 50000, 20000]


def test_a_line_of_a_hundred_thousand_cells(shared: Desk, tmp_path: Path) -> None:
    head, *body = good(21).splitlines()
    report = shared.take(
        write(tmp_path / "wide.csv", "\n".join([head, body[0], body[1] + ",x" * 100_000, body[2]]))
    ).files[0]
    assert [(w.line, w.code) for w in report.warnings] == [(3, "cells_extra")]
    assert report.totals.rows_imported == 3


def test_a_cell_of_many_millions(
    shared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, *body = good(22).splitlines()
    long = body[1].replace("ATM取款", "L" * 36_000_000)
    report = shared.take(write(tmp_path / "long.csv", "\n".join([head, body[0], long]))).files[0]
    assert report.totals.rows_imported == 2
    assert codes(report) == {"cells_extra"}
    monkeypatch.setattr(textfile, "MAX_LINE_CHARS", 1000)
    quoted = body[1].replace("ATM取款", f'"{"长" * 5000}"')
    report = shared.take(write(tmp_path / "long2.csv", "\n".join([head, quoted]))).files[0]
    assert report.totals.rows_read == 1


def test_absurd_values(shared: Desk, tmp_path: Path) -> None:
    row = rows(card(23), card(23, "622848"))[2]
    given = [
        {**row, "amount": "9" * 30}, {**row, "amount": "1000000000000000"},
        {**row, "amount": "999999999999999.99", "balance": ""}, {**row, "amount": "1e999"},
        {**row, "amount": "NaN"}, {**row, "amount": "inf"}, {**row, "time": "99991231235959"},
        {**row, "time": "1890-01-01"}, {**row, "time": "infinity"}, {**row, "time": "epoch"},
        {**row, "time": "-99999999"}, {**row, "balance": "9" * 40}, {**row, "card": ""},
    ]  # fmt: skip
    report = shared.take(write(tmp_path / "absurd.csv", table(given))).files[0]
    assert [(r.line, r.code) for r in report.rejects] == [
        (2, "amount_unreadable"), (3, "amount_unreadable"), (5, "amount_unreadable"),
        (6, "no_amount"), (7, "amount_unreadable"), (8, "time_unreadable"),
        (9, "time_unreadable"), (10, "time_unreadable"), (11, "time_unreadable"),
        (12, "time_unreadable"), (14, "no_own_account"),
    ]  # fmt: skip
    assert (report.totals.rows_imported, report.totals.out_fen) == (2, 10**17 - 1 + 20000)
    assert "balance_unread" in codes(report)


def test_sums_beyond_sixty_four_bits(shared: Desk, tmp_path: Path) -> None:
    row = {**rows(card(24), card(24, "622848"))[2], "amount": "999999999999999.99", "balance": ""}
    report = shared.take(write(tmp_path / "sum.csv", table([row] * 120))).files[0]
    assert report.totals.out_fen == 120 * (10**17 - 1)
    assert len(shared.flows(card(24))) == 120
    assert shared.accounts()[card(24)].out_fen == 120 * (10**17 - 1)


def test_formulas_give_their_stored_values(shared: Desk, tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("明细")
    sheet.write_row(0, 0, ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号"])
    for row, value in ((1, 30), (2, "#DIV/0!"), (3, "")):
        sheet.write_row(row, 0, [card(25), "2021-03-01 09:00:00"])
        sheet.write_formula(row, 2, "=10+20", None, value)
        sheet.write_row(row, 3, ["出", card(25, "622848")])
    made.close()
    report = shared.take(path).files[0]
    assert [f.amount_fen for f in shared.flows(card(25))] == [3000]
    assert [r.line for r in report.rejects] == [3, 4]


def test_bomb_in_a_workbook(shared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED_BYTES", 1 << 20)
    bomb = repacked(
        statement_book(26), lambda name, part: part + b" " * (2 << 20) if "sheet1" in name else part
    )
    shared.take(write(tmp_path / "bomb.xlsx", bomb))
    assert "absurd size" in shared.why("bomb.xlsx")
    monkeypatch.setattr(spreadsheet, "MAX_SHEETS", 2)
    many = workbook(tmp_path / "many.xlsx", {f"表{n}": [["x"]] for n in range(3)})
    shared.take(many)
    assert "more than 2 sheets" in shared.why("many.xlsx")


def test_a_sheet_that_is_damaged_takes_its_workbook_with_it(shared: Desk, tmp_path: Path) -> None:
    """Half a workbook would look like a whole one."""
    lines = [list(SHORT.values()), *cells(rows(card(27), card(27, "622848")))]
    path = workbook(tmp_path / "half.xlsx", {"一": lines, "二": lines})
    broken = repacked(
        path.read_bytes(), lambda name, part: part[:200] if "sheet2" in name else part
    )
    report = shared.take(write(tmp_path / "half.xlsx", broken), write(tmp_path / "g.csv", good(28)))
    assert "“二”" in shared.why("half.xlsx")
    assert [f.path for f in report.files] == ["g.csv"]
    assert card(27) not in shared.accounts()
    assert len(shared.flows(card(28))) == 3


def test_any_bytes_at_all(shared: Desk, tmp_path: Path) -> None:
    """Random damage to good files never ends in anything but rows and reasons."""
    rng = random.Random(5)
    sources = [
        good(30).encode("gb18030"), good(31).encode("utf-8"),
        ("\ufeff" + good(32)).encode("utf-16"),
        statement_book(33), xls(34),
    ]  # fmt: skip
    folder = tmp_path / "fuzz"
    for number in range(60):
        content = bytearray(rng.choice(sources))
        for _hit in range(rng.randrange(1, 12)):
            place = rng.randrange(len(content))
            kind = rng.randrange(3)
            if kind == 0:
                content[place] = rng.randrange(256)
            elif kind == 1:
                del content[place : place + rng.randrange(1, 50)]
            else:
                content[place:place] = rng.randbytes(rng.randrange(1, 20))
        write(folder / f"{number}.csv", bytes(content))
    report = shared.take(folder)
    assert len(report.files) + len(report.unrecognised) == 60
    assert all(why.strip() for _path, why in report.unrecognised)


def test_nothing_is_left_open(shared: Desk, tmp_path: Path) -> None:
    write(tmp_path / "r" / "a.csv", good(40))
    with zipfile.ZipFile(tmp_path / "r" / "b.zip", "w") as made:
        made.writestr("b.csv", good(41))
    shared.take(tmp_path / "r")
    for path in (tmp_path / "r").iterdir():
        path.unlink()
    assert os.listdir(tmp_path / "r") == []  # noqa: PTH208 - what the system says
