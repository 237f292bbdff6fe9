"""history, undo, redo, tag and note on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.base.errors import ExitStatus
from app.base.progress import Progress
from app.cli.main import main
from app.ops.cases import open_case
from app.ops.importing import import_paths
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

CARD = "6222020000000000034"


@pytest.fixture
def run(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:  # fmt: skip
    """Runs one command on a case with a statement, in JSON; gives its document."""
    with open_case(folder=closed, passphrase=PASSPHRASE, officer=OFFICER) as case:
        path = write_statement(tmp_path / "first.csv", CARD, rows=4)
        import_paths(case, paths=[path], progress=Progress())
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XUNXIAN_OFFICER", OFFICER)

    def command(*words: str, status: ExitStatus = ExitStatus.DONE, plain: bool = False) -> Any:
        names = 2 if words[0] in ("tag", "note") else 1
        given = [*words[:names], str(closed), *words[names:], *([] if plain else ["--json"])]
        assert main(given) == status
        told = capsys.readouterr()
        if status is not ExitStatus.DONE:
            return told.err
        return told.out if plain else json.loads(told.out)

    return command


def test_steps_are_listed_undone_and_redone(run: Run) -> None:
    flow = str(run("flows")[0]["id"])
    assert run("tag", "add", "可疑", "--flow", flow, "--account", CARD)["added"] == 2
    assert run("note", "add", "房租", "--flow", flow)["notes"] == [1]
    assert [row["kind"] for row in run("history")] == ["import", "change", "change"]
    [undone] = run("undo")
    assert (undone["step"], undone["state"], undone["title"]) == (3, "undone", "Note “房租”")
    assert run("note", "list") == []
    assert [row["step"] for row in run("undo", "--to", "0")] == [2, 1]
    assert run("flows") == []
    assert [row["step"] for row in run("redo")] == [1]
    assert [row["step"] for row in run("redo", "--to", "3")] == [2, 3]
    assert run("note", "list", "--flow", flow)[0]["text"] == "房租"
    assert run("verify")["ok"]
    run("undo")
    run("tag", "add", "新")
    assert [row["state"] for row in run("history")] == ["done", "done", "done"]
    assert [row["state"] for row in run("history", "--dropped")][2] == "dropped"
    lines = run("history", plain=True).splitlines()
    assert len(lines) == 3
    assert "Tag “可疑”" in lines[1]


def test_tags_and_notes(run: Run) -> None:
    flow = str(run("flows")[0]["id"])
    run("tag", "add", "可疑", "--flow", flow, "--party", "1", "--colour", "4")
    [tag] = run("tag", "list")
    assert (tag["flows"], tag["accounts"], tag["parties"], tag["colour"]) == (1, 0, 1, 4)
    places = run("tag", "list", "--name", "可疑")
    assert {place["about"] for place in places} == {"flow", "party"}
    assert "flow " + flow in run("tag", "list", "--name", "可疑", plain=True)
    assert "可疑" in run("tag", "list", plain=True)
    assert run("tag", "remove", "可疑", "--flow", flow)["removed"] == 1
    assert run("tag", "remove", "可疑", "--all", "--why", "错")["deleted"]
    assert run("tag", "list") == []
    run("note", "add", "看", "--account", CARD)
    assert f"account {CARD}" in run("note", "list", plain=True)
    assert run("note", "remove", "1")["removed"]


def test_refusals(run: Run) -> None:
    assert "nothing to redo" in run("redo", status=ExitStatus.REFUSED)
    assert "step 9" in run("undo", "--to", "9", status=ExitStatus.REFUSED)
    assert "step -1" in run("undo", "--to", "-1", status=ExitStatus.USAGE)
    assert "no flow 5" in run("note", "add", "x", "--flow", "5", status=ExitStatus.REFUSED)
    assert "No flow, account" in run("note", "add", "x", status=ExitStatus.REFUSED)
    assert "no tag" in run("tag", "remove", "x", "--all", status=ExitStatus.REFUSED)
    run("undo")
    assert "nothing to undo" in run("undo", status=ExitStatus.REFUSED)
