"""How a draft tells money that came from money that went: words, signs, balances, headers.

The balances are the judge wherever there are any; a code of one figure is never believed without
them, since banks mean different things by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.base.i18n import _
from app.importers.guess_cells import IN, LIKELY_IN, LIKELY_OUT, NEITHER, OUT, Sample, chain_votes
from app.importers.mapping import plain_word
from app.importers.words import IN_WORDS, OUT_WORDS

LEAST_VOTES = 2
MOST_WORDS = 12
_READ = frozenset(map(plain_word, (*IN_WORDS, *OUT_WORDS)))
"""Words that an import knows without being told."""
_CODES = {"0": "out", "1": "in", "2": ""}
"""Codes of one figure: what an import takes them for without being told."""


@dataclass
class Finding:
    """What was decided, in the terms of ``TableMapping``, and (column, why) of what is open.

    ``hint`` is ``in`` or ``out`` where the header of the amount says it of every row.
    """

    columns: dict[str, int]
    rule: str = "balance"
    in_words: tuple[str, ...] = ()
    out_words: tuple[str, ...] = ()
    time_formats: tuple[str, ...] = ()
    unit: str = "yuan"
    decimal: str = "point"
    currency: str = "CNY"
    own: str = ""
    space: str = "bank"
    time_zone: str = ""
    hint: str = ""
    unsure: list[tuple[str, str]] = field(default_factory=list)


def explained(amounts: list[int | None], balances: list[int | None]) -> int:
    """Steps of the balances that an amount explains in either direction."""
    down = up = 0
    for i in range(1, len(balances)):
        before, after = balances[i - 1], balances[i]
        if before is None or after is None or before == after:
            continue
        down += abs(after - before) == abs(amounts[i] or 0)
        up += abs(after - before) == abs(amounts[i - 1] or 0)
    return max(down, up)


def is_signed(table: Sample, columns: dict[str, int]) -> bool:
    """Whether some amounts are below zero and some are not."""
    return 0 < table.profiles[columns["amount"]].less < 1


def direction(table: Sample, found: Finding) -> None:
    """Settle the rule of the direction, as far as the sides of the rows have not."""
    columns = found.columns
    if found.rule != "balance":
        if found.rule != "word":
            columns.pop("direction", None)
        return
    amount = columns.get("amount")
    if amount is None:
        return
    balances = table.figures(columns["balance"]) if "balance" in columns else []
    if "direction" in columns:
        if is_signed(table, columns) and _only_likely(table, columns["direction"]):
            columns.setdefault("deal", columns.pop("direction"))
        elif _words(table, found, balances):
            return
    columns.pop("direction", None)
    if is_signed(table, columns) or table.profiles[amount].less == 1:
        _sign(table, found, balances)
        return
    steps = explained(table.figures(amount), balances) if balances else 0
    if steps >= 0.6 * max(len(table.rows) - 1, 1):
        why = _("The balances alone tell the direction; the first row of an account stays open.")
        found.unsure.append((table.name(columns["balance"]), why))
        return
    if found.hint:
        found.rule = found.hint
        found.unsure.append((table.name(amount), _(
            "Only the header says that money came, or that it went; every row is read so."
        )))  # fmt: skip
        return
    why = _(
        "Nothing says whether money came or went: there is no such column, no sign, and no"
        " balance that tells."
    )
    found.unsure.append((table.name(amount), why))


def _only_likely(table: Sample, index: int) -> bool:
    """Whether the words of a column are kinds of business rather than directions."""
    words = table.profiles[index].words
    return any(word in LIKELY_IN | LIKELY_OUT for word in words)


def _words(table: Sample, found: Finding, balances: list[int | None]) -> bool:
    """Words that say the direction: the balances tell, else the usual meaning, else it is open."""
    index = found.columns["direction"]
    words = table.profiles[index].words
    if len([word for word in words if word not in IN | OUT | NEITHER]) > MOST_WORDS:
        return False
    found.rule = "word"
    amounts = table.figures(found.columns["amount"])
    cells = [plain_word(cell) for cell in table.cells(index)]
    codes = {word for word in words if word in _CODES}
    came: list[str] = []
    went: list[str] = []
    still_open: list[str] = []
    guessed: list[str] = []
    for word in words:
        usual = _usual(word)
        told = _told(word, cells, amounts, balances)
        if word not in codes and word in _READ | NEITHER:
            continue
        if word in codes and told == _CODES[word] != "" and len(codes) == len(words):
            continue
        if told or (usual and word not in codes):
            (came if (told or usual) == "in" else went).append(word)
            if not told and word in LIKELY_IN | LIKELY_OUT:
                guessed.append(word)
        else:
            still_open.append(word)
    _open_codes(still_open, came, went, guessed)
    found.in_words, found.out_words = tuple(came), tuple(went)
    if still_open:
        found.unsure.append((table.name(index), _(
            "It is not known which of its words mean in and which mean out; write them under"
            " direction.")))  # fmt: skip
    elif guessed:
        found.unsure.append((table.name(index), _(
            "No balance confirms which words mean in and which mean out; {words} were guessed."
        ).format(words=", ".join(guessed[:6]))))  # fmt: skip
    return True


def _open_codes(
    still_open: list[str], came: list[str], went: list[str], guessed: list[str]
) -> None:
    """Codes that no balance explains: 1 and 0, or 1 and 2, as credit and debit are often coded."""
    codes = [word for word in still_open if word in _CODES]
    if not codes or len(codes) < len(still_open) or len(codes) > 2:
        return
    if "0" in codes and "2" in codes:
        return
    for word in codes:
        comes = word == "2" or (word == "1" and "2" not in codes)
        (came if comes else went).append(word)
        guessed.append(word)
    still_open.clear()


def _usual(word: str) -> str:
    if word in IN or word in LIKELY_IN:
        return "in"
    return "out" if word in OUT or word in LIKELY_OUT else ""


def _told(
    word: str, cells: list[str], amounts: list[int | None], balances: list[int | None]
) -> str:
    """What the balances say of the rows with a word."""
    signed = [
        abs(amount or 0) if cell == word else None
        for cell, amount in zip(cells, amounts, strict=True)
    ]
    agree, opposite = chain_votes(signed, balances) if balances else (0, 0)
    if agree >= LEAST_VOTES and agree > 3 * opposite:
        return "in"
    return "out" if opposite >= LEAST_VOTES and opposite > 3 * agree else ""


def _sign(table: Sample, found: Finding, balances: list[int | None]) -> None:
    index = found.columns["amount"]
    agree, opposite = chain_votes(table.figures(index), balances) if balances else (0, 0)
    reversed_ = opposite >= LEAST_VOTES and opposite > 3 * agree
    found.rule = "sign_reversed" if reversed_ else "sign"
    if agree + opposite < LEAST_VOTES and table.profiles[index].less < 0.5:
        found.unsure.append((table.name(index), _(
            "Most amounts are positive and no balance tells what the sign means; on credit cards"
            " a purchase may be positive (sign_reversed).")))  # fmt: skip
