"""One spelling for names, and how characters are read."""

from __future__ import annotations

import pytest

from app.base.reference.folding import fold, simplified
from app.base.reference.readings import readings


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("張三豐", "张三丰"), ("Ａｂ　１", "ab1"), ("阿卜杜·热合曼", "阿卜杜热合曼"),
        ("北京（集团）", "北京集团"), ("①", "1"), ("", ""), (" ", ""),
    ],
)  # fmt: skip
def test_fold(text: str, folded: str):
    assert fold(text) == folded


def test_simplified_characters_stay():
    table = simplified()
    assert len(table) > 3500
    assert not set(map(ord, "张王李赵陈刘国华银行")) & set(table)


@pytest.mark.parametrize(
    ("sign", "some"),
    [("单", {"dan", "shan"}), ("曾", {"zeng", "ceng"}), ("仇", {"qiu", "chou"}),
     ("吕", {"lv", "lu", "lyu"}), ("a", {"a"}), ("Z", {"z"}), ("7", {"7"})],
)  # fmt: skip
def test_readings(sign: str, some: set[str]):
    assert some <= set(readings(sign))


@pytest.mark.parametrize("sign", ["·", " ", "の", "€"])
def test_nothing_to_read(sign: str):
    assert readings(sign) == ()
