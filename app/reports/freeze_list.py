"""The stop-payment and freeze list (止付冻结清单) as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.base import clock
from app.base.i18n import N_, _
from app.reports import tables
from app.reports.tables import TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from app.reports.tables import Cell

ACTIONS: Final = {
    "stop_payment": N_("stop-payment"),
    "freeze": N_("freeze"),
    "other": N_("other measure"),
}


def held_words(action: str, until: datetime | None, hours_left: float | None) -> str:
    """A measure that stands, with its end and the hours left."""
    words = _(ACTIONS[action])
    if until is None:
        return words
    return _("{measure} until {until} ({hours} h left)").format(
        measure=words, until=clock.shown(until), hours=hours_left
    )


def write(target: Path, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the list; each row has a cell for each column; returns how many rows.

    Raises:
        StorageFull: the file cannot be written.
    """
    columns = [
        TableColumn(_("No."), 6),
        TableColumn(_("Account"), 24),
        TableColumn(_("Holder"), 16),
        TableColumn(_("ID number"), 22),
        TableColumn(_("Bank"), 20),
        TableColumn(_("Can still be there (yuan)"), 18, is_money=True),
        TableColumn(_("Traced money that stayed (yuan)"), 18, is_money=True),
        TableColumn(_("Last known balance (yuan)"), 18, is_money=True),
        TableColumn(_("Last arrival"), 20),
        TableColumn(_("Minutes since"), 10),
        TableColumn(_("Level"), 8),
        TableColumn(_("Victims"), 8),
        TableColumn(_("Measures that stand"), 36),
        TableColumn(_("Grounds"), 60),
        TableColumn(_("Traces"), 12),
        TableColumn(_("Flows that prove it"), 30),
    ]
    note = _(
        "Traces of the same money count once with the largest figure; of what stayed no more than"
        " the balance known after the last arrival can still be there."
    )
    return tables.write(target, _("Freeze list"), columns, rows, [note])
