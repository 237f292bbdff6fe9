"""What the command line promises: documents, streams, exit statuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from app.ops.cases import open_case
from tests.e2e.program import (
    OFFICER,
    PASSPHRASE,
    ROOT,
    A,
    B,
    C,
    Program,
    finished,
    row,
    statement,
)
from tests.e2e.state import differing, files_of, state_of

if TYPE_CHECKING:
    from pathlib import Path

TOTALS = {
    "rows_read", "rows_imported", "rows_duplicate", "rows_rejected", "rows_notice", "in_fen",
    "out_fen", "damaged_numbers", "currencies",
}  # fmt: skip
FILE = TOTALS | {
    "path", "sha256", "format", "encoding", "kind", "already_imported", "rejects", "warnings",
}  # fmt: skip


def test_new_makes_an_encrypted_case(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "new.xunxian"
    made = program.run("new", folder, "--name", "新案", "--json").document
    assert made["name"] == "新案"
    assert (folder / "case.json").is_file()
    again = program.run("new", folder, "--name", "新案", status=2)
    assert again.out == ""
    assert "not empty" in again.err
    assert program.ask("batches", folder) == []
    assert program.ask("accounts", folder) == []
    assert program.ask("flows", folder) == []
    assert program.ask("verify", folder)["ok"] is True


def test_an_import_prints_one_document(program: Program, case: Path, returns: Path) -> None:
    done = program.run("import", case, returns, "--json")
    report = done.document
    assert {"batch", "balanced", "files", "totals", "unrecognised"} <= report.keys()
    assert report["batch"] == 1
    assert report["balanced"] is True
    assert report["unrecognised"] == []
    assert report["totals"].keys() == TOTALS
    assert [file["path"] for file in report["files"]] == ["a.csv", "b.csv"]
    for file in report["files"]:
        assert file.keys() >= FILE
        assert file["kind"] == "transfers"
        assert file["already_imported"] is False
    assert report["totals"]["rows_read"] == report["totals"]["rows_imported"] == 6
    assert report["totals"]["in_fen"] == 100_000
    assert report["totals"]["out_fen"] == 100_000 + 25_050 + 50_000 + 200
    assert [file["encoding"] for file in report["files"]] == ["utf-8", "gb18030"]


def test_the_same_file_again_imports_nothing(program: Program, filled: Path, returns: Path) -> None:
    before = state_of(filled)
    report = program.ask("import", filled, returns / "a.csv")
    assert report["files"][0]["already_imported"] is True
    assert report["totals"]["rows_read"] == 0
    assert differing(before, state_of(filled)) == []
    assert len(program.ask("batches", filled)) == 1


def test_the_same_rows_in_another_file_are_repeated(
    program: Program, filled: Path, returns: Path, tmp_path: Path
) -> None:
    flows = program.ask("flows", filled)
    copy = tmp_path / "copy.csv"
    copy.write_bytes((returns / "a.csv").read_bytes().replace(b"2020-07-02", b"2020/07/02"))
    report = program.ask("import", filled, copy)
    assert report["totals"]["rows_duplicate"] == 4
    assert report["totals"]["rows_imported"] == 0
    assert report["totals"]["out_fen"] == 0
    again = program.ask("flows", filled)
    assert [flow["id"] for flow in again] == [flow["id"] for flow in flows]
    repeats = [s for flow in again for s in flow["sources"] if s["duplicate"]]
    assert sorted(s["line"] for s in repeats) == [2, 3, 4, 5]
    assert {s["file"] for s in repeats} == {"copy.csv"}


def test_refused_rows_and_files_are_said(program: Program, case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dirty"
    statement(
        folder / "a.csv",
        [row(A, "2020-07-02 15:30:00", "10.00", "出", B), row(A, "2020-07-02 15:31:00", "", "出")],
    )
    (folder / "b.txt").write_text("Dear colleague,\nnothing to see here\n", encoding="utf-8")
    (folder / "c.csv").write_bytes(b"")
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        archive.write(statement(tmp_path / "d.csv", [row(B, "2020-07-02 15:32:00", "1.00", "进")]),
                      "里/d.csv")  # fmt: skip
    report = program.ask("import", case, folder, status=3)
    assert report["balanced"] is True
    assert report["totals"]["rows_rejected"] == 1
    assert report["totals"]["rows_imported"] == 2
    rejected = report["files"][0]["rejects"]
    assert [entry["line"] for entry in rejected] == [3]
    assert {"sheet", "line", "reason", "text"} <= rejected[0].keys()
    assert sorted(entry["path"] for entry in report["unrecognised"]) == ["b.txt", "c.csv"]
    assert all(entry["reason"] for entry in report["unrecognised"])
    assert report["files"][1]["path"].startswith("d.zip")


def test_a_missing_path_is_wrong_usage(program: Program, filled: Path, returns: Path) -> None:
    before = state_of(filled)
    done = program.run("import", filled, returns, returns / "absent.csv", "--json", status=2)
    assert done.out == ""
    assert "absent.csv" in done.err
    assert differing(before, state_of(filled)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        [],
        ["import", "CASE"],
        ["withdraw", "CASE", "one"],
        ["withdraw", "CASE", "9"],
        ["flows", "CASE", "--limit", "-1"],
        ["flows", "CASE", "--since", "yesterday"],
        ["flows", "CASE", "--account", "404"],
        ["batches", "ABSENT"],
    ],
)
def test_wrong_usage(program: Program, case: Path, tmp_path: Path, arguments: list[str]) -> None:
    if not arguments:
        arguments = ["import"]
    places = {"CASE": str(case), "ABSENT": str(tmp_path / "absent")}
    done = program.run(*(places.get(word, word) for word in arguments), status=2)
    assert done.out == ""
    assert done.err
    assert "Traceback" not in done.err


def test_a_dry_run_changes_nothing(program: Program, filled: Path, tmp_path: Path) -> None:
    more = statement(tmp_path / "c.csv", [row(C, "2020-07-02 16:00:05", "250.50", "进", A)])
    before = state_of(filled)
    report = program.ask("import", filled, more, "--dry-run")
    assert report["totals"]["rows_imported"] == 1
    assert report["batch"] is None
    assert differing(before, state_of(filled)) == []
    assert program.ask("import", filled, more)["batch"] == 2


def test_a_withdrawn_batch_is_gone_and_can_come_again(
    program: Program, filled: Path, returns: Path, tmp_path: Path
) -> None:
    flows, accounts = program.ask("flows", filled), program.ask("accounts", filled)
    more = statement(tmp_path / "c.csv", [row(C, "2020-07-02 16:00:05", "250.50", "进", A)])
    program.run("import", filled, more)
    assert len(program.ask("flows", filled)) == len(flows)
    assert program.run("withdraw", filled, "2", "--why", "误导入", "--json").document == {
        "batch": 2, "state": "withdrawn",
    }  # fmt: skip
    assert program.ask("flows", filled) == flows
    assert program.ask("accounts", filled) == accounts
    assert [b["state"] for b in program.ask("batches", filled)] == ["complete", "withdrawn"]
    program.run("withdraw", filled, "2", status=2)
    program.run("withdraw", filled, "1")
    assert program.ask("flows", filled) == []
    assert program.ask("accounts", filled) == []
    program.run("import", filled, returns)
    keys = ("time", "payer", "payee", "amount_fen", "kind", "status")
    assert [[f[k] for k in keys] for f in program.ask("flows", filled)] == [
        [f[k] for k in keys] for f in flows
    ]
    assert program.ask("accounts", filled) == accounts
    assert program.ask("verify", filled)["ok"] is True


def test_batches_tell_who_when_and_how_much(program: Program, filled: Path) -> None:
    (batch,) = program.ask("batches", filled)
    assert batch.keys() >= TOTALS | {"batch", "time", "officer", "files", "state"}
    assert batch["officer"] == OFFICER
    assert batch["files"] == 2
    assert batch["rows_read"] == 6
    assert batch["time"][10] == "T"
    assert len(batch["time"]) == 19


def test_accounts(program: Program, filled: Path) -> None:
    found = {account["account"]: account for account in program.ask("accounts", filled)}
    assert found.keys() == {A, B, C}
    a, b, c = found[A], found[B], found[C]
    assert a["holder"] == "钱学森林"
    assert (a["obtained"], b["obtained"], c["obtained"]) == (True, True, False)
    assert (a["in_fen"], a["out_fen"], a["in_count"], a["out_count"]) == (0, 175_050, 0, 3)
    assert (b["in_fen"], b["out_fen"], b["in_count"], b["out_count"]) == (100_000, 200, 1, 1)
    assert (c["in_fen"], c["holder"], c["balance_fen"]) == (25_050, "孙二圣", None)
    assert (a["balance_fen"], b["balance_fen"]) == (824_950, 99_800)
    assert a["first"] == "2020-07-02T15:30:00"
    assert a["kind"] == "bank"
    assert a.keys() >= {
        "account", "aliases", "kind", "holder", "id_number", "bank", "obtained", "in_fen",
        "out_fen", "in_count", "out_count", "first", "last", "balance_fen",
    }  # fmt: skip


def test_flows_and_their_filters(program: Program, filled: Path) -> None:
    flows = program.ask("flows", filled)
    assert [(f["time"], f["payer"], f["payee"], f["amount_fen"], f["kind"], f["status"])
            for f in flows] == [
        ("2020-07-02T15:30:00", A, B, 100_000, "transfer", "success"),
        ("2020-07-02T15:31:00", B, None, 200, "fee", "success"),
        ("2020-07-02T16:00:00", A, C, 25_050, "transfer", "success"),
        ("2020-07-03T09:00:00", A, None, 50_000, "cash", "success"),
        ("2020-07-03T10:00:00", A, B, 7_700, "transfer", "failed"),
    ]  # fmt: skip
    assert [(s["file"], s["line"]) for s in flows[0]["sources"]] == [("a.csv", 2), ("b.csv", 2)]

    def some(*options: str) -> list[int]:
        ids = [flow["id"] for flow in program.ask("flows", filled, *options)]
        return [[f["id"] for f in flows].index(id_) for id_ in ids]

    assert some("--account", B) == [0, 1, 4]
    assert some("--account", A, "--since", "2020-07-03") == [3, 4]
    assert some("--until", "2020-07-02") == [0, 1, 2]
    assert some("--since", "2020-07-02T15:31:00", "--until", "2020-07-02T16:00:00") == [1, 2]
    assert some("--limit", "2") == [0, 1]
    assert some("--limit", "0") == []
    lines = program.run("flows", filled).out.splitlines()
    assert len(lines) == 5


def test_the_passphrase(program: Program, case: Path, tmp_path: Path) -> None:
    wrong = program.run("batches", case, status=4, XUNXIAN_PASSPHRASE="wrong")
    assert wrong.out == ""
    program.run("batches", case, status=4, XUNXIAN_PASSPHRASE="")
    program.run("new", tmp_path / "x", "--name", "x", status=4, XUNXIAN_PASSPHRASE="")
    assert not (tmp_path / "x").exists()
    program.run("batches", case, status=2, XUNXIAN_PASSPHRASE=None)
    file = tmp_path / "passphrase.txt"
    file.write_bytes(f"{PASSPHRASE}\r\nsecond line\r\n".encode("utf-8-sig"))
    found = program.run(
        "batches", case, "--json", "--passphrase-file", file, XUNXIAN_PASSPHRASE=None
    )
    assert found.document == []
    file.write_text("", encoding="utf-8")
    program.run(
        "batches", case, "--passphrase-file", file, status=4, XUNXIAN_PASSPHRASE=None
    )  # fmt: skip


def test_a_case_open_elsewhere(program: Program, filled: Path, returns: Path) -> None:
    with open_case(folder=filled, passphrase=PASSPHRASE, officer="李四"):
        for command in (["accounts", filled], ["import", filled, returns], ["verify", filled]):
            done = program.run(*command, status=5)
            assert done.out == ""
            assert "李四" in done.err
    assert len(program.ask("accounts", filled)) == 3


def test_the_lock_of_a_killed_process_is_taken_over(program: Program, filled: Path) -> None:
    script = (
        "import os, pathlib, signal, sys; from app.ops.cases import open_case;"
        "open_case(folder=pathlib.Path(sys.argv[1]), passphrase=sys.argv[2], officer='x');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, str(filled), PASSPHRASE], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert (filled / "lock").exists()
    assert len(program.ask("accounts", filled)) == 3


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_a_reader_that_has_seen_enough(
    program: Program, case: Path, tmp_path: Path, extra: list[str]
) -> None:
    rows = [
        row(A, f"2020-07-02 15:{n // 60:02d}:{n % 60:02d}", f"{n}.00", "出", B, serial=str(n))
        for n in range(1, 1500)
    ]
    program.run("import", case, statement(tmp_path / "long.csv", rows))
    for taken in (0, 300):
        reading, writing = os.pipe()
        process = program.start("flows", case, *extra, stdout=writing)
        os.close(writing)
        while taken > 0:
            taken -= len(os.read(reading, taken))
        os.close(reading)
        done = finished(process)
        assert done.status in (0, 141)
        assert done.err == ""
    assert not (case / "lock").exists()


def test_every_document_is_one_line_of_json(program: Program, filled: Path) -> None:
    for command in ("batches", "accounts", "flows", "verify"):
        done = program.run(command, filled, "--json")
        json.loads(done.out)
        assert done.out.count("\n") == 1
        assert done.err == ""
    assert files_of(filled) == [name for name in files_of(filled) if name.startswith("vault/")]
