"""Making the next thing while the last one is used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

Thing = TypeVar("Thing")


def ahead(things: Iterator[Thing]) -> Iterator[Thing]:
    """The same things, each made by another thread while the one before is used.

    What making them raises is raised here. However the loop ends, nothing runs on afterwards.
    """
    end = object()
    with ThreadPoolExecutor(1, "ahead") as worker:
        coming = worker.submit(next, things, end)
        while (thing := coming.result()) is not end:
            coming = worker.submit(next, things, end)
            yield thing  # type: ignore[misc]  # what is not the end is a thing
