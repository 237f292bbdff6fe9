"""The timeline in words: what is drawn, what is not, and a transfer with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analysis.timeline.events import DATE_ONLY, DAY
from app.base import money
from app.base.i18n import _, ngettext
from app.gui import words

if TYPE_CHECKING:
    from app.analysis.timeline.events import Events
    from app.ops.flows import FlowRow
    from app.ops.timeline import Scene


def scene_words(scene: Scene, *, lanes: int, period: tuple[int, int] | None = None) -> str:
    """One line: lanes, transfers singly or as a density, what was found, other currencies.

    Args:
        scene: what is drawn.
        lanes: how many; 0 for the whole case.
        period: the brush in microseconds, of which the transfers are counted.
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
        parts.append(
            _("{n} transfers of the whole case; add lanes to see between whom").format(
                n=words.count(scene.density.flows)
            )
        )
    if period is not None and scene.events is not None and scene.covers(*period):
        inside = _within(scene.events, period)
        parts.append(
            ngettext("{n} in the period", "{n} in the period", inside).format(n=words.count(inside))
            if inside
            else _("nothing moved in the period")
        )
    if scene.pairs:
        parts.append(
            ngettext("{n} fast in and out", "{n} fast in and out", len(scene.pairs)).format(
                n=words.count(len(scene.pairs))
            )
        )
    if scene.gaps:
        parts.append(
            ngettext("{n} silence", "{n} silences", len(scene.gaps)).format(n=len(scene.gaps))
        )
    if scene.bursts:
        parts.append(
            ngettext("{n} burst", "{n} bursts", len(scene.bursts)).format(
                n=words.count(len(scene.bursts))
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
    return " · ".join(parts)


def _within(events: Events, period: tuple[int, int]) -> int:
    """How many transfers leave within both bounds; a date-only one in its day."""
    last = np.where(events.exactness == DATE_ONLY, DAY - 1, 0)
    return int(((events.leave + last >= period[0]) & (events.leave <= period[1])).sum())


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
