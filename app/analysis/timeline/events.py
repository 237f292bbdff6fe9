"""The transfers of a timeline as columns, and the lanes they touch.

Times are case time in microseconds since 1970-01-01, without any zone; money is fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array = Any
OUTSIDE: Final = -1
"""The lane of an account that has none."""
DATE_ONLY: Final = 0
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - case time is naive
EARLIEST: Final = (datetime(1990, 1, 1) - _EPOCH) // timedelta(microseconds=1)  # noqa: DTZ001
LATEST: Final = (datetime(2101, 1, 1) - _EPOCH) // timedelta(microseconds=1)  # noqa: DTZ001
"""The axis reaches from 1990 to the end of 2100."""


def to_us(moment: datetime) -> int:
    """A moment of case time as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_us(moment: float) -> datetime:
    """The inverse of ``to_us``."""
    return _EPOCH + timedelta(microseconds=round(moment))


@dataclass(frozen=True)
class Events:
    """Transfers in the order of time, a column each.

    Attributes:
        id: the flow.
        payer: the lane of the payer, ``OUTSIDE`` for none; ``payee`` likewise.
        leave: when it left, ``arrive`` when it came, in microseconds.
        exactness: of the time: 0 day, 1 minute, 2 second.
        amount: in fen.
        kind: as the ledger counts kinds (0 transfer, 1 cash ...).
    """

    id: NDArray[np.int64]
    payer: NDArray[np.int32]
    payee: NDArray[np.int32]
    leave: NDArray[np.int64]
    arrive: NDArray[np.int64]
    exactness: NDArray[np.int8]
    amount: NDArray[np.int64]
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def nothing(cls) -> Events:
        """No transfer at all."""
        wide, short, tiny = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int8)
        return cls(wide, short, short, wide, wide, tiny, wide, tiny)

    def taken(self, which: Array) -> Events:
        """Some of them, by mask or places."""
        return Events(
            self.id[which], self.payer[which], self.payee[which], self.leave[which],
            self.arrive[which], self.exactness[which], self.amount[which], self.kind[which],
        )  # fmt: skip

    def of_lane(self, lane: int) -> Events:
        """Those that touch a lane."""
        return self.taken((self.payer == lane) | (self.payee == lane))

    def moments(self, lane: int) -> NDArray[np.int64]:
        """When each stands in a lane: what comes by its arrival, what goes by its leaving."""
        return np.where(self.payer == lane, self.leave, self.arrive)
