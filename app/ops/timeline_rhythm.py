"""Fast pairs, silence and bursts of lanes whose transfers are too many to be drawn singly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.analysis.timeline.pairs import Pair, fast_pairs
from app.analysis.timeline.rhythm import Stretch, bursts, gaps
from app.ops.timeline import transfers_of
from app.store.ledger import timeline_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.events import Events
    from app.analysis.timeline.lanes import Lane
    from app.base.progress import Progress
    from app.store.casefile import CaseFile

RHYTHM_MOST: Final = 200_000
"""Among so many transfers pairs are looked for; it takes half a second."""


@dataclass(frozen=True)
class Rhythm:
    """What was found, by place of the lanes that were asked for."""

    pairs: tuple[Pair, ...]
    gaps: tuple[Stretch, ...]
    bursts: tuple[Stretch, ...]


def events_for_rhythm(
    case: CaseFile,
    lanes: Sequence[Lane],
    *,
    since: int,
    until: int,
    currency: str,
    progress: Progress | None = None,
) -> Events | None:
    """The transfers in a time, ``None`` where they are more than ``RHYTHM_MOST``."""
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            timeline_queries.put_lanes(reader, [lane.accounts for lane in lanes])
            return transfers_of(reader, since, until, currency, RHYTHM_MOST)
    finally:
        reader.close()


def rhythm_of(events: Events, lanes: int) -> Rhythm:
    """What is found in them; pure, for any thread."""
    return Rhythm(
        tuple(fast_pairs(events, lanes)), tuple(gaps(events, lanes)), tuple(bursts(events, lanes))
    )
