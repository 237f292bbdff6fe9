"""Case time: local wall-clock time of the case's zone, with the precision its source gave.

Statements carry local times without an offset, so case time is naive on purpose; only the moments
at which officers act (journal, batches) come from the machine's clock, turned into case time.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"
EARLIEST_YEAR = 1980
LATEST_YEAR = 2100


class Precision(IntEnum):
    """How exactly the source told the time."""

    DAY = 0
    MINUTE = 1
    SECOND = 2


def now(zone: str = DEFAULT_ZONE) -> datetime:
    """The present moment as case time, to the second, without offset."""
    return datetime.now(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


def iso(moment: datetime | None) -> str | None:
    """``2020-07-02T15:30:00``, the form of the contract; a fraction of a second is cut."""
    return None if moment is None else moment.replace(microsecond=0).isoformat(timespec="seconds")


def shown(moment: datetime | None, precision: Precision = Precision.SECOND) -> str:
    """``2020-07-02 15:30:00`` for the screen; a date-only time shows no clock."""
    if moment is None:
        return ""
    if precision is Precision.DAY:
        return f"{moment:%Y-%m-%d}"
    if precision is Precision.MINUTE:
        return f"{moment:%Y-%m-%d %H:%M}"
    return f"{moment:%Y-%m-%d %H:%M:%S}"
