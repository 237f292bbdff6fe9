"""Running one contestant in a process of its own, and what machine it ran on."""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PASSPHRASE = "bench"  # noqa: S105 - the case is invented and thrown away
OFFICER = "bench"


@dataclass
class Measured:
    """Seconds and peak memory of one contestant, and what else it tells."""

    seconds: float
    peak_mb: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)


def apart(work: Callable[..., Measured], *given: Any) -> Measured:
    """Run ``work`` in a fresh process and add its peak memory."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (work, given))


def _measured(work: Callable[..., Measured], given: tuple[Any, ...]) -> Measured:
    measured = work(*given)
    measured.peak_mb = _peak_mb()
    return measured


def _peak_mb() -> float:
    """The most memory this process ever held; 0 where the system does not tell.

    The figure of ``getrusage`` would count what the parent held when it started this process.
    """
    try:
        text = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    kilobytes = [line.split()[1] for line in text.splitlines() if line.startswith("VmHWM:")]
    return int(kilobytes[0]) / 1024 if kilobytes else 0.0


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": _memory_mb(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    """The name of the processor where the system tells it, else its kind."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


def _memory_mb() -> int:
    if sys.platform == "win32":
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
