"""Families are found by their folder."""

from __future__ import annotations

import importlib
import sys

import pytest

from app.base import registry


@pytest.fixture
def family(tmp_path, monkeypatch):
    folder = tmp_path / "family_of_three"
    folder.mkdir()
    for name in ("__init__", "beta", "alpha", "_shared", "Gamma"):
        (folder / f"{name}.py").write_text("", "utf-8")
    (folder / "notes.txt").write_text("", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith("family_of_three")]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("family_of_three")


def test_members_in_name_order_without_the_shared_ones(family):
    names = [module.__name__ for module in registry.modules_of(family)]
    assert names == [f"family_of_three.{name}" for name in ("Gamma", "alpha", "beta")]


def test_member_that_does_not_import_is_a_bug(family, tmp_path):
    (tmp_path / "family_of_three" / "broken.py").write_text("import no_such_module", "utf-8")
    importlib.invalidate_caches()
    with pytest.raises(ModuleNotFoundError):
        list(registry.modules_of(family))
