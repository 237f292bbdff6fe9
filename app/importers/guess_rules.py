"""What a draft decides once the columns are known: sides, direction, dates, units.

The balances are the judge wherever there are any: a reading of the direction holds when the
balances follow from the amounts under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.base.i18n import _
from app.importers.guess_cells import (
    DAY_FIRST,
    IN,
    MONTH_FIRST,
    NEITHER,
    OUT,
    SHORT_YEAR_FIRST,
    Profile,
    Sample,
    chain_votes,
)
from app.importers.guess_words import english_words
from app.importers.header import plain_header, unit_of
from app.importers.mapping import OWN_FROM_FILE, plain_word
from app.importers.owner import owner_from_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.layout import Cells, FileContext

_FOREIGN = re.compile(
    r"(?<![A-Z])(USD|EUR|HKD|GBP|JPY|AUD|CAD|SGD|INR|KRW|THB|MYR|TWD|PHP|VND|RUB|CHF|MOP)(?![A-Z])"
)
_LEAST_VOTES = 2


@dataclass
class Finding:
    """What was decided, in the terms of ``TableMapping``, and (column, why) of what is open."""

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
    unsure: list[tuple[str, str]] = field(default_factory=list)


def decide(
    header: Sequence[str],
    profiles: Sequence[Profile],
    rows: Sequence[Cells],
    roles: dict[str, int],
    context: FileContext,
) -> Finding:
    """Rules for the columns in ``roles`` (role to index), which are put right on the way."""
    table = Sample(header, profiles, rows)
    found = Finding(dict(roles))
    _balance_or_amount(table, found)
    _times(table, found)
    _in_and_out(table, found)
    _sides(table, found)
    _direction(table, found)
    _units(table, found)
    _own(table, found, context)
    return found


def _times(table: Sample, found: Finding) -> None:
    columns = found.columns
    if "time" not in columns:
        return
    index = columns["time"]
    column = table.profiles[index]
    if "clock" in columns:
        if column.has_clock:
            del columns["clock"]
        else:
            columns["date"] = columns.pop("time")
    if not column.formats:
        return
    orders = [
        [form for form in column.formats if form.startswith(order)]
        for order in (DAY_FIRST, MONTH_FIRST, SHORT_YEAR_FIRST)
    ]
    open_orders = [forms for forms in orders if forms]
    found.time_formats = (column.formats[0],)
    if len(open_orders) > 1:
        found.unsure.append((table.name(index), _(
            "Day and month cannot be told apart: no part is beyond 12. It is read as {form}."
        ).format(form=column.formats[0])))  # fmt: skip


def _balance_or_amount(table: Sample, found: Finding) -> None:
    """Which of two columns of numbers is the balance, by the balances themselves."""
    columns = found.columns
    if "balance" in columns and "amount" not in columns and not {
        "amount_in", "amount_out"
    } & columns.keys():  # fmt: skip
        columns["amount"] = columns.pop("balance")
    if "amount" not in columns or "balance" in columns:
        return
    numbers = [
        index
        for index, column in enumerate(table.profiles)
        if column.is_number and column.filled > 0.8 and column.account < 0.5
        and (index == columns["amount"] or index not in columns.values())
    ]  # fmt: skip
    best = (0.6 * max(len(table.rows) - 1, 1), -1, -1)
    for amount in numbers:
        for balance in numbers:
            if amount != balance:
                steps = _explained(table.figures(amount), table.figures(balance))
                if steps > best[0] and steps >= _LEAST_VOTES:
                    best = (steps, amount, balance)
    if best[1] >= 0:
        columns["amount"], columns["balance"] = best[1], best[2]


def _explained(amounts: list[int | None], balances: list[int | None]) -> int:
    """Steps of the balances that an amount explains in either direction."""
    down = up = 0
    for i in range(1, len(balances)):
        before, after = balances[i - 1], balances[i]
        if before is None or after is None or before == after:
            continue
        down += abs(after - before) == abs(amounts[i] or 0)
        up += abs(after - before) == abs(amounts[i - 1] or 0)
    return max(down, up)


def _in_and_out(table: Sample, found: Finding) -> None:
    """Two columns of amounts, or one that is merely called so."""
    columns = found.columns
    sides = [role for role in ("amount_in", "amount_out") if role in columns]
    if len(sides) == 1:
        index = columns.pop(sides[0])
        if "amount" not in columns:
            columns["amount"] = index
        return
    if len(sides) < 2:
        return
    came = table.figures(columns["amount_in"])
    went = table.figures(columns["amount_out"])
    both = sum(1 for i, o in zip(came, went, strict=True) if i and o)
    if both > 0.1 * len(table.rows) and "amount" in columns:
        del columns["amount_in"], columns["amount_out"]
        return
    columns.pop("amount", None)
    columns.pop("direction", None)
    if "balance" in columns:
        signed = [abs(i or 0) - abs(o or 0) for i, o in zip(came, went, strict=True)]
        agree, opposite = chain_votes(signed, table.figures(columns["balance"]))
        if opposite >= _LEAST_VOTES and opposite > 3 * agree:
            columns["amount_in"], columns["amount_out"] = (
                columns["amount_out"], columns["amount_in"]
            )  # fmt: skip
    found.rule = "columns"


def _sides(table: Sample, found: Finding) -> None:
    """Payer and payee: both numbers make the rule; one number and a name make own and other."""
    columns = found.columns
    payer = bool({"payer_account", "payer_card"} & columns.keys())
    payee = bool({"payee_account", "payee_card"} & columns.keys())
    if found.rule == "columns":
        return
    own = {"own_account", "own_card"} & columns.keys()
    if payer and payee:
        found.rule = "payer_payee"
        if own and not _is_on_a_side(table, columns):
            for role in ("own_account", "own_card", "own_name", "own_id"):
                columns.pop(role, None)
        return
    told = "direction" in columns or ("amount" in columns and _is_signed(table, columns))
    if told or own:
        if own and not told and payer != payee:
            found.rule = "in" if payer else "out"
        return
    if payer and "payee_name" in columns:
        _rename(columns, {"payer": "own", "payee": "counterparty"})
        found.rule = "out"
    elif payee and "payer_name" in columns:
        _rename(columns, {"payee": "own", "payer": "counterparty"})
        found.rule = "in"


def _is_signed(table: Sample, columns: dict[str, int]) -> bool:
    return 0 < table.profiles[columns["amount"]].less < 1


def _rename(columns: dict[str, int], sides: dict[str, str]) -> None:
    for role in list(columns):
        side, _sep, thing = role.partition("_")
        if side in sides and f"{sides[side]}_{thing}" not in columns and role != "payee_bank":
            columns[f"{sides[side]}_{thing}"] = columns.pop(role)
    columns.pop("own_bank", None)


def _is_on_a_side(table: Sample, columns: dict[str, int]) -> bool:
    """Whether the own number of most rows is that of the payer or the payee."""
    sides = [
        set(values)
        for values in zip(
            *(
                table.cells(columns[role])
                for role in ("payer_account", "payer_card", "payee_account", "payee_card")
                if role in columns
            ),
            strict=True,
        )
    ]
    own = table.cells(columns["own_account"] if "own_account" in columns else columns["own_card"])
    hits = sum(1 for number, both in zip(own, sides, strict=True) if number in both)
    return hits >= 0.8 * len(own)


def _direction(table: Sample, found: Finding) -> None:
    columns = found.columns
    if found.rule != "balance":
        if found.rule != "word":
            columns.pop("direction", None)
        return
    amount = columns.get("amount")
    if amount is None:
        return
    balances = table.figures(columns["balance"]) if "balance" in columns else []
    if "direction" in columns and _words(table, found, balances):
        return
    columns.pop("direction", None)
    if _is_signed(table, columns) or table.profiles[amount].less == 1:
        _sign(table, found, balances)
        return
    steps = _explained(table.figures(amount), balances) if balances else 0
    if steps >= 0.6 * max(len(table.rows) - 1, 1):
        why = _("The balances alone tell the direction; the first row of an account stays open.")
        found.unsure.append((table.name(columns["balance"]), why))
        return
    why = _(
        "Nothing says whether money came or went: there is no such column, no sign, and no"
        " balance that tells."
    )
    found.unsure.append((table.name(amount), why))


def _words(table: Sample, found: Finding, balances: list[int | None]) -> bool:
    """Words that say the direction; unknown ones are told by the balances, or stay open."""
    index = found.columns["direction"]
    column = table.profiles[index]
    unknown = [word for word in column.words if word not in IN | OUT | NEITHER]
    found.rule = "word"
    if not unknown:
        return True
    if len(unknown) > 12:
        found.rule = "balance"
        return False
    amounts = table.figures(found.columns["amount"])
    cells = [plain_word(cell) for cell in table.cells(index)]
    came, went, still_open = [], [], []
    for word in unknown:
        signed = [
            abs(amount or 0) if cell == word else None
            for cell, amount in zip(cells, amounts, strict=True)
        ]
        agree, opposite = chain_votes(signed, balances) if balances else (0, 0)
        if agree >= _LEAST_VOTES and agree > 3 * opposite:
            came.append(word)
        elif opposite >= _LEAST_VOTES and opposite > 3 * agree:
            went.append(word)
        else:
            still_open.append(word)
    found.in_words, found.out_words = tuple(came), tuple(went)
    if still_open:
        found.unsure.append((table.name(index), _(
            "It is not known which of its words mean in and which mean out; write them under"
            " direction.")))  # fmt: skip
    return True


def _sign(table: Sample, found: Finding, balances: list[int | None]) -> None:
    index = found.columns["amount"]
    agree, opposite = chain_votes(table.figures(index), balances) if balances else (0, 0)
    reversed_ = opposite >= _LEAST_VOTES and opposite > 3 * agree
    found.rule = "sign_reversed" if reversed_ else "sign"
    if agree + opposite < _LEAST_VOTES and table.profiles[index].less <= 0.25:
        found.unsure.append((table.name(index), _(
            "Few amounts are negative and no balance tells what the sign means; on credit cards"
            " a purchase may be positive (sign_reversed).")))  # fmt: skip


def _units(table: Sample, found: Finding) -> None:
    columns = [
        found.columns[role]
        for role in ("amount", "amount_in", "amount_out", "balance")
        if role in found.columns
    ]
    if not columns:
        return
    headers = [table.name(index) for index in columns]
    if any("万元" in header for header in headers):
        found.unit = "wan"
    elif any(re.search(r"\b(fen|cents?)$", english_words(header)) for header in headers):
        found.unit = "fen"
    elif _may_be_fen(table, columns):
        found.unsure.append(
            (
                headers[0],
                _("No amount has decimals; it is read as yuan. If it is fen, write unit: fen."),
            )
        )
    if any(table.profiles[index].comma for index in columns):
        found.decimal = "comma"
    if "currency" not in found.columns:
        for header in headers:
            code = _FOREIGN.search(header.upper())
            if code:
                found.currency = code.group(1)
        signs = "".join(table.profiles[columns[0]].values[:50])
        for sign, name in (("€", "EUR"), ("£", "GBP"), ("HK$", "HKD"), ("US$", "USD")):
            if sign in signs and found.currency == "CNY":
                found.currency = name


def _may_be_fen(table: Sample, columns: list[int]) -> bool:
    values = [value for index in columns for value in table.figures(index) if value is not None]
    if len(values) < 8 or any(unit_of(table.name(index)) for index in columns):
        return False
    if any(table.profiles[index].fraction or "元" in plain_header(table.name(index))
           for index in columns):  # fmt: skip
        return False
    whole = [abs(value) // 100 for value in values if value]
    return min(whole, default=0) >= 100 and any(value % 100 for value in whole)


def _space(values: Sequence[str]) -> str:
    """Whose the numbers are: WeChat ids and Alipay's 2088 numbers show it."""
    for sign, space in (("wxid_", "tenpay"), ("2088", "alipay")):
        hits = sum(value.startswith(sign) and len(value) < 30 for value in values)
        if hits > 0.5 * len(values) and (space != "alipay" or len(values[0]) == 16):
            return space
    return "bank"


def _own(table: Sample, found: Finding, context: FileContext) -> None:
    """Where the own account stands when no column names it."""
    columns = found.columns
    has_own = bool({"own_account", "own_card"} & columns.keys())
    for role in ("own_account", "payer_account"):
        if role in columns:
            found.space = _space(table.profiles[columns[role]].values)
    known = owner_from_context(context).get("own_card", "").partition("_")[0]
    if found.rule == "payer_payee":
        if known and not has_own:
            pairs = zip(
                *(
                    table.cells(columns[role])
                    for role in ("payer_account", "payer_card", "payee_account", "payee_card")
                    if role in columns
                ),
                strict=True,
            )
            if all(known in pair for pair in pairs):
                found.own = OWN_FROM_FILE
        return
    if has_own or known:
        return
    if "own_name" in columns:
        found.unsure.append(
            (
                table.name(columns["own_name"]),
                _("No column holds own account numbers; the accounts are made from these names."),
            )
        )
        return
    found.unsure.append(("own_account", _(
        "Neither a column nor the file names the own account; it is made from the file's name."
        " Write its number under own_account.")))  # fmt: skip
