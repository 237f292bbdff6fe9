"""Questions of the ledger can be stopped, also while their case is being closed."""

from __future__ import annotations

import threading

import duckdb
import pytest

from app.base.errors import Cancelled
from app.base.progress import Progress
from app.store.ledger.stopping import stoppable

ENDLESS = "select sum(a.range * b.range) from range(3000000) a, range(3000000) b"


def test_a_running_question_ends_at_once():
    progress = Progress()
    threading.Timer(0.2, progress.cancel).start()
    with duckdb.connect() as connection, pytest.raises(Cancelled), stoppable(connection, progress):
        connection.execute(ENDLESS).fetchall()


def test_a_question_is_not_begun_after_a_stop():
    progress = Progress()
    progress.cancel()
    with duckdb.connect() as connection, pytest.raises(Cancelled), stoppable(connection, progress):
        pytest.fail("the question was asked")


def test_a_stop_after_the_case_was_closed_is_quiet():
    progress = Progress()
    connection = duckdb.connect()
    with stoppable(connection, progress):
        connection.close()
        progress.cancel()
    assert progress.is_cancelled
