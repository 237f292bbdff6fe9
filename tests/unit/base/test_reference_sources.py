"""Every table is described, and a table that is described is there."""

from __future__ import annotations

import re

import pytest

from app.base.paths import resources
from app.base.reference.tables import path_of, rows_of

TABLES = sorted(
    path.name for path in (resources() / "tables").iterdir() if path.suffix in (".csv", ".zst")
)


def test_every_table_is_described():
    text = path_of("SOURCES.md").read_text("utf-8")
    first_cells = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    assert sorted(name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)) == TABLES


@pytest.mark.parametrize("name", [name for name in TABLES if name.endswith(".csv")])
def test_rows_are_as_wide_as_the_header_and_counted(name):
    header = path_of(name).read_text("utf-8").splitlines()[0].split(",")
    rows = rows_of(name)
    assert {len(row) for row in rows} == {len(header)}
    assert len({tuple(row) for row in rows}) == len(rows)
    assert f"{len(rows):,}" in path_of("SOURCES.md").read_text("utf-8")


def test_tables_stay_small():
    assert sum(path_of(name).stat().st_size for name in TABLES) < 1_500_000
