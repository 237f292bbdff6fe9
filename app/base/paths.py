"""Where the program's own files and the user's settings live."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def resources() -> Path:
    """The folder of fonts, tables and catalogues, in a checkout and in a packaged program."""
    bundled = getattr(sys, "_MEIPASS", None)
    if bundled:
        return Path(bundled) / "resources"
    return Path(__file__).resolve().parents[2] / "resources"


def user_config() -> Path:
    """The folder of the user's settings; ``XUNXIAN_HOME`` moves it (tests, portable sticks)."""
    home = os.environ.get("XUNXIAN_HOME")
    path = Path(home) if home else Path(platformdirs.user_config_dir("xunxian", appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    return path


def user_logs() -> Path:
    """The folder of the rotated logs and crash reports."""
    home = os.environ.get("XUNXIAN_HOME")
    path = (
        Path(home) / "logs" if home else Path(platformdirs.user_log_dir("xunxian", appauthor=False))
    )
    path.mkdir(parents=True, exist_ok=True)
    return path


def user_cache() -> Path:
    """The folder of what can be made anew at any time; nothing of a case goes there."""
    home = os.environ.get("XUNXIAN_HOME")
    path = (
        Path(home) / "cache"
        if home
        else Path(platformdirs.user_cache_dir("xunxian", appauthor=False))
    )
    path.mkdir(parents=True, exist_ok=True)
    return path
