"""The table of a restitution (资金返还) per victim as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import _
from app.reports import tables
from app.reports.tables import TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.reports.tables import Cell


def write(target: Path, rows: Iterable[Sequence[Cell]], notes: Sequence[str]) -> int:
    """Write the table; each row has a cell for each column; returns how many rows.

    Raises:
        StorageFull: the file cannot be written.
    """
    columns = [
        TableColumn(_("No."), 6),
        TableColumn(_("Victim"), 30),
        TableColumn(_("ID number"), 22),
        TableColumn(_("Phone"), 16),
        TableColumn(_("Loss (yuan)"), 16, is_money=True),
        TableColumn(_("Paid into the account (yuan)"), 18, is_money=True),
        TableColumn(_("Still there by time stamp (yuan)"), 18, is_money=True),
        TableColumn(_("Goes back (yuan)"), 16, is_money=True),
        TableColumn(_("Flows that prove it"), 30),
    ]
    return tables.write(target, _("Restitution"), columns, rows, notes)
