"""Choosing cards and bands of the money flow: for all panes, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.gui.panes.moneyflow.canvas import READ_ZOOM
from app.gui.panes.moneyflow.painting import MARKED
from app.gui.panes.moneyflow.pointing import MORE, ROWS
from app.model.selection import FlowFilter, Selection

if TYPE_CHECKING:
    from app.gui.panes.moneyflow.layout import EndBox, Ribbon
    from app.gui.panes.moneyflow.view import MoneyFlowPane
    from app.ops.money_flow import FlowBand

TRANSFERS_PANE = "transfers"


class FlowChoice(QObject):
    """What is chosen in a pane; ``is_ours`` while the pane itself tells the others."""

    def __init__(self, pane: MoneyFlowPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.is_ours = False

    @Slot(str, str)
    def choose_box(self, key: str, how: str) -> None:
        """Open a stack, select a card, or take what is there into the selection or out of it."""
        box = self._pane.canvas.layout_shown.boxes[key]
        if how == MORE:
            these = frozenset(card.account for card in box.cards)
            before = self._pane.canvas.selected
            self.choose_accounts(before - these if these <= before else before | these)
        elif box.is_stack:
            self._pane.opened |= {box.level}
            self._pane.draw(keep=True)
        else:
            self.choose_account(key, wanted=how == ROWS)

    @Slot(list, bool)
    def choose_boxes(self, keys: list[str], more: bool) -> None:
        """Select all cards of several boxes, those in stacks too."""
        boxes = self._pane.canvas.layout_shown.boxes
        found = frozenset(card.account for key in keys for card in boxes[key].cards)
        self.choose_accounts(found | self._pane.canvas.selected if more else found)

    @Slot(object)
    def choose_accounts(self, accounts: frozenset[str]) -> None:
        """Select several accounts for all panes, in the order of the picture."""
        self.mark(accounts)
        picture = self._pane.picture
        order = [card.account for card in picture.cards] if picture is not None else []
        self._select(Selection(accounts=tuple(key for key in order if key in accounts)))

    @Slot(str, bool)
    def choose_account(self, account: str, wanted: bool) -> None:
        """Select an account for all panes; ``wanted`` opens its transfers."""
        self.mark(frozenset({account}))
        self._select(Selection(accounts=(account,)))
        if wanted:
            self._open(FlowFilter(accounts=(account,)))

    @Slot(object, bool)
    def choose_ribbon(self, ribbon: Ribbon, wanted: bool) -> None:
        """Select the flows behind a drawn band."""
        self.mark(frozenset(), (ribbon.source, ribbon.target))
        self._choose_bands(ribbon.bands, wanted=wanted)

    @Slot(object)
    def choose_end(self, end: EndBox) -> None:
        """Select the accounts where money ended in one way."""
        self.choose_accounts(frozenset(end.accounts))

    @Slot(object, bool)
    def choose_band(self, band: FlowBand, wanted: bool) -> None:
        """Select the flows from one account to another."""
        self._choose_bands((band,), wanted=wanted)

    @Slot(object)
    def choose_flow(self, flow: int) -> None:
        """Select one flow."""
        self._select(Selection(flows=(flow,)))

    @Slot(object)
    def choose_flows(self, flows: tuple[int, ...]) -> None:
        """Select several flows."""
        self._select(Selection(flows=flows))

    def select_trace(self, trace_id: int) -> None:
        """Select the kept trace that is shown."""
        self.mark(frozenset())
        self._select(Selection(traces=(trace_id,)))

    def mark(self, keys: frozenset[str], ribbon: tuple[str, str] | None = None) -> None:
        """Show what is chosen in the picture."""
        canvas = self._pane.canvas
        canvas.selected, canvas.ribbon = keys, ribbon
        canvas.update()
        if self._pane.head.is_table:
            self._pane.tree.show_accounts(keys)

    @Slot(str)
    def reveal(self, account: str) -> None:
        """Bring an account into sight, out of its stack if need be, and select it."""
        pane = self._pane
        self.choose_account(account, wanted=False)
        if pane.picture is not None and account not in pane.canvas.layout_shown.boxes:
            card = pane.picture.card(account)
            pane.opened |= {card.level} if card is not None else set()
            pane.draw(keep=True, reveal=account)
        else:
            self.bring(account)

    def bring(self, account: str) -> None:
        """Bring a card that is drawn into sight, large enough to be read."""
        canvas = self._pane.canvas
        canvas.focus = account
        if canvas.zoom < MARKED:
            canvas.zoom_by(READ_ZOOM / canvas.zoom)
        canvas.reveal(account)

    @Slot(str, object)
    def show_menu(self, key: str, place: Any) -> None:
        """Offer what can be done with a card, a stack or an end; with all that is selected."""
        shown = self._pane.canvas.layout_shown
        end = next((end for end in shown.ends if end.key == key), None)
        box = shown.boxes.get(key)
        if end is not None:
            self.offer(frozenset(end.accounts), place)
        elif box is not None:
            self.offer(frozenset(card.account for card in box.cards), place)

    def offer(self, these: frozenset[str], place: Any) -> None:
        """The menu of accounts; of the whole selection when they are among it."""
        picture, selected = self._pane.picture, self._pane.canvas.selected
        if not these <= selected:
            self.choose_accounts(these)
            selected = these
        cards = [card for card in picture.cards if card.account in selected] if picture else []
        if cards:
            self._pane.deeds.show_menu(cards, place)

    @Slot(object, object)
    def show_ribbon_menu(self, ribbon: Ribbon, place: Any) -> None:
        """Offer what can be done with the transfers behind a band."""
        self.choose_ribbon(ribbon, wanted=False)
        self._pane.deeds.show_flow_menu(ribbon, place)

    @Slot()
    def drop(self) -> None:
        """Select nothing: the ground was clicked."""
        was = self._pane.canvas.selected
        self.mark(frozenset())
        if was and was == frozenset(self._pane.session.selection.accounts):
            self._select(Selection())

    def _choose_bands(self, bands: tuple[FlowBand, ...], *, wanted: bool) -> None:
        rows = self._pane.picture.rows if self._pane.picture is not None else {}
        flows = [flow for band in bands for flow in rows.get((band.payer, band.payee), ())]
        self._select(Selection(flows=tuple(flows)))
        if wanted and flows:
            self._open(FlowFilter(flows=tuple(flows)))
        elif wanted:  # beyond the trace, or more than are looked up
            payers = tuple(dict.fromkeys(band.payer for band in bands))
            payees = tuple(dict.fromkeys(band.payee for band in bands))
            self._open(FlowFilter(accounts=payers, counterparties=payees, direction="out"))

    def _open(self, wanted: FlowFilter) -> None:
        self._pane.session.show_flows(wanted)
        self._pane.session.pane_wanted.emit(TRANSFERS_PANE)

    def _select(self, selection: Selection) -> None:
        self.is_ours = True
        self._pane.session.select(selection)
        self.is_ours = False
