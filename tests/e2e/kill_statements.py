"""Imports the same files again and again, each time killed before another statement.

Every import runs in a forked child that kills itself before its n-th statement to the ledger or to
``case.db``; another child then opens the case and compares what it holds. Prints one document.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base.progress import Progress
from app.ops.cases import open_case
from app.ops.importing import import_paths
from app.store.ledger.connection import Ledger
from tests.e2e.program import OFFICER, PASSPHRASE
from tests.e2e.state import JOURNAL, differing, state_of

if TYPE_CHECKING:
    from collections.abc import Callable


class Counting:
    """Stands for the ledger's connection and tells before each statement."""

    def __init__(self, real: Any, before: Callable[[], None]) -> None:
        self._real = real
        self._before = before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, *arguments: Any) -> Any:
        self._before()
        return self._real.execute(*arguments)


def import_killed_before(case: Path, source: Path, statement: int, told: Path) -> None:
    """Import; die before this statement, or write how many there were.

    The last one stands for the moment after the batch was completed.
    """
    counter = itertools.count(1)
    last = 0

    def before(*_ignored: Any) -> None:
        nonlocal last
        last = next(counter)
        if last == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_case(folder=case, passphrase=PASSPHRASE, officer=OFFICER) as opened:
        ledger = opened.ledger
        assert isinstance(ledger, Ledger)
        ledger.connection = Counting(ledger.connection, before)  # type: ignore[assignment]
        for name in ("before_cursor_execute", "commit"):
            sa.event.listen(opened.database.engine, name, before)
        import_paths(opened, paths=[source], progress=Progress())
        before()
    told.write_text(str(last), encoding="ascii")


def forked(work: Callable[..., None], *arguments: Any) -> int:
    """Do something in a child; its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(*arguments)
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def keep_state(case: Path, told: Path) -> None:
    told.write_text(json.dumps(state_of(case)), encoding="utf-8")


def main() -> None:
    case, source, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    told = case.with_name("told.json")

    def state(folder: Path) -> dict[str, Any]:
        assert forked(keep_state, folder, told) == 0
        found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return found

    base = shutil.copytree(case, case.with_name("base"))
    whole = shutil.copytree(case, case.with_name("whole"))
    before = state(base)
    assert forked(import_killed_before, whole, source, 0, told) == 0
    statements = int(told.read_text(encoding="ascii"))
    expected = state(whole)
    count = {"absent": 0, "whole": 0}
    wrong: list[Any] = []
    # the last ones are the commit of case.db, so each of them is worth a kill
    places = {statements - n for n in range(4)}
    places |= {1 + n * (statements - 4) // (kills - 4) for n in range(kills - 4)}
    for place in sorted(places):
        forked(import_killed_before, case, source, place, told)
        after = state(case)
        if not differing(before, after):
            count["absent"] += 1
        elif not differing(expected, after, *JOURNAL):
            count["whole"] += 1
        else:
            wrong.append([place, differing(before, after), differing(expected, after)])
        if differing(before, after):
            shutil.rmtree(case)
            shutil.copytree(base, case)
    assert forked(import_killed_before, case, source, 0, told) == 0
    if differing(expected, state(case), *JOURNAL):
        wrong.append(["after all", differing(expected, state(case))])
    print(json.dumps({"statements": statements, **count, "wrong": wrong}))


if __name__ == "__main__":
    main()
