"""The journal read by page and filter, proved in words, and exported."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine

from app.base import clock
from app.base.errors import ExitStatus
from app.cli.main import main
from app.ops import journal_reading, journal_words
from app.ops.journal_reading import JournalFilter
from app.store import journal
from tests.unit.conftest import PASSPHRASE

if TYPE_CHECKING:
    from app.store.casefile import CaseFile

MANY = 450


@pytest.fixture
def written(case: CaseFile) -> CaseFile:
    """A case with one entry of its making and ``MANY`` others."""
    with case.session() as session:
        for number in range(MANY):
            journal.append(
                session,
                officer=("王建国", "李四光")[number % 2],
                verb=("import", "change note")[number % 2],
                subject=f"batch {number}" if number % 2 == 0 else f"note {number}",
                before={"text": "旧"} if number % 2 else None,
                after={"text": "新 100%"} if number % 2 else {"in_fen": 1_234_500, "files": 2},
                why="" if number % 10 else "上级要求",
            )
    return case


def seqs(rows: Any) -> list[int]:
    return [row.seq for row in rows]


def test_pages_come_newest_first_and_lists_oldest_first(written):
    every = JournalFilter()
    assert seqs(journal_reading.read_page(written, every))[:2] == [451, 450]
    assert seqs(journal_reading.read_page(written, every, number=2)) == list(range(51, 0, -1))
    assert journal_reading.read_page(written, every, number=3) == []
    assert seqs(journal_reading.list_entries(written, every)) == list(range(1, 452))


def test_a_summary_counts_and_names_what_there_is(written):
    told = journal_reading.summarise(written, JournalFilter(officers=("李四光",)))
    assert (told.count, told.total) == (225, 451)
    assert "李四光" in told.officers
    assert set(told.verbs) == {"create", "import", "change note"}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (JournalFilter(verbs=("import",)), 225),
        (JournalFilter(verbs=("import", "create")), 226),
        (JournalFilter(text="上级"), 45),
        (JournalFilter(text="100%"), 225),
        (JournalFilter(text="note 449"), 1),
        (JournalFilter(text="imported"), 225),
        (JournalFilter(text="nothing of the kind"), 0),
        (JournalFilter(text="旧", officers=("王建国",)), 0),
    ],
)
def test_filters(written, wanted, count):
    assert journal_reading.summarise(written, wanted).count == count


def test_times_are_bounds_that_are_included(written):
    now = clock.now(written.zone)
    late = JournalFilter(since=now + timedelta(hours=1))
    assert journal_reading.summarise(written, late).count == 0
    both = JournalFilter(since=now - timedelta(hours=1), until=now + timedelta(hours=1))
    assert journal_reading.summarise(written, both).count == MANY + 1
    last = journal_reading.read_page(written, JournalFilter(), size=1)[0].time
    assert journal_reading.summarise(written, JournalFilter(since=last)).count >= 1


def test_an_entry_in_words(written):
    rows = {row.seq: row for row in journal_reading.read_page(written, JournalFilter())}
    assert (rows[451].did, rows[451].to_what) == ("changed a note", "note 449")
    assert rows[451].changed == "text: 旧 → 新 100%"
    assert rows[450].changed == "came in: 12,345.00; files: 2"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("batch 3", "batch 3"),
        ("officers/2", "the officers 2"),
        ("case", "the case"),
        ("incident list 4", "incident list 4"),
        ("mapping 网点 导出", "mapping “网点 导出”"),
        ("what nobody knows", "what nobody knows"),
    ],
)
def test_subjects_in_words(subject, words):
    assert journal_words.subject_words(subject) == words


def test_every_verb_of_the_code_has_words():
    import re
    from pathlib import Path

    import app

    root = Path(app.__file__).parent
    found = set()
    for path in [*root.glob("ops/**/*.py"), *root.glob("store/**/*.py")]:
        found |= set(re.findall(r'\bverb="([^"]+)"', path.read_text("utf-8")))
    assert found - set(journal_words.VERBS) == set()


def test_values_before_and_after():
    values = journal_words.changed_values({"a": {"b": 1}, "c": True}, {"a": {"b": 2}, "c": True})
    assert [(v.key, v.before, v.after) for v in values] == [("a.b", "1", "2"), ("c", "yes", "yes")]
    assert journal_words.changed_values(None, None) == []
    assert journal_words.changed_values(None, "word")[0].after == "word"


def test_the_verdict_on_a_whole_journal(written):
    verdict = journal_reading.verify_journal(written)
    assert (verdict.ok, verdict.entries, verdict.first_bad) == (True, 451, None)
    assert len(verdict.head) == 64
    assert "whole" in verdict.sentence()


def test_the_verdict_on_a_broken_one():
    broken = journal_reading.JournalVerdict(False, 10, "0" * 64, 4)
    assert "from entry 4 of 10" in broken.sentence()
    cut = journal_reading.JournalVerdict(False, 10, "0" * 64, 11)
    assert "cut off" in cut.sentence()


def test_the_workbook_holds_text_only(written, tmp_path):
    path = tmp_path / "日志.xlsx"
    count = journal_reading.export_journal(written, JournalFilter(text="note"), target=path)
    assert count == 225
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["No.", "Time", "Officer"]
    assert rows[1][0] == "3"
    assert rows[1][6:8] == ["text: 旧", "text: 新 100%"]
    assert all(isinstance(cell, str) for row in rows for cell in row)
    head = journal_reading.verify_journal(written).head
    assert any(head in cell for row in rows[-3:] for cell in row)


def run(capsys: pytest.CaptureFixture[str], *args: Any) -> tuple[int, str]:
    status = main([str(arg) for arg in args])
    return status, capsys.readouterr().out


def test_the_command(written, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    folder = written.folder
    written.close()
    status, out = run(capsys, "journal", folder, "--json", "--officer", "李四光", "--text", "旧")
    told = json.loads(out)
    assert status == ExitStatus.DONE
    assert (len(told["entries"]), told["total"], told["ok"]) == (225, 451, True)
    assert told["entries"][0]["before"] == {"text": "旧"}
    status, out = run(capsys, "journal", folder, "--verb", "create", "--until", "2999-01-01")
    assert len(out.splitlines()) == 3
    assert told["head"] in out
    xlsx = tmp_path / "j.xlsx"
    status, out = run(capsys, "journal", folder, "--xlsx", xlsx, "--json")
    assert json.loads(out)["entries"] == 451
    assert xlsx.exists()
    assert run(capsys, "journal", folder, "--since", "yesterday")[0] == ExitStatus.USAGE
