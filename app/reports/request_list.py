"""The request list (调证清单) as a workbook: whose statements to ask for, and by which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.base.i18n import N_, _
from app.reports import tables
from app.reports.tables import TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.reports.tables import Cell


WHAT: Final = {
    "opening": N_("account opening"),
    "statement": N_("statement"),
    "ip": N_("IP and MAC addresses"),
    "login": N_("logins"),
    "cards": N_("bound cards"),
    "orders": N_("by order number"),
}
STATES: Final = {
    "to_ask": N_("not asked yet"),
    "asked": N_("asked"),
    "answered": N_("answered"),
    "answered_none": N_("no record"),
    "failed": N_("query failed"),
}


def write(target: Path, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the list with the columns of practice; returns how many rows.

    Each row has a cell for each of them.

    Raises:
        StorageFull: the file cannot be written.
    """
    columns = [
        TableColumn(_("No."), 6),
        TableColumn(_("Account"), 24),
        TableColumn(_("Holder"), 16),
        TableColumn(_("ID number"), 22),
        TableColumn(_("Bank"), 20),
        TableColumn(_("From"), 12),
        TableColumn(_("Until"), 12),
        TableColumn(_("To ask for"), 30),
        TableColumn(_("Grounds"), 60),
        TableColumn(_("Flows that prove it"), 30),
        TableColumn(_("Obtained accounts that paid it"), 10),
        TableColumn(_("Who paid it"), 40),
        TableColumn(_("Received (yuan)"), 16, is_money=True),
        TableColumn(_("Priority"), 8),
        TableColumn(_("Level"), 8),
        TableColumn(_("Legal document"), 20),
        TableColumn(_("State"), 12),
    ]
    return tables.write(
        target,
        _("Request list"),
        columns,
        rows,
    )


def words_of(what: Iterable[str]) -> str:
    """What to ask for, in words."""
    return _(", ").join(_(WHAT[each]) for each in what)


def state_word(state: str) -> str:
    """The state of a request in words."""
    return _(STATES[state])
