"""How dirty cells are read, as DuckDB macros: one rule, one place, millions of rows a minute.

Every macro returns ``NULL`` where nothing can be read. The raw cell is never lost: it stays in the
vaulted original, and refused rows keep theirs. Macros are expanded as text, so they are applied to
plain columns in stages (``cleaned``), never nested into each other by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.clock import EARLIEST_YEAR, LATEST_YEAR
from app.importers.signs import neighbours

if TYPE_CHECKING:
    import duckdb

STRIPPED = " \t\r\n\u3000\ufeff\u00a0\u200b\x00"
_LETTERS = "".join(map(chr, [*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B)]))
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in _LETTERS) + "（）－—–−．，￥：＋＊＿／［］＝＂＇"
PLAIN = _LETTERS + "()----.,¥:+*_/[]=\"'"
EMPTY_WORDS = ("", "null", "none", "nan", "nat", "/", "\\n", "无", "#n/a", "<null>", "n/a", "空")

FLOAT_PATTERN = r"[+-]?(\d+\.\d+[eE][+-]?\d{1,3}|\d+[eE]\+\d{1,3}|\d[eE]\d{2})"
GROUPED_PATTERN = r"[^\d,.]*\d{1,3}(,\d{3})+(\.\d*)?[^\d,.]*"
LONG_FLOAT_PATTERN = r"\d{16,}\.\d*"
SUFFIX_PATTERN = r"[0-9A-Za-z-]*[0-9]{6,}_([0-9]{1,4}|[A-Z]{3})(_[0-9A-Za-z]*)*"
CURRENCY_SIGNS = r"(CNY|RMB|USD|HKD|EUR|人民币|元|¥|￥|\$)"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sql_text(text: str) -> str:
    """A SQL expression for text with control characters."""
    return " || ".join(
        f"chr({ord(sign)})" if ord(sign) < 32 or ord(sign) > 126 else _literal(sign)
        for sign in text
        if sign != "\x00"
    )


def _macros() -> dict[str, str]:
    stripped = sql_text(STRIPPED)
    words = ", ".join(_literal(word) for word in EMPTY_WORDS if word)
    initials = ", ".join(
        sorted(
            {str(ord(sign)) for word in EMPTY_WORDS if word for sign in (word[0], word[0].upper())}
        )
    )
    longest = max(len(word.encode()) for word in EMPTY_WORDS)
    dashes = ", ".join(str(ord(sign)) for sign in "-－—─")
    han = " or ".join(f"x = {_literal(word)}" for word in EMPTY_WORDS if "一" <= word < "龥")
    fold = f"translate(x, {_literal(WIDE)}, {_literal(PLAIN)})"
    return {
        # dirt 1: tabs, spaces, ideographic spaces, byte order marks around a value
        "d_strip(x)": f"trim(replace(x, '_x000D_', ''), {stripped})",
        "d_trim(x)": "case when starts_with(x, ' ') or ends_with(x, ' ') then trim(x) else x end",
        # dirt 2: ="…", a leading apostrophe or one on either side, […]
        "d_unwrap(x)": """case
            when x[1] = '=' and x[2] = '"' and x[-1] = '"' then d_strip(x[3:-2])
            when x[1] = '''' then d_strip(case when x[-1] = '''' then x[2:-2] else x[2:] end)
            when x[1] = '[' and x[-1] = ']' then d_strip(x[2:-2])
            else x end""",
        # dirt 21: words that mean empty; runs of dashes
        # the first sign of a cell sends nearly all of them past the costly questions
        "d_empty(x)": f"""case
            when x >= '一' and x < '龥' then case when {han} then null else x end
            when x = '' then null
            when ascii(x) in ({dashes}) then
                case when regexp_full_match(x, '[-－—─]+') then null else x end
            when strlen(x) <= {longest} and ascii(x) in ({initials}) then
                case when lower(x) in ({words}) then null else x end
            else x end""",
        # dirt 6: full-width figures and signs, in numbers only
        "d_fold(x)": f"""case when strlen(x) = length(x) then x
            when regexp_matches(x, '[！-～￥—–−]') then {fold} else x end""",
        "d_luhn_digit(t, i)": """(case when (length(t) - i) % 2 = 0 then ascii(t[i]) - 48
            when (ascii(t[i]) - 48) * 2 > 9 then (ascii(t[i]) - 48) * 2 - 9
            else (ascii(t[i]) - 48) * 2 end)""",
        "d_luhn(t)": """case when regexp_full_match(t, '\\d+') then
            list_sum([d_luhn_digit(t, i) for i in range(1, length(t) + 1)]) % 10 = 0
            else false end""",
        # dirt 3 and 4: what a spreadsheet leaves of a long number; nested so that the costly
        # questions are asked of few cells
        "d_damaged(t)": f"""case
            when t is null then false
            when ends_with(t, '000') and t[1:2] = '62' and length(t) between 18 and 19
                and ltrim(t[16:], '0') = '' then not d_luhn(t)
            when contains(t, '.') or contains(t, 'E') or contains(t, 'e') then
                regexp_full_match(t, '{FLOAT_PATTERN}')
                or regexp_full_match(t, '{LONG_FLOAT_PATTERN}')
            else false end""",
        "d_unspaced(t)": "case when contains(t, ' ') then replace(t, ' ', '') else t end",
        "d_masked(t)": "coalesce(contains(t, '*'), false)",
        # short floats are exact: 6688.0 is 6688
        "d_unfloat(t)": """case when t[-2:] = '.0' and regexp_full_match(t, '\\d{1,15}\\.0')
            then t[:-3] else t end""",
        # dirt: suffixes _156_1 and prefixes CNY- of account numbers
        "d_bare(t)": f"""case
            when contains(t, '_') then case when regexp_full_match(t, '{SUFFIX_PATTERN}')
                then left(t, strpos(t, '_') - 1) else t end
            when regexp_full_match(t, '[A-Z]{{3}}-[0-9A-Za-z]{{6,}}') then right(t, length(t) - 4)
            else t end""",
        # a number that can be joined on: neither damaged nor masked nor a lone zero
        "d_number(t, damaged)": """case
            when t is null or damaged or contains(t, '*') then null
            when contains(t, '_') then d_bare(t)
            when contains(t, '-') or contains(t, '.') then nullif(d_bare(d_unfloat(t)), '')
            when starts_with(t, '0') and ltrim(t, '0') = '' then null
            else t end""",
        # dirt 7: amounts
        "d_plain_number(t)": r"regexp_full_match(t, '[+-]?(\d+(\.\d*)?|\.\d+)')",
        "d_amount_text(t)": f"""case when d_plain_number(t) then t else regexp_replace(
            replace(case when not contains(t, ',')
                or regexp_full_match(replace(t, ' ', ''), '{GROUPED_PATTERN}')
                then replace(t, ',', '') else t end, ' ', ''),
            '{CURRENCY_SIGNS}', '', 'g') end""",
        # of a plain number
        "d_plain_fen(t, fen_per_unit)": """case
            when fen_per_unit = 100 then case when strlen(t) <= 13
                then (try_cast(t as decimal(15,2)) * 100)::bigint
                else (try_cast(t as decimal(17,2))::decimal(21,2) * 100)::bigint end
            else (try_cast(t as decimal(17,0)))::bigint end""",
        "d_fen(t, fen_per_unit)": """case when d_plain_number(t)
            then d_plain_fen(t, fen_per_unit) end""",
        "d_subfen(t)": """case when strpos(t, '.') = length(t) - 2 then false
            else coalesce(contains(t, '.') and length(t) - strpos(t, '.') > 2
                and rtrim(t[strpos(t, '.') + 3:], '0') <> '', false) end""",
        "d_subunit(t)": """coalesce(contains(t, '.')
            and rtrim(t[strpos(t, '.') + 1:], '0') <> '', false)""",
        **_time_macros(),
    }


def _time_macros() -> dict[str, str]:
    # dirt 12: one pattern takes every written date with separators; the macros use their argument
    # as seldom as they can, since it is written out wherever they do
    date = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    clock = r"(?:[ T_-]*(\d{1,2})[:.时点](?:(\d{1,2})(?:[:.分](\d{1,2})(?:[.,]\d+)?秒?)?分?)?)?"
    zone = r"(?: *(?:Z|[+-]\d{2}:?\d{2})(?: [A-Z]{3})?)?"
    fields = r"\1-\2-\3 \4:\5:\6"
    hour = r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T_-]*\d{1,2}[:.时点]"
    return {
        # 2020-7-2 15:30: becomes 2020-7-2 15:30, 2020-7-2 15:: becomes 2020-7-2 15:00
        "d_written(t)": f"""try_cast(regexp_replace(rtrim(regexp_replace(t,
            '^(?:{date}{clock}{zone}|.*)$', '{fields}'), ' :-'), ' (\\d+)$', ' \\1:00')
            as timestamp)""",
        "d_written_exactness(t)": rf"""case when not regexp_matches(t, '{hour}') then 0
            when regexp_matches(t, '{hour}\d{{1,2}}[:.分]\d') then 2 else 1 end""",
        # 20200702 15:30:00 and 20200702T153000 get their separators
        "d_spread(t)": r"""case when t[9] in (' ', 'T', '-', '_') then rtrim(regexp_replace(
            regexp_replace(t, '^(\d{4})(\d{2})(\d{2})[ T_-]+', '\1-\2-\3 '),
            ' (\d{2})(\d{2})(\d{2})?$', ' \1:\2:\3'), ':') else t end""",
        "d_zone(t)": r"""regexp_extract(t,
            ':\d{2}(?:[.,]\d+)? *([+-]\d{2}:?\d{2})(?: [A-Z]{3})?$', 1)""",
        "d_shift(z)": """case when z = '' then interval 0 hour else to_minutes((480
            - trunc(z::integer / 100) * 60 - z::integer % 100)::bigint) end""",
        "d_digits_time(t)": """case length(t)
            when 14 then try_strptime(t, '%Y%m%d%H%M%S')
            when 12 then try_strptime(t, '%Y%m%d%H%M')
            when 10 then coalesce(
                case when t[1:2] in ('19', '20') then try_strptime(t, '%Y%m%d%H') end,
                make_timestamp(t::bigint * 1000000) + interval 8 hour)
            when 8 then try_strptime(t, '%Y%m%d')
            when 13 then make_timestamp(t::bigint * 1000) + interval 8 hour
            when 17 then try_strptime(t[1:14], '%Y%m%d%H%M%S')
            when 20 then try_strptime(t[1:14], '%Y%m%d%H%M%S')
            when 5 then timestamp '1899-12-30' + to_days(t::integer)
            end""",
        "d_digits_exactness(t)": """case length(t) when 14 then 2 when 12 then 1
            when 10 then case when t[1:2] in ('19', '20')
                and try_strptime(t, '%Y%m%d%H') is not null then 1 else 2 end
            when 13 then 2 when 17 then 2 when 20 then 2 else 0 end""",
        "d_is_digits(t)": r"regexp_full_match(t, '\d+')",
        "d_is_serial(t)": r"regexp_full_match(t, '[2-7]\d{4}\.\d+')",
        "d_serial_time(t)": """timestamp '1899-12-30' + to_seconds(
            round(t::double * 86400)::bigint)""",
        "d_time_any(t)": """case
            when t is null then null
            when d_is_digits(t) then d_digits_time(t)
            when d_is_serial(t) then d_serial_time(t)
            when ends_with(t, 'Z') then d_written(t) + interval 8 hour
            else d_written(d_spread(t)) + d_shift(replace(d_zone(t), ':', '')) end""",
        "d_time(t)": """case
            when strlen(t) = 19 and strpos(t, '-') = 5 and strpos(t, ' ') = 11 then
                coalesce(try_cast(t as timestamp), d_time_any(t))
            when strlen(t) = 14 and try_cast(t as bigint) is not null then
                try_strptime(t, '%Y%m%d%H%M%S')
            else d_time_any(t) end""",
        "d_sane_time(v)": f"""case when v >= timestamp '{EARLIEST_YEAR}-01-01'
            and v < timestamp '{LATEST_YEAR + 1}-01-01' then v end""",
        "d_exactness(t)": """case
            when strlen(t) = 19 and strpos(t, ' ') = 11 then 2
            when strlen(t) = 14 and try_cast(t as bigint) is not null then 2
            when d_is_digits(t) then d_digits_exactness(t)
            when d_is_serial(t) then 2
            else d_written_exactness(d_spread(t)) end""",
        # a clock in a column of its own: 90102 is 09:01:02, 0 is midnight
        "d_clock_text(t)": r"""case when regexp_matches(t, '^\d{1,2}[:.时点]\d') then
            lpad(regexp_extract(t, '^\d+'), 2, '0')
            || lpad(regexp_extract(t, '^\d+.(\d+)', 1), 2, '0')
            || case when regexp_matches(t, '^\d+.\d+[:.分]\d') then
                lpad(regexp_extract(t, '^\d+.\d+.(\d+)', 1), 2, '0') else '' end
            else regexp_replace(t, '[^0-9]', '', 'g') end""",
        # a day without a year, of a statement that ends in month p (YYYYMM) or lies in year p
        # (YYYY): at most one month after the end, else before it
        "d_has_no_year(t)": r"regexp_full_match(t, '\d{1,2}[-/.月]\d{1,2}日?')",
        "d_month(t)": r"regexp_extract(t, '^\d{1,2}')::integer",
        "d_year_of(m, p)": """p[1:4]::integer + case when length(p) < 6 then 0
            when (m - p[5:6]::integer + 12) % 12 <= 1 then (m < p[5:6]::integer)::integer
            else -(m > p[5:6]::integer)::integer end""",
        "d_with_year(t, p)": r"""case when p is not null and d_has_no_year(t) then
            d_year_of(d_month(t), p)::varchar || '-' || d_month(t)::varchar
            || '-' || regexp_extract(t, '(\d{1,2})日?$', 1) else t end""",
        # 24/03/2025, the day first
        "d_day_first(t)": r"""regexp_replace(t, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})',
            '\3-\2-\1')""",
        "d_clock(c)": """case length(c) when 6 then c when 5 then '0' || c
            when 4 then c when 3 then '0' || c when 2 then '0000' || c when 1 then '00000' || c
            else null end""",
    }


@dataclass(frozen=True)
class Dirtiness:
    """Which kinds of dirt some text holds at all, so that clean text is not scrubbed in vain."""

    spaces: bool = True
    wrappers: bool = True
    wide: bool = True

    @property
    def text_stages(self) -> tuple[str, ...]:
        """The steps for a cell of text."""
        return (
            "d_trim({0})" if self.spaces else "{0}",
            *(("d_unwrap({0})",) if self.wrappers else ()),
            "d_empty({0})",
        )

    @property
    def number_stages(self) -> tuple[str, ...]:
        """The steps for a cell of a number, an amount or a time."""
        return (*self.text_stages, *(("d_fold({0})",) if self.wide else ()))


ANY_DIRT = Dirtiness()
# in UTF-8, full-width signs, dashes and the like begin with these; a false alarm costs time only
_WIDE_PAIRS = ((0xEF, 0xBC), (0xEF, 0xBD), (0xEF, 0xBF), (0xE2, 0x80), (0xE2, 0x88))
_NOTHING = (
    ("\t", ""), ("_x000D_", ""), ("\ufeff", ""), ("\u200b", ""), ("\u00a0", " "), ("\u3000", " "),
)  # fmt: skip


def tidied(data: bytes, delimiter: str) -> tuple[bytes, Dirtiness]:
    """Many rows of text in UTF-8 without the signs that mean nothing in any cell; the dirt left.

    Dirt 1: tabs that pad cells, ``_x000D_``, marks and spaces of other widths. The original keeps
    them; what is read does not need them.
    """
    pairs, _before = neighbours(data, b"\t_\xef\xe2\xc2\xe3")
    for sign, plain in _NOTHING:
        given = sign.encode()
        if given[0] in {lead for lead, _next in pairs} and sign != delimiter:
            data = data.replace(given, plain.encode())
    edges = {ord(delimiter), ord('"'), ord("\n")}
    after, before = neighbours(data, b' ="')
    spaces = any(lead == ord(" ") and sign in edges for lead, sign in after) or any(
        sign == ord(" ") and lead in edges for lead, sign in before
    )
    wrappers = (
        (ord("="), ord('"')) in after
        or (ord('"'), ord('"')) in after
        or b"'" in data
        or b"[" in data
    )
    return data, Dirtiness(spaces, wrappers, any(pair in pairs for pair in _WIDE_PAIRS))


def cleaned(source: str, columns: dict[str, str], stages: tuple[str, ...], keep: str) -> str:
    """A query that applies ``stages`` one after the other to columns of ``source``.

    Args:
        source: a table, or a query in brackets.
        columns: new name to the expression of the raw cell.
        stages: templates with ``{0}`` for the value of the stage before.
        keep: what else is passed through, as a select list.
    """
    first = ", ".join(f"{stages[0].format(cell)} as {name}" for name, cell in columns.items())
    query = f"select {keep}{', ' + first if first else ''} from {source}"
    for stage in stages[1:]:
        if columns:
            changed = ", ".join(f"{stage.format(name)} as {name}" for name in columns)
            query = f"select * replace ({changed}) from ({query})"
    return query


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Define the macros on ``connection``; they live as long as it does."""
    for signature, body in _macros().items():
        connection.execute(f"create or replace temp macro {signature} as ({body})")
