"""trace, traces and retrace as scripts meet them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.base.progress import Progress
from app.cli.main import main
from app.ops.importing import import_paths
from app.store.casefile import CaseFile
from tests.unit.conftest import NAME, OFFICER, PASSPHRASE
from tests.unit.ops.ledger_of import Book, Move, card

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "account", "holder", "level", "obtained", "tainted_in_fen", "tainted_out_fen", "retained_fen",
    "first_arrival", "stop", "visible_out_fen",
}  # fmt: skip


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XUNXIAN_OFFICER", OFFICER)


@pytest.fixture
def loaded(folder: Path, tmp_path: Path) -> Path:
    book = Book(
        [Move(1, 2, 500_00, 10), Move(2, 3, 300_00, 20), Move(2, None, 20_00, 30, cash=True)],
        (1, 2),
        {1: 1000_00, 2: 50_00},
    )
    with CaseFile.create(folder, name=NAME, officer=OFFICER, passphrase=PASSPHRASE) as case:
        import_paths(case, paths=book.write(tmp_path / "given"), progress=Progress())
    return folder


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_document(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(capsys, "trace", loaded, "--account", card(1))
    assert {
        "method",
        "direction",
        "seed_fen",
        "levels",
        "accounts",
        "edges",
        "left",
        "flow_ids",
    } <= set(told)
    assert all(set(each) >= KEYS for each in told["accounts"])
    assert told["left"] == {"cash_fen": 20_00, "unknown_fen": 0, "fees_fen": 0}
    assert [(e["payer"], e["payee"], e["level"], e["tainted_fen"]) for e in told["edges"]] == [
        (card(1), card(2), 1, 500_00), (card(2), card(3), 2, 250_00)
    ]  # fmt: skip
    by_flow = asked(capsys, "trace", loaded, "--flow", told["flow_ids"][0], "--no-store")
    assert by_flow["accounts"] == told["accounts"]
    up = asked(capsys, "trace", loaded, "--account", card(3), "--direction", "up")
    assert up["accounts"][0]["account"] == card(2)
    assert up["accounts"][0]["tainted_out_fen"] == 300_00


def test_kept_shown_asked_again_and_withdrawn(
    loaded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = asked(capsys, "trace", loaded, "--account", card(1), "--title", "第一笔")
    listed = asked(capsys, "traces", loaded)
    assert [(one["trace"], one["title"]) for one in listed] == [(first["trace"], "第一笔")]
    shown = asked(capsys, "traces", loaded, "--show", first["trace"])
    assert shown["result"]["accounts"] == first["accounts"]
    again = asked(capsys, "retrace", loaded, first["trace"])
    assert again["changes"]["accounts"] == []
    asked(capsys, "traces", loaded, "--withdraw", again["trace"], "--why", "test")
    assert len(asked(capsys, "traces", loaded)) == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--account", "6200000000000000"), 3),
        (("--flow", "99"), 3),
        (("--incident", "99"), 3),
        (("--account", "x", "--since", "2030-01-01"), 3),
        (("--levels", "3"), 2),
        (("--account", "x", "--levels", "0"), 2),
        (("--account", "x", "--since", "noon"), 2),
    ],
)
def test_what_makes_no_sense(
    loaded: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int
) -> None:
    given = [card(1) if word == "x" else word for word in arguments]
    assert main(["trace", str(loaded), *given, "--json"]) == status
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip()
    assert asked(capsys, "traces", loaded) == []
