"""The first page without a case: recent cases, a new one, another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import N_, _
from app.gui import recent, theme
from app.gui.widgets import icons
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TWO_LINES, TableView

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from app.base.errors import KnownError


def _name(folder: Path) -> Cell:
    return Cell(folder.stem, under=str(folder.parent), tone="text" if _there(folder) else "faint")


def _state(folder: Path) -> Cell:
    return Cell("", "muted") if _there(folder) else Cell(_("not there"), "warn", "warning")


def _there(folder: Path) -> bool:
    try:
        return (folder / "case.json").is_file()
    except OSError:
        return False


COLUMNS: tuple[Column[Path], ...] = (
    Column(N_("Case"), _name, copied=str, width=360),
    Column(N_("State"), _state, width=110),
)


class WelcomeWindow(QMainWindow):
    """Where work begins.

    Signals:
        case_chosen: the folder of a case to unlock.
        new_wanted: a case is to be made.
        closing: the window closes.
    """

    case_chosen = Signal(object)
    new_wanted = Signal()
    closing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Xunxian"))
        self.setWindowIcon(theme.icon("xunxian", "accent"))
        self.resize(QSize(880, 560))
        self.message = MessageBar()
        self.cases: RowsModel[Path] = RowsModel(COLUMNS, identity=str, parent=self)
        self.table = TableView(
            self.cases, name=_("Recent cases"), row_height=TWO_LINES, stretch=0, sortable=False
        )
        self.table.row_opened.connect(self.case_chosen)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(self._right(), 1)
        self.setCentralWidget(whole)
        self.show_recent()

    def _left(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(300)
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 32, 24, 16)
        column.setSpacing(8)
        self._sign = QLabel()
        title = QLabel(_("Xunxian"))
        title.setProperty("role", "title")
        motto = QLabel(_("Follow the money, on this machine only."))
        motto.setProperty("role", "muted")
        motto.setWordWrap(True)
        self.new_case = QPushButton(_("New case…"))
        self.new_case.setProperty("role", "primary")
        self.open_case = QPushButton(_("Open case…"))
        icons.set_icon(self.new_case, "add", "on_accent")
        icons.set_icon(self.open_case, "open")
        self.new_case.setToolTip("Ctrl+N")
        self.open_case.setToolTip("Ctrl+O")
        self.new_case.setShortcut("Ctrl+N")
        self.open_case.setShortcut("Ctrl+O")
        self.new_case.clicked.connect(self.new_wanted)
        self.open_case.clicked.connect(self.ask_case)
        demo = QLabel(_("The command “xunxian demo” builds a demonstration case to try things on."))
        demo.setProperty("role", "muted")
        demo.setWordWrap(True)
        column.addWidget(self._sign)
        column.addWidget(title)
        column.addWidget(motto)
        column.addSpacing(16)
        column.addWidget(self.new_case)
        column.addWidget(self.open_case)
        column.addStretch(1)
        column.addWidget(demo)
        self._draw()
        return side

    def _right(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        nothing = EmptyState(
            "folder",
            _("No case was opened here yet"),
            _("A case is one encrypted folder. Make a new one, or open one that you were given."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(nothing)
        self._stack.addWidget(self.table)
        column.addWidget(self._stack, 1)
        column.addWidget(self.message)
        return side

    def show_recent(self) -> None:
        """Read the list of recent cases again."""
        folders = recent.cases()
        self.cases.set_rows(folders)
        self._stack.setCurrentIndex(1 if folders else 0)
        if folders:
            self.table.choose(0)
            self.table.setFocus()

    def show_known(self, error: KnownError) -> None:
        """Show a failure that the user can settle in the message bar."""
        self.message.show_known(error)

    @Slot()
    def ask_case(self) -> None:
        """Choose the folder of a case."""
        chosen = ask_case_folder(self)
        if chosen is not None:
            self.case_chosen.emit(chosen)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            icons.redraw(self)
            self._draw()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Tell the owner."""
        self.closing.emit()
        super().closeEvent(event)

    def _draw(self) -> None:
        picture = theme.icon("xunxian", "accent").pixmap(QSize(20, 20), 2.0)
        picture.setDevicePixelRatio(1.0)  # the icon at twice its size
        self._sign.setPixmap(picture)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignLeft)


def ask_case_folder(parent: QWidget) -> Path | None:
    """Choose the folder of a case in a dialog."""
    folders = recent.cases()
    start = str(folders[0].parent) if folders else str(Path.home())
    chosen = QFileDialog.getExistingDirectory(parent, _("Open case"), start)
    return Path(chosen) if chosen else None
