"""What a number tells is shown as such, apart from what a statement says."""

from __future__ import annotations

from typing import Any

from app.gui.panes.accounts.model import bank_of
from app.gui.panes.transfers.inspector import _party
from app.ops.accounts import AccountRow


def account(**cells: Any) -> AccountRow:
    usual = {
        "id": 1, "account": "1", "aliases": (), "kind": "bank", "holder": None, "id_number": None,
        "bank": None, "obtained": False, "in_fen": 0, "out_fen": 0, "in_count": 0, "out_count": 0,
        "first": None, "last": None, "balance_fen": None,
    }  # fmt: skip
    return AccountRow(**{**usual, **cells})


def test_bank_cell_tells_where_it_comes_from():
    stated = bank_of(account(bank="东澜银行", bank_source="statement", card_kind="DC"))
    assert (stated.text, stated.tone, stated.under) == ("东澜银行", "muted", "debit card")
    told = bank_of(account(bank="东澜银行", bank_source="card_number", card_kind="DC"))
    assert (told.text, told.tone, told.under) == ("东澜银行", "faint", "from the card number")
    phone = bank_of(account(kind="alipay", phone_place="广东 深圳", phone_operator="移动"))
    assert (phone.text, phone.under) == ("广东 深圳", "移动")
    assert bank_of(account()).text is None


def test_inspector_names_the_bank_under_the_number():
    held = _party("测试甲", "6222020000000000034", "transfer", "东澜银行")
    assert held.splitlines() == ["测试甲", "6222 0200 0000 000 0034", "东澜银行"]
    nowhere = _party("测试甲", "12345", "transfer", "")
    assert nowhere.splitlines() == ["测试甲", "1 2345"]
