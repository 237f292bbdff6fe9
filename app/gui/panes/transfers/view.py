"""流水: the whole ledger as one table, filtered, sorted, counted, and proved row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.i18n import _
from app.gui.panes.transfers.bar import FlowBarRow, FootLine
from app.gui.panes.transfers.choosing import FlowChoice
from app.gui.panes.transfers.columns import COLUMNS
from app.gui.panes.transfers.deeds import Deeds
from app.gui.panes.transfers.header_menu import HeaderMenu, sorted_by
from app.gui.panes.transfers.reading import KEY, FlowReader
from app.gui.panes.transfers.states import FlowStates
from app.gui.panes.transfers.strip import HistogramStrip, bars_text
from app.gui.panes.transfers.table import FlowTable
from app.gui.panes.transfers.virtual import FlowModel
from app.gui.widgets.pane_actions import add_actions, keys_of
from app.model.selection import FlowFilter, Period
from app.ops.flow_pages import SortKey
from app.ops.flow_wanted import Bars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile
    from app.ops.describing import Names
    from app.ops.flow_figures import FlowBar
    from app.ops.flow_pages import FlowView, PageRow
    from app.ops.saved_filters import SavedFilterRow
    from app.ops.tagging import TagRow

_OWN_COLUMNS: Final = ("counterparty", "counterparty_account")


class TransfersPane(QWidget):
    """The ledger under the filter in force.

    Signals:
        status: what is shown and selected, for the status line.
    """

    status = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._filter = FlowFilter(period=session.period)
        self._sort: tuple[SortKey, ...] = (SortKey("time"),)
        self._bars = Bars()
        self._by = "time"
        self._opened = False
        self.model = FlowModel(self)
        self.table = FlowTable(self.model)
        self.reader = FlowReader(session, self.model, self.table, self)
        self.deeds = Deeds(self)
        self.menu = HeaderMenu(self)
        self.choice = FlowChoice(self)
        self.bar = FlowBarRow()
        self.filter_box = self.bar.box
        self.chips = self.bar.chips
        self.strip = HistogramStrip()
        self.states = FlowStates(self.table)
        self.foot = FootLine()
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.strip)
        column.addWidget(self.states, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.filter_box.wanted.connect(self._take_text)
        self.chips.filter_wanted.connect(self.set_filter)
        self.chips.bars_dropped.connect(self._drop_bars)
        self.bar.histogram_wanted.connect(self.show_histogram)
        self.bar.filters_menu.triggered.connect(self.deeds.take_filter)
        self.bar.columns_menu.triggered.connect(self.menu.take)
        self.bar.filters_menu.aboutToShow.connect(self._fill_filters)
        self.bar.columns_menu.aboutToShow.connect(self._fill_columns)
        self.bar.xlsx.triggered.connect(self.deeds.export_xlsx)
        self.bar.csv.triggered.connect(self.deeds.export_csv)
        self.strip.bars_wanted.connect(self.set_bars)
        self.foot.filter_wanted.connect(self._take_figure)
        self.table.copy_wanted.connect(self.deeds.copy)
        self.table.sort_wanted.connect(self._take_sort)
        self.table.header_menu_wanted.connect(self.menu.show)
        self.table.row_menu_wanted.connect(self.deeds.show_row_menu)
        self.reader.headed.connect(self._show_head)
        self.reader.viewed.connect(self._show_view)
        self.reader.failed.connect(self._show_failure)
        self.reader.laid.connect(self.count)
        self.reader.counted.connect(self._show_bars)
        self.reader.valued.connect(self.menu.show_values)
        self.reader.hung.connect(self._take_hung)
        self.reader.named.connect(self._take_names)
        self.states.nothing.acted.connect(self._ask_import)
        self.states.none.acted.connect(self.clear_filter)
        self.states.broken.acted.connect(self.open)
        add_actions(
            self,
            (
                ("Alt+T", _("Tag the selected transfers…"), self.deeds.tag_new),
                ("Alt+N", _("Note on the selected transfers…"), self.deeds.note),
                ("Alt+E", _("Export the transfers to a workbook…"), self.deeds.export_xlsx),
                ("", _("Export the transfers to csv…"), self.deeds.export_csv),
                ("Alt+K", _("Keep the filter under a name…"), self.deeds.save_filter),
                ("", _("Drop the filter of the transfers"), self.clear_filter),
            ),
        )
        session = self.session
        session.changed.connect(self._reload)
        session.period_changed.connect(self._take_period)
        session.filter_wanted.connect(self.set_filter)
        session.account_selected.connect(self._take_account)
        session.masking_changed.connect(self._draw_again)

    # What is wanted

    @property
    def filter(self) -> FlowFilter:
        """The filter in force."""
        return self._filter

    @property
    def sort(self) -> tuple[SortKey, ...]:
        """What the rows are sorted by."""
        return self._sort

    @property
    def bars(self) -> Bars | None:
        """What was chosen in the histogram."""
        return self._bars or None

    @Slot(object)
    def set_filter(self, wanted: FlowFilter) -> None:
        """Show the flows of another filter, and tell the others."""
        if wanted.direction and not (wanted.accounts or wanted.parties):
            wanted = replace(wanted, direction=None)
        if wanted == self._filter and self._opened:
            return
        own = bool(self._filter.accounts or self._filter.parties)
        self._filter = wanted
        if bool(wanted.accounts or wanted.parties) != own:
            self._show_own(not own)
        if self.filter_box.text() != wanted.text:
            self.filter_box.blockSignals(True)
            self.filter_box.setText(wanted.text)
            self.filter_box.blockSignals(False)
        self.session.set_period(wanted.period)
        self.session.set_filter(wanted)
        self.open()
        self.count()

    @Slot()
    def clear_filter(self) -> None:
        """Show the whole ledger."""
        self._bars = Bars(self._by)
        self.set_filter(FlowFilter())
        self.open()

    @Slot(object)
    def set_bars(self, bars: Bars) -> None:
        """Select, hide or grey bars of the histogram."""
        if bars == self._bars:
            return
        shows_others = (bars.only, bars.hidden) != (self._bars.only, self._bars.hidden)
        self._bars = bars
        self.strip.show_bars(self.strip.bars(), bars)
        self.model.set_bars(bars)
        self._say_filter()
        if shows_others:
            self.open()
        else:
            self.table.viewport().update()

    @Slot()
    def _drop_bars(self) -> None:
        self.set_bars(Bars(self._by))

    @Slot(str)
    def show_histogram(self, by: str) -> None:
        """Show bars by time, amount or hour; empty for none."""
        self.bar.tell_histogram(by)
        self.strip.setVisible(bool(by))
        if by and by != self._by:
            self._by = by
            had = self._bars.only or self._bars.hidden
            self._bars = Bars(by)
            self.model.set_bars(self._bars)
            self._say_filter()
            if had:
                self.open()
        self.count()

    def sort_by(self, column: str, *, falling: bool, more: bool = False) -> None:
        """Sort by a column, alone or after what is sorted by already."""
        self._sort = sorted_by(self._sort, column, falling=falling, more=more)
        self.open()

    @Slot(int, bool)
    def _take_sort(self, number: int, more: bool) -> None:
        column = COLUMNS[number]
        if column.sorts:
            held = next((key for key in self._sort if key.column == column.key), None)
            self.sort_by(column.key, falling=held is not None and not held.falling, more=more)

    def use(self, wanted: FlowFilter, sort: Sequence[str], columns: Sequence[str]) -> None:
        """Use a saved filter with its columns and sort."""
        keys = [SortKey(key.removeprefix("-"), key.startswith("-")) for key in sort]
        self._sort = tuple(keys) or (SortKey("time"),)
        if columns:
            self.table.show_columns(columns)
        self._bars = Bars(self._by)
        self._opened = False
        self.set_filter(wanted)

    @Slot(str)
    def _take_text(self, text: str) -> None:
        self.set_filter(replace(self._filter, text=text.strip()))

    @Slot(object)
    def _take_period(self, period: Period) -> None:
        self.set_filter(replace(self._filter, period=period))

    @Slot(object)
    def _take_account(self, account: AccountRow | None) -> None:
        accounts = (account.account,) if account is not None else ()
        direction = self._filter.direction if accounts else None
        parties = () if accounts else self._filter.parties  # whose flows: this account's only
        self.set_filter(
            replace(self._filter, accounts=accounts, parties=parties, direction=direction)
        )

    @Slot(str, object)
    def _take_figure(self, field: str, value: Any) -> None:
        held = getattr(self._filter, field)
        now: Any = (value,) if isinstance(held, tuple) else value
        self.set_filter(replace(self._filter, **{field: now}))

    def show_account(self, key: str) -> None:
        """Show the flows of one account only."""
        self.set_filter(FlowFilter(accounts=(key,), period=self._filter.period))

    def _show_own(self, own: bool) -> None:
        """Seen from an account the other side says more than payer and payee."""
        shown = {COLUMNS[number].key for number in self.table.shown_columns()}
        sides = {"payer", "payer_account", "payee", "payee_account"}
        if own and sides <= shown:
            self.table.show_columns((shown - sides) | set(_OWN_COLUMNS))
        elif not own and not sides & shown:
            self.table.show_columns((shown - set(_OWN_COLUMNS)) | sides)

    # Reading

    def start(self, key: str, title: str, work: Callable[[CaseFile, Progress], Any]) -> Job:
        """Start work on the case; a key supersedes what runs under it."""
        case = self.session.case

        def run(progress: Progress) -> Any:
            return work(case, progress)

        return self.session.runner.start(run, title=title, key=KEY + key if key else "")

    @Slot()
    def open(self) -> None:
        """Read the view that is wanted now."""
        if not self._opened and not self.isVisible() and not self.session.is_loaded:
            return
        if not self._opened:
            self.reader.read_hung()
        self._opened = True
        self.model.set_sorting(self._sort)
        self.model.set_bars(self._bars)
        self._say_filter()
        self.foot.set_counting()
        self.reader.open(self._filter, self._sort, self.bars)

    @Slot()
    def count(self) -> None:
        """Count the bars of the histogram."""
        if not self.strip.isHidden() and self._opened:
            self.strip.set_loading()
            self.reader.count(self._filter, self._by)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Read when first looked at, if that has not happened yet."""
        super().showEvent(event)
        if not self._opened and self.session.is_loaded:
            self.open()
            self.count()
        self.reader.look()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The histogram gives way to rows."""
        super().resizeEvent(event)
        self.strip.fit(self.height())

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.flows and self._filter.flows:
            self.set_filter(replace(self._filter, flows=()))  # they may have other ids from now on
            self.session.told.emit(
                _("The transfers of the case have changed, so those behind one figure are not shown"
                  " alone any more. Open the figure again."), "INFO",
            )  # fmt: skip
            return
        if changes.flows or changes.records or changes.batches or changes.accounts:
            self.open()
            self.count()
        if changes.notes or changes.tags or changes.filters:
            self.reader.read_hung()
            if self._filter.tags and not changes.flows:
                self.open()

    @Slot(list)
    def _show_head(self, _rows: list[PageRow]) -> None:
        self.states.show_table()

    @Slot(object)
    def _show_view(self, view: FlowView) -> None:
        if view.count:
            self.states.show_table()
        else:
            filtered = bool(self._filter) or bool(self.bars)
            self.states.setCurrentWidget(self.states.none if filtered else self.states.nothing)
        self.foot.show_view(view)
        self.choice.settle()

    @Slot(object)
    def _show_failure(self, _error: object) -> None:
        self.model.clear()
        self.foot.clear()
        self.states.setCurrentWidget(self.states.broken)

    @Slot(list, str)
    def _show_bars(self, bars: list[FlowBar], by: str) -> None:
        if by == self._by:
            self.strip.show_bars(bars, self._bars if self._bars.by == by else Bars(by))

    @Slot(list, list)
    def _take_hung(self, tags: list[TagRow], filters: list[SavedFilterRow]) -> None:
        self.deeds.tags, self.deeds.filters = tags, filters
        self.chips.set_tags([(tag.tag, tag.name) for tag in tags])
        self._say_filter()

    @Slot(object)
    def _take_names(self, names: Names) -> None:
        self.chips.show_filter(self._filter, names, bars_text(self._bars))

    def _say_filter(self) -> None:
        self.chips.show_filter(self._filter, None, bars_text(self._bars))

    # What the window asks of a pane

    def keys(self) -> list[tuple[str, str]]:
        """What the keys do here."""
        return [
            (_("Enter"), _("Show the proof in the inspector")),
            ("Ctrl+F", _("Filter the transfers")),
            ("F4", _("Add a condition to the filter")),
            ("Ctrl+C", _("Copy the chosen rows")),
            ("Ctrl+A", _("Select everything that is filtered")),
            *keys_of(self),
            ("← → Enter H G", _("In the histogram: walk, select, hide, grey out")),
        ]

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_box.selectAll()

    def step_back(self) -> bool:
        """Take back the selection, else the bars, else the text; False when there was nothing."""
        if self.table.chosen_count():
            self.table.clearSelection()
        elif self.bars:
            self._drop_bars()
        elif not self.filter_box.drop():
            return False
        return True

    def state(self) -> dict[str, Any]:
        """What is remembered of the pane."""
        return {
            "columns": self.table.column_state(),
            "sort": [[key.column, key.falling] for key in self._sort],
            "histogram": "" if self.strip.isHidden() else self._by,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what was remembered."""
        self.table.restore_columns(state.get("columns", {}))
        known = {column.key for column in COLUMNS if column.sorts}
        sort = tuple(SortKey(*key) for key in state.get("sort", ()) if key[0] in known)
        if "histogram" in state and state["histogram"] in ("", "time", "amount", "hour"):
            self.show_histogram(state["histogram"])
        if sort and sort != self._sort:
            self._sort = sort
            if self._opened:
                self.open()

    # The rest

    @Slot()
    def _fill_filters(self) -> None:
        self.deeds.fill_filters(self.bar.filters_menu)

    @Slot()
    def _fill_columns(self) -> None:
        self.bar.columns_menu.clear()
        self.menu.add_columns(self.bar.columns_menu)

    @Slot()
    def _draw_again(self) -> None:
        self._say_filter()
        self.table.viewport().update()

    @Slot()
    def _ask_import(self) -> None:
        self.session.go_to("batches")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.strip.update()
