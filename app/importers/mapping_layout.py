"""A mapping as a layout: what its rules are in the language of the stage.

The expressions stand before the cells are read as amounts and times; what they cannot make sense
of they leave as it is, so that the common rules refuse it with their reason.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.layout import Column, FileContext, Layout, Transfers, Unit
from app.importers.mapping import SPACES, ColumnRef, TableMapping
from app.importers.mapping_text import is_own_from_file
from app.importers.owner import owner_from_context

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = N_("A table by a mapping of this case")
EXTRA = "x_"
"""Roles of columns that only skip rules look at begin so."""

_ENGINE = {
    "counterparty_account": "cp_number",
    "counterparty_card": "cp_card",
    "counterparty_name": "cp_name",
    "counterparty_id": "cp_id",
    "counterparty_bank": "cp_bank",
    "payer_account": "payer_number",
    "payee_account": "payee_number",
    "place": "spot",
}
"""Role of a mapping to role of the stage, where they differ."""

_ENGINE_RULES = ("columns", "sign", "sign_reversed")
_AMOUNTS = ("amount", "amount_in", "amount_out", "balance")
_LESS = r"^\(.*\)$|^[^0-9.]{0,4}-|-$|(?i:DR|D)\.?$"
"""An amount below zero: brackets, a sign before or behind it, DR."""
_CURRENCY = "^[A-Za-z]{0,3}[$€£¥￥]|^[A-Za-z]{2,3}|[A-Za-z€£]{1,3}$"
_OWN = "nullif(replace(coalesce(own_card, own_account), ' ', ''), '')"


@lru_cache(maxsize=256)
def layout_of(mapping: TableMapping) -> Layout:
    """The layout that reads tables as ``mapping`` says."""
    columns = [
        Column(_ENGINE.get(role, role), (column.name,), nth=column.nth)
        for role, column in mapping.columns
    ]
    columns += [
        Column(f"{EXTRA}{number}", (column.name,), nth=column.nth)
        for number, column in enumerate(_only_skipped(mapping))
    ]
    return Layout(
        key=mapping.key,
        title=TITLE,
        kind="transfers",
        columns=tuple(columns),
        required=tuple((column.role,) for column in columns),
        constants=_constants(mapping),
        transfers=Transfers(
            space=SPACES[mapping.space],
            direction=mapping.rule if mapping.rule in _ENGINE_RULES else "word",
            unit=Unit.FEN if mapping.unit == "fen" else Unit.YUAN,
            derive=_derived(mapping),
            counterparty_space=str(int(SPACES[mapping.space])),
            inverted_words=mapping.rule == "word" and not (mapping.in_words or mapping.out_words),
            two_sided=mapping.two_sided,
            skip=_skipped(mapping),
        ),
    )


def _only_skipped(mapping: TableMapping) -> list[ColumnRef]:
    """Columns that no role takes but a skip rule names, each once."""
    taken = {column for _role, column in mapping.columns}
    return list(dict.fromkeys(r.column for r in mapping.skip if r.column not in taken))


def _constants(mapping: TableMapping) -> _Constants | None:
    if not is_own_from_file(mapping) and not mapping.own:
        return None
    return _Constants(mapping)


class _Constants:
    """What stands outside the rows: the own account, from the mapping or from the file."""

    def __init__(self, mapping: TableMapping) -> None:
        self._mapping = mapping

    def __call__(self, context: FileContext) -> Mapping[str, str]:
        mapping = self._mapping
        if not is_own_from_file(mapping):
            return {"own_card": mapping.own}
        found = dict(owner_from_context(context))
        made = found.get("own_made", "")
        if made.startswith("bank:") and mapping.space != "bank":
            found["own_made"] = f"{mapping.space}:{made.removeprefix('bank:')}"
        return found


def _derived(mapping: TableMapping) -> dict[str, str]:
    """Role of the stage to SQL, in the order in which they are put in."""
    derived: dict[str, str] = {}
    _times(mapping, derived)
    _sides(mapping, derived)
    rule = mapping.rule
    if rule in ("in", "out"):
        derived["direction"] = "'进'" if rule == "in" else "'出'"
    elif rule == "balance":
        derived["direction"] = "null::varchar"
    elif rule == "word" and (mapping.in_words or mapping.out_words):
        arms = "".join(
            f" when replace(direction, ' ', '') in ({', '.join(map(_quoted, words))}) then {way}"
            for words, way in ((mapping.in_words, "'进'"), (mapping.out_words, "'出'"))
            if words
        )
        derived["direction"] = f"case{arms} else direction end"
    for role in _AMOUNTS:
        if role in mapping.roles:
            derived[role] = _amount(role, mapping)
    if mapping.currency != "CNY":
        derived["currency"] = f"coalesce(currency, {_quoted(mapping.currency)})"
    return derived


def _party(side: str, mapping: TableMapping) -> str:
    """The number of payer or payee, or one made of his name where the table has no numbers."""
    space = mapping.space
    if not {f"{side}_account", f"{side}_card"} & mapping.roles:
        return f"'{space}:' || nullif({side}_name, '')"
    return f"nullif(replace(coalesce({side}_number, {side}_card), ' ', ''), '')"


def _is_less(cell: str) -> str:
    return f"regexp_matches(replace({cell}, ' ', ''), '{_LESS}')"


def _amount(role: str, mapping: TableMapping) -> str:
    """An amount as the common rules read it: a plain sign, no brackets, no letters."""
    text = f"replace({role}, ' ', '')"
    if mapping.decimal == "comma":
        text = f"replace(replace(replace({text}, '.', ''), '''', ''), ',', '.')"
    bare = f"regexp_replace({text}, '(?i:CR|DR|C|D)\\.?$', '')"
    bare = rf"regexp_replace({bare}, '^\((.*)\)$', '\1')"
    bare = rf"regexp_replace({bare}, '^([^0-9.]{{0,4}})[-+]|[-+]$', '\1', 'g')"
    bare = rf"regexp_replace({bare}, '{_CURRENCY}', '')"
    if mapping.unit == "wan":
        plain = f"replace({bare}, ',', '')"
        bare = (
            f"case when d_plain_number({plain}) then"
            f" ((try_cast({plain} as decimal(18,6)) * 10000)::decimal(24,2))::varchar"
            f" else {plain} end"
        )
    sign = f"case when {_is_less(role)} then '-' else '' end || "
    usual = mapping.decimal == "point" and mapping.unit != "wan"
    kept = f"when d_plain_number({role}) then ltrim({role}, '+') " if usual else ""
    return f"case when {role} is null then null {kept}else {sign}({bare}) end"


def _times(mapping: TableMapping, derived: dict[str, str]) -> None:
    role = "date" if "date" in mapping.roles else "time"
    if mapping.time_formats:
        read = []
        for form in mapping.time_formats:
            shown = "%Y-%m-%d"
            if "%H" in form or "%I" in form or "%-H" in form or "%-I" in form:
                shown += " %H:%M:%S" if "%S" in form or "%-S" in form else " %H:%M"
            read.append(f"strftime(try_strptime({role}, {_quoted(form)}), '{shown}')")
        derived[role] = f"coalesce({', '.join(read)}, {role})"
    if mapping.time_zone and "date" not in mapping.roles:
        # the common rules read a clock with its zone; a day alone has none
        given = derived.get("time", "time")
        derived["time"] = (
            rf"case when regexp_matches({given}, '\d:\d{{2}}(:\d{{2}}(\.\d+)?)?$')"
            f" then {given} || {_quoted(mapping.time_zone)} else {given} end"
        )


def _sides(mapping: TableMapping, derived: dict[str, str]) -> None:
    """Own account and counterparty, where the columns do not simply name them."""
    payer, payee = _party("payer", mapping), _party("payee", mapping)
    if mapping.two_sided:
        # kept under the payer; under the payee where the payer has no number that is one
        derived["own_info"] = (
            f"case when {_usable(payer)} or not {_usable(payee)} then 'payer' else 'payee' end"
        )
        # where both are masked, the payer's names one account of this file
        derived["own_card"] = (
            f"case when own_info = 'payee' then {payee} when contains({payer}, '*')"
            f" then '{mapping.space}:' || replace({payer}, '*', 'x') else {payer} end"
        )
        derived["own_name"] = "case own_info when 'payer' then payer_name else payee_name end"
        derived["direction"] = "case own_info when 'payer' then '出' else '进' end"
    elif mapping.rule == "payer_payee":
        derived["own_info"] = (
            f"case when {payer} = {_OWN} then 'payer' when {payee} = {_OWN} then 'payee' end"
        )
        derived["direction"] = "case own_info when 'payer' then '出' when 'payee' then '进' end"
        if "own_name" not in mapping.roles:
            derived["own_name"] = (
                "coalesce(case own_info when 'payer' then payer_name"
                " when 'payee' then payee_name end, own_name)"
            )
    if mapping.rule == "payer_payee":
        derived["cp_number"] = f"case own_info when 'payee' then {payer} else {payee} end"
        derived["cp_name"] = "case own_info when 'payee' then payer_name else payee_name end"
        derived["cp_bank"] = "case own_info when 'payee' then payer_bank else payee_bank end"
        return
    _given_sides(mapping, derived)


def _given_sides(mapping: TableMapping, derived: dict[str, str]) -> None:
    """Columns of payer or payee that stand alone are the counterparty of a known direction."""
    roles = mapping.roles
    numbers = {"account": "number", "card": "card"}
    for role, things in (
        ("cp_number", ("account", "card")),
        ("cp_name", ("name",)),
        ("cp_bank", ("bank",)),
    ):
        parts = [role] if f"counterparty_{things[0]}" in roles else []
        parts += [
            f"{side}_{numbers.get(thing, thing)}"
            for side in ("payer", "payee")
            for thing in things
            if f"{side}_{thing}" in roles
        ]
        if parts and parts != [role]:
            derived[role] = f"coalesce({', '.join(parts)})"
    for role in ("own_card", "own_account"):
        if role in roles:
            # a masked own number names one account of this file, and must not look like a number
            derived[role] = (
                f"case when contains({role}, '*') then"
                f" '{mapping.space}:' || replace(replace({role}, ' ', ''), '*', 'x')"
                f" else {role} end"
            )
    if not mapping.has_own_number and "own_name" in roles and not mapping.own:
        derived["own_card"] = (
            f"case when starts_with(own_card, '{mapping.space}:') and own_name is not null"
            f" then '{mapping.space}:' || own_name else own_card end"
        )


def _usable(number: str) -> str:
    return f"coalesce(d_number({number}, d_damaged({number})) is not null, false)"


def _skipped(mapping: TableMapping) -> str:
    """SQL that is true for rows that a skip rule names."""
    places = {column: _ENGINE.get(role, role) for role, column in mapping.columns}
    for number, column in enumerate(_only_skipped(mapping)):
        places[column] = f"{EXTRA}{number}"
    tests = []
    for rule in mapping.skip:
        cell, text = f"coalesce({places[rule.column]}, '')", _quoted(rule.text)
        tests.append(
            {
                "equals": f"{cell} = {text}",
                "starts_with": f"starts_with({cell}, {text})",
                "contains": f"contains({cell}, {text})",
                "matches": f"regexp_matches({cell}, {text})",
            }[rule.how]
        )
    return " or ".join(tests)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
