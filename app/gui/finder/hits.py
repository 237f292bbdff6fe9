"""The lines of the finder: what was found, by kind, and actions with their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.base.i18n import _
from app.gui import actions, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QAction

    from app.ops.searching import Hit, SearchGroup

ACTION: Final = "action"
MOST_ACTIONS: Final = 8
ICONS: Final = {
    "person": "person", "account": "account", "phone": "scan", "amount": "amount",
    "date": "calendar", "memo": "note", "incident": "victim", "trace": "trace",
    "batch": "import", ACTION: "play",
}  # fmt: skip
_NUMBERS: Final = ("account", "phone")


@dataclass(frozen=True)
class Line:
    """One line of the list; a heading has neither hit nor action.

    Attributes:
        title: what is found.
        under: what tells it from others.
        icon: a file of ``resources/icons``.
        key: its shortcut, for an action.
        hit: the search's ``Hit``.
        action: the ``QAction``.
    """

    title: str
    under: str = ""
    icon: str = ""
    key: str = ""
    hit: Hit | None = None
    action: QAction | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it only names the group below."""
        return self.hit is None and self.action is None


def action_lines(found: Iterable[QAction], most: int | None = None) -> list[Line]:
    """The actions under their heading."""
    listed = list(found)
    shown = listed if most is None else listed[:most]
    if not shown:
        return []
    lines = [Line(_heading(_("Actions"), len(listed), complete=True))]
    for each in shown:
        icon = actions.icon_of(each) or ICONS[ACTION]
        lines.append(
            Line(
                actions.title_of(each), actions.group_of(each), icon, actions.shown_key(each),
                action=each,
            )
        )  # fmt: skip
    return lines


def hit_lines(groups: Sequence[SearchGroup]) -> list[Line]:
    """The groups of a search's answer, each under its heading."""
    lines: list[Line] = []
    for group in groups:
        if not group.hits:
            continue
        lines.append(Line(_heading(group.title, group.total, complete=group.complete)))
        for hit in group.hits:
            shown = words.grouped(hit.title) if hit.kind in _NUMBERS else words.veiled(hit.title)
            lines.append(
                Line(shown, words.veiled(hit.under or ""), ICONS.get(hit.kind, "search"), hit=hit)
            )
    return lines


def _heading(title: str, total: int, *, complete: bool) -> str:
    number = words.count(total)
    return f"{title} · {number}" if complete else _("{title} · {n} or more").format(
        title=title, n=number
    )  # fmt: skip
