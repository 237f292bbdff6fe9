"""What can be done with transfers: copying, exporting, tags and notes, saved filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu

from app.base.i18n import _
from app.gui import words
from app.gui.file_choice import CSV, XLSX, Kind, choose_target, file_name
from app.gui.panes.transfers import copies
from app.gui.panes.transfers.columns import COLUMNS, copied_row
from app.gui.panes.transfers.copies import Copies
from app.gui.panes.transfers.table import MOST_COPIED, MOST_NAMED
from app.model.selection import Selection
from app.ops import flow_export, flow_pages, notes, saved_filters, tagging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.base.progress import Progress
    from app.gui.panes.transfers.view import TransfersPane
    from app.ops.cases import CaseFile
    from app.ops.flow_pages import FlowView
    from app.ops.saved_filters import SavedFilterRow
    from app.ops.tagging import TagRow

_MANY: Final = 20
_STRETCH: Final = 2_000
KINDS: Final = {"xlsx": ".xlsx", "csv": ".csv"}


class Deeds(QObject):
    """Belongs to one pane."""

    def __init__(self, pane: TransfersPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._session = pane.session
        self.tags: list[TagRow] = []
        self.filters: list[SavedFilterRow] = []

    # Copying

    @Slot()
    def copy(self) -> None:
        """Put the selected rows on the clipboard, columns as shown, with a header line."""
        view, table = self._pane.model.view, self._pane.table
        ranges = table.chosen_ranges()
        number = table.chosen_count()
        if view is None or not number:
            return
        if number > MOST_COPIED:
            self._session.told.emit(
                _("{n} rows are too many for the clipboard; export them to a file.").format(
                    n=words.count(number)
                ),
                "WARN",
            )
            return
        columns = table.shown_columns()
        serials = any(COLUMNS[column].key == "serial" for column in columns)

        names = {tag.tag: tag.name for tag in self.tags}

        def question(case: CaseFile, progress: Progress) -> Any:
            made = Copies(columns)
            made.add([[_(COLUMNS[column].title) for column in columns]])
            for top, bottom in ranges:
                for first in range(top, bottom + 1, _STRETCH):
                    progress.step(made.rows, number, "")
                    size = min(_STRETCH, bottom + 1 - first)
                    rows = flow_pages.rows_between(case, view, first, size, serials=serials)
                    tags = tagging.tags_of_flows(case, [row.id for row in rows]) if names else {}
                    told = {
                        flow: ", ".join(names[tag] for tag in held if tag in names)
                        for flow, held in tags.items()
                    }
                    made.add([copied_row(row, columns, told.get(row.id, "")) for row in rows])
            return made.done()

        job = self._pane.start("copy", _("Copying"), question)
        job.succeeded.connect(self._copied)

    @Slot(object)
    def _copied(self, result: Any) -> None:
        number, text, html = result
        copies.put(text, html)
        self._session.told.emit(
            _("{n} rows are on the clipboard.").format(n=words.count(number)), "GOOD"
        )

    # Exporting

    @Slot()
    def export_xlsx(self) -> None:
        """Write the view to a workbook."""
        self._export("xlsx", XLSX)

    @Slot()
    def export_csv(self) -> None:
        """Write the view to a csv file."""
        self._export("csv", CSV)

    def _export(self, kind: str, written: Kind) -> None:
        name = file_name(self._session.case.name, _("Transfers"))
        chosen = choose_target(self._pane, _("Export the transfers"), name, (written,))
        if chosen is not None:
            self.export_to(chosen, kind)

    def export_to(self, target: Path, kind: str) -> None:
        """Write the flows of the view, columns as shown, to a file."""
        pane = self._pane
        keys = [COLUMNS[number].key for number in pane.table.shown_columns()]
        wanted, sort, bars = pane.filter, pane.sort, pane.bars

        def work(case: CaseFile, progress: Progress) -> Any:
            return flow_export.export_flows(
                case, target, wanted=wanted, sort=sort, bars=bars, columns=keys, progress=progress,
                kind=kind,
            )  # fmt: skip

        job = pane.start("", _("Exporting"), work)
        job.succeeded.connect(self._exported)

    @Slot(object)
    def _exported(self, report: flow_export.ExportReport) -> None:
        self._session.told.emit(
            _("{n} transfers were written to {file}.").format(
                n=words.count(report.flows), file=report.path.name
            ),
            "GOOD",
        )

    # Tags and notes

    def _chosen_flows(self) -> tuple[FlowView, list[tuple[int, int]]] | None:
        view, table = self._pane.model.view, self._pane.table
        if view is None or not table.chosen_count():
            self._session.told.emit(_("Select transfers first."), "INFO")
            return None
        if table.chosen_count() > MOST_NAMED:
            self._session.told.emit(
                _("Tags and notes go on at most {n} transfers at once.").format(
                    n=words.count(MOST_NAMED)
                ),
                "WARN",
            )
            return None
        return view, table.chosen_ranges()

    @Slot()
    def tag_new(self) -> None:
        """Ask for the name of a tag and put it on the selected flows."""
        if self._chosen_flows() is None:
            return
        name, good = QInputDialog.getText(self._pane, _("Tag"), _("Name of the tag"))
        if good and name.strip():
            self.tag(name.strip())

    def tag(self, name: str, *, off: bool = False) -> None:
        """Put a tag on the selected flows, or take it off."""
        chosen = self._chosen_flows()
        if chosen is None:
            return
        view, ranges = chosen

        def op(case: CaseFile, _progress: Progress) -> Any:
            on = Selection(flows=_ids(case, view, ranges))
            if off:
                return tagging.remove_tag(case, name=name, on=on)
            return tagging.add_tag(case, name=name, on=on)

        self._session.change(_("Tagging"), op)

    @Slot()
    def note(self) -> None:
        """Ask for a note on the selected flows."""
        if self._chosen_flows() is None:
            return
        text, good = QInputDialog.getMultiLineText(
            self._pane, _("Note"), _("Note on the selected transfers")
        )
        if good and text.strip():
            self.write_note(text.strip())

    def write_note(self, text: str) -> None:
        """Put a note on the selected flows."""
        chosen = self._chosen_flows()
        if chosen is None:
            return
        view, ranges = chosen

        def op(case: CaseFile, _progress: Progress) -> Any:
            return notes.add_note(case, text=text, on=Selection(flows=_ids(case, view, ranges)))

        self._session.change(_("Writing the note"), op)

    # Saved filters

    @Slot()
    def save_filter(self) -> None:
        """Ask for a name and keep the filter, its columns and its sort."""
        name, good = QInputDialog.getText(self._pane, _("Save filter"), _("Name of the filter"))
        if good and name.strip():
            self.save_as(name.strip())

    def save_as(self, name: str) -> None:
        """Keep the filter under a name."""
        pane = self._pane
        wanted = pane.filter
        columns = [COLUMNS[number].key for number in pane.table.shown_columns()]
        sort = [("-" if key.falling else "") + key.column for key in pane.sort]

        def op(case: CaseFile, _progress: Progress) -> Any:
            return saved_filters.save_filter(
                case, name=name, wanted=wanted, columns=columns, sort=sort
            )

        self._session.change(_("Saving the filter"), op)

    # Menus

    def fill_filters(self, menu: QMenu) -> None:
        """The saved filters, and the means to keep this one."""
        menu.clear()
        for row in self.filters:
            menu.addAction(row.name).setData(("filter", row.id))
        if self.filters:
            menu.addSeparator()
        menu.addAction(_("Save this filter…")).setData(("save", 0))
        forget = menu.addMenu(_("Remove"))
        forget.setEnabled(bool(self.filters))
        for row in self.filters:
            forget.addAction(row.name).setData(("remove", row.id))

    @Slot(QAction)
    def take_filter(self, action: QAction) -> None:
        """Use, keep or remove a saved filter."""
        deed, number = action.data()
        if deed == "save":
            self.save_filter()
        elif deed == "filter":
            row = next((row for row in self.filters if row.id == number), None)
            if row is not None:
                self._pane.use(row.wanted, row.sort, row.columns)
        else:

            def op(case: CaseFile, _progress: Progress) -> Any:
                return number, saved_filters.remove_filter(case, number=number)

            self._session.change(_("Removing the filter"), op)

    @Slot(QPoint)
    def show_row_menu(self, place: QPoint) -> None:
        """What can be done with the selected rows."""
        menu = QMenu(self._pane)
        number = self._pane.table.chosen_count()
        entries = (
            (_("Show the proof (Enter)"), "proof", number == 1),
            (_("Copy rows (Ctrl+C)"), "copy", number > 0),
            (_("Note…"), "note", number > 0),
        )
        for text, deed, on in entries:
            action = menu.addAction(text)
            action.setData((deed, ""))
            action.setEnabled(on)
        for title, deed in ((_("Tag"), "tag"), (_("Take tag off"), "untag")):
            below = menu.addMenu(title)
            below.setEnabled(number > 0)
            for tag in self.tags[:_MANY]:
                below.addAction(tag.name).setData((deed, tag.name))
            if deed == "tag":
                below.addAction(_("New tag…")).setData(("new", ""))
        row = self._pane.choice.current_row()
        if row is not None:
            menu.addSeparator()
            for text, key in (
                (_("Only transfers of the payer"), row.payer),
                (_("Only transfers of the payee"), row.payee),
            ):
                action = menu.addAction(text)
                action.setEnabled(key is not None)
                action.setData(("account", key))
        menu.triggered.connect(self._do)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    @Slot(QAction)
    def _do(self, action: QAction) -> None:
        deed, what = action.data()
        if deed == "proof":
            self._pane.choice.open_row(self._pane.table.currentIndex().row())
        elif deed == "copy":
            self.copy()
        elif deed == "note":
            self.note()
        elif deed == "new":
            self.tag_new()
        elif deed == "account":
            self._pane.show_account(what)
        else:
            self.tag(what, off=deed == "untag")


def _ids(case: CaseFile, view: FlowView, ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(
        row.id
        for top, bottom in ranges
        for row in flow_pages.rows_between(case, view, top, bottom - top + 1)
    )
