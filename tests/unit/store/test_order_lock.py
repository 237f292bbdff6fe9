"""Whoever changes the ledger stops whoever lays it in order; neither overlaps the other."""

from __future__ import annotations

import threading
import time

import pytest

from app.base.errors import Cancelled
from app.base.progress import Progress
from app.store.ledger.order_lock import OrderLock


def test_a_change_stops_the_laying_and_waits_for_its_end() -> None:
    lock = OrderLock()
    progress = Progress()
    told: list[str] = []
    begun = threading.Event()

    def lay() -> None:
        with lock.laying(progress):
            begun.set()
            while not progress.is_cancelled:
                time.sleep(0.005)
            time.sleep(0.05)
            told.append("laid down")

    thread = threading.Thread(target=lay)
    thread.start()
    assert begun.wait(5)
    with lock.changing(), lock.changing():  # taking back is a change within a change
        told.append("changed")
    thread.join(5)
    assert told == ["laid down", "changed"]


def test_laying_waits_for_a_change_and_can_be_stopped_meanwhile() -> None:
    lock = OrderLock()
    free, told = Progress(), Progress()
    found: list[str] = []

    def lay(progress: Progress) -> None:
        try:
            with lock.laying(progress):
                found.append("laid")
        except Cancelled:
            found.append("stopped")

    with lock.changing():
        stopped = threading.Thread(target=lay, args=(told,))
        stopped.start()
        told.cancel()
        stopped.join(5)
        assert found == ["stopped"]
        waiting = threading.Thread(target=lay, args=(free,))
        waiting.start()
        time.sleep(0.1)
        assert found == ["stopped"]
    waiting.join(5)
    assert found == ["stopped", "laid"]


def test_what_fails_gives_the_turn_back() -> None:
    lock = OrderLock()
    with pytest.raises(KeyError), lock.laying(Progress()):
        raise KeyError
    with pytest.raises(KeyError), lock.changing():
        raise KeyError
    with lock.laying(Progress()):
        pass
