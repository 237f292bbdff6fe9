"""How frozen money goes back to victims (资金返还), to the fen.

电信网络新型违法犯罪案件冻结资金返还若干规定 art. 8 (银监会, 公安部, 2016-09-18): the only credit of
an account, traced directly, goes back to its victim; several credits that the time stamps tell
apart go back to their victims; where the time stamps do not settle it, the money goes back in
proportion of each victim's loss to the losses of all, after a notice of 30 days; victims who come
forward within it make a new round.

Which credits are still there is settled by the order in which the account's money came and went:
what leaves takes the oldest money first (先进先出), so that a frozen balance is made of the credits
that came last, counted backwards from the freeze until they add up to it. That is what "by time
stamp" can mean where money is mixed: the article names no other order, and this one needs nothing
but times and amounts. The credit at the edge may be there only in part. Credits of other people
among them stay unclaimed.

Time stamps do not settle it where two credits of one moment, or of one day without a clock, lie on
the edge and not all of them are still there: then nobody can say whose money left.

No victim gets more than the loss; what is over stays unclaimed. The lines add up to what is frozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SINGLE, TIME_STAMP, PRO_RATA, NOTHING = "single", "time_stamp", "pro_rata", "nothing"
NOTICE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Credit:
    """Money that came into the account before the freeze.

    Attributes:
        time: when, in case time.
        exactness: of the time; 0 means that it has no clock.
        amount_fen: above zero.
        victim: whose it was; ``None`` for money of others.
        source: what proves it, for the table.
    """

    time: datetime
    exactness: int
    amount_fen: int
    victim: str | None
    source: str = ""


@dataclass(frozen=True)
class Victim:
    """Who lost how much; ``loss_fen`` bounds what goes back."""

    key: str
    loss_fen: int


@dataclass(frozen=True)
class Share:
    """What goes back to one victim; ``remaining_fen`` is the part of his arrivals still there."""

    victim: str
    loss_fen: int
    paid_in_fen: int
    remaining_fen: int
    returned_fen: int


@dataclass(frozen=True)
class Plan:
    """Who gets what: ``sum(returned) + unclaimed_fen == frozen_fen``.

    ``rule`` is single, time_stamp, pro_rata, or nothing where no victim's money is there.
    """

    rule: str
    frozen_fen: int
    shares: tuple[Share, ...]
    unclaimed_fen: int


def give_back(
    frozen_fen: int,
    victims: Sequence[Victim],
    arrivals: Sequence[Credit],
    *,
    rule: str | None = None,
) -> Plan:
    """Divide frozen money among victims.

    Args:
        frozen_fen: what is frozen, not negative.
        victims: each once.
        arrivals: what came into the account before the freeze, of victims and of others; empty
            where the account's statement is not there, which leaves proportion only.
        rule: pro_rata forces proportion, where an officer finds that time stamps do not settle it.

    Raises:
        ValueError: a negative amount, a victim twice, or a credit of an unknown victim.
    """
    known = {victim.key: victim for victim in victims}
    if (
        frozen_fen < 0
        or len(known) != len(victims)
        or any(victim.loss_fen < 0 for victim in victims)
        or any(c.amount_fen < 0 or (c.victim and c.victim not in known) for c in arrivals)
    ):
        raise ValueError("amounts and victims do not fit")
    mine = [credit for credit in arrivals if credit.victim is not None]
    there = remaining(frozen_fen, arrivals)
    by_victim = dict.fromkeys(known, 0)
    if there is not None:
        for credit, left in zip(arrivals, there, strict=True):
            if credit.victim is not None:
                by_victim[credit.victim] += left
    settled = there is not None and bool(mine) and rule != PRO_RATA
    if settled:
        returned = {key: min(by_victim[key], known[key].loss_fen) for key in known}
        chosen = SINGLE if len(arrivals) == 1 else TIME_STAMP
    else:
        total = sum(victim.loss_fen for victim in victims)
        returned = in_proportion(
            min(frozen_fen, total), {victim.key: victim.loss_fen for victim in victims}
        )
        chosen = PRO_RATA
    if not any(returned.values()):
        chosen = NOTHING
    paid = {key: sum(c.amount_fen for c in mine if c.victim == key) for key in known}
    shares = tuple(
        Share(key, known[key].loss_fen, paid[key], by_victim[key], returned[key]) for key in known
    )
    return Plan(chosen, frozen_fen, shares, frozen_fen - sum(returned.values()))


def remaining(frozen_fen: int, arrivals: Sequence[Credit]) -> list[int] | None:
    """How much of each credit is still among the frozen money, the latest first.

    Returns:
        Fen for each credit, in the order given; ``None`` where time stamps do not settle it. They
        add up to less than what is frozen where older money is there too.
    """
    left = frozen_fen
    found = [0] * len(arrivals)
    for group in _moments(arrivals):
        whole = sum(arrivals[place].amount_fen for place in group)
        if whole <= left:
            for place in group:
                found[place] = arrivals[place].amount_fen
            left -= whole
            continue
        owners = {arrivals[place].victim for place in group}
        if left > 0 and len(owners) > 1:
            return None
        for place in group:
            found[place] = min(left, arrivals[place].amount_fen)
            left -= found[place]
        break
    return found


def _moments(arrivals: Sequence[Credit]) -> Iterable[list[int]]:
    """Places of credits that time stamps do not tell apart, the latest moment first.

    A credit without a clock is of one moment with all others of its day, one to the minute with
    all others of its minute.
    """
    days = {each.time.date() for each in arrivals if each.exactness == 0}
    minutes = {_minute(each.time) for each in arrivals if each.exactness == 1}
    groups: dict[datetime, list[int]] = {}
    for place, each in enumerate(arrivals):
        moment = each.time
        if moment.date() in days:
            moment = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        elif _minute(moment) in minutes:
            moment = _minute(moment)
        groups.setdefault(moment, []).append(place)
    return (groups[moment] for moment in sorted(groups, reverse=True))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def in_proportion(amount_fen: int, weights: dict[str, int]) -> dict[str, int]:
    """Divide an amount by weights so that it adds up exactly (largest remainder).

    The fen that whole shares leave go one each to the largest fractions, then to the larger
    weight, then by name. No share exceeds its weight while the amount does not exceed their sum.
    """
    total = sum(weights.values())
    if total == 0:
        return dict.fromkeys(weights, 0)
    shares = {key: amount_fen * weight // total for key, weight in weights.items()}
    fractions = sorted(
        weights, key=lambda key: (-(amount_fen * weights[key] % total), -weights[key], key)
    )
    for key in fractions[: amount_fen - sum(shares.values())]:
        shares[key] += 1
    return shares


@dataclass(frozen=True)
class NoticeClock:
    """The notice of 30 days: until when victims may come forward, and the days left."""

    since: datetime
    until: datetime
    days_left: int
    over: bool


def notice_at(moment: datetime, since: datetime) -> NoticeClock:
    """How the notice stands: it ends 30 times 24 hours after it began; begun days count as left."""
    until = since + NOTICE
    left = max(timedelta(), until - moment)
    return NoticeClock(since, until, -(-left // timedelta(days=1)), moment >= until)
