"""The lanes tab: axis above, headings left, canvas, playback and a line of words below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from app.base.i18n import _
from app.gui.panes.timeline.axis import AxisStrip
from app.gui.panes.timeline.canvas import LaneCanvas
from app.gui.panes.timeline.headings import LaneHeadings
from app.gui.panes.timeline.playback import PlaybackBar
from app.gui.panes.timeline.start_card import StartCard
from app.gui.widgets.elided import ElidedLabel


class LanesPage(QWidget):
    """Holds the widgets of the tab; ``zone`` is the case's, which the axis shows."""

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = LaneCanvas()
        self.axis = AxisStrip(self.canvas)
        self.headings = LaneHeadings(self.canvas)
        self.playback = PlaybackBar()
        self.start = StartCard()
        self._begin = QScrollArea()  # the pane can be lower than the card
        self._begin.setWidget(self.start)
        self._begin.setWidgetResizable(True)
        self._begin.setFrameShape(QFrame.Shape.NoFrame)
        self._begin.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._begin.setFixedWidth(self.headings.width())
        self.says = ElidedLabel()
        self.says.setProperty("role", "muted")
        self.says.setContentsMargins(10, 3, 10, 3)
        corner = QLabel(_("Case time {zone}").format(zone=zone))
        corner.setProperty("role", "faint")
        corner.setContentsMargins(10, 0, 4, 0)
        corner.setWordWrap(True)
        corner.setFixedWidth(self.headings.width())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(corner, 0, 0)
        grid.addWidget(self.axis, 0, 1)
        grid.addWidget(self._begin, 1, 0)
        grid.addWidget(self.headings, 1, 0)
        grid.addWidget(self.canvas, 1, 1)
        grid.addWidget(self.playback, 2, 0, 1, 2)
        grid.addWidget(self.says, 3, 0, 1, 2)
        grid.setRowStretch(1, 1)
        self.playback.hide()
        self._begin.hide()

    def show_start(self, *, on: bool) -> None:
        """Show how to begin instead of headings, while there is no lane."""
        self._begin.setVisible(on)
        self.headings.setVisible(not on)
