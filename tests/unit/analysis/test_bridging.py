"""Accounts that money of several incidents came to."""

from __future__ import annotations

from datetime import datetime

from app.analysis.bridging import Arrival, bridges

AT = datetime(2020, 7, 2)


def came(account: str, level: int, amount: int) -> Arrival[str]:
    return Arrival(account, level, amount, AT)


def test_bridges_by_incidents_then_nearness_then_sums() -> None:
    reached = {
        "first": [came("A", 1, 100), came("B", 2, 50), came("C", 3, 10), came("E", 1, 5)],
        "second": [came("B", 1, 70), came("A", 1, 1), came("C", 3, 10), came("E", 1, 999)],
        "third": [came("C", 5, 3), came("D", 1, 9)],
    }
    found = bridges(reached)
    assert [(each.account, each.level, each.amount) for each in found] == [
        ("C", 5, 23), ("E", 1, 1004), ("A", 1, 101), ("B", 2, 120)
    ]  # fmt: skip
    assert set(found[0].arrivals) == {"first", "second", "third"}
    assert [each.account for each in bridges(reached, least=3)] == ["C"]
    assert [each.account for each in bridges(reached, levels=1)] == ["E", "A"]
    assert bridges({"one": reached["first"]}) == []
