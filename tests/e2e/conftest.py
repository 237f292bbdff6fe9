"""Cases and returns that end-to-end tests share; every test here starts processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import Program, new_case, two_statements

if TYPE_CHECKING:
    from pathlib import Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def program(home: Path) -> Program:
    return Program(home)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with nothing in it."""
    return new_case(tmp_path / "one.xunxian")


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """The statements of two accounts, 6 rows, 5 flows."""
    return two_statements(tmp_path / "returns")


@pytest.fixture
def filled(program: Program, case: Path, returns: Path) -> Path:
    """A case with the two statements imported as batch 1."""
    program.run("import", case, returns)
    return case
