"""The four methods side by side for the selected card, in exact figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.base import money
from app.base.i18n import N_, _
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import wording
from app.ops.money_flow_methods import METHODS

if TYPE_CHECKING:
    from app.ops.money_flow import FlowCard
    from app.ops.money_flow_methods import Compared

ROW: Final = 18
LINES: Final = (N_("Traced in"), N_("Traced out"), N_("Kept"))


class MethodStrip(QFrame):
    """Below the picture while one card is selected and the methods are compared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot")
        self.setAccessibleName(_("Methods side by side"))
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 6, 16, 6)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(1)
        self.name = QLabel()
        self.name.setProperty("role", "heading")
        grid.addWidget(self.name, 0, 0)
        self.heads: dict[str, QLabel] = {}
        for column, key in enumerate((*METHODS, ""), start=1):
            head = QLabel(_(wording.METHODS[key]) if key else _("Spread"))
            head.setProperty("role", "muted")
            if key == "reach":
                head.setToolTip(_("The most that is possible; it keeps nothing and is no bound"
                                  " for the spread"))  # fmt: skip
            self._place(grid, head, 0, column)
            self.heads[key] = head
        self.figures: dict[tuple[str, int], QLabel] = {}
        for line, title in enumerate(LINES):
            label = QLabel(_(title))
            label.setProperty("role", "muted")
            grid.addWidget(label, line + 1, 0)
            for column, key in enumerate((*METHODS, ""), start=1):
                figure = QLabel()
                figure.setFont(ui_font(TABLE_PX, tabular=True))
                figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._place(grid, figure, line + 1, column)
                self.figures[key, line] = figure
        grid.setColumnStretch(0, 1)
        for row in range(len(LINES) + 1):
            grid.setRowMinimumHeight(row, ROW)
        self.hide()

    def _place(self, grid: QGridLayout, label: QLabel, row: int, column: int) -> None:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label, row, column)

    def show_card(self, card: FlowCard | None, found: Compared | None, method: str) -> None:
        """Show the figures of a card; nothing without them."""
        self.setVisible(card is not None and found is not None)
        if card is None or found is None:
            return
        self.name.setText(f"{wording.holder(card)}  {wording.bank_and_tail(card)}")
        for key, head in self.heads.items():
            head.setFont(ui_font(TABLE_PX, bold=key == method))
        by_name = {each.method: each for each in found.methods}
        for key in METHODS:
            each = by_name.get(key)
            told = (None,) * 3 if each is None else (each.came, each.went, each.kept)
            for line, fen in enumerate(told):
                label = self.figures[key, line]
                label.setText("–" if fen is None else money.plain(fen))
                label.setFont(ui_font(TABLE_PX, bold=key == method, tabular=True))
        for line, fen in enumerate((found.spread_came, found.spread_went, found.spread_kept)):
            self.figures["", line].setText("–" if fen is None else money.plain(fen))
