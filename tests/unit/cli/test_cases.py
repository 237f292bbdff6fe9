from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from app.__main__ import main as program
from app.base.errors import Cancelled
from app.base.progress import ProgressReport
from app.cli import cases, output
from app.cli.main import build_parser, main
from app.store.casefile import CaseFile
from tests.unit.conftest import NAME, OFFICER, PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

VERIFY_KEYS = {
    "ok", "database_ok", "ledger_ok", "files", "files_changed", "journal_entries", "journal_ok"
}  # fmt: skip


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("XUNXIAN_NEW_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())


def run(*arguments: object) -> int:
    return main([str(each) for each in arguments])


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_new_then_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", folder, "--name", NAME, "--officer", OFFICER, "--json") == 0
    made = told(capsys)
    assert (made["name"], made["case"]) == (NAME, str(folder))
    assert run("verify", folder, "--json") == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    result = json.loads(out)
    assert result.keys() >= VERIFY_KEYS
    assert (result["ok"], result["journal_entries"]) == (True, 1)
    assert run("verify", folder) == 0
    assert "in order" in capsys.readouterr().out
    with CaseFile.open(folder, passphrase=PASSPHRASE, officer="o") as case:
        assert [each.name for each in case.officers()] == [OFFICER]


def test_new_over_something_is_wrong_usage(closed: Path) -> None:
    assert run("new", closed, "--name", "x") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["new"],
        ["new", "folder"],
        ["verify"],
        ["passphrase"],
        ["verify", "/absent/folder"],
        ["new", "folder", "--name", " "],
        ["new", "folder", "--name", "x", "--zone", "Mars/Base"],
    ],
)
def test_wrong_usage(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err
    assert not (tmp_path / "folder").exists()


def test_help_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    assert "verify" in capsys.readouterr().out
    assert run("passphrase", "add", "--help") == 0


@pytest.mark.parametrize("passphrase", ["", "wrong"])
def test_a_wrong_or_empty_passphrase(
    closed: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", passphrase)
    assert run("verify", closed, "--json") == 4
    assert capsys.readouterr().out == ""


def test_a_case_that_is_open_elsewhere(case: CaseFile, folder: Path) -> None:
    assert run("verify", folder) == 5


def test_the_passphrase_file(closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pass.txt"
    for content, status in (
        (PASSPHRASE, 0),
        (f"{PASSPHRASE}\n", 0),
        (f"\ufeff{PASSPHRASE}\r\nsecond line\n", 0),
        (f" {PASSPHRASE}", 4),
        ("", 4),
    ):
        file.write_text(content, encoding="utf-8", newline="")
        monkeypatch.delenv("XUNXIAN_PASSPHRASE", raising=False)
        assert run("verify", closed, "--passphrase-file", file) == status, content
        monkeypatch.setenv("XUNXIAN_PASSPHRASE", "wrong")
        assert run("verify", closed, "--passphrase-file", file) == 4
    monkeypatch.delenv("XUNXIAN_PASSPHRASE")
    assert run("verify", closed, "--passphrase-file", tmp_path / "absent") == 2
    file.write_bytes(b"\xff\xfe\xff")
    assert run("verify", closed, "--passphrase-file", file) == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_terminal_or_passphrase_nothing_is_asked(
    closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("XUNXIAN_PASSPHRASE")
    assert run("verify", closed) == 2
    assert "XUNXIAN_PASSPHRASE" in capsys.readouterr().err


def test_a_terminal_is_asked_and_a_new_passphrase_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XUNXIAN_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", Terminal())
    entered = ["a", "b", "a", "a", "a"]
    monkeypatch.setattr("app.cli.context.getpass.getpass", lambda _prompt: entered.pop(0))
    assert run("new", folder, "--name", NAME) == 4
    assert not folder.exists()
    assert run("new", folder, "--name", NAME) == 0
    assert run("verify", folder) == 0
    assert entered == []


def test_the_acting_officer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNXIAN_OFFICER", "甲")
    assert run("new", folder, "--name", NAME) == 0
    with CaseFile.open(folder, passphrase=PASSPHRASE, officer="o") as case:
        assert case.officers()[0].name == "甲"
    other = folder.with_name("other")
    assert run("new", other, "--name", NAME, "--officer", "乙") == 0
    with CaseFile.open(other, passphrase=PASSPHRASE, officer="o") as case:
        assert case.officers()[0].name == "乙"
    monkeypatch.delenv("XUNXIAN_OFFICER")

    def nobody() -> str:
        raise KeyError("no login name")

    monkeypatch.setattr("app.cli.context.getpass.getuser", nobody)
    assert run("new", folder.with_name("third"), "--name", NAME) == 0


def test_passphrases(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("XUNXIAN_NEW_PASSPHRASE", "second")
    assert run("passphrase", "add", closed, "--name", "李", "--json") == 0
    assert [(each["name"], each["own"]) for each in told(capsys)] == [
        (OFFICER, True),
        ("李", False),
    ]
    monkeypatch.delenv("XUNXIAN_NEW_PASSPHRASE")
    file = tmp_path / "new.txt"
    file.write_text("changed\n", encoding="utf-8")
    assert run("passphrase", "change", closed, "--new-passphrase-file", file) == 0
    assert run("verify", closed) == 4
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", "changed")
    capsys.readouterr()
    assert run("passphrase", "list", closed, "--json") == 0
    slots = told(capsys)
    assert [each["name"] for each in slots] == [OFFICER, "李"]
    assert run("passphrase", "remove", closed, "nobody") == 2
    assert run("passphrase", "remove", closed, "李", "--why", "调离") == 0
    assert run("passphrase", "remove", closed, slots[0]["slot"]) == 2
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", "second")
    assert run("verify", closed) == 4


def test_backup(closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backup", closed, tmp_path / "copy", "--json") == 0
    assert told(capsys) == {"target": str(tmp_path / "copy")}
    assert run("verify", tmp_path / "copy") == 0
    assert run("backup", closed, tmp_path / "copy") == 2


@pytest.mark.parametrize("name", ["case.json", "case.db"])
def test_a_damaged_case_is_answered_not_refused(
    closed: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = closed / name
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(bytes(content))
    assert run("verify", closed, "--json") == 3
    result = told(capsys)
    assert result.keys() >= VERIFY_KEYS
    assert result["ok"] is False


def test_a_bug_is_reported_politely_and_without_content(
    closed: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("6222021234567890123")

    monkeypatch.setattr(cases, "verify_case", broken)
    assert run("verify", closed) == 1
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert "6222021234567890123" not in captured.err
    (report,) = (home / "logs").glob("crash-*.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert "6222021234567890123" not in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("failure", [Cancelled, KeyboardInterrupt])
def test_cancelling(
    closed: Path, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]
) -> None:
    def cancelled(*_arguments: object) -> None:
        raise failure

    monkeypatch.setattr(cases, "verify_case", cancelled)
    assert run("verify", closed) == 130
    monkeypatch.undo()
    assert not (closed / "lock").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_signals_are_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with output.reporting():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_too_late_for_a_change_that_stands() -> None:
    before = signal.default_int_handler
    signal.signal(signal.SIGINT, before)  # who starts tests in the background ignores it
    with output.reporting(changing=True):
        pass
    os.kill(os.getpid(), signal.SIGINT)  # neither raises nor kills
    signal.signal(signal.SIGINT, before)
    with pytest.raises(KeyError), output.reporting(changing=True):
        raise KeyError
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_the_work(number: signal.Signals) -> None:
    with pytest.raises(Cancelled), output.reporting() as progress:  # noqa: PT012 - a whole block
        os.kill(os.getpid(), number)
        for _time in range(100):
            progress.step(0, 1, "working")
            time.sleep(0.01)
    os.kill(os.getpid(), number)  # nothing is left to stop: it is ignored


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_second_signal_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt), output.reporting():  # noqa: PT012 - a whole block
        for _time in range(2):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


def test_progress_on_a_terminal_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    sink = output._ErrorLine()
    sink(ProgressReport(1, 4, "A long text", 1.0, 3.0))
    sink(ProgressReport(4, 4, "Short", 1.0, None))
    sink.end()
    assert "\n" not in screen.getvalue()
    assert "25 % (3 s left)" in screen.getvalue()
    assert screen.getvalue().endswith("\r")


def test_progress_elsewhere_is_rare(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("app.cli.output.time.monotonic", lambda: now)
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    sink = output._ErrorLine()
    for second in range(12):
        now = 1000.0 + second
        sink(ProgressReport(second, 0, "Working", 1.0, None))
    sink.end()
    assert stream.getvalue() == "Working 5\nWorking 10\n"


def test_names_that_are_no_text_do_not_stop_the_output() -> None:
    script = (
        "import argparse; from app.cli.output import emit, prepare_streams\n"
        "prepare_streams(); emit(argparse.Namespace(json=True), ['流水', 'x\\udcff'], [])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    assert json.loads(done.stdout) == ["流水", "x\udcff"]


def test_a_reader_that_leaves_is_no_bug(closed: Path, home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", "verify", str(closed)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert process.returncode == 141
    assert b"mistake" not in errors
    assert list((home / "logs").glob("crash-*")) == []


def test_the_program_runs_commands_in_the_wanted_language(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr("app.cli.main.main", lambda argv, _window: seen.append(argv) or 0)
    monkeypatch.setattr("app.__main__.use_language", seen.append)
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", None)
    monkeypatch.setattr("app.__main__.log.install", lambda: None)
    monkeypatch.setenv("XUNXIAN_LANG", "zh_CN")
    assert program(["verify", "x"]) == 0
    assert seen == ["zh_CN", ["verify", "x"]]


def test_every_command_takes_the_general_options() -> None:
    parser = build_parser()
    for words in (["new", "c", "--name", "n"], ["verify", "c"], ["backup", "c", "d"],
                  ["passphrase", "list", "c"]):  # fmt: skip
        args = parser.parse_args([*words, "--json", "--officer", "o", "--passphrase-file", "f"])
        assert (args.json, args.officer, str(args.passphrase_file)) == (True, "o", "f")
