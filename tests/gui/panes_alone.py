"""A pane in a window of its own, on a session of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import KnownError
from app.gui.pane_registry import make_pane, spec_of
from app.gui.session import CaseSession
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.message_bar import MessageBar, Tone
from tests.gui.conftest import rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.gui.jobs import JobRunner
    from app.ops.cases import CaseFile


class PaneWindow(QWidget):
    """A pane above a message bar."""

    def __init__(self, key: str, session: CaseSession) -> None:
        super().__init__()
        spec = spec_of(key)
        assert spec is not None
        self.session = session
        self.resize(1366, 768)
        self.pane: Any = make_pane(spec, session)
        self.message = MessageBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addWidget(self.message)
        session.told.connect(self._tell)
        session.pane_wanted.connect(self._welcome)
        session.runner.failed.connect(self._fail)

    def _welcome(self, key: str) -> None:
        if key == self.pane.objectName() and hasattr(self.pane, "welcome"):
            self.pane.welcome()

    def _tell(self, text: str, tone: str) -> None:
        self.message.tell(text, Tone[tone])

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.message.show_known(error)


@pytest.fixture
def alone(
    qtbot: QtBot, dressed: Callable[[str], None], runner: JobRunner
) -> Callable[[str, CaseFile], Any]:
    """Shows the window of one pane and waits until it has read everything; gives the window."""
    kept: list[PaneWindow] = []

    def show(key: str, case: CaseFile) -> PaneWindow:
        session = CaseSession(case, runner)
        window = PaneWindow(key, session)
        session.setParent(window)
        kept.append(window)
        qtbot.addWidget(window, before_close_func=_quiet)
        window.show()
        session.reload()
        rest(qtbot, runner)
        return window

    return show


def _quiet(window: PaneWindow) -> None:
    for box in window.findChildren(FilterBox):
        box.still()
