"""A trace as a picture needs it: accounts with their states, what moved between them, its rows.

Every amount is taken from the trace's document as it stands; only times, states and rows are read
beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from app.ops.accounts import list_accounts
from app.ops.counterparties import list_counterparties
from app.ops.measures import standing_of
from app.ops.request_states import ANSWERED_NONE, states_of
from app.store.ledger import account_queries, trace_queries

if TYPE_CHECKING:
    from app.ops.cases import CaseFile
    from app.ops.traces import TraceRow
    from app.ops.tracing import TraceQuestion

BINS: Final = 24
"""Bars of the histogram of an account, over the time of the whole trace."""
MOST_READ: Final = 200_000
"""Flows that are looked up for histograms and rows; the figures are of all."""
MOST_BEYOND: Final = 12
OBTAINED, MISSING, NONE = "obtained", "missing", "no_record"
FROZEN, STOPPED, CASH, SERVICE, SEED = "frozen", "stop_payment", "cash", "service", "seed"
_HELD: Final = {"freeze": FROZEN, "stop_payment": STOPPED}


@dataclass(frozen=True)
class FlowCard:
    """One account of the picture; money in fen.

    Attributes:
        account: its key, as in the trace's document.
        level: 0 for where the money began.
        came, went, kept: traced money in, out and what stayed.
        still_there: of what stayed, what the last known balance allows; None when not known.
        first: the first arrival.
        minutes: from it to the first traced money that went on; None when nothing did.
        states: words of its state, the most pressing first.
        bars: traced fen by time, ``BINS`` of them, or nothing before they are read.
        service: why it is a payment service or hub.
        beyond: it is not of the trace; ``came`` and ``went`` are all that moved.
        seeded: what began here, the sum of its bands of the first level.
        cash: traced money that left it as cash, as far as the document lists it.
    """

    account: str
    holder: str | None
    bank: str | None
    level: int
    came: int
    went: int
    kept: int
    still_there: int | None = None
    first: datetime | None = None
    minutes: float | None = None
    states: tuple[str, ...] = ()
    bars: tuple[int, ...] = ()
    service: str | None = None
    beyond: bool = False
    cash: int = 0
    seeded: int = 0


@dataclass(frozen=True)
class FlowBand:
    """Traced money from one account to another, in fen; ``beyond``: all money, not traced."""

    payer: str
    payee: str
    level: int
    fen: int
    flows: int
    first: datetime | None
    last: datetime | None
    beyond: bool = False


@dataclass(frozen=True)
class FlowPicture:
    """A trace as it is drawn.

    Attributes:
        question: what was asked.
        document: the trace's document; every figure is one of its figures.
        cards: by level, then the largest first; the seeds are level 0.
        bands: in the order of the document.
        rows: flows behind a pair of accounts (payer, payee), by time; empty while it is reckoned.
            A flow to no account, as cash or a fee, stands under (payer, "").
        kept: the kept trace that this is; None for one that was not kept.
    """

    question: TraceQuestion
    document: dict[str, Any]
    cards: tuple[FlowCard, ...]
    bands: tuple[FlowBand, ...]
    rows: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    kept: TraceRow | None = None

    def card(self, account: str) -> FlowCard | None:
        """The card of an account."""
        return next((card for card in self.cards if card.account == account), None)

    def gone_round(self, level: int) -> int:
        """Fen that turned back: from a level or one beyond it to the same level or one before.

        It passes the level once more, so that a level's sum can be larger than what was lost; less
        this it never is.
        """
        levels = {card.account: card.level for card in self.cards}
        up = self.document["direction"] == "up"
        found = 0
        for band in self.bands:
            near, far = levels.get(band.payee), levels.get(band.payer)
            if up:
                near, far = far, near
            if near is not None and far is not None and near <= level <= far and not band.beyond:
                found += band.fen
        return found

    @property
    def has_all_rows(self) -> bool:
        """Whether ``rows`` leaves none out; of very many flows only the first are looked up."""
        return len(self.document["flow_ids"] or ()) <= MOST_READ

    def rows_into(self, account: str) -> tuple[int, ...]:
        """The flows that brought traced money to an account, by time within a pair."""
        return tuple(row for (_, payee), rows in self.rows.items() if payee == account
                     for row in rows)  # fmt: skip

    def rows_from(self, account: str) -> tuple[int, ...]:
        """The flows by which traced money left an account."""
        return tuple(row for (payer, _), rows in self.rows.items() if payer == account
                     for row in rows)  # fmt: skip

    def worth_freezing(self, most: int = 3) -> list[FlowCard]:
        """Accounts in which the most traced money can still be, those not frozen yet."""
        waiting = [
            card
            for card in self.cards
            if card.level > 0 and not card.beyond and freezable(card) > 0
            and not {FROZEN, STOPPED, SERVICE} & set(card.states)
        ]  # fmt: skip
        return sorted(waiting, key=_by_freezable)[:most]


def freezable(card: FlowCard) -> int:
    """What can still be in the account: what stayed, no more than the last known balance."""
    return card.kept if card.still_there is None else card.still_there


def _by_freezable(card: FlowCard) -> tuple[int, str]:
    return -freezable(card), card.account


def is_traced(picture: FlowPicture, account: str) -> bool:
    """Whether traced money came to an account, so that the trace can be named as the reason."""
    return any(each["account"] == account for each in picture.document["accounts"])


def incident_of(picture: FlowPicture, account: str) -> int | None:
    """The incident whose money came to an account; None when it is of several, or of none."""
    incidents = list(dict.fromkeys(picture.question.incidents))
    if not incidents or not is_traced(picture, account):
        return None
    victims = picture.document.get("victims")
    if victims is None:
        return incidents[0]
    # one victim for each account, one for all flows, then one for each incident
    named = [*[None] * (len(victims) - len(incidents)), *incidents]
    found = [
        incident for incident, victim in zip(named, victims, strict=True)
        if any(each["account"] == account for each in victim["accounts"])
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def picture_of(question: TraceQuestion, document: dict[str, Any]) -> FlowPicture:
    """What the document alone tells; reads nothing, for the levels as they are reckoned."""
    bands = tuple(
        FlowBand(
            edge["payer"], edge["payee"], edge["level"], edge["tainted_fen"], edge["flows"],
            _moment(edge["first"]), _moment(edge["last"]),
        )
        for edge in document["edges"]
    )  # fmt: skip
    leaving: dict[str, list[datetime]] = defaultdict(list)
    for band in bands:
        leaving[band.payer] += [at for at in (band.first, band.last) if at is not None]
    cash: dict[str, int] = defaultdict(int)
    for end in document["ends"]:
        at = _moment(end["time"])
        if at is not None and end["account"] is not None:
            leaving[end["account"]].append(at)
        if end["what"] == "cash" and end["account"] is not None:
            cash[end["account"]] += end["tainted_fen"]
    listed = [_card(each, leaving, cash) for each in document["accounts"]]
    seeds = _seeds(bands, {card.account: card for card in listed}, document["direction"] == "up")
    first = {card.account for card in seeds}
    others = (card for card in listed if card.account not in first)
    return FlowPicture(question, document, (*seeds, *others), bands)


def completed(case: CaseFile, picture: FlowPicture) -> FlowPicture:
    """The picture with names of the seeds, states, histograms and the rows behind each band."""
    reader = case.ledger.reader()
    try:
        seeds = [card.account for card in picture.cards if card.level == 0]
        ids = [id_ for key in seeds for id_ in account_queries.account_ids(reader, key)]
        named = {row.account: row for row in list_accounts(case, ids=ids, reader=reader)}
        wanted = (picture.document["flow_ids"] or [])[:MOST_READ]
        moved = trace_queries.movements(reader, wanted)
        sides = {side for row in moved for side in row[1:3] if side is not None}
        rows = list_accounts(case, ids=sorted(sides), reader=reader) if sides else []
        asked = states_of(case, reader)
    finally:
        reader.close()
    keys = {row.id: row.account for row in rows}
    behind: dict[tuple[str, str], list[int]] = defaultdict(list)
    bars = _bars(moved, keys)
    for flow, payer, payee, _time, _amount in moved:
        if payer in keys:
            behind[keys[payer], keys.get(payee, "") if payee is not None else ""].append(flow)
    held = standing_of(case)
    cards = []
    for card in picture.cards:
        row = named.get(card.account)
        if row is not None:
            own = (OBTAINED if row.obtained else MISSING,)
            states = (*dict.fromkeys((*card.states, *own)),)
            card = replace(card, holder=row.holder, bank=row.bank, states=states)  # noqa: PLW2901
        measures = [_HELD[each.action] for each in held.get(card.account, ())
                    if each.action in _HELD]  # fmt: skip
        answer = asked.by_number.get(card.account)
        states = card.states
        if MISSING in states and answer is not None and answer.state == ANSWERED_NONE:
            states = tuple(NONE if state == MISSING else state for state in states)
        cards.append(
            replace(
                card, states=(*dict.fromkeys(measures), *states),
                bars=bars.get(card.account, ()),
            )
        )  # fmt: skip
    rows_of = {pair: tuple(flows) for pair, flows in behind.items()}
    return replace(picture, cards=tuple(cards), rows=rows_of)


def beyond(
    case: CaseFile, picture: FlowPicture, account: str, *, into: bool
) -> tuple[list[FlowCard], list[FlowBand]]:
    """Counterparties of a card that the trace does not hold, the largest first.

    Args:
        case: the open case.
        picture: what is drawn.
        account: the card.
        into: those who pay it; else those whom it pays.

    Raises:
        RefusedInput: no account has this number.
    """
    known = {card.account for card in picture.cards}
    level = next((card.level for card in picture.cards if card.account == account), 0)
    up = picture.document["direction"] == "up"
    side = level - 1 if into != up else level + 1
    cards: list[FlowCard] = []
    bands: list[FlowBand] = []
    for other in list_counterparties(case, account=account):
        fen = other.in_fen if into else other.out_fen
        if other.account is None or other.account in known or not fen:
            continue
        facts = other.facts
        states: tuple[str, ...] = (OBTAINED if facts and facts.obtained else MISSING,)
        if other.service:
            states = (SERVICE, *states)
        cards.append(
            FlowCard(
                other.account, facts.holder if facts else None, facts.bank if facts else None,
                side, 0 if into else fen, fen if into else 0, 0, states=states,
                service=other.service, beyond=True,
            )
        )  # fmt: skip
        pair = (other.account, account) if into else (account, other.account)
        flows = other.in_count if into else other.out_count
        bands.append(
            FlowBand(*pair, max(side, level), fen, flows, other.first, other.last, beyond=True)
        )
    order = sorted(range(len(cards)), key=[-band.fen for band in bands].__getitem__)[:MOST_BEYOND]
    return [cards[place] for place in order], [bands[place] for place in order]


def widened(picture: FlowPicture, cards: list[FlowCard], bands: list[FlowBand]) -> FlowPicture:
    """The picture with cards beyond the trace."""
    known = {card.account for card in picture.cards}
    fresh = [card for card in cards if card.account not in known]
    pairs = {(band.payer, band.payee) for band in picture.bands}
    more = [band for band in bands if (band.payer, band.payee) not in pairs]
    return replace(picture, cards=(*picture.cards, *fresh), bands=(*picture.bands, *more))


def _card(
    each: dict[str, Any], leaving: dict[str, list[datetime]], cash: dict[str, int]
) -> FlowCard:
    first = _moment(each["first_arrival"])
    after = [at for at in leaving.get(each["account"], ()) if first is not None and at >= first]
    minutes = (min(after) - first).total_seconds() / 60 if after and first is not None else None
    out = cash.get(each["account"], 0)
    states = [OBTAINED if each["obtained"] else MISSING]
    if "service" in each:
        states.insert(0, SERVICE)
    if out:
        states.insert(0, CASH)
    return FlowCard(
        each["account"], each["holder"], each["bank"], each["level"], each["tainted_in_fen"],
        each["tainted_out_fen"], each["retained_fen"], each["still_there_fen"], first, minutes,
        tuple(states), service=each.get("service"), cash=out,
    )  # fmt: skip


def _seeds(bands: tuple[FlowBand, ...], known: dict[str, FlowCard], up: bool) -> list[FlowCard]:
    """Where the money began (up: arrived): the near sides of the first level's bands.

    One to which money came back later is in the document too, and has its figures.
    """
    sums: dict[str, int] = defaultdict(int)
    for band in bands:
        side = band.payee if up else band.payer
        if band.level <= 1 or side not in known:
            sums[side] += band.fen
    return [
        replace(known[key], level=0, states=(SEED, *known[key].states), seeded=fen) if key in known
        else FlowCard(key, None, None, 0, fen if up else 0, 0 if up else fen, 0, states=(SEED,),
                      seeded=fen)
        for key, fen in sorted(sums.items(), key=_by_sum)
    ]  # fmt: skip


def _by_sum(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _bars(
    moved: list[tuple[int, int | None, int | None, datetime, int]], keys: dict[int, str]
) -> dict[str, tuple[int, ...]]:
    if not moved:
        return {}
    start = moved[0][3]
    span = max((moved[-1][3] - start).total_seconds(), 1.0)
    found: dict[str, list[int]] = {}
    for _flow, payer, payee, at, amount in moved:
        place = min(BINS - 1, int((at - start).total_seconds() / span * BINS))
        for side in (payer, payee):
            key = keys.get(side) if side is not None else None
            if key is not None:
                found.setdefault(key, [0] * BINS)[place] += int(amount)
    return {key: tuple(bars) for key, bars in found.items()}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
