"""The card of the selected import: when, who, what became of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.base import money
from app.base.i18n import N_, _, ngettext
from app.gui import words
from app.gui.inspector.registry import SectionSpec
from app.gui.widgets.fact_grid import FactGrid
from app.ops.batches import BatchRow, list_batches

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Selection
    from app.ops.cases import CaseFile

SECTION = SectionSpec(
    "batch", N_("Import"), ("batches",), order=20, make="batch_card:BatchCard"
)  # fmt: skip
ROWS: Final = (
    N_("Rows read"), N_("Imported"), N_("Repeated"), N_("Notices"), N_("Refused"), N_("In"),
    N_("Out"), N_("Given"),
)  # fmt: skip
MOST_PATHS: Final = 5


class BatchCard(QWidget):
    """One import; of several, the first."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: int | None = None
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)
        self.facts = FactGrid(ROWS)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addWidget(self._said)
        column.addSpacing(6)
        column.addLayout(self.facts)
        session.changed.connect(self._reload)

    def show_selection(self, selection: Selection) -> None:
        """Read what is recorded of the import."""
        wanted = selection.batches[0] if selection.batches else None
        if wanted != self._wanted:
            self._wanted = wanted
            self._read()

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.batches:
            self._read()

    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return

        def question(case: CaseFile) -> BatchRow | None:
            return next((row for row in list_batches(case) if row.batch == wanted), None)

        job = self._session.read("batch-card", "", question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, row: BatchRow | None) -> None:
        if row is None or row.batch != self._wanted:
            return
        self._name.setText(_("Import {number}").format(number=row.batch))
        files = ngettext("{n} file", "{n} files", row.files).format(n=words.count(row.files))
        parts = [words.moment(row.time), row.officer, files]
        if row.state == "withdrawn":
            parts.append(_("withdrawn"))
        self._said.setText(" · ".join(part for part in parts if part))
        totals = row.totals
        paths = list(row.paths[:MOST_PATHS])
        more = len(row.paths) - MOST_PATHS
        if more > 0:
            paths.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
        self.facts.show_values((
            *(
                words.count(number)
                for number in (
                    totals.rows_read, totals.rows_imported, totals.rows_duplicate,
                    totals.rows_notice, totals.rows_rejected,
                )
            ),
            money.yuan(totals.in_fen), money.yuan(totals.out_fen), "\n".join(paths),
        ))  # fmt: skip
