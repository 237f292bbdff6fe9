"""Moving about in the window: perspectives, panes, the way back, and what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app.base.i18n import _
from app.gui.pane_registry import PERSPECTIVES, spec_of
from app.gui.view_history import Look, ViewHistory

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.main_window import MainWindow

REST_MS = 350
"""A view counts as looked at when it has stood for so long: not each step of a dragged brush."""
PERSPECTIVE = "perspective"
FIRST = PERSPECTIVES[0].key


class Looking(QObject):
    """Belongs to one window.

    Attributes:
        perspective: the key of the one shown.
        history: the way back.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk: Desk = window.desk
        self.perspective = ""
        self.history = ViewHistory(self)
        self._current = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.note)

    def start(self) -> None:
        """Show the first perspective; what was kept follows when it is read, or with the window."""
        session = self._window.session
        for signal in (
            session.selection_changed, session.period_changed, session.filter_changed,
        ):  # fmt: skip
            signal.connect(self._note_soon)
        self._window.memory.loaded.connect(self._restore)
        self._desk.pane_made.connect(self._restore_pane)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)
        if not self._window.memory.is_loaded:
            self.show_perspective(FIRST)
            self._window.memory.load()

    def begin(self) -> None:
        """The window has its size: lay what was kept, if it is known already."""
        if not self.perspective:
            self._restore()
        if not self.perspective:
            self.show_perspective(FIRST)

    def still(self) -> None:
        """Stop the timer before the window goes away."""
        self._rest.stop()

    # Perspectives

    def show_perspective(self, key: str) -> None:
        """Lay the panes of a perspective, as they were left there."""
        if key == self.perspective:
            self.focus_pane()
            return
        self._keep_arrangement()
        self._window.memory.save()
        self.perspective = key
        kept = self._window.memory.get(f"{PERSPECTIVE}.{key}")
        if not (isinstance(kept, dict) and self._desk.restore(kept)):
            self._desk.arrange(key)
        self._current = next(iter(self._desk.open_keys()), "")
        self.focus_pane()
        self._note_soon()

    @Slot()
    def reset(self) -> None:
        """Lay the panes of the perspective as at first."""
        self._desk.arrange(self.perspective)
        self._current = next(iter(self._desk.open_keys()), "")
        self.focus_pane()

    def keep(self) -> None:
        """Keep arrangements and what panes want remembered."""
        memory = self._window.memory
        self._keep_arrangement()
        memory.put(PERSPECTIVE, self.perspective)
        memory.put("split", self._window.split.sizes())
        for dock in self._desk.made():
            state = getattr(dock.pane, "state", None)
            if state is not None:
                memory.put(f"pane.{dock.key}", state())
        memory.save()

    def _keep_arrangement(self) -> None:
        if self.perspective:
            self._window.memory.put(f"{PERSPECTIVE}.{self.perspective}", self._desk.keep())

    @Slot()
    def _restore(self) -> None:
        memory = self._window.memory
        sizes = memory.get("split")
        if isinstance(sizes, list) and all(isinstance(each, int) for each in sizes):
            self._window.split.setSizes(sizes)
        for dock in self._desk.made():
            self._restore_pane(dock.pane)
        wanted = memory.get(PERSPECTIVE)
        known = {each.key for each in PERSPECTIVES}
        if wanted in known:
            self.perspective = ""  # what is laid out now is not what was kept
            self.show_perspective(wanted)

    @Slot(object)
    def _restore_pane(self, pane: QWidget) -> None:
        kept = self._window.memory.get(f"pane.{pane.objectName()}")
        restore = getattr(pane, "restore", None)
        if isinstance(kept, dict) and restore is not None:
            restore(kept)

    # Panes

    @Slot(str)
    def leave_pane(self, key: str) -> None:
        """Close a pane that is seen; one behind another tab is brought before it."""
        if key in self._desk.seen_keys():
            self._desk.close_pane(key)
        else:
            self.add_pane(key)
            self._desk.arranged.emit()

    @Slot(str)
    def add_pane(self, key: str) -> None:
        """Bring a pane to the front of the perspective at hand."""
        if self._desk.show_pane(key):
            self._current = key
            self.focus_pane()
            self._note_soon()

    def show_pane(self, key: str) -> None:
        """Bring a pane to the front, in the perspective where it stands."""
        spec = spec_of(key)
        if spec is None:
            return
        elsewhere = spec.perspectives and self.perspective not in spec.perspectives
        if elsewhere and key not in self._desk.open_keys():
            self.show_perspective(spec.perspectives[0])
        self.add_pane(key)

    @Slot()
    def close_pane(self) -> None:
        """Take the pane at hand off the desk."""
        self._desk.close_pane(self.current_pane())

    @Slot()
    def pop_pane(self) -> None:
        """Make the pane at hand a window of its own, or put it back."""
        dock = self._desk.dock(self.current_pane())
        if dock is not None:
            dock.pop()

    @Slot()
    def next_pane(self) -> None:
        """Put the keyboard into the next pane that is seen."""
        seen = self._desk.seen_keys()
        if seen:
            at = seen.index(self._current) if self._current in seen else -1
            self._current = seen[(at + 1) % len(seen)]
            self.focus_pane()

    def current_pane(self) -> str:
        """The key of the pane at hand; empty when none is open."""
        seen = self._desk.seen_keys() or self._desk.open_keys()
        return self._current if self._current in seen else next(iter(seen), "")

    def current_widget(self) -> Any:
        """The widget of the pane at hand, or None."""
        key = self.current_pane()
        return self._desk.pane(key) if key else None

    def seen_widgets(self) -> list[Any]:
        """The panes that are seen, the one at hand first."""
        first = self.current_pane()
        keys = sorted(self._desk.seen_keys(), key=lambda key: key != first)
        return [self._desk.pane(key) for key in keys]

    def pane_keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What the keys do in the panes that are seen."""
        found = []
        for pane in self.seen_widgets():
            spec = spec_of(pane.objectName())
            keys = getattr(pane, "keys", None)
            if spec is not None and keys is not None:
                found.append((_(spec.title), keys()))
        found.append((_("Time strip"), strip_keys()))
        return found

    @Slot()
    def focus_pane(self) -> None:
        """Put the keyboard where the work of the pane at hand begins."""
        pane = self.current_widget()
        if pane is None or not self._window.isVisible():
            return
        views = [view for view in pane.findChildren(QAbstractItemView) if view.isVisible()]
        (views[0] if views else pane).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        for dock in self._desk.made():
            if dock.isAncestorOf(now) and dock.key != self._current:
                self._current = dock.key
                self._note_soon()

    # The way back

    @Slot()
    def go_back(self) -> None:
        """Show what was looked at before."""
        self._go(-1)

    @Slot()
    def go_forward(self) -> None:
        """Show what was looked at before one went back."""
        self._go(1)

    def can_go_back(self) -> bool:
        """Whether there was a view before."""
        return self.history.can_go_back

    def can_go_forward(self) -> bool:
        """Whether one went back before."""
        return self.history.can_go_forward

    @Slot()
    def _note_soon(self) -> None:
        if not self.history.paused:
            self._rest.start()

    @Slot()
    def note(self) -> None:
        """Remember the view as it is."""
        session = self._window.session
        self._rest.stop()
        self.history.note(
            Look(
                self.perspective, self.current_pane(), session.selection, session.period,
                session.filter,
            )
        )  # fmt: skip

    def _go(self, by: int) -> None:
        if self._rest.isActive():
            self.note()
        look = self.history.step(by)
        if look is None:
            return
        session = self._window.session
        self.history.paused = True
        try:
            self.show_perspective(look.perspective)
            if look.pane:
                self.add_pane(look.pane)
            session.select(look.selection)
            session.set_period(look.period)
            if session.filter != look.filter:
                session.show_flows(look.filter)
        finally:
            self.history.paused = False


def strip_keys() -> list[tuple[str, str]]:
    """What the keys do in the time strip."""
    return [
        ("← →", _("One step back or on")),
        ("Shift+← →", _("Move the end of the period")),
        ("D W M", _("The day, week or month")),
        (_("Home"), _("All time")),
    ]
