"""Every sample of every layout gives what its expectation says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.base import registry
from app.base.i18n import use_language
from app.importers import formats
from app.importers.layout import all_layouts
from app.store import keys
from app.store.header import Cost
from tests.golden.formats import make

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = [
    pytest.param(module, sample, id=f"{module}/{sample.as_posix()}")
    for module in make.modules()
    for sample in make.samples(module)
]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Module to what its samples gave, imported when first asked for."""
    return {"": {"folder": tmp_path_factory.mktemp("golden")}}


def imported(given: dict[str, dict[str, Any]], module: str) -> dict[str, Any]:
    if module not in given:
        folder: Path = given[""]["folder"] / module
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "DEFAULT_COST", Cost(memory_kib=16, iterations=1, lanes=1))
            use_language("en")
            given[module] = make.imported(module, folder)
    return given[module]


@pytest.mark.parametrize(("module", "sample"), SAMPLES)
def test_sample(given: dict[str, dict[str, Any]], module: str, sample: Path) -> None:
    path = make.expected_path(module, sample)
    told = json.loads(path.read_text("utf-8"))
    assert imported(given, module)[sample.as_posix()] == told
    report = told["report"]
    kept = ("rows_imported", "rows_duplicate", "rows_rejected", "rows_notice")
    assert report["rows_read"] == sum(report[key] for key in kept)


def test_every_layout_has_a_sample() -> None:
    used = set()
    for module in make.modules():
        for sample in make.samples(module):
            told = json.loads(make.expected_path(module, sample).read_text("utf-8"))
            used |= {table["layout"] for table in told["report"]["recognition"]}
    assert {layout.key for layout in all_layouts()} - used == set()
    assert {module.__name__.rpartition(".")[2] for module in registry.modules_of(formats)} == set(
        make.modules()
    )


def test_no_expectation_is_left_over() -> None:
    for module in make.modules():
        wanted = {make.expected_path(module, sample) for sample in make.samples(module)}
        found = set((make.FOLDER / module).rglob(f"*{make.ENDING}"))
        assert found == wanted
