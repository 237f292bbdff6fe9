"""Settling runs of staged rows beside the reading, so that neither waits for the other."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from app.base.i18n import _
from app.importers.settle import settle
from app.ops import import_ledger
from app.store.ledger import runs
from app.store.ledger.numbers import last_number

if TYPE_CHECKING:
    import duckdb

    from app.base.progress import Progress

SIGN_OF_LIFE = 0.1


class RunSettler:
    """Takes ``aside.run`` after ``aside.run`` into the ledger, in a thread of its own.

    Runs are settled one at a time and in their order. Between ``start`` and ``wait`` nobody else
    may use the connection.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, batch: int, progress: Progress
    ) -> None:
        self._connection = connection
        self._batch = batch
        self._progress = progress
        self._thread = ThreadPoolExecutor(1, "runs")
        self._under_way: Future[None] | None = None
        self._stopped = False
        self.settled = last_number(connection)
        """Numbers above this one have no settled rows."""

    def start(self) -> None:
        """Settle the run that is there; the one before has to be waited for."""
        self._under_way = self._thread.submit(self._settle)

    def wait(self) -> None:
        """Wait until no run is under way; what failed in it is raised here."""
        while self._under_way is not None:
            self._progress.step(0, 1, _("ordering rows"))
            try:
                self._under_way.result(SIGN_OF_LIFE)
            except TimeoutError:
                if not self._under_way.done():
                    continue
                raise
            self._under_way = None

    def stop(self) -> None:
        """Break off what is under way, and end the thread."""
        self._stopped = True
        if self._under_way is not None and not self._under_way.done():
            self._connection.interrupt()
        self._thread.shutdown()
        self._under_way = None

    def _settle(self) -> None:
        connection = self._connection
        for step in (
            lambda: runs.learn_numbers(connection, self._batch),
            lambda: import_ledger.resolve(connection, settled=self.settled),
            lambda: runs.place_rows(connection),
            lambda: settle(connection),
            lambda: runs.append_run(connection, self._batch),
        ):
            if self._stopped:
                return
            step()
        self.settled = last_number(connection)
