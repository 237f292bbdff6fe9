"""The trace that is in front of the officer: its accounts and figures, for whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.ops.money_flow import FlowPicture
    from app.ops.money_flow_methods import Compared


class ShownTrace(QObject):
    """Kept or not, the trace that a pane shows.

    Attributes:
        picture: the whole trace; None while none is shown, or it is still reckoned.
        compared: the methods side by side by account, as soon as they are known.

    Signals:
        changed: it is another one, or more is known of it.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: FlowPicture | None = None
        self.compared: Mapping[str, Compared] = {}

    def show(self, picture: FlowPicture | None, compared: Mapping[str, Compared]) -> None:
        """Another trace, or none, is in front."""
        if picture is self.picture and compared is self.compared:
            return
        self.picture, self.compared = picture, compared
        self.changed.emit()

    def accounts_by_level(self) -> list[str]:
        """The accounts of the trace, where the money began first."""
        if self.picture is None:
            return []
        cards = [card for card in self.picture.cards if not card.beyond]
        return [card.account for card in sorted(cards, key=lambda card: card.level)]
