"""Pictures of the pages, for machines without a display and for looking at the look."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)

from app.base.errors import KnownError, StorageFull
from app.base.i18n import _, language, use_language
from app.gui import theme
from app.gui.jobs import JobRunner
from app.gui.main_window import MainWindow
from app.gui.session import CaseSession
from app.gui.translation import translate_qt
from app.ops.flow_pages import PAGE
from app.ops.incidents import list_incidents

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.ops.cases import CaseFile
    from app.ops.flow_pages import PageRow

logger = logging.getLogger(__name__)

DRESSES: Final = (("zh_CN", "light"), ("zh_CN", "dark"), ("en", "light"))
LONGEST_WAIT: Final = 120.0
PAGES: Final = (
    ("batches", "import"),
    ("transfers", "analysis"),
    ("timeline", "analysis"),
    ("moneyflow", "analysis"),
    ("journal", "report"),
)


def grab_case(app: QApplication, case: CaseFile, folder: Path) -> list[Path]:
    """Save a picture of every page in every dress; the case stays open and unchanged."""
    before = (language(), theme.current().name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFull(
            _("The folder for the pictures cannot be made."), error.strerror or ""
        ) from error
    written: list[Path] = []
    runner = JobRunner()
    handler = qInstallMessageHandler(_say)
    try:
        for words, name in DRESSES:
            use_language(words)
            theme.apply_theme(app, name)
            translate_qt()
            written += _grab_window(case, runner, folder, f"{words}-{name}")
    finally:
        qInstallMessageHandler(handler)
        runner.shut_down()
        use_language(before[0])
        theme.apply_theme(app, before[1])
        translate_qt()
    return written


def _say(kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
    """Drop what the screenless platform says about itself; the rest is for the log."""
    if text and not text.startswith("This plugin does not support"):
        logger.warning("qt %s: %s", kind.name, text)


def settle(runner: JobRunner) -> None:
    """Let the window come to rest: no job, nothing left to lay out or to paint."""
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if runner.is_idle():
            QCoreApplication.processEvents()
            if runner.is_idle():
                return
        time.sleep(0.002)
    raise KnownError(_("The pages took too long to draw."), _("Try again on an idle machine."))


def select_something(window: MainWindow, runner: JobRunner) -> None:
    """Select the first account, its best proved transfer, and show the raw row."""
    window.pane("accounts").table.choose(0)
    settle(runner)
    pane = window.pane("transfers")
    number = next((n for n in range(PAGE) if _is_proved_twice(pane.model.row_at(n))), 0)
    if pane.model.row_at(number) is not None:
        pane.table.choose(number)
        settle(runner)
        window.inspector.section("transfer").ask_raw()
        settle(runner)


def follow_money(window: MainWindow, case: CaseFile, runner: JobRunner) -> None:
    """What the victim of the first incident paid, followed."""
    incident = next((each.incident for each in list_incidents(case) if each.payments), None)
    if incident is not None:
        window.pane("moneyflow").start_incident(incident)
        settle(runner)


def _is_proved_twice(row: PageRow | None) -> bool:
    return row is not None and len(row.records) > 1


def _grab_window(case: CaseFile, runner: JobRunner, folder: Path, dress: str) -> list[Path]:
    session = CaseSession(case, runner)
    window = MainWindow(session)
    session.setParent(window)
    try:
        window.show()
        session.reload()
        settle(runner)
        _choose_telling_file(window)
        written = []
        for page, perspective in PAGES:
            window.show_perspective(perspective)
            session.go_to(page, selection=session.selection)
            settle(runner)
            if page == "transfers":
                select_something(window, runner)
            elif page == "moneyflow":
                follow_money(window, case, runner)
            settle(runner)
            path = folder / f"{page}-{dress}.png"
            if not window.grab().save(str(path)):
                raise StorageFull(_("A picture could not be written."), str(path))
            written.append(path)
        return written
    finally:
        window.quiet()
        window.hide()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _choose_telling_file(window: MainWindow) -> None:
    """The first file that has something to tell."""
    for number, line in enumerate(window.pane("batches").files.rows()):
        if line.report is not None and line.report.totals.rows_rejected:
            window.pane("batches").file_table.choose(number)
            window.pane("batches").file_table.scrollToTop()
            return
