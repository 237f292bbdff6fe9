"""Where a money flow begins: what the pane is for, and the traces that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import wording
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.ops.traces import TraceRow

ID: Final = Qt.ItemDataRole.UserRole
TITLE, SEED, METHOD, RUN, OFFICER, STATE = range(6)


class StartPage(QWidget):
    """The empty state, and below it the kept traces.

    Signals:
        kept_wanted: the number of a kept trace that is to be shown.
        again_wanted: the number of one that is to be run again.
    """

    kept_wanted = Signal(int)
    again_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TraceRow] = []
        self.empty = EmptyState(
            "money-flow", _("Follow the money level by level"),
            _("Begin with an incident, a kept trace, or what is selected in another pane."),
            _("Begin"),
        )  # fmt: skip
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setFont(ui_font(TABLE_PX, tabular=True))
        self.list.setAccessibleName(_("Kept traces"))
        self.list.setHeaderLabels([
            _("Title"), _("Followed (yuan)"), _("Method"), _("Run"), _("Officer"), _("State"),
        ])  # fmt: skip
        for column, width in enumerate((290, 120, 130, 140, 90, 150)):
            self.list.setColumnWidth(column, width)
        self.open = QPushButton(_("Open"))
        self.again = QPushButton(_("Run again"))
        self.again.setToolTip(_("Ask the same over what is imported now, and say what changed"))
        set_icon(self.open, "money-flow")
        set_icon(self.again, "redo")
        self.list.itemActivated.connect(self._open)
        self.list.itemDoubleClicked.connect(self._open)
        self.list.itemSelectionChanged.connect(self._offer)
        self.open.clicked.connect(self._open)
        self.again.clicked.connect(self._run_again)
        self._build()

    def _build(self) -> None:
        self.below = QWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.open)
        head.addWidget(self.again)
        lower = QVBoxLayout(self.below)
        lower.setContentsMargins(16, 0, 16, 12)
        lower.setSpacing(6)
        lower.addLayout(head)
        lower.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.empty, 1)
        column.addWidget(self.below, 1)
        self.below.hide()

    def offer(self, rows: list[TraceRow]) -> None:
        """What was kept, the newest first."""
        self._rows = rows
        chosen = self.chosen
        newer: dict[int, int] = {}
        for row in rows:
            if row.previous is not None:
                newer.setdefault(row.previous, row.id)
        self.list.clear()
        items = [_item(row, newer.get(row.id)) for row in rows]
        self.list.addTopLevelItems(items)
        number = len(rows)
        self.title.setText(
            ngettext("{n} trace", "{n} traces", number).format(n=words.count(number))
        )
        places = [place for place, row in enumerate(rows) if row.id == chosen]
        if items:
            self.list.setCurrentItem(items[places[0] if places else 0])
        self.below.setVisible(bool(rows))
        self._offer()

    @property
    def chosen(self) -> int | None:
        """The number of the trace that the list is on."""
        item = self.list.currentItem()
        return int(item.data(TITLE, ID)) if item is not None else None

    def allow(self, *, changing: bool) -> None:
        """Whether a trace can be run again now."""
        self.again.setEnabled(changing and self.chosen is not None)

    @Slot()
    def _offer(self) -> None:
        self.open.setEnabled(self.chosen is not None)
        self.again.setEnabled(self.chosen is not None)

    @Slot()
    def _open(self) -> None:
        if self.chosen is not None:
            self.kept_wanted.emit(self.chosen)

    @Slot()
    def _run_again(self) -> None:
        if self.chosen is not None:
            self.again_wanted.emit(self.chosen)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Write the list in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self.offer(self._rows)


def _item(row: TraceRow, newer: int | None) -> QTreeWidgetItem:
    state, tone = _("up to date"), "good"
    if newer is not None:
        state, tone = _("run again as trace {number}").format(number=newer), "muted"
    elif row.stale:
        state, tone = _("out of date"), "warn"
    item = QTreeWidgetItem([
        f"#{row.id} {words.veiled(row.title)}", money.plain(row.result["seed_fen"]),
        _(wording.METHODS[row.question.method]), words.moment(row.time), words.name(row.officer),
        state,
    ])  # fmt: skip
    item.setData(TITLE, ID, row.id)
    item.setTextAlignment(SEED, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setForeground(STATE, theme.current().color(tone))
    if row.stale and newer is None:
        item.setToolTip(STATE, _("Imports came or went since it was run. Run it again."))
    return item
