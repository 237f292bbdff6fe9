"""The table over the virtual model: selection of any size, copying, and columns as chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)  # fmt: skip
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
)  # fmt: skip

from app.base.i18n import _
from app.gui import theme
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.transfers.columns import COLUMNS, NAMES
from app.gui.widgets.cell_delegate import PADDING, CellDelegate
from app.gui.widgets.table import choose_row, rows_in_sight
from app.ops.flow_pages import PAGE

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from app.gui.panes.transfers.virtual import FlowModel

MOST_COPIED: Final = 100_000
MOST_NAMED: Final = 5_000
"""So many selected flows are named to the other panes; of more only the number is told."""


class FlowDelegate(CellDelegate):
    """Paints cells of the ledger as those of other tables."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        model = cast("FlowModel", index.model())
        cell = model.cell_at(index.row(), index.column())
        painter.save()
        rect = QRect(option.rect)
        self._ground(painter, option, rect, index)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if cell.icon:
            inner = self._icon(painter, inner, cell)
        if cell.labels:
            self._labels(painter, inner, cell)
        else:
            self._words(painter, inner, cell, number=model.columns[index.column()].number)
        painter.restore()

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """What the text needs; of rows that are there."""
        model = cast("FlowModel", index.model())
        if model.row_at(index.row()) is None:
            return QSize(0, theme.ROW_HEIGHT)
        cell = model.cell_at(index.row(), index.column())
        return QSize(self._content_width(cell) + 2 * PADDING, theme.ROW_HEIGHT)


class FlowTable(QTableView):
    """Shows a ``FlowModel``.

    Signals:
        chosen: what is selected has changed.
        opened: Enter or a double click on a row; its number.
        header_menu_wanted: the number of a column, and the place on the screen.
        row_menu_wanted: the place on the screen.
        copy_wanted: the selected rows go to the clipboard.
        scrolled: other rows are looked at.
        sort_wanted: a column, and whether it joins the sort that is there.
    """

    chosen = Signal()
    opened = Signal(int)
    header_menu_wanted = Signal(int, QPoint)
    row_menu_wanted = Signal(QPoint)
    copy_wanted = Signal()
    scrolled = Signal()
    sort_wanted = Signal(int, bool)

    def __init__(self, model: FlowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flows = model
        self.setModel(model)
        self.setItemDelegate(FlowDelegate(self))
        self.setFont(ui_font(TABLE_PX))
        self.setAccessibleName(_("Transfers"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        side = self.verticalHeader()
        side.setVisible(False)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(16)
        side.setDefaultSectionSize(theme.ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setFont(ui_font(TABLE_PX))
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(32)
        head.setStretchLastSection(True)
        head.setFixedHeight(theme.ROW_HEIGHT)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setToolTip(
            _("Click sorts, Shift+click adds to the sort, right click opens histogram and filter")
        )
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._want_header_menu)
        head.sectionClicked.connect(self._want_sort)
        # the headers ask of every row whether it is selected, thirty million times: they get a
        # selection of their own, in which nothing ever is
        self._nothing = QItemSelectionModel(model, self)
        head.setSelectionModel(self._nothing)
        side.setSelectionModel(self._nothing)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, column.width)
            self.setColumnHidden(number, not column.shown)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._want_row_menu)
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._tell_scrolled)

    # What is looked at and what is selected

    def seen_pages(self) -> list[int]:
        """The pages that are looked at, from top to bottom."""
        first, end = rows_in_sight(self)
        return list(range(first // PAGE, (end - 1) // PAGE + 1)) if end > first else []

    def chosen_ranges(self) -> list[tuple[int, int]]:
        """The selected rows as stretches, both ends included, from top to bottom."""
        parts = sorted(
            (part.top(), part.bottom()) for part in self.selectionModel().selection().toList()
        )
        joined: list[tuple[int, int]] = []
        for top, bottom in parts:
            if joined and top <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], bottom))
            else:
                joined.append((top, bottom))
        return joined

    def chosen_count(self) -> int:
        """How many rows are selected."""
        return sum(bottom - top + 1 for top, bottom in self.chosen_ranges())

    def choose(self, number: int) -> None:
        """Make a row the current and only selected one."""
        choose_row(self, number)

    def selectAll(self) -> None:  # noqa: N802
        """Select everything, as one stretch."""
        last = self._flows.rowCount() - 1
        if last >= 0:
            whole = QItemSelection(
                self._flows.index(0, 0),
                self._flows.index(last, self._flows.columnCount() - 1),
            )
            self.selectionModel().select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionChanged(  # noqa: N802
        self, selected: QItemSelection, deselected: QItemSelection
    ) -> None:
        """Tell the choice."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def currentChanged(  # noqa: N802
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The outline of the current row spans all its cells."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the outline of the current row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._flows.rowCount():
            self.selectionModel().setCurrentIndex(
                self._flows.index(max(0, self.rowAt(0)), 0),
                QItemSelectionModel.SelectionFlag.NoUpdate,
            )
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the outline away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More rows may be looked at."""
        super().resizeEvent(event)
        self.scrolled.emit()

    # Columns

    def shown_columns(self) -> list[int]:
        """The columns as they stand on the screen, hidden ones left out."""
        head = self.horizontalHeader()
        order = sorted(range(len(COLUMNS)), key=head.visualIndex)
        return [number for number in order if not self.isColumnHidden(number)]

    def column_state(self) -> dict[str, Any]:
        """Order, widths and hidden columns, to be remembered."""
        head = self.horizontalHeader()
        order = sorted(range(len(COLUMNS)), key=head.visualIndex)
        return {
            "order": [COLUMNS[number].key for number in order],
            "widths": {
                column.key: self.columnWidth(number)
                for number, column in enumerate(COLUMNS)
                if number in self.shown_columns()[:-1]  # the last one takes what room there is
            },
            "shown": [COLUMNS[number].key for number in self.shown_columns()],
        }

    def restore_columns(self, state: dict[str, Any]) -> None:
        """Take back what ``column_state`` gave; keys that are not known are left out."""
        head = self.horizontalHeader()
        for place, key in enumerate(key for key in state.get("order", ()) if key in NAMES):
            head.moveSection(head.visualIndex(NAMES[key]), place)
        for key, width in state.get("widths", {}).items():
            if key in NAMES and isinstance(width, int) and width > 0:
                self.setColumnWidth(NAMES[key], width)
        if state.get("shown"):
            self.show_columns(state["shown"])

    def show_columns(self, keys: Any) -> None:
        """Show these columns and no others; one stays at least."""
        wanted = {key for key in keys if key in NAMES} or {"time"}
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column.key not in wanted)

    def move_column(self, key: str, to_left: bool) -> None:
        """Move a column past its shown neighbour."""
        shown = self.shown_columns()
        place = shown.index(NAMES[key]) if NAMES[key] in shown else -1
        other = place + (-1 if to_left else 1)
        if place >= 0 and 0 <= other < len(shown):
            head = self.horizontalHeader()
            head.moveSection(head.visualIndex(shown[place]), head.visualIndex(shown[other]))

    # Slots

    @Slot(QPoint)
    def _want_header_menu(self, place: QPoint) -> None:
        column = self.horizontalHeader().logicalIndexAt(place)
        if column >= 0:
            self.header_menu_wanted.emit(
                column, self.horizontalHeader().viewport().mapToGlobal(place)
            )

    @Slot(int)
    def _want_sort(self, column: int) -> None:
        from PySide6.QtGui import QGuiApplication

        held = QGuiApplication.keyboardModifiers()
        self.sort_wanted.emit(column, bool(held & Qt.KeyboardModifier.ShiftModifier))

    @Slot(QPoint)
    def _want_row_menu(self, place: QPoint) -> None:
        self.row_menu_wanted.emit(self.viewport().mapToGlobal(place))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.row())

    @Slot()
    def _tell_scrolled(self) -> None:
        self.scrolled.emit()
