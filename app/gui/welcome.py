"""The first page without a case: recent cases, a new one, another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import N_, _
from app.base.settings import LANGUAGE, THEME, Settings
from app.gui import recent, theme
from app.gui.file_choice import choose_folder
from app.gui.forms.about import AboutDialog
from app.gui.forms.settings import SettingsDialog
from app.gui.widgets import icons
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.status_line import StatusLine
from app.gui.widgets.table import TWO_LINES, TableView
from app.ops.demo import PASSPHRASE

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from app.base.errors import KnownError
    from app.gui.jobs import JobRunner


DEMO_FOLDER = "xunxian-demo"


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
        demo_wanted: the demonstration case is to be built.
        language_chosen: the words have to be set anew.
        closing: the window closes.
    """

    case_chosen = Signal(object)
    new_wanted = Signal()
    demo_wanted = Signal()
    language_chosen = Signal(str)
    closing = Signal()

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Xunxian"))
        self.status = StatusLine(runner)
        self.status.jobs_button.hide()
        self.dialog: SettingsDialog | AboutDialog | None = None
        self.setWindowIcon(theme.icon("xunxian", "accent"))
        self.resize(QSize(920, 620))
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
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(whole, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(page)
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
        self.demo = QPushButton(_("Demonstration case"))
        icons.set_icon(self.demo, "play")
        self.demo.setToolTip(_("Build a case of invented people and statements, and open it"))
        self.demo.clicked.connect(self.demo_wanted)
        self._demo_hint = QLabel(
            _("An invented case to try things on.\nPassphrase: {passphrase}").format(
                passphrase=PASSPHRASE
            )
        )
        self._demo_hint.setProperty("role", "muted")
        self._demo_hint.setWordWrap(True)
        column.addWidget(self._sign)
        column.addWidget(title)
        column.addWidget(motto)
        column.addSpacing(16)
        column.addWidget(self.new_case)
        column.addWidget(self.open_case)
        column.addStretch(1)
        column.addWidget(self.demo)
        column.addWidget(self._demo_hint)
        self.settings = QPushButton(_("Settings"))
        icons.set_icon(self.settings, "settings")
        self.settings.setToolTip("Ctrl+,")
        self.settings.setShortcut("Ctrl+,")
        self.settings.clicked.connect(self.show_settings)
        self.about = QPushButton(_("About Xunxian"))
        icons.set_icon(self.about, "info")
        self.about.clicked.connect(self.show_about)
        column.addSpacing(12)
        column.addWidget(self.settings)
        column.addWidget(self.about)
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

    def set_building(self, *, building: bool) -> None:
        """The demonstration case is being built; once is enough."""
        self.demo.setEnabled(not building)

    def quiet(self) -> None:
        """Stop the timers."""
        self.status.still()

    @Slot()
    def show_settings(self) -> None:
        """Open the settings that need no case."""
        dialog = SettingsDialog(None, self)
        dialog.saved.connect(self._take_settings)
        self._show(dialog)

    @Slot()
    def show_about(self) -> None:
        """Say what the program is made of."""
        self._show(AboutDialog(self))

    def _show(self, dialog: SettingsDialog | AboutDialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()

    @Slot(list)
    def _take_settings(self, changed: list[str]) -> None:
        app = QApplication.instance()
        if THEME.key in changed and isinstance(app, QApplication):
            theme.apply_theme(app, Settings().get(THEME))
        if LANGUAGE.key in changed:
            self.language_chosen.emit(Settings().get(LANGUAGE))

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
        self.quiet()
        self.closing.emit()
        super().closeEvent(event)

    def _draw(self) -> None:
        picture = theme.icon("xunxian", "accent").pixmap(QSize(20, 20), 2.0)
        picture.setDevicePixelRatio(1.0)  # the icon at twice its size
        self._sign.setPixmap(picture)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignLeft)


def demo_folder() -> Path:
    """Where the demonstration case is built: beside the last case, else in the home folder."""
    folders = recent.cases()
    base = folders[0].parent if folders and folders[0].parent.is_dir() else Path.home()
    return base if base.name == DEMO_FOLDER else base / DEMO_FOLDER


def ask_case_folder(parent: QWidget) -> Path | None:
    """Choose the folder of a case in a dialog."""
    folders = recent.cases()
    start = folders[0].parent if folders else Path.home()
    return choose_folder(parent, _("Open case"), start)
