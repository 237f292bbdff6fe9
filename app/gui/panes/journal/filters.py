"""The line of filters over the journal: text, officer, action, from, to."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.widgets.filter_box import FilterBox
from app.ops.journal_reading import JournalFilter
from app.ops.journal_words import verb_words

if TYPE_CHECKING:
    from app.ops.journal_reading import JournalSummary

PAUSE_MS = 300
DAY = 10


class FilterLine(QWidget):
    """Tells the filter as it changes.

    Signals:
        wanted: a ``JournalFilter``.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = FilterBox(_("Filter by text"), _("Filter the journal by text"))
        self.officer = QComboBox()
        self.verb = QComboBox()
        self.since = QLineEdit()
        self.until = QLineEdit()
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        self.officer.setAccessibleName(_("Officer"))
        self.verb.setAccessibleName(_("Action"))
        self.officer.addItem(_("all officers"), "")
        self.verb.addItem(_("all actions"), "")
        row.addWidget(self.text, 3)
        for field in (self.officer, self.verb):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            field.setMinimumWidth(110)
            field.activated.connect(self._tell)
            row.addWidget(field)
        for edit, title, hint in (
            (self.since, _("From"), "2020-07-02"),
            (self.until, _("To"), "2020-07-09"),
        ):
            edit.setPlaceholderText(hint)
            edit.setAccessibleName(title)
            edit.setToolTip(_("A day, or a moment such as 2020-07-02 15:30"))
            edit.setMinimumWidth(112)
            edit.setMaximumWidth(150)
            edit.textChanged.connect(self._wait)
            label = QLabel(title)
            label.setProperty("role", "muted")
            label.setBuddy(edit)
            row.addWidget(label)
            row.addWidget(edit, 1)
        row.addStretch(1)
        row.addWidget(self._count)
        self.text.wanted.connect(self._tell)

    def filter(self) -> JournalFilter:
        """What is filled in; times that are none count for nothing."""
        officer, verb = str(self.officer.currentData()), str(self.verb.currentData())
        return JournalFilter(
            _moment(self.since, end=False), _moment(self.until, end=True),
            (officer,) if officer else (), (verb,) if verb else (), self.text.text(),
        )  # fmt: skip

    def show_summary(self, summary: JournalSummary) -> None:
        """Offer what there is to filter by, and say how much is let through."""
        _fill(self.officer, _("all officers"), [(name, name) for name in summary.officers])
        _fill(self.verb, _("all actions"), [(verb, verb_words(verb)) for verb in summary.verbs])
        total = ngettext("{n} entry", "{n} entries", summary.total).format(
            n=words.count(summary.total)
        )
        if summary.count != summary.total:
            total = _("{n} of {total}").format(n=words.count(summary.count), total=total)
        self._count.setText(total)

    def count_words(self) -> str:
        """How many entries are shown."""
        return self._count.text()

    @Slot()
    def drop(self) -> bool:
        """Let everything through again; False when nothing was filtered."""
        if self.filter() == JournalFilter() and not (self.since.text() or self.until.text()):
            return False
        blocked = [QSignalBlocker(each) for each in (self.text, self.since, self.until)]
        for edit in (self.text, self.since, self.until):
            edit.clear()
        for block in blocked:
            block.unblock()
        self.officer.setCurrentIndex(0)
        self.verb.setCurrentIndex(0)
        self._tell()
        return True

    def show_filter(self, text: str, officer: str, verb: str, since: str, until: str) -> None:
        """Fill the fields in as they were."""
        self.text.setText(text)
        self.since.setText(since)
        self.until.setText(until)
        for field, key in ((self.officer, officer), (self.verb, verb)):
            if key and field.findData(key) < 0:
                field.addItem(verb_words(key) if field is self.verb else key, key)
            field.setCurrentIndex(max(0, field.findData(key)))
        self._tell()

    @Slot()
    def _wait(self) -> None:
        for edit in (self.since, self.until):
            wrong = bool(edit.text().strip()) and _moment(edit, end=False) is None
            edit.setProperty("state", "wrong" if wrong else "")
            edit.style().unpolish(edit)
            edit.style().polish(edit)
        self._pause.start()

    @Slot()
    def _tell(self) -> None:
        self._pause.stop()
        self.wanted.emit(self.filter())


def _moment(edit: QLineEdit, *, end: bool) -> datetime | None:
    text = edit.text().strip()
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    if end and len(text) <= DAY:
        return datetime.combine(moment.date(), time.max)
    return moment


def _fill(field: QComboBox, every: str, entries: list[tuple[str, str]]) -> None:
    chosen = field.currentData()
    field.clear()
    field.addItem(every, "")
    for key, title in entries:
        field.addItem(title, key)
    field.setCurrentIndex(max(0, field.findData(chosen)))
