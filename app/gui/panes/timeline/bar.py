"""The tools over the timeline: lanes, their order, how densities count, playback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QMenu, QToolButton

from app.analysis.timeline.lanes import Order
from app.base.i18n import N_, _
from app.gui.panes.timeline.legend import LegendCard
from app.gui.widgets.fitting import FittingRow
from app.gui.widgets.icons import set_icon
from app.gui.widgets.pane_actions import add_actions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.gui.panes.timeline.state import LaneState

ORDERS = (
    (Order.HAND, N_("By hand")),
    (Order.LEVEL, N_("By level")),
    (Order.FIRST, N_("By first activity")),
    (Order.AMOUNT, N_("By amount")),
)


class TimelineBar(FittingRow):
    """Buttons in one row.

    Signals:
        add_wanted, traced_wanted, levels_wanted, busiest_wanted, clear_wanted: of lanes.
        fit_wanted: all time.
        order_wanted: another order of the lanes.
        amount_wanted: densities by amount, or by number.
        log_wanted: bars logarithmic or linear.
        currency_wanted: another currency.
        page_wanted: 0 lanes, 1 heat.
        play_wanted: playback on or off.
        picture_wanted: a picture of all lanes for the case file; ``seen_picture_wanted`` of
            those in sight.
    """

    add_wanted = Signal()
    traced_wanted = Signal()
    levels_wanted = Signal()
    busiest_wanted = Signal()
    clear_wanted = Signal()
    fit_wanted = Signal()
    order_wanted = Signal(str)
    amount_wanted = Signal(bool)
    log_wanted = Signal(bool)
    currency_wanted = Signal(str)
    page_wanted = Signal(int)
    play_wanted = Signal(bool)
    picture_wanted = Signal()
    seen_picture_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        self._pages = QButtonGroup(self)
        for number, title in enumerate((_("Lanes"), _("Heat"))):
            button = _button(title, "")
            button.setCheckable(True)
            self._pages.addButton(button, number)
            row.addWidget(button)
        self._pages.button(0).setChecked(True)
        self._pages.idClicked.connect(self._turn)
        row.addSpacing(8)
        self.add = _button(_("Add selection"), _("Put what is selected into lanes (Alt+A)"), "add")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.add.setMenu(self._menu())
        self.add.clicked.connect(self.add_wanted)
        row.addWidget(self.add)
        self.order = Order.HAND
        self.orders = QComboBox()
        self.orders.setAccessibleName(_("Order of the lanes"))
        for order, title in ORDERS:
            self.orders.addItem(_(title), order.value)
        self.orders.activated.connect(self._take_order)
        row.addWidget(self.orders)
        self.amount = _button(_("Amount"), _("Densities and heat by amount instead of number"))
        self.amount.setCheckable(True)
        self.amount.setChecked(True)
        self.amount.toggled.connect(self.amount_wanted)
        row.addWidget(self.amount)
        self.log = _button(_("Log"), _("Logarithmic bars: small ones stay visible"))
        self.log.setCheckable(True)
        self.log.toggled.connect(self.log_wanted)
        row.addWidget(self.log)
        self.currencies = QComboBox()
        self.currencies.setAccessibleName(_("Currency"))
        self.currencies.activated.connect(self._take_currency)
        self.currencies.hide()
        row.addWidget(self.currencies)
        row.addStretch(1)
        self.whole = _button("", _("Show all time (Home)"), "fit")
        self.whole.clicked.connect(self.fit_wanted)
        self.legend = _button("", _("What the signs mean (Alt+L)"), "question")
        self.legend.clicked.connect(self._show_legend)
        self.play = _button("", _("Playback: let time run (Alt+P)"), "play")
        self.play.setCheckable(True)
        self.play.toggled.connect(self.play_wanted)
        self.save = _button("", _("Picture for the case file: PDF, SVG or PNG (Alt+S)"), "export")
        self.save.clicked.connect(self.picture_wanted)
        choice = QMenu(self)
        self._whole = choice.addAction(_("Picture of all lanes…"))
        self._whole.triggered.connect(self.picture_wanted)
        self._seen = choice.addAction(_("Picture of the lanes in sight…"))
        self._seen.triggered.connect(self.seen_picture_wanted)
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.save.setMenu(choice)
        for button in (self.legend, self.save, self.whole, self.play):
            row.addWidget(button)
        does = (
            self.add.click, self.play.click, self.legend.click, self.save.click,
            self.want_seen_picture,
        )  # fmt: skip
        named = zip(self.keys(), does, strict=True)
        add_actions(self, [(key, title, slot) for (key, title), slot in named])

    def show_grade(self, grade: int) -> None:
        """The longest of the words, or its icon alone."""
        self.add.setText(_("Add selection") if grade == 0 else "")

    @Slot(int)
    def _turn(self, page: int) -> None:
        """Tools of the lanes rest while the heat is shown."""
        for tool in (self.orders, self.log, self.whole, self.legend, self.play):
            tool.setEnabled(page == 0)
        self._whole.setText(_("Picture of both matrices…") if page else _("Picture of all lanes…"))
        self._seen.setVisible(page == 0)
        self.page_wanted.emit(page)

    @Slot()
    def want_seen_picture(self) -> None:
        """Ask for a picture of the lanes in sight."""
        if self.save.isEnabled():
            self.seen_picture_wanted.emit()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for title, signal in (
            (_("Add the accounts of the trace"), self.traced_wanted),
            (_("Add a lane for each level of the traces"), self.levels_wanted),
            (_("Add the busiest accounts"), self.busiest_wanted),
            (_("Take all lanes out"), self.clear_wanted),
        ):
            action = menu.addAction(title)
            action.triggered.connect(signal)
        return menu

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the buttons."""
        return [
            ("Alt+A", _("Put what is selected into lanes")),
            ("Alt+P", _("Playback")),
            ("Alt+L", _("What the signs mean")),
            ("Alt+S", _("Picture of the timeline for the case file")),
            ("Alt+Shift+S", _("Picture of the lanes in sight for the case file")),
        ]

    @Slot()
    def _show_legend(self) -> None:
        card = LegendCard(self)
        card.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        card.resize(card.sizeHint())
        corner = self.legend.mapToGlobal(self.legend.rect().bottomRight())
        card.move(corner.x() - card.width(), corner.y() + 2)
        card.show()

    @property
    def page(self) -> int:
        """0 for the lanes, 1 for the heat."""
        return self._pages.checkedId()

    def show_state(self, state: LaneState) -> None:
        """Show the order and the measure in force."""
        self.order = state.order
        self.orders.setCurrentIndex(self.orders.findData(state.order.value))
        for button, on in ((self.amount, state.by_amount), (self.log, state.log)):
            button.blockSignals(True)
            button.setChecked(on)
            button.blockSignals(False)

    def show_currencies(self, currencies: Sequence[str], chosen: str) -> None:
        """Offer currencies where there are several."""
        self.currencies.clear()
        self.currencies.addItems(list(dict.fromkeys(currencies)))
        self.currencies.setCurrentIndex(self.currencies.findText(chosen))
        self.currencies.setVisible(self.currencies.count() > 1)
        self.fit()

    @Slot(int)
    def _take_order(self, place: int) -> None:
        self.order = Order(self.orders.itemData(place))
        self.order_wanted.emit(self.order.value)

    @Slot(int)
    def _take_currency(self, place: int) -> None:
        self.currency_wanted.emit(self.currencies.itemText(place))


def _button(text: str, hint: str, icon: str = "") -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(hint or text)
    button.setAccessibleName(hint or text)
    if icon:
        set_icon(button, icon)
        button.setIconSize(QSize(16, 16))
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
