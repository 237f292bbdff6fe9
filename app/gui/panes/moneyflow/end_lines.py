"""The ends of a trace as lines of the table: by kind, by account, each withdrawal; commissions."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from app.base import money
from app.base.i18n import _
from app.gui import words
from app.gui.panes.moneyflow import wording
from app.gui.panes.moneyflow.lines import (
    COUNT,
    DATA,
    FIRST,
    NAME,
    NUMBER,
    STATE,
    line,
    list_below,
)
from app.ops.money_flow_ends import KEPT, MISSING, SERVICE, ends_of, sums_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeWidgetItem

    from app.ops.money_flow_ends import EndSum, FlowEnd

STAYED = (SERVICE, MISSING, KEPT)


def end_lines(document: dict[str, Any]) -> QTreeWidgetItem:
    """All ends under one heading; what left stands under out, what stayed under kept."""
    sums = sums_of(document)
    by_kind: dict[str, list[FlowEnd]] = defaultdict(list)
    for end in ends_of(document):
        by_kind[end.what].append(end)
    single: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for each in document["ends"]:
        if each["account"] is not None:
            single[each["what"], each["account"]].append(each)
    top = line(
        wording.ends_word(up=document["direction"] == "up"),
        [None, sum(each.fen for each in sums if each.what not in STAYED),
         sum(each.fen for each in sums if each.what in STAYED)],
    )  # fmt: skip
    for total in sums:
        kind = line(wording.end_word(total.what), _placed(total.what, total.fen))
        if total.still_there is not None:
            kind.setText(STATE, _still(total.still_there))
        ends = by_kind[total.what]
        list_below(kind, partial(_kind_lines, total, ends, single))
        top.addChild(kind)
    commission = document.get("commission_fen", 0)
    if commission:
        group = line(_("Commission, part of what stayed"), [None, None, commission])
        kept = [each for each in document["accounts"] if each.get("commission_fen")]
        list_below(group, partial(_commission_lines, kept))
        top.addChild(group)
    return top


def _kind_lines(
    total: EndSum, ends: list[FlowEnd], single: dict[tuple[str, str], list[dict[str, Any]]]
) -> list[QTreeWidgetItem]:
    made = [_account_line(end, single[end.what, end.account]) for end in ends]
    rest = total.fen - sum(end.fen for end in ends)
    if rest:  # the document lists the largest ends only
        made.append(line(_("not listed one by one"), _placed(total.what, rest)))
    return made


def _account_line(end: FlowEnd, single: list[dict[str, Any]]) -> QTreeWidgetItem:
    item = line(_holder(end.holder), _placed(end.what, end.fen))
    item.setText(NUMBER, words.grouped(end.account))
    item.setData(NAME, DATA, end.account)
    if end.still_there is not None:
        item.setText(STATE, _still(end.still_there))
    if end.times:
        item.setText(COUNT, words.count(end.times))
    for each in single:
        told = words.one_line(each["summary"] or "") or wording.end_word(end.what)
        child = line(told, _placed(end.what, each["tainted_fen"]))
        child.setText(FIRST, words.moment(datetime.fromisoformat(each["time"])))
        place = " ".join(filter(None, (each["branch"], each["place"], each["merchant"])))
        child.setText(STATE, words.one_line(place))
        child.setData(NAME, DATA, each["flow"])
        item.addChild(child)
    return item


def _commission_lines(kept: list[dict[str, Any]]) -> list[QTreeWidgetItem]:
    return [_commission_line(each) for each in sorted(kept, key=_commission)]


def _commission_line(each: dict[str, Any]) -> QTreeWidgetItem:
    item = line(_holder(each["holder"]), [None, None, each["commission_fen"]])
    item.setText(NUMBER, words.grouped(each["account"]))
    item.setData(NAME, DATA, each["account"])
    return item


def _holder(name: str | None) -> str:
    return words.name(name) if name else words.unknown()


def _placed(what: str, fen: int) -> list[int | None]:
    return [None, None, fen] if what in STAYED else [None, fen, None]


def _still(fen: int) -> str:
    return _("{n} can be there").format(n=money.plain(fen))


def _commission(each: dict[str, Any]) -> tuple[int, str]:
    return -each["commission_fen"], each["account"]
