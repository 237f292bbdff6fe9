"""资金流: where to begin, the parameters, the picture or the table, and what to freeze first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.moneyflow.bar import ParameterBar
from app.gui.panes.moneyflow.canvas import FlowCanvas
from app.gui.panes.moneyflow.choosing import FlowChoice
from app.gui.panes.moneyflow.deeds import CardDeeds
from app.gui.panes.moneyflow.head import FreezeLine, HeadLine
from app.gui.panes.moneyflow.layout import lay_out
from app.gui.panes.moneyflow.output import FlowOutput
from app.gui.panes.moneyflow.reading import FlowReader
from app.gui.panes.moneyflow.table import FlowTree, connect_rows
from app.gui.widgets.empty_state import EmptyState
from app.ops import money_flow
from app.ops.tracing import TraceQuestion

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Period, Selection
    from app.ops.money_flow import FlowPicture

PANE, IMPORT_PANE, ACCOUNTS_PANE = "moneyflow", "batches", "accounts"


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
        self._asked_kept: int | None = None
        self._invited = QTimer(self)
        self._invited.setSingleShot(True)
        self._invited.setInterval(0)  # the selection comes after the wish for the pane
        self.reader = FlowReader(session, self)
        self.head = HeadLine()
        self.starts = self.head.starts
        self.bar = ParameterBar()
        self.freeze_line = FreezeLine()
        self.canvas = FlowCanvas()
        self.tree = FlowTree()
        self.choice = FlowChoice(self)
        self.deeds = CardDeeds(self)
        self.output = FlowOutput(self)
        self.empty = EmptyState(
            "money-flow", _("Follow the money level by level"),
            _("Begin with an incident, a kept trace, or what is selected in another pane."),
            _("Begin"),
        )  # fmt: skip
        self.broken = EmptyState(
            "warning", _("There is nothing to follow here"),
            _("The line below says why. Begin elsewhere, or change the parameters."),
            _("Try again"),
        )  # fmt: skip
        self.pages = QStackedWidget()
        for page in (self.empty, self.broken, self.canvas, self.tree):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.bar, self.freeze_line):
            column.addWidget(widget)
        column.addWidget(self.pages, 1)
        self._connect()
        self._show_page()

    def _connect(self) -> None:
        self.starts.question_wanted.connect(self.start)
        self.starts.kept_wanted.connect(self.show_kept)
        self.head.table_wanted.connect(self._show_page)
        self.head.picture_wanted.connect(self.output.ask_picture)
        self.head.workbook_wanted.connect(self.output.ask_workbook)
        self.head.fit_wanted.connect(self._fit)
        self.bar.changed.connect(self.run)
        self.freeze_line.chosen.connect(self.choice.reveal)
        self.empty.acted.connect(self._begin)
        self.broken.acted.connect(self.run)
        self.canvas.box_chosen.connect(self.choice.choose_box)
        self.canvas.ribbon_chosen.connect(self.choice.choose_ribbon)
        self.canvas.menu_wanted.connect(self.choice.show_menu)
        self.canvas.dropped.connect(self.step_back)
        self.tree.account_chosen.connect(self.choice.choose_account)
        self.tree.band_chosen.connect(self.choice.choose_band)
        self.tree.flow_chosen.connect(self.choice.choose_flow)
        connect_rows(self.tree, self.reader)
        reader = self.reader
        reader.listed.connect(self._take_starts)
        reader.levelled.connect(self._take_level)
        reader.pictured.connect(self._take_picture)
        reader.compared.connect(self._take_comparison)
        reader.widened.connect(self._take_wider)
        reader.failed.connect(self._fail)
        session = self.session
        session.changed.connect(self._reload)
        session.selection_changed.connect(self._follow)
        session.period_changed.connect(self._take_period)
        session.masking_changed.connect(self._draw_again)
        session.pane_wanted.connect(self._invite)
        self._invited.timeout.connect(self.follow_trace)
        self._invited.start()  # whoever made the pane may have come from a trace
        if session.is_loaded:
            reader.list_starts()
        self.starts.offer_selection(session.selection)

    # Where it begins

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

    @Slot(int)
    def show_kept(self, trace_id: int) -> None:
        """Show a kept trace, and select it for all panes."""
        self._seeds = None
        self.opened = frozenset()
        self._beyond = []
        self.canvas.spread = {}
        self.picture = None
        self._asked_kept = trace_id
        self.starts.show_kept(trace_id)
        self.reader.show_kept(trace_id)
        self.choice.select_trace(trace_id)

    @Slot()
    def run(self) -> None:
        """Ask again with what is filled in."""
        if self._seeds is None:
            return
        self._beyond = []
        self._asked_kept = None
        self._levels_shown = 0
        self.canvas.spread = {}
        self.reader.trace(self.bar.question(self._seeds))

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
        self._say_empty()

    @Slot(object)
    def _take_level(self, picture: FlowPicture) -> None:
        self._levels_shown += 1
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
        self.draw(keep=not first)
        self.freeze_line.show_cards(picture.worth_freezing())
        if not self.canvas.spread:
            self.reader.compare(picture.question)

    @Slot(object)
    def _take_comparison(self, found: dict[str, Any]) -> None:
        self.canvas.spread = {each["account"]: each["spread_fen"] for each in found["accounts"]}
        self.canvas.update()
        self.tree.show_spread(self.canvas.spread)

    @Slot(object)
    def _take_wider(self, found: Any) -> None:
        if self.picture is None:
            return
        if not found[0]:
            self.session.told.emit(_("Nobody else; the trace holds them all."), "INFO")
            return
        self._beyond.append(found)
        self.picture = money_flow.widened(self.picture, *found)
        self.draw(keep=True)
        self.canvas.reveal(found[0][0].account)

    @Slot(object)
    def _fail(self, _error: object) -> None:
        self.picture = None
        self._asked_kept = None
        self.freeze_line.show_cards([])
        self.pages.setCurrentWidget(self.broken)

    def draw(self, *, keep: bool) -> None:
        """Draw the picture anew; ``keep`` stays where the eye is."""
        if self.picture is None:
            return
        self.canvas.show_layout(lay_out(self.picture, self.opened), keep=keep)
        self._show_page()
        self.status.emit(self.summary())

    @Slot()
    def _show_page(self) -> None:
        shown = self.picture is not None
        self.bar.setVisible(shown or self._seeds is not None)
        self.head.offer_output(shown=shown)
        if self.picture is None:
            self.pages.setCurrentWidget(self.empty)
        elif self.head.is_table:
            if self.tree.picture is not self.picture:
                self.tree.show_picture(self.picture, self.canvas.spread)
            self.pages.setCurrentWidget(self.tree)
        else:
            self.pages.setCurrentWidget(self.canvas)

    def _say_empty(self) -> None:
        if not self.session.case.has_ledger:
            self.empty.set_words(
                _("Follow the money level by level"),
                _("No statement is imported yet. The button leads to the import."),
            )
        elif self.starts.count_of_starts:
            self.empty.set_words(
                _("Follow the money level by level"),
                _("The button takes the first start of the list above; choose another there."),
            )
        else:
            self.empty.set_words(
                _("Follow the money level by level"),
                _("The button leads to the accounts: choose one there, and begin here."),
            )

    def summary(self) -> str:
        """What is shown, in words."""
        if self.picture is None:
            return ""
        document = self.picture.document
        number = len(document["accounts"])
        return " · ".join((
            self.start_words(),
            _("followed {amount}").format(amount=money.yuan(document["seed_fen"])),
            ngettext("{n} account", "{n} accounts", number).format(n=words.count(number)),
            _("cash {amount}").format(amount=money.yuan(document["left"]["cash_fen"])),
            _("left unknown {amount}").format(amount=money.yuan(document["left"]["unknown_fen"])),
        ))  # fmt: skip

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
        if self.picture is not None and (changes.measures or changes.requests):
            self.reader.complete(self.picture)

    @Slot(object)
    def _follow(self, selection: Selection) -> None:
        self.starts.offer_selection(selection)
        self._say_empty()
        if not self.choice.is_ours:
            self.choice.mark(frozenset(selection.accounts))
            self.follow_trace()

    @Slot(str)
    def _invite(self, key: str) -> None:
        if key == PANE:
            self._invited.start()

    @Slot()
    def follow_trace(self) -> None:
        """Show the selected trace, unless it is shown or on its way."""
        wanted = next(iter(self.session.selection.traces), None)
        if wanted is not None and wanted != self._kept_id:
            self.show_kept(wanted)

    @property
    def _kept_id(self) -> int | None:
        """The kept trace that is shown or on its way."""
        kept = self.picture.kept if self.picture is not None else None
        return kept.id if kept is not None else self._asked_kept

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

    def keys(self) -> list[tuple[str, str]]:
        """What the keys do here."""
        return [
            (_("Arrows"), _("Go from card to card")),
            (_("Enter"), _("Select the card, or open the stack")),
            (_("Ctrl+Enter"), _("Show the transfers of the card")),
            ("+ - 0", _("Zoom in, out, show everything")),
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
