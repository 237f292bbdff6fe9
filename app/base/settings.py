"""The user's settings: each declared once with type, default and words; kept as one JSON file.

Settings belong to the user on this machine. What belongs to a case lives in the case.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from app.base.i18n import DEFAULT_LANGUAGE, N_
from app.base.paths import user_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T", bool, int, str)
VERSION: Final = 1


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One declared setting; ``label`` and ``help`` are catalogue texts, ``check`` refuses."""

    key: str
    default: T
    label: str
    help: str
    check: Callable[[T], bool] = lambda _value: True


LANGUAGE = Setting(
    "language",
    DEFAULT_LANGUAGE,
    N_("Language"),
    N_("The language of the window and of reports."),
    lambda value: value in ("zh_CN", "en"),
)
THEME = Setting(
    "theme",
    "light",
    N_("Appearance"),
    N_("Light or dark window."),
    lambda value: value in ("light", "dark"),
)
SCALE_PERCENT = Setting(
    "scale_percent",
    100,
    N_("Size of the window's content (%)"),
    N_("On top of what the system scales; takes effect at the next start."),
    lambda value: 75 <= value <= 300,
)
IDLE_LOCK_MINUTES = Setting(
    "idle_lock_minutes",
    15,
    N_("Lock the case after (minutes)"),
    N_(
        "So long without key or mouse, and the case is closed and its passphrase asked again."
        " 0 never locks. Running changes are waited for."
    ),
    lambda value: 0 <= value <= 720,
)
OFFICER = Setting(
    "officer",
    "",
    N_("Officer"),
    N_(
        "The name that is offered when a case is made or unlocked; it is written into the journal"
        " for what you do. Leave it empty on a machine of several people."
    ),
)
LEDGER_MEMORY_MB = Setting(
    "ledger_memory_mb",
    2400,
    N_("Memory for the ledger (MB)"),
    N_("How much memory the database of transfers may use before it works on disk."),
    lambda value: 256 <= value <= 262_144,
)
LEDGER_THREADS = Setting(
    "ledger_threads",
    0,
    N_("Processor threads for the ledger"),
    N_("0 takes all processors of the machine."),
    lambda value: 0 <= value <= 256,
)
HUB_COUNTERPARTIES = Setting(
    "hub_counterparties",
    200,
    N_("Counterparties of a hub"),
    N_("An account without a statement that so many different people deal with is shown as a hub."),
    lambda value: 2 <= value <= 1_000_000_000,
)
REQUEST_MARGIN_DAYS = Setting(
    "request_margin_days",
    7,
    N_("Days around a statement to ask for"),
    N_("So many days before the first and after the last known transfer are asked for as well."),
    lambda value: 0 <= value <= 3650,
)
REQUEST_LARGE_YUAN = Setting(
    "request_large_yuan",
    50_000,
    N_("A large sum for the request list (yuan)"),
    N_("An account that received so much ranks second in the request list."),
    lambda value: 0 <= value <= 10**12,
)
LAST_FOLDER = Setting(
    "last_folder", "", N_("Last folder"), N_("The folder that a file was written into last.")
)
RECENT_CASES = Setting(
    "recent_cases", "[]", N_("Recent cases"), N_("Folders of the cases opened last, as a list.")
)

DECLARED: Final[tuple[Setting[Any], ...]] = (
    LANGUAGE,
    THEME,
    SCALE_PERCENT,
    IDLE_LOCK_MINUTES,
    OFFICER,
    LEDGER_MEMORY_MB,
    LEDGER_THREADS,
    HUB_COUNTERPARTIES,
    REQUEST_MARGIN_DAYS,
    REQUEST_LARGE_YUAN,
    LAST_FOLDER,
    RECENT_CASES,
)


class Settings:
    """Reads and writes the declared settings; what cannot be read falls back to the default."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_config() / "settings.json"
        self._values: dict[str, Any] = {}
        try:
            loaded = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(loaded, dict) and isinstance(loaded.get("values"), dict):
                self._values = loaded["values"]
        except (OSError, ValueError):
            self._values = {}

    def get(self, setting: Setting[T]) -> T:
        """The value in force."""
        value = self._values.get(setting.key, setting.default)
        if type(value) is not type(setting.default) or not setting.check(value):
            return setting.default
        return value

    def put(self, setting: Setting[T], value: T) -> None:
        """Set and save; raises ``ValueError`` for a value that the declaration refuses."""
        if type(value) is not type(setting.default) or not setting.check(value):
            raise ValueError(setting.key)
        self._values[setting.key] = value
        text = json.dumps(
            {"version": VERSION, "values": self._values}, ensure_ascii=False, indent=1
        )
        beside = self._path.with_suffix(".tmp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._path)
