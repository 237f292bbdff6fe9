"""The clocks of measures (止付, 冻结): how long each runs, and when it has to be renewed.

Stop-payment (银发〔2016〕86号 art. 2): 48 hours from its start; the same account may be stopped
again at most twice. Freeze of deposits (公安机关办理刑事案件程序规定 arts. 237-243): 6 months, a
renewal at most 6 months; one year in major or complex cases; what is not renewed in time is lifted.

Months are calendar months: a measure ends on the same day of the month at the same time of day; a
month that has no such day ends it on its last day (from 31 August six months last to 28 or 29
February). A renewal begins where what it renews ends.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

STOP_PAYMENT: Final = "stop_payment"
FREEZE: Final = "freeze"
STOP_HOURS: Final = 48
STOPS_AT_MOST: Final = 3
"""The first one and two more for the same account."""
FREEZE_MONTHS: Final = 6
MAJOR_MONTHS: Final = 12
WARN: Final = {STOP_PAYMENT: timedelta(hours=6), FREEZE: timedelta(days=15)}
"""When less is left, a measure expires soon."""

NOT_BEGUN, RUNNING, SOON = "not_begun", "running", "expires_soon"
EXPIRED, LIFTED, RENEWED = "expired", "lifted", "renewed"
STANDING: Final = (RUNNING, SOON)


@dataclass(frozen=True)
class ClockState:
    """How a measure stands at a moment; ``left`` is the time until it ends, while it stands."""

    state: str
    left: timedelta | None = None

    @property
    def hours_left(self) -> float | None:
        """Hours until it ends, to the tenth, rounded down; ``None`` where it does not stand."""
        return None if self.left is None else int(self.left.total_seconds() / 360) / 10


def plus_months(moment: datetime, months: int) -> datetime:
    """The same day and time so many calendar months on; the month's last day where it has none."""
    place = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(place, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def latest_end(action: str, since: datetime, *, major: bool = False) -> datetime:
    """When a measure that begins at ``since`` ends unless it is renewed; no later is lawful."""
    if action == STOP_PAYMENT:
        return since + timedelta(hours=STOP_HOURS)
    return plus_months(since, MAJOR_MONTHS if major else FREEZE_MONTHS)


def state_at(
    moment: datetime,
    *,
    action: str,
    since: datetime | None,
    until: datetime | None,
    lifted: datetime | None = None,
    renewed: bool = False,
) -> ClockState:
    """How a measure stands at a moment of case time.

    Args:
        moment: the moment.
        action: ``STOP_PAYMENT``, ``FREEZE``, or anything else, which gives no warning.
        since: its start; ``None`` where the source says none.
        until: its end, which is no part of it; ``None`` where the source says none.
        lifted: when it was lifted.
        renewed: whether a renewal begins where it ends.
    """
    if lifted is not None and lifted <= moment:
        return ClockState(LIFTED)
    if since is not None and moment < since:
        return ClockState(NOT_BEGUN)
    if until is None:
        return ClockState(RUNNING)
    if moment >= until:
        return ClockState(RENEWED if renewed else EXPIRED)
    left = until - moment
    soon = action in WARN and left < WARN[action] and not renewed
    return ClockState(SOON if soon else RUNNING, left)
