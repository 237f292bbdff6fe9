from __future__ import annotations

import copy
import dataclasses
import json
import tracemalloc
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base.errors import CaseDamaged, StorageFull, UsageError, WrongPassphrase
from app.store import header, keys

if TYPE_CHECKING:
    from pathlib import Path

CREATED = datetime(2024, 3, 1, 9, 30)


def made(folder: Path, passphrase: str = "p") -> tuple[header.Header, keys.Keys, str]:
    head, opened, slot = keys.create(
        passphrase=passphrase, minor=0, zone="Asia/Shanghai", created=CREATED
    )
    head.write(folder)
    return head, opened, slot


def reopened(folder: Path, passphrase: str = "p") -> tuple[keys.Keys, str]:
    return keys.unlock(header.read(folder, known_major=keys.FORMAT_MAJOR), passphrase)


def rewritten(folder: Path, change: Any, *, checked: bool = True) -> None:
    """Edit ``case.json`` as somebody would who knows the checksum but no passphrase."""
    path = folder / "case.json"
    document = json.loads(path.read_bytes())
    document.pop("check")
    change(document)
    document["check"] = header._check(document) if checked else "0" * 64
    path.write_text(json.dumps(document), encoding="utf-8")


def test_the_header_comes_back_as_written(tmp_path: Path) -> None:
    head, opened, slot = made(tmp_path)
    assert header.read(tmp_path, known_major=1) == head
    again, opened_slot = reopened(tmp_path)
    assert opened_slot == slot
    assert again.subkey("vault") == opened.subkey("vault")


def test_subkeys_are_of_one_purpose_and_one_case(tmp_path: Path) -> None:
    _head, one, _slot = made(tmp_path)
    _head, two, _slot = keys.create(passphrase="p", minor=0, zone="Asia/Shanghai", created=CREATED)
    made_keys = {each.subkey(name) for each in (one, two) for name in ("database", "ledger", "x")}
    assert len(made_keys) == 6
    assert all(len(each) == 32 for each in made_keys)


def test_wrong_and_empty_passphrases(tmp_path: Path) -> None:
    made(tmp_path)
    for wrong in ("q", "P", "p ", "pp", ""):
        with pytest.raises(WrongPassphrase):
            reopened(tmp_path, wrong)
    with pytest.raises(WrongPassphrase):
        keys.create(passphrase="", minor=0, zone="Asia/Shanghai", created=CREATED)


def test_the_way_of_typing_an_accent_does_not_matter(tmp_path: Path) -> None:
    made(tmp_path, unicodedata.normalize("NFD", "Ünïcode é"))
    reopened(tmp_path, unicodedata.normalize("NFC", "Ünïcode é"))


def test_slots_are_added_changed_and_removed(tmp_path: Path) -> None:
    head, opened, first = made(tmp_path)
    head, second = keys.add_slot(head, opened, "second")
    head.write(tmp_path)
    assert reopened(tmp_path)[1] == first
    assert reopened(tmp_path, "second")[1] == second
    head = keys.change_slot(head, opened, first, "new")
    head.write(tmp_path)
    assert reopened(tmp_path, "new")[1] == first
    with pytest.raises(WrongPassphrase):
        reopened(tmp_path)
    head = keys.remove_slot(head, opened, first)
    head.write(tmp_path)
    with pytest.raises(WrongPassphrase):
        reopened(tmp_path, "new")
    assert reopened(tmp_path, "second")[1] == second


def test_the_last_slot_stays(tmp_path: Path) -> None:
    head, opened, slot = made(tmp_path)
    with pytest.raises(UsageError):
        keys.remove_slot(head, opened, slot)
    with pytest.raises(UsageError):
        keys.change_slot(head, opened, "unknown", "x")


def test_there_is_an_end_to_slots(tmp_path: Path) -> None:
    head, opened, _slot = made(tmp_path)
    for number in range(header.MAX_SLOTS - 1):
        head, _slot = keys.add_slot(head, opened, str(number))
    with pytest.raises(UsageError):
        keys.add_slot(head, opened, "one too many")
    head.write(tmp_path)
    reopened(tmp_path)


def test_every_altered_byte_is_noticed(tmp_path: Path) -> None:
    head, _opened, _slot = made(tmp_path)
    path = tmp_path / "case.json"
    content = path.read_bytes()
    for place in range(len(content)):
        for mask in (0x01, 0x20, 0x80):
            path.write_bytes(
                content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :]
            )
            try:
                read = header.read(tmp_path, known_major=1)
            except CaseDamaged:
                continue
            assert read == head, place  # blank space between the values carries no meaning


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    made(tmp_path)
    path = tmp_path / "case.json"
    content = path.read_bytes()
    for length in range(len(content) - 2):
        path.write_bytes(content[:length])
        with pytest.raises(CaseDamaged):
            header.read(tmp_path, known_major=1)


def two_slots(folder: Path) -> None:
    head, opened, _slot = made(folder)
    keys.add_slot(head, opened, "second")[0].write(folder)


EDITS = {
    "a slot dropped": lambda doc: doc["slots"].pop(),
    "slots exchanged": lambda doc: doc["slots"].reverse(),
    "another zone": lambda doc: doc.update(zone="Europe/Paris"),
    "another beginning": lambda doc: doc.update(created="2020-01-01T00:00:00"),
    "an older minor": lambda doc: doc.update(format=[1, 7]),
    "another case": lambda doc: doc.update(case_id="00000000-0000-4000-8000-000000000000"),
    "a slot renamed": lambda doc: doc["slots"][0].update(id="ffff"),
    "a cheaper slot": lambda doc: doc["slots"][0]["kdf"].update(memory_kib=8),
    "a slot doubled": lambda doc: doc["slots"].append({**doc["slots"][0], "id": "ffff"}),
    "another mac": lambda doc: doc.update(mac="00" * 32),
    "no mac": lambda doc: doc.update(mac=""),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_edits_by_somebody_without_a_passphrase_are_refused(tmp_path: Path, edit: Any) -> None:
    two_slots(tmp_path)
    rewritten(tmp_path, edit)
    for passphrase in ("p", "second"):
        with pytest.raises((CaseDamaged, WrongPassphrase)):
            reopened(tmp_path, passphrase)


def test_a_dropped_slot_is_named_as_damage_not_as_a_wrong_passphrase(tmp_path: Path) -> None:
    two_slots(tmp_path)
    rewritten(tmp_path, lambda doc: doc["slots"].pop())
    with pytest.raises(CaseDamaged):
        reopened(tmp_path)


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 2**40},
        {"memory_kib": 2**21},
        {"iterations": 2**31},
        {"lanes": 2**20},
        {"memory_kib": 0},
        {"iterations": 0},
        {"lanes": 0},
        {"iterations": True},
        {"memory_kib": 1e9},
        {"memory_kib": "64"},
        {"name": "md5"},
    ],
)
def test_a_hostile_cost_is_refused_before_it_is_paid(tmp_path: Path, cost: dict[str, Any]) -> None:
    made(tmp_path)
    rewritten(tmp_path, lambda doc: doc["slots"][0]["kdf"].update(cost))
    tracemalloc.start()
    with pytest.raises(CaseDamaged):
        reopened(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_newer_major_format_says_so(tmp_path: Path) -> None:
    made(tmp_path)
    rewritten(tmp_path, lambda doc: doc.update(format=[2, 0], slots="other"), checked=False)
    with pytest.raises(CaseDamaged, match="newer"):
        header.read(tmp_path, known_major=1)


def test_what_is_no_case_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        header.read(tmp_path / "absent", known_major=1)
    with pytest.raises(UsageError):
        header.read(tmp_path, known_major=1)
    (tmp_path / "case.db").write_bytes(b"x")
    with pytest.raises(CaseDamaged):
        header.read(tmp_path, known_major=1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(content=st.binary(max_size=200) | json_values.map(lambda each: json.dumps(each).encode()))
def test_any_content_is_refused_in_good_order(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "case.json").write_bytes(content)
    with pytest.raises(CaseDamaged):
        header.read(tmp_path, known_major=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    field=st.sampled_from(["program", "format", "case_id", "created", "zone", "slots", "mac"]),
    value=json_values,
)
def test_any_value_in_any_field_is_refused_in_good_order(
    tmp_path: Path, field: str, value: Any
) -> None:
    made(tmp_path)
    rewritten(tmp_path, lambda doc: doc.update({field: value}))
    with pytest.raises((CaseDamaged, WrongPassphrase)):
        reopened(tmp_path)


def test_a_failed_write_leaves_the_old_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, opened, slot = made(tmp_path)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFull):
        keys.change_slot(head, opened, slot, "new").write(tmp_path)
    monkeypatch.undo()
    reopened(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["case.json"]


def test_the_header_and_the_keys_tell_nothing(tmp_path: Path) -> None:
    head, opened, _slot = made(tmp_path, "gehheim")
    master = opened._master
    assert master not in (tmp_path / "case.json").read_bytes()
    assert b"gehheim" not in (tmp_path / "case.json").read_bytes()
    assert master.hex() not in repr(opened)
    assert repr(master)[2:-1] not in repr(opened)
    with pytest.raises(TypeError):
        copy.copy(opened)
    assert {field.name for field in dataclasses.fields(head)} == {
        "version", "case_id", "created", "zone", "slots", "mac"
    }  # fmt: skip
