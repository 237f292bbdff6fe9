"""Calls and phones of a case: whose they are, from any source, and what their numbers tell."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from app.base.errors import UsageError
from app.base.progress import Progress
from app.cli.main import main
from app.ops.accounts import list_accounts
from app.ops.calls import list_calls, list_phones
from app.ops.importing import import_paths
from tests.unit.conftest import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

FIRST, SECOND, OTHER = "13800000001", "13900000012", "13900000013"
ID = "990101199001019072"
MIRRORED = "本方电话号码,身份证号,IMEI（机型）,通讯时间,通讯时长,主被叫,对方电话号码\n"


def fill(case: CaseFile, folder: Path) -> None:
    """Calls of two phones, then a sheet that names the first one's holder and a third phone."""
    folder.mkdir()
    (folder / "本方话单.csv").write_text(
        f"{MIRRORED}{FIRST},{ID},860000000000017,2020-07-02 15:29:00,61,主叫,+86{SECOND}\n"
        f"{FIRST},{ID},860000000000017,2020-07-03 15:29:00,5,被叫,{SECOND}\n"
        f"{SECOND},,860000000000025,2020-07-02 15:29:01,61,被叫,86{FIRST}\n",
        encoding="utf-8",
    )
    import_paths(case, paths=[folder], progress=Progress())
    sheet = folder.with_name(folder.name + "人员")
    sheet.mkdir()
    (sheet / "人员信息.csv").write_text(
        "客户名称,证照类型,证照号码,单位地址,联系电话,联系手机,单位电话,住宅电话,工作单位,邮箱地址\n"
        f"测试戊,居民身份证,{ID},测试路,,0086-{OTHER},,,测试单位,\n",
        encoding="utf-8",
    )
    import_paths(case, paths=[sheet], progress=Progress())


def test_calls_and_phones(case: CaseFile, tmp_path: Path) -> None:
    fill(case, tmp_path / "returns")
    calls = list_calls(case)
    assert [call.own for call in calls] == [FIRST, SECOND, FIRST]
    assert [call.direction for call in calls] == ["out", "in", "in"]
    assert len(list_calls(case, phone=f"0086 {SECOND}")) == 3
    day = datetime(2020, 7, 3)
    assert [call.seconds for call in list_calls(case, since=day)] == [5]
    assert [call.seconds for call in list_calls(case, until=day)] == [61, 61]
    assert len(list_calls(case, limit=1)) == 1
    assert list_calls(case, phone="10086") == []
    with pytest.raises(UsageError):
        list_calls(case, phone=" ")

    phones = {row.number: row for row in list_phones(case)}
    assert list(phones) == [FIRST, SECOND, OTHER]
    first, second, other = phones.values()
    assert (first.place, first.operator, first.obtained) == ("北京", "移动", True)
    assert (first.calls, first.contacts, first.calls_seen) == (2, 1, 1)
    assert (first.first, first.last) == (calls[0].time, calls[2].time)
    (party,) = first.parties
    assert (party.name, party.id_number, party.line) == ("测试戊", ID, 2)
    assert party.file is not None
    assert party.file.endswith("本方话单.csv")
    assert (second.parties, second.calls, second.calls_seen) == ((), 1, 2)
    assert (other.obtained, other.calls, other.first) == (False, 0, None)
    assert [each.name for each in other.parties] == ["测试戊"]


def test_command_line(case: CaseFile, folder: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    fill(case, tmp_path / "returns")
    case.close()
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    assert main(["calls", str(folder), "--phone", FIRST, "--until", "2020-07-02", "--json"]) == 0
    calls = json.loads(capsys.readouterr().out)
    assert [call["phone"] for call in calls] == [FIRST, SECOND]
    assert calls[0]["direction"] == "out"
    assert calls[0]["source"]["line"] == 2
    assert main(["phones", str(folder), "--json"]) == 0
    phones = json.loads(capsys.readouterr().out)
    assert [phone["phone"] for phone in phones] == [FIRST, SECOND, OTHER]
    assert phones[0]["parties"][0]["id_number"] == ID
    assert main(["phones", str(folder)]) == 0
    assert "测试戊" in capsys.readouterr().out
    assert main(["calls", str(folder)]) == 0
    assert f"{FIRST} -> {SECOND}" in capsys.readouterr().out
    assert main(["calls", str(folder), "--limit", "-1"]) == 2


def test_banks_of_accounts_by_their_numbers(case: CaseFile, tmp_path: Path) -> None:
    own, unnamed, unknown = "6222020000000000034", "6217000000000000015", "12345678901"
    header = (
        "交易卡号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,对手户名,对手开户银行,"
        "交易是否成功"
    )
    rows = [
        f"{own},2020-07-02 09:00:00,1.00,9.00,出,{unnamed},测试乙,,成功",
        f"{own},2020-07-02 09:01:00,1.00,8.00,出,{unknown},测试丙,,成功",
        f"{own},2020-07-02 09:02:00,1.00,7.00,出,6228480000000000012,测试丁,东澜银行,成功",
    ]
    path = tmp_path / "交易明细.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    import_paths(case, paths=[path], progress=Progress())
    told = {row.account: row.to_json() for row in list_accounts(case)}
    keys = ("bank", "bank_source", "card_kind")
    assert [told[own][key] for key in keys] == ["中国工商银行", "card_number", "DC"]
    assert [told[unnamed][key] for key in keys] == ["中国建设银行", "card_number", "DC"]
    assert [told[unknown][key] for key in keys] == [None, None, None]
    assert [told["6228480000000000012"][key] for key in keys] == ["东澜银行", "statement", "DC"]
    assert told[own]["phone_place"] is None
