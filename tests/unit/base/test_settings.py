"""Settings: typed, checked, never lost, never in the way of starting."""

from __future__ import annotations

import json

import pytest

from app.base import settings
from app.base.settings import DECLARED, LANGUAGE, LEDGER_MEMORY_MB, OFFICER, THEME, Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def write(path, values, version=settings.VERSION):
    path.write_text(json.dumps({"version": version, "values": values}), "utf-8")


def test_defaults_hold_without_a_file(path):
    fresh = Settings(path)
    assert [fresh.get(each) for each in DECLARED] == [each.default for each in DECLARED]
    assert not path.exists()


def test_put_is_kept(path):
    Settings(path).put(OFFICER, "测试警员")
    assert Settings(path).get(OFFICER) == "测试警员"
    assert "测试警员" in path.read_text("utf-8")


def test_put_keeps_the_others(path):
    Settings(path).put(THEME, "dark")
    Settings(path).put(LEDGER_MEMORY_MB, 4096)
    assert Settings(path).get(THEME) == "dark"


@pytest.mark.parametrize(
    ("setting", "value"),
    [(THEME, "pink"), (LANGUAGE, "fr"), (LEDGER_MEMORY_MB, 1), (LEDGER_MEMORY_MB, True)],
)
def test_bad_value_is_refused_and_not_stored(path, setting, value):
    with pytest.raises(ValueError, match=setting.key):
        Settings(path).put(setting, value)
    assert not path.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"theme": "pink", "ledger_memory_mb": "3000"},
        {"theme": None, "ledger_memory_mb": 3.5},
        {"theme": 1, "ledger_memory_mb": True},
        {"theme": ["light"], "ledger_memory_mb": -1},
    ],
)
def test_bad_value_in_the_file_falls_back(path, values):
    write(path, values)
    loaded = Settings(path)
    assert (loaded.get(THEME), loaded.get(LEDGER_MEMORY_MB)) == ("light", 2400)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"values": []}', "\x00\xff", "3"])
def test_damaged_file_falls_back(path, text):
    path.write_text(text, "utf-8")
    assert Settings(path).get(THEME) == "light"


def test_values_of_a_newer_program_survive(path):
    write(path, {"theme": "dark", "from_the_future": 1})
    Settings(path).put(OFFICER, "甲")
    kept = json.loads(path.read_text("utf-8"))["values"]
    assert kept == {"theme": "dark", "from_the_future": 1, "officer": "甲"}


def test_failed_write_leaves_the_old_file(path, monkeypatch):
    Settings(path).put(THEME, "dark")
    before = path.read_bytes()

    def refuse(self, *_arguments, **_named):
        raise OSError(28, "no space")

    monkeypatch.setattr(type(path), "write_text", refuse)
    with pytest.raises(OSError, match="no space"):
        Settings(path).put(OFFICER, "甲")
    assert path.read_bytes() == before


def test_default_place_is_the_users_home(home):
    Settings().put(THEME, "dark")
    assert (home / "settings.json").exists()


def test_keys_are_declared_once_with_words():
    keys = [each.key for each in DECLARED]
    assert len(set(keys)) == len(keys)
    assert all(each.label and each.help and each.check(each.default) for each in DECLARED)
