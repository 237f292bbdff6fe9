"""Writes what importing the samples gives: ``python -m tests.golden.formats.make [--again]``.

Without ``--again`` only samples that have no ``.expected.json`` yet get one. Read every line that
changed against the contract of the command line before you keep it: the files say what is right,
not what the program happens to do.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import i18n
from app.base.progress import Progress
from app.model import (
    AccountDetail,
    Attribution,
    Identifier,
    Measure,
    Party,
    PartyDetail,
    StatementAnswer,
)
from app.ops import flows, importing
from app.store import keys
from app.store.casefile import CaseFile
from app.store.header import Cost

if TYPE_CHECKING:
    from app.ops.import_report import FileReport

FOLDER = Path(__file__).parent
ENDING = ".expected.json"
OF_THE_RUN = {"sha256", "size", "already_imported", "balanced"}
LEDGER_FACTS = {
    "login": "space, account, time, ip",
    "call_record": """own, other, time, seconds, way, what, own_imei, own_cell, own_place,
        other_place, own_given, other_given, direction, message, exactness, own_imsi, own_lac,
        own_operator, other_imsi, other_imei, other_lac, other_cell, other_operator, forwarded,
        call_group, record""",
    "repeat": "source, order_no, amount, time, status",
}
CASE_FACTS = (Party, Identifier, PartyDetail, Attribution, AccountDetail, StatementAnswer, Measure)
WITHOUT = {"id", "batch_id", "source_file_id", "party_id", "officer", "time", "sheet", "source"}


def modules() -> list[str]:
    """The folders of samples."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] != "_")


def samples(module: str) -> list[Path]:
    """The samples of a module, relative to its folder, in the order of an import."""
    folder = FOLDER / module
    found = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return sorted(
        (path for path in found if not path.name.endswith(ENDING)), key=lambda p: p.as_posix()
    )


def expected_path(module: str, sample: Path) -> Path:
    """Where the expectation of a sample stands."""
    return FOLDER / module / sample.with_name(sample.name + ENDING)


def imported(module: str, work: Path) -> dict[str, dict[str, Any]]:
    """Import all samples of a module into a fresh case in ``work``; path to what it gave."""
    returns = work / "returns"
    for sample in samples(module):
        (returns / sample).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / module / sample, returns / sample)
    with CaseFile.create(
        work / "golden.xunxian", name="样本", officer="样本", passphrase="golden"
    ) as case:
        report, _changes = importing.import_paths(case, paths=[returns], progress=Progress())
        if report.unrecognised:
            raise ValueError(report.unrecognised)
        return {file.path: _given(case, file) for file in report.files}


def _given(case: CaseFile, file: FileReport) -> dict[str, Any]:
    told = {key: value for key, value in file.to_json().items() if key not in OF_THE_RUN}
    for table in told["recognition"]:
        for key in ("title", "score", "reasons", "rivals"):
            table.pop(key)
    return {"report": told, "flows": _flows(case, file), "facts": _facts(case, file)}


def _flows(case: CaseFile, file: FileReport) -> list[dict[str, Any]]:
    found = []
    for flow in flows.list_flows(case):
        if any(source.file_id == file.file_id for source in flow.sources):
            told = flow.to_json()
            told.pop("id")
            for source in told["sources"]:
                source.pop("sha256")
            found.append({key: value for key, value in told.items() if value is not None})
    return found


def _facts(case: CaseFile, file: FileReport) -> dict[str, list[dict[str, Any]]]:
    facts: dict[str, list[dict[str, Any]]] = {}
    with case.session(read_only=True) as session:
        for table in CASE_FACTS:
            columns = [c for c in table.__table__.columns if c.name not in WITHOUT]
            query = (
                sa.select(*columns).where(table.source_file_id == file.file_id).order_by(table.id)
            )
            _keep(facts, table.__name__, session.execute(query).mappings().all())
    reader = case.ledger.reader()
    try:
        for name, listed in LEDGER_FACTS.items():
            rows = reader.execute(
                f"select line, {listed} from {name} where file = ? order by sheet, line",
                [file.file_id],
            )
            names = [column[0] for column in rows.description or []]
            _keep(facts, name, [dict(zip(names, row, strict=True)) for row in rows.fetchall()])
    finally:
        reader.close()
    return facts


def _keep(facts: dict[str, list[dict[str, Any]]], name: str, rows: Any) -> None:
    plain = [
        {key: _plain(value) for key, value in dict(row).items() if value not in (None, "")}
        for row in rows
    ]
    if plain:
        facts[name] = plain


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def main(arguments: list[str]) -> int:
    """Write the expectations."""
    keys.DEFAULT_COST = Cost(memory_kib=64, iterations=1, lanes=1)
    i18n.use_language("en")
    for module in modules():
        with tempfile.TemporaryDirectory() as work:
            given = imported(module, Path(work))
        for sample in samples(module):
            target = expected_path(module, sample)
            if "--again" in arguments or not target.exists():
                text = json.dumps(given[sample.as_posix()], ensure_ascii=False, indent=1)
                target.write_text(text + "\n", "utf-8", newline="\n")
                print(target.relative_to(FOLDER))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
