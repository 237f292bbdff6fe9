"""Playback (回放): time runs, or steps from transfer to transfer, while balances rise and fall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSlider, QToolButton

from app.analysis.timeline.events import DAY, HOUR, MINUTE, SECOND, from_us
from app.base.i18n import N_, _
from app.gui import words
from app.gui.fonts import ui_font
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ops.timeline import Scene

FRAME_MS: Final = 40
STEPS: Final = 1000
SPEEDS: Final = (
    (SECOND, N_("1 second a second")),
    (10 * SECOND, N_("10 seconds a second")),
    (MINUTE, N_("1 minute a second")),
    (10 * MINUTE, N_("10 minutes a second")),
    (HOUR, N_("1 hour a second")),
    (6 * HOUR, N_("6 hours a second")),
    (DAY, N_("1 day a second")),
    (7 * DAY, N_("1 week a second")),
    (30 * DAY, N_("1 month a second")),
    (365 * DAY, N_("1 year a second")),
)
LEAST_S: Final = 10
"""A time in sight plays at least so long, at the fastest speed that lets it."""


class PlaybackBar(QFrame):
    """Runs a moment through a time.

    Signals:
        reached: the moment in microseconds; None when playback is off.
    """

    reached = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot")
        self._since = self._until = 0
        self._at = 0.0
        self._moments = np.zeros(0, np.int64)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self.play = _button("play", _("Play or pause"))
        self.back = _button("back", _("To the transfer before"))
        self.forward = _button("forward", _("To the next transfer"))
        self.play.clicked.connect(self.toggle)
        self.back.clicked.connect(self._step_back)
        self.forward.clicked.connect(self._step_on)
        self.speed = QComboBox()
        self.speed.setAccessibleName(_("Speed"))
        for speed, title in SPEEDS:
            self.speed.addItem(_(title), speed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(_("Moment of the playback"))
        self.slider.sliderMoved.connect(self._slide)
        self.moment = QLabel()
        self.moment.setFont(ui_font(tabular=True))
        self.moment.setMinimumWidth(140)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        for widget in (self.back, self.play, self.forward, self.speed):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.moment)

    @property
    def is_playing(self) -> bool:
        """Whether time runs."""
        return self._timer.isActive()

    @property
    def at(self) -> float:
        """The moment that is reached, in microseconds."""
        return self._at

    def show_scene(self, scene: Scene, since: float, until: float) -> None:
        """Play what is in sight."""
        span = scene.span or (scene.since, scene.until)
        self._since = max(int(since), span[0])
        self._until = max(self._since + SECOND, min(int(until), span[1] + SECOND))
        self._moments = (
            scene.events.leave if scene.events is not None else np.zeros(0, np.int64)
        )  # fmt: skip
        self._at = float(self._since)
        fast = [n for n, (speed, _t) in enumerate(SPEEDS) if speed * LEAST_S <= self._long]
        self.speed.setCurrentIndex(max(fast, default=0))
        self._tell()

    @property
    def _long(self) -> int:
        return self._until - self._since

    @Slot()
    def toggle(self) -> None:
        """Let time run, from the start again where it has come to the end; or stop it."""
        if self.is_playing:
            self.pause()
            return
        if self._at >= self._until:
            self._at = float(self._since)
        self._clock.start()
        self._timer.start()
        set_icon(self.play, "pause")

    @Slot()
    def pause(self) -> None:
        """Stop where it is."""
        self._timer.stop()
        set_icon(self.play, "play")

    @Slot()
    def _tick(self) -> None:
        self._at += self._clock.restart() / 1000 * float(self.speed.currentData())
        if self._at >= self._until:
            self._at = float(self._until)
            self.pause()
        self._tell()

    @Slot()
    def _step_back(self) -> None:
        self._step(-1)

    @Slot()
    def _step_on(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        """To the next or the last moment at which something moved; else a hundredth of the time."""
        self.pause()
        if len(self._moments):
            place = int(np.searchsorted(self._moments, self._at, "right" if by > 0 else "left"))
            place = place if by > 0 else place - 1
            if not 0 <= place < len(self._moments):
                return
            self._at = float(self._moments[place])
        else:
            self._at += by * (self._until - self._since) / 100
        self._at = min(float(self._until), max(float(self._since), self._at))
        self._tell()

    @Slot(int)
    def _slide(self, value: int) -> None:
        self.pause()
        self._at = self._since + (self._until - self._since) * value / STEPS
        self._tell()

    def _tell(self) -> None:
        share = (self._at - self._since) / max(1, self._until - self._since)
        self.slider.setValue(round(share * STEPS))
        self.moment.setText(words.moment(from_us(self._at).replace(microsecond=0)))
        self.reached.emit(self._at)


def _button(icon: str, hint: str) -> QToolButton:
    button = QToolButton()
    set_icon(button, icon)
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    return button
