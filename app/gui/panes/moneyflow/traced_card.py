"""What the trace in front says of the selected account: four methods, and the rows behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.base import money
from app.base.i18n import N_, _
from app.gui import words
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import wording
from app.gui.widgets.fact_grid import name_label
from app.model.selection import FlowFilter
from app.ops.money_flow_methods import METHODS, REACH, Compared, MethodFigures

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.selection import Selection
    from app.ops.money_flow import FlowCard

COLUMNS: Final = (N_("Traced in"), N_("Traced out"), N_("Kept"))
SPREAD: Final = ""
TRANSFERS: Final = "transfers"


class TracedCard(QWidget):
    """A line per method; the figures of the trace's own method lead to their transfers."""

    def __init__(self, session: CaseSession) -> None:
        super().__init__()
        self._session = session
        self._selection: Selection = session.selection
        self._rows: tuple[tuple[int, ...], ...] = ((), (), ())
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for column, title in enumerate(COLUMNS, start=1):
            grid.addWidget(_right(name_label(_(title))), 0, column)
        self.links: list[QPushButton] = []
        for column, title in enumerate(COLUMNS):
            link = QPushButton()
            link.setProperty("role", "link")
            link.setObjectName(str(column))
            link.setFont(ui_font(TABLE_PX, bold=True, tabular=True))
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.setAccessibleName(_(title))
            link.clicked.connect(self._open)
            grid.addWidget(link, 1, column + 1, Qt.AlignmentFlag.AlignRight)
            self.links.append(link)
        self._own = QLabel()
        self._own.setFont(ui_font(TABLE_PX, bold=True))
        grid.addWidget(self._own, 1, 0)
        self._names: list[QLabel] = []
        self._figures: list[list[QLabel]] = []
        for row in range(2, 2 + len(METHODS)):
            name, figures = name_label(""), [_figure() for _column in COLUMNS]
            grid.addWidget(name, row, 0)
            for column, label in enumerate(figures, start=1):
                grid.addWidget(label, row, column)
            self._names.append(name)
            self._figures.append(figures)
        self.under = QLabel()
        self.under.setProperty("role", "faint")
        self.under.setWordWrap(True)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(16, 4, 16, 12)
        column_.setSpacing(4)
        column_.addLayout(grid)
        column_.addWidget(self.under)

    @property
    def is_empty(self) -> bool:
        """Whether the trace in front says nothing of what is selected."""
        return self._card() is None

    def show_selection(self, selection: Selection) -> None:
        """Show the figures of the selected account."""
        self._selection = selection
        card, trace = self._card(), self._session.trace
        if card is None or trace.picture is None:
            return
        method = trace.picture.question.method
        into, out = trace.picture.rows_into(card.account), trace.picture.rows_from(card.account)
        self._rows = (into, out, tuple(dict.fromkeys((*into, *out))))
        reached = trace.picture.has_all_rows
        self._own.setText(_(wording.METHOD_NAMES[method]))
        self._own.setToolTip(_(wording.METHODS[method]))
        for link, fen, rows in zip(
            self.links, (card.came, card.went, card.kept), self._rows, strict=True
        ):
            link.setText(money.plain(fen))
            link.setEnabled(reached and bool(rows))
            link.setToolTip(_("Show: {rows}").format(rows=words.transfers(len(rows))))
        self._show_others(trace.compared.get(card.account), method)
        arrived, left = words.transfers(len(into)), words.transfers(len(out))
        self.under.setText(
            _("Too many transfers carry this money to list them for each account; narrow the"
              " trace.") if not reached else
            _("In by {arrived}, out by {left}; click a figure for them. They may carry other money"
              " besides.").format(arrived=arrived, left=left)
        )  # fmt: skip

    def figures(self) -> dict[str, list[str]]:
        """What stands there: by method, and the spread under an empty name."""
        found = {self._own.text(): [link.text() for link in self.links]}
        for name, figures in zip(self._names, self._figures, strict=True):
            if not name.isHidden():
                found[name.text()] = [label.text() for label in figures]
        return found

    def _show_others(self, compared: Compared | None, method: str) -> None:
        listed: list[tuple[str, MethodFigures | None]] = []
        if compared is not None:
            listed = [(each.method, each) for each in compared.methods if each.method != method]
            listed.append((SPREAD, None))
        for place, (name, figures) in enumerate(zip(self._names, self._figures, strict=True)):
            there = place < len(listed)
            for label in (name, *figures):
                label.setVisible(there)
            if not there or compared is None:
                continue
            key, each = listed[place]
            name.setText(_("Spread") if key == SPREAD else _(wording.METHOD_NAMES[key]))
            name.setToolTip(
                _("The most that is possible; it keeps nothing and is no bound for the spread")
                if key == REACH else _(wording.METHODS[key]) if key != SPREAD else ""
            )  # fmt: skip
            told = (
                (compared.spread_came, compared.spread_went, compared.spread_kept)
                if each is None else (each.came, each.went, each.kept)
            )  # fmt: skip
            for label, fen in zip(figures, told, strict=True):
                label.setText("–" if fen is None else money.plain(fen))

    def _card(self) -> FlowCard | None:
        accounts, picture = self._selection.accounts, self._session.trace.picture
        if picture is None or len(accounts) != 1:
            return None
        card = picture.card(accounts[0])
        return None if card is None or card.beyond else card

    @Slot()
    def _open(self) -> None:
        rows = self._rows[int(self.sender().objectName())]
        if rows:
            self._session.go_to(TRANSFERS, filter=FlowFilter(flows=rows))


def _right(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def _figure() -> QLabel:
    label = _right(QLabel())
    label.setFont(ui_font(TABLE_PX, tabular=True))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
