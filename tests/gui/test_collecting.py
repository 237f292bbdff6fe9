"""Garbage is collected on the window's thread, and what stays for good is not looked at twice."""

from __future__ import annotations

import gc

import pytest

from app.gui import collecting
from app.gui.collecting import Collector


@pytest.fixture
def collector(qtbot):
    made = Collector()
    made.install()
    yield made
    made.uninstall()


class Cycle:
    def __init__(self) -> None:
        self.me = self


def alive() -> int:
    return sum(isinstance(each, Cycle) for each in gc.get_objects())


def test_cycles_are_collected_when_they_are_many(collector, monkeypatch):
    monkeypatch.setattr(collecting, "THRESHOLDS", (500, 0, 0))
    for _number in range(800):
        Cycle()
    collector.look()
    assert alive() == 0


def test_a_long_round_is_the_last_over_what_survives(collector, monkeypatch):
    monkeypatch.setattr(collecting, "THRESHOLDS", (0, 0, 0))
    kept = [[number] for number in range(5_000)]
    before = gc.get_freeze_count()
    gc.collect(1)  # a round of the middle makes a full one due
    collector.look()
    assert gc.get_freeze_count() == before
    monkeypatch.setattr(collecting, "LONG_S", 0.0)
    gc.collect(1)
    collector.look()
    assert gc.get_freeze_count() >= before + len(kept)
    assert not gc.isenabled()
