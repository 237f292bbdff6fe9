from __future__ import annotations

import threading
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import exc

from app.base.errors import CaseDamaged, CaseInUse
from app.model import Base, Identifier, IdentifierKind, Meta, Person
from app.store import database, schema
from app.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store.casefile import CaseFile

KEY = bytes(range(32))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "case.db", KEY)
    schema.upgrade(made.engine)
    yield made
    made.close()


def step(upgrade: Any) -> Any:
    """A version of the structure that comes after all others."""
    return SimpleNamespace(__name__="versions.v1_99", upgrade=upgrade)


def names(opened: Database) -> list[str]:
    with opened.session(read_only=True, info={}) as session:
        return sorted(session.scalars(sa.select(Meta.name)))


def test_migrations_and_models_agree(opened: Database) -> None:
    with opened.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_is_done_once(opened: Database) -> None:
    with opened.engine.connect() as connection:
        assert schema.current(connection) == schema.MINOR
    assert schema.upgrade(opened.engine) is False


def test_a_failing_migration_leaves_the_old_structure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgrade(op: Any) -> None:
        op.execute("CREATE TABLE half (x)")
        raise ZeroDivisionError

    opened = Database(tmp_path / "case.db", KEY)
    schema.upgrade(opened.engine)
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, step(upgrade)))
    monkeypatch.setattr(schema, "MINOR", 99)
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(opened.engine)
    with opened.engine.connect() as connection:
        assert schema.current(connection) < 99
        assert "half" not in sa.inspect(connection).get_table_names()
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    opened.close()


def test_a_migration_that_breaks_a_reference_is_rolled_back(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgrade(op: Any) -> None:
        op.execute("DELETE FROM party")

    with opened.session(info={}) as session:
        session.add(
            Person(name="x", identifiers=[Identifier(kind=IdentifierKind.QQ, value="12345")])
        )
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, step(upgrade)))
    monkeypatch.setattr(schema, "MINOR", 99)
    with pytest.raises(RuntimeError):
        schema.upgrade(opened.engine)
    with opened.session(read_only=True, info={}) as session:
        assert session.scalars(sa.select(Person)).one().name == "x"


def test_references_are_enforced(opened: Database) -> None:
    with (
        pytest.raises(exc.IntegrityError),
        opened.session(info={}) as session,
    ):
        session.add(Identifier(party_id=77, kind=IdentifierKind.QQ, value="1"))


def test_a_transaction_is_whole_or_absent(opened: Database) -> None:
    with opened.session(info={}) as session:
        session.add(Meta(name="kept", value=""))
    with pytest.raises(ZeroDivisionError), opened.session(info={}) as session:  # noqa: PT012
        session.add(Meta(name="lost", value=""))
        session.flush()
        raise ZeroDivisionError
    assert names(opened) == ["kept"]


def test_a_reader_is_not_held_up_by_a_writer(opened: Database) -> None:
    with opened.session(info={}) as session:
        session.add(Meta(name="a", value=""))
        session.flush()
        assert names(opened) == []
    assert names(opened) == ["a"]


def test_writers_wait_for_each_other(opened: Database) -> None:
    with opened.session(info={}) as session:
        session.add(Meta(name="count", value="0"))

    def work() -> None:
        for _time in range(20):
            with opened.session(info={}) as session:
                count = session.get_one(Meta, "count")
                count.value = str(int(count.value) + 1)

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened.session(read_only=True, info={}) as session:
        assert session.get_one(Meta, "count").value == "80"


def test_another_key_does_not_open(opened: Database, tmp_path: Path) -> None:
    opened.close()
    other = Database(tmp_path / "case.db", b"x" * 32)
    with pytest.raises(CaseDamaged), other.session(info={}) as session:
        session.get(Meta, "x")
    other.close()


def test_failures_quote_no_values(opened: Database) -> None:
    with opened.session(info={}) as session:
        session.add(Meta(name="secret-name", value="secret-value"))
    with pytest.raises(exc.IntegrityError) as caught, opened.session(info={}) as session:
        session.add(Meta(name="secret-name", value="secret-value"))
    assert "secret" not in str(caught.value)


def test_every_altered_page_is_noticed(opened: Database, tmp_path: Path) -> None:
    opened.close()
    path = tmp_path / "case.db"
    content = path.read_bytes()
    for place in range(0, len(content), 1499):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        again = Database(path, KEY)
        assert not again.is_sound(), place
        again.close()
    path.write_bytes(content[:-4096])
    again = Database(path, KEY)
    assert not again.is_sound()
    again.close()
    path.write_bytes(content)
    again = Database(path, KEY)
    assert again.is_sound()
    again.close()


def test_no_page_is_plain(opened: Database, tmp_path: Path) -> None:
    with opened.session(info={}) as session:
        session.add(Meta(name="marker", value="visible-text " * 1000))
        session.flush()
        found = [path for path in tmp_path.iterdir() if b"visible-text" in path.read_bytes()]
    found += [path for path in tmp_path.iterdir() if b"visible-text" in path.read_bytes()]
    assert found == []
    assert (tmp_path / "case.db-wal").stat().st_size > 4096


def test_json_takes_names_that_are_no_text(case: CaseFile) -> None:
    from app.model import ImportBatch

    paths = ["流水.csv", "bad-\udcff.csv", "line\nbreak"]
    with case.session() as session:
        session.add(ImportBatch(time=datetime(2024, 1, 1), officer="o", paths=paths, totals={}))
    with case.session(read_only=True) as session:
        assert session.scalars(sa.select(ImportBatch)).one().paths == paths


@pytest.mark.usefixtures("opened")
def test_a_full_disk_is_known(opened: Database) -> None:
    from app.base.errors import StorageFull

    with opened.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with pytest.raises(StorageFull), opened.session(info={}) as session:  # noqa: PT012
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        session.add(Meta(name="big", value="x" * 1_000_000))
    assert names(opened) == []


def test_copying_waits_for_readers_and_gives_up(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_STILL_TRIES", 2)
    monkeypatch.setattr(database, "_STILL_SECONDS", 0.01)
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    opened.close()
    with opened.session(read_only=True, info={}) as reader:
        reader.scalars(sa.select(Meta)).all()
        with opened.session(info={}) as session:
            session.add(Meta(name="a", value=""))
        with pytest.raises(CaseInUse), opened.still():
            pass
    with opened.still():
        pass
