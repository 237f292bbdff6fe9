"""时间线: lanes along time in step with all panes, and the heat of hours and days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.analysis.timeline.lanes import Lane
from app.base.i18n import _
from app.gui.panes.timeline.bar import TimelineBar
from app.gui.panes.timeline.finer import wanted_time
from app.gui.panes.timeline.found import LEAST_LANE_PX
from app.gui.panes.timeline.heat_view import HeatView
from app.gui.panes.timeline.hour_step import HourStep
from app.gui.panes.timeline.in_step import InStep
from app.gui.panes.timeline.lanes_page import LanesPage
from app.gui.panes.timeline.output import TimelineOutput
from app.gui.panes.timeline.reading import TimelineReader
from app.gui.panes.timeline.rhythm_step import RhythmStep
from app.gui.panes.timeline.saying import scene_words
from app.gui.panes.timeline.state import LaneState
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import redraw
from app.ops.timeline import Overview, Scene, overview_scene

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.timeline_marks import Marks

LANES, HEAT = 0, 1


class TimelinePane(QWidget):
    """The timeline.

    Signals:
        import_wanted: the empty state's button.
    """

    import_wanted = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.lanes = LaneState()
        self._read: list[Lane] = []
        self._scene: Scene | None = None
        self._fresh = True
        self.calls_left = 0
        self._invited = QTimer(self, singleShot=True, interval=0)
        self._reader = TimelineReader(session, self)
        self.bar = TimelineBar()
        self.page = LanesPage(session.case.zone)
        self.canvas, self.axis = self.page.canvas, self.page.axis
        self.headings, self.playback = self.page.headings, self.page.playback
        self.heat = HeatView()
        self._step = InStep(session, self._reader, self.canvas, self.axis, self.headings)
        self._step.setParent(self)
        self._rhythm = RhythmStep(self._reader, self)
        self._rhythm.found.connect(self._dress)
        self.output = TimelineOutput(self)
        self.hours = HourStep(session, self._reader, self.heat, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.page.start.add_wanted.connect(self.add_selection)
        self.page.start.traced_wanted.connect(self._reader.read_traced)
        self.page.start.busiest_wanted.connect(self._ask_busiest)
        self._nothing = EmptyState(
            "timeline",
            _("Nothing happened yet"),
            _("Once statements are imported, you see here when money moved between accounts."),
            _("Import files…"),
        )
        self._nothing.acted.connect(self.import_wanted)
        self._pages = QStackedWidget()
        for each in (QWidget(), self._nothing, self.page, self.heat):
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        self.addActions(self.bar.actions())  # the palette reaches them
        self.bar.hide()

    def _connect(self) -> None:
        bar, reader, session = self.bar, self._reader, self.session
        bar.add_wanted.connect(self.add_selection)
        bar.traced_wanted.connect(reader.read_traced)
        bar.levels_wanted.connect(reader.read_levels)
        bar.busiest_wanted.connect(self._ask_busiest)
        bar.clear_wanted.connect(self._clear)
        bar.fit_wanted.connect(self.show_all)
        bar.order_wanted.connect(self._order)
        bar.amount_wanted.connect(self._by_amount)
        bar.log_wanted.connect(self._log)
        bar.currency_wanted.connect(self._take_currency)
        bar.page_wanted.connect(self._turn_to)
        bar.play_wanted.connect(self._show_playback)
        bar.picture_wanted.connect(self.output.ask)
        bar.seen_picture_wanted.connect(self.output.ask_seen)
        reader.lanes_read.connect(self._take_lanes)
        reader.scene_read.connect(self._take_scene)
        reader.overview_read.connect(self._take_overview)
        reader.marks_read.connect(self._take_marks)
        reader.keys_read.connect(self._take_keys)
        self.canvas.rested.connect(self._look)
        self.canvas.rested.connect(self._say)
        self.headings.pin_wanted.connect(self._pin)
        self.headings.fold_wanted.connect(self._fold)
        self.headings.remove_wanted.connect(self._remove)
        self.headings.move_wanted.connect(self._move)
        self.headings.group_wanted.connect(self._group)
        self.playback.reached.connect(self._play_to)
        session.period_changed.connect(self._say)  # after the brush has moved
        session.changed.connect(self._reload)
        self._invited.timeout.connect(self._take_selection)

    @property
    def is_heat(self) -> bool:
        """Whether the heat is shown instead of the lanes."""
        return self.bar.page == HEAT

    # What the shell asks

    def state(self) -> dict[str, Any]:
        """What is remembered."""
        return {**self.lanes.to_json(), "row": round(self.canvas.row_height, 1)}

    def restore(self, kept: dict[str, Any]) -> None:
        """As it was."""
        self.lanes = LaneState.from_json(kept)
        row = kept.get("row")
        if isinstance(row, int | float):
            self.canvas.set_row_height(float(row))
        self.bar.show_state(self.lanes)
        if self.session.is_loaded:
            self._ask_lanes()

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the pane."""
        return [
            *self.bar.keys(),
            (_("Wheel"), _("Zoom time; with Ctrl the height of lanes, with Shift scroll them")),
            ("Home", _("Show all time")),
            (_("Ctrl+Arrows"), _("From one cell or transfer to the next")),
            ("Enter / Ctrl+Enter", _("Select the cell or transfer; zoom to the cell")),
            ("Alt+Up / Alt+Down", _("Move the chosen lane")),
            ("P / F / G / Del", _("Pin, fold, group or take out the chosen lane")),
        ]

    def step_back(self) -> bool:
        """End playback, else drop the selected transfers."""
        if not self.playback.isHidden():
            self.bar.play.setChecked(False)
            return True
        return False

    # Lanes

    @Slot()
    def add_selection(self) -> None:
        """Put what is selected in any pane into lanes."""
        selection = self.session.selection
        self.lanes.folded |= set(selection.parties)
        self._reader.read_selected(selection)

    def welcome(self) -> None:
        """Whoever comes here from a selection, made after this wish, wants to see it."""
        self._invited.start()

    @Slot()
    def _take_selection(self) -> None:
        if self.session.selection:
            self.add_selection()

    @Slot()
    def _ask_busiest(self) -> None:
        self._reader.read_busiest(self.lanes.currency)

    @Slot(object)
    def _take_keys(self, keys: list[str]) -> None:
        if not keys:
            self.session.told.emit(
                _("Nothing to add: select accounts, persons or incidents, or keep a trace."), "INFO"
            )
        elif self.lanes.add(keys):
            self._ask_lanes()
        else:
            self.session.told.emit(_("These stand in the timeline already."), "INFO")

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.flows or changes.accounts or changes.attributions or changes.traces:
            self._ask_lanes()
        elif changes.incidents or changes.measures or changes.parties:
            self._reader.read_marks(self._read)

    def _ask_lanes(self) -> None:
        self._fresh = True
        self._reader.read_lanes(self.lanes.keys, self.lanes.folded, self.lanes.currency)

    @Slot(object)
    def _take_lanes(self, lanes: list[Lane]) -> None:
        self._read = lanes
        self._rhythm.begin(lanes)
        self._arrange()
        self._reader.read_marks(lanes)
        if not lanes:
            self._reader.read_overview(None, None, self.lanes.currency)
        else:
            self._reader.read_scene(lanes, None, None, self.lanes.currency)
        if self.bar.page == HEAT:
            self.hours.ask(self._read, self.lanes)

    def _arrange(self) -> None:
        shown = self.lanes.arranged(self._read)
        self.headings.show_lanes(shown, self.lanes.pinned)
        self.bar.show_state(self.lanes)
        if self._scene is not None and self._read and self.canvas.shown is not None:
            self.canvas.shown.rows = np.array(self._rows_of(self._scene), np.int32)
        self._step.mark_selected()
        self.canvas.redraw()

    @Slot(str)
    def _order(self, _order: str) -> None:
        self.lanes.order = self.bar.order
        self._arrange()

    @Slot(object)
    def _pin(self, lane: Lane) -> None:
        self.lanes.pin(lane)
        self._arrange()

    @Slot(object)
    def _fold(self, lane: Lane) -> None:
        self.lanes.fold(lane)
        self._ask_lanes()

    @Slot(object)
    def _group(self, lanes: list[Lane]) -> None:
        self.lanes.group(lanes)
        self._ask_lanes()

    @Slot(object)
    def _remove(self, lane: Lane) -> None:
        self.lanes.remove(lane, self._read)
        self._ask_lanes()

    @Slot(object, int)
    def _move(self, lane: Lane, steps: int) -> None:
        self.lanes.move(self.lanes.arranged(self._read), lane, steps)
        self._arrange()

    @Slot()
    def _clear(self) -> None:
        self.lanes.clear()
        self._ask_lanes()

    @Slot(bool)
    def _log(self, log: bool) -> None:
        self.lanes.log = log
        if self.canvas.shown is not None:
            self.canvas.shown.log = log
            self.canvas.redraw()

    @Slot(bool)
    def _by_amount(self, by_amount: bool) -> None:
        self.lanes.by_amount = by_amount
        if self.canvas.shown is not None:
            self.canvas.shown.by_amount = by_amount
            self.canvas.redraw()
        if self.bar.page == HEAT:
            self.hours.ask(self._read, self.lanes)

    @Slot(str)
    def _take_currency(self, currency: str) -> None:
        self.lanes.currency = currency
        self._ask_lanes()

    # Scenes

    @Slot(object)
    def _take_overview(self, found: Overview) -> None:
        if self._read:
            return
        known = [each for each, _flows in found.currencies]
        if known and found.currency not in known:  # the most used one says more than nothing
            self._take_currency(known[0])
            return
        self.bar.show_currencies(known, found.currency)
        lane = Lane("", (), (), title=_("All transfers"), obtained=True)
        scene = overview_scene(found, lane)
        if scene is None:
            self._scene = None
            self.canvas.clear_scene()
            empty = not found.currencies
            self.bar.setHidden(empty)
            self._pages.setCurrentWidget(self._nothing if empty else self.page)
            self.page.says.set_whole("" if empty else _("Nothing moved in this currency."))
            return
        self.headings.show_lanes((), ())
        self._show(scene, [0])

    @Slot(object)
    def _take_scene(self, scene: Scene) -> None:
        if [lane.key for lane in scene.lanes] != [lane.key for lane in self._read]:
            return
        self.bar.show_currencies(
            [scene.currency, *(each for each, _flows in scene.others)], scene.currency
        )
        self._show(self._rhythm.dressed(scene), self._rows_of(scene))

    @Slot()
    def _dress(self) -> None:
        """Show the same scene with what was found in it meanwhile."""
        if self._scene is not None and self._read:
            self._show(self._rhythm.dressed(self._scene), self._rows_of(self._scene))

    def _rows_of(self, scene: Scene) -> list[int]:
        places = {lane.key: row for row, lane in enumerate(self.lanes.arranged(self._read))}
        return [places.get(lane.key, -1) for lane in scene.lanes]

    def _show(self, scene: Scene, rows: list[int]) -> None:
        self._scene = scene
        self.bar.show()
        self.page.show_start(on=not self._read)
        if self.bar.page == LANES:
            self._pages.setCurrentWidget(self.page)
        self.canvas.show_scene(scene, rows, by_amount=self.lanes.by_amount, log=self.lanes.log)
        if self._fresh:
            self._fresh = False
            self._step.show_period(self.session.period)
            if not self.session.period:
                self.show_all()
        self._step.brush()
        self._step.follow(self.session.selection)
        self._say()

    @Slot()
    def _say(self) -> None:
        if self._scene is not None:
            shown = self.canvas.shown
            period = shown.period if shown is not None else None
            text = scene_words(
                self._scene, lanes=len(self._read), period=period, calls_left=self.calls_left,
                low=self.canvas.row_height < LEAST_LANE_PX, far=len(self.canvas.far_marks),
            )  # fmt: skip
            self.page.says.set_whole(text)

    @Slot()
    def show_all(self) -> None:
        """Show everything that the lanes ever did."""
        self.canvas.show_everything()

    @Slot()
    def _look(self) -> None:
        """Ask for what is in sight, at a finer resolution where there is one."""
        scene = self._scene
        if scene is None or scene.whole:
            return
        bounds = wanted_time(scene, self.canvas.frame)
        if bounds is None:
            return
        if self._read:
            self._reader.read_scene(self._read, *bounds, self.lanes.currency)
        else:
            self._reader.read_overview(*bounds, self.lanes.currency)

    # Marks, heat, playback

    @Slot(object)
    def _take_marks(self, found: Marks) -> None:
        is_all = self._scene is not None and self.canvas.shows_everything
        self.axis.show_marks(found.marks)
        self.canvas.marks, self.calls_left = found.marks, found.calls_left
        if is_all:
            self.show_all()
        self.canvas.redraw()
        self._say()

    @Slot(int)
    def _turn_to(self, page: int) -> None:
        if page == HEAT:
            self._pages.setCurrentWidget(self.heat)
            self.hours.ask(self._read, self.lanes)
        elif self._scene is not None:
            self._pages.setCurrentWidget(self.page)

    @Slot(bool)
    def _show_playback(self, on: bool) -> None:
        self.playback.setVisible(on)
        if on and self._scene is not None:
            frame = self.canvas.frame
            self.playback.show_scene(self._scene, frame.since, frame.until)
        else:
            self.playback.pause()
            self._play_to(None)

    @Slot(object)
    def _play_to(self, moment: float | None) -> None:
        shown = self.canvas.shown
        if shown is None:
            return
        shown.until = moment
        self.canvas.redraw()
        shares: list[float | None] = []
        if moment is not None:
            density = shown.scene.density
            told = shown.scene.running.shares(int((moment - density.since) // density.width))
            shares = [told[place] for place in np.argsort(shown.rows)]
        self.headings.show_balances(shares)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            redraw(self)
