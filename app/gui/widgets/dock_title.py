"""The line over a pane without tabs, and the two buttons at the end of a row of tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTabBar, QToolButton, QWidget

from app.base.i18n import _
from app.gui.widgets.icons import set_icon

HEIGHT = 26


class DockTitle(QFrame):
    """A name, a button to pop the pane out, a button to close it.

    Attributes:
        bar: the row of tabs it belongs to, where it is only its end.

    Signals:
        pop_wanted: the pane is to be a window of its own.
        close_wanted: it is to be closed.
    """

    pop_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, title: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar: QTabBar | None = None
        self._slim = False
        self.setProperty("role", "dock")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12 if title else 4, 0, 4, 0)
        row.setSpacing(4)
        if title:
            name = QLabel(title)
            name.setProperty("role", "muted")
            row.addWidget(name, 1)
        pop = _button("pop-out", _("Pop out, or put back"))
        pop.clicked.connect(self.pop_wanted)
        close = _button("close", _("Close the pane"))
        close.clicked.connect(self.close_wanted)
        self._buttons = (pop, close)
        for button in self._buttons:
            if title:
                button.setToolTip(f"{title} · {button.toolTip()}")
            row.addWidget(button)
        self.icon = icon

    def set_slim(self, *, slim: bool) -> None:
        """Take no room, where tabs name the pane already."""
        if slim == self._slim:
            return  # a layout that is asked for anew would ask for this again, without end
        self._slim = slim
        self.setFixedHeight(0 if slim else HEIGHT)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """What a dock asks for the height of its title."""
        hint = super().sizeHint()
        return QSize(hint.width(), 0 if self._slim else HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same."""
        return QSize(super().minimumSizeHint().width(), 0 if self._slim else HEIGHT)


def _button(icon: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(16, 16))
    button.setFixedSize(22, 22)
    button.setToolTip(words)
    button.setAccessibleName(words)
    set_icon(button, icon, "muted")
    return button
