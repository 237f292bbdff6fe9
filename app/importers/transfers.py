"""The query that turns the raw cells of a table of transfers into staged rows.

One rule for all layouts; a layout only says which column is what (``Transfers``). The query is
built in stages so that each cleaning step is computed once per cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.importers.decisions import Decision
from app.importers.dirt import ANY_DIRT, STRIPPED, Dirtiness, cleaned, sql_text
from app.importers.header import unit_of
from app.importers.layout import Unit
from app.importers.words import (
    CASH_FLAG,
    CASH_WORDS,
    CURRENCY_ARMS,
    DIRECTION_ARMS,
    FEE_WORDS,
    FOOTER_WORDS,
    INTEREST_WORDS,
    NOTICE_WORDS,
    REVERSAL_WORDS,
    SERVICE_WORDS,
    SHORT_SERVICES,
    STATUS_ARMS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.importers.header import Recognition
    from app.importers.layout import Transfers

NUMBER_ROLES = ("own_card", "own_account", "cp_number", "cp_card", "cp_account")
AMOUNT_NAMES = {
    "amount": ("amount_text", "amount_fen"),
    "amount_in": ("in_text", "in_fen"),
    "amount_out": ("out_text", "out_fen"),
    "received": ("received_text", "received_fen"),
    "balance": ("balance_text", "balance_fen"),
}
"""Roles of amounts, and what their tidied text and their value are called."""
AMOUNT_ROLES = tuple(AMOUNT_NAMES)
TIME_ROLES = ("time", "date", "clock", "time2")
WORD_ROLES = ("direction", "status", "cash", "currency")
TEXT_ROLES = (
    "own_name", "own_id", "cp_name", "cp_id", "cp_bank", "summary", "remark", "deal", "branch",
    "spot", "ip", "mac", "serial", "merchant", "terminal", "result", "own_info", "cp_info", "order",
    "payer_number", "payer_card", "payer_name", "payer_bank",
    "payee_number", "payee_card", "payee_name", "payee_bank",
    "own_tail", "posted", "period_end", "way", "fund_state",
    "trade_amount", "trade_in", "trade_out", "trade_currency",
)  # fmt: skip


USUAL_DIRECTIONS = ("进", "出", "贷", "借")
"""Directions that need no cleaning."""
SIGNED = ("sign", "sign_reversed")
"""Directions that the sign of the amount settles; a reversal carries its own sign there."""
_REVERSES = f"""coalesce(case when contains(all_words, '冲') or contains(all_words, '抹')
                or contains(all_words, '退') or contains(all_words, '反')
            then regexp_matches(all_words, '{REVERSAL_WORDS}') end, false)"""


@dataclass(frozen=True)
class TransferQuery:
    """What staging needs: the query over the table of raw cells, and the order column if any."""

    sql: str
    shared_orders: bool


def _bit(condition: str, decision: Decision) -> str:
    return f"case when coalesce({condition}, false) then {int(decision)} else 0 end"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def build(
    recognition: Recognition,
    constants: tuple[str, ...],
    raw: str,
    width: int,
    dirt: Dirtiness = ANY_DIRT,
) -> TransferQuery:
    """The query from ``raw(file, sheet, k0 .., line, bits, c0 ..)`` to the columns of the stage.

    Args:
        recognition: layout and role mapping of the table.
        constants: roles whose values stand outside the rows, in columns ``k0 ..``; a filled
            cell of a mapped column wins.
        raw: name of the table of raw cells.
        width: its number of cells.
        dirt: what has to be scrubbed off.
    """
    rules = recognition.layout.transfers
    if rules is None:
        raise ValueError(recognition.layout.key)
    cells = {role: f"c{column}" for role, column in recognition.mapping.items()}
    outside = {role: f"k{i}" for i, role in enumerate(constants)}
    fixed = {role: cell for role, cell in outside.items() if role not in cells}
    given = {**cells, **outside}
    if "own_made" in outside and not {"own_card", "own_account"} & given.keys():
        given["own_card"] = fixed["own_card"] = outside["own_made"]
    for role in cells.keys() & outside.keys():
        given[role] = (
            f"coalesce(nullif(trim({cells[role]}, {sql_text(STRIPPED)}), ''), {outside[role]})"
        )
    known = set(given) | set(rules.derive)

    def of(*roles: str) -> dict[str, str]:
        return {role: given[role] for role in roles if role in given}

    keep = "file, sheet, line, bits, " + ", ".join(f"c{i}" for i in range(width))
    numbers = of(*NUMBER_ROLES, *AMOUNT_ROLES, *TIME_ROLES, *(
        role for role in TEXT_ROLES if role.endswith(("_number", "_card"))
    ))  # fmt: skip
    # columns that only a rule of the layout's own looks at
    extra = [role for role in given if role.startswith("x_")]
    texts = of(
        *(role for role in TEXT_ROLES if role not in numbers), "status", "cash", "currency", *extra
    )
    words = of("direction")
    query = cleaned(raw, numbers, dirt.number_stages, keep + _aliased(texts) + _aliased(words))
    query = cleaned(
        f"({query})",
        {f"{role}_t": f"{role}_raw" for role in texts},
        dirt.text_stages,
        "*",
    )
    plain = ", ".join(f"{role}_t as {role}" for role in texts)
    word = ", ".join(
        f"case when {role}_raw in {USUAL_DIRECTIONS} then {role}_raw else"
        f" upper({'d_fold(d_trim({0}_raw))' if dirt.wide else 'd_trim({0}_raw)'}) end".format(role)
        + f" as {role}"
        for role in words
    )
    missing = ", ".join(
        f"null::varchar as {role}"
        for role in (*NUMBER_ROLES, *AMOUNT_ROLES, *TIME_ROLES, *WORD_ROLES, *TEXT_ROLES)
        if role not in given
    )
    query = (
        f"select {', '.join(part for part in ('*', plain, word, missing) if part)} from ({query})"
    )
    for role, expression in rules.derive.items():
        query = f"select * replace ({expression} as {role}) from ({query})"
    query = _as_values(query, recognition, rules, known)
    query = _as_meanings(query, rules, known, fixed)
    return TransferQuery(_as_outcome(query, recognition, rules, width), rules.shared_orders)


def _aliased(columns: dict[str, str]) -> str:
    return "".join(f", {cell} as {role}_raw" for role, cell in columns.items())


def _as_values(query: str, recognition: Recognition, rules: Transfers, known: set[str]) -> str:
    """Parsed amounts, times and numbers beside their texts."""

    def unit(role: str) -> int:
        column = recognition.mapping.get(role)
        said = unit_of(recognition.header[column]) if column is not None else None
        return said if said is not None else int(rules.unit)

    spaced = ", ".join(f"d_unspaced({role}) as {role}" for role in NUMBER_ROLES if role in known)
    damaged = ", ".join(
        f"d_damaged({role}) as {role}_d" if role in known else f"false as {role}_d"
        for role in NUMBER_ROLES
    )
    plain = ", ".join(f"d_plain_number({role}) as {role}_plain" for role in AMOUNT_ROLES)
    query = f"select * replace ({spaced}), {plain} from ({query})"
    amounts = ", ".join(
        f"case when {role}_plain then {role} else d_amount_text({role}) end as {text}"
        for role, (text, _fen) in AMOUNT_NAMES.items()
    )
    query = f"""select *, {damaged}, {amounts},
        case when date is null or (length(time) >= 8 and not (length(time) = 8
            and contains(time, ':'))) then coalesce(time, date) else date end as time_text,
        d_clock_text(coalesce(clock, case when date is not null then time end)) as clock_text
        from ({query})"""
    rounded = " or ".join(
        f"d_subfen({text})" if unit(role) == int(Unit.YUAN) else f"d_subunit({text})"
        for role, text in (
            ("amount", "amount_text"),
            ("amount_in", "in_text"),
            ("amount_out", "out_text"),
        )
        if role in known
    )
    fens = ", ".join(
        f"case when {role}_plain then d_plain_fen({text}, {unit(role)})"
        f" else d_fen({text}, {unit(role)}) end as {fen}"
        for role, (text, fen) in AMOUNT_NAMES.items()
    )
    query = f"""select *,
        {fens},
        {rounded} as amount_rounded,
        case when clock_text is null or d_clock(clock_text) is null
              or d_exactness(time_text) > 0 then time_text
            else strftime(d_time(time_text), '%Y%m%d') || d_clock(clock_text) end as moment_text,
        {", ".join(_read_number(role, known) for role in NUMBER_ROLES)}
        from ({query})"""
    return f"""select *, d_sane_time(moment_read) as moment
        from (select *,
            d_time(moment_text) as moment_read, d_exactness(moment_text) as moment_exactness
            from ({query}))"""


def _read_number(role: str, known: set[str]) -> str:
    if role in known:
        return f"d_number({role}, {role}_d) as {role}_n"
    return f"null::varchar as {role}_n"


def _as_meanings(query: str, rules: Transfers, known: set[str], fixed: Mapping[str, str]) -> str:
    """Direction, status, kind, currency and the decision bits of each row."""
    signed, word = _direction(rules)
    bits = " + ".join(
        [
            "bits",
            _bit("own_card_d or own_account_d", Decision.OWN_DAMAGED),
            _bit(
                "cp_number_d or cp_card_d or cp_account_d",
                Decision.COUNTERPARTY_DAMAGED,
            ),
            _bit(
                "d_masked(cp_number) or d_masked(cp_card) or d_masked(cp_account)",
                Decision.COUNTERPARTY_MASKED,
            ),
            _bit(
                "contains(own_card, '_') and own_card_n <> own_card"
                " or contains(own_account, '_') and own_account_n <> own_account"
                " or contains(cp_number, '_') and cp_number_n <> cp_number",
                Decision.SUFFIX_CUT,
            ),
            _bit("amount_rounded", Decision.AMOUNT_ROUNDED),
            _bit("amount <> amount_text", Decision.AMOUNT_CLEANED),
            _bit("balance_text is not null and balance_fen is null", Decision.BALANCE_UNREAD),
            _bit(
                "length(moment_text) < 14 and contains(moment_text, '.')"
                " and d_is_serial(moment_text)",
                Decision.TIME_FROM_SERIAL,
            ),
            _bit(
                "case when length(moment_text) in (10, 13) then d_is_digits(moment_text)"
                " and (length(moment_text) = 13 or moment_text[1:2] not in ('19', '20')) end",
                Decision.TIME_FROM_EPOCH,
            ),
            _bit("moment_exactness = 0", Decision.DATE_ONLY),
            str(int(Decision.OWN_FROM_PATH))
            if {"own_card", "own_account"} & set(fixed)
            and not ({"own_card", "own_account"} & (known - set(fixed)))
            else "0",
        ]
    )
    says_reversal = "false" if rules.direction in SIGNED else _REVERSES
    query = f"""select *, {signed} as amount_signed, {word} as said_direction,
        case when status is null then 0 else {_status(rules)} end as said_status,
        {CURRENCY_ARMS} as currency_code,
        concat_ws(' ', {rules.kind_words}) as all_words,
        coalesce(cp_number_n, cp_card_n, cp_account_n) as cp_best,
        coalesce(own_card_n, own_account_n) as own_best,
        ({bits})::bigint as decided,
        own_card_d::integer + own_account_d::integer
            + cp_number_d::integer + cp_card_d::integer
            + cp_account_d::integer as damaged_cells
        from ({query})"""
    return f"""select *,
        case
            when cash <> '其它' and {CASH_FLAG} then 1
            when cp_best is null then case
                when regexp_matches(all_words, '{FEE_WORDS}') then 2
                when regexp_matches(all_words, '{INTEREST_WORDS}') then 3
                when regexp_matches(all_words, '{CASH_WORDS}') then 1
                when regexp_matches(cp_name, '{SERVICE_WORDS}') then 4
                else 0 end
            when length(cp_name) > 3 then case
                when regexp_matches(cp_name, '{SERVICE_WORDS}') then 4 else 0 end
            when cp_name in {SHORT_SERVICES} then 4
            else 0 end as said_kind,
        {says_reversal} as says_reversal,
        {rules.counterparty_space} as cp_space
        from ({query})"""


def _direction(rules: Transfers) -> tuple[str, str]:
    """SQL of the amount with its sign, and of the stated direction (1, -1, 0, null)."""
    if rules.direction == "columns":
        amount = """case when coalesce(in_fen, 0) <> 0 then in_fen
            when coalesce(out_fen, 0) <> 0 then out_fen else coalesce(in_fen, out_fen) end"""
        word = """case when coalesce(in_fen, 0) <> 0 and coalesce(out_fen, 0) <> 0 then null
            when coalesce(in_fen, 0) <> 0 then 1
            when coalesce(out_fen, 0) <> 0 then -1
            when in_fen is not null and out_fen is null then 1
            when out_fen is not null and in_fen is null then -1 end"""
        return amount, word
    if rules.direction in SIGNED:
        outgoing = "<" if rules.direction == "sign" else ">"
        return "abs(amount_fen)", f"case when amount_fen {outgoing} 0 then -1 else 1 end"
    return "amount_fen", f"case {DIRECTION_ARMS} end"


def _status(rules: Transfers) -> str:
    usual = f"""case when status = '成功' then 0 else
        case upper(status) {rules.status_codes} else case {STATUS_ARMS} end end end"""
    return f"case {rules.status_arms} else {usual} end" if rules.status_arms else usual


def _as_outcome(query: str, recognition: Recognition, rules: Transfers, width: int) -> str:
    """What becomes of each row: record, notice, a reason for refusal, or no row at all."""
    repeated = [
        f"c{column} is not null and trim(c{column}) <> ''"
        f" and trim(c{column}, ' ' || chr(9))"
        f" = {_quoted(recognition.header[column].strip(STRIPPED))}"
        for role, column in recognition.mapping.items()
        if role in ("time", "date", "amount", "direction", "amount_in", "own_card", "own_account")
    ]
    is_header = " and ".join(repeated[:3]) if repeated else "false"
    all_cells = ", ".join(f"c{i}" for i in range(width))
    blanks = sql_text(STRIPPED)
    first_filled = (
        f"trim(regexp_extract(concat_ws(chr(9), {all_cells}), '[^\\t ,\"=　]+'), {blanks})"
    )
    row_text = f"concat_ws(chr(9), {all_cells})"
    # with no word for the direction a row of totals has one like any other
    says_nothing = (
        "true"
        if rules.direction in (*SIGNED, "columns") or "direction" not in recognition.mapping
        else "(amount_signed is null or said_direction is null)"
    )
    skipped = f"when ({rules.skip}) and trim({row_text}, {blanks}) <> '' then" if rules.skip else ""
    return f"""select file, sheet, line, decided as bits, own_card, own_account, own_card_n,
        own_account_n, own_best, own_name, own_id, cp_space, cp_best, cp_number, cp_card,
        cp_account, cp_number_n, cp_card_n, cp_account_n, cp_name, cp_id, cp_bank, moment,
        moment_exactness, amount_signed, received_fen, said_direction, balance_fen, said_status,
        said_kind, currency_code, says_reversal, summary, remark, deal, branch, spot, ip, mac,
        coalesce(serial, "order") as serial, merchant, terminal, "order" as order_no,
        direction is null or said_direction is not null as direction_read,
        case when outcome <> 'record' then {row_text} end as row_text,
        outcome, reason, damaged_cells
        from (select *,
            case {f"{skipped} 'notice'" if skipped else ""}
                when amount_signed is not null and moment is not null and own_best is not null
                    then 'record'
                when trim({row_text}, {blanks}) = '' then 'blank'
                when {is_header} then 'header'
                when moment is null and {says_nothing}
                    and regexp_matches({first_filled}, '{FOOTER_WORDS}') then 'footer'
                when (coalesce(amount_text, in_text, out_text) is null
                        or amount_signed = 0 and moment_text is null)
                    and regexp_matches({row_text}, '{NOTICE_WORDS}') then 'notice'
                when coalesce(amount_text, in_text, out_text) is null and moment_text is null
                    and result is not null then 'notice'
                else 'reject' end as outcome,
            case {f"{skipped} 'skipped'" if skipped else ""}
                when amount_signed is not null and moment is not null and own_best is not null
                    then null
                when amount_signed is null and coalesce(amount_text, in_text, out_text) is null
                    then 'no_amount'
                when amount_signed is null then 'amount_unreadable'
                when moment_text is null then 'no_time'
                when moment is null then 'time_unreadable'
                when decided & {int(Decision.OWN_DAMAGED)} > 0 then 'own_number_damaged'
                when own_best is null then 'no_own_account' end as reason
            from ({query}))"""
