"""How money left, by the words of a row."""

from __future__ import annotations

import pytest

from app.analysis.tracing.ways import way_of


@pytest.mark.parametrize(
    ("texts", "way"),
    [
        (("ATM取款", "测试支行"), "atm"),
        (("现金支取", "自助银行"), "atm"),
        (("柜面取款", None), "counter"),
        (("POS消费", "现金"), "pos"),
        (("转账", "测试支行"), None),
        ((None, None), None),
    ],
)
def test_way(texts: tuple[str | None, ...], way: str | None) -> None:
    assert way_of(*texts) == way
