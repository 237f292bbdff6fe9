"""Whether there is a screen to show a window on."""

from __future__ import annotations

import os
import sys
from typing import Final

PLATFORM: Final = "QT_QPA_PLATFORM"
"""The variable by which Qt is told where to draw."""
_UNSEEN: Final = ("offscreen", "minimal", "vnc")


def has_display() -> bool:
    """Whether a window could be seen."""
    chosen = os.environ.get(PLATFORM, "")
    if chosen:
        return chosen.split(":")[0] not in _UNSEEN
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
