"""What the money flow says of itself: in the status line, and while there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import words

if TYPE_CHECKING:
    from app.gui.panes.moneyflow.view import MoneyFlowPane
    from app.ops.money_flow import FlowPicture


def say_empty(pane: MoneyFlowPane) -> None:
    """What is missing, and where the button leads."""
    if not pane.session.case.has_ledger:
        told = _("No statement is imported yet. The button leads to the import.")
    elif pane.starts.count_of_starts:
        told = _("The button takes the first start of the list above; choose another there.")
    else:
        told = _("The button leads to the accounts: choose one there, and begin here.")
    pane.empty.set_words(_("Follow the money level by level"), told)


def summary(picture: FlowPicture, start: str) -> str:
    """What is shown, in words."""
    document = picture.document
    number = len(document["accounts"])
    return " · ".join((
        start,
        _("followed {amount}").format(amount=money.yuan(document["seed_fen"])),
        ngettext("{n} account", "{n} accounts", number).format(n=words.count(number)),
        _("cash {amount}").format(amount=money.yuan(document["left"]["cash_fen"])),
        _("left unknown {amount}").format(amount=money.yuan(document["left"]["unknown_fen"])),
    ))  # fmt: skip
