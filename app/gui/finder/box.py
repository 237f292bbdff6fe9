"""The field on top: search everywhere, and with ``>`` the palette of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base.i18n import _
from app.gui import theme
from app.gui.actions import ActionRegistry, matching
from app.gui.finder.hits import MOST_ACTIONS, Line, action_lines, hit_lines
from app.gui.finder.popup import FinderPopup
from app.gui.finder.searching import Searching

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.session import CaseSession
    from app.ops.searching import SearchAnswer, SearchGroup

PAUSE_MS = 90
WIDTH = 560
ACTIONS_ONLY = ">"


class FinderBox(QLineEdit):
    """Asks the case while one types; Enter goes where the chosen line leads.

    Args:
        session: whose case is searched.
        registry: the actions of the window.
        more: further actions, of the panes that are open.
        window: the list opens over it.

    Signals:
        hit_chosen: a ``Hit`` of the search.
    """

    hit_chosen = Signal(object)

    def __init__(
        self,
        session: CaseSession,
        registry: ActionRegistry,
        more: Callable[[], list[QAction]],
        window: QWidget,
    ) -> None:
        super().__init__()
        self._searching = Searching(session, self)
        self._searching.ready.connect(self._ask_again)
        self._registry = registry
        self._more = more
        self._window = window
        self._before: QWidget | None = None
        self._groups: list[SearchGroup] = []
        self._note = ""
        self._complete = True
        self._asked = ""
        self._waiting = self._entered = False
        self.setPlaceholderText(_("Search names, numbers, phones, amounts; > for actions"))
        self.setAccessibleName(_("Search everywhere"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(220)
        self.setMaximumWidth(WIDTH)
        self._sign = QAction(self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self._draw()
        self.popup = FinderPopup(window)
        self.popup.chosen.connect(self._take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(self._edited)

    def open(self, text: str = "") -> None:
        """Put the cursor here and show the list."""
        focus = self.window().focusWidget()
        if focus is not self:
            self._before = focus
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.setText(text)
        else:
            self.selectAll()
        self._edited()

    def is_open(self) -> bool:
        """Whether its list is open, or text waits in it with the cursor."""
        return not self.popup.isHidden() or (self.hasFocus() and bool(self.text()))

    def still(self) -> None:
        """Stop the timers before the window goes away."""
        self._pause.stop()
        self._searching.still()

    @Slot()
    def _edited(self) -> None:
        self._registry.refresh()
        self._pause.start()
        self._waiting, self._entered = bool(self._query()), False
        if not self._waiting:
            self._groups, self._note = [], ""
        self._show()

    def _query(self) -> str:
        text = self.text().strip()
        return "" if text.startswith(ACTIONS_ONLY) else text

    @Slot()
    def _search(self) -> None:
        text = self._query()
        if not text:
            return
        self._asked = text
        job = self._searching.ask(text)
        job.succeeded.connect(self._found)

    @Slot()
    def _ask_again(self) -> None:
        """What was incomplete may be whole now."""
        if not self.popup.isHidden() and not self._complete:
            self._search()

    @Slot(object)
    def _found(self, answer: SearchAnswer) -> None:
        if not self.hasFocus() or self._query() != self._asked:
            return
        self._groups = list(answer.groups)
        self._complete = answer.is_complete
        self._waiting = False
        self._note = _("{n} ms").format(n=max(1, round(answer.seconds * 1000)))
        self._show()
        if self._entered and (self._complete or self.popup.current() is not None):
            self._enter()

    def _show(self) -> None:
        text = self.text().strip()
        wanted = text.removeprefix(ACTIONS_ONLY)
        every = [*self._registry.all(), *self._more()]
        found = matching(every, wanted)
        only = not self._query()
        lines = hit_lines(self._groups) + action_lines(found, None if only else MOST_ACTIONS)
        foot = _("↑↓ choose · Enter go there · Esc close")
        if self._waiting and not lines:
            foot = _("Searching…")
        elif not lines and self._complete:
            foot = _("Nothing found. Try a number, a name, pinyin initials, an amount or a date.")
        elif not self._complete:
            foot = _("The search is still being prepared; more may be found.")
        elif self._note and not only:
            foot += f" · {self._note}"
        self.popup.show_lines(lines, foot)
        self._place()

    def _place(self) -> None:
        corner = self.mapTo(self._window, QPoint(0, self.height() + 2))
        wide = max(self.width(), min(WIDTH, self._window.width() - corner.x() - 8))
        high = min(self.popup.height_wanted(wide), self._window.height() - corner.y() - 40)
        self.popup.setGeometry(corner.x(), corner.y(), wide, high)
        self.popup.show()
        self.popup.raise_()

    @Slot(object)
    def _take(self, line: Line) -> None:
        self.close_list()
        if line.action is not None:
            if line.action.isEnabled():
                line.action.trigger()
            return
        self.hit_chosen.emit(line.hit)

    @Slot()
    def close_list(self) -> None:
        """Empty the field, hide the list, give the focus back."""
        self.popup.hide()
        self._pause.stop()
        self._waiting = self._entered = False
        self.clear()
        self._groups, self._note = [], ""
        back = self._before
        self._before = None
        if self.hasFocus():
            if back is not None and back.isVisible():
                back.setFocus(Qt.FocusReason.PopupFocusReason)
            else:
                self.clearFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows choose, Enter goes there, Esc closes."""
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key == Qt.Key.Key_Escape:
            self.close_list()
        elif key in steps:
            if self.popup.isHidden():
                self._edited()
            else:
                self.popup.step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Go to the line; what was typed and not yet found is waited for, not its forerunner."""
        self._entered = self._waiting
        if self._waiting:
            if self._pause.isActive():
                self._pause.stop()
                self._search()
            return
        line = self.popup.current() if not self.popup.isHidden() else None
        if line is not None:
            self._take(line)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The list opens with the focus."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._edited()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """And closes with it."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.popup.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the sign in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if hasattr(self, "_sign"):
            self._sign.setIcon(theme.icon("search", "muted"))
