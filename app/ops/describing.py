"""Filters and selections as one sentence, for chips, reports and screen readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock, money
from app.base.i18n import N_, _
from app.model.party import Party
from app.model.selection import Chip, FlowFilter, Period, Selection
from app.model.tag import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from app.store.casefile import CaseFile

SHOWN: Final = 3
"""Of more values than that, the first are named and the others counted."""

_WORDS: Final = {
    "transfer": N_("transfer"),
    "cash": N_("cash"),
    "fee": N_("fee"),
    "interest": N_("interest"),
    "service": N_("service"),
    "success": N_("success"),
    "failed": N_("failed"),
    "pending": N_("pending"),
    "reversed": N_("reversed"),
    "neutral": N_("not counted"),
}


@dataclass(frozen=True)
class Names:
    """How parties and tags are called, by id; one that is not here is called by its number."""

    parties: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)


def names_of(case: CaseFile, *wanted: FlowFilter | Selection) -> Names:
    """The names that sentences over these filters and selections need."""
    parties = {party for each in wanted for party in each.parties}
    tags = {tag for each in wanted if isinstance(each, FlowFilter) for tag in each.tags}
    if not (parties or tags):
        return Names()
    with case.session(read_only=True) as session:
        named = session.execute(sa.select(Party.id, Party.name).where(Party.id.in_(parties)))
        worded = session.execute(sa.select(Tag.id, Tag.name).where(Tag.id.in_(tags)))
        return Names(
            {each.id: each.name for each in named}, {each.id: each.name for each in worded}
        )


def sentence(what: FlowFilter | Selection, names: Names | None = None) -> str:
    """A filter or a selection as one sentence without a full stop."""
    if isinstance(what, Selection):
        return _selection(what, names or Names())
    parts = [_whose(what, names or Names())]
    exact = what.least_fen if what.least_fen == what.most_fen else None
    for name in dict.fromkeys(chip.field for chip in what.chips()):
        if name in ("accounts", "parties") or (exact is not None and name == "most_fen"):
            continue
        told = exact is not None and name == "least_fen"
        parts.append(money.yuan(exact or 0) if told else chip_text(what, Chip(name), names))
    return _("; ").join(part for part in parts if part)


def word_of(key: str) -> str:
    """A kind or a status of flows in words."""
    return _(_WORDS[key]) if key in _WORDS else key


def period_text(period: Period) -> str:
    """A period in words; empty for the open one."""
    since, until = _bound(period.since, end=False), _bound(period.until, end=True)
    if since and until:
        return since if since == until else _("{since} to {until}").format(since=since, until=until)
    if since:
        return _("from {since}").format(since=since)
    return _("until {until}").format(until=until) if until else ""


def chip_text(wanted: FlowFilter, chip: Chip, names: Names | None = None) -> str:
    """One condition of a filter in words; a chip without value stands for its whole field."""
    names = names or Names()
    value: Any = getattr(wanted, chip.field)
    values = (value if chip.value is None else (chip.value,)) if isinstance(value, tuple) else ()
    match chip.field:
        case "period":
            return period_text(wanted.period)
        case "least_fen" | "most_fen":
            return _amount_text(chip.field, value)
        case "direction":
            return {"in": _("money in"), "out": _("money out")}.get(value or "", "")
        case "text":
            return _("with “{text}” in the text").format(text=value) if value else ""
        case "parties":
            return _any_of(_named(values, names.parties, _("party {number}")))
        case "tags":
            listed = _any_of(_named(values, names.tags, _("tag {number}")))
            return _("tagged {tags}").format(tags=listed) if values else ""
        case "counterparties":
            return _("with {accounts}").format(accounts=_any_of(values)) if values else ""
        case "flows":
            return _("{number} flows").format(number=f"{len(values):,}") if values else ""
        case "channels":
            return _("through {channels}").format(channels=_any_of(values)) if values else ""
        case _:
            return _any_of(word_of(str(each)) for each in values)


def _whose(wanted: FlowFilter, names: Names) -> str:
    owners = [
        *_named(wanted.parties, names.parties, _("party {number}")),
        *wanted.accounts,
    ]
    if owners:
        return _("Flows of {owners}").format(owners=_any_of(owners))
    return _("Flows") if wanted else _("All flows")


def _amount_text(name: str, fen: int | None) -> str:
    if fen is None:
        return ""
    text = _("at least {amount}") if name == "least_fen" else _("at most {amount}")
    return text.format(amount=money.yuan(fen))


def _bound(moment: datetime | None, *, end: bool) -> str:
    """A bound as short as it can be: a day where it is the day's beginning or end."""
    if moment is None:
        return ""
    whole = time(23, 59, 59) if end else time()
    if moment.time().replace(microsecond=0) == whole:
        return f"{moment:%Y-%m-%d}"
    return clock.shown(moment)


def _named(values: Iterable[int], names: Mapping[int, str], otherwise: str) -> list[str]:
    return [names.get(value) or otherwise.format(number=value) for value in values]


def _any_of(values: Iterable[Any]) -> str:
    """Some values, any of which will do: ``a, b or c``, or ``a, b, c or 5 more``."""
    listed = [str(value) for value in values]
    rest = len(listed) - SHOWN
    if rest > 0:
        listed = [*listed[:SHOWN], _("{number} more").format(number=rest)]
    if not listed[1:]:
        return "".join(listed)
    return _("{several} or {last}").format(several=_(", ").join(listed[:-1]), last=listed[-1])


def _selection(what: Selection, names: Names) -> str:
    parties = [names.parties.get(party) or str(party) for party in what.parties]
    parts = [
        _count(what.accounts, _("account {name}"), _("{number} accounts")),
        _count(parties, _("party {name}"), _("{number} parties")),
        _count(what.flows, _("flow {name}"), _("{number} flows")),
        _count(what.incidents, _("incident {name}"), _("{number} incidents")),
        _count(what.batches, _("batch {name}"), _("{number} batches")),
        _count(what.traces, _("trace {name}"), _("{number} traces")),
    ]
    return _(", ").join(part for part in parts if part) or _("Nothing selected")


def _count(values: Sequence[Any], one: str, many: str) -> str:
    """One value by its name, several by their number."""
    if len(values) == 1:
        return one.format(name=values[0])
    return many.format(number=len(values)) if values else ""
