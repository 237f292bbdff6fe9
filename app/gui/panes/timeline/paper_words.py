"""What a picture of the timeline says of itself: time, zone, scale, what is not drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.analysis.timeline.events import from_us
from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.timeline.saying import (
    clock,
    counted_words,
    far_words,
    length_words,
    others_words,
    within,
)
from app.ops.timeline import Sought

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.picture import Shown
    from app.gui.panes.timeline.strokes import Frame

MOST_NUMBERS: Final = 400
"""So many accounts of one lane are listed below the picture."""


@dataclass(frozen=True)
class Head:
    """What the picture cannot know from what it draws.

    Attributes:
        case: the name of the case, ``number`` that of the case file; may be empty.
        zone: of all times.
        far: so many marks lie far before or after the transfers.
        calls_left: so many calls are not marked.
    """

    case: str
    number: str
    zone: str
    far: int = 0
    calls_left: int = 0

    @property
    def title(self) -> str:
        """The first line."""
        return " · ".join(part for part in (_("Timeline"), self.case, self.number) if part)


def about(head: Head, shown: Shown, frame: Frame, rows: int) -> list[str]:
    """The lines below the title: when, what and how, what was found and what is left out.

    Args:
        head: of the picture.
        shown: what is drawn, in ``frame``.
        frame: its time, without what the eye sees on the screen.
        rows: how many lanes are drawn; 0 for the whole case.
    """
    when = _("{since} to {until}, case time {zone}").format(
        since=clock(int(frame.since)), until=clock(int(frame.until)), zone=head.zone
    )
    times = [when]
    if shown.period is not None:
        times.append(_("period of all panes {since} to {until}").format(
            since=clock(max(int(frame.since), shown.period[0])),
            until=clock(min(int(frame.until), shown.period[1])),
        ))  # fmt: skip
    if shown.until is not None:
        times.append(_("drawn up to {moment}").format(moment=clock(int(shown.until))))
    return [
        " · ".join(times),
        " · ".join(_what(shown, frame, rows)),
        " · ".join(_rest(head, shown, frame)),
    ]


def _what(shown: Shown, frame: Frame, rows: int) -> list[str]:
    scene = shown.scene
    parts = [_("all transfers of the case")]
    if rows:
        parts = [ngettext("{n} lane", "{n} lanes", rows).format(n=words.count(rows))]
    if scene.events is not None:
        flows = within(scene.events, (int(frame.since), int(frame.until)))
        parts.append(
            ngettext("{n} transfer, drawn singly", "{n} transfers, each drawn", flows).format(
                n=words.count(flows)
            )
        )
    else:
        measure = _("by amount") if shown.by_amount else _("by number of transfers")
        scale = _("logarithmic") if shown.log else _("linear")
        parts.append(
            _("density in steps of {step}, {measure}; bars {scale}, shades logarithmic").format(
                step=length_words(scene.density.width), measure=measure, scale=scale
            )
        )
    parts.append(_("money in {currency}").format(currency=scene.currency))
    return parts


def _rest(head: Head, shown: Shown, frame: Frame) -> list[str]:
    """What was found in the picture, and what is not drawn."""
    scene = shown.scene
    parts = []
    if scene.lanes[0].accounts:
        if scene.sought in (Sought.ALL, Sought.LOADED):
            found = shown.patterns
            spreads = (found.pairs, found.gaps, found.bursts)
            parts += counted_words(*(len(each.seen(frame, shown)[0]) for each in spreads))
        else:
            parts.append(_("fast in and out, silence and bursts were not looked for"))
    parts += others_words(scene, head.calls_left)
    if head.far:
        parts.append(far_words(head.far))
    return parts


def accounts_of(lanes: Sequence[Lane]) -> list[str]:
    """The holders and full numbers of lanes that hold several accounts, a line for each lane."""
    return [lane_words(lane) for lane in lanes if lane.is_folded]


def lane_words(lane: Lane) -> str:
    """Whose lane it is, with the holders and full numbers of its accounts."""
    holders = lane.holders or ("",) * len(lane.numbers)
    told = [
        f"{holder} {words.grouped(number)}".strip()
        for holder, number in zip(holders, lane.numbers, strict=True)
    ]
    more = len(told) - MOST_NUMBERS
    if more > 0:
        told = told[:MOST_NUMBERS]
        told.append(ngettext("and {n} more", "and {n} more", more).format(n=words.count(more)))
    return _("{lane}: {accounts}").format(
        lane=lane.title or words.unknown(), accounts=_(", ").join(told)
    )


def spanned(frame: Frame) -> str:
    """What a file with this time in sight is called."""
    since, until = (from_us(each).strftime("%Y%m%d") for each in (frame.since, frame.until))
    return f"{_('Timeline')} {since}-{until}"
