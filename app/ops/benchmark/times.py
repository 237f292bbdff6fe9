"""What the timeline costs: the overview of everything, lanes in several times, the heat."""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.analysis.timeline.events import DAY
from app.ops.benchmark.apart import OFFICER, PASSPHRASE, Measured
from app.ops.cases import open_case
from app.ops.timeline import overview, scene
from app.ops.timeline_heat import heat
from app.ops.timeline_lanes import busiest_keys, read_lanes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LANES: Final = (20, 500)
TIMES: Final = (("month", 30 * DAY), ("week", 7 * DAY), ("day", DAY))
AGAIN: Final = 3


def timeline_case(folder: Path) -> Measured:
    """The questions behind the pictures, medians of three; ``flows`` says over how many."""
    seconds: dict[str, float] = {}
    flows: dict[str, int] = {}
    with open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE, read_only=True) as case:
        _ = case.ledger
        began = time.perf_counter()
        found = overview(case)
        seconds["overview_first"] = time.perf_counter() - began
        seconds["overview"] = _median(partial(overview, case))
        if found.span is None or found.density is None:
            return Measured(sum(seconds.values()), details={"seconds": seconds, "flows": flows})
        flows["overview"] = found.density.flows
        middle = (found.span[0] + found.span[1]) // 2
        for many in LANES:
            lanes = read_lanes(case, busiest_keys(case, most=many))
            for name, length in TIMES:
                key = f"{name}_of_{many}_lanes"
                until = middle + length
                flows[key] = scene(case, lanes, since=middle, until=until).density.flows
                seconds[key] = _median(partial(scene, case, lanes, since=middle, until=until))
            seconds[f"all_of_{many}_lanes"] = _median(partial(scene, case, lanes))
        seconds["heat"] = _median(partial(heat, case))
    return Measured(sum(seconds.values()), details={"seconds": seconds, "flows": flows})


def told(measured: Measured) -> dict[str, Any]:
    """The figures of the document, in milliseconds."""
    return {
        "milliseconds": {
            name: round(seconds * 1000, 1) for name, seconds in measured.details["seconds"].items()
        },
        "flows": measured.details["flows"],
        "peak_mb": round(measured.peak_mb),
    }


def _median(ask: Callable[[], object]) -> float:
    taken = []
    for _time in range(AGAIN):
        began = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
