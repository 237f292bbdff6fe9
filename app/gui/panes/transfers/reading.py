"""What the pane asks the case: views, the pages that are looked at, bars, values, single flows.

One question for pages runs at a time, for what is looked at when it begins; so fast scrolling
neither queues up nor starves. All of it goes through the lane of the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.base.i18n import _
from app.gui.jobs import Lane
from app.gui.panes.transfers.columns import NAMES
from app.gui.panes.transfers.virtual import Marks
from app.ops import describing, flow_figures, flow_pages, notes, saved_filters, tagging
from app.ops.flows import FlowRow, flows_by_id

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.panes.transfers.table import FlowTable
    from app.gui.panes.transfers.virtual import FlowModel
    from app.gui.session import CaseSession
    from app.model.selection import FlowFilter
    from app.ops.cases import CaseFile
    from app.ops.flow_pages import FlowView, PageRow, SortKey
    from app.ops.flow_wanted import Bars

PAUSE_MS: Final = 0
KEY: Final = "transfers:"


class FlowReader(QObject):
    """Feeds one table.

    Signals:
        headed: the first rows are there, the rest is being counted.
        viewed: the ``FlowView`` is there.
        laid: the ledger was laid in the order of time; what was asked of it before is there now.
        failed: the view cannot be shown.
        counted: the bars of the histogram, and what they measure.
        valued: a column and its ``FacetRow``s.
        paged: rows have come that were looked at.
        rows_read: the stretches that were asked for, and their rows.
        flow_read: the ``FlowRow`` that was asked for.
        hung: tags (id, name, colour) and saved filters.
        found: a flow that was looked for, and its row in the view or ``None``.
    """

    headed = Signal(list)
    viewed = Signal(object)
    laid = Signal()
    failed = Signal(object)
    counted = Signal(list, str)
    valued = Signal(str, list)
    paged = Signal()
    rows_read = Signal(list, list)
    flow_read = Signal(object)
    hung = Signal(list, list)
    named = Signal(object)
    found = Signal(object, object)

    def __init__(
        self, session: CaseSession, model: FlowModel, table: FlowTable, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._table = table
        self._head: list[PageRow] = []
        self._tags: dict[int, tuple[str, int]] = {}
        self._asking: Job | None = None
        self._laying = False
        self._whole: Any = None
        self._last_top = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask_pages)
        model.wanted.connect(self.look)
        table.scrolled.connect(self.look)

    def _start(self, key: str, title: str, question: Any) -> Job:
        case = self._session.case

        def work(progress: Progress) -> Any:
            return question(case, progress)

        return self._session.runner.start(work, title=title, key=KEY + key)

    # Views

    def open(self, wanted: FlowFilter, sort: tuple[SortKey, ...], bars: Bars | None) -> None:
        """Ask for another view; what was asked before is dropped."""
        self._head = []
        if self._asking is not None:
            self._asking.supersede()
            self._asking = None

        def head(case: CaseFile, progress: Progress) -> list[PageRow] | None:
            if not flow_pages.is_prepared(case):
                return None
            return flow_pages.first_rows(case, wanted, sort, bars, progress)

        def whole(case: CaseFile, progress: Progress) -> FlowView:
            return flow_pages.open_view(case, wanted, sort, bars, progress)

        def names(case: CaseFile, _progress: Progress) -> describing.Names:
            return describing.names_of(case, wanted)

        if wanted.parties or wanted.tags:
            self._start("names", "", names).succeeded.connect(self.named)
        self._whole = whole
        job = self._start("head", _("Reading the transfers"), head)
        job.succeeded.connect(self._take_head)
        job.failed.connect(self.failed)

    @Slot(object)
    def _take_head(self, rows: list[PageRow] | None) -> None:
        if rows is None:
            self._lay_in_order()
            return
        self._head = rows
        if rows:
            self._model.show_head(rows)
            self.headed.emit(rows)
        self._ask_view()

    def _lay_in_order(self) -> None:
        """Once after an import by command; beside the lane of the case, which others wait for."""
        if self._laying:
            return  # the view that is wanted then follows it
        self._laying = True
        case = self._session.case

        def work(progress: Progress) -> None:
            flow_pages.prepare(case, progress)

        job = self._session.runner.start(
            work, title=_("Laying the transfers in the order of time"), lane=Lane.FREE
        )
        job.succeeded.connect(self._ask_view)
        job.succeeded.connect(self.laid)
        job.failed.connect(self.failed)
        job.cancelled.connect(self._stay_unordered)
        job.finished.connect(self._end_laying)

    @Slot()
    def _stay_unordered(self) -> None:
        """By the user: he can try again. By a change of the ledger: it is read again anyway."""
        if not self._session.is_changing:
            self.failed.emit(None)

    @Slot()
    def _end_laying(self) -> None:
        self._laying = False

    @Slot()
    def _ask_view(self) -> None:
        job = self._start("view", _("Counting and ordering the transfers"), self._whole)
        job.succeeded.connect(self._take_view)
        job.failed.connect(self.failed)

    @Slot(object)
    def _take_view(self, view: FlowView) -> None:
        self._model.show_view(view, self._head)
        self.viewed.emit(view)
        self.look()

    def find(self, flow: int) -> None:
        """Ask in which row of the view a flow stands."""
        view = self._model.view
        if view is None:
            return

        def question(case: CaseFile, _progress: Progress) -> tuple[int, int, int | None]:
            return view.number, flow, flow_pages.place_of(case, view, flow)

        self._start("place", "", question).succeeded.connect(self._take_place)

    @Slot(object)
    def _take_place(self, answer: tuple[int, int, int | None]) -> None:
        number, flow, place = answer
        view = self._model.view
        if view is not None and view.number == number:
            self.found.emit(flow, place)

    # Pages

    @Slot()
    def look(self) -> None:
        """Soon ask for what is looked at."""
        if not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _ask_pages(self) -> None:
        view = self._model.view
        seen = self._table.seen_pages()
        if view is None or self._asking is not None or not seen or not self._table.isVisible():
            return
        step = 1 if seen[0] >= self._last_top else -1
        ahead = (seen[-1] if step > 0 else seen[0]) + step
        wanted = [number for number in seen if not self._model.has_page(number)]
        if not wanted:
            wanted = [ahead]  # what comes next, while nothing else is to be done
        self._last_top = seen[0]
        missing = [
            number
            for number in wanted
            if 0 <= number < view.pages and not self._model.has_page(number)
        ]
        if not missing:
            return
        serials = not self._table.isColumnHidden(NAMES["serial"])

        def question(case: CaseFile, _progress: Progress) -> Any:
            pages = {
                number: flow_pages.page(case, view, number, serials=serials) for number in missing
            }
            ids = [row.id for rows in pages.values() for row in rows]
            return (
                view.number, pages, tagging.tags_of_flows(case, ids), notes.noted_flows(case, ids)
            )  # fmt: skip

        job = self._start("pages", "", question)
        self._asking = job
        job.succeeded.connect(self._take_pages)
        job.finished.connect(self._end_pages)

    @Slot(object)
    def _take_pages(self, result: Any) -> None:
        number, pages, tags, noted = result
        if self._model.view is None or self._model.view.number != number:
            return
        marks = {
            flow: Marks(
                tuple(self._tags[tag] for tag in tags.get(flow, ()) if tag in self._tags),
                noted.get(flow, 0),
            )
            for flow in {*tags, *noted}
        }
        self._model.take_pages(pages, marks)
        self.paged.emit()

    @Slot()
    def _end_pages(self) -> None:
        if self.sender() is self._asking or self._asking is None:
            self._asking = None
            self.look()

    # Figures, values and what hangs on flows

    def count(self, wanted: FlowFilter, by: str) -> None:
        """Ask for the bars of the histogram."""

        def question(case: CaseFile, progress: Progress) -> Any:
            if not flow_pages.is_prepared(case):
                return None  # asked again when the ledger is laid in order
            return flow_figures.histogram(case, wanted, by, progress), by

        self._start("bars", _("Counting"), question).succeeded.connect(self._take_bars)

    @Slot(object)
    def _take_bars(self, result: Any) -> None:
        if result is not None:
            self.counted.emit(*result)

    def value(self, wanted: FlowFilter, column: str) -> None:
        """Ask for the most frequent values of a column."""

        def question(case: CaseFile, progress: Progress) -> Any:
            return column, flow_figures.facets(case, wanted, column, 20, progress)

        self._start("values", _("Counting"), question).succeeded.connect(self._take_values)

    @Slot(object)
    def _take_values(self, result: Any) -> None:
        self.valued.emit(*result)

    def read_rows(self, ranges: list[tuple[int, int]]) -> None:
        """Ask for some stretches of the view, both ends included, wherever they lie."""
        view = self._model.view
        if view is None:
            return

        def question(case: CaseFile, _progress: Progress) -> Any:
            return ranges, [
                row
                for top, end in ranges
                for row in flow_pages.rows_between(case, view, top, end - top + 1)
            ]

        self._start("chosen", "", question).succeeded.connect(self._take_rows)

    @Slot(object)
    def _take_rows(self, result: Any) -> None:
        self.rows_read.emit(*result)

    def read_flow(self, flow: int) -> None:
        """Ask for one flow with the rows that prove it."""

        def question(case: CaseFile, _progress: Progress) -> FlowRow | None:
            return next(iter(flows_by_id(case, [flow])), None)

        self._start("flow", "", question).succeeded.connect(self.flow_read)

    @Slot()
    def read_hung(self) -> None:
        """Ask for the tags and the saved filters of the case."""

        def question(case: CaseFile, _progress: Progress) -> Any:
            return tagging.list_tags(case), saved_filters.list_filters(case)

        self._start("hung", "", question).succeeded.connect(self._take_hung)

    @Slot(object)
    def _take_hung(self, result: Any) -> None:
        tags, filters = result
        self._tags = {tag.tag: (tag.name, tag.colour) for tag in tags}
        self.hung.emit(tags, filters)
        self._model.forget_pages()
        self.look()
