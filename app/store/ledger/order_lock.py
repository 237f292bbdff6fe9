"""Who may lay the ledger in the order of time, and who changes it meanwhile."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress

_WAIT: Final = 0.05


class OrderLock:
    """Laying a large ledger in order takes a minute or more and may go on beside all reading.

    It must see no half of a change, so whoever changes the ledger stops whoever lays it, and it is
    laid again afterwards.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._laying: Progress | None = None

    @contextlib.contextmanager
    def laying(self, progress: Progress) -> Iterator[None]:
        """Wait until nobody changes the ledger, and be stopped by whoever wants to.

        Raises:
            Cancelled: ``progress`` was stopped while waiting.
        """
        while not self._lock.acquire(timeout=_WAIT):
            progress.check()
        self._laying = progress
        try:
            yield
        finally:
            self._laying = None
            self._lock.release()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Stop whoever lays the ledger in order, and keep others from beginning."""
        while not self._lock.acquire(timeout=_WAIT):
            laying = self._laying
            if laying is not None:
                laying.cancel()
        try:
            yield
        finally:
            self._lock.release()
