"""The settings: a list of pages on the left, the page on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.base.registry import modules_of
from app.gui import settings_pages, theme
from app.gui.widgets.icons import redraw

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.gui.settings_pages._page import PageSpec, SettingsPage


def page_specs() -> list[PageSpec]:
    """The pages, from the top."""
    found = [module.PAGE for module in modules_of(settings_pages) if hasattr(module, "PAGE")]
    return sorted(found, key=_order)


def _order(spec: PageSpec) -> int:
    return spec.order


class SettingsDialog(QDialog):
    """Does not block; tells what changed when it is closed with its button.

    Signals:
        saved: the keys of the settings that changed.
    """

    saved = Signal(list)

    def __init__(
        self, session: CaseSession | None, parent: QWidget | None = None, *, page: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.resize(QSize(760, 540))
        self.pages: dict[str, SettingsPage] = {}
        self._specs = [spec for spec in page_specs() if session is not None or not spec.needs_case]
        self.list = QListWidget()
        self.list.setFixedWidth(190)
        self.list.setAccessibleName(_("Pages of the settings"))
        self.list.setIconSize(QSize(16, 16))
        self._stack = QStackedWidget()
        for spec in self._specs:
            made = spec.make(session)
            self.pages[spec.key] = made
            item = QListWidgetItem(_(spec.title))
            item.setSizeHint(QSize(180, 32))
            self.list.addItem(item)
            self._stack.addWidget(_scrolled(made))
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        keys = [spec.key for spec in self._specs]
        self.list.setCurrentRow(keys.index(page) if page in keys else 0)
        self._wrong = QLabel()
        self._wrong.setProperty("role", "danger")
        self._wrong.setContentsMargins(16, 0, 0, 0)
        buttons = QDialogButtonBox()
        save = buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        top = QHBoxLayout()
        top.setSpacing(0)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedWidth(1)
        top.addWidget(self.list)
        top.addWidget(line)
        top.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 16, 12)
        foot.addWidget(self._wrong, 1)
        foot.addWidget(buttons)
        under = QFrame()
        under.setProperty("role", "line")
        under.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top, 1)
        column.addWidget(under)
        column.addLayout(foot)
        self._draw()

    def show_page(self, key: str) -> None:
        """Bring a page to the front."""
        for number, spec in enumerate(self._specs):
            if spec.key == key:
                self.list.setCurrentRow(number)

    @Slot()
    def _save(self) -> None:
        for number, page in enumerate(self.pages.values()):
            wrong = page.complaint()
            if wrong:
                self.list.setCurrentRow(number)
                self._wrong.setText(wrong)
                return
        changed: list[str] = []
        for page in self.pages.values():
            changed += page.save()
        self.accept()
        self.saved.emit(changed)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew when the theme was switched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            redraw(self)
            self._draw()

    def _draw(self) -> None:
        for number, spec in enumerate(self._specs):
            item = self.list.item(number)
            if item is not None:
                item.setIcon(theme.icon(spec.icon, "muted"))


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(page)
    return area
