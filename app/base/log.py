"""Logging with rotation, and the crash file.

Logs hold no case content: messages name steps, counts and exception types, never cell values or
passphrases. The one place for a traceback is the crash report beside the log, and it too carries
no local variables.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
import traceback
from datetime import datetime
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, TextIO

from app.base.paths import user_logs

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_fault_stream: TextIO | None = None


def install(*, level: int = logging.INFO) -> None:
    """Send the program's log to a rotated file (5 files of 1 MB) and catch hard crashes."""
    global _fault_stream  # noqa: PLW0603 - faulthandler needs one stream for the whole process
    root = logging.getLogger("app")
    if root.handlers:
        return
    folder = user_logs()
    handler = RotatingFileHandler(
        folder / "xunxian.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(level)
    _fault_stream = (folder / "fault.log").open("a", encoding="utf-8")
    faulthandler.enable(_fault_stream)


def write_crash_report(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> Path:
    """Write what a maintainer needs to find a bug, without case content; returns the file.

    Messages of exceptions can quote a cell, so only types and places are written.
    """
    now = datetime.now().astimezone()
    path = user_logs() / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    lines = [f"time: {now.isoformat()}", f"python: {sys.version}", f"system: {platform.platform()}"]
    chain: BaseException | None = error
    told: set[int] = set()
    while chain is not None and id(chain) not in told:
        told.add(id(chain))
        lines.append(f"error: {type(chain).__module__}.{type(chain).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(trace if chain is error else chain.__traceback__)
        ]
        chain = chain.__cause__ or chain.__context__
    lines.append(f"kind: {kind.__qualname__}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
