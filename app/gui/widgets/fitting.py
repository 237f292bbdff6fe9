"""A row of tools that tells less as it gets narrower, instead of cutting words and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class FittingRow(QFrame):
    """Shows itself at the first of its ``grades`` that fits into its width; 0 tells everything."""

    grades = 2

    def show_grade(self, grade: int) -> None:
        """Tell as much as belongs to a grade; each kind of row says what."""

    def fit(self) -> None:
        """Choose the grade; to be called when the content changes."""
        layout = self.layout()
        if layout is None:
            return
        for grade in range(self.grades):
            self.show_grade(grade)
            layout.invalidate()
            layout.activate()  # layouts within this one learn of it as well
            if layout.minimumSize().width() <= self.width():
                return

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit again."""
        super().resizeEvent(event)
        self.fit()
