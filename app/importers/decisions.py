"""The decisions that reading a row can take, as bits kept with the record.

Nothing is repaired silently: whatever the importer did to a row beyond reading it plainly is one
bit in ``record.flags``, and each bit has a sentence that a detective understands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from app.base.i18n import N_, _


class Decision(IntFlag):
    """One bit for each thing decided while reading a row."""

    UNWRAPPED = 1 << 0
    WIDTH_FOLDED = 1 << 1
    SUFFIX_CUT = 1 << 2
    OWN_DAMAGED = 1 << 3
    COUNTERPARTY_DAMAGED = 1 << 4
    COUNTERPARTY_MASKED = 1 << 5
    AMOUNT_CLEANED = 1 << 6
    AMOUNT_ROUNDED = 1 << 7
    SIGN_IGNORED = 1 << 8
    REVERSAL = 1 << 9
    DIRECTION_FROM_BALANCE = 1 << 10
    DIRECTION_UNKNOWN = 1 << 11
    DIRECTION_INVERTED = 1 << 12
    TIME_FROM_SERIAL = 1 << 13
    TIME_FROM_EPOCH = 1 << 14
    CELLS_MISSING = 1 << 15
    CELLS_EXTRA = 1 << 16
    STRAY_QUOTE = 1 << 17
    STATUS_UNREAD = 1 << 18
    OWN_FROM_PATH = 1 << 19
    AMOUNT_RECEIVED = 1 << 20
    BALANCE_GAP = 1 << 21
    TIE_REORDERED = 1 << 22
    BAD_BYTES = 1 << 23
    BALANCE_UNREAD = 1 << 24
    DATE_ONLY = 1 << 25
    SPACES_CUT = 1 << 26
    OUTCOME_UNDECIDED = 1 << 27
    REPEATED_AMOUNT = 1 << 28


@dataclass(frozen=True)
class Explained:
    """The code of a decision in reports, its sentence, and whether the user must be warned."""

    code: str
    sentence: str
    warns: bool


EXPLAINED: dict[Decision, Explained] = {
    Decision.UNWRAPPED: Explained(
        "unwrapped", N_('A cell came wrapped (="…", a leading apostrophe or […]).'), False
    ),
    Decision.WIDTH_FOLDED: Explained(
        "width_folded", N_("Full-width figures or signs were read as their plain forms."), False
    ),
    Decision.SUFFIX_CUT: Explained(
        "suffix_cut", N_("The account number carried a currency suffix or prefix."), False
    ),
    Decision.OWN_DAMAGED: Explained(
        "damaged_own_number",
        N_("The own number was destroyed by a spreadsheet; it is kept as given and not used."),
        True,
    ),
    Decision.COUNTERPARTY_DAMAGED: Explained(
        "damaged_counterparty_number",
        N_("The counterparty's number was destroyed by a spreadsheet; it joins nothing."),
        True,
    ),
    Decision.COUNTERPARTY_MASKED: Explained(
        "masked_counterparty", N_("The counterparty's number is masked; it joins nothing."), False
    ),
    Decision.AMOUNT_CLEANED: Explained(
        "amount_cleaned", N_("The amount had separators, signs or a currency in its cell."), False
    ),
    Decision.AMOUNT_ROUNDED: Explained(
        "amount_rounded", N_("The amount had fractions of a fen and was rounded."), True
    ),
    Decision.SIGN_IGNORED: Explained(
        "sign_ignored",
        N_("A negative amount stood beside a direction word; the word holds."),
        False,
    ),
    Decision.REVERSAL: Explained(
        "reversal", N_("A reversal: the money moved against the stated direction."), True
    ),
    Decision.DIRECTION_FROM_BALANCE: Explained(
        "direction_from_balance", N_("The direction was missing; the balances settle it."), True
    ),
    Decision.DIRECTION_UNKNOWN: Explained(
        "direction_unknown",
        N_("The direction is missing and the balances cannot settle it; counted in no sum."),
        True,
    ),
    Decision.DIRECTION_INVERTED: Explained(
        "direction_inverted",
        N_("The balances show that debit and credit are exchanged in this file."),
        True,
    ),
    Decision.TIME_FROM_SERIAL: Explained(
        "time_from_serial", N_("The time came as a spreadsheet's day number."), False
    ),
    Decision.TIME_FROM_EPOCH: Explained(
        "time_from_epoch",
        N_("The time came as seconds since 1970 and was set to case time."),
        False,
    ),
    Decision.CELLS_MISSING: Explained(
        "cells_missing", N_("The row has fewer cells than the header."), True
    ),
    Decision.CELLS_EXTRA: Explained(
        "cells_extra", N_("The row has more cells than the header; the rest was not read."), True
    ),
    Decision.STRAY_QUOTE: Explained(
        "stray_quote", N_("A quotation mark that closes nowhere was read as a plain sign."), True
    ),
    Decision.STATUS_UNREAD: Explained(
        "status_unread", N_("The word for success or failure is not known; taken as pending."), True
    ),
    Decision.OWN_FROM_PATH: Explained(
        "own_from_path", N_("The own account comes from the file's path, name or preamble."), False
    ),
    Decision.AMOUNT_RECEIVED: Explained(
        "amount_received",
        N_("Several rows share one order; the amount is what this counterparty received."),
        False,
    ),
    Decision.BALANCE_GAP: Explained(
        "balance_gap",
        N_("The balance does not follow from the row before: rows are missing."),
        True,
    ),
    Decision.TIE_REORDERED: Explained(
        "tie_reordered", N_("Rows of one moment were put in the order of their balances."), False
    ),
    Decision.BAD_BYTES: Explained(
        "bad_bytes", N_("Some bytes of this row are not text in the file's encoding."), True
    ),
    Decision.BALANCE_UNREAD: Explained(
        "balance_unread", N_("The balance could not be read."), True
    ),
    Decision.DATE_ONLY: Explained("date_only", N_("The source gives the day only."), False),
    Decision.SPACES_CUT: Explained(
        "spaces_cut", N_("Spaces inside a number were left out."), False
    ),
    Decision.OUTCOME_UNDECIDED: Explained(
        "outcome_undecided", N_("The transaction was not finished when the file was made."), False
    ),
    Decision.REPEATED_AMOUNT: Explained(
        "repeated_amount",
        N_(
            "Several rows share one order and no received amount is given; sums may count it twice."
        ),
        True,
    ),
}

WARNING_MASK = sum(int(bit) for bit, meaning in EXPLAINED.items() if meaning.warns)


def sentences(flags: int) -> list[str]:
    """The decisions in ``flags`` as sentences in the language in use."""
    return [_(meaning.sentence) for bit, meaning in EXPLAINED.items() if flags & bit]


def warnings(flags: int) -> list[tuple[str, str]]:
    """The decisions that need attention, as (code, sentence)."""
    return [
        (meaning.code, _(meaning.sentence))
        for bit, meaning in EXPLAINED.items()
        if flags & bit and meaning.warns
    ]
