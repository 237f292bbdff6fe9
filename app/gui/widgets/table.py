"""The table of every pane: rows selected whole, sorted by the header, copied into a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from app.base.i18n import _
from app.gui import theme
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.widgets.cell_delegate import CellDelegate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.widgets.rows_model import RowsModel

R = TypeVar("R")
TWO_LINES = 40


class TableView(QTableView):
    """Shows a ``RowsModel``.

    Signals:
        row_chosen: the current row changed; its row, or None.
        row_opened: Enter or a double click on a row.
        copy_wanted: rows are to be copied of which some have to be read first; their numbers.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    copy_wanted = Signal(list)

    def __init__(
        self,
        model: RowsModel[Any],
        *,
        name: str,
        row_height: int = theme.ROW_HEIGHT,
        stretch: int = -1,
        sortable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setFont(ui_font(TABLE_PX))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        side = self.verticalHeader()
        side.setVisible(False)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(16)
        side.setDefaultSectionSize(row_height)
        head = self.horizontalHeader()
        head.setFont(ui_font(TABLE_PX))
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setMinimumSectionSize(32)
        head.setFixedHeight(theme.ROW_HEIGHT)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        for number, column in enumerate(model.columns):
            self.setColumnWidth(number, column.width)
        if stretch >= 0:
            head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        if sortable:
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            head.setSortIndicatorClearable(True)
            self.setSortingEnabled(True)
        self._copy = QAction(_("Copy rows"), self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy_rows)
        self.addAction(self._copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.doubleClicked.connect(self._open)
        self._held: object = None
        model.modelAboutToBeReset.connect(self._hold_choice)
        model.modelReset.connect(self._restore_choice)

    def chosen_rows(self) -> list[Any]:
        """The selected rows that are there, from top to bottom."""
        rows = self._rows.rows()
        chosen = [rows[number] for number in self._chosen_numbers()]
        return [row for row in chosen if row is not None]

    def seen_rows(self) -> tuple[int, int]:
        """The numbers of the first row in sight and of the one after the last."""
        return rows_in_sight(self)

    def tell_choice(self) -> None:
        """Tell the choice once more: the chosen row was read."""
        self._tell_choice()

    def _chosen_numbers(self) -> list[int]:
        """Numbers of the selected rows; by ranges, since a hundred thousand can be selected."""
        found: set[int] = set()
        for part in self.selectionModel().selection().toList():
            found.update(range(part.top(), part.bottom() + 1))
        return sorted(found)

    def choose(self, number: int) -> None:
        """Make a row the current and only selected one."""
        choose_row(self, number)

    @Slot()
    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, cells between tabs, columns as shown."""
        if self._rows.unread(self._chosen_numbers()):
            self.copy_wanted.emit(self._chosen_numbers())
            return
        head = self.horizontalHeader()
        order = sorted(range(self._rows.columnCount()), key=head.visualIndex)
        wanted = [number for number in order if not self.isColumnHidden(number)]
        lines = []
        for number in self._chosen_numbers():
            cells = self._rows.copied_row(number)
            lines.append("\t".join(cells[column] for column in wanted))
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def selectionChanged(  # noqa: N802
        self, selected: QItemSelection, deselected: QItemSelection
    ) -> None:
        """Tell the choice."""
        super().selectionChanged(selected, deselected)
        self._tell_choice()

    def currentChanged(  # noqa: N802
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The outline of the current row spans all its cells."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def focusInEvent(self, event: Any) -> None:  # noqa: N802
        """Show the outline of the current row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.selectionModel().setCurrentIndex(
                self._rows.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:  # noqa: N802
        """Take the outline away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    @Slot()
    def _hold_choice(self) -> None:
        """Other rows are coming; remember which one was chosen."""
        current = self.currentIndex()
        chosen = current.isValid() and self.selectionModel().isRowSelected(current.row())
        self._held = self._rows.known_by(current.row()) if chosen else None

    @Slot()
    def _restore_choice(self) -> None:
        """Choose the same row again where it is still there, else tell that nothing is chosen."""
        if self._held is not None:
            place = self._rows.place_of(self._held)
            if place is not None:
                self.choose(place)
                return
        self._tell_choice()

    @Slot()
    def _tell_choice(self) -> None:
        selection = self.selectionModel()
        current = self.currentIndex()
        if not selection.hasSelection():
            self.row_chosen.emit(None)
        elif current.isValid() and selection.isRowSelected(current.row()):
            self.row_chosen.emit(self._rows.row_at(current))
        else:
            self.row_chosen.emit(self._rows.row_at(self._chosen_numbers()[-1]))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_opened.emit(self._rows.row_at(index))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._copy.setEnabled(self.selectionModel().hasSelection())
        menu.addAction(self._copy)
        menu.popup(self.viewport().mapToGlobal(place))
        menu.aboutToHide.connect(self._enable_copy)

    @Slot()
    def _enable_copy(self) -> None:
        self._copy.setEnabled(True)


def choose_row(table: QTableView, number: int) -> None:
    """Make a row the current and only selected one, whatever keys are held down.

    Qt's own ``selectRow`` toggles while Ctrl is held, and chooses nothing before the header has its
    place; it is asked all the same, because Shift counts from the row that it was asked for.
    """
    if not 0 <= number < table.model().rowCount():
        return
    index = table.model().index(number, 0)
    table.selectRow(number)
    table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
    table.selectionModel().select(
        index,
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    table.scrollTo(index)


def rows_in_sight(table: QTableView) -> tuple[int, int]:
    """The numbers of the first row in sight and of the one after the last, of rows of one height.

    They are counted: below the last row, and in a table of no height, Qt finds no row to name, and
    who took that for all rows would read a whole ledger.
    """
    count, height = table.model().rowCount(), table.viewport().height()
    first = max(0, table.rowAt(0))
    if height <= 0:
        return first, first
    fitting = height // table.verticalHeader().defaultSectionSize() + 1
    return first, min(count, first + fitting + 1)
