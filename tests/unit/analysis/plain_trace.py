"""The contract's tracing written down once more, slowly and without the program's code.

Lots are lists of single units of money where that is affordable: every fen has an identity, so that
down and up can be read off the same history.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Flow:
    id: int
    payer: int | None
    payee: int | None
    fen: int
    leave: int
    arrive: int
    left: str = "unknown"
    balances: tuple[int | None, int | None] = (None, None)
    """After it in the payer's and the payee's statement."""


@dataclass
class Answer:
    level: dict[int, int] = field(default_factory=dict)
    came: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    went: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    left: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    taint: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[int, int] = field(default_factory=dict)
    claim: dict[int, int] = field(default_factory=dict)


@dataclass
class World:
    flows: list[Flow]
    obtained: set[int]
    services: set[int] = field(default_factory=set)

    def passes(self, account: int | None, method: str) -> bool:
        return (
            account is not None
            and account not in self.services
            and (method == "reach" or account in self.obtained)
        )

    def events(self) -> list[tuple[int, int, int, Flow]]:
        """Times are all different but for a flow that arrives as it leaves."""
        told = []
        for flow in self.flows:
            told.append((flow.leave, 0, flow.id, flow))
            if flow.payee is not None:
                told.append((flow.arrive, 1, flow.id, flow))
        return sorted(told)

    def opening(self, account: int) -> int:
        moved, lowest = 0, 0
        for _moment, arrives, _id, flow in self.events():
            if arrives and flow.payee == account:
                moved += flow.fen
                balance = flow.balances[1]
            elif not arrives and flow.payer == account:
                moved -= flow.fen
                balance = flow.balances[0]
            else:
                continue
            lowest = min(lowest, moved)
            if balance is not None:
                return max(0, balance - moved)
        return -lowest


def round_half_even(value: Fraction) -> int:
    return round(value)


def trace_down(
    world: World, seeds: set[int], method: str, levels: int, within: int | None, least: int
) -> Answer:
    answer = Answer()
    lots: dict[int, list[list[int]]] = {}
    share: dict[int, int] = defaultdict(int)
    money: dict[int, int] = {}
    moving: dict[int, list[list[int]]] = {}
    arrival_level: dict[int, int] = {}
    accounts = {a for f in world.flows for a in (f.payer, f.payee) if world.passes(a, method)}
    for account in accounts:
        money[account] = world.opening(account)
        lots[account] = [[money[account], 0]] if money[account] else []
        answer.claim[account] = 0
    for _moment, arrives, _id, flow in world.events():
        if not arrives:
            payer, taint = flow.payer, 0
            parts = [[flow.fen, 0]]
            if payer in accounts:
                assert payer is not None
                if method in ("fifo", "lifo"):
                    parts = take(lots[payer], flow.fen, last=method == "lifo")
                    taint = sum(size for size, tainted in parts if tainted)
                elif method == "prorata" and flow.id not in seeds and share[payer]:
                    if flow.fen >= money[payer]:
                        taint = share[payer]
                    else:
                        taint = round_half_even(Fraction(share[payer] * flow.fen, money[payer]))
                    taint = min(taint, flow.fen)
                    share[payer] -= taint
                elif method == "reach" and payer in answer.level:
                    taint = flow.fen
                money[payer] = max(0, money[payer] - flow.fen)
                answer.claim[payer] = min(answer.claim[payer], money[payer])
            if flow.id in seeds:
                taint, parts, arrival_level[flow.id] = flow.fen, [[flow.fen, 1]], 1
            elif taint:
                assert payer is not None
                follows = (
                    answer.level[payer] < levels
                    and (within is None or flow.leave - answer.first[payer] <= within)
                    and taint >= least
                )
                if follows:
                    answer.went[payer] += taint
                    arrival_level[flow.id] = answer.level[payer] + 1
                else:
                    taint, parts = 0, [[flow.fen, 0]]
            answer.taint[flow.id] = taint
            moving[flow.id] = parts
            if flow.payee is None:
                answer.left[flow.left] += taint
        else:
            payee, taint = flow.payee, answer.taint[flow.id]
            assert payee is not None
            if taint:
                answer.came[payee] += taint
                answer.first.setdefault(payee, flow.arrive)
                level = arrival_level[flow.id]
                answer.level[payee] = min(level, answer.level.get(payee, level))
            if payee in accounts:
                lots[payee] += [part for part in moving[flow.id] if part[0]]
                share[payee] += taint
                money[payee] += flow.fen
                answer.claim[payee] += taint
    return answer


def take(lots: list[list[int]], wanted: int, *, last: bool) -> list[list[int]]:
    parts = []
    while wanted and lots:
        lot = lots[-1 if last else 0]
        size = min(lot[0], wanted)
        parts.append([size, lot[1]])
        lot[0] -= size
        wanted -= size
        if not lot[0]:
            lots.pop(-1 if last else 0)
    if wanted:
        parts.append([wanted, 0])
    return parts


def trace_up(
    world: World, seeds: set[int], method: str, levels: int, within: int | None, least: int
) -> Answer:
    """By single units: where each fen of each outflow came from."""
    accounts = {a for f in world.flows for a in (f.payer, f.payee) if world.passes(a, method)}
    origin: dict[int, list[tuple[int, int] | None]] = {}
    after: dict[int, int] = {}
    held = {account: [None] * world.opening(account) for account in accounts}
    money = {account: world.opening(account) for account in accounts}
    for _moment, arrives, _id, flow in world.events():
        if arrives and flow.payee in accounts:
            held[flow.payee] += [(flow.id, unit) for unit in range(flow.fen)]  # type: ignore[index]
            money[flow.payee] += flow.fen  # type: ignore[index]
            after[flow.id] = money[flow.payee]  # type: ignore[index]
        elif not arrives and flow.payer in accounts:
            purse = held[flow.payer]  # type: ignore[index]
            taken = purse[::-1][: flow.fen] if method == "lifo" else purse[: flow.fen]
            kept = purse[: len(purse) - len(taken)] if method == "lifo" else purse[len(taken) :]
            held[flow.payer] = kept  # type: ignore[index]
            origin[flow.id] = [*taken, *[None] * (flow.fen - len(taken))]
            money[flow.payer] = max(0, money[flow.payer] - flow.fen)  # type: ignore[index]
    answer = Answer()
    needed: dict[int, set[int]] = defaultdict(set)
    share: dict[int, int] = defaultdict(int)
    departure_level: dict[int, int] = {}
    for _moment, arrives, _id, flow in reversed(world.events()):
        if arrives:
            payee = flow.payee
            if payee not in accounts or flow.id in seeds:
                continue
            assert payee is not None
            need = len(needed[flow.id])
            if method == "reach":
                need = flow.fen if payee in answer.level else 0
            elif method == "prorata":
                need = 0
                if share[payee]:
                    if flow.fen >= after[flow.id]:
                        need = share[payee]
                    else:
                        need = round_half_even(Fraction(share[payee] * flow.fen, after[flow.id]))
                need = min(need, flow.fen, share[payee])
                share[payee] -= need
            if not need:
                continue
            follows = (
                answer.level[payee] < levels
                and (within is None or answer.first[payee] - flow.arrive <= within)
                and need >= least
            )
            if not follows:
                needed[flow.id] = set()
                continue
            answer.taint[flow.id] = need
            answer.came[payee] += need
            departure_level[flow.id] = answer.level[payee] + 1
            if flow.payer is None:
                answer.left[flow.left] += need
        else:
            payer = flow.payer
            if flow.id in seeds:
                answer.taint[flow.id], departure_level[flow.id] = flow.fen, 1
                needed[flow.id] = set(range(flow.fen))
                if payer is None:
                    answer.left[flow.left] += flow.fen
            need = answer.taint[flow.id]
            if not need or payer is None:
                continue
            answer.went[payer] += need
            share[payer] += need
            answer.first.setdefault(payer, flow.leave)
            level = departure_level[flow.id]
            answer.level[payer] = min(level, answer.level.get(payer, level))
            if payer in accounts and method in ("fifo", "lifo"):
                for unit in needed[flow.id]:
                    source = origin[flow.id][unit]
                    if source is not None and source[0] not in seeds:
                        needed[source[0]].add(source[1])
    return answer
