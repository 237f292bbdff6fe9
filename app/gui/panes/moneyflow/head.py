"""The upper lines of the money flow: the start, picture or table, output; what to freeze first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.base import money
from app.base.i18n import _
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import wording
from app.gui.panes.moneyflow.starts import StartChooser
from app.gui.widgets.fitting import FittingRow
from app.gui.widgets.icons import set_icon
from app.ops.money_flow import freezable

if TYPE_CHECKING:
    from app.ops.money_flow import FlowCard

ACCOUNT = "account"


class HeadLine(FittingRow):
    """Title, start, buttons; where it is narrow the buttons are icons, and the tab is the title.

    Signals:
        table_wanted: picture or table was chosen.
        keep_wanted, fit_wanted, picture_wanted, workbook_wanted: the buttons.
    """

    table_wanted = Signal()
    keep_wanted = Signal()
    fit_wanted = Signal()
    picture_wanted = Signal()
    workbook_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.starts = StartChooser()
        self._title = QLabel(_("Money flow"))
        self._title.setProperty("role", "title")
        self.keep = QPushButton()
        self._keep_word = ""
        self.keep.clicked.connect(self.keep_wanted)
        set_icon(self.keep, "pin")
        self.table = QPushButton()
        self.table.setCheckable(True)
        self.table.setToolTip(_("The same as a table with exact figures and their rows"))
        self.whole = QPushButton()
        self.picture = QPushButton()
        self.workbook = QPushButton()
        self.whole.setToolTip(_("Show the whole picture (0)"))
        self.picture.setToolTip(_("Write a PDF, SVG or PNG for the case file"))
        self.workbook.setToolTip(_("Write accounts, edges and transfers to xlsx"))
        set_icon(self.table, "columns")
        set_icon(self.whole, "fit")
        set_icon(self.picture, "export")
        set_icon(self.workbook, "save")
        self.table.toggled.connect(self._tell_table)
        self.whole.clicked.connect(self.fit_wanted)
        self.picture.clicked.connect(self.picture_wanted)
        self.workbook.clicked.connect(self.workbook_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addSpacing(4)
        row.addWidget(self.starts, 2)
        row.addStretch(1)
        for button in self._buttons():
            row.addWidget(button)
        self.show_grade(0)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.keep, self.table, self.whole, self.picture, self.workbook

    def show_grade(self, grade: int) -> None:
        """Words on the buttons, or icons alone."""
        self._title.setVisible(grade == 0)
        words = (self._keep_word, _("Table"), _("Whole"), _("Picture…"), _("Figures…"))
        for button, word in zip(self._buttons(), words, strict=True):
            button.setText(word if grade == 0 else "")
            button.setAccessibleName(word)

    @property
    def is_table(self) -> bool:
        """Whether the table is wanted."""
        return self.table.isChecked()

    def show_table(self, *, on: bool) -> None:
        """Show the table or the picture."""
        self.table.setChecked(on)

    def offer_output(self, *, shown: bool) -> None:
        """Without a picture there is nothing to write."""
        for button in self._buttons():
            button.setVisible(shown)
        self.fit()

    def offer_keep(self, *, kept: int | None, possible: bool) -> None:
        """Whether what is shown can be kept, or which trace it is."""
        if kept is None:
            self._keep_word = _("Keep trace")
            self.keep.setToolTip(_("Keep question and answer in the case, with the journal"))
        else:
            self._keep_word = _("Trace {number}").format(number=kept)
            self.keep.setToolTip(_("This is a kept trace; change a parameter for another one"))
        self.keep.setEnabled(possible and kept is None)
        self.fit()

    @Slot()
    def _tell_table(self) -> None:
        self.table_wanted.emit()


class FigureLine(QWidget):
    """Fees and commissions in what was followed, as the trace's document has them.

    Signals:
        compare_wanted: the methods of a large trace are to be compared.
    """

    compare_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.figures: dict[str, QLabel] = {}
        for key, title, tip in (
            ("fees", _("Fees"), _("Traced money that left as fees of the banks")),
            (
                "commission", _("Commission"),
                _("What accounts kept that passed the rest on, up to a fifth of what came"),
            ),
        ):  # fmt: skip
            name, figure = QLabel(title), QLabel()
            name.setProperty("role", "muted")
            figure.setFont(ui_font(TABLE_PX, bold=True, tabular=True))
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for label in (name, figure):
                label.setToolTip(tip)
                row.addWidget(label)
            self.figures[key] = figure
        self.compare = QPushButton(_("Compare the methods"))
        self.compare.setProperty("role", "link")
        self.compare.setToolTip(
            _("All methods and how far they are apart; after a large trace only when asked for")
        )
        self.compare.clicked.connect(self.compare_wanted)
        self.compare.hide()
        row.addWidget(self.compare)
        self.hide()

    def show_document(self, document: dict[str, Any] | None) -> None:
        """Show the figures of a trace, or nothing."""
        self.setVisible(document is not None)
        if document is not None:
            for key, fen in (
                ("fees", document["left"]["fees_fen"]),
                ("commission", document.get("commission_fen", 0)),
            ):  # fmt: skip
                self.figures[key].setText(money.yuan(fen))


class FreezeLine(FittingRow):
    """The accounts that hold the most of the money still; amounts are told at any width.

    Signals:
        chosen: the key of one.
    """

    chosen = Signal(str)
    grades = 3

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[FlowCard] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 8)
        self._row.setSpacing(8)
        self.buttons: list[QPushButton] = []
        label = QLabel(_("Worth freezing:"))
        label.setProperty("role", "muted")
        self._row.addWidget(label)
        self._row.addStretch(1)
        self.hide()

    def show_cards(self, cards: list[FlowCard]) -> None:
        """Offer these."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        self._cards = list(cards)
        for place, card in enumerate(cards, start=1):
            button = QPushButton()
            button.setProperty(ACCOUNT, card.account)
            button.setToolTip(_("What stayed, no more than the last known balance; show it"))
            set_icon(button, "frozen", "accent")
            button.clicked.connect(self._choose)
            self._row.insertWidget(place, button)
            self.buttons.append(button)
        self.setVisible(bool(cards))
        self.fit()

    def show_grade(self, grade: int) -> None:
        """With the bank, with the last digits only, with the holder only."""
        for button, card in zip(self.buttons, self._cards, strict=True):
            tail = (wording.bank_and_tail(card), wording.tail(card), "")[grade]
            told = " ".join(part for part in (wording.holder(card), tail) if part)
            button.setText(f"{told}  {money.yuan(freezable(card))}")

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen.emit(str(button.property(ACCOUNT)))
