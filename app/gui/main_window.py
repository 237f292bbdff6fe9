"""The window of an open case: activity bar, top bar, page, message bar, status line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import LANGUAGES, N_, _, language
from app.base.settings import LANGUAGE, THEME, Settings
from app.gui import theme
from app.gui.forms.confirm import ConfirmDialog
from app.gui.panes.accounts.view import AccountsPane
from app.gui.panes.batches.model import told_of
from app.gui.panes.batches.view import BatchesPane
from app.gui.panes.transfers.inspector import TransferInspector
from app.gui.panes.transfers.view import TransfersPane
from app.gui.widgets import icons
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.message_bar import MessageBar, Tone
from app.gui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent

    from app.base.errors import KnownError
    from app.gui.session import CaseSession
    from app.ops.import_report import ImportReport

BAR_WIDTH = 76
INSPECTOR_WIDTH = 324
SIZE = QSize(1366, 768)
PAGES = (("import", N_("Import")), ("transfers", N_("Accounts and transfers")))
ACTIVITIES = (N_("Import"), N_("Transfers"))


class MainWindow(QMainWindow):
    """Shows one ``CaseSession``.

    Signals:
        closing: the window closes; whoever opened the case closes it.
        open_wanted: another case is to be opened.
        lock_wanted: close the case and ask for the passphrase again.
        language_chosen: the words have to be set anew.
    """

    closing = Signal()
    open_wanted = Signal()
    lock_wanted = Signal()
    language_chosen = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("{case} · Xunxian").format(case=session.case.name))
        self.setWindowIcon(theme.icon("xunxian", "accent"))
        self.resize(SIZE)
        self.setAcceptDrops(True)
        self.batches = BatchesPane(session)
        self.accounts = AccountsPane(session)
        self.transfers = TransfersPane(session)
        self.inspector = TransferInspector(session)
        self.message = MessageBar()
        self.status = StatusLine(session.runner)
        self._texts: dict[QWidget, str] = {}
        self._build()
        self._bind_keys()
        self.show_page(0)

    # Building

    def _build(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.batches)
        self.pages.addWidget(self._money_page())
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top_bar())
        column.addWidget(self.pages, 1)
        column.addWidget(self.message)
        column.addWidget(self.status)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._activity_bar())
        row.addWidget(middle, 1)
        self.setCentralWidget(whole)
        self._drop_hint = QLabel(_("Drop to import"), self)
        self._drop_hint.setProperty("role", "drop")
        self._drop_hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drop_hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drop_hint.hide()
        for pane in (self.batches, self.accounts, self.transfers):
            pane.status.connect(self._take_status)
        self.accounts.import_wanted.connect(self.batches.ask_files)
        self.session.imported.connect(self._tell_import)
        self.session.told.connect(self._tell)

    def _money_page(self) -> QWidget:
        lists = QSplitter(Qt.Orientation.Vertical)
        lists.setChildrenCollapsible(False)
        lists.addWidget(self.accounts)
        lists.addWidget(self.transfers)
        lists.setSizes([300, 380])
        lists.setStretchFactor(1, 1)
        self.inspector.setMinimumWidth(260)
        page = QSplitter(Qt.Orientation.Horizontal)
        page.setChildrenCollapsible(False)
        page.addWidget(lists)
        page.addWidget(self.inspector)
        page.setSizes([SIZE.width() - BAR_WIDTH - INSPECTOR_WIDTH, INSPECTOR_WIDTH])
        page.setStretchFactor(0, 1)
        return page

    def _activity_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "activity")
        bar.setFixedWidth(BAR_WIDTH)
        column = QVBoxLayout(bar)
        column.setContentsMargins(4, 8, 4, 8)
        column.setSpacing(4)
        self._activities = QButtonGroup(self)
        for number, (icon, title) in enumerate(PAGES):
            button = QToolButton()
            button.setCheckable(True)
            button.setText(_(ACTIVITIES[number]))
            button.setToolTip(f"{_(title)} (Ctrl+{number + 1})")
            button.setAccessibleName(_(title))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(20, 20))
            button.setFixedSize(BAR_WIDTH - 8, 52)
            icons.set_icon(button, icon)
            self._activities.addButton(button, number)
            column.addWidget(button)
        column.addStretch(1)
        self._activities.idClicked.connect(self.show_page)
        return bar

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(36)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        self._brand = QToolButton()
        self._brand.setText(_("Xunxian"))
        self._brand.setProperty("role", "brand")
        self._brand.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._brand.setIconSize(QSize(20, 20))
        self._brand.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._brand.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        icons.set_icon(self._brand, "xunxian", "accent")
        case = self.session.case
        name = QLabel(f"<b>{case.name}</b> · {case.officer}")
        name.setToolTip(str(case.folder))
        name.setAccessibleName(_("Case and officer"))
        lock = QToolButton()
        lock.setToolTip(_("Lock the case (Ctrl+L)"))
        lock.setAccessibleName(_("Lock the case"))
        icons.set_icon(lock, "lock")
        lock.clicked.connect(self._lock)
        more = QToolButton()
        more.setToolTip(_("Menu"))
        more.setAccessibleName(_("Menu"))
        icons.set_icon(more, "menu")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._menu(more))
        row.addWidget(self._brand)
        row.addStretch(1)
        for widget in (name, lock, more):
            row.addWidget(widget)
        return bar

    def _menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        self._open = self._action(_("Open case…"), "Ctrl+O", self.open_wanted)
        self._import = self._action(_("Import files…"), "Ctrl+I", self.batches.ask_files)
        self._folder = self._action(_("Import folder…"), "Ctrl+Shift+I", self.batches.ask_folder)
        self._reload = self._action(_("Read again"), "F5", self.session.reload)
        menu.addActions([self._open, self._import, self._folder, self._reload])
        menu.addSeparator()
        self._themes = QActionGroup(self)
        for name, title in (("light", _("Light window")), ("dark", _("Dark window"))):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(theme.current().name == name)
            action.setData(name)
            self._themes.addAction(action)
        self._themes.triggered.connect(self._choose_theme)
        menu.addSeparator()
        self._languages = QActionGroup(self)
        for key, title in LANGUAGES.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(language() == key)
            action.setData(key)
            self._languages.addAction(action)
        self._languages.triggered.connect(self._choose_language)
        return menu

    def _action(self, text: str, key: str, slot: object) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _bind_keys(self) -> None:
        self._action(_("Filter"), "Ctrl+F", self.go_to_filter)
        self._action(_("Step back"), "Esc", self.step_back)
        self._action(_("Lock the case"), "Ctrl+L", self._lock)
        self._action(_(PAGES[0][1]), "Ctrl+1", self._show_first)
        self._action(_(PAGES[1][1]), "Ctrl+2", self._show_second)

    # Moving about

    @Slot(int)
    def show_page(self, number: int) -> None:
        """Show the import page (0) or accounts and transfers (1)."""
        self.pages.setCurrentIndex(number)
        self._activities.button(number).setChecked(True)
        if self.isVisible():
            self.focus_page()
        self._say_status()

    def focus_page(self) -> None:
        """Put the keyboard where the page's work begins."""
        first = self.batches if self.pages.currentIndex() == 0 else self.accounts
        table = self.batches.file_table if first is self.batches else self.accounts.table
        (table if table.isVisible() else first).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_first(self) -> None:
        self.show_page(0)

    @Slot()
    def _show_second(self) -> None:
        self.show_page(1)

    @Slot()
    def go_to_filter(self) -> None:
        """Put the cursor into the filter of the table at hand."""
        if self.pages.currentIndex() == 0:
            self.show_page(1)
        focus = QApplication.focusWidget()
        near = focus is not None and self.transfers.isAncestorOf(focus)
        box = self.transfers.filter if near else self.accounts.filter
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.selectAll()

    @Slot()
    def step_back(self) -> None:
        """Take back one thing: the message, else a filter, else the chosen transfer."""
        if not self.message.isHidden():
            self.message.clear()
            return
        for box in (self.transfers.filter, self.accounts.filter):
            if box.isVisible() and box.drop():
                return
        self.transfers.table.clearSelection()

    # Saying things

    def show_known(self, error: KnownError) -> None:
        """Show a failure that the user can settle in the message bar."""
        self.message.show_known(error)

    @Slot(str, str)
    def _tell(self, text: str, tone: str) -> None:
        self.message.tell(text, Tone[tone])

    @Slot(object)
    def _tell_import(self, report: ImportReport) -> None:
        text, tone = told_of(report)
        self.message.tell(text, Tone[tone])

    @Slot(str)
    def _take_status(self, text: str) -> None:
        pane = self.sender()
        if isinstance(pane, QWidget):
            self._texts[pane] = text
        self._say_status()

    def _say_status(self) -> None:
        panes: tuple[QWidget, ...] = (
            (self.batches,) if self.pages.currentIndex() == 0 else (self.accounts, self.transfers)
        )
        self.status.tell("  |  ".join(t for pane in panes if (t := self._texts.get(pane, ""))))

    # Settings

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            Settings().put(THEME, action.data())
            theme.apply_theme(app, action.data())

    @Slot(QAction)
    def _choose_language(self, action: QAction) -> None:
        if action.data() != language():
            Settings().put(LANGUAGE, action.data())
            self.language_chosen.emit(action.data())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            icons.redraw(self)

    # Files dropped onto the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._drop_hint.setGeometry(self.rect().adjusted(16, 16, -16, -16))
            self._drop_hint.raise_()
            self._drop_hint.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """They went away again."""
        self._drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Import what was dropped, in the order of the names."""
        self._drop_hint.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.show_page(0)
            self.session.import_paths(sorted(paths))

    # The end

    @Slot()
    def _lock(self) -> None:
        if self._may_leave():
            self.lock_wanted.emit()

    def _may_leave(self) -> bool:
        if not self.session.is_changing:
            return True
        answer = ConfirmDialog.ask(
            self,
            title=_("Work is under way"),
            text=_("The case is being changed right now."),
            means=_("Leaving cancels it; the case is then as it was before."),
            verb=_("Cancel the work and leave"),
        )
        return answer is not None

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask while the case is being changed; then let the owner close the case."""
        if not self._may_leave():
            event.ignore()
            return
        self.quiet()
        self.closing.emit()
        super().closeEvent(event)

    def quiet(self) -> None:
        """Stop the window's timers."""
        self.status.still()
        for box in self.findChildren(FilterBox):
            box.still()
