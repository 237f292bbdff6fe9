"""The truth's pairs are those that the rule itself finds, one to one, nearest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.demo import dirt, returns
from app.demo.reckoning import WINDOW
from app.demo.world import DAY, Entry, World

if TYPE_CHECKING:
    from pathlib import Path


def test_naive_pairing_finds_as_many(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    worlds: list[World] = []
    mark = dirt.mark
    monkeypatch.setattr(dirt, "mark", lambda world: worlds.append(world) or mark(world))
    truth = returns.write_returns(tmp_path, seed=3, scale=returns.Scale.small())
    groups: dict[tuple[str, ...], tuple[list[Entry], list[Entry]]]
    groups = defaultdict(lambda: ([], []))
    for account in worlds[0].accounts:
        for entry in account.entries:
            if entry.counted and entry.named and entry.other is not None:
                pair = (account.key, entry.other.key)
                payer, payee = reversed(pair) if entry.incoming else pair
                groups[payer, payee, str(entry.amount)][entry.incoming].append(entry)
    count = 0
    for outs, ins in groups.values():
        near = sorted(
            (abs(o.seen - i.seen), x, y)
            for x, o in enumerate(outs)
            for y, i in enumerate(ins)
            if _close(o, i)
        )
        used: tuple[set[int], set[int]] = (set(), set())
        for _, x, y in near:
            if x not in used[0] and y not in used[1]:
                used[0].add(x)
                used[1].add(y)
                count += 1
    assert count == truth.flows_paired > 0


def _close(out: Entry, into: Entry) -> bool:
    if 0 in (out.precision, into.precision):
        return out.seen // DAY == into.seen // DAY
    return abs(out.seen - into.seen) <= WINDOW
