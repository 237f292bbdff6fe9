"""The timeline (时间线): what is drawn of some lanes in a time, singly or as a density."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np

from app.analysis.timeline.density import BINS, Density, aligned, bin_width, density_of
from app.analysis.timeline.events import HOUR, Events
from app.analysis.timeline.pairs import Pair, fast_pairs
from app.analysis.timeline.rhythm import Stretch, bursts, gaps
from app.analysis.timeline.running import Running, Steps, running_of, told_steps
from app.store.ledger import activity_queries, timeline_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from app.analysis.timeline.lanes import Lane
    from app.base.progress import Progress
    from app.store.casefile import CaseFile

MOST: Final = 40_000
"""So many transfers are drawn singly; of more a density is."""


class Sought(Enum):
    """In which time pairs, silence and bursts were looked for."""

    ALL = "all"
    LOADED = "loaded"
    NOT_YET = "not yet"
    TOO_MANY = "too many"


@dataclass(frozen=True)
class Scene:
    """What is known of the lanes between ``since`` and ``until`` (microseconds).

    Attributes:
        lanes: in the order they were asked for; rows of the matrices and lanes of events count so.
        currency: of all money in it.
        events: the single transfers, ``None`` where there are more than ``MOST``.
        whole: the loaded time holds everything that the lanes ever did.
        span: first and last transfer of the lanes ever, ``None`` where there is none.
        others: transfers of the case in other currencies, which are not drawn.
        sought: where pairs, silence and bursts were looked for.
        told: by lane, the balances that statements tell, where transfers are single.
    """

    lanes: tuple[Lane, ...]
    currency: str
    since: int
    until: int
    density: Density
    events: Events | None
    running: Running
    pairs: tuple[Pair, ...]
    gaps: tuple[Stretch, ...]
    bursts: tuple[Stretch, ...]
    whole: bool
    span: tuple[int, int] | None
    others: tuple[tuple[str, int], ...]
    sought: Sought = Sought.ALL
    told: Mapping[int, Steps] = field(default_factory=dict)

    @property
    def is_single(self) -> bool:
        """Whether transfers are drawn one by one."""
        return self.events is not None

    def covers(self, since: float, until: float) -> bool:
        """Whether a time needs no further question, at this resolution."""
        return self.whole or (self.since <= since and until <= self.until)


@dataclass(frozen=True)
class Overview:
    """All transfers of the case in one currency, from the hourly sums: one lane without a name.

    Attributes:
        density: one row; what moved stands as coming.
        span: of all transfers; ``None`` in an empty ledger.
        currencies: of the case, with the number of transfers.
    """

    density: Density | None
    span: tuple[int, int] | None
    currency: str
    currencies: tuple[tuple[str, int], ...]


def overview(
    case: CaseFile,
    *,
    since: int | None = None,
    until: int | None = None,
    currency: str = "CNY",
    bins: int = BINS,
) -> Overview:
    """The whole ledger along time; an aggregate of its hourly sums, however many flows it has.

    Args:
        case: the case.
        since: with ``until`` the time that is looked at (microseconds), to the hour.
        until: not included.
        currency: of the money.
        bins: about so many bins in the time.
    """
    if not case.has_ledger:
        return Overview(None, None, currency, ())
    reader = case.ledger.reader()
    try:
        known = tuple(timeline_queries.currencies(reader))
        rows = activity_queries.by_hour(reader, None, None, currency)
    finally:
        reader.close()
    if not rows:
        return Overview(None, None, currency, known)
    at = np.array([row[0] for row in rows], "datetime64[us]").astype(np.int64)
    span = int(at.min()), int(at.max()) + HOUR
    begin = span[0] if since is None else since
    end = max(begin + 1, span[1] if until is None else until)
    width = max(HOUR, bin_width(begin, end, bins))
    first, last = aligned(begin, end, width)
    inside = (at >= first) & (at < last)
    places = (at[inside] - first) // width
    shape = (last - first) // width
    flows = np.bincount(places, np.array([row[2] for row in rows], float)[inside], shape)
    money = np.bincount(places, np.array([float(row[3]) for row in rows])[inside], shape)
    nothing = np.zeros((1, shape))
    density = Density(
        first, width, flows.astype(np.int64)[None, :], nothing.astype(np.int64),
        money[None, :].astype(np.float64), nothing,
    )  # fmt: skip
    return Overview(density, span, currency, known)


def scene(
    case: CaseFile,
    lanes: Sequence[Lane],
    *,
    since: int | None = None,
    until: int | None = None,
    currency: str = "CNY",
    most: int = MOST,
    bins: int = BINS,
    progress: Progress | None = None,
) -> Scene:
    """What is drawn of some lanes in a time (microseconds, ``until`` not included; open for all).

    A time that holds nothing gives an empty scene of that time.
    """
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            timeline_queries.put_lanes(reader, [lane.accounts for lane in lanes])
            span = timeline_queries.span(reader, currency) if lanes else None
            first, last = span if span is not None else (0, 0)
            begin = first if since is None else since
            end = max(begin + 1, last + 1 if until is None else until)
            width = bin_width(begin, end, bins)
            begin, end = aligned(begin, end, width)
            return _scene(reader, tuple(lanes), (begin, end, width), span, currency, most)
    finally:
        reader.close()


def overview_scene(found: Overview, lane: Lane) -> Scene | None:
    """The overview as a scene of one lane that stands for all accounts."""
    density = found.density
    if density is None or found.span is None:
        return None
    nothing = Running(np.zeros(density.came.shape), np.zeros(1, bool))
    others = tuple(each for each in found.currencies if each[0] != found.currency)
    return Scene(
        (lane,), found.currency, density.since, density.until, density, None, nothing,
        (), (), (), density.width <= HOUR and density.since <= found.span[0]
        and found.span[1] <= density.until, found.span, others,
    )  # fmt: skip


def _scene(
    reader: duckdb.DuckDBPyConnection,
    lanes: tuple[Lane, ...],
    time: tuple[int, int, int],
    span: tuple[int, int] | None,
    currency: str,
    most: int,
) -> Scene:
    since, until, width = time
    within = {"currency": currency, "since": since, "until": until}
    columns = timeline_queries.density(reader, **within, width=width)  # type: ignore[arg-type]
    density = density_of(columns, lanes=len(lanes), since=since, until=until, width=width)
    events = None
    if density.flows <= 2 * most:  # those between lanes count twice
        events = transfers_of(reader, since, until, currency, most)
    before = {}
    if span is not None and span[0] < since:
        before = timeline_queries.net_before(reader, currency=currency, moment=since)
    told = timeline_queries.balances(reader, **within, width=width)  # type: ignore[arg-type]
    steps = {}
    if events is not None:
        steps = told_steps(timeline_queries.told_balances(reader, **within), told)  # type: ignore[arg-type]
    others = [each for each in timeline_queries.currencies(reader) if each[0] != currency]
    clear = events if events is not None else Events.nothing()
    whole = span is None or (events is not None and since <= span[0] and span[1] < until)
    sought = Sought.NOT_YET if events is None else Sought.ALL if whole else Sought.LOADED
    return Scene(
        lanes, currency, since, until, density, events, running_of(told, density, before),
        tuple(fast_pairs(clear, len(lanes))), tuple(gaps(clear, len(lanes))),
        tuple(bursts(clear, len(lanes))), whole, span, tuple(others), sought, steps,
    )  # fmt: skip


def transfers_of(
    reader: duckdb.DuckDBPyConnection, since: int, until: int, currency: str, most: int
) -> Events | None:
    """The transfers of the lanes that were put into the reader; ``None`` for more than ``most``."""
    found = timeline_queries.transfers(
        reader, currency=currency, since=since, until=until, limit=most + 1
    )
    if len(found["id"]) > most:
        return None
    return Events(
        found["id"].astype(np.int64), found["payer_lane"].astype(np.int32),
        found["payee_lane"].astype(np.int32), found["leave"].astype(np.int64),
        found["arrive"].astype(np.int64), found["exactness"].astype(np.int8),
        found["amount"].astype(np.int64), found["kind"].astype(np.int8),
    )  # fmt: skip
