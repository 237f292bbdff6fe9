"""Choosing cards and bands of the money flow: for all panes, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.gui.panes.moneyflow.canvas import READ_ZOOM
from app.gui.panes.moneyflow.painting import READABLE
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

    @Slot(str, bool)
    def choose_box(self, key: str, wanted: bool) -> None:
        """Open a stack, or select a card."""
        box = self._pane.canvas.layout_shown.boxes[key]
        if box.is_stack:
            self._pane.opened |= {box.level}
            self._pane.draw(keep=True)
        else:
            self.choose_account(key, wanted=wanted)

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
        self.mark(frozenset(end.accounts))
        self._select(Selection(accounts=end.accounts))

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
        self._pane.show_methods()

    @Slot(str)
    def reveal(self, account: str) -> None:
        """Bring an account into sight, out of its stack if need be, and select it."""
        pane = self._pane
        if pane.picture is not None and account not in pane.canvas.layout_shown.boxes:
            card = pane.picture.card(account)
            pane.opened |= {card.level} if card is not None else set()
            pane.draw(keep=True)
        self.choose_account(account, wanted=False)
        pane.canvas.focus = account
        if pane.canvas.zoom < READABLE:
            pane.canvas.zoom_by(READ_ZOOM / pane.canvas.zoom)
        pane.canvas.reveal(account)

    def accounts(self) -> tuple[str, ...]:
        """What is selected here, or the card that the keyboard is on."""
        canvas = self._pane.canvas
        return tuple(sorted(canvas.selected)) or ((canvas.focus,) if canvas.focus else ())

    @Slot(str, object)
    def show_menu(self, key: str, place: Any) -> None:
        """Offer what can be done with a card."""
        picture = self._pane.picture
        card = picture.card(key) if picture is not None else None
        if card is not None:
            self.mark(frozenset({key}))
            self._pane.deeds.show_menu(card, place)

    def _choose_bands(self, bands: tuple[FlowBand, ...], *, wanted: bool) -> None:
        rows = self._pane.picture.rows if self._pane.picture is not None else {}
        flows = [flow for band in bands for flow in rows.get((band.payer, band.payee), ())]
        self._select(Selection(flows=tuple(flows)))
        if wanted:
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
