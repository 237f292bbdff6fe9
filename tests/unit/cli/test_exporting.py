"""export flows on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.base.errors import ExitStatus
from app.base.progress import Progress
from app.cli.main import main
from app.model.selection import FlowFilter, Selection
from app.ops.cases import open_case
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.saved_filters import save_filter
from app.ops.tagging import add_tag
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

CARD, OTHER = "6222020000000000034", "6212260000000000042"


@pytest.fixture
def run(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:  # fmt: skip
    """Exports from a case with a statement; gives the rows of the csv file, or what was said."""
    with open_case(folder=closed, passphrase=PASSPHRASE, officer=OFFICER) as case:
        path = write_statement(tmp_path / "first.csv", CARD, rows=6)
        import_paths(case, paths=[path], progress=Progress())
        flows = list_flows(case)
        add_tag(case, name="可疑", on=Selection(flows=(flows[0].id,)))
        save_filter(
            case, name="进账", wanted=FlowFilter(accounts=(CARD,), direction="in"),
            columns=("amount",), sort=("-amount",),
        )  # fmt: skip
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XUNXIAN_OFFICER", OFFICER)
    target = tmp_path / "out.csv"

    def command(*words: str, status: ExitStatus = ExitStatus.DONE) -> Any:
        assert main(["export", "flows", str(closed), "--out", str(target), *words, "--json"]) == (
            status
        )
        told = capsys.readouterr()
        if status is not ExitStatus.DONE:
            return told.err
        document = json.loads(told.out)
        assert document["file"] == str(target)
        rows = target.read_text("utf-8-sig").splitlines()
        assert document["flows"] == len(rows) - 1
        return [row.split(",") for row in rows]

    return command


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], ["1.00", "1.07", "1.14", "1.21", "1.28", "1.35"]),
        (["--account", CARD, "--direction", "out"], ["-1.07", "-1.28"]),
        (["--counterparty", OTHER, "--min-fen", "114", "--max-fen", "121"], ["1.14", "1.21"]),
        (["--since", "2020-07-02T09:05:00", "--until", "2020-07-02"], ["1.28", "1.35"]),
        (["--kind", "cash"], []),
        (["--status", "success", "--currency", "cny", "--sort=-amount", "--text", "转账"],
         ["1.35", "1.28", "1.21", "1.14", "1.07", "1.00"]),
        (["--tag", "可疑"], ["1.00"]),
        (["--filter", "进账"], ["1.35", "1.21", "1.14", "1.00"]),
        (["--filter", "进账", "--sort", "amount", "--max-fen", "120"], ["1.00", "1.14"]),
    ],
)  # fmt: skip
def test_filters(run: Run, words: list[str], found: list[str]) -> None:
    header, *rows = run(*words)
    place = header.index("Amount")
    assert [row[place] for row in rows] == found
    assert header[-3:] == ["Source file", "Sheet", "Line"]


def test_columns_are_those_asked_for(run: Run) -> None:
    header, first, *_rest = run("--columns", "payee_account,summary")
    assert header == ["Payee account", "Summary", "Source file", "Sheet", "Line"]
    assert first == [f"{CARD}\t", "转账", "first.csv", "", "2"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--out", "a.doc"], ExitStatus.USAGE, ".xlsx or .csv"),
        (["--columns", "colour"], ExitStatus.USAGE, "no column"),
        (["--sort", "colour"], ExitStatus.USAGE, "cannot be sorted"),
        (["--direction", "in"], ExitStatus.USAGE, "--account or --party"),
        (["--since", "2020-07-03", "--until", "2020-07-02"], ExitStatus.USAGE, "ends before"),
        (["--filter", "none"], ExitStatus.REFUSED, "no saved filter"),
        (["--tag", "none"], ExitStatus.REFUSED, "no tag"),
    ],
)
def test_what_is_wrong_is_said(run: Run, words: list[str], status: ExitStatus, said: str) -> None:
    assert said in run(*words, status=status)
