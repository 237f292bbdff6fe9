"""The desk: where panes lie as docks, side by side or as tabs, in named perspectives."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from app.base.i18n import _
from app.gui.pane_registry import make_pane, panes_of, spec_of
from app.gui.widgets import icons
from app.gui.widgets.dock_title import DockTitle

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from app.gui.pane_registry import PaneSpec
    from app.gui.session import CaseSession


LEAST = QSize(300, 120)


class PaneDock(QDockWidget):
    """One pane with its title, its button to pop it out and its button to close it.

    Signals:
        closed: the officer closed it.
        made: the pane was built, once.
    """

    closed = Signal()
    made = Signal(object)

    def __init__(
        self, spec: PaneSpec, build: Callable[[PaneSpec], QWidget], parent: QWidget
    ) -> None:
        super().__init__(_(spec.title), parent)
        self.setObjectName(f"dock-{spec.key}")
        self.key, self.room = spec.key, spec.room
        self._spec = spec
        self._build = build
        self._pane: QWidget | None = None
        self._steps = [self._make, self._lay, self._tell]
        self.setAccessibleName(_(spec.title))
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable
            | QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        self.head = DockTitle(_(spec.title), spec.icon)
        self.head.pop_wanted.connect(self.pop)
        self.head.close_wanted.connect(self.close)
        self.setTitleBarWidget(self.head)

    @property
    def is_made(self) -> bool:
        """Whether the pane was built."""
        return not self._steps

    @property
    def pane(self) -> QWidget:
        """The pane, built when it is first asked for."""
        return self.fill()

    def fill(self) -> QWidget:
        """Build the pane, unless it is there."""
        while self._steps:
            self.fill_on()
        return cast("QWidget", self._pane)

    def fill_on(self) -> None:
        """One step of building the pane: each is short enough for a turn of the event loop."""
        if self._steps:
            self._steps.pop(0)()

    def _make(self) -> None:
        self._pane = self._build(self._spec)
        self._pane.setMinimumSize(LEAST)  # a pane gives way on a small screen

    def _lay(self) -> None:
        if self._pane is not None:
            self.setWidget(self._pane)

    def _tell(self) -> None:
        self.made.emit(self._pane)

    @Slot()
    def pop(self) -> None:
        """Make it a window of its own, or put it back."""
        self.setFloating(not self.isFloating())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Tell the desk."""
        super().closeEvent(event)
        self.closed.emit()


class Desk(QMainWindow):
    """Holds the docks of all panes; a pane is built when it is first shown.

    Signals:
        pane_made: the widget of a pane, once.
        arranged: panes were shown, moved or closed.
    """

    pane_made = Signal(object)
    arranged = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, _NORTH)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._session = session
        self._docks: dict[str, PaneDock] = {}
        self._corners: dict[QTabBar, DockTitle] = {}
        self._arranging = False
        self._seen: list[PaneDock] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._dress)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._fill_next)

    # Panes

    def dock(self, key: str) -> PaneDock | None:
        """The dock of a pane; the pane itself is built when it is seen or asked for."""
        if key in self._docks:
            return self._docks[key]
        spec = spec_of(key)
        if spec is None:
            return None
        dock = PaneDock(spec, self._build, self)
        dock.hide()
        self._docks[key] = dock
        dock.dockLocationChanged.connect(self._dress_soon)
        dock.topLevelChanged.connect(self._dress_soon)
        dock.visibilityChanged.connect(self._dress_soon)
        dock.visibilityChanged.connect(self._fill)
        dock.visibilityChanged.connect(self._give_room)
        # the dock counts as open until it has dealt with its closing
        dock.closed.connect(self.arranged, Qt.ConnectionType.QueuedConnection)
        dock.made.connect(self.pane_made)
        if spec.always:
            dock.fill()
        return dock

    def _build(self, spec: PaneSpec) -> QWidget:
        return make_pane(spec, self._session)

    @Slot(bool)
    def _fill(self, is_seen: bool) -> None:
        """A pane behind another tab is built when it comes to the front."""
        dock = self.sender()
        if not is_seen or not isinstance(dock, PaneDock):
            return
        if self._arranging:
            self._seen.append(dock)
        else:
            dock.fill()

    @Slot()
    def _fill_next(self) -> None:
        """Of panes that came into sight together, build one after the other, turn by turn."""
        self._seen = [dock for dock in self._seen if not dock.is_made and dock.isVisible()]
        if self._seen:
            self._seen[0].fill_on()
            self._turn.start()

    def _arranged(self) -> None:
        self._arranging = False
        self._turn.start()
        self.arranged.emit()
        self._dress_soon()

    def pane(self, key: str) -> Any:
        """The widget of a pane; raises ``KeyError`` for an unknown one."""
        dock = self.dock(key)
        if dock is None:
            raise KeyError(key)
        return dock.pane

    def made(self) -> list[PaneDock]:
        """The docks whose panes were built so far."""
        return [dock for dock in self._docks.values() if dock.is_made]

    def open_keys(self) -> list[str]:
        """The panes that lie on the desk, seen or behind another tab."""
        return [key for key, dock in self._docks.items() if not dock.isHidden()]

    def seen_keys(self) -> list[str]:
        """The panes that can be seen right now."""
        return [key for key in self.open_keys() if not self._docks[key].visibleRegion().isEmpty()]

    def show_pane(self, key: str) -> bool:
        """Bring a pane before the others; False when there is none of this key."""
        dock = self.dock(key)
        if dock is None:
            return False
        if dock.isHidden():
            if self.dockWidgetArea(dock) == Qt.DockWidgetArea.NoDockWidgetArea:
                self._put(dock)
            dock.show()
            self.arranged.emit()
        dock.raise_()
        return True

    def close_pane(self, key: str) -> None:
        """Take a pane off the desk; what it holds stays."""
        if key in self._docks:
            self._docks[key].close()

    @Slot(bool)
    def _give_room(self, is_seen: bool) -> None:
        """A pane that came to the front gets the height it needs; it never loses any."""
        dock = self.sender()
        if not is_seen or self._arranging or not isinstance(dock, PaneDock) or dock.isFloating():
            return
        wanted = round(self.height() * dock.room)
        if self.height() <= 0 or dock.height() >= wanted:
            return
        beside = [dock, *self.tabifiedDockWidgets(dock)]
        others = [
            each for each in self._docks.values()
            if each not in beside and not each.isFloating() and not each.visibleRegion().isEmpty()
        ]  # fmt: skip
        # of one dock alone Qt takes the wish half-heartedly: it has to be told who gives way
        rest = (self.height() - wanted) // max(1, len(others))
        self.resizeDocks(
            [dock, *others], [wanted, *(rest for _each in others)], Qt.Orientation.Vertical
        )

    # Perspectives

    def arrange(self, perspective: str) -> None:
        """Lay the panes of a perspective as they stand when nobody has arranged anything."""
        self._arranging = True
        self._clear()
        main: PaneDock | None = None
        below: PaneDock | None = None
        first: PaneDock | None = None
        for spec in panes_of(perspective):
            dock = self.dock(spec.key)
            if dock is None:
                continue
            above = below if spec.below else main
            if above is not None:
                self.addDockWidget(_TOP, dock)
                self.tabifyDockWidget(above, dock)
            elif spec.below and main is not None:
                self.addDockWidget(_TOP, dock)
                self.splitDockWidget(main, dock, Qt.Orientation.Vertical)
            else:
                self.addDockWidget(_TOP, dock)
            if spec.below:
                below = below or dock
            else:
                main = main or dock
            first = first or dock
            dock.show()
        if main is not None and below is not None:
            self.resizeDocks([main, below], [42, 58], Qt.Orientation.Vertical)
        for dock in (below, main):
            if dock is not None:
                dock.raise_()
        self._arranged()

    def keep(self) -> dict[str, Any]:
        """The arrangement as it is, fit for JSON."""
        state = bytes(self.saveState().data())
        return {"panes": self.open_keys(), "state": base64.b64encode(state).decode("ascii")}

    def restore(self, kept: dict[str, Any]) -> bool:
        """Lay everything as it was kept; False when that cannot be read."""
        try:
            keys = [str(key) for key in kept["panes"]]
            state = base64.b64decode(kept["state"], validate=True)
        except (KeyError, TypeError, ValueError):
            return False
        self._arranging = True
        self._clear()
        for key in keys:
            dock = self.dock(key)
            if dock is not None:
                self._put(dock)
        done = self.restoreState(QByteArray(state))
        if done:
            for key, dock in self._docks.items():
                dock.setVisible(key in keys)
        self._arranged()
        return bool(done)

    def _put(self, dock: PaneDock) -> None:
        """Lay a dock among the tabs of the first pane that lies there, else anywhere."""
        near = next(
            (each for each in self._docks.values() if each is not dock and not each.isHidden()
             and not each.isFloating()),
            None,
        )  # fmt: skip
        self.addDockWidget(_TOP, dock)
        if near is not None:
            self.tabifyDockWidget(near, dock)

    def _clear(self) -> None:
        for dock in self._docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)

    # How it looks

    @Slot()
    def _dress_soon(self) -> None:
        if not self._later.isActive():
            self._later.start()

    @Slot()
    def _dress(self) -> None:
        """Tabs name their panes already, and a pane that lies alone names itself."""
        lying = [d for d in self._docks.values() if not d.isHidden() and not d.isFloating()]
        for dock in self._docks.values():
            tabbed = any(not each.isHidden() for each in self.tabifiedDockWidgets(dock))
            slim = not dock.isFloating() and (tabbed or len(lying) == 1)
            dock.head.set_slim(slim=slim)
        self._place_corners()

    def _place_corners(self) -> None:
        bars = [
            bar
            for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if not bar.isHidden()
        ]
        for bar in bars:
            if bar.count() < 2:
                bar.hide()  # Qt leaves the tabs of docks that went elsewhere on the screen
        bars = [bar for bar in bars if bar.count() > 1]
        for bar in [each for each in self._corners if each not in bars]:
            self._corners.pop(bar).deleteLater()
        for bar in bars:
            corner = self._corners.get(bar)
            if corner is None:
                bar.setDocumentMode(True)
                bar.setExpanding(False)
                bar.setDrawBase(False)
                bar.setAccessibleName(_("Panes"))
                corner = DockTitle("", "", self)
                corner.bar = bar
                corner.pop_wanted.connect(self._pop_current)
                corner.close_wanted.connect(self._close_current)
                self._corners[bar] = corner
            self._paint_tabs(bar)
            size = QSize(corner.sizeHint().width(), bar.height() - 1)
            corner.resize(size)
            corner.move(bar.geometry().right() - size.width() + 1, bar.y())
            corner.show()
            lying = self.children()
            if lying.index(corner) < lying.index(bar):
                corner.raise_()

    def _paint_tabs(self, bar: QTabBar) -> None:
        for number in range(bar.count()):
            bar.setTabToolTip(number, bar.tabText(number))

    def _current_of(self, corner: object) -> PaneDock | None:
        if not isinstance(corner, DockTitle) or corner.bar is None:
            return None
        title = corner.bar.tabText(corner.bar.currentIndex()).replace("&", "")
        found = [d for d in self._docks.values() if not d.isHidden() and d.windowTitle() == title]
        return found[0] if found else None

    @Slot()
    def _pop_current(self) -> None:
        dock = self._current_of(self.sender())
        if dock is not None:
            dock.pop()

    @Slot()
    def _close_current(self) -> None:
        dock = self._current_of(self.sender())
        if dock is not None:
            dock.close()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The buttons at the end of the tabs move along."""
        super().resizeEvent(event)
        self._dress_soon()

    def event(self, event: QEvent) -> bool:
        """After every new layout, and when a tab comes forward."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._dress_soon()
        return super().event(event)

    def redraw(self) -> None:
        """Draw the icons anew after the theme was switched."""
        icons.redraw(self)

    def still(self) -> None:
        """Stop the timers before the window goes away."""
        self._later.stop()
        self._turn.stop()


_NORTH = QTabWidget.TabPosition.North
_TOP = Qt.DockWidgetArea.TopDockWidgetArea
