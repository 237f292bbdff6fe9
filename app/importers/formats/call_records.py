"""话单: call detail records of the operators and personal bills (FORMATS 1.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.facts import CallFact, Fact, FactRow, RejectFact
from app.importers.layout import Column, FileContext, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_DURATION = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分|'|′))?\s*(?:(\d+)\s*(?:秒|''|\"|″)?)?$"
)
_PHONE = re.compile(r"1[3-9]\d{9}")
_COUNTRY = re.compile(r"^(?:\+?86|0086)(?=1[3-9]\d{9}$)")


def plain_phone(text: str) -> str:
    """A phone number without spaces and the country's prefix."""
    return _COUNTRY.sub("", re.sub(r"[\s-]", "", text))


def seconds_of(text: str) -> int | None:
    """``61``, ``1分1秒``, ``1'1''`` or ``00:01:01`` as seconds."""
    stripped = text.strip()
    if ":" in stripped:
        parts = stripped.split(":")
        if all(part.isdigit() for part in parts) and len(parts) <= 3:
            total = 0
            for part in parts:
                total = total * 60 + int(part)
            return total
        return None
    found = _DURATION.fullmatch(stripped)
    if not stripped or not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def call_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """One call or message of one number."""
    own = plain_phone(row.text("own"))
    if not own:
        found = _PHONE.search(context.stem) or _PHONE.search(context.path)
        own = found.group(0) if found else ""
    other = plain_phone(row.text("other"))
    moment = row.moment("time") or row.moment("message_time")
    if not own and not other:
        yield RejectFact("no_own_account")
        return
    if moment is None:
        yield RejectFact("no_time")
        return
    yield CallFact(
        own=own,
        other=other,
        moment=moment,
        seconds=seconds_of(row.text("duration")),
        way=row.text("way"),
        what=row.text("what"),
        own_imei=row.text("own_imei"),
        own_cell=row.text("own_cell"),
        own_place=row.text("own_place"),
        other_place=row.text("other_place"),
    )


LAYOUTS = (
    Layout(
        key="call_records",
        title=N_("Call records of an operator (话单)"),
        kind="calls",
        columns=(
            Column("index", ("序号",), 1),
            Column("record_id", ("通信记录唯一标识",), 2),
            Column("what", ("通话类型", "通信类型"), 2),
            Column("way", ("话单类型", "主被叫"), 3),
            Column("own", ("本机号码", "本方号码", "本方电话号码"), 4),
            Column("own_imsi", ("本机IMSI号",), 1),
            Column("own_imei", ("本机IMEI号", "本方IMEI", "IMEI（机型）"), 2),
            Column("own_lac", ("本机LAC号", "LAC"), 1),
            Column("own_base", ("本机基站ID",), 1),
            Column("own_cell", ("本机CELLID", "CI"), 1),
            Column("own_operator", ("本机归属运营商", "运营商"), 1),
            Column("own_place", ("本机通话所在地", "号码归属地"), 1),
            Column("other", ("对方号码", "对方电话号码"), 4),
            Column("other_imei", ("对方IMEI号",), 1),
            Column("other_place", ("对方通话所在地", "对方号码归属地"), 1),
            Column("time", ("呼叫开始时间", "通讯时间", "通话时间", "起始时间"), 2, reads="time"),
            Column("duration", ("呼叫时长", "通讯时长", "通话时长", "通信时长"), 2),
            Column("message_time", ("短信发送接收时间",), 2, reads="time"),
        ),
        required=(("own",), ("other",), ("time", "message_time")),
        hints=("话单", "详单"),
        facts=call_facts,
    ),
    Layout(
        key="call_bill",
        title=N_("Personal call bill (个人详单)"),
        kind="calls",
        columns=(
            Column("time", ("起始时间",), 3, reads="time"),
            Column("own_place", ("通信地点",), 3),
            Column("way", ("通信方式",), 3),
            Column("other", ("对方号码",), 3),
            Column("duration", ("通信时长",), 3),
            Column("what", ("通信类型", "信息类型"), 2),
            Column("business", ("业务名称",), 1),
            Column("discount", ("套餐优惠",), 2),
            Column("price", ("实收通信费(元)", "通信费(元)"), 2),
        ),
        required=(("time",), ("other",), ("way",)),
        hints=("详单",),
        facts=call_facts,
    ),
)
