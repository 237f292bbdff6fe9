"""What every test stands on: a home of its own, English words, and a screen nobody sees."""

from __future__ import annotations

import os
import signal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from app.base import i18n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")

QT_MESSAGES_THAT_MEAN_NOTHING = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise",
)
"""Notes of the offscreen platform; every other Qt warning fails the test it appears in."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in tests/gui are GUI tests: marked, and failed by any warning of Qt."""
    for item in items:
        if "tests/gui/" in item.path.as_posix():
            item.add_marker(pytest.mark.gui)
        if item.get_closest_marker("gui"):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*QT_MESSAGES_THAT_MEAN_NOTHING))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and logs of this test, away from the user's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("XUNXIAN_HOME", str(folder))
    for name in ("XUNXIAN_LANG", "XUNXIAN_PASSPHRASE", "XUNXIAN_OFFICER"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """A command that ran in this process may have stopped listening to Ctrl+C; pytest must not."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Start in English and leave the next test in English."""
    i18n.use_language("en")
    yield
    i18n.use_language("en")


@pytest.fixture
def chinese(english: None) -> None:
    """Run the test in Chinese."""
    i18n.use_language("zh_CN")


@pytest.fixture(autouse=True)
def nothing_left_running(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail a GUI test that leaves a timer, a thread or a pool of threads at work."""
    if not request.node.get_closest_marker("gui"):
        yield
        return
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer

    begun: list[Any] = []

    def recording(original: Callable[..., Any]) -> Callable[..., Any]:
        def start(self: Any, *arguments: Any, **named: Any) -> Any:
            begun.append(self)
            return original(self, *arguments, **named)

        return start

    for kind in (QTimer, QThread, QThreadPool):
        monkeypatch.setattr(kind, "start", recording(kind.start))
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    alive = [each for each in {id(one): one for one in begun}.values() if shiboken6.isValid(each)]
    left = [
        type(each).__name__
        for each in alive
        if (isinstance(each, QTimer) and each.isActive())
        or (isinstance(each, QThread) and each.isRunning())
        or (isinstance(each, QThreadPool) and not each.waitForDone(1000))
    ]
    assert not left, f"left running: {left}"
