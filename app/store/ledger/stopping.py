"""Questions that can be stopped while they run."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress


@contextlib.contextmanager
def stoppable(connection: duckdb.DuckDBPyConnection, progress: Progress | None) -> Iterator[None]:
    """Let ``progress.cancel`` end the running query of a reader at once.

    Raises:
        Cancelled: it did.
    """
    if progress is None:
        yield
        return

    def interrupt() -> None:
        with contextlib.suppress(duckdb.ConnectionException):  # the case was closed meanwhile
            connection.interrupt()

    progress.on_cancel(interrupt)
    try:
        progress.check()
        yield
    except duckdb.InterruptException:
        progress.check()
        raise
    finally:
        progress.off_cancel(interrupt)
