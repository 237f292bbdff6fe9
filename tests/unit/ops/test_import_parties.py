"""Who is meant: facts of several sheets and batches that tell of one person make one party."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.importers.facts import AccountFact, PersonFact
from app.importers.layout import Space
from app.model.attribution import Attribution
from app.model.batch import BatchState, ImportBatch
from app.model.identifier import Identifier
from app.model.party import Party
from app.model.source_file import SourceFile
from app.ops.import_parties import HolderRow, PartyWriter, remove_batch
from app.ops.import_tables import SourcedFact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.facts import Fact
    from app.store.casefile import CaseFile

FIRST, SECOND, WALLET = "6217990000000000014", "6228480000000000026", "wxid_test"
NUMBER, OTHER = "110105194912310021", "110105194912310048"


def held(account: str, name: str, number: str = "", space: Space = Space.BANK) -> AccountFact:
    return AccountFact(space, ((account, "card"),), PersonFact(name, "", number), 95, "sheet")


def login(phone: str) -> PersonFact:
    return PersonFact("", "", "", (phone,), (), (("wechat", WALLET),))


def row(account: str, name: str, number: str = "") -> HolderRow:
    return HolderRow(int(Space.BANK), account, name, number, 1, "", 9)


def write(case: CaseFile, facts: Sequence[Fact], holders: Sequence[HolderRow] = ()) -> int:
    with case.session() as session:
        batch = ImportBatch(
            time=datetime(2020, 7, 2), officer="赵", paths=[], state=BatchState.COMPLETE,
            totals={}, files=[
                SourceFile(
                    ordinal=1, path="a.csv", sha256="0" * 64, size=1, format="x", encoding="utf-8",
                    kind="people", recognition={}, totals={},
                )
            ],
        )  # fmt: skip
        session.add(batch)
        session.flush()
        file = batch.files[0].id
        told = [SourcedFact(fact, file, 0, "", line) for line, fact in enumerate(facts, 1)]
        rows = [HolderRow(h.space, h.number, h.name, h.id_number, file, "", 9) for h in holders]
        PartyWriter(session, batch.id).write(told, rows)
        return batch.id


def people(case: CaseFile) -> list[tuple[str, set[str], set[str]]]:
    """Name, numbers and accounts of every party."""
    with case.session(read_only=True) as session:
        return [
            (
                name,
                set(session.scalars(sa.select(Identifier.value).where(Identifier.party_id == id_))),
                set(
                    session.scalars(
                        sa.select(Attribution.account).where(Attribution.party_id == id_)
                    )
                ),
            )
            for id_, name in session.execute(sa.select(Party.id, Party.name).order_by(Party.id))
        ]


@pytest.fixture
def told() -> list[Fact]:
    """Four sheets: one gives the number, one the name only, one a wallet, one only a login."""
    return [
        held(FIRST, "测试甲", NUMBER), held(FIRST, "测试甲"),
        held(WALLET, "测试甲", NUMBER, Space.TENPAY), login("13800000001"),
    ]  # fmt: skip


def test_one_person_in_any_order_of_sheets(case: CaseFile, told: list[Fact]) -> None:
    expected = [("测试甲", {NUMBER, "13800000001", WALLET}, {FIRST, WALLET})]
    for order in permutations(told):
        batch = write(case, order, [row(FIRST, "测试甲")])
        assert people(case) == expected
        with case.session() as session:
            remove_batch(session, batch)
        assert people(case) == []


def test_one_person_in_several_batches(case: CaseFile) -> None:
    first = write(case, [held(FIRST, "测试甲"), held(SECOND, "测试甲")])
    assert len(people(case)) == 2  # a name alone does not make them one
    write(case, [held(WALLET, "测试甲", NUMBER, Space.TENPAY), held(SECOND, "测试甲", NUMBER)])
    write(case, [login("13800000001"), held(SECOND, "测试甲")])
    found = people(case)
    assert [name for name, _numbers, _accounts in found] == ["测试甲", "测试甲"]
    assert found[0][1:] == (set(), {FIRST})
    assert found[1][1:] == ({NUMBER, WALLET, "13800000001"}, {SECOND, WALLET})
    with case.session() as session:
        remove_batch(session, first)
    assert people(case) == [found[1]]


def test_two_numbers_are_two_people(case: CaseFile) -> None:
    write(case, [held(FIRST, "测试甲", NUMBER), held(FIRST, "测试甲", OTHER)])
    write(case, [], [row(FIRST, "测试甲", OTHER), row(FIRST, "测试乙")])
    assert [(name, numbers) for name, numbers, _accounts in people(case)] == [
        ("测试甲", {NUMBER}), ("测试甲", {OTHER}), ("测试乙", set()),
    ]  # fmt: skip


def test_two_of_one_name_with_other_phones_are_two_people(case: CaseFile) -> None:
    first, second = ("张伟", "", "", ("13900000001",)), ("张伟", "", "", ("13900000002",))
    write(case, [PersonFact(*first), PersonFact(*second), PersonFact(*first)])
    with case.session(read_only=True) as session:
        found = session.execute(
            sa.select(Party.id, Identifier.value).join(Identifier, Identifier.party_id == Party.id)
        ).all()
    assert sorted(value for _party, value in found) == ["13900000001", "13900000002"]
    assert len({party for party, _value in found}) == 2


def test_a_login_of_an_account_with_two_holders_is_nobodys(case: CaseFile) -> None:
    write(
        case,
        [login("13800000001"), held(WALLET, "测试甲", NUMBER, Space.TENPAY),
         held(WALLET, "测试乙", OTHER, Space.TENPAY)],
    )  # fmt: skip
    assert ("", {"13800000001", WALLET}, set()) in people(case)
    assert len(people(case)) == 3
