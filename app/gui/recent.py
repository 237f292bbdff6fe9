"""The cases opened last, kept in the user's settings."""

from __future__ import annotations

import json
from pathlib import Path

from app.base.settings import RECENT_CASES, Settings

MOST_KEPT = 12


def cases() -> list[Path]:
    """Their folders, the latest first."""
    try:
        listed = json.loads(Settings().get(RECENT_CASES))
    except ValueError:
        return []
    if not isinstance(listed, list):
        return []
    return [Path(text) for text in listed if isinstance(text, str) and text]


def remember(folder: Path) -> None:
    """Put a case first."""
    folder = folder.absolute()
    kept = [str(folder), *(str(each) for each in cases() if each != folder)]
    Settings().put(RECENT_CASES, json.dumps(kept[:MOST_KEPT], ensure_ascii=False))
