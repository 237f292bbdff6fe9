"""The same as an indented table: levels, accounts, what each paid whom, the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from app.base import money
from app.base.i18n import _
from app.gui import theme, words
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import reading, wording
from app.gui.panes.moneyflow.end_lines import end_lines
from app.gui.panes.moneyflow.lines import (
    BANK,
    COUNT,
    DATA,
    FIRST,
    METHODS_LINE,
    NAME,
    NUMBER,
    PASSED,
    SPREAD,
    STATE,
    Listing,
    line,
    list_below,
)
from app.ops.money_flow import FlowBand

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from app.gui.panes.moneyflow.reading import FlowReader
    from app.ops.flows import FlowRow
    from app.ops.money_flow import FlowCard, FlowPicture
    from app.ops.money_flow_methods import Compared


MOST_MARKED: Final = 200
_MARK = QItemSelectionModel.SelectionFlag.NoUpdate


@dataclass(frozen=True)
class Further:
    """Rows of a band that are not read yet."""

    ids: tuple[int, ...]


class FlowTree(QTreeWidget):
    """Filled when it is opened: a level's accounts, an account's bands, a band's rows.

    Signals:
        account_chosen: a key, and whether its transfers are wanted (Ctrl).
        accounts_chosen: several keys.
        menu_wanted: keys, and where on the screen.
        band_chosen: a ``FlowBand``, and the same.
        flow_chosen: the id of a flow.
        rows_wanted: flow ids of a band; the first of very many come.
    """

    account_chosen = Signal(str, bool)
    accounts_chosen = Signal(object)
    menu_wanted = Signal(object, object)
    band_chosen = Signal(object, bool)
    flow_chosen = Signal(object)
    rows_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture: FlowPicture | None = None
        self._compared: dict[str, Compared] = {}
        self._ctrl = False
        self._waiting: dict[tuple[int, ...], QTreeWidgetItem] = {}
        self.setFont(ui_font(TABLE_PX, tabular=True))
        self.setAccessibleName(_("Money flow as a table"))
        self.setHeaderLabels([
            _("Level, holder, transfer"), _("Account"), _("Bank"), _("In (yuan)"), _("Out (yuan)"),
            _("Kept (yuan)"), _("Spread (yuan)"), _("Transfers"), _("First"),
            _("On after"), _("State, source"),
        ])  # fmt: skip
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate((230, 170, 120, 112, 112, 112, 100, 70, 140, 104, 180)):
            self.setColumnWidth(column, width)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.itemExpanded.connect(self._open)
        self.itemClicked.connect(self._choose_all)
        self.itemActivated.connect(self._choose)

    def show_picture(self, picture: FlowPicture, compared: dict[str, Compared]) -> None:
        """Show other figures; ``compared`` are the methods side by side, by account."""
        self.picture = picture
        self._compared = compared
        self._waiting.clear()
        self.clear()
        up = picture.document["direction"] == "up"
        made = []
        for level in sorted({card.level for card in picture.cards}):
            cards = [card for card in picture.cards if card.level == level]
            traced = [card for card in cards if not card.beyond]
            item = line(
                f"{wording.level_word(level, up=up)} · {wording.accounts_word(len(cards))}",
                sums=[sum(getattr(card, name) for card in traced)
                      for name in ("came", "went", "kept")],
            )  # fmt: skip
            font = ui_font(TABLE_PX, bold=True)
            item.setFont(NAME, font)
            turned = picture.gone_round(level)
            sums = [None, turned, None] if up else [turned, None, None]
            list_below(item, partial(self._level_items, cards, sums if turned else None))
            made.append(item)
        ends = end_lines(picture.document)
        ends.setFont(NAME, ui_font(TABLE_PX, bold=True))
        self.addTopLevelItems([*made, ends])
        for item in (*made[:2], ends):
            item.setExpanded(True)

    def show_accounts(self, accounts: frozenset[str]) -> None:
        """Mark the lines of what is selected, and bring the first of them into sight."""
        if self.picture is None or not accounts or accounts == self._accounts():
            return
        levels = sorted({card.level for card in self.picture.cards})
        cards = [card for card in self.picture.cards if card.account in accounts]
        self.clearSelection()
        for number, card in enumerate(cards[:MOST_MARKED]):
            level = self.topLevelItem(levels.index(card.level))
            if level is None:
                continue
            self._open(level)
            for place in range(level.childCount()):
                item = level.child(place)
                if item is not None and item.data(NAME, DATA) == card.account:
                    level.setExpanded(True)
                    item.setSelected(True)
                    if not number:
                        self.setCurrentItem(item, 0, _MARK)
                        self.scrollToItem(item)
                    break

    def show_compared(self, compared: dict[str, Compared]) -> None:
        """Set the methods side by side; what is open stays open."""
        self._compared = compared
        for place in range(self.topLevelItemCount()):
            level = self.topLevelItem(place)
            for number in range(level.childCount() if level is not None else 0):
                item = level.child(number) if level is not None else None
                if item is not None:
                    self._tell_spread(item)
                    if item.childCount():
                        self._add_methods(item)

    def _tell_spread(self, item: QTreeWidgetItem) -> None:
        found = self._compared.get(str(item.data(NAME, DATA)))
        if found is not None:
            item.setText(SPREAD, money.plain(found.spread_kept))

    def _add_methods(self, item: QTreeWidgetItem) -> None:
        """A line for each method as the first thing below an account."""
        found = self._compared.get(str(item.data(NAME, DATA)))
        first = item.child(0)
        if found is None or (first is not None and first.data(NAME, DATA) == METHODS_LINE):
            return
        group = line(_("Methods side by side"))
        group.setData(NAME, DATA, METHODS_LINE)
        group.addChildren([
            *(line(_(wording.METHODS[each.method]), [each.came, each.went, each.kept])
              for each in found.methods),
            line(_("Spread"), [found.spread_came, found.spread_went, found.spread_kept]),
        ])  # fmt: skip
        item.insertChild(0, group)
        group.setExpanded(True)

    def take_rows(self, ids: tuple[int, ...], rows: list[FlowRow]) -> None:
        """The rows of a band have come."""
        item = self._waiting.pop(ids, None)
        if item is None:
            return
        item.takeChild(item.childCount() - 1)  # what stood for them
        item.addChildren([_row_item(row) for row in rows])
        rest = ids[reading.MOST_ROWS :]
        if rest:
            child = line(
                _("{n} more rows, click to read on").format(n=words.count(len(rest)))
            )  # fmt: skip
            child.setData(NAME, DATA, Further(rest))
            child.setForeground(NAME, theme.current().color("accent"))
            item.addChild(child)

    def _read(self, item: QTreeWidgetItem, ids: tuple[int, ...]) -> None:
        """Ask for rows; a line stands for them until they come."""
        item.addChild(line(_("reading…")))
        self._waiting[ids] = item
        self.rows_wanted.emit(list(ids))

    def _level_items(
        self, cards: list[FlowCard], turned: list[int | None] | None
    ) -> list[QTreeWidgetItem]:
        """The accounts; first what makes a level's sum larger than what was lost."""
        made = [self._account_item(card) for card in cards]
        if turned is not None:
            item = line(_("of it gone round"), sums=turned)
            item.setForeground(NAME, theme.current().color("muted"))
            item.setToolTip(
                NAME,
                _("Money that turned back to this level or one before passes it once more and is"
                  " counted each time."),
            )  # fmt: skip
            made.insert(0, item)
        return made

    def _account_item(self, card: FlowCard) -> QTreeWidgetItem:
        item = line(wording.holder(card), sums=[card.came, card.went, card.kept])
        item.setText(NUMBER, words.grouped(card.account))
        item.setText(BANK, card.bank or words.unknown())
        item.setText(FIRST, words.moment(card.first) if card.first else "")
        item.setText(PASSED, wording.passed_on(card))
        item.setText(STATE, ", ".join(wording.state_word(state) for state in card.states))
        item.setData(NAME, DATA, card.account)
        self._tell_spread(item)
        policy = QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator
        item.setChildIndicatorPolicy(policy)
        return item

    @Slot(QTreeWidgetItem)
    def _open(self, item: QTreeWidgetItem) -> None:
        data, picture = item.data(NAME, DATA), self.picture
        if picture is None or item.childCount():
            return
        if isinstance(data, Listing):
            item.addChildren(data.make())
        elif isinstance(data, str):
            self._add_methods(item)
            holders = {card.account: wording.holder(card) for card in picture.cards}
            for band in picture.bands:
                if band.payer == data:
                    item.addChild(_band_item(band, holders.get(band.payee, "")))
            if not item.childCount():
                item.setChildIndicatorPolicy(
                    QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicator
                )  # fmt: skip
        elif isinstance(data, FlowBand):
            ids = picture.rows.get((data.payer, data.payee), ())
            if ids:
                self._read(item, ids)
            else:
                item.addChild(line(_("no rows")))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Remember whether Ctrl was down."""
        self._ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+C copies the chosen lines as they go into a sheet."""
        self._ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_C and self._ctrl:
            columns = range(self.columnCount())
            lines = [
                "\t".join(
                    item.text(column).replace(" ", "") if column == NUMBER else item.text(column)
                    for column in columns
                )
                for item in self.selectedItems()
            ]
            QGuiApplication.clipboard().setText("\n".join(lines))
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu of the accounts that are selected."""
        accounts = self._accounts()
        if accounts:
            self.menu_wanted.emit(accounts, event.globalPos())

    def _accounts(self) -> frozenset[str]:
        data = [item.data(NAME, DATA) for item in self.selectedItems()]
        return frozenset(each for each in data if isinstance(each, str))

    @Slot(QTreeWidgetItem, int)
    def _choose_all(self, item: QTreeWidgetItem, column: int) -> None:
        """A click: of several accounts all; Ctrl takes one more, so it opens nothing then."""
        accounts = self._accounts()
        if len(accounts) > 1 or (self._ctrl and accounts):
            self.accounts_chosen.emit(accounts)
        else:
            self._choose(item, column)

    @Slot(QTreeWidgetItem, int)
    def _choose(self, item: QTreeWidgetItem, _column: int) -> None:
        data = item.data(NAME, DATA)
        if isinstance(data, str):
            self.account_chosen.emit(data, self._ctrl)
        elif isinstance(data, int):
            if data != METHODS_LINE:
                self.flow_chosen.emit(data)
        elif isinstance(data, Further):
            band = item.parent()
            if band is not None:
                band.removeChild(item)
                self._read(band, data.ids)
        elif isinstance(data, FlowBand):
            self.band_chosen.emit(data, self._ctrl)


def connect_rows(tree: FlowTree, reader: FlowReader) -> None:
    """Let the reader fetch rows for the table."""
    tree.rows_wanted.connect(reader.read_rows)
    reader.rows_read.connect(tree.take_rows)


def _row_item(row: FlowRow) -> QTreeWidgetItem:
    sources = "; ".join(
        f"{words.one_line(source.file)} {source.sheet or ''} {source.line or ''}".strip()
        for source in row.sources
    )  # fmt: skip
    item = line(words.one_line(row.summary or "") or _("transfer"), [row.amount_fen, None, None])
    item.setText(FIRST, words.moment(row.time, row.exactness))
    item.setText(STATE, sources)
    item.setToolTip(STATE, sources)
    item.setData(NAME, DATA, row.id)
    return item


def _band_item(band: FlowBand, name: str) -> QTreeWidgetItem:
    item = line("→ " + name, sums=[None, band.fen, None])
    item.setText(NUMBER, words.grouped(band.payee))
    item.setText(COUNT, words.count(band.flows))
    item.setText(FIRST, words.moment(band.first) if band.first else "")
    item.setData(NAME, DATA, band)
    item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
    return item
