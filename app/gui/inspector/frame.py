"""The frame of the inspector: a head, the sections that fit the selection, and "go to"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.gui.inspector.registry import SectionSpec, make_section, section_specs
from app.gui.pane_registry import pane_specs
from app.gui.standing import selection_words
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import redraw, set_icon
from app.model.selection import FlowFilter

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.selection import Selection

WAYS_ABREAST: Final = 2
"""So many buttons of "go to" stand side by side at the least width of the inspector."""


class FoldedSection(QWidget):
    """A section under a heading that folds it."""

    def __init__(self, spec: SectionSpec, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.inner = inner
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = QToolButton()
        self.head.setText(_(spec.title))
        self.head.setCheckable(True)
        self.head.setChecked(True)
        self.head.setProperty("role", "fold")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setAccessibleName(_("Fold or unfold: {section}").format(section=_(spec.title)))
        self.head.setSizePolicy(
            QSizePolicy.Policy.Expanding, self.head.sizePolicy().verticalPolicy()
        )
        self.head.setIconSize(QSize(16, 16))
        self.head.toggled.connect(self._fold)
        set_icon(self.head, "collapse", "muted")
        column.addWidget(self.head)
        column.addWidget(inner, 1)

    @Slot(bool)
    def _fold(self, unfolded: bool) -> None:
        self.inner.setVisible(unfolded)
        set_icon(self.head, "collapse" if unfolded else "expand", "muted")


class Inspector(QFrame):
    """Follows the selection of the session.

    Signals:
        section_made: the widget of a section, once.
    """

    section_made = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inspector")
        self.setAccessibleName(_("Inspector"))
        self._session = session
        self._sections: dict[str, FoldedSection] = {}
        self._nothing = EmptyState(
            "link",
            _("Nothing is selected"),
            _("Choose an account or a transfer in any pane: what it is, its figures and the rows"
              " that prove it stand here."),
        )  # fmt: skip
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        content = QWidget()
        content.setLayout(self._column)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._stack, 1)
        column.addWidget(self._ways())
        for spec in section_specs():
            self._make(spec)
        session.selection_changed.connect(self.show_selection)
        session.trace.changed.connect(self._show_again)
        self.show_selection(session.selection)

    def focus_first(self) -> None:
        """Put the keyboard into the first thing that takes it."""
        for widget in self.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def section(self, key: str) -> Any:
        """The widget of a section; raises ``KeyError`` for an unknown one."""
        return self._sections[key].inner

    def shown(self) -> list[str]:
        """The sections that are shown now."""
        return [key for key, folded in self._sections.items() if not folded.isHidden()]

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("role", "bar")
        head.setFixedHeight(40)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 8, 0)
        self._title = QLabel(_("Inspector"))
        self._title.setProperty("role", "muted")
        row.addWidget(self._title, 1)
        return head

    def _ways(self) -> QWidget:
        self._to = QFrame()
        self._to.setProperty("role", "foot")
        self._way_grid = QGridLayout(self._to)
        self._way_grid.setContentsMargins(16, 6, 16, 6)
        self._way_grid.setSpacing(8)
        words = QLabel(_("Go to"))
        words.setProperty("role", "muted")
        self._way_grid.addWidget(words, 0, 0)
        self._way_grid.setColumnStretch(WAYS_ABREAST + 1, 1)
        self._ways_there: list[tuple[QPushButton, tuple[str, ...]]] = []
        for spec in pane_specs():
            if not spec.takes:
                continue
            button = QPushButton(_(spec.title))
            button.setObjectName(spec.key)
            button.setToolTip(_("Show what is selected in: {pane}").format(pane=_(spec.title)))
            set_icon(button, spec.icon)
            button.clicked.connect(self._go)
            self._ways_there.append((button, spec.takes))
        return self._to

    def _place_ways(self, selection: Selection) -> None:
        """The buttons that fit the selection, side by side in rows, so that none is cut."""
        place = 0
        for button, takes in self._ways_there:
            fits = any(getattr(selection, noun) for noun in takes)
            self._way_grid.removeWidget(button)
            if fits:
                row, column = divmod(place, WAYS_ABREAST)
                self._way_grid.addWidget(button, row, column + 1)
                place += 1
            button.setVisible(fits)

    def _make(self, spec: SectionSpec) -> None:
        inner = make_section(spec, self._session)
        folded = FoldedSection(spec, inner)
        folded.hide()
        self._sections[spec.key] = folded
        self._column.addWidget(folded, 1 if spec.fills else 0)
        self.section_made.emit(inner)

    @Slot(object)
    def show_selection(self, selection: Selection) -> None:
        """Show the sections that fit."""
        shown = filled = False
        for folded in self._sections.values():
            show = getattr(folded.inner, "show_selection", None)
            if show is not None:
                show(selection)
            fits = folded.spec.shows(selection) and not getattr(folded.inner, "is_empty", False)
            folded.setVisible(fits)
            shown = shown or fits
            filled = filled or (fits and folded.spec.fills)
        self._rest(filled=filled)
        self._stack.setCurrentIndex(1 if shown else 0)
        self._to.setVisible(shown)
        self._place_ways(selection)
        self._title.setText(selection_words(selection) or _("Inspector"))

    @Slot()
    def _show_again(self) -> None:
        self.show_selection(self._session.selection)

    def _rest(self, *, filled: bool) -> None:
        """Without a section that fills the height, the sections keep to the top."""
        last = self._column.itemAt(self._column.count() - 1)
        has_rest = last is not None and last.spacerItem() is not None
        if filled and has_rest:
            self._column.takeAt(self._column.count() - 1)
        elif not filled and not has_rest:
            self._column.addStretch(1)

    @Slot()
    def _go(self) -> None:
        key = self.sender().objectName()
        selection = self._session.selection
        owners = selection.accounts or selection.parties
        if key == "transfers" and owners and not selection.flows:
            wanted = FlowFilter(
                accounts=selection.accounts, parties=selection.parties, period=self._session.period
            )
            self._session.go_to(key, selection=selection, filter=wanted)
            return
        self._session.go_to(key, selection=selection)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            redraw(self)
