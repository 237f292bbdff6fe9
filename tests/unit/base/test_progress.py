"""Progress is throttled, and a cancel is heard at the next step."""

from __future__ import annotations

import threading

import pytest

from app.base import progress as module
from app.base.errors import Cancelled
from app.base.progress import Progress, ProgressReport


class Watch:
    """A clock that the test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)


@pytest.fixture
def watch(monkeypatch):
    return Watch(monkeypatch)


def test_at_most_ten_a_second(watch):
    heard: list[ProgressReport] = []
    progress = Progress(heard.append)
    for number in range(1000):
        watch.now += 0.001
        progress.step(number, 10_000, "reading")
    assert 10 <= len(heard) <= 11


def test_new_text_and_the_end_are_always_told(watch):
    heard: list[ProgressReport] = []
    progress = Progress(heard.append)
    progress.step(1, 3, "reading")
    progress.step(2, 3, "reading")
    progress.step(3, 3, "reading")
    progress.step(0, 5, "pairing")
    assert [(each.done, each.text) for each in heard] == [
        (1, "reading"),
        (3, "reading"),
        (0, "pairing"),
    ]


def test_rate_and_time_left(watch):
    heard: list[ProgressReport] = []
    progress = Progress(heard.append)
    progress.step(0, 100, "reading")
    watch.now += 5
    progress.step(25, 100, "reading")
    assert heard[0].seconds_left is None
    assert heard[-1].per_second == pytest.approx(5)
    assert heard[-1].seconds_left == pytest.approx(15)
    watch.now += 1
    progress.step(30, 0, "reading")
    assert heard[-1].seconds_left is None


def test_the_rate_of_work_that_takes_turns_counts_the_pauses(watch):
    heard: list[ProgressReport] = []
    progress = Progress(heard.append)
    progress.step(0, 100, "reading")
    watch.now += 5
    progress.step(50, 100, "reading", rows=1000)
    assert heard[-1].rows_per_second == pytest.approx(200)
    progress.step(0, 1, "ordering")
    watch.now += 5
    progress.step(1, 1, "ordering")
    progress.step(50, 100, "reading")
    assert heard[-1].per_second == pytest.approx(5)
    assert heard[-1].seconds_left == pytest.approx(10)
    progress.step(0, 1, "ordering")
    watch.now += 5
    progress.step(1, 1, "ordering")
    assert heard[-1].per_second == pytest.approx(1 / 5)


def test_cancel_is_heard_at_the_next_step():
    progress = Progress()
    progress.step(1, 2, "reading")
    progress.check()
    progress.cancel()
    assert progress.is_cancelled
    with pytest.raises(Cancelled):
        progress.step(2, 2, "reading")
    with pytest.raises(Cancelled):
        progress.check()


def test_cancel_interrupts_what_runs_now():
    progress = Progress()
    interrupted = threading.Event()
    taken_back = threading.Event()
    progress.on_cancel(interrupted.set)
    progress.on_cancel(taken_back.set)
    progress.off_cancel(taken_back.set)
    progress.off_cancel(print)
    threading.Thread(target=progress.cancel).start()
    assert interrupted.wait(5)
    assert not taken_back.is_set()


def test_a_signal_may_cancel_while_an_interrupter_is_registered():
    progress = Progress()
    with progress._lock:
        progress.cancel()
    assert progress.is_cancelled
