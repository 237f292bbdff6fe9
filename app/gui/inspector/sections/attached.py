"""Tags and notes on what is selected: read, put on and taken off in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import N_, _, ngettext
from app.gui import theme, words
from app.gui.inspector.registry import SectionSpec
from app.gui.widgets.cell_delegate import SWATCH
from app.gui.widgets.fact_grid import clear, value_label
from app.gui.widgets.icons import set_icon
from app.model.selection import Selection
from app.ops import notes, tagging

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.cases import CaseFile
    from app.ops.notes import NoteRow
    from app.ops.tagging import TagRow

SECTION = SectionSpec(
    "attached", N_("Tags and notes"), ("accounts", "parties", "flows"), order=40,
    make="attached:Attached",
)  # fmt: skip
MOST_THINGS: Final = 500
MOST_NOTES: Final = 20


@dataclass(frozen=True)
class Hung:
    """What hangs on a selection, and all tags of the case."""

    on: Selection
    tags: list[TagRow]
    notes: list[NoteRow]
    known: list[TagRow]


class Attached(QWidget):
    """Belongs to the inspector; a selection of very many things is only counted."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._on = Selection()
        self._hung: Hung | None = None
        self.tag = QLineEdit()
        self.tag.setPlaceholderText(_("Add a tag, Enter"))
        self.tag.setAccessibleName(_("Add a tag"))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.tag.setCompleter(completer)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Write a note, Enter"))
        self.note.setAccessibleName(_("Write a note"))
        self.tag.returnPressed.connect(self._add_tag)
        self.note.returnPressed.connect(self._add_note)
        self._too_many = QLabel()
        self._too_many.setProperty("role", "muted")
        self._too_many.setWordWrap(True)
        self._tags, self._notes = QVBoxLayout(), QVBoxLayout()
        for lines in (self._tags, self._notes):
            lines.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(6)
        for part in (self._too_many, self._tags, self.tag, self._notes, self.note):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        session.changed.connect(self._reload)
        session.masking_changed.connect(self._draw)

    def show_selection(self, selection: Selection) -> None:
        """Read what hangs on the selection."""
        on = Selection(
            accounts=selection.accounts, flows=selection.flows, parties=selection.parties
        )
        if on == self._on:
            return
        self._on = on
        self._hung = None
        self.tag.clear()
        self.note.clear()
        self._clear()
        self._read()

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.tags or changes.notes or changes.flows:
            self._read()

    def _read(self) -> None:
        on = self._on
        number = len(on.accounts) + len(on.flows) + len(on.parties)
        is_many = number > MOST_THINGS
        for field in (self.tag, self.note):
            field.setVisible(not is_many)
        self._too_many.setVisible(is_many)
        if is_many:
            self._clear()
            self._too_many.setText(
                _("Of more than {n} things tags and notes are not shown.").format(
                    n=words.count(MOST_THINGS)
                )
            )
        if not number or is_many:
            return

        def question(case: CaseFile) -> Hung:
            return Hung(
                on, tagging.tags_on(case, on), notes.notes_on(case, on), tagging.list_tags(case)
            )

        job = self._session.read("attached", "", question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, hung: Hung) -> None:
        if hung.on == self._on:
            self._hung = hung
            self._names.setStringList([tag.name for tag in hung.known])
            self._draw()

    @Slot()
    def _draw(self) -> None:
        hung = self._hung
        if hung is None:
            return
        self._clear()
        number = len(hung.on.accounts) + len(hung.on.flows) + len(hung.on.parties)
        for tag in hung.tags:
            uses = tag.flows + tag.accounts + tag.parties
            text = tag.name if uses >= number else f"{tag.name} ({uses}/{number})"
            said = _("Take the tag “{tag}” off").format(tag=tag.name)
            self._tags.addWidget(self._line(text, said, ("tag", tag.name), colour=tag.colour))
        for note in hung.notes[:MOST_NOTES]:
            text = f"{words.veiled(note.text)}\n{note.officer} · {words.moment(note.time)}"
            self._notes.addWidget(self._line(text, _("Remove the note"), ("note", note.note)))
        more = len(hung.notes) - MOST_NOTES
        if more > 0:
            text = ngettext("and {n} more", "and {n} more", more).format(n=words.count(more))
            self._notes.addWidget(QLabel(text))

    def _line(
        self, text: str, said: str, what: tuple[str, Any], colour: int | None = None
    ) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if colour is not None:
            swatch = QPixmap(SWATCH, SWATCH)
            swatch.fill(theme.current().category(colour))
            dot = QLabel()
            dot.setPixmap(swatch)
            row.addWidget(dot)
        row.addWidget(value_label(text), 1)
        button = QToolButton()
        button.setToolTip(said)
        button.setAccessibleName(said)
        button.setProperty("what", list(what))
        set_icon(button, "close", "muted")
        button.clicked.connect(self._take_off)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _clear(self) -> None:
        for lines in (self._tags, self._notes):
            clear(lines)

    @Slot()
    def _add_tag(self) -> None:
        name, on = self.tag.text().strip(), self._on
        if name:
            self.tag.clear()
            self._session.change(
                _("Tagging"), lambda case, _progress: tagging.add_tag(case, name=name, on=on)
            )

    @Slot()
    def _add_note(self) -> None:
        text, on = self.note.text().strip(), self._on
        if text:
            self.note.clear()
            self._session.change(
                _("Writing the note"),
                lambda case, _progress: notes.add_note(case, text=text, on=on),
            )

    @Slot()
    def _take_off(self) -> None:
        kind, what = self.sender().property("what")
        on = self._on
        if kind == "tag":
            self._session.change(
                _("Taking the tag off"),
                lambda case, _progress: tagging.remove_tag(case, name=what, on=on),
            )
        else:
            self._session.change(
                _("Removing the note"),
                lambda case, _progress: (None, notes.remove_note(case, note=int(what))),
            )
