from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import exc

from app.model import JournalEntry
from app.store import journal
from app.store.casefile import CaseFile
from app.store.journal import JournalCheck

if TYPE_CHECKING:
    from pathlib import Path

GUARDS = ("journal_entry_no_update", "journal_entry_no_delete", "journal_entry_in_order")


def write(case: CaseFile, count: int = 4) -> None:
    for number in range(count):
        with case.session() as session:
            journal.append(
                session, officer="王", verb="note", subject=f"party/{number}",
                before={"name": "甲"}, after={"name": "乙", "n": [1, None]}, why="补正",
            )  # fmt: skip


def check(case: CaseFile) -> JournalCheck:
    with case.session(read_only=True) as session:
        return journal.verify(session)


def tamper(case: CaseFile, *statements: str) -> None:
    """Change the journal as somebody would who has the key of the database and SQL."""
    with case.session() as session:
        connection = session.connection()
        for guard in GUARDS:
            connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_new_case_has_its_first_entry(case: CaseFile) -> None:
    assert check(case) == JournalCheck(1, ok=True, first_bad_seq=None)
    with case.session(read_only=True) as session:
        entry = session.scalars(sa.select(JournalEntry)).one()
        assert (entry.verb, entry.subject, entry.after["name"]) == ("create", "case", case.name)


def test_entries_are_numbered_and_chained(case: CaseFile) -> None:
    write(case)
    with case.session(read_only=True) as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)).all()
        assert journal.head(session) == journal.Head(5, entries[-1].hash)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert check(case).ok


def test_several_entries_in_one_transaction_and_a_rollback(case: CaseFile) -> None:
    with case.session() as session:
        for verb in ("a", "b"):
            journal.append(session, officer="王", verb=verb, subject="s")
    with pytest.raises(ZeroDivisionError), case.session() as session:  # noqa: PT012
        journal.append(session, officer="王", verb="never", subject="s")
        raise ZeroDivisionError
    write(case, 1)
    assert check(case) == JournalCheck(4, ok=True, first_bad_seq=None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(before=json_values, after=json_values, why=st.text(max_size=10))
def test_whatever_is_written_verifies(case: CaseFile, before: Any, after: Any, why: str) -> None:
    try:
        (why + repr(before) + repr(after)).encode()
    except UnicodeEncodeError:
        return
    with case.session() as session:
        seq = journal.append(
            session, officer="王", verb="v", subject="s", before=before, after=after, why=why
        ).seq
    with case.session(read_only=True) as session:
        read = session.get_one(JournalEntry, seq)
        assert repr((read.before, read.after, read.why)) == repr((before, after, why))
    assert check(case).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET why = 'other' WHERE seq = 2",
        "DELETE FROM journal_entry WHERE seq = 5",
        "DELETE FROM journal_entry",
        "INSERT OR REPLACE INTO journal_entry SELECT seq, time, 'x', verb, subject, before, after,"
        " why, previous_hash, hash FROM journal_entry WHERE seq = 2",
        "INSERT INTO journal_entry SELECT 9, time, officer, verb, subject, before, after, why,"
        " previous_hash, hash FROM journal_entry WHERE seq = 2",
    ],
)
def test_the_database_refuses_anything_but_appending(case: CaseFile, statement: str) -> None:
    write(case)
    with pytest.raises(exc.IntegrityError, match="append-only"), case.session() as session:
        session.connection().exec_driver_sql(statement)
    assert check(case) == JournalCheck(5, ok=True, first_bad_seq=None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("time", "'2001-01-01 00:00:00.000000'"),
        ("officer", "'李'"),
        ("verb", "'v'"),
        ("subject", "'party/9'"),
        ("before", "'{}'"),
        ("after", "NULL"),
        ("why", "''"),
        ("previous_hash", "hash"),
        ("hash", "previous_hash"),
    ],
)
def test_every_column_is_covered(case: CaseFile, column: str, value: str) -> None:
    write(case)
    tamper(case, f'UPDATE journal_entry SET "{column}" = {value} WHERE seq = 3')
    assert check(case) == JournalCheck(5, ok=False, first_bad_seq=3)


def test_a_removed_entry_is_noticed(case: CaseFile) -> None:
    write(case)
    tamper(case, "DELETE FROM journal_entry WHERE seq = 3")
    assert check(case) == JournalCheck(4, ok=False, first_bad_seq=3)


def test_a_removed_and_renumbered_entry_is_noticed(case: CaseFile) -> None:
    write(case)
    tamper(
        case,
        "DELETE FROM journal_entry WHERE seq = 3",
        "UPDATE journal_entry SET seq = seq - 1 WHERE seq > 3",
    )
    assert check(case) == JournalCheck(4, ok=False, first_bad_seq=3)


def test_a_removed_tail_is_noticed(case: CaseFile) -> None:
    write(case)
    tamper(case, "DELETE FROM journal_entry WHERE seq >= 4")
    assert check(case) == JournalCheck(3, ok=False, first_bad_seq=4)


def test_a_removed_tail_with_a_forged_head_is_noticed(case: CaseFile) -> None:
    write(case)
    with case.session(read_only=True) as session:
        third = session.get_one(JournalEntry, 3)
    tamper(
        case,
        "DELETE FROM journal_entry WHERE seq >= 4",
        f"UPDATE meta SET value = '3/{third.hash}/' || substr(value, -64)"
        " WHERE name = 'journal_head'",
    )
    assert check(case) == JournalCheck(3, ok=False, first_bad_seq=4)


def test_an_older_head_that_was_put_back_is_only_right_for_its_own_tail(case: CaseFile) -> None:
    write(case, 1)
    with case.session(read_only=True) as session:
        from app.model import Meta

        old = session.get_one(Meta, "journal_head").value
    write(case, 1)
    tamper(case, f"UPDATE meta SET value = '{old}' WHERE name = 'journal_head'")
    assert not check(case).ok


def test_an_emptied_journal_is_noticed(case: CaseFile) -> None:
    tamper(case, "DELETE FROM journal_entry")
    assert check(case) == JournalCheck(0, ok=False, first_bad_seq=1)


def test_a_head_that_was_removed_is_noticed(case: CaseFile) -> None:
    tamper(case, "DELETE FROM meta WHERE name = 'journal_head'")
    assert check(case) == JournalCheck(1, ok=False, first_bad_seq=2)


def test_entries_of_another_case_do_not_fit(case: CaseFile, tmp_path: Path) -> None:
    with (
        CaseFile.create(tmp_path / "b", name="b", officer="o", passphrase="p") as other,
        other.session(read_only=True) as session,
    ):
        foreign = session.get_one(JournalEntry, 1)
    tamper(
        case,
        f"UPDATE journal_entry SET previous_hash = '{foreign.previous_hash}',"
        f" hash = '{foreign.hash}' WHERE seq = 1",
    )
    assert check(case) == JournalCheck(1, ok=False, first_bad_seq=1)
