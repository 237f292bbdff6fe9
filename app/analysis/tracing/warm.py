"""Compile the kernels ahead of their first use: ``python -m app.analysis.tracing.warm``.

The first compilation ever takes some ten seconds; setting up does it, so that no click has to.
"""

from __future__ import annotations

import numpy as np

from app.analysis.tracing.follow import follow
from app.analysis.tracing.graph import Fetched, Graph
from app.analysis.tracing.net import METHODS, Rules


def warm_up() -> None:
    """Run every kernel once over a few flows, compiled."""
    count = 6
    number = np.arange(count, dtype=np.int64)
    graph = Graph(always_compiled=True)
    graph.add(
        Fetched(
            number + 1, number % 3, (number + 1) % 3, number, number + number % 2, number,
            np.full(count, 100), np.ones(count, np.int64), np.full(count, -1),
        )
    )  # fmt: skip
    graph.columns["seed"][0] = True
    graph.loaded[:] = True
    graph.arrange(lambda _accounts, _rows: {})
    for up in (False, True):
        for method in range(len(METHODS)):
            follow(graph, Rules(method, 5, -1, 0), up=up, check=lambda: None)


if __name__ == "__main__":
    warm_up()
