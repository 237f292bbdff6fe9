"""Parts and pinyin in a pile of texts, against looking through the texts one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.searching import texts as searching_texts
from app.analysis.searching.lines import NOT_FOUND, Lines, best, nothing
from app.analysis.searching.pile import EXACT, INSIDE, MOST_LETTERS, PREFIX, SUFFIX, Found, Pile
from app.analysis.searching.texts import Texts, folded_points, folded_texts
from app.base.reference.folding import fold
from app.base.reference.readings import readings

SIGNS = "张張三山单仇吕女曾a1 ·"
TEXTS = st.lists(st.text(SIGNS, max_size=6), max_size=12)


def of(found: Found) -> dict[int, int]:
    return dict(zip(found.texts.tolist(), found.ranks.tolist(), strict=True))


def plain_find(texts: list[str], part: str) -> dict[int, int]:
    found = {}
    for number, text in enumerate(texts):
        text = fold(text)
        if part and part in text:
            found[number] = (
                EXACT if text == part
                else PREFIX if text.startswith(part)
                else SUFFIX if text.endswith(part)
                else INSIDE
            )  # fmt: skip
    return found


def ways(text: str, letters: str) -> set[int | None]:
    """Where in ``text`` the letters can be used up: the place behind, ``None`` if unfinished."""
    if not letters:
        return {0}
    if not text:
        return set()
    found: set[int | None] = set()
    for reading in readings(text[0]):
        if reading.startswith(letters) and reading != letters:
            found.add(None)
        heads = {reading, reading[0]}
        if reading[:2] in ("zh", "ch", "sh"):
            heads.add(reading[:2])
        for head in heads:
            if letters.startswith(head):
                behind = ways(text[1:], letters[len(head) :])
                found |= {None if place is None else place + 1 for place in behind}
    return found


def plain_spelled(texts: list[str], letters: str) -> dict[int, int]:
    found = {}
    for number, text in enumerate(texts):
        text, ranks = fold(text), set()
        for start in range(len(text)):
            for end in ways(text[start:], letters):
                closes = end is not None and start + end == len(text)
                ranks.add(
                    (EXACT if closes else PREFIX) if start == 0 else SUFFIX if closes else INSIDE
                )
        if ranks:
            found[number] = min(ranks)
    return found


@given(TEXTS, st.text("张三山单a1", min_size=1, max_size=3))
def test_parts_are_found_as_one_by_one(texts: list[str], part: str):
    assert of(Pile(texts).find(part)) == plain_find(texts, part)


@given(TEXTS, st.sampled_from(
    ["zs", "zhangsan", "zhangs", "zhsan", "san", "shan", "s", "shans", "qiu", "chou", "lv", "lu",
     "lyu", "z", "zzz", "nva", "a", "cengz", "zhangshanshan", "sh", "xyz"]
))  # fmt: skip
def test_pinyin_is_followed_as_one_by_one(texts: list[str], letters: str):
    assert of(Pile(texts).spelled(letters)) == plain_spelled(texts, letters)


@given(st.lists(st.text(max_size=8), max_size=8), st.integers(1, 4))
def test_texts_are_folded_part_by_part_as_each(texts: list[str], at_once: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching_texts, "AT_ONCE", at_once)
        assert folded_texts(texts) == [fold(text.replace("\U0010ffff", "")) for text in texts]
        whole = "".join(chr(point) for point in folded_points(texts))
    assert whole == "".join(f"{text}\0" for text in folded_texts(texts))


@given(st.lists(st.text(max_size=5), max_size=8))
def test_texts_are_kept(texts: list[str]):
    kept = Texts(texts)
    assert [kept[number] for number in range(len(kept))] == texts


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("单雄信", "shanxiongxin"), ("单雄信", "danxx"), ("仇和", "qiuhe"), ("曾国", "zengg"),
        ("解缙", "xiej"), ("朴仁", "piaor"), ("乐毅", "yueyi"), ("吕布", "lvbu"),
        ("吕布", "lubu"), ("張三豐", "zsf"), ("欧阳 锋", "ouyf"), ("阿卜杜·热合曼", "abudure"),
        ("王A明", "wangam"), ("张三", "张san"), ("张三", "zhang三"), ("張三", "张s"),
    ],
)  # fmt: skip
def test_names_by_pinyin(name: str, letters: str):
    assert len(Pile(["别人", name]).spelled(letters)) == 1


def test_too_long_pinyin_finds_nothing():
    assert not len(Pile(["啊" * 100]).spelled("a" * (MOST_LETTERS + 1)))
    assert len(Pile(["啊" * 100]).spelled("a" * MOST_LETTERS))


def test_a_large_alphabet_is_no_matter():
    texts = [chr(point) for point in range(0x4E00, 0x4E00 + 400)]
    assert of(Pile(texts).find(texts[300])) == {300: EXACT}
    assert not len(Pile(texts).find("龘"))
    assert not len(Pile([]).find("张"))


def test_short_numbers_are_found_whole_only():
    lines = Lines(["12", "1234", "7812"], [0, 1, 2])
    classes = nothing(3)
    lines.find_number("12", classes)
    lines.find_words("12", classes)
    assert classes.tolist() == [0, NOT_FOUND, NOT_FOUND]
    lines.find_number("234", classes)
    assert classes.tolist() == [0, 2, NOT_FOUND]


@given(
    st.lists(
        st.tuples(st.integers(0, NOT_FOUND), st.integers(0, 3), st.integers(0, 5)), max_size=20
    ),
    st.integers(0, 6),
)
def test_the_best_come_first(things: list[tuple[int, int, int]], limit: int):
    columns = [np.array([thing[place] for thing in things], np.int64) for place in range(3)]
    found, total = best(columns[0], limit, columns[1], columns[2].astype(np.float64))
    order = sorted(
        (class_, tier, -weight, number)
        for number, (class_, tier, weight) in enumerate(things)
        if class_ < NOT_FOUND
    )
    assert found == [each[-1] for each in order][:limit]
    assert total == len(order)
