"""What can be done with a card: freeze, ask for its statement, go beyond, send it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from app.base.i18n import _
from app.gui import theme
from app.gui.pane_registry import pane_specs
from app.ops import money_flow
from app.ops.measure_editing import add_measure, measure_action
from app.ops.money_flow import MISSING, freezable
from app.ops.requesting import ask_statements

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from app.base.progress import Progress
    from app.gui.panes.moneyflow.view import MoneyFlowPane
    from app.model.changes import Changes
    from app.ops.cases import CaseFile
    from app.ops.money_flow import FlowCard

PANE = "moneyflow"


class CardDeeds(QObject):
    """The menu of a card."""

    def __init__(self, pane: MoneyFlowPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._card: FlowCard | None = None

    def menu_for(self, card: FlowCard) -> QMenu:
        """What can be done with it."""
        self._card = card
        menu = QMenu(self._pane)
        for icon, title, deed in (
            ("transfers", _("Show its transfers"), self.show_transfers),
            ("money-in", _("Who else pays it"), self.expand_in),
            ("money-out", _("Whom else it pays"), self.expand_out),
        ):
            menu.addAction(theme.icon(icon), title).triggered.connect(deed)
        menu.addSeparator()
        menu.addAction(theme.icon("stop-payment"), _("Record a stop-payment")).triggered.connect(
            self.stop_payment
        )
        menu.addAction(theme.icon("frozen"), _("Record a freeze")).triggered.connect(self.freeze)
        ask = menu.addAction(theme.icon("not-obtained"), _("Ask for its statement"))
        ask.setEnabled(MISSING in card.states)
        ask.triggered.connect(self.ask_statement)
        menu.addSeparator()
        menu.addAction(theme.icon("trace"), _("Follow the money from here")).triggered.connect(
            self.follow
        )
        send = menu.addMenu(theme.icon("forward"), _("Send to"))
        for spec in pane_specs():
            if spec.key != PANE and "accounts" in spec.takes:
                action = send.addAction(theme.icon(spec.icon), _(spec.title))
                action.setData(spec.key)
        send.setEnabled(bool(send.actions()))
        send.triggered.connect(self._send)
        return menu

    def show_menu(self, card: FlowCard, place: QPoint) -> None:
        """Offer it at a point of the screen."""
        menu = self.menu_for(card)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    @Slot()
    def show_transfers(self) -> None:
        """Its transfers in their pane."""
        if self._card is not None:
            self._pane.choice.choose_account(self._card.account, wanted=True)

    @Slot()
    def expand_in(self) -> None:
        """Those who pay it beyond the trace."""
        self._expand(into=True)

    @Slot()
    def expand_out(self) -> None:
        """Those whom it pays beyond the trace."""
        self._expand(into=False)

    def _expand(self, *, into: bool) -> None:
        picture = self._pane.picture
        if self._card is not None and picture is not None:
            self._pane.reader.widen(picture, self._card.account, into=into)

    @Slot()
    def follow(self) -> None:
        """A trace of its own from this account."""
        if self._card is not None:
            self._pane.start_accounts((self._card.account,))

    @Slot()
    def stop_payment(self) -> None:
        """Record that payment is stopped."""
        self._measure("stop_payment")

    @Slot()
    def freeze(self) -> None:
        """Record that it is frozen."""
        self._measure("freeze")

    @Slot()
    def ask_statement(self) -> None:
        """Record that its statement is asked for."""
        if self._card is None:
            return
        account = self._card.account
        trace, incident = self._reasons(account)
        parts = [] if trace is None else [_("trace {name}").format(name=trace)]
        if incident is not None:
            parts.append(self._pane.starts.title_of_incident(incident))
        note = " · ".join(parts) or None

        def op(case: CaseFile, _progress: Progress) -> tuple[Any, Changes]:
            return ask_statements(case, accounts=[account], note=note)

        job = self._pane.session.change(_("Asking for a statement"), op)
        job.succeeded.connect(self._tell_asked)

    def _reasons(self, account: str) -> tuple[int | None, int | None]:
        """The kept trace and the incident that show the money of an account, where known."""
        picture = self._pane.picture
        if picture is None:
            return None, None
        row = picture.kept if money_flow.is_traced(picture, account) else None
        return row.id if row is not None else None, money_flow.incident_of(picture, account)

    def _measure(self, action: str) -> None:
        card = self._card
        if card is None:
            return
        why = _("Traced money that stayed, see the money flow")
        fen = freezable(card) or None
        trace, incident = self._reasons(card.account)

        def op(case: CaseFile, _progress: Progress) -> tuple[Any, Changes]:
            number, notes, changes = add_measure(
                case, account=card.account, action=measure_action(action), amount_fen=fen,
                reason=why, trace=trace, incident=incident,
            )  # fmt: skip
            return (number, notes), changes

        job = self._pane.session.change(_("Recording a measure"), op)
        job.succeeded.connect(self._tell_measure)

    @Slot(object)
    def _tell_measure(self, result: Any) -> None:
        (_number, notes), _changes = result
        told = " ".join([_("The measure is recorded; Ctrl+Z takes it back."), *notes])
        self._pane.session.told.emit(told, "GOOD")

    @Slot(object)
    def _tell_asked(self, _result: Any) -> None:
        self._pane.session.told.emit(_("The request is recorded; Ctrl+Z takes it back."), "GOOD")

    @Slot(object)
    def _send(self, action: Any) -> None:
        accounts = self._pane.choice.accounts()
        if accounts:
            self._pane.session.go_to(str(action.data()), accounts=accounts)
