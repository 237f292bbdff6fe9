"""What proves a transfer: the rows of statements it stands in, and one of them as given."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.rows_model import Cell, Column

if TYPE_CHECKING:
    from app.ops.flows import FlowSource, RawRow


@dataclass(frozen=True)
class Given:
    """One cell of a raw row under its header."""

    header: str
    cell: str


def given_cells(raw: RawRow) -> list[Given]:
    """Header and cell side by side; cells without a header are numbered."""
    return [
        Given(
            header.strip() if header and header.strip() else _("column {n}").format(n=number),
            cell or "",
        )
        for number, (header, cell) in enumerate(zip_longest(raw.header, raw.cells), start=1)
        if header or cell
    ]


def source_place(source: FlowSource) -> str:
    """The line of a source, on its page where the file has pages."""
    if source.page is not None and source.page_line is not None:
        return _("page {page}, line {line}").format(
            page=words.count(source.page), line=words.count(source.page_line)
        )
    return _("line {line}").format(line=words.count(source.line))


def _source_title(source: FlowSource) -> Cell:
    name = source.file.rsplit("/", 1)[-1]
    parts = [source.sheet] if source.sheet else []
    parts.append(source_place(source))
    parts.append(f"SHA-256 {source.sha256[:8]}…")
    return Cell(name, under=" · ".join(parts), middle=True)


def _source_state(source: FlowSource) -> Cell:
    if source.duplicate:
        return Cell(_("duplicate"), "muted", "copy")
    return Cell(_("proof"), "good", "check")


SOURCE_COLUMNS: tuple[Column[FlowSource], ...] = (
    Column(
        N_("Source"), _source_title,
        copied=lambda s: f"{s.file} {s.sheet} {s.line} {s.sha256}", width=200,
    ),
    Column(N_("State"), _source_state, width=84),
)  # fmt: skip


def _given_text(given: Given) -> Cell:
    if given.cell == "":
        return Cell(_("(empty)"), "faint")
    return Cell(words.one_line(given.cell))


GIVEN_COLUMNS: tuple[Column[Given], ...] = (
    Column(N_("Header"), lambda g: Cell(words.one_line(g.header), "muted"), width=120),
    Column(N_("As given"), _given_text, copied=lambda g: g.cell, width=200),
)
