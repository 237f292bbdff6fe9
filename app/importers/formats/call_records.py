"""话单: call detail records of the operators and personal bills (FORMATS 1.6)."""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from app.base.clock import Precision
from app.base.i18n import N_
from app.base.reference.phones import plain_phone
from app.importers.facts import CallFact, Fact, FactRow, PersonFact, RejectFact
from app.importers.layout import Column, FileContext, Layout
from app.importers.owner import period_end

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_CALL = 31 * 86400
"""Seconds; what is more is no duration."""
_DURATION = re.compile(
    r"(?:(\d{1,4})\s*(?:小时|时|h)\s*)?(?:(\d{1,6})\s*(?:分钟|分|'|′|m)\s*)?"
    r"(?:(\d{1,9})\s*(?:秒|''|\"|″|s)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?)?分?|(\d{6})")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?\s*(.*)")
_OWN = re.compile(r"(?<!\d)(?:86)?(1[3-9]\d{9})(?!\d)")
_IMEI = re.compile(r"\d{14,17}(?!\d)")
_RESIDENT = re.compile(r"\d{17}[\dXx]|\d{15}")
_MADE = re.compile(r"主叫|呼出|拨出|去话|发送|发出|上行|^MO(?![A-Z])|MOC|^OUT", re.IGNORECASE)
_TAKEN = re.compile(
    r"被叫|呼入|接听|来话|接收|收到|下行|^MT(?![A-Z])|MTC|^IN(?![A-Z])", re.IGNORECASE
)
_MESSAGE = re.compile(r"短信|彩信|短消息|点对点|SMS|MMS", re.IGNORECASE)
_FORWARDED = re.compile(r"呼转|呼叫转移|前转|转移")
_NOT_IN_GROUP = ("", "否", "0", "N", "NO")

plain = lru_cache(maxsize=1 << 14)(plain_phone)


def seconds_of(text: str) -> int | None:
    """``61``, ``1分1秒``, ``1'1''``, ``01:01`` or ``00:01:01`` as seconds; else ``None``."""
    stripped = text.strip().replace("：", ":")[:40]
    if ":" in stripped:
        parts = stripped.split(":")
        if len(parts) > 3 or not all(part.isdecimal() and len(part) < 6 for part in parts):
            return None
        total = 0
        for part in parts:
            total = total * 60 + int(part)
    else:
        found = _DURATION.fullmatch(stripped)
        if not stripped or not found:
            return None
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = hours * 3600 + minutes * 60 + seconds
    return total if total <= LONGEST_CALL else None


def clock_of(text: str) -> tuple[time, Precision] | None:
    """A clock without a date: ``15:29:00``, ``15:29`` or ``152900``."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, second, digits = found.groups()
    if digits:
        hour, minute, second = digits[:2], digits[2:4], digits[4:]
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    exact = Precision.MINUTE if second is None else Precision.SECOND
    return time(int(hour), int(minute), int(second or 0)), exact


def direction_of(way: str, what: str) -> int | None:
    """-1 for a call made (主叫, MO), 1 for one taken (被叫, MT), ``None`` where not told."""
    for text in (way, what):
        made, taken = bool(_MADE.search(text)), bool(_TAKEN.search(text))
        if made != taken and not _FORWARDED.search(text):
            return -1 if made else 1
    return None


def _exactness(given: str, moment: datetime) -> Precision:
    """How exactly a whole time was written."""
    colons = given.count(":") + given.count("：")
    if colons >= 2 or "秒" in given or (given.isdecimal() and len(given) >= 14):
        return Precision.SECOND
    if colons or "时" in given or (given.isdecimal() and len(given) == 12):
        return Precision.MINUTE
    return Precision.SECOND if moment.time() != time() else Precision.DAY


def _without_year(given: str, period: str) -> tuple[datetime, Precision] | None:
    """``01-03 10:11:12`` of a bill that says its month: not later than a month after its end."""
    found = _DAY_OF_MONTH.fullmatch(given.strip())
    if not found or not period:
        return None
    month, day, rest = int(found.group(1)), int(found.group(2)), found.group(3)
    year, clock = int(period[:4]), clock_of(rest)
    if len(period) == 6:
        end = int(period[4:])
        near = (month - end) % 12 <= 1
        year += int(month < end) if near else -int(month > end)
    try:
        date_only = datetime(year, month, day)  # noqa: DTZ001 - case time carries no zone
    except ValueError:
        return None
    if clock is None:
        return None if rest else (date_only, Precision.DAY)
    return datetime.combine(date_only.date(), clock[0]), clock[1]


def _moment(row: FactRow, context: FileContext) -> tuple[datetime, Precision] | None:
    """The time of a call, of a message, or a date with a clock in the next column."""
    for role in ("time", "message_time"):
        moment = row.moment(role)
        if moment is not None:
            return moment, _exactness(row.text(f"{role}_given"), moment)
    day = row.moment("day")
    if day is None:
        return _without_year(_given(row), period_end(context))
    for text in (row.text("clock"), row.text("time_given")):
        clock = clock_of(text)
        if clock is not None:
            return datetime.combine(day.date(), clock[0]), clock[1]
    return day, _exactness(row.text("day_given"), day)


def _given(row: FactRow) -> str:
    """What a row gives as its time, readable or not; a date and its clock side by side."""
    parts = dict.fromkeys(row.text(f"{role}_given") for role in ("day", "time", "message_time"))
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=64)
def _own_outside(context: FileContext) -> str:
    """The own number of a bill: in the rows above its header, its sheet's or its file's name."""
    above = ["\t".join(cells) for cells in context.preamble]
    for text in (*above, context.sheet, context.stem, context.path):
        numbers = dict.fromkeys(_OWN.findall(text))
        if len(numbers) == 1:
            return str(next(iter(numbers)))
    return ""


def _handset(text: str) -> str:
    """An IMEI without the model that can stand beside it."""
    found = _IMEI.match(text)
    return found.group() if found else text


def call_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """One call or message of one number, and whose number it is where the row says so."""
    own_given, other_given = row.text("own"), row.text("other_raw") or row.text("other")
    own, other = plain(own_given), plain(row.text("other") or other_given)
    if not own:
        own = _own_outside(context)
    if not own and "own" not in row.values:
        # a bill that names its number nowhere stands under its own name, and joins with nothing
        own = f"bill:{context.stem}"
    when = _moment(row, context)
    if not own:
        yield RejectFact("no_own_account")
        return
    if when is None:
        yield RejectFact("time_unreadable" if _given(row) else "no_time")
        return
    way, what = row.text("way"), row.text("what")
    message = row.moment("message_time") is not None and row.moment("time") is None
    in_group = row.text("in_group").upper() not in _NOT_IN_GROUP
    group = (
        row.text("group") or row.text("group_name") or (row.text("in_group") if in_group else "")
    )
    yield CallFact(
        own=own,
        other=other,
        moment=when[0],
        exactness=int(when[1]),
        seconds=seconds_of(row.text("duration")),
        way=way,
        what=what,
        direction=direction_of(way, what),
        is_message=message or bool(_MESSAGE.search(f"{what} {way} {row.text('business')}")),
        own_given=own_given if own_given != own else "",
        other_given=other_given if other_given != other else "",
        own_imsi=row.text("own_imsi"),
        own_imei=_handset(row.text("own_imei")),
        own_lac=row.text("own_lac"),
        own_cell=row.text("own_cell") or row.text("own_base"),
        own_operator=row.text("own_operator"),
        own_place=row.text("own_place") or row.text("own_address") or row.text("own_home"),
        other_imsi=row.text("other_imsi"),
        other_imei=_handset(row.text("other_imei")),
        other_lac=row.text("other_lac"),
        other_cell=row.text("other_cell") or row.text("other_base"),
        other_operator=row.text("other_operator"),
        other_place=row.text("other_place") or row.text("other_address") or row.text("other_home"),
        forwarded=plain(row.text("forwarded")),
        group=group,
        record=row.text("record_id"),
    )
    for side, number in (("own", own), ("other", other)):
        holder = _holder(row, side, number)
        if holder is not None:
            yield holder


def _holder(row: FactRow, side: str, number: str) -> PersonFact | None:
    """Whose phone it is: only a row that gives the ID number of the holder says so."""
    id_number = row.text(f"{side}_id").replace(" ", "").upper()
    if not number or not _RESIDENT.fullmatch(id_number):
        return None
    return PersonFact(row.text(f"{side}_name"), "居民身份证", id_number, phones=(number,))


def _side(side: str, word: str, *, bare: bool) -> tuple[Column, ...]:
    """The columns of the mirrored layout for one side; the own side also goes without its word."""

    def names(*texts: str) -> tuple[str, ...]:
        return (*(f"{word}{text}" for text in texts), *(texts if bare else ()))

    return (
        Column(f"{side}_id", names("身份证号", "身份证号码", "证件号码"), 2),
        Column(f"{side}_name", (f"{word}姓名", f"{word}机主姓名", f"{word}机主"), 1),
        Column(f"{side}_home", names("号码归属地"), 1),
        Column(f"{side}_address", names("地址"), 1),
        Column(f"{side}_longitude", names("经度"), 1),
        Column(f"{side}_latitude", names("纬度"), 1),
    )


LAYOUTS = (
    Layout(
        key="call_records",
        title=N_("Call records of an operator (话单)"),
        kind="calls",
        columns=(
            Column("index", ("序号",), 1),
            Column("record_id", ("通信记录唯一标识",), 2),
            Column("what", ("通话类型", "通信类型", "通讯类型", "业务类型"), 2),
            Column("way", ("话单类型", "主被叫", "呼叫类型", "通话方式", "主被叫类型"), 3),
            Column("own", ("本机号码", "本方号码", "本方电话号码", "用户号码"), 4),
            Column("own_imsi", ("本机IMSI号", "本方IMSI"), 1),
            Column("own_imei", ("本机IMEI号", "本方IMEI（机型）", "本方IMEI", "IMEI（机型）"), 2),
            Column("own_rac", ("本机RAC号",), 1),
            Column("own_lac", ("本机LAC号", "本方LAC", "LAC"), 1),
            Column("own_base", ("本机基站ID",), 1),
            Column("own_cell", ("本机CELLID", "本方CI", "CI"), 1),
            Column("own_operator", ("本机归属运营商", "本方运营商", "运营商"), 1),
            Column("own_place", ("本机通话所在地", "本机通话地"), 1),
            *_side("own", "本方", bare=True),
            Column("other", ("对方号码", "对方电话号码", "对端号码"), 4),
            Column("other_raw", ("对方原始号码",), 2),
            Column("other_imsi", ("对方IMSI号", "对方IMSI"), 1),
            Column("other_imei", ("对方IMEI号", "对方IMEI（机型）", "对方IMEI"), 1),
            Column("other_rac", ("对方RAC号",), 1),
            Column("other_lac", ("对方LAC号", "对方LAC"), 1),
            Column("other_base", ("对方基站ID",), 1),
            Column("other_cell", ("对方CELLID", "对方CI"), 1),
            Column("other_operator", ("对方归属运营商", "对方运营商"), 1),
            Column("other_place", ("对方通话所在地", "对方通话地"), 1),
            *_side("other", "对方", bare=False),
            Column("forwarded", ("前转主叫号码", "第三方号码"), 1),
            Column(
                "day", ("通话日期", "通讯日期", "呼叫日期", "起始日期", "日期"), 2, reads="time"
            ),
            Column(
                "time",
                (
                    "呼叫开始时间",
                    "通讯时间",
                    "通话时间",
                    "起始时间",
                    "通话开始时间",
                    "开始时间",
                    "时间",
                ),
                2,
                reads="time",
            ),
            Column("clock", ("通话时刻", "时刻"), 1),
            Column("duration", ("呼叫时长", "通讯时长", "通话时长", "通信时长", "时长"), 2),
            Column("in_group", ("是否群内呼叫",), 1),
            Column("group", ("群组编号",), 1),
            Column("group_name", ("群组名称",), 1),
            Column("message_time", ("短信发送接收时间",), 2, reads="time"),
        ),
        required=(("own",), ("other",), ("time", "message_time", "day")),
        hints=("话单", "详单", "CDR", "通信详情"),
        facts=call_facts,
    ),
    Layout(
        key="call_bill",
        title=N_("Personal call bill (个人详单)"),
        kind="calls",
        columns=(
            Column("day", ("通话日期", "通信日期", "起始日期"), 2, reads="time"),
            Column(
                "time",
                (
                    "起始时间",
                    "通话起始时间",
                    "通话开始时间",
                    "呼叫开始时间",
                    "通信开始时间",
                    "通话时间",
                    "呼叫时间",
                    "开始时间",
                    "发送时间",
                ),
                3,
                reads="time",
            ),
            Column("own_place", ("通信地点", "通话地点", "本机通话地", "通信地", "通话地"), 3),
            Column(
                "way", ("通信方式", "通话方式", "呼叫类型", "呼叫方式", "主被叫", "收发类型"), 3
            ),
            Column("other", ("对方号码", "对端号码"), 3),
            Column("other_place", ("对方归属地", "对方通话地"), 1),
            Column("duration", ("通信时长", "通话时长"), 2),
            Column("what", ("通信类型", "信息类型", "通话类型"), 2),
            Column("business", ("业务名称",), 1),
            Column("discount", ("套餐优惠",), 2),
            Column(
                "price", ("实收通信费(元)", "通信费(元)", "费用小计", "费用(元)", "费用", "金额"), 2
            ),
        ),
        required=(("time", "day"), ("other",), ("way",)),
        hints=("详单",),
        facts=call_facts,
    ),
)
