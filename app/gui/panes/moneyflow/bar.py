"""The parameters of the trace, in place: every change asks again after a breath."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base import money
from app.base.i18n import _
from app.gui.panes.moneyflow.wording import METHODS
from app.gui.widgets.fitting import FittingRow
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from app.model.selection import Period
    from app.ops.tracing import TraceQuestion

PAUSE_MS: Final = 350
MOST_LEVELS: Final = 30
WIDEST: Final = 2000
BARE: Final = 2
"""The grade without anything aside."""
MOST_HOURS: Final = 9999
DAY: Final = len("2020-07-02")


class ParameterBar(FittingRow):
    """Method, direction, limits and period; where it is narrow they come before all else.

    Signals:
        changed: something else is wanted now.
    """

    changed = Signal()
    grades = 1 + BARE

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.method = QComboBox()
        for key, title in METHODS.items():
            self.method.addItem(_(title), key)
        self.direction = QComboBox()
        self.direction.addItem(_("down: to receivers"), "down")
        self.direction.addItem(_("up: to senders"), "up")
        self.levels = QSpinBox()
        self.levels.setRange(1, MOST_LEVELS)
        self.levels.setValue(5)
        self.hours = QDoubleSpinBox()
        self.hours.setRange(0, MOST_HOURS)
        self.hours.setDecimals(1)
        self.hours.setSpecialValueText(_("any"))
        self.least = QLineEdit()
        self.least.setPlaceholderText("0")
        self.least.setMaximumWidth(90)
        self.hubs = QCheckBox(_("stop at hubs"))
        self.hubs.setToolTip(
            _("Accounts with which very many unrelated people deal; services and cash always stop")
        )
        self.missing = QCheckBox(_("through missing"))
        self.missing.setToolTip(_("Go on through accounts whose statement is not there"))
        self.since, self.until = QLineEdit(), QLineEdit()
        self.more = QToolButton()
        self.more.setCheckable(True)
        self.more.setToolTip(_("Hours, least amount, period, hubs and missing statements"))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_icon(self.more, "filter")
        self._rare = QWidget()
        self._aside: QWidget | None = None
        self._labels: list[QLabel] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 8)
        column.setSpacing(6)
        row, below = QHBoxLayout(), QHBoxLayout(self._rare)
        row.setSpacing(6)
        below.setSpacing(6)
        below.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._rare)
        for line, title, field in (
            (row, _("Method"), self.method), (row, "", self.direction),
            (row, _("Levels"), self.levels), (below, _("Hours per hop"), self.hours),
            (below, _("From amount"), self.least),
        ):  # fmt: skip
            if title:
                label = QLabel(title)
                label.setProperty("role", "muted")
                label.setBuddy(field)
                line.addWidget(label)
                if line is row:
                    self._labels.append(label)
            field.setAccessibleName(title or _("Direction"))
            line.addWidget(field)
        row.addWidget(self.more)
        row.addStretch(1)
        for edit, title, hint in (
            (self.since, _("From"), "2020-07-02"), (self.until, _("To"), "2020-07-09"),
        ):  # fmt: skip
            edit.setPlaceholderText(hint)
            edit.setAccessibleName(title)
            edit.setToolTip(_("A day, or a moment such as 2020-07-02 15:30"))
            edit.setMinimumWidth(88)
            edit.setMaximumWidth(150)
            label = QLabel(title)
            label.setProperty("role", "muted")
            label.setBuddy(edit)
            below.addWidget(label)
            below.addWidget(edit, 1)
            edit.textChanged.connect(self._wait)
        below.addWidget(self.hubs)
        below.addWidget(self.missing)
        below.addStretch(2)
        self._row = row
        self.more.toggled.connect(self._rare.setVisible)
        self._rare.hide()
        self._say_limits()
        self.method.currentIndexChanged.connect(self._wait)
        self.direction.currentIndexChanged.connect(self._wait)
        self.levels.valueChanged.connect(self._wait)
        self.hours.valueChanged.connect(self._wait)
        self.least.textChanged.connect(self._wait)
        self.hubs.toggled.connect(self._wait)
        self.missing.toggled.connect(self._wait)

    def add_aside(self, widget: QWidget) -> None:
        """Put something at the right end of the first line."""
        self._aside = widget
        self._row.addWidget(widget)

    def show_grade(self, grade: int) -> None:
        """Without the names of the fields first, then without what stands aside."""
        for label in self._labels:
            label.setVisible(grade == 0)
        if self._aside is not None:
            self._aside.setMaximumWidth(0 if grade == BARE else WIDEST)

    def question(self, seeds: TraceQuestion) -> TraceQuestion:
        """The seeds with the limits that are filled in."""
        return replace(
            seeds,
            method=str(self.method.currentData()),
            direction=str(self.direction.currentData()),
            levels=self.levels.value(),
            within_hours=self.hours.value() or None,
            min_fen=max(0, money.fen_from_text(self.least.text()) or 0),
            stop_at_hubs=self.hubs.isChecked(),
            through_missing=self.missing.isChecked(),
            since=_moment(self.since, end=False),
            until=_moment(self.until, end=True),
        )

    def show_question(self, asked: TraceQuestion) -> None:
        """Fill in what was asked, without asking again."""
        fields = (self.method, self.direction, self.levels, self.hours, self.least, self.hubs,
                  self.missing, self.since, self.until)  # fmt: skip
        blocked = [QSignalBlocker(each) for each in fields]
        self.method.setCurrentIndex(self.method.findData(asked.method))
        self.direction.setCurrentIndex(self.direction.findData(asked.direction))
        self.levels.setValue(asked.levels)
        self.hours.setValue(asked.within_hours or 0)
        self.least.setText(money.plain(asked.min_fen) if asked.min_fen else "")
        self.hubs.setChecked(asked.stop_at_hubs)
        self.missing.setChecked(asked.through_missing)
        self.since.setText(asked.since.isoformat(" ") if asked.since else "")
        self.until.setText(asked.until.isoformat(" ") if asked.until else "")
        for block in blocked:
            block.unblock()
        if self._say_limits():
            self.more.setChecked(True)

    def take_period(self, period: Period) -> None:
        """Look at the period of the other panes."""
        for edit, at in ((self.since, period.since), (self.until, period.until)):
            edit.setText(at.isoformat(" ", "seconds") if at else "")

    def _say_limits(self) -> int:
        """The limits in force are counted even where their line is folded."""
        texts = (self.least, self.since, self.until)
        number = sum(bool(edit.text().strip()) for edit in texts) + bool(self.hours.value())
        number += self.hubs.isChecked() + self.missing.isChecked()
        limits = _("Limits")
        self.more.setText(f"{limits} · {number}" if number else limits)
        return number

    @Slot()
    def _wait(self) -> None:
        for edit in (self.since, self.until):
            wrong = bool(edit.text().strip()) and _moment(edit, end=False) is None
            _mark(edit, wrong=wrong)
        least = self.least.text().strip()
        _mark(self.least, wrong=bool(least) and money.fen_from_text(least) is None)
        self._say_limits()
        self._pause.start()


def _mark(edit: QLineEdit, *, wrong: bool) -> None:
    edit.setProperty("state", "wrong" if wrong else "")
    edit.style().unpolish(edit)
    edit.style().polish(edit)


def _moment(edit: QLineEdit, *, end: bool) -> datetime | None:
    text = edit.text().strip()
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return datetime.combine(moment.date(), time.max) if end and len(text) <= DAY else moment
