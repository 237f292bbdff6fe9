"""Words: the language asked for, or English, never a failure."""

from __future__ import annotations

import pytest

from app.base import i18n


def test_english_is_the_source():
    assert i18n._("Language") == "Language"
    assert i18n.language() == "en"


def test_chinese(chinese):
    assert i18n._("Language") == "语言"
    assert i18n.language() == "zh_CN"


def test_text_without_translation_stays_as_it_is(chinese):
    assert i18n._("no such text") == "no such text"


def test_unknown_language_falls_back_to_english():
    i18n.use_language("tlh")
    assert (i18n.language(), i18n._("Language")) == ("en", "Language")


def test_mark_changes_nothing(chinese):
    assert i18n.N_("Language") == "Language"


def test_numbers():
    assert i18n.ngettext("{n} file", "{n} files", 1) == "{n} file"
    assert i18n.ngettext("{n} file", "{n} files", 2) == "{n} files"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"XUNXIAN_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"XUNXIAN_LANG": "zh_CN", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh_CN"),
        ({}, "zh_CN"),
    ],
)
def test_preferred_language(monkeypatch, environment, language):
    for name in ("XUNXIAN_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(i18n.locale, "getlocale", lambda: (None, None))
    assert i18n.preferred_language() == language
