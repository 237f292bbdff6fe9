"""Whatever a transaction does to rows is seen, and can be taken back and made again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import (
    AccountSpace,
    Base,
    CaseService,
    Identifier,
    IdentifierKind,
    Incident,
    IncidentPayment,
    Mapping,
    Note,
    Person,
    SavedFilter,
    Tag,
    TagUse,
    Trace,
    UndoValue,
)
from app.store.casefile import CaseFile
from app.store.row_capture import Capture
from app.store.row_images import (
    NEVER,
    Parked,
    RowImage,
    RowsDiffer,
    apply,
    from_json,
    to_json,
)
from tests.unit.conftest import NAME, OFFICER, PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

TIME = datetime(2024, 5, 6, 7, 8, 9)


def dump(case: CaseFile) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of which images are kept, as the database keeps it."""
    with case.session(read_only=True) as session:
        connection = session.connection()
        return {
            name: sorted(
                (tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')),
                key=repr,
            )
            for name in Base.metadata.tables
            if name not in NEVER
        }


def captured(case: CaseFile, change: Callable[[Session], object]) -> list[RowImage]:
    with case.session() as session:
        capture = Capture(session)
        change(session)
        return capture.images()


def put_back(case: CaseFile, images: list[RowImage], *, forward: bool = False) -> None:
    with case.session() as session:
        apply(session, images if forward else [image.turned() for image in images])


def there_and_back(case: CaseFile, change: Callable[[Session], object]) -> list[RowImage]:
    before = dump(case)
    images = captured(case, change)
    with case.session() as session:
        images = from_json(json.loads(json.dumps(to_json(session, images))))
    after = dump(case)
    put_back(case, images)
    assert dump(case) == before
    put_back(case, images, forward=True)
    assert dump(case) == after
    return images


def tag(name: str, **more: Any) -> Tag:
    return Tag(name=name, officer=OFFICER, time=TIME, **more)


def test_added_rows_with_json_enum_and_time(case: CaseFile) -> None:
    def change(session: Session) -> None:
        session.add(
            Trace(
                time=TIME, officer=OFFICER, title="一", parameters={"b": [1, None], "a": "\n"},
                batches=["1"], result={"x": 1.5, "y": True}, changes=None,
            )
        )  # fmt: skip
        session.add(Incident(victim="甲", recorded=TIME, recorded_by=OFFICER, payments=[
            IncidentPayment(space=AccountSpace.TENPAY, time=TIME, exactness=1, amount_fen=1),
        ]))  # fmt: skip

    images = there_and_back(case, change)
    assert {image.table for image in images} == {"trace", "incident", "incident_payment"}
    assert all(image.before is None for image in images)


def test_orphans_cascades_and_swapped_unique_names(case: CaseFile) -> None:
    def begin(session: Session) -> None:
        session.add_all((tag("a", colour=1), tag("b", colour=2)))
        session.add(Person(name="乙", identifiers=[
            Identifier(kind=IdentifierKind.PHONE, value="13900000001", valid=True),
            Identifier(kind=IdentifierKind.QQ, value="10001"),
        ]))  # fmt: skip
        session.flush()
        session.scalars(sa.select(Tag)).first().uses = [  # type: ignore[union-attr]
            TagUse(account="A", space=AccountSpace.BANK, officer=OFFICER, time=TIME)
        ]

    captured(case, begin)

    def swap(session: Session) -> None:
        first, second = session.scalars(sa.select(Tag).order_by(Tag.id))
        first.name = "c"
        session.flush()
        second.name = "a"
        session.flush()
        first.name = "b"

    assert len(there_and_back(case, swap)) == 2

    def orphan(session: Session) -> None:
        person = session.scalars(sa.select(Person)).one()
        person.identifiers.pop()

    [image] = there_and_back(case, orphan)
    assert (image.table, image.after) == ("identifier", None)

    def delete(session: Session) -> None:
        session.delete(session.scalars(sa.select(Tag).order_by(Tag.id)).first())
        session.delete(session.scalars(sa.select(Person)).one())

    images = there_and_back(case, delete)
    assert {image.table for image in images} == {"tag", "tag_use", "party", "identifier"}


def test_statements_over_many_rows_are_seen(case: CaseFile) -> None:
    captured(case, lambda session: session.add_all(tag(f"t{n}", colour=n) for n in range(6)))

    def change(session: Session) -> None:
        session.add(tag("new", colour=4))
        session.execute(sa.update(Tag).where(Tag.colour >= 4).values(colour=0))
        session.execute(sa.delete(Tag).where(Tag.id.in_(sa.select(Tag.id).where(Tag.colour == 1))))
        session.execute(sa.delete(Tag).where(Tag.colour == sa.bindparam("n")), {"n": 2})

    assert len(there_and_back(case, change)) == 5


def test_rows_inserted_by_a_statement_are_refused(case: CaseFile) -> None:
    with pytest.raises(RuntimeError, match="tag"):
        captured(case, lambda session: session.execute(sa.insert(Tag).values(name="x")))


def test_a_row_that_came_and_went_leaves_no_image(case: CaseFile) -> None:
    def change(session: Session) -> None:
        added = tag("short")
        session.add(added)
        session.flush()
        session.delete(added)

    assert captured(case, change) == []
    assert captured(case, lambda session: session.add(tag("kept")))

    def nothing(session: Session) -> None:
        found = session.scalars(sa.select(Tag)).one()
        found.name, found.colour = "kept", 0

    assert captured(case, nothing) == []


def test_what_changed_since_is_refused_and_counts_are_left_alone(case: CaseFile) -> None:
    def add(session: Session) -> None:
        session.add(Mapping(name="m", header=["a"], text="t", created=TIME, created_by=OFFICER))

    added = captured(case, add)
    with case.session() as session:
        session.scalars(sa.select(Mapping)).one().used = 7
    put_back(case, added)  # only a count differed
    put_back(case, added, forward=True)
    with case.session() as session:
        session.scalars(sa.select(Mapping)).one().text = "u"
    before = dump(case)
    with pytest.raises(RowsDiffer) as caught:
        put_back(case, added)
    assert (caught.value.table, caught.value.key) == ("mapping", (1,))
    with pytest.raises(RowsDiffer):
        put_back(case, added, forward=True)
    assert dump(case) == before


def test_a_change_of_one_column_keeps_later_ones_of_others(case: CaseFile) -> None:
    captured(case, lambda session: session.add(tag("a", colour=1)))

    def recolour(session: Session) -> None:
        session.scalars(sa.select(Tag)).one().colour = 5

    def rename(session: Session) -> None:
        session.scalars(sa.select(Tag)).one().name = "b"

    coloured = captured(case, recolour)
    captured(case, rename)
    put_back(case, coloured)
    with case.session(read_only=True) as session:
        found = session.scalars(sa.select(Tag)).one()
        assert (found.name, found.colour) == ("b", 1)


def test_images_survive_json(case: CaseFile) -> None:
    image = RowImage("t", (1,), None, {"id": 1, "x": b"\x00\xff", "y": None, "z": 1.5})
    with case.session() as session:
        assert from_json(json.loads(json.dumps(to_json(session, [image])))) == [image]
    assert from_json({}) == []


def test_long_texts_are_kept_once_and_apart(case: CaseFile) -> None:
    def trace(text: str, title: str) -> Trace:
        return Trace(time=TIME, officer=OFFICER, title=title, parameters={}, batches=[],
                     result={"x": text})  # fmt: skip

    long, other = "一" * 20_000, "二" * 20_000
    images = there_and_back(case, lambda s: s.add_all((trace(long, "a"), trace(long, "b"))))
    assert {type(image.after["result"]) for image in images if image.after} == {Parked}

    def change(session: Session) -> None:
        first, second = session.scalars(sa.select(Trace).order_by(Trace.id))
        first.result, second.result = {"x": other}, {"x": "short"}

    changed = there_and_back(case, change)
    with case.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UndoValue)) == 2
        session.scalars(sa.select(Trace).order_by(Trace.id)).first().title = "c"  # type: ignore[union-attr]
    put_back(case, changed)
    put_back(case, changed, forward=True)
    with case.session() as session:
        session.scalars(sa.select(Trace).order_by(Trace.id)).first().result = {"x": long + "三"}  # type: ignore[union-attr]
    with pytest.raises(RowsDiffer):
        put_back(case, changed)


def test_a_failed_transaction_leaves_nothing_heard(case: CaseFile) -> None:
    with pytest.raises(ZeroDivisionError):
        captured(case, lambda session: (session.add(tag("a")), 1 // 0))
    assert dump(case)["tag"] == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("add", "change", "delete", "many", "use", "other")),
        st.integers(0, 5),
        st.text("abc一", min_size=1, max_size=2),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def do(session: Session, what: str, number: int, text: str) -> None:
    tags = list(session.scalars(sa.select(Tag).order_by(Tag.id)))
    taken = {each.name for each in tags}
    some = tags[number % len(tags)] if tags else None
    if what == "add" and text not in taken:
        session.add(tag(text, colour=number))
    elif what == "change" and some is not None and text not in taken:
        some.name = text
    elif what == "delete" and some is not None:
        session.delete(some)
    elif what == "many":
        session.execute(sa.update(Tag).where(Tag.colour > number).values(colour=number))
        session.execute(sa.delete(Note).where(Note.text == text))
    elif what == "use" and some is not None:
        some.uses.append(TagUse(out_record=number, officer=OFFICER, time=TIME))
        if number == 0:
            some.uses.pop(0)
    elif what == "other":
        session.add(
            Note(text=text, account="A", space=AccountSpace.BANK, officer=OFFICER, time=TIME)
        )
        session.add(
            CaseService(
                number="1", is_service=bool(number % 2), why=text, officer=OFFICER, time=TIME
            )
        )
        found = session.scalars(sa.select(SavedFilter)).first()
        if found is None:
            session.add(
                SavedFilter(name=text, wanted={text: number}, columns=[], sort=[], officer=OFFICER,
                            time=TIME)
            )  # fmt: skip
        else:
            found.wanted = {**found.wanted, text: number}


@settings(max_examples=15)
@given(st.lists(STEPS, min_size=1, max_size=4))
def test_any_changes_can_be_taken_back_and_made_again(
    changes: list[list[tuple[str, int, str]]],
) -> None:
    with (
        TemporaryDirectory() as folder,
        CaseFile.create(
            Path(folder) / "c.xunxian", name=NAME, officer=OFFICER, passphrase=PASSPHRASE
        ) as case,
    ):
        states, kept = [dump(case)], []
        for steps in changes:

            def change(session: Session, steps: list[tuple[str, int, str]] = steps) -> None:
                for step in steps:
                    do(session, *step)

            kept.append(captured(case, change))
            states.append(dump(case))
        for number in range(len(kept) - 1, -1, -1):
            put_back(case, kept[number])
            assert dump(case) == states[number]
        for number, images in enumerate(kept):
            put_back(case, images, forward=True)
            assert dump(case) == states[number + 1]
