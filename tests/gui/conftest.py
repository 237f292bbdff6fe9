"""Small invented cases, opened cheaply, and the means to wait for the window."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from app.base.progress import Progress
from app.gui import theme
from app.gui.jobs import JobRunner
from app.gui.main_window import MainWindow
from app.gui.session import CaseSession
from app.ops.cases import create_case, open_case
from app.ops.importing import import_paths
from app.store import keys
from app.store.header import Cost
from tests.gui import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ops.cases import CaseFile

PASSPHRASE = "correct horse 电池"
OFFICER = "王建国"
CHEAP = Cost(memory_kib=16, iterations=1, lanes=1)


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", CHEAP)


@pytest.fixture(scope="session", autouse=True)
def what_is_loaded_stays() -> None:
    """The collector does not look at what the start has loaded, again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_stays_on_this_thread() -> Iterator[None]:
    """As in the program (see ``app.gui.collecting``): widgets do not die on working threads."""
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """A folder of statements as they come on a stick."""
    return statements.write(tmp_path / "回执")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed case that holds the statements; copied by ``case``, never opened itself."""
    root = tmp_path_factory.mktemp("gui")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAN_HOME", str(root / "home"))
        patch.setattr(keys, "DEFAULT_COST", CHEAP)
        folder = root / "蓝鲸案.xunxian"
        with create_case(
            folder=folder, name="蓝鲸案", officer=OFFICER, passphrase=PASSPHRASE
        ) as case:
            given = statements.write(root / "回执")
            import_paths(case, paths=[given], progress=Progress())
    return folder


@pytest.fixture
def full_folder(filled: Path, tmp_path: Path) -> Path:
    """A closed case with statements, of this test alone."""
    import shutil

    return shutil.copytree(filled, tmp_path / filled.name)


@pytest.fixture
def full_case(full_folder: Path) -> Iterator[CaseFile]:
    with open_case(folder=full_folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        yield case


@pytest.fixture
def empty_case(tmp_path: Path) -> Iterator[CaseFile]:
    with create_case(
        folder=tmp_path / "空案.xunxian", name="空案", officer=OFFICER, passphrase=PASSPHRASE
    ) as case:
        yield case


@pytest.fixture
def dollars(empty_case: CaseFile, tmp_path: Path) -> CaseFile:
    """A case in which no yuan moved."""
    import_paths(
        empty_case, paths=[statements.in_dollars(tmp_path / "美元")], progress=Progress()
    )  # fmt: skip
    return empty_case


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Dresses the program; light again afterwards."""

    def dress(name: str) -> None:
        theme.apply_theme(qapp, name)

    dress("light")
    yield dress
    dress("light")


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.shut_down()


@pytest.fixture
def opened(
    qtbot: QtBot, dressed: Callable[[str], None], runner: JobRunner
) -> Callable[[CaseFile], MainWindow]:
    """Shows the window of a case and waits until it has read everything."""
    kept: list[MainWindow] = []  # qtbot holds weak references only

    def show(case: CaseFile) -> MainWindow:
        session = CaseSession(case, runner)
        window = MainWindow(session)
        session.setParent(window)
        kept.append(window)
        qtbot.addWidget(window, before_close_func=_quiet)
        window.show()
        session.reload()
        rest(qtbot, runner)
        return window

    return show


def _quiet(window: MainWindow) -> None:
    window.quiet()


def rest(qtbot: QtBot, runner: JobRunner) -> None:
    """Wait until no work runs and its results are shown."""
    qtbot.waitUntil(runner.is_idle, timeout=30_000)
    qtbot.wait(1)
    qtbot.waitUntil(runner.is_idle, timeout=30_000)
