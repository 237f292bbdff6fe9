"""The first rows of a table as given, with a field over each column that says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QBrush,
    QContextMenuEvent,
    QFocusEvent,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.base.i18n import _
from app.gui import theme
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.words import one_line
from app.ops.mapping_forms import ROLE_TITLES, rows_below

if TYPE_CHECKING:
    from app.ops.mapping_forms import MappingForm
    from app.ops.table_samples import TableSample

WIDTH = 176
FIELD_HEIGHT = 30
LIST_WIDTH = 200
SAID = 40
ROLES = tuple(ROLE_TITLES)


class RoleField(QComboBox):
    """What one column is; the wheel scrolls the table, not the choice."""

    focused = Signal(int)

    def __init__(self, column: int, roles: QStandardItemModel, name: str) -> None:
        super().__init__()
        self.column = column
        self.setModel(roles)
        self.setFont(ui_font(TABLE_PX))
        self.setMaxVisibleItems(20)
        self.view().setMinimumWidth(LIST_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("What the column “{name}” is").format(name=name))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Bring the column into sight."""
        super().focusInEvent(event)
        self.focused.emit(self.column)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the table."""
        event.ignore()


class RoleGrid(QTableWidget):
    """Fields in the first row, rows of the file below.

    Signals:
        role_chosen: (column, role).
        skip_wanted: (column, text) of a cell; rows like it are no transfers.
    """

    role_chosen = Signal(int, str)
    skip_wanted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Columns of the table"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFont(ui_font(TABLE_PX))
        self.horizontalHeader().setFont(ui_font(TABLE_PX))
        self.horizontalHeader().setFixedHeight(theme.ROW_HEIGHT)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setFont(ui_font(TABLE_PX))
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.verticalHeader().setDefaultSectionSize(theme.COMPACT_ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(16)
        self.setCornerButtonEnabled(False)
        self._roles = QStandardItemModel(self)
        for role in ROLES:
            self._roles.appendRow(QStandardItem(_(ROLE_TITLES[role])))
        self._form: MappingForm | None = None
        self.fields: list[RoleField] = []

    def show_table(self, sample: TableSample, form: MappingForm) -> None:
        """Show the columns and first rows of a table."""
        rows = rows_below(sample, form)
        self.clear()
        self.fields = []
        self.setColumnCount(len(form.header))
        self.setRowCount(1 + len(rows))
        self.setHorizontalHeaderLabels([name or "–" for name in form.header])
        self.setVerticalHeaderLabels(["", *(str(row[0]) for row in rows)])
        self.setRowHeight(0, FIELD_HEIGHT)
        for column, name in enumerate(form.header):
            self.setColumnWidth(column, WIDTH)
            field = RoleField(column, self._roles, name)
            field.setCurrentIndex(ROLES.index(form.roles[column]))
            field.activated.connect(self._choose)
            field.focused.connect(self._bring_into_sight)
            self.setCellWidget(0, column, field)
            self.fields.append(field)
        for number, (_line, *cells) in enumerate(rows, start=1):
            for column, cell in enumerate(cells[: len(form.header)]):
                item = QTableWidgetItem(one_line(str(cell)))
                item.setToolTip(str(cell))
                self.setItem(number, column, item)
        self.show_roles(form)

    def show_roles(self, form: MappingForm) -> None:
        """Show the roles of a form; what is not read is faint."""
        self._form = form
        colours = theme.current()
        for column, field in enumerate(self.fields):
            role = form.roles[column]
            field.setCurrentIndex(ROLES.index(role))
            brush = QBrush(colours.color("text" if role else "faint"))
            for number in range(1, self.rowCount()):
                item = self.item(number, column)
                if item is not None:
                    item.setForeground(brush)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "_form", None) is not None:
            self.show_roles(self._form)  # type: ignore[arg-type]  # it is not None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Rows with such a cell can be left out."""
        item = self.itemAt(self.viewport().mapFrom(self, event.pos()))
        if self._form is None or item is None or not item.toolTip().strip():
            return
        said = _("Leave out rows whose {column} is “{text}”").format(
            column=self._form.header[item.column()] or "–", text=item.text()[:SAID]
        )
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(said.replace("&", "&&"))
        action.setData((item.column(), item.toolTip()))
        action.triggered.connect(self._leave_out)
        menu.popup(event.globalPos())

    @Slot()
    def _leave_out(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.skip_wanted.emit(*action.data())

    @Slot(int)
    def _choose(self, index: int) -> None:
        field = self.sender()
        if isinstance(field, RoleField):
            self.role_chosen.emit(field.column, ROLES[index])

    @Slot(int)
    def _bring_into_sight(self, column: int) -> None:
        self.scrollTo(self.model().index(0, column))
