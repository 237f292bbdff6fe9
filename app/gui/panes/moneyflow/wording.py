"""How methods, states and figures of a money flow read, on the screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.base import clock, money
from app.base.i18n import N_, _, ngettext
from app.gui import words
from app.ops import money_flow_ends
from app.ops.money_flow import (
    CASH,
    FROZEN,
    MISSING,
    NONE,
    OBTAINED,
    SEED,
    SERVICE,
    STOPPED,
)

if TYPE_CHECKING:
    from app.ops.money_flow import FlowCard
    from app.ops.tracing import TraceQuestion

METHODS: Final = {
    "fifo": N_("First in, first out"),
    "lifo": N_("Last in, first out"),
    "prorata": N_("Pro rata"),
    "reach": N_("Reach"),
}
METHOD_NAMES: Final = {
    "fifo": N_("FIFO"), "lifo": N_("LIFO"), "prorata": N_("Pro rata"), "reach": N_("Reach"),
}  # fmt: skip
"""Where there is little room."""
METHOD_TEXTS: Final = {
    "fifo": N_("Money that came first goes first; own money that was there before goes before it."),
    "lifo": N_("Money that came last goes first."),
    "prorata": N_("Each payment carries traced money in proportion to the account's mixture."),
    "reach": N_("Everything that went on after the arrival counts, the most that is possible."),
}
STATES: Final = {
    FROZEN: (N_("freeze"), "frozen", "accent"),
    STOPPED: (N_("stop-payment"), "stop-payment", "warn"),
    CASH: (N_("cash withdrawal"), "cash", "money_out"),
    SERVICE: (N_("service merchant"), "service", "muted"),
    OBTAINED: (N_("obtained"), "obtained", "good"),
    MISSING: (N_("not obtained"), "not-obtained", "warn"),
    NONE: (N_("no record"), "no-record", "muted"),
    SEED: (N_("origin"), "victim", "muted"),
}
ENDS: Final = {
    money_flow_ends.CASH: (N_("cash withdrawal"), "cash", "money_out"),
    money_flow_ends.SERVICE: (N_("service merchant"), "service", "muted"),
    money_flow_ends.MISSING: (N_("not obtained"), "not-obtained", "warn"),
    money_flow_ends.KEPT: (N_("stayed in the account"), "account", "accent"),
    money_flow_ends.UNKNOWN: (N_("left, unknown where"), "unknown", "muted"),
    money_flow_ends.FEES: (N_("fees"), "amount", "muted"),
}
STOPS: Final = {
    "service": N_("service merchant"),
    "not_obtained": N_("not obtained"),
    "levels": N_("limit of levels"),
    "window": N_("limit of hours"),
    "min": N_("limit of amount"),
    "cash": N_("cash withdrawal"),
}
HOUR, DAY = 60, 1440


def state_word(state: str) -> str:
    """The word of a state."""
    return _(STATES[state][0])


def holder(card: FlowCard) -> str:
    """Whose account it is."""
    return words.name(card.holder) if card.holder else words.unknown()


def tail(card: FlowCard) -> str:
    """The last digits of its number."""
    return "…" + words.identity(card.account)[-4:]


def bank_and_tail(card: FlowCard) -> str:
    """Its bank and the last digits."""
    return f"{card.bank} {tail(card)}" if card.bank else tail(card)


def figures(card: FlowCard) -> list[tuple[str, int, str]]:
    """What a card tells in fen: the form of its words, the amount, the tone."""
    moved = [(_("in {n}"), card.came, "money_in"), (_("out {n}"), card.went, "money_out")]
    kept = [] if card.beyond else [(_("kept {n}"), card.kept, "tainted" if card.kept else "faint")]
    if SEED not in card.states:
        return [each for each in moved if each[1]] + kept
    began = (_("began {n}"), card.seeded, "text")
    if card.seeded in (card.came, card.went):
        return [began]
    return [began, *(each for each in moved + kept if each[1])]


def passed_on(card: FlowCard) -> str:
    """How long the money stayed before the first of it went on."""
    minutes = card.minutes
    if minutes is None:
        return ""
    if minutes < HOUR:
        return _("on after {n} min").format(n=f"{minutes:.0f}")
    if minutes < DAY:
        return _("on after {n} h").format(n=f"{minutes / HOUR:.1f}")
    return _("on after {n} d").format(n=f"{minutes / DAY:.1f}")


def level_word(level: int, *, up: bool) -> str:
    """The head of a column."""
    if level == 0:
        return _("Arrival") if up else _("Origin")
    return _("Level {n}").format(n=level)


def ends_word(*, up: bool) -> str:
    """The head of the outermost column."""
    return _("Where it came from") if up else _("Where it ended")


def accounts_word(number: int) -> str:
    """A number of accounts."""
    return ngettext("{n} account", "{n} accounts", number).format(n=words.count(number))


def short(fen: int) -> str:
    """An amount on a card."""
    return money.in_wan(fen)


def stop_word(stop: str) -> str:
    """Why a trace ends at an account."""
    return _(STOPS[stop]) if stop in STOPS else stop


def end_word(what: str) -> str:
    """How a way in which money ended is called."""
    return _(ENDS[what][0])


def parameters(question: TraceQuestion) -> list[str]:
    """What was asked, in words, for the foot of a picture."""
    return [
        _("Method: {method}").format(method=_(METHODS[question.method])),
        _(METHOD_TEXTS[question.method]),
        *limits(question),
    ]


def limits(question: TraceQuestion) -> list[str]:
    """Direction and limits of a question, in words."""
    told = [
        _("towards the senders") if question.direction == "up" else _("towards the receivers"),
        _("at most {n} levels").format(n=question.levels),
    ]
    if question.within_hours is not None:
        told.append(_("at most {n} hours per hop").format(n=f"{question.within_hours:g}"))
    if question.min_fen:
        told.append(_("from {amount}").format(amount=money.yuan(question.min_fen)))
    if question.stop_at_hubs:
        told.append(_("stops at hubs"))
    if question.through_missing:
        told.append(_("goes on through accounts without a statement"))
    for sentence, at in ((_("since {time}"), question.since), (_("until {time}"), question.until)):
        if at is not None:
            told.append(sentence.format(time=clock.shown(at)))
    return told
