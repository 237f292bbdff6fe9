"""The demonstration returns, imported by the program, against what is true about them."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from app.demo.returns import Scale, write_returns
from tests.e2e.program import Program, new_case

if TYPE_CHECKING:
    from pathlib import Path

    from app.demo.truth import Truth

FIGURES = (
    "kind", "encoding", "already_imported", "rows_read", "rows_imported", "rows_duplicate",
    "rows_rejected", "rows_notice", "in_fen", "out_fen", "damaged_numbers", "currencies",
)  # fmt: skip


@dataclass
class Imported:
    """What the program says of a case into which the returns were imported."""

    truth: Truth
    files: dict[str, dict[str, Any]]
    flows: list[dict[str, Any]]
    accounts: list[dict[str, Any]]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("truth")
    truth = write_returns(folder / "returns", scale=Scale.small())
    program = Program(folder / "home")
    case = new_case(folder / "one.xunxian")
    report = program.ask("import", case, folder / "returns", status=3)
    assert report["unrecognised"] == []
    assert report["balanced"] is True
    files = {file["path"]: file for file in report["files"]}
    return Imported(truth, files, program.ask("flows", case), program.ask("accounts", case))


def proofs(flow: dict[str, Any]) -> int:
    return sum(not source["duplicate"] for source in flow["sources"])


def test_every_file(imported: Imported) -> None:
    assert imported.files.keys() == {file.path for file in imported.truth.files}
    wrong = [
        (file.path, figure, getattr(file, figure), imported.files[file.path][figure])
        for file in imported.truth.files
        for figure in FIGURES
        if getattr(file, figure) != imported.files[file.path][figure]
    ]
    assert wrong == []


def test_every_rejected_row_is_shown(imported: Imported) -> None:
    for file in imported.files.values():
        assert len(file["rejects"]) == file["rows_rejected"]
        assert len(file["notices"]) == file["rows_notice"]


def test_flows_are_one_for_each_movement(imported: Imported) -> None:
    assert len(imported.flows) == imported.truth.flows_total
    paired = [flow for flow in imported.flows if proofs(flow) == 2]
    assert len(paired) == imported.truth.flows_paired
    keys = {a["account"]: a["account"] for a in imported.accounts}
    keys |= {alias: a["account"] for a in imported.accounts for alias in a["aliases"]}
    # a source may give the day alone, so the time is not compared
    found = Counter((flow["payer"], flow["payee"], flow["amount_fen"]) for flow in paired)
    true = Counter(
        (keys[m.payer or ""], keys[m.payee or ""], m.amount_fen)
        for m in imported.truth.movements
        if m.paired
    )
    assert found == true


def test_every_account(imported: Imported) -> None:
    """Sums of accounts whose statement is there hold what their own rows say."""
    found = {a["account"]: a for a in imported.accounts}
    for name in list(found):
        found |= dict.fromkeys(found[name]["aliases"], found[name])
    obtained = {account["account"] for account in imported.accounts if account["obtained"]}
    # a row that tells neither direction nor balance moves money that nobody can know
    unknown = {flow["payer"] for flow in imported.flows if flow["status"] == "neutral"}
    balances = 0
    for true in imported.truth.accounts:
        known = found.get(true.account)
        if not true.obtained or known is None:
            continue
        obtained.discard(known["account"])
        assert known["obtained"]
        assert known["kind"] == true.kind
        # rows that others tell and its own statement lost add to the sums, never take away
        assert known["in_fen"] >= true.in_fen, true.account
        assert known["out_fen"] >= true.out_fen, true.account
        if known["balance_fen"] is not None and known["account"] not in unknown:
            balances += 1
            assert known["balance_fen"] == true.balance_fen, true.account
    assert obtained == set()
    assert balances > 50


@pytest.mark.slow
def test_the_order_of_imports_makes_no_difference(
    imported: Imported, program: Program, tmp_path: Path
) -> None:
    write_returns(tmp_path / "returns", scale=Scale.small())
    folders = sorted((tmp_path / "returns").iterdir(), reverse=True)
    case = new_case(tmp_path / "two.xunxian")
    cut = len(folders) // 2
    program.run("import", case, *folders[:cut], status=None)
    program.run("import", case, *folders[cut:], status=None)
    assert told(program.ask("flows", case)) == told(imported.flows)
    picture = ("account", "aliases", "obtained", "in_fen", "out_fen", "in_count", "out_count",
               "first", "last", "balance_fen")  # fmt: skip

    def pictures(accounts: list[dict[str, Any]]) -> list[list[Any]]:
        return sorted([account[key] for key in picture] for account in accounts)

    assert pictures(program.ask("accounts", case)) == pictures(imported.accounts)
    shutil.rmtree(case)


def told(flows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """The flows without ids; which of two equal rows counts as the repeated one may differ."""
    return Counter(
        (
            flow["time"], flow["payer"], flow["payee"], flow["amount_fen"], flow["currency"],
            flow["kind"], flow["status"], proofs(flow), len(flow["sources"]),
        )
        for flow in flows
    )  # fmt: skip
