"""The menu of a column: sort, histogram, values to filter by, hide, and which columns there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.base import money
from app.base.i18n import _
from app.gui import words
from app.gui.panes.transfers.columns import COLUMNS, NAMES
from app.ops.flow_pages import SortKey

if TYPE_CHECKING:
    from app.gui.panes.transfers.view import TransfersPane
    from app.model.selection import FlowFilter
    from app.ops.flow_figures import FacetRow

_CHOICES = {"currency": "currencies", "channel": "channels", "kind": "kinds", "status": "statuses"}
_WIDEST = 28


class HeaderMenu(QObject):
    """Belongs to one pane."""

    def __init__(self, pane: TransfersPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._values: QMenu | None = None
        self._valued = ""

    @Slot(int, QPoint)
    def show(self, number: int, place: QPoint) -> None:
        """Open the menu of a column."""
        menu = self.build(number)
        menu.popup(place)

    def build(self, number: int) -> QMenu:
        """The menu of a column; its values are asked for."""
        column = COLUMNS[number]
        menu = QMenu(self._pane)
        menu.aboutToHide.connect(self._close)
        if column.sorts:
            for text, deed in (
                (_("Sort rising"), "up"),
                (_("Sort falling"), "down"),
                (_("Add to the sort, rising"), "more_up"),
                (_("Add to the sort, falling"), "more_down"),
            ):
                menu.addAction(text).setData((deed, column.key))
            menu.addSeparator()
        if column.bars:
            menu.addAction(_("Histogram")).setData(("bars", column.bars))
        if column.key == "time":
            menu.addAction(_("Histogram of the hours of the day")).setData(("bars", "hour"))
        if column.facet:
            self._valued = column.facet
            self._values = menu.addMenu(_("Filter by value"))
            self._values.addAction(_("Counting…")).setEnabled(False)
            self._pane.reader.value(self._pane.filter, column.facet)
        if column.bars or column.facet:
            menu.addSeparator()
        menu.addAction(_("Move left")).setData(("left", column.key))
        menu.addAction(_("Move right")).setData(("right", column.key))
        hide = menu.addAction(_("Hide column"))
        hide.setData(("hide", column.key))
        hide.setEnabled(len(self._pane.table.shown_columns()) > 1)
        self.add_columns(menu.addMenu(_("Columns")))
        menu.triggered.connect(self.take)
        return menu

    def add_columns(self, menu: QMenu) -> None:
        """Which columns there are, each shown or not."""
        shown = self._pane.table.shown_columns()
        for number, column in enumerate(COLUMNS):
            action = menu.addAction(_(column.title))
            action.setCheckable(True)
            action.setChecked(number in shown)
            action.setData(("column", column.key))

    @Slot(str, list)
    def show_values(self, column: str, rows: list[FacetRow]) -> None:
        """The values of the column whose menu is open."""
        menu = self._values
        if menu is None or column != self._valued:
            return
        menu.clear()
        held = getattr(self._pane.filter, _CHOICES[column]) if column in _CHOICES else ()
        for row in rows:
            action = menu.addAction(self._text(column, row))
            action.setData(("value", (column, row.value)))
            action.setEnabled(row.value is not None)
            if column in _CHOICES:
                action.setCheckable(True)
                action.setChecked(row.value in held)
        if not rows:
            menu.addAction(_("No values")).setEnabled(False)

    def _text(self, column: str, row: FacetRow) -> str:
        value = row.value
        if column in ("payer", "payee"):
            number = words.unknown() if value in (None, "-") else words.grouped(str(value))
            shown = f"{words.name(row.name)} {number}" if row.name else number
        elif column == "kind":
            shown = _(words.FLOW_KINDS.get(str(value), str(value)))
        elif column == "status":
            shown = _(words.FLOW_STATUSES.get(str(value), str(value)))
        else:
            shown = words.unknown() if value is None else words.one_line(words.veiled(value))
        if column not in ("payer", "payee") and len(shown) > _WIDEST:
            shown = shown[:_WIDEST] + "…"
        told = f"{words.count(row.flows)} · {money.yuan(row.amount)}"
        return f"{shown.replace('&', '&&')}\t{told}"

    @Slot(QAction)
    def take(self, action: QAction) -> None:
        """Do what was chosen."""
        data: Any = action.data()
        if data is None:
            return
        deed, what = data
        pane = self._pane
        if deed in ("up", "down", "more_up", "more_down"):
            pane.sort_by(what, falling=deed.endswith("down"), more=deed.startswith("more"))
        elif deed == "bars":
            pane.show_histogram(what)
        elif deed == "value":
            pane.set_filter(with_value(pane.filter, *what))
        elif deed in ("left", "right"):
            pane.table.move_column(what, deed == "left")
        elif deed == "hide":
            pane.table.setColumnHidden(NAMES[what], True)
        elif deed == "column":
            hidden = pane.table.isColumnHidden(NAMES[what])
            if hidden or len(pane.table.shown_columns()) > 1:
                pane.table.setColumnHidden(NAMES[what], not hidden)
            if hidden and what == "serial":
                pane.model.forget_pages()

    @Slot()
    def _close(self) -> None:
        self._values = None


def with_value(wanted: FlowFilter, column: str, value: str) -> FlowFilter:
    """The filter with a value of a column; once more takes it out again."""
    if column in _CHOICES:
        held = getattr(wanted, _CHOICES[column])
        now: Any = (
            tuple(each for each in held if each != value) if value in held else (*held, value)
        )
        return replace(wanted, **{_CHOICES[column]: now})
    if column in ("payer", "payee"):
        if value == "-" or wanted.accounts or wanted.parties:
            return replace(wanted, counterparties=(value,))
        return replace(wanted, accounts=(value,), direction="out" if column == "payer" else "in")
    return replace(wanted, text=value)


def sorted_by(
    sort: tuple[SortKey, ...], column: str, *, falling: bool, more: bool
) -> tuple[SortKey, ...]:
    """A sort with one more key, or another one."""
    key = SortKey(column, falling)
    if not more:
        return (key,)
    return (*(each for each in sort if each.column != column), key)
