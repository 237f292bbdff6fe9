"""The columns of the table of a money flow, and how a line of it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem

from app.base import money

if TYPE_CHECKING:
    from collections.abc import Callable

DATA: Final = Qt.ItemDataRole.UserRole
NAME, NUMBER, BANK, CAME, WENT, KEPT, SPREAD, COUNT, FIRST, PASSED, STATE = range(11)
METHODS_LINE: Final = -1
"""What the heading of the methods holds in the place of a flow's id."""


@dataclass(frozen=True)
class Listing:
    """Lines that are made when the line above them is opened: there can be thousands."""

    make: Callable[[], list[QTreeWidgetItem]]


def list_below(item: QTreeWidgetItem, make: Callable[[], list[QTreeWidgetItem]]) -> None:
    """Let a line open to others."""
    item.setData(NAME, DATA, Listing(make))
    item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)


def line(name: str, sums: list[int | None] | None = None) -> QTreeWidgetItem:
    """A line with amounts that came, went on and stayed."""
    item = QTreeWidgetItem([name])
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for column, fen in zip((CAME, WENT, KEPT), sums or (), strict=False):
        if fen is not None:
            item.setText(column, money.plain(fen))
    for column in (CAME, WENT, KEPT, SPREAD, COUNT):
        item.setTextAlignment(column, right)
    return item
