"""One small returns folder for all tests here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.demo.returns import Scale, write_returns

if TYPE_CHECKING:
    from pathlib import Path

    from app.demo.truth import Truth


@pytest.fixture(scope="session")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("returns")
    return folder, write_returns(folder, seed=7, scale=Scale.small())
