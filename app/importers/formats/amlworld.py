"""IBM AMLworld: generated transfers between banks, their accounts, and the laundering among them.

A row names payer and payee absolutely and is the statement of both. An account number is unique
within its bank only, so the account is ``<bank>-<number>``; the bank's code is taken without its
leading zeros, because the list of accounts writes it so and the transfers do not. The list of
laundering attempts repeats rows of the transfers: it is kept with the name of each attempt and
counts in no sum (FORMATS 1.7).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.facts import (
    AccountFact,
    Fact,
    FactRow,
    PersonFact,
    RejectFact,
    RepeatFact,
    names_organisation,
)
from app.importers.layout import Column, FileContext, Layout, NumberedRow, Space, Transfers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CURRENCIES = {
    "US Dollar": "USD",
    "Euro": "EUR",
    "Yuan": "CNY",
    "Yen": "JPY",
    "UK Pound": "GBP",
    "Swiss Franc": "CHF",
    "Ruble": "RUB",
    "Rupee": "INR",
    "Shekel": "ILS",
    "Saudi Riyal": "SAR",
    "Brazil Real": "BRL",
    "Mexican Peso": "MXN",
    "Canadian Dollar": "CAD",
    "Australian Dollar": "AUD",
    "Bitcoin": "BTC",
}
_CODE = (
    "case currency "
    + " ".join(f"when '{word}' then '{code}'" for word, code in CURRENCIES.items())
    + " else currency end"
)
_ACCOUNT = "coalesce(nullif(ltrim({0}_bank, '0'), ''), '0') || '-' || {0}_number"
_REMARK = """nullif(concat_ws('; ',
    case when cp_info <> branch then 'received ' || received || ' ' || cp_info end,
    case when result = '1' then 'laundering=1' end), '')"""
_ATTEMPT = re.compile(r"BEGIN LAUNDERING ATTEMPT - (.*)", re.DOTALL)
_SHARED = (
    Column("time", ("Timestamp",), 3),
    Column("payer_bank", ("From Bank",), 5),
    Column("payer_number", ("Account",), 3),
    Column("payee_bank", ("To Bank",), 5),
    Column("payee_number", ("Account",), 3, nth=2),
    Column("received", ("Amount Received",), 3),
    Column("cp_info", ("Receiving Currency",), 3),
    Column("amount", ("Amount Paid",), 3),
    Column("currency", ("Payment Currency",), 3),
    Column("deal", ("Payment Format",), 3),
    Column("result", ("Is Laundering",), 5),
)


def account_of(bank: str, number: str) -> str:
    """The key of an account: its bank without leading zeros, and its number there."""
    return f"{bank.strip().lstrip('0') or '0'}-{number.strip()}"


def account_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """One account of the list with the entity that holds it."""
    del context
    if not row.text("bank_id") or not row.text("number"):
        yield RejectFact("no_own_account")
        return
    name, entity = row.text("name"), row.text("entity")
    holder = PersonFact(
        name,
        identifiers=(("entity", entity),) if entity else (),
        is_organisation=not name.startswith("Individual") or names_organisation(name, "", ""),
    )
    yield AccountFact(
        Space.BANK,
        ((account_of(row.text("bank_id"), row.text("number")), "card"),),
        holder if name or entity else None,
        confidence=95,
        how="account_sheet",
        bank=row.text("bank"),
    )


def attempt_rows(rows: Iterable[NumberedRow], context: FileContext) -> Iterator[NumberedRow]:
    """The rows between BEGIN and END lines, each with the name of its attempt in front."""
    del context
    attempt = ""
    for line, given, bits in rows:
        text = "\t".join(given).strip()
        begun = _ATTEMPT.match(text)
        if begun:
            attempt = " ".join(begun.group(1).split())
        elif text and not text.startswith("END LAUNDERING ATTEMPT"):
            yield line, [attempt, *text.split(",")], bits


def attempt_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """A transfer of an attempt, told again by the transfers themselves."""
    del context
    amount = row.fen("amount")
    if amount is None or row.moment("time") is None:
        yield RejectFact("no_amount" if amount is None else "no_time")
        return
    yield RepeatFact(f"amlworld {row.text('attempt')}", "", amount, row.moment("time"), 0)


LAYOUTS = (
    Layout(
        key="amlworld",
        title=N_("AMLworld transfers"),
        kind="transfers",
        columns=_SHARED,
        required=tuple((c.role,) for c in _SHARED if c.role not in ("received", "cp_info")),
        transfers=Transfers(
            inverted_words=False,
            two_sided=True,
            derive={
                "own_card": _ACCOUNT.format("payer"),
                "cp_number": _ACCOUNT.format("payee"),
                "direction": "'出'",
                "branch": "currency",
                "currency": _CODE,
                "remark": _REMARK,
                "result": "null::varchar",
                "cp_info": "null::varchar",
            },
        ),
    ),
    Layout(
        key="amlworld_accounts",
        title=N_("AMLworld accounts"),
        kind="accounts",
        columns=(
            Column("bank", ("Bank Name",), 2),
            Column("bank_id", ("Bank ID",), 4),
            Column("number", ("Account Number",), 3),
            Column("entity", ("Entity ID",), 4),
            Column("name", ("Entity Name",), 4),
        ),
        required=(("bank_id",), ("number",), ("entity",)),
        facts=account_facts,
    ),
    Layout(
        key="amlworld_attempts",
        title=N_("AMLworld laundering attempts"),
        kind="other",
        columns=(
            Column("attempt", ("Attempt",)),
            Column("time", ("Timestamp",), reads="time"),
            Column("payer_bank", ("From Bank",)),
            Column("payer", ("From Account",)),
            Column("payee_bank", ("To Bank",)),
            Column("payee", ("To Account",)),
            Column("received", ("Amount Received",)),
            Column("received_currency", ("Receiving Currency",)),
            Column("amount", ("Amount Paid",), reads="fen"),
            Column("currency", ("Payment Currency",)),
            Column("format", ("Payment Format",)),
            Column("laundering", ("Is Laundering",)),
        ),
        required=(),
        facts=attempt_facts,
        rows=attempt_rows,
        header_free=True,
        signature=("BEGIN LAUNDERING ATTEMPT",),
    ),
)
