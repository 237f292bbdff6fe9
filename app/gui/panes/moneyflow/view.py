"""资金流: where to begin, the parameters, the picture or the table, and what to freeze first."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base.i18n import _
from app.gui.panes.moneyflow import saying
from app.gui.panes.moneyflow.bar import ParameterBar
from app.gui.panes.moneyflow.canvas import FlowCanvas
from app.gui.panes.moneyflow.choosing import FlowChoice
from app.gui.panes.moneyflow.deeds import CardDeeds
from app.gui.panes.moneyflow.differences import Differences
from app.gui.panes.moneyflow.head import FigureLine, FreezeLine, HeadLine
from app.gui.panes.moneyflow.kept import KeptTrace
from app.gui.panes.moneyflow.laying import Laying
from app.gui.panes.moneyflow.notice import NoticeLine
from app.gui.panes.moneyflow.output import FlowOutput
from app.gui.panes.moneyflow.reading import FlowReader
from app.gui.panes.moneyflow.start_page import StartPage
from app.gui.panes.moneyflow.table import FlowTree, connect_rows
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.pane_actions import add_actions, keys_of
from app.ops import money_flow
from app.ops.money_flow_methods import compared_of
from app.ops.tracing import TraceQuestion

if TYPE_CHECKING:
    from app.gui.panes.moneyflow.layout import Layout
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Period, Selection
    from app.ops.money_flow import FlowPicture
    from app.ops.money_flow_methods import Compared

IMPORT_PANE, ACCOUNTS_PANE = "batches", "accounts"
AT_ONCE_S: Final = 8.0
"""After a trace that took longer the methods are compared when they are asked for."""


class MoneyFlowPane(QWidget):
    """A trace as columns by level.

    Signals:
        status: what is shown, for the status line.
    """

    status = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.picture: FlowPicture | None = None
        self._seeds: TraceQuestion | None = None
        self._beyond: list[tuple[Any, Any]] = []
        self.opened: frozenset[int] = frozenset()
        self._levels_shown = 0
        self.is_whole = False
        self._differs = False
        self.reader = FlowReader(session, self)
        self.laying = Laying(session.runner, self)
        self.head = HeadLine()
        self.starts = self.head.starts
        self.bar = ParameterBar()
        self.freeze_line = FreezeLine()
        self.figures = FigureLine()
        self.figures.compare_wanted.connect(self.compare)
        self.bar.add_aside(self.figures)
        self.canvas = FlowCanvas()
        self.tree = FlowTree()
        self.differences = Differences()
        self.compared: dict[str, Compared] = {}
        self._began = time.monotonic()
        self.notice = NoticeLine()
        self.start_page = StartPage()
        self.empty = self.start_page.empty
        self.choice = FlowChoice(self)
        self.deeds = CardDeeds(self)
        self.output = FlowOutput(self)
        self.kept = KeptTrace(self)
        self.broken = EmptyState(
            "warning", _("There is nothing to follow here"),
            _("The line below says why. Begin elsewhere, or change the parameters."),
            _("Try again"),
        )  # fmt: skip
        self.pages = QStackedWidget()
        for page in (self.start_page, self.broken, self.canvas, self.tree, self.differences):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.notice, self.bar, self.freeze_line):
            column.addWidget(widget)
        column.addWidget(self.pages, 1)
        self._connect()
        self._show_page()

    def _connect(self) -> None:
        self.starts.question_wanted.connect(self.start)
        self.starts.kept_wanted.connect(self.kept.show)
        self.starts.home_wanted.connect(self.go_home)
        self.start_page.kept_wanted.connect(self.kept.show)
        self.differences.account_chosen.connect(self.choice.choose_account)
        self.differences.flows_chosen.connect(self.choice.choose_flows)
        self.head.table_wanted.connect(self._show_page)
        self.head.picture_wanted.connect(self.output.ask_picture)
        self.head.workbook_wanted.connect(self.output.ask_workbook)
        self.head.fit_wanted.connect(self._fit)
        add_actions(
            self,
            (
                ("Alt+K", _("Keep the trace"), self.kept.keep),
                ("Alt+B", _("Money flow as table or picture"), self.head.table.click),
                ("", _("Show the whole money flow"), self._fit),
                ("Alt+S", _("Picture of the money flow for the case file…"),
                 self.output.ask_picture),
                ("Alt+E", _("Figures of the money flow to a workbook…"),
                 self.output.ask_workbook),
                ("Alt+L", _("Limits of the trace"), self.bar.more.click),
            ),
        )  # fmt: skip
        self.bar.changed.connect(self.run)
        self.freeze_line.chosen.connect(self.choice.reveal)
        self.empty.acted.connect(self._begin)
        self.broken.acted.connect(self.run)
        self.canvas.box_chosen.connect(self.choice.choose_box)
        self.canvas.ribbon_chosen.connect(self.choice.choose_ribbon)
        self.canvas.end_chosen.connect(self.choice.choose_end)
        self.canvas.menu_wanted.connect(self.choice.show_menu)
        self.canvas.boxes_chosen.connect(self.choice.choose_boxes)
        self.canvas.ribbon_menu_wanted.connect(self.choice.show_ribbon_menu)
        self.canvas.dropped.connect(self.choice.drop)
        self.tree.accounts_chosen.connect(self.choice.choose_accounts)
        self.tree.menu_wanted.connect(self.choice.offer)
        self.tree.account_chosen.connect(self.choice.choose_account)
        self.tree.band_chosen.connect(self.choice.choose_band)
        self.tree.flow_chosen.connect(self.choice.choose_flow)
        connect_rows(self.tree, self.reader)
        reader = self.reader
        self.laying.laid.connect(self._show_layout)
        reader.listed.connect(self._take_starts)
        reader.levelled.connect(self._take_level)
        reader.pictured.connect(self._take_picture)
        reader.restated.connect(self._take_states)
        reader.compared.connect(self._take_comparison)
        reader.widened.connect(self._take_wider)
        reader.failed.connect(self._fail)
        session = self.session
        session.changed.connect(self._reload)
        session.selection_changed.connect(self._follow)
        session.period_changed.connect(self._take_period)
        session.masking_changed.connect(self._draw_again)
        if session.is_loaded:
            reader.list_starts()
        self.starts.offer_selection(session.selection)

    # Where it begins

    def begin_anew(self) -> None:
        """Nothing of what was shown counts for what comes."""
        self.laying.forget()
        self._began = time.monotonic()
        self._seeds = self.picture = None
        self._beyond = []
        self.opened = frozenset()
        self.forget_comparison()

    @Slot(object)
    def start(self, seeds: TraceQuestion) -> None:
        """Follow money from somewhere, within the limits of the bar."""
        self._seeds = seeds
        self.starts.show_start(seeds)
        self.opened = frozenset()
        self.picture = None
        self.run()

    def start_accounts(self, accounts: tuple[str, ...]) -> None:
        """Follow money from accounts."""
        self.start(TraceQuestion(accounts=accounts))

    def start_incident(self, incident: int) -> None:
        """Follow what the victim of an incident paid."""
        self.start(TraceQuestion(incidents=(incident,)))

    @Slot()
    def go_home(self) -> None:
        """Show where one can begin."""
        self.reader.forget()
        self.kept.forget()
        self._seeds = self.picture = None
        self.freeze_line.show_cards([])
        self.starts.show_home()
        self._show_page()
        self.kept.tell()
        self.status.emit("")

    @Slot()
    def run(self) -> None:
        """Ask again with what is filled in."""
        if self._seeds is None:
            return
        self.kept.forget()
        self._beyond = []
        self._levels_shown = 0
        self.is_whole = False
        self.forget_comparison()
        self._began = time.monotonic()
        self.reader.trace(self.bar.question(self._seeds))
        self.kept.tell()

    @Slot()
    def _begin(self) -> None:
        if not self.session.case.has_ledger:
            self.session.go_to(IMPORT_PANE)
        elif self.starts.count_of_starts:
            self.starts.begin()
        else:
            self.session.go_to(ACCOUNTS_PANE)

    # What comes back

    @Slot(list, list)
    def _take_starts(self, incidents: list[Any], traces: list[Any]) -> None:
        self.starts.offer(incidents, traces)
        self.start_page.offer(traces)
        self.kept.take_rows(traces)
        saying.say_empty(self)

    @Slot(object)
    def _take_level(self, picture: FlowPicture) -> None:
        self._levels_shown += 1
        self.is_whole = False
        self.picture = picture
        self.draw(keep=self._levels_shown > 1)

    @Slot(object)
    def _take_picture(self, picture: FlowPicture) -> None:
        first = self.picture is None
        self._seeds = picture.question
        self.bar.show_question(picture.question)
        for cards, bands in self._beyond:
            picture = money_flow.widened(picture, cards, bands)
        self.picture = picture
        self.is_whole = True
        self._differs = False
        self.draw(keep=not first)
        self.freeze_line.show_cards(picture.worth_freezing())
        self.kept.tell()
        if "comparison" in picture.document:
            shown = {card.account for card in picture.cards}
            self._take_comparison(compared_of(picture.document["comparison"], shown))
        elif not (self.compared or (picture.kept is not None and picture.kept.stale)):
            if time.monotonic() - self._began < AT_ONCE_S:
                self.reader.compare(picture)
            else:
                self.figures.compare.show()
                self.bar.fit()

    @Slot()
    def compare(self) -> None:
        """Ask all methods for a large trace that is shown."""
        self.figures.compare.hide()
        if self.picture is not None and self.is_whole:
            self.reader.compare(self.picture)

    @Slot(object)
    def _take_states(self, picture: FlowPicture) -> None:
        if self.picture is not None:
            self._take_picture(replace(picture, kept=self.picture.kept))

    @Slot(object)
    def _take_comparison(self, found: dict[str, Compared]) -> None:
        self.compared = found
        self.figures.compare.hide()
        self.canvas.spread = {key: each.spread_kept for key, each in self.compared.items()}
        self.canvas.update()
        self.tree.show_compared(self.compared)
        self._tell_trace()

    def forget_comparison(self) -> None:
        """The methods have to be compared anew."""
        self.figures.compare.hide()
        self.compared = {}
        self.canvas.spread = {}
        self._tell_trace()

    def _tell_trace(self) -> None:
        """Tell the others which trace is in front."""
        self.session.trace.show(self.picture if self.is_whole else None, self.compared)

    @Slot(object)
    def _take_wider(self, found: Any) -> None:
        if self.picture is None:
            return
        if not found[0]:
            self.session.told.emit(_("Nobody else; the trace holds them all."), "INFO")
            return
        self._beyond.append(found)
        self.picture = money_flow.widened(self.picture, *found)
        self.draw(keep=True, reveal=found[0][0].account)

    @Slot(object)
    def _fail(self, _error: object) -> None:
        self.picture = None
        self._tell_trace()
        self.kept.forget()
        self.freeze_line.show_cards([])
        self.pages.setCurrentWidget(self.broken)

    def draw(self, *, keep: bool, reveal: str = "") -> None:
        """Draw the picture anew.

        Args:
            keep: stay where the eye is.
            reveal: an account to bring into sight.
        """
        if self.picture is None:
            return
        self.laying.lay(self.picture, self.opened, keep=keep, reveal=reveal)
        self._show_page()
        self.status.emit(saying.summary(self.picture, self.start_words()))

    @Slot(object, bool, str)
    def _show_layout(self, layout: Layout, keep: bool, reveal: str) -> None:
        self.canvas.show_layout(layout, keep=keep)
        if reveal:
            self.choice.bring(reveal)

    @property
    def is_different(self) -> bool:
        """Whether the page shows what changed since the trace before."""
        return self._differs

    def show_differences(self, *, on: bool) -> None:
        """Show what changed, or the picture again."""
        if on != self._differs:
            self._differs = on
            row = self.kept.row
            if on and row is not None:
                self.differences.show_trace(row)
            self._show_page()

    @Slot()
    def _show_page(self) -> None:
        shown = self.picture is not None
        self.bar.setVisible(shown or self._seeds is not None)
        self.head.offer_output(shown=shown)
        self.figures.show_document(self.picture.document if self.picture is not None else None)
        self.bar.fit()
        self._tell_trace()
        if self.picture is None:
            self.pages.setCurrentWidget(self.start_page)
        elif self._differs:
            self.pages.setCurrentWidget(self.differences)
        elif self.head.is_table:
            if self.tree.picture is not self.picture:
                self.tree.show_picture(self.picture, self.compared)
            self.pages.setCurrentWidget(self.tree)
            self.tree.show_accounts(self.canvas.selected)
        else:
            self.pages.setCurrentWidget(self.canvas)

    def start_words(self) -> str:
        """Where the money begins."""
        return self.starts.words_of(self.picture.question) if self.picture is not None else ""

    def case_number(self) -> str:
        """The number of the incident that it began with."""
        return self.starts.incident_number(self.picture.question) if self.picture else ""

    # What the session tells

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        self.reader.list_starts()
        if changes.flows and self.picture is not None and self.picture.kept is None:
            self.run()  # a kept one says that it is out of date
        elif self.picture is not None and (changes.measures or changes.requests):
            self.reader.complete(self.picture)

    @Slot(object)
    def _follow(self, selection: Selection) -> None:
        self.starts.offer_selection(selection)
        saying.say_empty(self)
        self.kept.tell()
        if not self.choice.is_ours:
            self.choice.mark(frozenset(selection.accounts))
            self.kept.follow()

    @Slot(object)
    def _take_period(self, period: Period) -> None:
        if self._seeds is not None and self._seeds.accounts:
            self.bar.take_period(period)

    @Slot(bool)
    def _draw_again(self, _masked: bool) -> None:
        self.draw(keep=True)

    @Slot()
    def _fit(self) -> None:
        self.canvas.fit()

    # What the shell asks

    def welcome(self) -> None:
        """Somebody came here, perhaps from a kept trace."""
        self.kept.invite()

    def keys(self) -> list[tuple[str, str]]:
        """What the keys do here."""
        return [
            (_("Arrows"), _("Go from card to card")),
            (_("Enter"), _("Select the card, or open the stack")),
            (_("Ctrl+Enter"), _("Show the transfers of the card")),
            (_("Space, Ctrl+click"), _("Select one more card, or one less")),
            (_("Shift+drag"), _("Select all cards in a rectangle")),
            ("+ - 0", _("Zoom in, out, show everything")),
            *keys_of(self),
        ]

    def state(self) -> dict[str, Any]:
        """What is remembered."""
        return {"table": self.head.is_table}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as remembered."""
        self.head.show_table(on=bool(state.get("table")))

    def focus_filter(self) -> None:
        """Put the cursor onto where it begins."""
        self.starts.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def step_back(self) -> bool:
        """Let go of what is chosen; False when nothing was."""
        was = bool(self.canvas.selected or self.canvas.ribbon)
        self.choice.mark(frozenset())
        return was
