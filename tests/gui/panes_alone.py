"""A pane in a window of its own, on a session of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.gui.alone import PaneWindow
from app.gui.session import CaseSession
from app.gui.widgets.filter_box import FilterBox
from tests.gui.conftest import rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.gui.jobs import JobRunner
    from app.ops.cases import CaseFile


@pytest.fixture
def alone(
    qtbot: QtBot, dressed: Callable[[str], None], runner: JobRunner
) -> Callable[[str, CaseFile], Any]:
    """Shows the window of one pane and waits until it has read everything; gives the window."""
    kept: list[PaneWindow] = []

    def show(key: str, case: CaseFile) -> PaneWindow:
        session = CaseSession(case, runner)
        window = PaneWindow(key, session)
        window.session = session
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
