"""Every text of the program is there in Chinese."""

from __future__ import annotations

import gettext
import importlib.util
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.base import i18n
from tests.rules.source import ROOT

if TYPE_CHECKING:
    from types import ModuleType


def load_catalogue() -> ModuleType:
    path = ROOT / "resources" / "locale" / "catalogue.py"
    spec = importlib.util.spec_from_file_location("catalogue", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    return load_catalogue()


def words(content: bytes) -> dict[object, str]:
    made = gettext.GNUTranslations(io.BytesIO(content))
    known: dict[object, str] = made._catalog  # type: ignore[attr-defined]
    return {key: value for key, value in known.items() if key}


def test_every_text_has_its_translation(catalogue):
    wrong = catalogue.faults(catalogue.extracted(), catalogue.translated())
    assert wrong == [], "run `make messages`, then translate in xunxian.po, then run it again"


def test_compiled_catalogue_is_in_step(catalogue):
    wanted = words(catalogue.compiled(catalogue.translated()))
    assert words(Path(catalogue.MO).read_bytes()) == wanted, "run `make messages`"


def test_program_finds_its_catalogue():
    i18n.use_language("zh_CN")
    assert i18n._("Language") == "语言"


def test_faults_are_found(catalogue):
    source, target = catalogue.Catalog(), catalogue.Catalog()
    for text, word in {
        "fine {n}": "好 {n}",
        "empty": "",
        "other {n}": "别的 {m}",
        "percent %d": "百分 %s",
    }.items():
        source.add(text)
        target.add(text, word)
    source.add("missing")
    target.add("gone", "没了")
    found = catalogue.faults(source, target)
    assert len(found) == 5
    assert not [line for line in found if "fine" in line]
