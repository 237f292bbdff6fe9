"""What the command line prints: one JSON document or plain lines, and progress beside it."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from app.base.i18n import _
from app.base.progress import Progress, ProgressReport

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from types import FrameType

_QUIET_SECONDS = 5.0


def prepare_streams() -> None:
    """Have standard output and error speak UTF-8 on every system, and never fail on a name."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(args: argparse.Namespace, document: Any, lines: Iterable[str]) -> None:
    """Print ``document`` with ``--json``, else ``lines``."""
    if args.json:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        sys.stdout.write(text + "\n")
    else:
        for line in lines:
            sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Say something on standard error, where it is in nobody's way."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


class _ErrorLine:
    """A progress sink: one line that is overwritten, or a new one every five seconds."""

    def __init__(self) -> None:
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._width = 0
        self._next = time.monotonic() + _QUIET_SECONDS

    def __call__(self, report: ProgressReport) -> None:
        if self._live:
            text = _line(report)
            padding = " " * (self._width - len(text))
            self._width = len(text)
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(f"\r{text}{padding}")
                sys.stderr.flush()
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + _QUIET_SECONDS
            tell(_line(report))

    def end(self) -> None:
        """Clear the line."""
        if self._live and self._width:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write("\r" + " " * self._width + "\r")
                sys.stderr.flush()


def _line(report: ProgressReport) -> str:
    if report.total <= 0:
        return f"{report.text} {report.done:,}"
    text = f"{report.text} {100 * report.done // report.total} %"
    if report.rows:
        text += " " + _("{rows:,} rows, {rate:,} a second").format(
            rows=report.rows, rate=round(report.rows_per_second)
        )
    if report.seconds_left is not None and report.seconds_left >= 1:
        text += " " + _("(%d s left)") % report.seconds_left
    return text


@contextlib.contextmanager
def reporting(*, changing: bool = False) -> Iterator[Progress]:
    """A progress that shows itself on standard error and is cancelled by Ctrl+C.

    The first Ctrl+C (or a polite request to end) asks the work to stop in good order, a second
    one interrupts it. Further ones, and any after cancelled work has ended, are ignored: they
    could only tear what takes the work back, or end the process before it has said so.

    Args:
        changing: the work changes the case. Once it has ended well it stands, and a Ctrl+C that
            comes too late is ignored: it would hide the result, or say "Cancelled." of a change
            that is kept.
    """
    sink = _ErrorLine()
    progress = Progress(sink)

    previous: dict[signal.Signals, Any] = {}

    def stop(_number: int, _frame: FrameType | None) -> None:
        if progress.is_cancelled:
            for number in previous:
                signal.signal(number, signal.SIG_IGN)
            raise KeyboardInterrupt
        progress.cancel()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            previous[number] = signal.signal(number, stop)
    stands = False
    try:
        yield progress
        stands = changing
    finally:
        for number, handler in previous.items():
            signal.signal(number, signal.SIG_IGN if stands or progress.is_cancelled else handler)
        sink.end()
