"""Tracing against the contract written down once more, and its laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.tracing import graph as graph_module
from app.analysis.tracing.graph import Fetched, FirstBalance
from app.analysis.tracing.net import METHODS
from app.analysis.tracing.pieces import rounded_share
from app.analysis.tracing.rounds import SeedGroup, Tracer, TraceRules
from tests.unit.analysis.plain_trace import Answer, Flow, World, trace_down, trace_up

if TYPE_CHECKING:
    import pytest

    from app.analysis.tracing.result import Traced

FILE = 1 << 43
SECOND = 1_000_000
LEFT = {"cash": 0, "unknown": 1, "fees": 2}


class Shelf:
    """A ledger of a few flows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.obtained = np.array(sorted(world.obtained), np.int64)
        self.services = np.array(sorted(world.services), np.int64)
        self._here: set[int] = set()
        self._last: list[int] = []

    def columns(self, flows: list[Flow]) -> Fetched:
        def of(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
            return np.array(values, np.int64)

        none = -1
        return Fetched(
            of([FILE + f.id for f in flows]),
            of([none if f.payer is None else f.payer for f in flows]),
            of([none if f.payee is None else f.payee for f in flows]),
            of([f.leave * SECOND for f in flows]), of([f.arrive * SECOND for f in flows]),
            of([f.id for f in flows]), of([f.fen for f in flows]),
            of([LEFT[f.left] for f in flows]), of([none] * len(flows)),
        )  # fmt: skip

    def seeds(self, ids: set[int]) -> SeedGroup:
        flows = [f for f in self.world.flows if f.id in ids]
        self._here |= ids
        return SeedGroup("x", self.columns(flows))

    def fetch(self, accounts: list[int]) -> Fetched:
        found = [
            f for f in self.world.flows
            if f.id not in self._here and (f.payer in accounts or f.payee in accounts)
        ]  # fmt: skip
        self._here |= {f.id for f in found}
        self._last = accounts
        return self.columns(found)

    def first_balances(self) -> FirstBalance:
        rows = []
        for account in self._last:
            for _moment, arrives, _id, flow in self.world.events():
                side = flow.payee if arrives else flow.payer
                balance = flow.balances[1 if arrives else 0]
                if side == account and balance is not None:
                    rows.append((account, FILE + flow.id, balance))
                    break
        return FirstBalance(*(np.array([row[i] for row in rows], np.int64) for i in range(3)))

    def places(self, accounts: list[int], rows: list[int]) -> dict[int, int]:
        return {}


def traced(world: World, seeds: set[int], method: str, rules: TraceRules) -> Traced:
    shelf = Shelf(world)
    group = shelf.seeds(seeds)
    return list(Tracer(shelf, [group], rules, lambda: None).rounds(method, group))[-1]


def same(found: Traced, answer: Answer, method: str, *, up: bool) -> None:
    assert {a.account: a.level for a in found.accounts} == answer.level
    for account in found.accounts:
        assert account.came == answer.came[account.account]
        assert account.went == answer.went[account.account]
        if not up and method != "reach" and account.claim is not None:
            assert account.claim == answer.claim[account.account]
    assert dict(zip(LEFT, found.left, strict=True)) == {k: answer.left[k] for k in LEFT}
    assert {i - FILE for i in found.flow_ids} >= {i for i, t in answer.taint.items() if t}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, set[int]]:
    count = draw(st.integers(2, 6))
    parties = st.one_of(st.none(), st.integers(0, count - 1))
    number = draw(st.integers(1, 24))
    flows = []
    told = draw(st.booleans())
    balance = {account: draw(st.integers(0, 30)) for account in range(count)}
    slots = draw(st.permutations(range(0, 6 * number, 2)))
    for index in range(number):
        payer, payee = draw(parties), draw(parties)
        if payer is None and payee is None:
            payer = 0
        leave = slots[index]
        delay = draw(st.sampled_from([0, 0, 0, 1, 7]))
        flows.append((leave, leave + delay, payer, payee, draw(st.integers(0, 40))))
    flows.sort()
    made = []
    for index, (leave, arrive, payer, payee, fen) in enumerate(flows):
        after: list[int | None] = [None, None]
        if told and draw(st.integers(0, 3)):
            after = [
                None if side is None else balance[side] + draw(st.integers(0, 9))
                for side in (payer, payee)
            ]
        left = draw(st.sampled_from(list(LEFT)))
        made.append(Flow(index + 1, payer, payee, fen, leave, arrive, left, tuple(after)))  # type: ignore[arg-type]
    obtained = set(draw(st.lists(st.integers(0, count - 1), unique=True)))
    services = set(draw(st.lists(st.integers(0, count - 1), unique=True, max_size=1)))
    seeds = set(draw(st.lists(st.sampled_from([f.id for f in made]), min_size=1, max_size=4)))
    return World(made, obtained, services), seeds


def limits() -> st.SearchStrategy[TraceRules]:
    return st.builds(
        TraceRules,
        up=st.booleans(),
        levels=st.integers(1, 5),
        within_hours=st.one_of(st.none(), st.sampled_from([0.0, 4 / 3600, 20 / 3600])),
        least=st.sampled_from([0, 1, 5, 20]),
    )


@settings(max_examples=400, deadline=None)
@given(worlds(), limits(), st.sampled_from(METHODS))
def test_as_the_contract_says(
    given_world: tuple[World, set[int]], rules: TraceRules, method: str
) -> None:
    world, seeds = given_world
    found = traced(world, seeds, method, rules)
    plain = trace_up if rules.up else trace_down
    within = None if rules.within_hours is None else round(rules.within_hours * 3600)
    same(found, plain(world, seeds, method, rules.levels, within, rules.least), method, up=rules.up)
    if method != "reach":
        assert found.conserved
        assert all(account.retained >= 0 for account in found.accounts)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.booleans())
def test_reach_contains_every_method(given_world: tuple[World, set[int]], up: bool) -> None:
    world, seeds = given_world
    rules = TraceRules(up=up, levels=20)
    reached = {a.account for a in traced(world, seeds, "reach", rules).accounts}
    for method in METHODS[:3]:
        assert {a.account for a in traced(world, seeds, method, rules).accounts} <= reached


@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from(["fifo", "lifo"]))
def test_down_from_a_seed_and_up_from_a_sink_agree(
    given_world: tuple[World, set[int]], method: str
) -> None:
    """What of one flow reached another is the same from both ends."""
    world, seeds = given_world
    source = min(seeds)
    rules = TraceRules(levels=50)
    down = trace_down(world, {source}, method, 50, None, 0)
    for sink in [f for f in world.flows if f.id != source and down.taint[f.id]][:3]:
        up = trace_up(world, {sink.id}, method, 50, None, 0)
        assert up.taint[source] == down.taint[sink.id]
    found = traced(world, {source}, method, rules)
    assert {i - FILE for i in found.flow_ids} - {source} == {
        i for i, taint in down.taint.items() if taint and i != source
    }


def test_compiled_and_plain_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine code and the source that it was made from give one answer."""
    rng = np.random.default_rng(7)
    flows = [
        Flow(
            n + 1, int(rng.integers(0, 30)) if rng.random() > 0.05 else None,
            int(rng.integers(0, 30)) if rng.random() > 0.05 else None,
            int(rng.integers(1, 500_000)), n * 2, n * 2 + int(rng.integers(0, 2)),
        )
        for n in range(3000)
    ]  # fmt: skip
    flows = [f for f in flows if f.payer is not None or f.payee is not None]
    world = World(flows, set(range(25)))
    for up in (False, True):
        for method in METHODS:
            rules = TraceRules(up=up, levels=6, within_hours=500 / 3600, least=100)
            answers = []
            for worth in (10**9, 0):
                monkeypatch.setattr(graph_module, "WORTH_COMPILING", worth)
                answers.append(traced(world, {5, 6, 2900}, method, rules))
            assert answers[0] == answers[1]


@given(st.integers(0, 10**17), st.integers(0, 10**17), st.integers(1, 10**17))
def test_shares_are_exact(part: int, amount: int, whole: int) -> None:
    from fractions import Fraction

    amount %= whole
    assert rounded_share(part, amount, whole) == round(Fraction(part * amount, whole))
