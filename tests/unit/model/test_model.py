from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import exc
from sqlalchemy.orm import Session

import app.model as model
from app.model import (
    AccountSpace,
    Attribution,
    AttributionRole,
    Base,
    BatchState,
    Changes,
    Identifier,
    IdentifierKind,
    ImportBatch,
    Organisation,
    Party,
    PartyDetail,
    Person,
    SourceFile,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.execute(sa.text("PRAGMA foreign_keys = ON"))
        yield opened
    engine.dispose()


FLAGS = [field.name for field in fields(Changes)]
some_changes = st.builds(Changes, **{name: st.booleans() for name in FLAGS})


@given(some_changes, some_changes, some_changes)
def test_changes_combine_like_sets(one: Changes, two: Changes, three: Changes) -> None:
    assert one | two == two | one
    assert (one | two) | three == one | (two | three)
    assert one | one == one
    assert one | Changes() == one
    assert one | Changes.everything() == Changes.everything()
    assert bool(one | two) == (bool(one) or bool(two))
    for name in FLAGS:
        assert getattr(one | two, name) == (getattr(one, name) or getattr(two, name))


def test_no_changes_are_false() -> None:
    assert not Changes()
    assert Changes(journal=True)


def test_every_table_says_its_chinese_term() -> None:
    for mapper in Base.registry.mappers:
        doc = mapper.class_.__doc__ or ""
        assert any("\u4e00" <= sign <= "\u9fff" for sign in doc), mapper.class_.__name__


def test_every_noun_is_offered_by_the_package() -> None:
    offered = set(model.__all__)
    assert {mapper.class_.__name__ for mapper in Base.registry.mappers} <= offered


def test_an_aware_time_is_refused(session: Session) -> None:
    aware = datetime(2024, 1, 1, tzinfo=UTC)
    session.add(ImportBatch(time=aware, officer="o", paths=[], totals={}))
    with pytest.raises(exc.StatementError, match="naive"):
        session.flush()


def test_words_are_stored_not_names(session: Session) -> None:
    session.add(ImportBatch(time=datetime(2024, 1, 1), officer="o", paths=["a"], totals={"n": 1}))
    session.commit()
    assert session.scalar(sa.text("SELECT state FROM import_batch")) == "complete"
    batch = session.scalars(sa.select(ImportBatch)).one()
    assert batch.state is BatchState.COMPLETE
    assert not batch.is_withdrawn
    batch.withdrawn_time = datetime(2024, 1, 2)
    assert batch.is_withdrawn


@pytest.mark.parametrize("value", [0, 1.0, -0.0, 10**30, "1", "", [], {}, True, {"a": [None]}])
def test_json_comes_back_as_it_was(session: Session, value: object) -> None:
    session.add(
        model.JournalEntry(
            seq=1, time=datetime(2024, 1, 1), officer="o", verb="v", subject="s",
            before=value, after=None, previous_hash="", hash="",
        )
    )  # fmt: skip
    session.commit()
    read = session.scalars(sa.select(model.JournalEntry)).one()
    assert repr(read.before) == repr(value)
    assert read.after is None
    assert session.scalar(sa.text("SELECT after IS NULL FROM journal_entry")) == 1


def test_files_stand_in_order_and_go_with_their_batch(session: Session) -> None:
    def file(ordinal: int) -> SourceFile:
        return SourceFile(
            ordinal=ordinal, path=f"{ordinal}.csv", sha256="00", size=1, kind="transfers"
        )

    batch = ImportBatch(
        time=datetime(2024, 1, 1), officer="o", paths=[], totals={}, files=[file(2), file(1)]
    )
    session.add(batch)
    session.commit()
    session.expire_all()
    assert [each.ordinal for each in batch.files] == [1, 2]
    batch.files.append(file(2))
    with pytest.raises(exc.IntegrityError):
        session.flush()
    session.rollback()
    session.delete(session.scalars(sa.select(ImportBatch)).one())
    session.commit()
    assert session.scalars(sa.select(SourceFile)).all() == []


def test_parties_are_people_or_organisations(session: Session) -> None:
    session.add_all(
        [
            Person(
                name="甲",
                identifiers=[Identifier(kind=IdentifierKind.PHONE, value="13800000000")],
                details=[PartyDetail(kind="birth", value="1990-01-01")],
            ),
            Organisation(name="乙公司"),
        ]
    )
    session.commit()
    session.expunge_all()
    found = session.scalars(sa.select(Party).order_by(Party.id)).all()
    assert [type(each) for each in found] == [Person, Organisation]
    assert session.scalars(sa.select(Person)).one().identifiers[0].valid is None
    session.delete(found[0])
    session.commit()
    assert session.scalars(sa.select(Identifier)).all() == []
    assert session.scalars(sa.select(PartyDetail)).all() == []


@pytest.mark.parametrize("confidence", [-1, 101])
def test_confidence_is_a_percentage(session: Session, confidence: int) -> None:
    session.add(
        Attribution(
            space=AccountSpace.BANK, account="1", party=Person(name="甲"),
            role=AttributionRole.USER, confidence=confidence, how="",
        )
    )  # fmt: skip
    with pytest.raises(exc.IntegrityError, match="confidence_percent"):
        session.flush()
