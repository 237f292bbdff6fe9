"""Services and hubs: recognised by number, by whole name and by degree; the case's list above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.base.reference.services import service_that_is
from app.base.settings import HUB_COUNTERPARTIES, Settings
from app.ops.hubs import Stops, stops_of
from app.store.ledger.activity_queries import keys_of
from tests.unit.ops.rows import Row, take

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

ALIPAY = "支付宝（中国）网络技术有限公司"
CARDS = [f"62220200000000{number:05d}" for number in range(40)]


@pytest.mark.parametrize(
    ("name", "service"),
    [
        (ALIPAY, "支付宝"),
        ("支付宝(中国)网络技术有限公司", "支付宝"),
        ("支付宝", "支付宝"),
        ("财付通支付科技有限公司", "财付通"),
        ("中国银联股份有限公司", "银联"),
        ("北京快钱支付有限公司", "快钱"),
        ("待清算商户款项", "待清算"),
        ("微信支付", "微信支付"),
        ("汇付", None),
        ("支付宝-张三", None),
        ("大连连锁超市有限公司", None),
        ("深圳车网联科技有限公司", None),
        ("连连看网络科技有限公司", None),
        ("我爱支付宝", None),
        ("张三", None),
        ("", None),
    ],
)
def test_a_name_is_a_service_whole_or_as_its_company(name: str, service: str | None) -> None:
    found = service_that_is(name)
    assert (found.name if found else None) == service


def named_stops(case: CaseFile) -> tuple[dict[str, str], dict[str, int]]:
    reader = case.ledger.reader()
    try:
        stops: Stops = stops_of(case, reader)
        keys = keys_of(reader, [*stops.services, *stops.hubs])
    finally:
        reader.close()
    return (
        {keys[account]: name for account, name in stops.services.items()},
        {keys[account]: number for account, number in stops.hubs.items()},
    )


def test_services_by_number_and_by_what_most_rows_name(case: CaseFile, tmp_path: Path) -> None:
    me, friend, company = CARDS[:3]
    at = "2020-07-02 09:00:00"
    take(
        case, tmp_path,
        [
            Row(me, at, -100, "215500690", "随便", own_name="支付宝"),  # the shipped number
            Row(me, at, -200, "990000690", ALIPAY),
            Row(me, at, -300, friend, "李四"),
            Row(me, at, -301, friend, "李四"),
            Row(me, at, -400, friend, ALIPAY),  # one row misnames a friend's card
            Row(company, at, 500, "6212260000000000042", "王五", own_name="易宝支付有限公司"),
        ],
    )  # fmt: skip
    services, hubs = named_stops(case)
    assert services == {"215500690": "支付宝", "990000690": "支付宝"}
    assert hubs == {}


def test_a_hub_deals_with_many_different_holders(case: CaseFile, tmp_path: Path) -> None:
    Settings().put(HUB_COUNTERPARTIES, 5)
    wage, kin = "6212260000000000042", "6212260000000000067"
    rows = [Row(card, "2020-07-02 09:00:00", 100, wage, own_name=f"人{n}")
            for n, card in enumerate(CARDS[:5])]  # fmt: skip
    rows += [Row(card, "2020-07-02 09:00:01", -1, kin, own_name="同一人") for card in CARDS[10:20]]
    rows += [Row(CARDS[20], "2020-07-02 09:00:02", -1, card) for card in CARDS[30:40]]
    take(case, tmp_path, rows)
    assert named_stops(case) == ({}, {wage: 5})
    Settings().put(HUB_COUNTERPARTIES, 6)
    assert named_stops(case) == ({}, {})


def test_a_later_import_is_seen(case: CaseFile, tmp_path: Path) -> None:
    take(case, tmp_path, [Row(CARDS[0], "2020-07-02 09:00:00", -1, CARDS[1])])
    assert named_stops(case) == ({}, {})
    take(case, tmp_path, [Row(CARDS[0], "2020-07-03 09:00:00", -1, "243300133")], "later.csv")
    assert named_stops(case) == ({"243300133": "财付通"}, {})
