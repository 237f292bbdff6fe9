"""A number tells what it is; what is not known is unknown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.main import main
from app.ops.lookup import look_up


@pytest.mark.parametrize(
    ("number", "kind", "facts"),
    [
        ("6222 0200 0000 0000 034", "card",
         {"bank": "中国工商银行", "card_kind": "DC", "check_digit": True}),
        ("6222020000000000035", "card", {"bank": "中国工商银行", "check_digit": False}),
        ("6999990000000002", "card", {"bank": None, "check_digit": True}),
        ("+86 138-0000-0001", "phone", {"place": "北京", "operator": "移动", "virtual": False}),
        ("16500000000", "phone", {"place": None, "operator": None, "virtual": True}),
        ("(0755)22223333", "landline", {"places": ["广东 深圳"]}),
        ("1064800000001", "machine_number", {"operator": "移动"}),
        ("11010519491231002x", "resident_id",
         {"check_digit": True, "birth": "1949-12-31", "sex": "female", "division": "北京市朝阳区"}),
        ("110105491231002", "resident_id", {"number_18": "11010519491231002X"}),
        ("91110000600037341L", "uscc", {"check_digit": True, "division": "北京市"}),
        ("860000000000017", "imei", {"check_digit": True}),
        ("460030000000001", "imsi", {"operator": "电信"}),
        ("89860012345678901234", "iccid", {"operator": "移动", "check_digit": False}),
        ("8986001234567890123A", "iccid", {"operator": "移动", "check_digit": None}),
        ("243300133", "service", {"name": "财付通"}),
    ],
)  # fmt: skip
def test_reading(number, kind, facts):
    (reading,) = look_up(number)
    told = reading.to_json()
    assert told["kind"] == kind
    assert {key: told[key] for key in facts} == facts
    assert reading.sentence()


@pytest.mark.parametrize("text", ["", "10086", "测试", "1", "9" * 200, "000000000000000"])
def test_nothing_known(text):
    assert look_up(text) == []


@given(st.text(max_size=70) | st.from_regex(r"[0-9]{6,20}X?", fullmatch=True))
def test_any_text_is_answered(text):
    for reading in look_up(text):
        json.dumps(reading.to_json())
        assert reading.sentence()


def test_command_line(capsys):
    assert main(["lookup", "13800000001", "10086", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [entry["given"] for entry in told] == ["13800000001", "10086"]
    assert told[0]["readings"][0]["operator"] == "移动"
    assert told[1]["readings"] == []
    assert main(["lookup", "11010519491231002X", "10086"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "北京市朝阳区" in first
    assert second.endswith("unknown")


def test_a_card_written_in_groups() -> None:
    (reading,) = look_up("6228-4800-0000-0000-018")
    assert (reading.kind, reading.number) == ("card", "6228480000000000018")
