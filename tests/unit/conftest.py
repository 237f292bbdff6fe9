"""Unit tests open many cases; the cost of a passphrase is kept low for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store import keys
from app.store.casefile import CaseFile
from app.store.header import Cost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSPHRASE = "correct horse 电池"
OFFICER = "王建国"
NAME = "蓝鲸跑分案"


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Cost(memory_kib=16, iterations=1, lanes=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cases" / "first.xunxian"


@pytest.fixture
def case(folder: Path) -> Iterator[CaseFile]:
    with CaseFile.create(folder, name=NAME, officer=OFFICER, passphrase=PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def closed(case: CaseFile, folder: Path) -> Path:
    """The folder of a case that was made and closed."""
    case.close()
    return folder
