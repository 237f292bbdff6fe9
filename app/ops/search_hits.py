"""How what was found is shown: title, second line, and where Enter goes."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from app.analysis.searching.typed import near
from app.base import clock, money
from app.base.i18n import N_, _
from app.base.reference.folding import fold
from app.ops import search_answer as answer
from app.ops.search_answer import Hit, Target, score_of
from app.store.ledger import search_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from app.analysis.searching.lines import Classes
    from app.analysis.searching.typed import Amounts
    from app.analysis.searching.typed_dates import Days
    from app.ops.search_case import Thing
    from app.ops.search_people import Accounts, People
    from app.ops.search_words import AmountCounts

_COLUMNS = {
    "summary": N_("summary"),
    "remark": N_("remark"),
    "merchant": N_("merchant"),
    "branch": N_("branch"),
}
_NEAR = 5
"""Amounts near the one that was typed come after whatever has the figures themselves."""


def person(accounts: Accounts, people: People, place: int, class_: int) -> Hit:
    """A party, or a name that only rows give; with one account its number is told."""
    party, name = int(people.party_ids[place]), people.names[place]
    count = int(people.counts[place])
    told = [people.officials.get(place, "")]
    if count == 1:
        told.append(accounts.keys[people.accounts_of(place)[0]])
    elif count:
        told.append(_("{n} accounts").format(n=count))
    told.append(_turnover(float(people.turnover[place])))
    if not party:
        told.append(_("named by rows only"))
    return Hit(
        answer.PERSON,
        party or name,
        name,
        _line(*told),
        score_of(class_, int(people.tiers[place])),
        Target("party", party) if party else Target("name", name),
    )


def accounts(
    reader: duckdb.DuckDBPyConnection | None,
    known: Accounts,
    people: People,
    places: list[int],
    classes: Classes,
    number: str,
) -> tuple[Hit, ...]:
    """Accounts with holder and bank; where another of its numbers was meant, that one too."""
    if reader is None or not places:
        return ()
    ids = [int(known.ids[place]) for place in places]
    others: dict[int, list[str]] = {}
    if number:
        unlike = [int(known.ids[each]) for each in places if number not in fold(known.keys[each])]
        for account, text in search_queries.texts_of_accounts(reader, unlike):
            if number in fold(text):
                others.setdefault(account, []).append(text)
    found = []
    for place, id_ in zip(places, ids, strict=True):
        key, tier = known.keys[place], int(people.account_tiers[place])
        told = [
            "、".join(others.get(id_, ())),
            _holder(known, people, place) or _("unknown"),
            known.bank(place),
            _("obtained") if known.obtained[place] else "",
            _turnover(float(known.turnover[place])),
        ]
        score = score_of(int(classes[place]), tier)
        found.append(Hit(answer.ACCOUNT, key, key, _line(*told), score, Target("account", key)))
    return tuple(found)


def thing(kind: str, found: Thing, class_: int) -> Hit:
    """Something of the case itself."""
    target = Target(found.kind, found.key)
    return Hit(kind, found.key, found.title, found.under, score_of(class_, found.tier), target)


def memo(text: str, columns: tuple[str, ...], rows: int, class_: int) -> Hit:
    """A text that rows have, how many, and in which columns."""
    where = "、".join(_(_COLUMNS[column]) for column in columns)
    under = _line(where, _("{n:,} rows").format(n=rows))
    return Hit(answer.MEMO, text, text, under, score_of(class_), Target("memo", text), rows)


def days(reader: duckdb.DuckDBPyConnection, asked: Days) -> list[Hit]:
    """The periods meant in which money moved, the last first."""
    span = search_queries.hours(reader)
    if span is None:
        return []
    found = []
    for since, until in reversed(asked.within(range(span[0].year, span[1].year + 1))):
        flows, fen = search_queries.moved_within(
            reader, datetime.combine(since, time.min), datetime.combine(until, time.max)
        )
        if flows:
            title = since.isoformat()
            if until != since:
                title += f" – {until.isoformat()}"
            key = f"{since.isoformat()}/{until.isoformat()}"
            told = _line(_transfers(flows), money.yuan(fen))
            found.append(
                Hit(answer.DATE, key, title, told, score_of(0), Target("period", key), flows)
            )
    return found


def amounts(
    reader: duckdb.DuckDBPyConnection | None,
    counts: AmountCounts,
    asked: Amounts,
    limit: int,
    name: Callable[[int], str],
) -> tuple[tuple[Hit, ...], int]:
    """The amounts of a range: all of them as one hit, then one by one, the nearest first.

    One amount that no flow has is looked for nearby. ``name`` tells what an account is called.
    """
    class_ = 0
    first, last = counts.within(asked)
    if first == last and asked.is_one:
        class_, asked = _NEAR, near(asked)
        first, last = counts.within(asked)
    if first == last or reader is None or limit <= 0:
        return (), 0
    found = []
    if last - first > 1:
        flows = counts.flows_of(first, last)
        key = "/".join("" if fen is None else str(fen) for fen in (asked.least, asked.most))
        under = _line(_transfers(flows), _("{n:,} different amounts").format(n=last - first))
        found.append(
            Hit(answer.AMOUNT, key, _range(asked), under, score_of(class_),
                Target("amount", key), flows)
        )  # fmt: skip
    places = counts.nearest(first, last, asked.middle, limit - len(found))
    wanted = [(int(counts.amounts[place]), int(counts.places[place])) for place in places]
    samples = search_queries.flows_at(reader, wanted)
    for place in places:
        amount, flows = int(counts.amounts[place]), int(counts.flows[place])
        sample = samples.get(amount)
        key, target = f"{amount}/{amount}", Target("amount", f"{amount}/{amount}")
        told = [_transfers(flows)]
        if sample is not None:
            told.append(_flow(sample, name))
            if flows == 1:
                told, target = [_flow(sample, name)], Target("flow", sample[0])
        score = score_of(class_ if last - first == 1 else class_ + 1)
        found.append(
            Hit(answer.AMOUNT, key, money.plain(amount), _line(*told), score, target, flows)
        )
    return tuple(found), last - first + (last - first > 1)


def _range(asked: Amounts) -> str:
    if asked.least is None:
        return f"≤ {money.plain(asked.most or 0)}"
    if asked.most is None:
        return f"≥ {money.plain(asked.least)}"
    return f"{money.plain(asked.least)} – {money.plain(asked.most)}"


def _flow(sample: tuple[object, ...], name: Callable[[int], str]) -> str:
    _id, leave, exactness, payer, payee, currency = sample
    moment = clock.shown(leave, clock.Precision(exactness))  # type: ignore[arg-type]
    sides = [name(side) if isinstance(side, int) else _("not named") for side in (payer, payee)]
    return _line(moment, " → ".join(sides), "" if currency == "CNY" else str(currency))


def name_of(known: Accounts, people: People, account: int) -> str:
    """The holder of an account by id, or its number."""
    place = int(known.places([account])[0])
    if place >= len(known.ids) or int(known.ids[place]) != account:
        return _("unknown")
    return _holder(known, people, place) or known.keys[place]


def _holder(known: Accounts, people: People, place: int) -> str:
    return people.holders.get(place) or known.holder(place)


def _transfers(number: int) -> str:
    return _("{n:,} transfers").format(n=number)


def _turnover(fen: float) -> str:
    return _("turnover {sum}").format(sum=money.yuan(round(fen))) if fen else ""


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
