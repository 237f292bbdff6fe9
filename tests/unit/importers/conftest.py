"""Cases for tests of importers: one for a module where they do not disturb each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store import keys
from app.store.casefile import CaseFile
from app.store.header import Cost
from tests.unit.importers.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _case(folder: Path) -> CaseFile:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "DEFAULT_COST", Cost(memory_kib=16, iterations=1, lanes=1))
        return CaseFile.create(folder, name="样本", officer="王建国", passphrase="电池")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A fresh case."""
    with _case(tmp_path / "one.xunxian") as case:
        yield Desk(case)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One case for a module; its tests use accounts of their own."""
    with _case(tmp_path_factory.mktemp("shared") / "shared.xunxian") as case:
        yield Desk(case)
