"""Cases of every released format version open with this program, with all they hold."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.model import (
    Attribution,
    Base,
    ImportBatch,
    Incident,
    Note,
    Organisation,
    Party,
    Person,
    SavedFilter,
    Tag,
)
from app.store import journal, keys, schema
from app.store.casefile import CaseFile
from tests.golden.cases import make

if TYPE_CHECKING:
    from pathlib import Path

KEPT = sorted(make.FOLDER.glob("v*.xunxian"))


def test_one_is_kept_of_the_present_version() -> None:
    assert f"v{keys.FORMAT_MAJOR}_{schema.MINOR}.xunxian" in [path.name for path in KEPT]


@pytest.mark.parametrize("kept", KEPT, ids=[path.name for path in KEPT])
def test_a_kept_case_opens_and_is_brought_up_to_date(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(kept, folder)
    with CaseFile.open(folder, passphrase=make.SECOND_PASSPHRASE, officer="o") as case:
        assert case.name == make.NAME
        assert [each.name for each in case.officers()] == [make.OFFICER, make.SECOND_OFFICER]
        with case.database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        with case.session(read_only=True) as session:
            assert journal.verify(session).ok
            batch = session.scalars(sa.select(ImportBatch)).one()
            assert (batch.time, batch.paths) == (make.MOMENT, ["流水.csv"])
            (file,) = batch.files
            kinds = [type(party) for party in session.scalars(sa.select(Party).order_by(Party.id))]
            assert kinds == [Person, Organisation]
            attribution = session.scalars(sa.select(Attribution)).one()
            assert attribution.party.identifiers[0].value == "11010519491231002X"
        assert case.vault.read(file.sha256, 0, 10_000) == make.ORIGINAL
        assert case.database.is_sound()
    CaseFile.open(folder, passphrase=make.PASSPHRASE, officer="o", read_only=True).close()


def test_what_officers_made_of_a_case_is_kept(tmp_path: Path) -> None:
    """From format 1.2 on: incidents, tags, notes, filters."""
    shutil.copytree(make.FOLDER / "v1_2.xunxian", tmp_path / "case")
    with (
        CaseFile.open(tmp_path / "case", passphrase=make.PASSPHRASE, officer="o") as case,
        case.session(read_only=True) as session,
    ):
        (payment,) = session.scalars(sa.select(Incident)).one().payments
        assert (payment.amount_fen, payment.time) == (10000, make.MOMENT)
        (use,) = session.scalars(sa.select(Tag)).one().uses
        assert use.account == "6222020000000000012"
        assert session.scalars(sa.select(Note)).one().text == "样例备注"
        assert session.scalars(sa.select(SavedFilter)).one().sort == ["-amount"]
