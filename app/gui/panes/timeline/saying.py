"""The timeline in words: what is drawn, what is not, and a transfer with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from app.analysis.timeline.events import DATE_ONLY, DAY, HOUR, MINUTE, SECOND, from_us
from app.analysis.timeline.pairs import Pair
from app.analysis.timeline.rhythm import Stretch
from app.base import money
from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.timeline.cells import Cell
from app.ops.timeline import Sought
from app.ops.timeline_rhythm import RHYTHM_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.events import Events
    from app.analysis.timeline.lanes import Lane
    from app.ops.flows import FlowRow
    from app.ops.timeline import Scene
    from app.ops.timeline_marks import Mark

MARKS_TOLD: Final = 8
WAN_FEN: Final = 1_000_000
"""From ten thousand yuan on an amount is said in 万."""


def scene_words(
    scene: Scene,
    *,
    lanes: int,
    period: tuple[int, int] | None = None,
    low: bool = False,
    calls_left: int = 0,
    far: int = 0,
) -> str:
    """One line: lanes, transfers singly or as a density, what was found, what is not drawn.

    Args:
        scene: what is drawn.
        lanes: how many; 0 for the whole case.
        period: the brush in microseconds, of which the transfers are counted.
        low: the lanes are too low to mark in them what was found.
        calls_left: so many calls are not marked.
        far: so many marks lie too far away for all time to show them.
    """
    parts = []
    if lanes:
        parts.append(ngettext("{n} lane", "{n} lanes", lanes).format(n=words.count(lanes)))
    if scene.span is None:
        parts.append(_("no transfer in {currency}").format(currency=scene.currency))
    elif scene.events is not None:
        flows = len(scene.events)
        parts.append(
            ngettext("{n} transfer, drawn singly", "{n} transfers, each drawn", flows).format(
                n=words.count(flows)
            )
        )
    elif lanes:
        parts.append(
            _("{n} movements as a density; zoom in to see single transfers").format(
                n=words.count(scene.density.flows)
            )
        )
    else:
        is_all = scene.covers(*scene.span)
        told = (
            _("{n} transfers of the whole case; add lanes to see between whom") if is_all
            else _("{n} transfers in and around this time; add lanes to see between whom")
        )  # fmt: skip
        parts.append(told.format(n=words.count(scene.density.flows)))
    if period is not None and scene.events is not None and scene.covers(*period):
        inside = within(scene.events, period)
        parts.append(
            ngettext("{n} in the period", "{n} in the period", inside).format(n=words.count(inside))
            if inside
            else _("nothing moved in the period")
        )
    parts += found_words(scene, low=low) if lanes else []
    parts += others_words(scene, calls_left)
    if far:
        parts.append(far_words(far))
    return " · ".join(parts)


def counted_words(pairs: int, gaps: int, bursts: int) -> list[str]:
    """How many fast pairs, silences and bursts; nothing of those that are not there."""
    parts = []
    if pairs:
        many = ngettext("{n} fast in and out", "{n} fast in and out", pairs)
        parts.append(many.format(n=words.count(pairs)))
    if gaps:
        parts.append(ngettext("{n} silence", "{n} silences", gaps).format(n=words.count(gaps)))
    if bursts:
        parts.append(ngettext("{n} burst", "{n} bursts", bursts).format(n=words.count(bursts)))
    return parts


def others_words(scene: Scene, calls_left: int) -> list[str]:
    """Calls that are not marked and transfers in other currencies, by number."""
    parts = []
    if calls_left:
        parts.append(
            ngettext("{n} call is not marked", "{n} calls are not marked", calls_left).format(
                n=words.count(calls_left)
            )
        )
    for currency, flows in scene.others:
        parts.append(
            ngettext(
                "{n} transfer in {currency} is not drawn",
                "{n} transfers in {currency} are not drawn",
                flows,
            ).format(n=words.count(flows), currency=currency)
        )
    return parts


def far_words(marks: int) -> str:
    """That marks lie far away from all transfers."""
    return ngettext(
        "{n} mark lies far before or after the transfers",
        "{n} marks lie far before or after the transfers",
        marks,
    ).format(n=words.count(marks))


def found_words(scene: Scene, *, low: bool) -> list[str]:
    """Pairs, silences and bursts by number, and where they were not looked for or not marked."""
    if scene.sought is Sought.NOT_YET:
        return [_("looking for fast in and out, silence and bursts")]
    if scene.sought is Sought.TOO_MANY:
        return [
            _("too many for fast in and out, silence and bursts (above {n}); zoom in to see them")
            .format(n=words.count(RHYTHM_MOST))
        ]  # fmt: skip
    parts = counted_words(len(scene.pairs), len(scene.gaps), len(scene.bursts))
    if parts and scene.sought is Sought.LOADED:
        loaded = span_words(scene.since, scene.until)
        parts.append(_("looked for within {span}").format(span=loaded))
    if parts and low:
        parts.append(_("lanes are too low to mark them; Ctrl+wheel makes them higher"))
    return parts


def within(events: Events, period: tuple[int, int]) -> int:
    """How many transfers leave within both bounds; a date-only one in its day."""
    last = np.where(events.exactness == DATE_ONLY, DAY - 1, 0)
    return int(((events.leave + last >= period[0]) & (events.leave <= period[1])).sum())


def cell_words(cell: Cell, currency: str) -> str:
    """A cell of a density: whose, from when to when, how many transfers and how much money."""
    who = cell.lane.title if cell.is_whole else lane_name(cell.lane)
    lines = [who, span_words(cell.since, cell.until)]
    sides = [("", cell.came, cell.came_fen)]
    if not cell.is_whole:
        sides = [
            (_("in"), cell.came, cell.came_fen), (_("out"), cell.went, cell.went_fen),
        ]  # fmt: skip
    for side, flows, fen in sides:
        told = ngettext("{n} transfer", "{n} transfers", flows).format(n=words.count(flows))
        money_told = amount_words(fen, currency)
        lines.append(f"{side} {told} · {money_told}".strip() if flows else f"{side} {told}")
    return "\n".join(lines)


def thing_words(thing: object, currency: str) -> str:
    """Whatever is under the pointer besides transfers."""
    if isinstance(thing, Cell):
        return cell_words(thing, currency)
    if isinstance(thing, tuple):
        return mark_words(thing)
    if isinstance(thing, Pair):
        return "\n".join(
            (
                _("Fast in, fast out"),
                f"{clock(thing.since)} {_('in')} {amount_words(thing.amount, currency)}",
                f"{clock(thing.until)} {_('out')} {amount_words(thing.passed, currency)}"
                f" ({thing.share:.0%})",
                ngettext("passed on by {n} transfer", "passed on by {n} transfers",
                         len(thing.went)).format(n=len(thing.went))
                + " · " + length_words(thing.until - thing.since),
            )
        )  # fmt: skip
    if isinstance(thing, Stretch):
        both = f"{clock(thing.since)} – {clock(thing.until)}"
        length = length_words(thing.until - thing.since)
        if not thing.flows:
            return "\n".join((_("Silence: nothing moved"), f"{both} ({length})"))
        flows = ngettext("{n} transfer", "{n} transfers", thing.flows)
        told = flows.format(n=words.count(thing.flows))
        return "\n".join((_("Burst: {flows} one after the other").format(flows=told),
                          f"{both} ({length})"))  # fmt: skip
    return ""


def mark_words(marks: Sequence[Mark]) -> str:
    """The marks at one place; of very many the first ones and how many more."""
    lines = [words.veiled(mark.text) for mark in marks[:MARKS_TOLD]]
    more = len(marks) - MARKS_TOLD
    if more > 0:
        lines.append(ngettext("and {n} more", "and {n} more", more).format(n=words.count(more)))
    return "\n".join(lines)


def clock(moment: int) -> str:
    """A moment (microseconds) to the second."""
    return words.moment(from_us(moment))


def amount_words(fen: int, currency: str) -> str:
    """An amount as one says it and to the fen: ``138.00万 (¥1,380,000.00)``."""
    exact = money.yuan(fen) if currency == "CNY" else words.amount(fen, currency)
    return f"{money.in_wan(fen)} ({exact})" if abs(fen) >= WAN_FEN else exact


def span_words(since: int, until: int) -> str:
    """A time whose end does not belong to it: both ends, and how long it is."""
    form = "%Y-%m-%d"
    if since % DAY or until % DAY:
        form += " %H:%M" if not (since % MINUTE or until % MINUTE) else " %H:%M:%S"
    first, last = from_us(since).strftime(form), from_us(until).strftime(form)
    if form == "%Y-%m-%d":  # whole days are told with their last day
        last = from_us(until - 1).strftime(form)
    both = first if first == last else f"{first} – {last}"
    return f"{both} ({length_words(until - since)})"


def length_words(span: int) -> str:
    """How long a time is, in the largest unit that it has."""
    if span >= DAY:
        days = round(span / DAY)
        return ngettext("{n} day", "{n} days", days).format(n=words.count(days))
    if span >= HOUR:
        hours = round(span / HOUR)
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    if span >= MINUTE:
        minutes = round(span / MINUTE)
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    seconds = round(span / SECOND)
    return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)


def lane_name(lane: Lane) -> str:
    """Whose lane: the name and the last digits, or how many accounts."""
    name = words.name(lane.title) if lane.title else words.unknown()
    if lane.is_folded:
        many = ngettext("{n} account", "{n} accounts", len(lane.accounts))
        return f"{name} · {many.format(n=len(lane.accounts))}"
    return f"{name} …{words.identity(lane.numbers[0])[-4:]}" if lane.numbers else name


def flow_words(flow: FlowRow) -> str:
    """A transfer with the rows that prove it."""
    lines = [
        f"{words.moment(flow.time, flow.exactness)}   "
        + (money.yuan(flow.amount_fen) if flow.currency == "CNY"
           else words.amount(flow.amount_fen, flow.currency)),
        f"{_side(flow.payer_name, flow.payer)} → {_side(flow.payee_name, flow.payee)}",
    ]  # fmt: skip
    if flow.exactness == 0:
        lines.append(_("The source gives a date only."))
    if flow.summary:
        lines.append(words.one_line(flow.summary))
    for source in flow.sources[:4]:
        place = _("{file}, line {line}").format(file=source.file, line=source.line)
        lines.append(f"{place} ({source.sheet})" if source.sheet else place)
    return "\n".join(lines)


def _side(name: str | None, number: str | None) -> str:
    holder = words.name(name) if name else words.unknown()
    return f"{holder} …{words.identity(number)[-4:]}" if number else holder
