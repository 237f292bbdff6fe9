"""The rows above and below the table: filter, chips, tools; count and sums as links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.panes.transfers.chips import ChipsRow
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.ops.flow_pages import FlowSums, FlowView

YUAN = "CNY"


class FlowBarRow(QFrame):
    """Filter field, chips and tools.

    Signals:
        histogram_wanted: time, amount, hour, or nothing.
    """

    histogram_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.box = FilterBox(_("Names, numbers, memo, serial"), _("Filter the transfers"))
        self.box.setMinimumWidth(210)
        self.box.setMaximumWidth(320)
        self.chips = ChipsRow()
        self.filters_menu = QMenu(self)
        self.columns_menu = QMenu(self)
        export = QMenu(self)
        self.xlsx = QAction(_("Workbook (xlsx)…"), self)
        self.csv = QAction(_("Text table (csv)…"), self)
        export.addActions([self.xlsx, self.csv])
        self.histogram = QComboBox()
        for by, title in (
            ("time", _("Over time")), ("amount", _("By amount")), ("hour", _("By hour of the day")),
            ("", _("No histogram")),
        ):  # fmt: skip
            self.histogram.addItem(title, by)
        self.histogram.setToolTip(_("What the bars above the table count"))
        self.histogram.setAccessibleName(_("Histogram"))
        self.histogram.activated.connect(self._tell_histogram)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.box, 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.chips, 5)
        row.addWidget(self.histogram, 0, Qt.AlignmentFlag.AlignTop)
        for icon, title, menu in (
            ("filter", _("Saved filters"), self.filters_menu),
            ("columns", _("Columns"), self.columns_menu),
            ("export", _("Export what is filtered"), export),
        ):
            button = QToolButton()
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setMenu(menu)
            set_icon(button, icon)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def tell_histogram(self, by: str) -> None:
        """Say which histogram is shown."""
        self.histogram.setCurrentIndex(max(0, self.histogram.findData(by)))

    @Slot(int)
    def _tell_histogram(self, number: int) -> None:
        self.histogram_wanted.emit(self.histogram.itemData(number))


class FootLine(QFrame):
    """How many transfers are filtered and what they sum up to; a figure narrows the filter to it.

    Signals:
        filter_wanted: a field of the filter and its value.
    """

    filter_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self._view: FlowView | None = None
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._text.linkActivated.connect(self._take)
        self._text.linkHovered.connect(self._hover)
        self._text.setAccessibleName(_("Sums of what is filtered"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.addWidget(self._text)
        self._hovered = ""

    def text(self) -> str:
        """What is said, without links."""
        return "" if self._view is None else " · ".join(text for text, _link in self._parts())

    def set_counting(self) -> None:
        """Other figures are coming."""
        self._view = None
        self._text.setText(_("Counting…"))

    def clear(self) -> None:
        """Nothing to say."""
        self._view = None
        self._text.clear()

    def show_view(self, view: FlowView) -> None:
        """Say the figures of a view."""
        self._view = view
        self._draw()

    def _parts(self) -> list[tuple[str, str]]:
        view = self._view
        if view is None:
            return []
        parts = [
            (
                ngettext("{n} transfer", "{n} transfers", view.count).format(
                    n=words.count(view.count)
                ),
                "",
            )
        ]
        counted = sum(each.counted for each in view.sums)
        if counted != view.count:
            parts.append((_("{n} effective").format(n=words.count(counted)), "statuses:success"))
        for each in view.sums:
            if each.counted:
                parts += self._sums(each, several=len(view.sums) > 1)
        return parts

    def _sums(self, each: FlowSums, *, several: bool) -> list[tuple[str, str]]:
        def said(amount: int) -> str:
            return money.yuan(amount) if each.currency == YUAN else words.amount(
                amount, each.currency
            )  # fmt: skip

        if self._view is None or not self._view.has_own:
            return [(said(each.amount), f"currencies:{each.currency}" if several else "")]
        return [
            (
                _("in {sum} ({n})").format(sum=said(each.in_amount), n=words.count(each.in_count)),
                "direction:in",
            ),
            (
                _("out {sum} ({n})").format(
                    sum=said(each.out_amount), n=words.count(each.out_count)
                ),
                "direction:out",
            ),
        ]

    def _draw(self) -> None:
        colours = theme.current()
        told = []
        for text, link in self._parts():
            tone = {
                "direction:in": colours.money_in, "direction:out": colours.money_out,
            }.get(link, colours.text)  # fmt: skip
            line = "underline" if link and link == self._hovered else "none"
            told.append(
                f'<a href="{link}" style="color:{tone};text-decoration:{line}">{text}</a>'
                if link
                else f'<span style="color:{tone}">{text}</span>'
            )
        self._text.setText("&nbsp;&nbsp;·&nbsp;&nbsp;".join(told))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and self._view is not None:
            self._draw()

    @Slot(str)
    def _hover(self, link: str) -> None:
        self._hovered = link
        self._text.setToolTip(_("Show only these") if link else "")
        if self._view is not None:
            self._draw()

    @Slot(str)
    def _take(self, link: str) -> None:
        field, _colon, value = link.partition(":")
        self.filter_wanted.emit(field, value)
