"""The list under the finder: painted lines under headings; the field keeps the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.gui import theme
from app.gui.fonts import BASE_PX, TABLE_PX, ui_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.finder.hits import Line

AnyIndex = QModelIndex | QPersistentModelIndex
LINE = 28
HEADING = 24
MOST_HEIGHT = 460


class LinesModel(QAbstractListModel):
    """The lines as a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a line, for accessibility; the delegate paints."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return " · ".join(part for part in (line.title, line.under, line.key) if part)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if index.isValid() and self.lines[index.row()].is_heading:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class LineDelegate(QStyledItemDelegate):
    """Paints icon, title, what tells it from others, and the shortcut."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plain = ui_font(BASE_PX)
        self._small = ui_font(TABLE_PX)

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, index: AnyIndex
    ) -> QSize:
        """Headings are lower."""
        model = index.model()
        heading = isinstance(model, LinesModel) and model.lines[index.row()].is_heading
        return QSize(200, HEADING if heading else LINE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: AnyIndex,
    ) -> None:
        """Paint one line."""
        model = index.model()
        if not isinstance(model, LinesModel):
            return
        line = model.lines[index.row()]
        colours = theme.current()
        rect = QRect(option.rect)
        painter.save()
        if line.is_heading:
            painter.setFont(self._small)
            painter.setPen(colours.color("muted"))
            painter.drawText(rect.adjusted(12, 4, -8, 0), _MIDDLE, line.title)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colours.color("accent_weak"))
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()),
                             colours.color("accent"))  # fmt: skip
        usable = line.action is None or line.action.isEnabled()
        if line.icon:
            place = QRect(rect.left() + 12, rect.center().y() - 8, 16, 16)
            theme.icon(line.icon, "muted" if usable else "faint").paint(painter, place)
        inner = rect.adjusted(36, 0, -12, 0)
        if line.key:
            painter.setFont(self._small)
            painter.setPen(colours.color("muted"))
            wide = QFontMetrics(self._small).horizontalAdvance(line.key)
            painter.drawText(inner, _MIDDLE | Qt.AlignmentFlag.AlignRight, line.key)
            inner.adjust(0, 0, -wide - 16, 0)
        self._words(painter, inner, line, usable=usable)
        painter.restore()

    def _words(self, painter: QPainter, inner: QRect, line: Line, *, usable: bool) -> None:
        colours = theme.current()
        metrics = QFontMetrics(self._plain)
        small = QFontMetrics(self._small)
        beside = min(small.horizontalAdvance(line.under) + 12, inner.width() // 2)
        room = inner.width() - (beside if line.under else 0)
        title = metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(self._plain)
        painter.setPen(colours.color("text" if usable else "faint"))
        painter.drawText(inner, _MIDDLE, title)
        if line.under:
            rest = inner.adjusted(metrics.horizontalAdvance(title) + 12, 0, 0, 0)
            painter.setFont(self._small)
            painter.setPen(colours.color("faint"))
            under = small.elidedText(line.under, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, _MIDDLE, under)


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class FinderPopup(QFrame):
    """Holds the list; opened and steered by the field.

    Signals:
        chosen: a ``Line``.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Found"))
        self.model = LinesModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(LineDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(_("Found"))
        self.list.clicked.connect(self._click)
        self._foot = QLabel()
        self._foot.setProperty("role", "faint")
        self._foot.setContentsMargins(12, 4, 12, 4)
        self._foot.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 4, 1, 2)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot)
        self.hide()

    def show_lines(self, lines: Sequence[Line], foot: str) -> None:
        """Show other lines; the first that can be chosen is."""
        self.model.set_lines(lines)
        self._foot.setText(foot)
        self.list.setVisible(bool(self.model.lines))
        self.step(1, start=-1)

    def height_wanted(self, wide: int) -> int:
        """What all lines need at a width, up to a limit."""
        lines = sum(HEADING if line.is_heading else LINE for line in self.model.lines)
        foot = self._foot.heightForWidth(wide) if self._foot.wordWrap() else -1
        return min(MOST_HEIGHT, lines + max(foot, self._foot.minimumSizeHint().height()) + 10)

    def current(self) -> Line | None:
        """The line that Enter takes."""
        index = self.list.currentIndex()
        return self.model.lines[index.row()] if index.isValid() else None

    def step(self, by: int, *, start: int | None = None) -> None:
        """Choose the next line that is no heading."""
        lines = self.model.lines
        at = self.list.currentIndex().row() if start is None else start
        at += by
        while 0 <= at < len(lines) and lines[at].is_heading:
            at += 1 if by > 0 else -1
        if 0 <= at < len(lines):
            self.list.setCurrentIndex(self.model.index(at))
            if at == 1:
                self.list.scrollToTop()

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        line = self.model.lines[index.row()]
        if not line.is_heading:
            self.chosen.emit(line)
