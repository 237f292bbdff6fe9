"""Reading the committed tables."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from app.base.paths import resources

if TYPE_CHECKING:
    from pathlib import Path


def path_of(name: str) -> Path:
    """Where a table is, in a checkout and in a packaged program."""
    return resources() / "tables" / name


def rows_of(name: str) -> list[list[str]]:
    """The rows of a CSV table without its header."""
    with path_of(name).open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows, None)
        return list(rows)
