"""Background work: its signals, its threads, its cancel, and that nothing leaks."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest
from PySide6.QtCore import QObject, QThread, Slot

from app.base.errors import KnownError
from app.gui.jobs import Job, JobRunner, Lane


class Ear(QObject):
    """Hears the signals of a job, in order, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[QThread] = set()

    def listen(self, job: Job) -> Job:
        job.progressed.connect(self.progressed)
        job.succeeded.connect(self.succeeded)
        job.failed.connect(self.failed)
        job.cancelled.connect(self.cancelled)
        job.finished.connect(self.finished)
        return job

    def _note(self, what: str, value: object = None) -> None:
        self.heard.append((what, value))
        self.threads.add(QThread.currentThread())

    @Slot(object)
    def progressed(self, value: object) -> None:
        self._note("progressed", value)

    @Slot(object)
    def succeeded(self, value: object) -> None:
        self._note("succeeded", value)

    @Slot(object)
    def failed(self, value: object) -> None:
        self._note("failed", value)

    @Slot()
    def cancelled(self) -> None:
        self._note("cancelled")

    @Slot()
    def finished(self) -> None:
        self._note("finished")

    def words(self) -> list[str]:
        return [what for what, _value in self.heard if what != "progressed"]


@pytest.fixture
def runner(qapp):
    made = JobRunner()
    yield made
    assert made.shut_down(5000)
    qapp.processEvents()
    made.deleteLater()


@pytest.fixture
def ear(qapp):
    return Ear()


def until_stopped(progress):
    while True:
        progress.step(1, 0, "waiting")
        time.sleep(0.002)


def idle(qtbot, runner):
    qtbot.waitUntil(runner.is_idle, timeout=10_000)


def test_success_comes_on_the_gui_thread(qtbot, runner, ear):
    worked_on = []

    def work(progress):
        worked_on.append(threading.current_thread())
        progress.step(1, 2, "half")
        return 42

    ear.listen(runner.start(work))
    idle(qtbot, runner)
    assert ear.words() == ["succeeded", "finished"]
    assert ("succeeded", 42) in ear.heard
    assert [value.text for what, value in ear.heard if what == "progressed"] == ["half"]
    assert ear.threads == {QThread.currentThread()}
    assert worked_on != [threading.main_thread()]


def test_failure_reaches_job_and_desk(qtbot, runner, ear):
    desk = Ear()
    runner.failed.connect(desk.failed)
    error = KnownError("The disk is full.")

    def work(_progress):
        raise error

    ear.listen(runner.start(work))
    idle(qtbot, runner)
    assert ear.heard == [("failed", error), ("finished", None)]
    assert desk.heard == [("failed", error)]


def test_cancel_stops_soon(qtbot, runner, ear):
    job = ear.listen(runner.start(until_stopped))
    qtbot.waitUntil(lambda: bool(ear.heard), timeout=5000)
    began = time.monotonic()
    job.cancel()
    idle(qtbot, runner)
    assert time.monotonic() - began < 1  # 0.2 s is promised; the machine may be busy with tests
    assert ear.words() == ["cancelled", "finished"]


def test_waiting_job_is_cancelled_at_once(qtbot, runner, ear):
    first = runner.start(until_stopped)
    ran = []
    second = ear.listen(runner.start(ran.append))
    second.cancel()
    assert ear.words() == ["cancelled", "finished"]
    first.cancel()
    idle(qtbot, runner)
    assert ran == []


def test_what_was_done_in_spite_of_a_cancel_is_told(qtbot, runner, ear):
    gate = threading.Event()

    def work(_progress):
        gate.wait(5)
        return "stored"

    job = ear.listen(runner.start(work))
    time.sleep(0.05)
    job.cancel()
    gate.set()
    idle(qtbot, runner)
    assert ear.heard == [("succeeded", "stored"), ("finished", None)]


@pytest.mark.parametrize("already_done", [False, True])
def test_late_result_never_arrives(qtbot, runner, ear, already_done):
    gate = threading.Event()
    if already_done:
        gate.set()

    def slow(_progress):
        gate.wait(5)
        return "old"

    ear.listen(runner.start(slow, key="page", lane=Lane.FREE))
    if already_done:
        runner.wait_for_done()  # the result is in the event queue now
    else:
        time.sleep(0.05)
    ear.listen(runner.start(lambda _progress: "new", key="page", lane=Lane.FREE))
    gate.set()
    idle(qtbot, runner)
    assert sorted(ear.words()) == ["cancelled", "finished", "finished", "succeeded"]
    assert [value for what, value in ear.heard if what == "succeeded"] == ["new"]


def test_other_keys_are_left_alone(qtbot, runner, ear):
    for key in ("one", "two", "", ""):
        ear.listen(runner.start(lambda _progress: "done", key=key))
    idle(qtbot, runner)
    assert ear.words().count("succeeded") == 4


def test_case_lane_is_one_thread_in_order(qtbot, runner):
    seen = []

    def work(number):
        def note(_progress):
            seen.append((number, threading.get_ident()))

        return note

    for number in range(20):
        runner.start(work(number))
    idle(qtbot, runner)
    assert [number for number, _thread in seen] == list(range(20))
    assert len({thread for _number, thread in seen}) == 1


def test_free_lane_is_not_held_up_by_the_case(qtbot, runner, ear):
    blocked = runner.start(until_stopped)
    ear.listen(runner.start(lambda _progress: "layout", lane=Lane.FREE))
    qtbot.waitUntil(lambda: "finished" in ear.words(), timeout=5000)
    blocked.cancel()
    idle(qtbot, runner)


def test_progress_is_throttled(qtbot, runner, ear):
    def work(progress):
        for number in range(100_000):
            progress.step(number, 100_001, "counting")

    ear.listen(runner.start(work))
    idle(qtbot, runner)
    assert len([1 for what, _ in ear.heard if what == "progressed"]) < 30


def test_jobs_are_deleted(qtbot, qapp, runner):
    alive = [
        weakref.ref(runner.start(lambda _progress: [0] * 100, lane=Lane.FREE)) for _ in range(500)
    ]
    idle(qtbot, runner)
    qtbot.waitUntil(lambda: not runner.children() or len(runner.children()) <= 2, timeout=5000)
    gc.collect()
    assert sum(1 for each in alive if each() is not None) <= 1
    assert runner.jobs() == []


def test_shut_down_stops_and_says_nothing_more(qtbot, qapp, runner, ear):
    for _ in range(5):
        ear.listen(runner.start(until_stopped))
    assert runner.shut_down(5000)
    qapp.processEvents()
    assert "succeeded" not in ear.words()
    assert runner.is_idle()


def test_runner_that_dies_first_takes_nothing_down(qtbot, qapp):
    gone = JobRunner()
    release = threading.Event()
    gone.start(lambda _progress: release.wait(5), lane=Lane.FREE)
    threading.Timer(0.1, release.set).start()
    gone.deleteLater()
    qapp.processEvents()
    time.sleep(0.2)
    qapp.processEvents()
