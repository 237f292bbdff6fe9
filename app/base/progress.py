"""How long work reports itself and hears that it should stop.

No Qt here: the window and the command line each give a sink. Work calls ``step`` as often as it
likes; the sink hears at most ten times a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.base.errors import Cancelled


@dataclass(frozen=True)
class ProgressReport:
    """One sign of life: ``done`` of ``total`` (0 when unknown), what is being done, its rate.

    ``rows`` and ``rows_per_second`` are there where rows are counted, else 0.
    """

    done: int
    total: int
    text: str
    per_second: float
    seconds_left: float | None
    rows: int = 0
    rows_per_second: float = 0.0


@dataclass
class _Phase:
    """Since when a text is told, from how much done, and the last told."""

    started: float
    first: int
    last: int


Sink = Callable[[ProgressReport], None]


class Progress:
    """Hands reports to a sink and raises ``Cancelled`` once ``cancel`` has been called."""

    def __init__(self, sink: Sink | None = None, *, interval: float = 0.1) -> None:
        self._sink = sink
        self._interval = interval
        self._last = 0.0
        self._text = ""
        self._phases: dict[str, _Phase] = {}
        self._cancelled = threading.Event()
        self._interrupters: list[Callable[[], None]] = []
        self._lock = threading.RLock()  # a signal may cancel while it is held

    def cancel(self) -> None:
        """Ask the work to stop; may be called from any thread."""
        self._cancelled.set()
        with self._lock:  # what is taken back meanwhile may be closed: it waits until this is over
            for interrupt in list(self._interrupters):
                interrupt()

    def to_the_end(self) -> Progress:
        """One that tells the same sink, for work that cannot be stopped any more."""
        return Progress(self._sink, interval=self._interval)

    @property
    def is_cancelled(self) -> bool:
        """Whether a stop was asked for."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise ``Cancelled`` when a stop was asked for."""
        if self._cancelled.is_set():
            raise Cancelled

    def on_cancel(self, interrupt: Callable[[], None]) -> None:
        """Register what stops a running query at once (DuckDB's ``interrupt``)."""
        with self._lock:
            self._interrupters.append(interrupt)

    def off_cancel(self, interrupt: Callable[[], None]) -> None:
        """Take back an ``on_cancel``."""
        with self._lock:
            if interrupt in self._interrupters:
                self._interrupters.remove(interrupt)

    def step(self, done: int, total: int, text: str, *, rows: int = 0) -> None:
        """Report; a new text is always passed on, otherwise at most ten a second.

        Work that takes turns (reading, then ordering what was read, then reading on) keeps the
        rate of each since it began, pauses included, until ``done`` falls back.
        """
        self.check()
        if self._sink is None:
            return
        now = time.monotonic()
        phase = self._phases.get(text)
        if phase is None or done < phase.last:
            phase = self._phases[text] = _Phase(now, done, done)
        phase.last = done
        if text != self._text:
            self._text = text
        elif now - self._last < self._interval and done != total:
            return
        self._last = now
        spent = now - phase.started
        rate = (done - phase.first) / spent if spent > 0 else 0.0
        left = (total - done) / rate if rate > 0 and total > done else None
        speed = rows / spent if spent > 0 else 0.0
        self._sink(ProgressReport(done, total, text, rate, left, rows, speed))
