"""Logs and crash reports: they are written, rotated, and hold nothing of a case."""

from __future__ import annotations

import faulthandler
import logging

import pytest

from app.base import log

SECRET = "6222020000000000014 测试甲"


@pytest.fixture
def fresh_log():
    """The program's logger without handlers, before and after."""
    root = logging.getLogger("app")

    def tidy() -> None:
        for handler in list(root.handlers):
            root.removeHandler(handler)
            handler.close()

    tidy()
    yield root
    tidy()
    if log._fault_stream is not None:
        faulthandler.disable()
        log._fault_stream.close()
        log._fault_stream = None
        faulthandler.enable()


def fail() -> None:
    number = SECRET
    try:
        int(number)
    except ValueError as cause:
        raise KeyError(number) from cause


def report() -> str:
    try:
        fail()
    except KeyError as error:
        return log.write_crash_report(KeyError, error, error.__traceback__).read_text("utf-8")
    raise AssertionError


def test_crash_report_names_types_and_places():
    text = report()
    assert "error: builtins.KeyError" in text
    assert "error: builtins.ValueError" in text
    assert "test_log.py" in text
    assert "in fail" in text


def test_crash_report_carries_no_message_and_no_source_line():
    text = report()
    assert "6222020000000000014" not in text
    assert "测试甲" not in text
    assert "int(number)" not in text


def test_log_goes_to_the_users_folder_once(fresh_log, home):
    log.install()
    log.install()
    assert len(fresh_log.handlers) == 1
    logging.getLogger("app.store").info("opened in %d ms", 12)
    text = (home / "logs" / "xunxian.log").read_text("utf-8")
    assert "INFO app.store: opened in 12 ms" in text
    assert faulthandler.is_enabled()


def test_log_keeps_quiet_below_its_level(fresh_log, home):
    log.install(level=logging.WARNING)
    logging.getLogger("app").info("nothing")
    assert (home / "logs" / "xunxian.log").read_text("utf-8") == ""


def test_crash_report_of_a_failure_that_is_its_own_cause():
    error = KeyError("x")
    error.__cause__ = error
    text = log.write_crash_report(KeyError, error, None).read_text("utf-8")
    assert text.count("error: builtins.KeyError") == 1
