"""The sheet of keys: what the keys do in the pane at hand, and everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from app.base.i18n import _
from app.gui.actions import group_of, shown_key, title_of
from app.gui.widgets.overlay import Overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

Keys = list[tuple[str, str]]


class KeysSheet(Overlay):
    """Opens with ``?`` in the middle of the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Keys"), parent)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.column.addWidget(self._scroll, 1)

    def wanted(self) -> QSize:
        """Two columns wide."""
        return QSize(880, 560)

    def first(self) -> QWidget:
        """Arrows scroll."""
        return self._scroll

    def show_keys(self, panes: Sequence[tuple[str, Keys]], actions: Sequence[QAction]) -> None:
        """Fill it: the panes that are seen on the left, the window's keys on the right."""
        inner = QWidget()
        halves = QHBoxLayout(inner)
        halves.setContentsMargins(16, 0, 16, 8)
        halves.setSpacing(32)
        for parts in (list(panes), _grouped(actions)):
            half = QWidget()
            _fill(half, parts)
            halves.addWidget(half, 1, Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(inner)


def _fill(half: QWidget, parts: list[tuple[str, Keys]]) -> None:
    grid = QGridLayout(half)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 110)
    grid.setColumnStretch(1, 1)
    row = 0
    for title, keys in parts:
        if not keys:
            continue
        head = QLabel(title)
        head.setProperty("role", "muted")
        head.setContentsMargins(0, 8 if row else 0, 0, 2)
        grid.addWidget(head, row, 0, 1, 2)
        row += 1
        for key, what in keys:
            name = QLabel(key)
            name.setProperty("role", "key")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            does = QLabel(what)
            does.setWordWrap(True)
            grid.addWidget(does, row, 1)
            row += 1


def _grouped(actions: Sequence[QAction]) -> list[tuple[str, Keys]]:
    found: dict[str, Keys] = {}
    for action in actions:
        key = shown_key(action)
        if key:
            found.setdefault(group_of(action), []).append((key, title_of(action)))
    return list(found.items())
