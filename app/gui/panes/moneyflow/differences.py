"""What a trace that was run again says is different, figure by figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from app.base import money
from app.base.i18n import N_, _, ngettext
from app.gui import words
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import wording

if TYPE_CHECKING:
    from app.ops.traces import TraceRow

DATA: Final = Qt.ItemDataRole.UserRole
NAME, NUMBER, FIGURE, BEFORE, NOW, MORE = range(6)
FIGURES: Final = {
    "level": N_("Level"),
    "tainted_in_fen": N_("In (yuan)"),
    "tainted_out_fen": N_("Out (yuan)"),
    "retained_fen": N_("Kept (yuan)"),
    "stop": N_("Ends because"),
    "obtained": N_("Statement"),
    "cash_fen": N_("Cash (yuan)"),
    "unknown_fen": N_("Left unknown (yuan)"),
    "fees_fen": N_("Fees (yuan)"),
}


class Differences(QTreeWidget):
    """A line for each figure that is another one now.

    Signals:
        account_chosen: a key, and False.
        flows_chosen: ids of transfers that are new.
    """

    account_chosen = Signal(str, bool)
    flows_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ui_font(TABLE_PX, tabular=True))
        self.setAccessibleName(_("What changed"))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setRootIsDecorated(False)
        self.setHeaderLabels([
            _("Holder"), _("Account"), _("Figure"), _("Before"), _("Now"), _("Difference"),
        ])  # fmt: skip
        for column, width in enumerate((210, 180, 140, 130, 130, 130)):
            self.setColumnWidth(column, width)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_trace(self, row: TraceRow) -> None:
        """What became different since the trace before it."""
        self.clear()
        changes = row.changes or {}
        made = [_line(_("All"), "", name, pair) for name, pair in changes.get("left", {}).items()]
        for each in changes.get("accounts", ()):
            holder = words.name(each["holder"]) if each["holder"] else words.unknown()
            for name, pair in each["changed"].items():
                item = _line(holder, words.grouped(each["account"]), name, pair)
                item.setData(NAME, DATA, each["account"])
                made.append(item)
        for name, told_of in (("new_flows", _new), ("gone_flows", _gone)):
            flows = changes.get(name, ())
            if flows:
                item = QTreeWidgetItem([told_of(len(flows))])
                item.setData(NAME, DATA, tuple(flows))
                made.append(item)
        if not made:
            made.append(QTreeWidgetItem([_("Nothing changed.")]))
        self.addTopLevelItems(made)

    @Slot(QTreeWidgetItem, int)
    def _choose(self, item: QTreeWidgetItem, _column: int) -> None:
        data = item.data(NAME, DATA)
        if isinstance(data, str):
            self.account_chosen.emit(data, False)
        elif data is not None:
            self.flows_chosen.emit(tuple(data))


def summary(row: TraceRow) -> str:
    """What changed, in one sentence."""
    changes = row.changes or {}
    parts = [
        told_of(len(changes[name]))
        for name, told_of in (("accounts", _differ), ("new_flows", _new), ("gone_flows", _gone))
        if changes.get(name)
    ]
    told = _(", ").join(parts) or _("nothing changed")
    return _("Since trace {number}: {what}").format(number=row.previous, what=told)


def _line(holder: str, number: str, name: str, pair: list[Any]) -> QTreeWidgetItem:
    before, now = pair
    item = QTreeWidgetItem([
        holder, number, _(FIGURES[name]) if name in FIGURES else name, _told(name, before),
        _told(name, now),
    ])  # fmt: skip
    if name.endswith("_fen"):
        item.setText(MORE, words.signed((now or 0) - (before or 0)))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for column in (BEFORE, NOW, MORE):
        item.setTextAlignment(column, right)
    return item


def _told(name: str, value: Any) -> str:
    if name == "obtained" and value is not None:
        return wording.state_word("obtained" if value else "missing")
    if value is None:
        return "–"
    if name.endswith("_fen"):
        return money.plain(value)
    return wording.stop_word(value) if name == "stop" else str(value)


def _differ(number: int) -> str:
    told = ngettext("{n} account differs", "{n} accounts differ", number)
    return told.format(n=words.count(number))


def _new(number: int) -> str:
    told = ngettext("{n} new transfer", "{n} new transfers", number)
    return told.format(n=words.count(number))


def _gone(number: int) -> str:
    told = ngettext("{n} transfer is gone", "{n} transfers are gone", number)
    return told.format(n=words.count(number))
