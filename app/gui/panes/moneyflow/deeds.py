"""What can be done with cards: freeze, ask for statements, go beyond, send them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.pane_registry import pane_specs
from app.model.selection import FlowFilter
from app.ops import money_flow
from app.ops.measure_editing import add_measure, measure_action
from app.ops.money_flow import MISSING, freezable
from app.ops.requesting import ask_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint

    from app.base.progress import Progress
    from app.gui.panes.moneyflow.layout import Ribbon
    from app.gui.panes.moneyflow.view import MoneyFlowPane
    from app.model.changes import Changes
    from app.ops.cases import CaseFile
    from app.ops.money_flow import FlowCard

PANE, TRANSFERS = "moneyflow", "transfers"


class CardDeeds(QObject):
    """The menu of one card, of several, and of the transfers behind a band."""

    def __init__(self, pane: MoneyFlowPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._cards: tuple[FlowCard, ...] = ()
        self._ribbon: Ribbon | None = None

    @property
    def _card(self) -> FlowCard | None:
        """The one card; None of several."""
        return self._cards[0] if len(self._cards) == 1 else None

    def menu_for(self, *cards: FlowCard) -> QMenu:
        """What can be done with them."""
        self._cards = cards
        menu = QMenu(self._pane)
        missing = [card for card in cards if MISSING in card.states]
        if len(cards) == 1:
            deeds = [
                ("transfers", _("Show its transfers"), self.show_transfers),
                ("money-in", _("Who else pays it"), self.expand_in),
                ("money-out", _("Whom else it pays"), self.expand_out),
                ("", "", None),
                ("stop-payment", _("Record a stop-payment"), self.stop_payment),
                ("frozen", _("Record a freeze"), self.freeze),
            ]
            asking = _("Ask for its statement")
        else:
            number = len(cards)
            told = ngettext("{n} account", "{n} accounts", number).format(n=words.count(number))
            menu.addSection(told)
            deeds = [("transfers", _("Show their transfers"), self.show_transfers)]
            asking = ngettext(
                "Ask for {n} statement", "Ask for {n} statements", len(missing)
            ).format(n=words.count(len(missing)))
        for icon, title, deed in deeds:
            if deed is None:
                menu.addSeparator()
            else:
                menu.addAction(theme.icon(icon), title).triggered.connect(deed)
        ask = menu.addAction(theme.icon("not-obtained"), asking)
        ask.setEnabled(bool(missing))
        ask.triggered.connect(self.ask_statement)
        menu.addSeparator()
        menu.addAction(theme.icon("trace"), _("Follow the money from here")).triggered.connect(
            self.follow
        )
        self._add_ways(menu, "accounts").triggered.connect(self._send)
        return menu

    def menu_for_flows(self, ribbon: Ribbon) -> QMenu:
        """What can be done with the transfers behind a band."""
        self._ribbon = ribbon
        menu = QMenu(self._pane)
        show = menu.addAction(theme.icon("transfers"), _("Show its transfers"))
        show.triggered.connect(self.show_flows)
        self._add_ways(menu, "flows").triggered.connect(self._send_flows)
        return menu

    def _add_ways(self, menu: QMenu, noun: str) -> QMenu:
        """The panes that can show accounts, or flows."""
        send = menu.addMenu(theme.icon("forward"), _("Send to"))
        for spec in pane_specs():
            if spec.key != PANE and noun in spec.takes:
                action = send.addAction(theme.icon(spec.icon), _(spec.title))
                action.setData(spec.key)
        send.setEnabled(bool(send.actions()))
        return send

    def show_menu(self, cards: Sequence[FlowCard], place: QPoint) -> None:
        """Offer it at a point of the screen."""
        _pop(self.menu_for(*cards), place)

    def show_flow_menu(self, ribbon: Ribbon, place: QPoint) -> None:
        """Offer what can be done with transfers."""
        _pop(self.menu_for_flows(ribbon), place)

    @Slot()
    def show_transfers(self) -> None:
        """Their transfers in their pane."""
        self._show_in(TRANSFERS)

    @Slot()
    def show_flows(self) -> None:
        """The transfers behind a band in their pane."""
        if self._ribbon is not None:
            self._pane.choice.choose_ribbon(self._ribbon, wanted=True)

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
        """A trace of its own from these accounts."""
        self._pane.start_accounts(tuple(card.account for card in self._cards))

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
        """Record that statements are asked for, of those that are not there."""
        accounts = [card.account for card in self._cards if MISSING in card.states]
        if not accounts:
            return
        reasons = {self._reasons(account) for account in accounts}
        trace, incident = reasons.pop() if len(reasons) == 1 else (None, None)
        parts = [] if trace is None else [_("trace {name}").format(name=trace)]
        if incident is not None:
            parts.append(self._pane.starts.title_of_incident(incident))
        note = " · ".join(parts) or None

        def op(case: CaseFile, _progress: Progress) -> tuple[Any, Changes]:
            return ask_statements(case, accounts=accounts, note=note)

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
        self._show_in(str(action.data()))

    def _show_in(self, pane: str) -> None:
        """Show the accounts in a pane; the transfers are asked for by a filter."""
        accounts = tuple(card.account for card in self._cards)
        session = self._pane.session
        if pane == TRANSFERS:
            wanted = FlowFilter(accounts=accounts, period=session.period)
            session.go_to(pane, accounts=accounts, filter=wanted)
        elif accounts:
            session.go_to(pane, accounts=accounts)

    @Slot(object)
    def _send_flows(self, action: Any) -> None:
        if action.data() == TRANSFERS:
            self.show_flows()
        else:
            selection = self._pane.session.selection
            self._pane.session.go_to(str(action.data()), selection=selection)


def _pop(menu: QMenu, place: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
