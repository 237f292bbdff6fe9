"""The conditions of the filter as chips that can be taken away, and the means to add one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.base import money
from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.icons import set_icon
from app.gui.words import FLOW_KINDS, FLOW_STATUSES
from app.model.selection import Chip, FlowFilter, Period
from app.ops.describing import Names, chip_text
from app.ops.flows import NOT_NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPED: Final = {
    "accounts": (N_("Account"), N_("account or card number"), ""),
    "counterparties": (N_("Counterparty"), N_("account or card number, - where none is named"), ""),
    "period": (N_("Time span"), N_("from, 2020-07-02 or 2020-07-02 15:30"), N_("until")),
    "amount": (N_("Amount"), N_("from, yuan"), N_("to, yuan")),
    "channels": (N_("Channel"), N_("as the statement says it"), ""),
    "currencies": (N_("Currency"), N_("CNY, USD"), ""),
}
"""Conditions that are typed: title, and what stands in the empty fields."""
_DAY_LENGTH: Final = 10


class FlowLayout(QLayout):
    """Places widgets in lines, like words."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """One more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """One of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """How high the lines are."""
        return self._place(QRect(0, 0, width, 0), only_measure=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        """The largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place the widgets."""
        super().setGeometry(rect)
        self._place(rect, only_measure=False)

    def _place(self, rect: QRect, *, only_measure: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            wide = min(hint.width(), rect.width())
            if x > rect.x() and x + wide > rect.right() + 1:
                x, y, high = rect.x(), y + high + self.spacing(), 0
            if not only_measure:
                item.setGeometry(QRect(QPoint(x, y), QSize(wide, hint.height())))
            x += wide + self.spacing()
            high = max(high, hint.height())
        return y + high - rect.y()


class ConditionForm(QFrame):
    """A small form under the button: one or two fields; Enter commits, Esc leaves.

    Signals:
        committed: the field of the filter, and the texts.
    """

    committed = Signal(str, list)

    def __init__(self, field: str, texts: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field = field
        title, *hints = TYPED[field]
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.addWidget(QLabel(_(title)))
        self.fields: list[QLineEdit] = []
        for hint, text in zip([hint for hint in hints if hint], [*texts, "", ""], strict=False):
            edit = QLineEdit(text)
            edit.setPlaceholderText(_(hint))
            edit.setAccessibleName(f"{_(title)}: {_(hint)}")
            edit.setMinimumWidth(260)
            edit.returnPressed.connect(self.commit)
            column.addWidget(edit)
            self.fields.append(edit)
        self._wrong = QLabel()
        self._wrong.setProperty("role", "danger")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        column.addWidget(self._wrong)
        apply = QPushButton(_("Filter"))
        apply.setProperty("role", "primary")
        apply.clicked.connect(self.commit)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(apply)
        column.addLayout(row)
        self.fields[0].setFocus()

    @Slot()
    def commit(self) -> None:
        """Hand the texts over."""
        self.committed.emit(self._field, [edit.text().strip() for edit in self.fields])

    def refuse(self, why: str) -> None:
        """Say what cannot be read; the form stays."""
        self._wrong.setText(why)
        self._wrong.show()
        self.adjustSize()


class ChipsRow(QWidget):
    """The chips of a ``FlowFilter``.

    Signals:
        filter_wanted: another ``FlowFilter``.
        bars_dropped: the chip of the histogram was taken away.
    """

    filter_wanted = Signal(object)
    bars_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = FlowFilter()
        self._tags: tuple[tuple[int, str], ...] = ()
        self._names = Names()
        self._bars = ""
        self._form: ConditionForm | None = None
        self._lines = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.add = QToolButton()
        self.add.setText(_("Condition"))
        self.add.setToolTip(_("Add a condition to the filter (F4)"))
        self.add.setShortcut("F4")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self.add, "add")
        self._menu = QMenu(self.add)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.add.setMenu(self._menu)
        self._draw()

    def show_filter(self, wanted: FlowFilter, names: Names | None = None, bars: str = "") -> None:
        """Show other conditions; ``bars`` says what the histogram adds."""
        self._filter = wanted
        self._names = names or self._names
        self._bars = bars
        self._draw()

    def set_tags(self, tags: Sequence[tuple[int, str]]) -> None:
        """The tags that can be filtered by."""
        self._tags = tuple(tags)
        self._names = Names(self._names.parties, dict(tags))

    def texts(self) -> list[str]:
        """The chips in words."""
        return [
            button.text()
            for button in self.findChildren(QToolButton)
            if button.property("chip") is not None
        ]

    def _draw(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.add:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for chip in self._filter.chips():
            if chip.field != "text":  # it stands in its own field
                self._lines.addWidget(self._chip(self._text(chip), chip))
        if self._bars:
            self._lines.addWidget(self._chip(self._bars, "bars"))
        self._lines.addWidget(self.add)
        self._lines.invalidate()
        self.updateGeometry()

    def _text(self, chip: Chip) -> str:
        """A condition in words; numbers read as everywhere, and are hidden where they are."""
        value = chip.value
        if chip.field not in ("accounts", "counterparties"):
            return chip_text(self._filter, chip, self._names)
        number = words.unknown() if value == NOT_NAMED else words.grouped(str(value))
        return number if chip.field == "accounts" else _("with {accounts}").format(accounts=number)

    def _chip(self, text: str, what: Chip | str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setProperty("role", "chip")
        button.setProperty("chip", True)
        button.setProperty("what", what)
        button.setToolTip(_("Take this condition away"))
        button.setAccessibleName(_("Take away: {condition}").format(condition=text))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(button, "close", "muted")
        button.clicked.connect(self._drop)
        button.show()
        return button

    @Slot()
    def _drop(self) -> None:
        button = self.sender()
        what: Any = button.property("what")
        if what == "bars":
            self.bars_dropped.emit()
        elif isinstance(what, Chip):
            self.filter_wanted.emit(self._filter.without(what))

    # Adding

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        for field, (title, *_hints) in TYPED.items():
            self._menu.addAction(_(title) + "…").setData(("type", field))
        self._menu.addSeparator()
        choices = (
            (_("Direction"), "direction", (("in", _("in")), ("out", _("out")))),
            (_("Kind"), "kinds", tuple((key, _(word)) for key, word in FLOW_KINDS.items())),
            (_("Status"), "statuses", tuple((k, _(word)) for k, word in FLOW_STATUSES.items())),
            (_("Tag"), "tags", self._tags),
        )
        for title, field, values in choices:
            below = self._menu.addMenu(title)
            below.setEnabled(bool(values))
            if field == "direction":
                below.setEnabled(bool(self._filter.accounts or self._filter.parties))
            for value, text in values:
                held = getattr(self._filter, field)
                action = below.addAction(text)
                action.setCheckable(True)
                action.setChecked(value == held or (isinstance(held, tuple) and value in held))
                action.setData((field, value))
        self._menu.triggered.connect(self._take, Qt.ConnectionType.UniqueConnection)

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        field, value = action.data()
        if field == "type":
            self.ask(value)
            return
        held: Any = getattr(self._filter, field)
        if isinstance(held, tuple):
            now: Any = (
                tuple(each for each in held if each != value) if value in held else (*held, value)
            )
        else:
            now = None if held == value else value
        self.filter_wanted.emit(replace(self._filter, **{field: now}))

    def ask(self, field: str) -> ConditionForm:
        """Open the form of a condition under the button."""
        texts: list[str] = []
        if field == "period":
            texts = [_shown(self._filter.period.since), _shown(self._filter.period.until)]
        elif field == "amount":
            bounds = (self._filter.least_fen, self._filter.most_fen)
            texts = ["" if fen is None else money.plain(fen) for fen in bounds]
        form = ConditionForm(field, texts, self)
        form.committed.connect(self._commit)
        form.adjustSize()
        form.move(self.add.mapToGlobal(QPoint(0, self.add.height() + 2)))
        form.show()
        self._form = form
        return form

    @Slot(str, list)
    def _commit(self, field: str, texts: list[str]) -> None:
        form = self._form
        try:
            wanted = with_condition(self._filter, field, texts)
        except ValueError as error:
            if form is not None:
                form.refuse(str(error))
            return
        if form is not None:
            form.close()
            self._form = None
        self.filter_wanted.emit(wanted)


def with_condition(wanted: FlowFilter, field: str, texts: Sequence[str]) -> FlowFilter:
    """The filter with a typed condition; raises ``ValueError`` with what cannot be read."""
    if field == "period":
        since, until = _moment(texts[0]), _moment(texts[1], end=True)
        if since is not None and until is not None and until < since:
            raise ValueError(_("The period ends before it begins."))
        return replace(wanted, period=Period(since, until))
    if field == "amount":
        least, most = (_fen(text) for text in texts)
        if least is not None and most is not None and most < least:
            raise ValueError(_("The largest amount is below the least."))
        return replace(wanted, least_fen=least, most_fen=most)
    text = texts[0] if field == "channels" else texts[0].replace(" ", "")
    text = text.upper() if field == "currencies" else text
    held = getattr(wanted, field)
    if not text or text in held:
        return wanted
    more: Any = (*held, text)
    return replace(wanted, **{field: more})


def _moment(text: str, *, end: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise ValueError(_("“{text}” is no time.").format(text=text)) from None
    if moment.tzinfo is not None:
        raise ValueError(_("“{text}” carries a time zone.").format(text=text))
    if end and len(text) <= _DAY_LENGTH:
        return datetime.combine(moment.date(), time(23, 59, 59, 999999))
    return moment


def _fen(text: str) -> int | None:
    if not text:
        return None
    fen = money.fen_from_text(text.removeprefix("¥"))
    if fen is None:
        raise ValueError(_("“{text}” is no amount.").format(text=text))
    return fen


def _shown(moment: datetime | None) -> str:
    if moment is None:
        return ""
    is_whole_day = moment.time() in (time(), time.max)
    return f"{moment:%Y-%m-%d}" if is_whole_day else f"{moment:%Y-%m-%d %H:%M:%S}"
