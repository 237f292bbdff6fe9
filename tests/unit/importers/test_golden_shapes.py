"""Every text sample in other shapes gives the same figures."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from app.importers.words import FOOTER_WORDS
from tests.golden.formats import make
from tests.unit.importers.desk import Desk, workbook, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Table = list[list[str]]
POSITIONAL = {"bank_details"}
WITHOUT_HEADER = {"regInfobasicInfo.txt", "HI-Small_Patterns.txt"}
FIGURES = ("rows_read", "rows_imported", "rows_duplicate", "rows_rejected", "rows_notice",
           "in_fen", "out_fen", "damaged_numbers", "currencies", "format", "kind")  # fmt: skip


def samples() -> list[tuple[str, Path]]:
    return [
        (module, sample)
        for module in make.modules()
        for sample in make.samples(module)
        if sample.suffix in (".csv", ".txt")
        and module not in POSITIONAL
        and sample.name not in WITHOUT_HEADER
    ]


def read(module: str, sample: Path) -> tuple[Table, str]:
    content = (make.FOLDER / module / sample).read_bytes()
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode("utf-16" if content[:2] == b"\xff\xfe" else codec)
        except UnicodeDecodeError:
            continue
        break
    delimiter = "\t" if text.count("\t") > 2 * text.count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return [row for row in rows if row], delimiter


def table_of(rows: Table, told: dict[str, Any]) -> Table:
    """The rows from the header on, without what stands below the last record."""
    wanted = set(told["recognition"][0]["columns"].values())
    full = (n for n, row in enumerate(rows) if len([c for c in row if c.strip()]) > 1)
    header = next((n for n, row in enumerate(rows) if wanted <= {*row}), None)
    kept = rows[next(full) if header is None else header :]
    first = [next((cell.strip() for cell in row if cell.strip()), "") for row in kept]
    return [
        row
        for row, word in zip(kept, first, strict=True)
        if word and not re.match(FOOTER_WORDS, word)
    ]


def joined(rows: Table, delimiter: str, *, quote: bool = False) -> str:
    out = io.StringIO()
    style = csv.writer(
        out,
        delimiter=delimiter,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL,
    )
    style.writerows(rows)
    return out.getvalue()


def shuffled(rows: Table) -> Table:
    """Columns in another order; the n-th of two equal headers stays the n-th."""
    names = [name.strip() for name in rows[0]]
    order = list(range(len(names)))
    random.Random(3).shuffle(order)
    for name in {one for one in names if names.count(one) > 1}:
        places = [place for place, column in enumerate(order) if names[column] == name]
        for place, column in zip(places, sorted(order[p] for p in places), strict=True):
            order[place] = column
    return [[row[c] if c < len(row) else "" for c in order] for row in rows]


def noisy(rows: Table) -> Table:
    """A number in front and columns that nobody knows."""
    return [
        [
            "" if row[0] == "合计" else str(n) if n else "编号",
            *row,
            *([""] * (len(rows[0]) - len(row))),
            "x" if n else "批次",
        ]
        for n, row in enumerate(rows)
    ]


def as_sheet(path: Path, rows: Table, _delimiter: str) -> None:
    workbook(path.with_suffix(".xlsx"), {"第一页": [["标题"], [None], *rows]})


def as_text(
    change: Callable[[Table], Table] = lambda rows: rows,
    *,
    quote: bool = False,
    encoding: str = "utf-8",
    end: str = "\n",
    title: str = "",
    delimiter: str = "",
) -> Callable[[Path, Table, str], None]:
    def make_file(path: Path, rows: Table, own: str) -> None:
        text = title + joined(change(rows), delimiter or own, quote=quote)
        write(path, text.replace("\n", end), encoding)

    return make_file


def with_header_again(rows: Table) -> Table:
    return [rows[0], *rows[1:2], rows[0], *rows[2:]]


def shuffled_with_footer(rows: Table) -> Table:
    return [*shuffled(rows), ["共9条"], ["", "合计"], ["以上数据仅供参考"]]


SHAPES: dict[str, Callable[[Path, Table, str], None]] = {
    "shuffled, gb18030, footer": as_text(shuffled_with_footer, encoding="gb18030"),
    "noisy, quoted, utf-16": as_text(noisy, quote=True, encoding="utf-16"),
    "title, cr, header twice, pipes": as_text(
        with_header_again, title="某单位反馈\n\n导出时间：2021年\n", end="\r", delimiter="|"
    ),
    "workbook": as_sheet,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_same_figures(desk: Desk, tmp_path: Path, shape: str) -> None:
    wanted: dict[str, dict[str, Any]] = {}
    for module, sample in samples():
        rows, delimiter = read(module, sample)
        told = json.loads(make.expected_path(module, sample).read_text("utf-8"))["report"]
        path = tmp_path / "r" / module / sample
        SHAPES[shape](path, table_of(rows, told), delimiter)
        name = path.relative_to(tmp_path / "r").with_suffix("").as_posix()
        wanted[name] = {key: told[key] for key in FIGURES}
    report = desk.take(tmp_path / "r")
    assert report.unrecognised == []
    found = {
        file.path.rpartition(".")[0]: {key: file.to_json()[key] for key in FIGURES}
        for file in report.files
    }
    assert found == wanted
