"""What a draft decides once the columns are known: sides, direction, dates, units.

The balances are the judge wherever there are any: a reading of the direction holds when the
balances follow from the amounts under it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import _
from app.importers.guess_cells import (
    DAY_FIRST,
    MONTH_FIRST,
    SHORT_YEAR_FIRST,
    Profile,
    Sample,
    chain_votes,
    span_of,
)
from app.importers.guess_direction import (
    LEAST_VOTES,
    Finding,
    direction,
    explained,
    is_signed,
)
from app.importers.guess_words import english_words, says_utc
from app.importers.header import plain_header, unit_of
from app.importers.mapping import OWN_FROM_FILE
from app.importers.owner import owner_from_context
from app.importers.words import status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.layout import Cells, FileContext

MOST_STATUSES = 8
ONE_OWNER = 0.5
CARDS_OF_ONE = 4
_FOREIGN = re.compile(
    r"(?<![A-Z])(USD|EUR|HKD|GBP|JPY|AUD|CAD|SGD|INR|KRW|THB|MYR|TWD|PHP|VND|RUB|CHF|MOP)(?![A-Z])"
)


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
    direction(table, found)
    _units(table, found)
    _status(table, found)
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
    if says_utc(table.name(index)):
        found.time_zone = "+00:00"
    if not column.formats:
        return
    orders = [
        [form for form in column.formats if form.startswith(order)]
        for order in (DAY_FIRST, MONTH_FIRST, SHORT_YEAR_FIRST)
    ]
    open_orders = [forms for forms in orders if forms]
    # where day and month can change places, rows that lie close together are the likelier
    form = min((forms[0] for forms in open_orders), key=lambda form: span_of(column.values, form),
               default=column.formats[0])  # fmt: skip
    found.time_formats = (form,)
    if len(open_orders) > 1:
        found.unsure.append((table.name(index), _(
            "Day and month cannot be told apart: no part is beyond 12. It is read as {form}."
        ).format(form=form)))  # fmt: skip


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
                steps = explained(table.figures(amount), table.figures(balance))
                if steps > best[0] and steps >= LEAST_VOTES:
                    best = (steps, amount, balance)
    if best[1] >= 0:
        columns["amount"], columns["balance"] = best[1], best[2]


def _in_and_out(table: Sample, found: Finding) -> None:
    """Two columns of amounts, or one that is merely called so."""
    columns = found.columns
    sides = [role for role in ("amount_in", "amount_out") if role in columns]
    if len(sides) == 1:
        index = columns.pop(sides[0])
        if "amount" not in columns:
            columns["amount"] = index
            found.hint = sides[0].removeprefix("amount_")
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
        if opposite >= LEAST_VOTES and opposite > 3 * agree:
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
        _lone_side(columns)
        return
    own = {"own_account", "own_card"} & columns.keys()
    if payer and payee:
        found.rule = "payer_payee"
        if own and not _is_on_a_side(table, columns):
            for role in ("own_account", "own_card", "own_name", "own_id"):
                columns.pop(role, None)
        return
    told = "direction" in columns or ("amount" in columns and is_signed(table, columns))
    if told or own:
        if own and not told and payer != payee:
            found.rule = "in" if payer else "out"
        _lone_side(columns)
        return
    if payer and "payee_name" in columns:
        _rename(columns, {"payer": "own", "payee": "counterparty"})
        found.rule = "out"
    elif payee and "payer_name" in columns:
        _rename(columns, {"payee": "own", "payer": "counterparty"})
        found.rule = "in"
    elif payer != payee and "balance" not in columns:
        _lone_side(columns)
        found.rule = "in" if payer else "out"
    elif {"payer_name", "payee_name"} <= columns.keys() and "balance" not in columns:
        found.rule = "payer_payee"
        found.unsure.append((table.name(columns["payer_name"]), _(
            "No column holds account numbers; the accounts are made from these names."
        )))  # fmt: skip


def _lone_side(columns: dict[str, int]) -> None:
    """Columns of payer alone, or of payee alone, are the other side's."""
    sides = {role.partition("_")[0] for role in columns} & {"payer", "payee", "counterparty"}
    if len(sides) == 1:
        _rename(columns, dict.fromkeys(sides - {"counterparty"}, "counterparty"))


def _rename(columns: dict[str, int], sides: dict[str, str]) -> None:
    for role in list(columns):
        side, _sep, thing = role.partition("_")
        if (
            side in sides
            and f"{sides[side]}_{thing}" not in columns
            and (role != "payee_bank" or sides[side] == "counterparty")
        ):
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
    """Whose the numbers are: WeChat ids, Alipay's 2088 numbers and addresses of coins show it."""
    for pattern, space in (
        ("wxid_.{1,24}", "tenpay"), ("2088[0-9]{12}", "alipay"), ("0x.+|T.{33}", "other"),
    ):  # fmt: skip
        if sum(re.fullmatch(pattern, value) is not None for value in values) > 0.5 * len(values):
            return space
    return "bank"


def _own_names(table: Sample, found: Finding) -> None:
    """Numbers and names that change from row to row are hardly those of one statement's owner."""
    columns = found.columns
    if found.rule not in ("word", "sign", "sign_reversed", "columns", "balance"):
        return
    if {"own_account", "own_card"} <= columns.keys():
        # both of one row are one account: many cards beside one number are not its own
        numbers = len(set(table.cells(columns["own_account"])))
        cards = len(set(table.cells(columns["own_card"])))
        if max(numbers, cards) > CARDS_OF_ONE * min(numbers, cards):
            columns.pop("own_account")
    own = next((columns[role] for role in ("own_account", "own_card") if role in columns), None)
    others = {"counterparty_account", "counterparty_card", "counterparty_name"} & columns.keys()
    if own is None and "own_name" in columns and not others and "own_id" not in columns:
        if table.profiles[columns["own_name"]].distinct > ONE_OWNER:
            columns["counterparty_name"] = columns.pop("own_name")
    elif own is not None and not others and table.profiles[own].distinct > ONE_OWNER:
        found.unsure.append((table.name(own), _(
            "Its numbers change from row to row: are they the own accounts, or those of the other"
            " side (counterparty_account)?"
        )))  # fmt: skip


def _status(table: Sample, found: Finding) -> None:
    """Words of success that no rule knows would leave their rows out of every sum."""
    index = found.columns.get("status")
    if index is None:
        return
    unknown = [
        value for value in dict.fromkeys(table.profiles[index].values) if not _is_told(value)
    ]
    if len(unknown) > MOST_STATUSES:
        found.columns.setdefault("deal", found.columns.pop("status"))
        found.columns.pop("status", None)
    elif unknown:
        found.unsure.append((table.name(index), _(
            "These words for success or failure are not known: {words}; their rows count in no"
            " sum. Leave the column out, or skip the rows that failed."
        ).format(words=", ".join(unknown[:6]))))  # fmt: skip


def _is_told(word: str) -> bool:
    return status_of(word) is not None


def _own(table: Sample, found: Finding, context: FileContext) -> None:
    """Where the own account stands when no column names it."""
    columns = found.columns
    _own_names(table, found)
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
