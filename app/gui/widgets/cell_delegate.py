"""The one painter of table cells: text, two lines, emphasised endings, icons and balance bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui import theme
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.widgets.rows_model import Cell, RowsModel
from app.gui.words import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

PADDING: Final = 8
ICON: Final = 16
BAR_HEIGHT: Final = 8
SWATCH: Final = 10
SWATCH_GAP: Final = 4
LABEL_GAP: Final = 8
LEAST_SHARE: Final = 3
"""Pixels of the smallest share of a bar: one rejected row among a million must be seen."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints the ``Cell`` of a ``RowsModel``; asks the model itself, not role by role."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plain = ui_font(TABLE_PX)
        self._bold = ui_font(TABLE_PX, bold=True)
        self._metrics = QFontMetrics(self._plain)
        self._bold_metrics = QFontMetrics(self._bold)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        model = index.model()
        if not isinstance(model, RowsModel):
            super().paint(painter, option, index)
            return
        cell = model.cell_at(index.row(), index.column())
        number = model.columns[index.column()].number
        rect = QRect(option.rect)
        painter.save()
        self._ground(painter, option, rect, index)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if cell.parts:
            self._bar(painter, inner, cell)
        else:
            if cell.icon:
                inner = self._icon(painter, inner, cell)
            if cell.labels:
                self._labels(painter, inner, cell)
            else:
                self._words(painter, inner, cell, number=number)
        painter.restore()

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """What the text needs, for columns fitted to their content."""
        model = index.model()
        if not isinstance(model, RowsModel):
            return QSize(96, theme.ROW_HEIGHT)
        cell = model.cell_at(index.row(), index.column())
        return QSize(self._content_width(cell) + 2 * PADDING, theme.ROW_HEIGHT)

    def _ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Selection, the line under the row, and the outline of the current row."""
        colours = theme.current()
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colours.color("accent_weak"))
        painter.setPen(colours.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        view = option.widget
        if (
            isinstance(view, QAbstractItemView)
            and view.hasFocus()
            and view.currentIndex().row() == index.row()
        ):
            painter.setPen(colours.color("accent"))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _icon(self, painter: QPainter, inner: QRect, cell: Cell) -> QRect:
        place = QRect(inner.left(), inner.center().y() - ICON // 2, ICON, ICON)
        theme.icon(cell.icon, cell.tone).paint(painter, place)
        return inner.adjusted(ICON + 4, 0, 0, 0)

    def _words(self, painter: QPainter, inner: QRect, cell: Cell, *, number: bool) -> None:
        align = _RIGHT if number else _LEFT
        tone = "faint" if cell.text is None else cell.tone
        text = unknown() if cell.text is None else cell.text
        if cell.middle:
            wide = Qt.TextElideMode.ElideMiddle
            text = self._metrics.elidedText(text, wide, inner.width())
        if not cell.under and not (cell.tail and cell.text == ""):
            self._line(painter, inner, text, cell.tail, tone, align)
            return
        if text == "":
            self._line(painter, inner, cell.under, cell.tail, tone, align)
            return
        half = inner.height() // 2
        top = QRect(inner.left(), inner.top() + 2, inner.width(), half - 1)
        below = QRect(inner.left(), inner.top() + half, inner.width(), half - 2)
        self._line(painter, top, text, "", tone, align, bold=bool(cell.tail))
        self._line(painter, below, cell.under, cell.tail, "muted", align)

    def _line(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        tail: str,
        tone: str,
        align: Qt.AlignmentFlag,
        *,
        bold: bool = False,
    ) -> None:
        """One line; with a tail the head is muted and the tail bold."""
        colours = theme.current()
        if not tail:
            metrics = self._bold_metrics if bold else self._metrics
            painter.setFont(self._bold if bold else self._plain)
            painter.setPen(colours.color(tone))
            painter.drawText(rect, align, _fitted(metrics, text, rect.width()))
            return
        tail_width = self._bold_metrics.horizontalAdvance(tail)
        head = _fitted(self._metrics, text, max(0, rect.width() - tail_width))
        painter.setFont(self._plain)
        painter.setPen(colours.color("muted"))
        painter.drawText(rect, _LEFT, head)
        painter.setFont(QFont(self._bold))
        painter.setPen(colours.color("text"))
        painter.drawText(rect.adjusted(self._metrics.horizontalAdvance(head), 0, 0, 0), _LEFT, tail)

    def _labels(self, painter: QPainter, inner: QRect, cell: Cell) -> None:
        """A swatch before each word; those without room are counted, so that none is missed."""
        colours = theme.current()
        painter.setClipRect(inner)  # a column can be narrower than a swatch
        painter.setFont(self._plain)
        more = self._metrics.horizontalAdvance(f"+{len(cell.labels)}")
        placed = labels_in(self._label_widths(cell), inner.width(), more)
        for (text, colour), (left, wide) in zip(cell.labels, placed, strict=False):
            box = QRect(inner.left() + left, inner.top(), wide, inner.height())
            top = inner.center().y() - SWATCH // 2 + 1
            painter.fillRect(QRect(box.left(), top, SWATCH, SWATCH), colours.category(colour))
            box.setLeft(box.left() + SWATCH + SWATCH_GAP)
            painter.setPen(colours.color(cell.tone))
            painter.drawText(box, _LEFT, _fitted(self._metrics, text, box.width()))
        hidden = len(cell.labels) - len(placed)
        if hidden:
            left, wide = placed[-1]
            painter.setPen(colours.color("muted"))
            painter.drawText(inner.adjusted(left + wide + LABEL_GAP, 0, 0, 0), _LEFT, f"+{hidden}")

    def _label_widths(self, cell: Cell) -> list[int]:
        return [
            SWATCH + SWATCH_GAP + self._metrics.horizontalAdvance(text)
            for text, _colour in cell.labels
        ]

    def _content_width(self, cell: Cell) -> int:
        """What a cell needs beside its padding."""
        icon = ICON + 4 if cell.icon else 0
        if cell.labels:
            widths = self._label_widths(cell)
            return icon + sum(widths) + LABEL_GAP * (len(widths) - 1)
        text = unknown() if cell.text is None else cell.text
        first = text + ("" if cell.under else cell.tail)
        second = cell.under + cell.tail if cell.under else ""
        return icon + max(self._bold_metrics.horizontalAdvance(each) for each in (first, second))

    def _bar(self, painter: QPainter, inner: QRect, cell: Cell) -> None:
        """Segments whose lengths are the shares; each that is not nothing is seen."""
        colours = theme.current()
        total = sum(count for count, _tone in cell.parts)
        bar = QRect(inner.left(), inner.center().y() - BAR_HEIGHT // 2, inner.width(), BAR_HEIGHT)
        painter.fillRect(bar, colours.color("line"))
        if total <= 0:
            return
        for left, width, tone in segments(cell.parts, bar.width()):
            painter.fillRect(
                QRect(bar.left() + left, bar.top(), width, BAR_HEIGHT), colours.color(tone)
            )


def segments(parts: tuple[tuple[int, str], ...], width: int) -> list[tuple[int, int, str]]:
    """Place shares on ``width`` pixels: (left, width, token), the largest giving way to the least.

    Together they cover the bar exactly: it balances or it does not.
    """
    given = [(count, tone) for count, tone in parts if count > 0]
    total = sum(count for count, _tone in given)
    if total <= 0:
        return []
    widths = [max(LEAST_SHARE, count * width // total) for count, _tone in given]
    largest = max(range(len(given)), key=lambda number: given[number][0])
    widths[largest] += width - sum(widths)
    placed = []
    left = 0
    for (_count, tone), wide in zip(given, widths, strict=True):
        placed.append((left, wide, tone))
        left += wide
    return placed


def labels_in(widths: Sequence[int], room: int, more: int) -> list[tuple[int, int]]:
    """Place labels side by side on ``room`` pixels: (left, width) of those that have room.

    The first is always there, cut if it must be; where some are left over, ``more`` pixels stay
    free to count them.
    """
    placed: list[tuple[int, int]] = []
    left = 0
    for number, wide in enumerate(widths):
        is_last = number == len(widths) - 1
        end = room if is_last else room - LABEL_GAP - more
        if placed and left + wide > end:
            break
        placed.append((left, max(SWATCH, min(wide, end - left))))
        left += placed[-1][1] + LABEL_GAP
    return placed


def _fitted(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
