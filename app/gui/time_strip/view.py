"""The strip itself: how to scale, the painted histogram, the period in words, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import N_, _
from app.gui.time_strip.canvas import TimeCanvas, period_words
from app.gui.time_strip.presets import Happened, PresetMenu, happened
from app.gui.time_strip.state import Unit, stepped
from app.gui.widgets.icons import redraw, set_icon
from app.model.selection import Period
from app.ops.activity import YUAN, Bin, histogram, main_currency
from app.ops.incidents import list_incidents

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Selection
    from app.ops.cases import CaseFile

HEIGHT = 66
UNITS = ((Unit.DAY, N_("Day")), (Unit.WEEK, N_("Week")), (Unit.MONTH, N_("Month")))


class TimeStrip(QFrame):
    """Shows when money moved and sets the period of the session."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.setFixedHeight(HEIGHT)
        self._session = session
        self.canvas = TimeCanvas()
        self.canvas.period_wanted.connect(session.set_period)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(8)
        row.addLayout(self._left())
        row.addWidget(self.canvas, 1)
        row.addLayout(self._right())
        session.period_changed.connect(self._show_period)
        session.changed.connect(self._reload)
        session.selection_changed.connect(self._follow)
        self._show_period(session.period)

    @Slot()
    def focus_canvas(self) -> None:
        """Put the keyboard into the strip."""
        self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _left(self) -> QVBoxLayout:
        self.amounts = _small(_("Amount"), _("Bars by amount instead of number"))
        self.log = _small(_("Log"), _("Logarithmic bars: small ones stay visible"))
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        for button in (self.amounts, self.log):
            button.setCheckable(True)
            button.setFixedWidth(60)
            button.toggled.connect(self._scale)
            column.addWidget(button)
        column.addStretch(1)
        return column

    def _right(self) -> QVBoxLayout:
        self._words = QLabel()
        self._words.setAccessibleName(_("Period"))
        self.all = _small(_("All"), _("Look at all time again (Home in the strip)"))
        self.back = _small("", _("One step back (Left in the strip)"))
        self.forward = _small("", _("One step on (Right in the strip)"))
        for button, icon in ((self.back, "back"), (self.forward, "forward")):
            button.setIconSize(QSize(16, 16))
            set_icon(button, icon)
        self.all.clicked.connect(self._show_all)
        self.back.clicked.connect(self._step_back)
        self.forward.clicked.connect(self._step_on)
        steps = QHBoxLayout()
        steps.setSpacing(2)
        steps.addWidget(self.all)
        self._units = QButtonGroup(self)
        for number, (_unit, title) in enumerate(UNITS):
            button = _small(_(title), _("Step by this length"))
            button.setCheckable(True)
            self._units.addButton(button, number)
            steps.addWidget(button)
        self._units.button(0).setChecked(True)
        self._units.idClicked.connect(self._choose_unit)
        steps.addWidget(self.back)
        steps.addWidget(self.forward)
        self.presets = _small(_("Go to"), _("The hour after an incident, the last week, a date"))
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = PresetMenu(self)
        self.presets.setMenu(self.menu)
        self.menu.period_wanted.connect(self._session.set_period)
        self.menu.refused.connect(self._refuse)
        steps.addWidget(self.presets)
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addLayout(steps)
        return column

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.flows or changes.records:
            job = self._session.read("time-strip", _("Reading the time strip"), _bins)
            job.succeeded.connect(self._show_bins)

        if changes.incidents:
            job = self._session.read("time-incidents", "", _happened)
            job.succeeded.connect(self._take_incidents)

    @Slot(object)
    def _take_incidents(self, incidents: list[Happened]) -> None:
        self.menu.show_incidents(incidents)

    @Slot(object)
    def _follow(self, selection: Selection) -> None:
        self.menu.choose_incidents(selection.incidents)

    @Slot(str)
    def _refuse(self, text: str) -> None:
        self._session.told.emit(
            _("“{text}” is no date; write it as 2020-07-02 or 2020-07-02 15:30.").format(text=text),
            "WARN",
        )

    @Slot(object)
    def _show_bins(self, found: tuple[list[Bin], str]) -> None:
        bins, currency = found
        self.canvas.show_bins(bins, currency)
        self.menu.show_span(self.canvas.span)
        for widget in (
            self.all, self.back, self.forward, self.amounts, self.log, self.presets
        ):  # fmt: skip
            widget.setEnabled(bool(bins))
        for button in self._units.buttons():
            button.setEnabled(bool(bins))

    @Slot(object)
    def _show_period(self, period: Period) -> None:
        self.canvas.show_period(period)
        self._words.setText(period_words(period))

    @Slot()
    def _scale(self) -> None:
        self.canvas.set_scale(amounts=self.amounts.isChecked(), log=self.log.isChecked())

    @Slot(int)
    def _choose_unit(self, number: int) -> None:
        self.canvas.unit = UNITS[number][0]
        self._step(0)

    @Slot()
    def _show_all(self) -> None:
        self._session.set_period(Period())

    @Slot()
    def _step_back(self) -> None:
        self._step(-1)

    @Slot()
    def _step_on(self) -> None:
        self._step(1)

    def _step(self, steps: int) -> None:
        span = self.canvas.span
        if span is not None:
            self._session.set_period(stepped(self._session.period, span, self.canvas.unit, steps))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            redraw(self)


def _bins(case: CaseFile) -> tuple[list[Bin], str]:
    """The bars and their currency; an empty case has no ledger, and looking must not make one."""
    if not case.has_ledger:
        return [], YUAN
    currency = main_currency(case)
    return histogram(case, currency=currency), currency


def _happened(case: CaseFile) -> list[Happened]:
    return happened(list_incidents(case))


def _small(text: str, hint: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setProperty("role", "small")
    button.setToolTip(hint)
    button.setAccessibleName(f"{text}: {hint}" if text else hint)
    return button
