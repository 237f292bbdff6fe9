"""The workbench of an open case: activity bar, desk of panes, inspector, time strip, status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _, language
from app.base.settings import IDLE_LOCK_MINUTES, LANGUAGE, THEME, Settings
from app.gui import masking, theme, window_actions
from app.gui.actions import ActionRegistry
from app.gui.activity_bar import ActivityBar
from app.gui.desk import Desk
from app.gui.dropping import DropHint, dropped
from app.gui.file_choice import choose_files, choose_import_folder
from app.gui.finder.box import ACTIONS_ONLY, FinderBox
from app.gui.finder.going import go_to_hit
from app.gui.forms.confirm import ConfirmDialog
from app.gui.idle import IdleWatch
from app.gui.import_words import told_of
from app.gui.inspector.frame import Inspector
from app.gui.looking import Looking
from app.gui.over_window import OverWindow
from app.gui.standing import Standing
from app.gui.time_strip.view import TimeStrip
from app.gui.top_bar import TopBar
from app.gui.view_memory import ViewMemory
from app.gui.widgets import icons
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.message_bar import MessageBar, Tone
from app.gui.widgets.status_line import StatusLine
from app.model.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtGui import (
        QAction,
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QMouseEvent,
        QResizeEvent,
        QShowEvent,
    )

    from app.base.errors import KnownError
    from app.gui.session import CaseSession
    from app.ops.import_report import ImportReport

INSPECTOR_WIDTH = 324
SIZE = QSize(1366, 768)


class MainWindow(QMainWindow):
    """Shows one ``CaseSession``; ``views`` are what an earlier window kept, if they were read.

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

    def __init__(self, session: CaseSession, views: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.session = session
        self.setWindowTitle(_("{case} · Xunxian").format(case=session.case.name))
        self.setWindowIcon(theme.icon("xunxian", "accent"))
        self.resize(SIZE)
        self.setAcceptDrops(True)
        self.memory = ViewMemory(session, views, self)
        self.message = MessageBar()
        self.status = StatusLine(session.runner)
        self.strip = TimeStrip(session)
        self.desk = Desk(session)
        self.desk.pane_made.connect(self._take_pane)
        self.desk.arranged.connect(self._mark)
        self.bar = ActivityBar()
        self.standing = Standing(session, self)
        self.registry = ActionRegistry(self)
        self.finder = FinderBox(session, self.registry, self._pane_actions, self)
        self.looking = Looking(self)
        self._texts: dict[str, str] = {}
        self._build()
        self._connect()
        self.looking.start()

    # Building

    def _build(self) -> None:
        self.over = OverWindow(self)
        window_actions.declare(self.registry, self)
        self.inspector = Inspector(self.session)
        self.inspector.setMinimumWidth(260)
        self.top = TopBar(self.session.case, self.registry, self.finder, None)
        self._bare = EmptyState(
            "layout",
            _("No pane lies here yet"),
            _("A perspective keeps the panes that you show in it. Choose one at the left, with Alt"
              " and its number, or in the list of actions."),
            _("Choose a pane…"),
        )  # fmt: skip
        self._bare.acted.connect(self._choose_pane)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.desk)
        self.middle.addWidget(self._bare)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.top, 0), (self.middle, 1), (self.message, 0)):
            column.addWidget(widget, stretch)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(left)
        self.split.addWidget(self.inspector)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([SIZE.width() - self.bar.width() - INSPECTOR_WIDTH, INSPECTOR_WIDTH])
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.bar)
        upper.addWidget(self.split, 1)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(upper, 1)
        rows.addWidget(self.strip)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)
        self._drop_hint = DropHint(self)

    def _connect(self) -> None:
        self.idle = IdleWatch(self._is_changing, self)
        self.idle.idle.connect(self.lock_now)
        self.session.imported.connect(self._tell_import)
        self.session.told.connect(self._tell)
        self.session.pane_wanted.connect(self.show_pane)
        self.session.steps_changed.connect(self._refresh_actions)
        self.standing.changed.connect(self._say_status)
        self.looking.history.moved.connect(self._refresh_actions)
        self.status.jobs_wanted.connect(self.over.show_jobs)
        self.finder.hit_chosen.connect(self._go_to_hit)
        self.bar.perspective_wanted.connect(self.show_perspective)
        self.bar.pane_wanted.connect(self.looking.add_pane)
        self.bar.pane_unwanted.connect(self.looking.leave_pane)
        self.bar.settings_wanted.connect(self.over.show_settings)
        self._refresh_actions()
        self.idle.start(Settings().get(IDLE_LOCK_MINUTES))

    def pane(self, key: str) -> Any:
        """The widget of a pane, built when it is not there yet."""
        return self.desk.pane(key)

    @Slot(object)
    def _take_pane(self, pane: QWidget) -> None:
        told = getattr(pane, "status", None)
        if told is not None:
            told.connect(self._take_status)
        wanted = getattr(pane, "import_wanted", None)
        if wanted is not None:
            wanted.connect(self.ask_files)
        if self.session.is_loaded:  # it was not there when everything was read
            reload = getattr(pane, "reload", None) or getattr(pane, "_reload", None)
            if reload is not None:
                reload(Changes.everything())

    def _pane_actions(self) -> list[QAction]:
        found: list[QAction] = []
        for dock in self.desk.made():
            if not dock.isHidden():
                found += [each for each in dock.pane.actions() if each.text()]
        return found

    # Moving about

    @Slot(str)
    def show_perspective(self, key: str) -> None:
        """Lay the panes of a perspective."""
        self.looking.show_perspective(key)

    @Slot()
    def reset_perspective(self) -> None:
        """Lay the panes of the perspective as at first."""
        self.looking.reset()

    @Slot(str)
    def show_pane(self, key: str) -> None:
        """Bring a pane to the front, in the perspective where it stands."""
        self.looking.show_pane(key)
        dock = self.desk.dock(key)
        welcome = getattr(dock.pane, "welcome", None) if dock is not None else None
        if welcome is not None:
            welcome()
        if self.isVisible():
            self._say_status()

    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return self.session.can_undo

    def can_redo(self) -> bool:
        """Whether a change can be made again."""
        return self.session.can_redo

    @Slot()
    def focus_inspector(self) -> None:
        """Put the keyboard into the inspector."""
        self.inspector.show()
        self.inspector.focus_first()

    @Slot()
    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.inspector.setVisible(self.inspector.isHidden())

    @Slot()
    def go_to_filter(self) -> None:
        """Put the cursor into the filter of the pane at hand."""
        focus_filter = getattr(self.looking.current_widget(), "focus_filter", None)
        if focus_filter is not None:
            focus_filter()
        else:
            self.open_search()

    @Slot()
    def step_back(self) -> None:
        """Take back one thing: what is open, the message, what a pane filters, the last set."""
        if self.finder.is_open():
            self.finder.close_list()
            return
        if self.over.dismiss():
            return
        if not self.message.isHidden():
            self.message.clear()
            return
        for pane in self.looking.seen_widgets():
            back = getattr(pane, "step_back", None)
            if back is not None and back():
                return
        self.standing.drop_last()

    @Slot()
    def open_search(self) -> None:
        """Put the cursor into the field on top."""
        self.finder.open()

    @Slot()
    def open_palette(self) -> None:
        """The same, for actions only."""
        self.finder.open(ACTIONS_ONLY)

    @Slot()
    def _choose_pane(self) -> None:
        self.finder.open(f"{ACTIONS_ONLY} {_('Show pane: {name}').format(name='').strip()}")

    @Slot(object)
    def _go_to_hit(self, hit: Any) -> None:
        go_to_hit(self.session, hit)

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
            self._texts[pane.objectName()] = text
        self._say_status()

    @Slot()
    def _say_status(self) -> None:
        parts = [text for key in self.desk.seen_keys() if (text := self._texts.get(key, ""))]
        self.status.tell("  |  ".join(part for part in (*parts, self.standing.sentence()) if part))

    @Slot()
    def _mark(self) -> None:
        panes = self.desk.open_keys()
        self.middle.setCurrentIndex(0 if panes else 1)
        self.bar.mark(self.looking.perspective, panes)
        QTimer.singleShot(0, self, self._say_status)

    @Slot()
    def _refresh_actions(self) -> None:
        self.registry.refresh()
        self.top.refresh()

    # Looks

    def choose_theme(self, name: str) -> None:
        """Dress the program and remember it."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            Settings().put(THEME, name)
            theme.apply_theme(app, name)
        for each in theme.THEMES:
            self.registry[f"view.{each}"].setChecked(each == name)

    def choose_language(self, key: str) -> None:
        """Speak another language."""
        if key != language():
            Settings().put(LANGUAGE, key)
            self.language_chosen.emit(key)

    @Slot()
    def toggle_mask(self) -> None:
        """Hide who is who on the screen, or show it again."""
        masking.toggle(self.session, self)
        self.registry["view.mask"].setChecked(masking.is_on())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            icons.redraw(self)
            if hasattr(self, "registry"):
                self.registry.redraw()

    # Files

    @Slot()
    def ask_files(self) -> None:
        """Choose files and import them."""
        self._import(choose_files(self))

    @Slot()
    def ask_folder(self) -> None:
        """Choose a folder and import it."""
        self._import(choose_import_folder(self))

    def _import(self, paths: list[Path]) -> None:
        if paths:
            self.show_perspective("import")
            self.session.import_paths(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files and folders."""
        if dropped(event):
            event.acceptProposedAction()
            self._drop_hint.cover(self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """They went away again."""
        self._drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Import what was dropped, in the order of the names."""
        self._drop_hint.hide()
        paths = dropped(event)
        if paths:
            event.acceptProposedAction()
            self._import(paths)

    # The end

    def _is_changing(self) -> bool:
        return self.session.is_changing

    @Slot()
    def lock(self) -> None:
        """Lock the case, after a question while it is being changed."""
        if self._may_leave():
            self.lock_now()

    @Slot()
    def lock_now(self) -> None:
        """Lock the case: nobody is at the keyboard."""
        self.looking.keep()
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
        self.looking.keep()
        self.quiet()
        self.closing.emit()
        super().closeEvent(event)

    def quiet(self) -> None:
        """Stop the window's timers."""
        self.status.still()
        self.finder.still()
        self.desk.still()
        self.looking.still()
        self.idle.stop()
        for box in self.findChildren(FilterBox):
            box.still()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The keyboard belongs to the pane."""
        super().showEvent(event)
        self.looking.begin()
        QTimer.singleShot(0, self.looking, self.looking.focus_pane)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click beside what opened over the window closes it."""
        super().mousePressEvent(event)
        self.over.dismiss()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What opened over the window would stand in the wrong place."""
        super().resizeEvent(event)
        self.over.dismiss()
