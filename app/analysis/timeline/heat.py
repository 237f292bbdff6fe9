"""When money moves: by hour and weekday, by month and day of the month; at night; on days off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from numpy.typing import NDArray

NIGHT_FROM: Final = 22
NIGHT_UNTIL: Final = 6
"""Night (夜间) is from 22 to 6 o'clock."""


@dataclass(frozen=True)
class HeatMatrix:
    """Cells with the number of transfers and their money in fen.

    Attributes:
        rows: what each row is: a weekday (0 Monday) or a month as ``year * 12 + month - 1``.
        flows: rows by columns (hours, or days of the month from 1).
        fen: likewise.
    """

    rows: tuple[int, ...]
    flows: NDArray[np.int64]
    fen: NDArray[np.float64]


@dataclass(frozen=True)
class HeatSums:
    """Both matrices and the sums beside them; transfers without a clock stand in no hour.

    Attributes:
        week: weekday by hour.
        months: month by day.
        unclocked: number and fen of transfers whose source gives a date only.
        night: number and fen between 22 and 6 o'clock.
        off: number and fen on days off work (weekends that were not worked, holidays).
        calendar: how many of the transfers stand in years of the working calendar.
        total: number and fen of all.
    """

    week: HeatMatrix
    months: HeatMatrix
    unclocked: tuple[int, float]
    night: tuple[int, float]
    off: tuple[int, float]
    calendar: int
    total: tuple[int, float]


def is_night(hour: int) -> bool:
    """Whether an hour of the day is at night."""
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


def heat_of(
    hours: Iterable[tuple[datetime, bool, int, int]], is_workday: Callable[[date], bool | None]
) -> HeatSums:
    """The sums of hourly rows: hour, whether clocked, number, fen."""
    rows = list(hours)
    week_flows, week_fen = np.zeros((7, 24), np.int64), np.zeros((7, 24))
    months = sorted({hour.year * 12 + hour.month - 1 for hour, _clock, _n, _fen in rows})
    if months:
        months = list(range(months[0], months[-1] + 1))
    month_flows, month_fen = np.zeros((len(months), 31), np.int64), np.zeros((len(months), 31))
    sums = {name: [0, 0.0] for name in ("unclocked", "night", "off", "total")}
    calendar = 0
    for hour, clocked, flows, amount in rows:
        names = ["total"]
        fen = float(amount)
        place = hour.year * 12 + hour.month - 1 - months[0]
        month_flows[place, hour.day - 1] += flows
        month_fen[place, hour.day - 1] += fen
        if clocked:
            week_flows[hour.weekday(), hour.hour] += flows
            week_fen[hour.weekday(), hour.hour] += fen
            if is_night(hour.hour):
                names.append("night")
        else:
            names.append("unclocked")
        worked = is_workday(hour.date())
        calendar += flows if worked is not None else 0
        if worked is False:
            names.append("off")
        for name in names:
            sums[name][0] += flows
            sums[name][1] += fen
    told = {name: (int(pair[0]), float(pair[1])) for name, pair in sums.items()}
    return HeatSums(
        HeatMatrix(tuple(range(7)), week_flows, week_fen),
        HeatMatrix(tuple(months), month_flows, month_fen),
        told["unclocked"], told["night"], told["off"], calendar, told["total"],
    )  # fmt: skip
