"""Laws of reading: many spellings, one value; two readers, one result; every row accounted for."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from app.base.clock import EARLIEST_YEAR, LATEST_YEAR
from app.base.money import MAX_FEN, fen_from_text
from app.importers import dirt, regular, textfile, ties
from app.importers.header import recognise
from app.importers.layout import FileContext, all_layouts
from tests.unit.importers.desk import CORE, SHORT, Desk, cells, table, write
from tests.unit.importers.test_shapes import card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FEN = st.integers(-MAX_FEN, MAX_FEN)
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
MANY = settings(max_examples=150)
FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOME = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def read() -> Iterator[Callable[[str, list[str]], list[Any]]]:
    """Applies a macro expression over ``t`` to many texts at once."""
    connection = duckdb.connect()
    dirt.install(connection)

    def ask(expression: str, texts: list[str]) -> list[Any]:
        rows = connection.execute(
            f"select {expression} from (select unnest($1) as t, generate_subscripts($1, 1) as i)"
            " order by i",
            [texts],
        ).fetchall()
        return [value for (value,) in rows]

    yield ask
    connection.close()


@SOME
@given(st.lists(FEN, min_size=1, max_size=20))
def test_spellings_of_an_amount(read: Callable[..., Any], amounts: list[int]) -> None:
    texts, right = [], []
    for fen in amounts:
        sign = "-" if fen < 0 else ""
        yuan, rest = divmod(abs(fen), 100)
        spelled = [
            f"{sign}{yuan}.{rest:02d}", f"{sign}{yuan:,}.{rest:02d}", f"{sign}¥{yuan}.{rest:02d}",
            f"{sign}{yuan}.{rest:02d}000", f"CNY {sign}{yuan}.{rest:02d}",
            f"{sign}{yuan:,}.{rest:02d}元", f"{sign}０{yuan}．{rest:02d}".replace("-", "－"),
            *([f"+{yuan}.{rest:02d}"] if fen >= 0 else []),
            *([f"{sign}{yuan}"] if rest == 0 else []),
        ]  # fmt: skip
        texts += spelled
        right += [fen] * len(spelled)
    assert read("d_fen(d_amount_text(d_fold(t)), 100)", texts) == right
    assert read("d_fen(t, 1)", [str(fen) for fen in amounts]) == amounts


NUMBERS = st.from_regex(r"[+-]?([0-9]{1,18}(\.[0-9]{0,6})?|\.[0-9]{1,6})", fullmatch=True)


@SOME
@given(st.lists(st.one_of(NUMBERS, st.text("0123456789.+-e ,x", max_size=12)), max_size=40))
@example(
    [
        "10000000000000",
        "999999999999999.995",
        "999999999999999.994",
        "-0.005",
        "1e5",
        "",
        ".",
        "+.",
        "--1",
    ]
)
def test_money_reads_as_the_macro(read: Callable[..., Any], texts: list[str]) -> None:
    plain = [text.strip() for text in texts if "," not in text]
    assert read("d_fen(t, 100)", plain) == [fen_from_text(text) for text in plain]


@SOME
@given(st.lists(MOMENTS, min_size=1, max_size=10))
def test_spellings_of_a_moment(read: Callable[..., Any], moments: list[datetime]) -> None:
    texts: list[str] = []
    right: list[tuple[datetime, int]] = []
    for m in moments:
        seconds = [
            f"{m:%Y%m%d%H%M%S}", f"{m:%Y-%m-%d %H:%M:%S}", f"{m:%Y/%m/%d %H:%M:%S}",
            f"{m.year}-{m.month}-{m.day} {m.hour}:{m.minute}:{m.second}",
            f"{m:%Y年%m月%d日%H时%M分%S秒}", f"{m:%Y-%m-%d-%H.%M.%S}.000000",
            f"{m:%Y-%m-%dT%H:%M:%S}+08:00", f"{m - timedelta(hours=8):%Y-%m-%dT%H:%M:%S}Z",
            f"{m:%Y-%m-%d %H:%M:%S} +0800 CST", f"{m:%Y%m%d %H:%M:%S}", f"{m:%Y%m%dT%H%M%S}",
            f"{m - timedelta(hours=11, minutes=30):%Y-%m-%d %H:%M:%S}-0330",
        ]  # fmt: skip
        minutes = [f"{m:%Y%m%d%H%M}", f"{m:%Y/%m/%d %H:%M}", f"{m:%Y年%m月%d日 %H:%M}"]
        days = [f"{m:%Y%m%d}", f"{m:%Y-%m-%d}", f"{m.year}/{m.month}/{m.day}", f"{m:%Y年%m月%d日}"]
        texts += [*seconds, *minutes, *days]
        right += [(m, 2)] * len(seconds) + [(m.replace(second=0), 1)] * len(minutes)
        right += [(m.replace(hour=0, minute=0, second=0), 0)] * len(days)
    assert read("(d_sane_time(d_time(t)), d_exactness(t))", texts) == right


@SOME
@given(st.lists(st.text("0123456789:.-/ T年月日时分秒Z+", max_size=24), max_size=30))
def test_no_text_breaks_the_reading_of_times(read: Callable[..., Any], texts: list[str]) -> None:
    for moment, exactness in read("(d_sane_time(d_time(t)), d_exactness(t))", texts):
        assert moment is None or EARLIEST_YEAR <= moment.year <= LATEST_YEAR
        assert exactness in (0, 1, 2)
    read("d_clock(d_clock_text(t))", texts)


IDENTIFIERS = st.from_regex(r"[1-9][0-9]{11,20}|[A-Z]{2}[0-9]{9}|wxid_[a-z0-9]{8}", fullmatch=True)


@SOME
@given(st.lists(IDENTIFIERS, min_size=1, max_size=20))
def test_identifiers_survive(read: Callable[..., Any], numbers: list[str]) -> None:
    sound = [n for n in numbers if not n.endswith("000")]
    unwrapped = read("d_unwrap(t)", [f'="{number}"' for number in sound])
    assert read("d_number(t, d_damaged(t))", unwrapped) == sound


@SOME
@given(st.integers(10**15, 10**19))
def test_a_float_is_never_taken_for_a_number(read: Callable[..., Any], number: int) -> None:
    texts = [f"{number:.5E}", f"{number:.14e}", str(float(number)), f"{number}.0"]
    assert read("d_damaged(t)", texts) == [True] * 4
    assert read("d_number(t, d_damaged(t))", texts) == [None] * 4


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters='",\n|甲 '), max_size=8
)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8)


@MANY
@given(ROWS, st.sampled_from([",", "\t", "|", ";"]), st.booleans())
def test_exact_rows_agree_with_csv(rows: list[list[str]], delimiter: str, quote: bool) -> None:
    out = io.StringIO()
    style = csv.writer(
        out,
        delimiter=delimiter,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL,
    )
    style.writerows(rows)
    found = list(textfile.exact_rows(out.getvalue().split("\n"), 1, delimiter))
    wanted, line = [], 1
    for row in rows:
        wanted.append((line, row, 0))
        line += 1 + sum(cell.count("\n") for cell in row)
    # lines of white space only say nothing
    blank = {number for number, row, _bits in wanted if not "".join(row).strip() and not quote}
    assume(not any("\n" in "".join(row) and number in blank for number, row, _bits in wanted))
    assert [row for row in found if row[0] not in blank] == [
        row for row in wanted if row[0] not in blank
    ]


@MANY
@given(st.lists(st.integers(-5, 5).filter(bool), min_size=1, max_size=9), st.randoms())
def test_ties_find_a_chain(amounts: list[int], rng: Any) -> None:
    steps, balance = [], 100
    for amount in amounts:
        steps.append((balance, balance + amount))
        balance += amount
    mixed = rng.sample(steps, len(steps))
    order = ties.chain(mixed)
    assert order is not None
    assert sorted(order) == list(range(len(steps)))
    chained = [mixed[place] for place in order]
    assert all(a[1] == b[0] for a, b in itertools.pairwise(chained))
    assert ties.chain([*mixed, (10_000, 10_001)]) is None


TITLES = st.lists(
    st.lists(st.sampled_from(["", "测试银行", "客户姓名：测试甲", "币种", "人民币"]), max_size=4),
    max_size=12,
)


@SOME
@given(TITLES, st.permutations(list(CORE)), st.integers(0, 31), st.booleans())
def test_header_is_found(
    titles: list[list[str]], order: list[str], dropped: int, doubled: bool
) -> None:
    kept = [key for key in order if key in SHORT or order.index(key) >= dropped]
    header = [CORE[key] for key in kept] + (["备注说明", CORE["amount"]] if doubled else [])
    rows = [(n + 1, row, 0) for n, row in enumerate([*titles, header, ["x"] * len(header)])]
    found = recognise(rows, FileContext("a.csv", ""), all_layouts())
    assert found is not None
    assert (found.layout.key, found.header_line) == ("bank_transactions", len(titles) + 1)
    assert {header[found.mapping[role]] for role in ("own_card", "amount", "time")} == {
        "交易卡号", "交易金额", "交易时间",
    }  # fmt: skip
    assert found.mapping["amount"] == kept.index("amount")


SOUND = st.text(
    st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Zs"], max_codepoint=0x9FFF), max_size=6
)
SPELLED = st.tuples(
    st.integers(1, 999999), st.sampled_from(["进", "出"]), st.integers(0, 86399), SOUND, SOUND
)


@FEW
@given(st.lists(SPELLED, min_size=1, max_size=8), st.booleans())
def test_fast_and_exact_reading_agree(
    shared: Desk, tmp_path: Path, rows: list[tuple[Any, ...]], quoted: bool
) -> None:
    """The fast reader and the exact one stage the same rows, quoted cells or not."""
    given_rows = [
        {"card": card(1), "amount": f"{fen / 100:.2f}", "way": way, "summary": summary,
         "cp_name": name, "time": str(datetime(2022, 1, 1) + timedelta(seconds=second))}
        for fen, way, second, summary, name in rows
    ]  # fmt: skip
    if quoted:
        lines = [list(SHORT.values()), *cells(given_rows)]
        text = "\n".join(",".join(f'"{c.replace(chr(34), "")}"' for c in line) for line in lines)
    else:
        text = table(given_rows)
    path = write(tmp_path / "same.csv", text)
    pictures = []
    with pytest.MonkeyPatch.context() as patch:
        for least in (0, 1 << 40):
            patch.setattr(regular, "LEAST_CHARS", least)
            batch = shared.take(path).batch
            pictures.append(everything(shared))
            assert batch
            shared.withdraw(batch)
    assert pictures[0] == pictures[1]


def everything(desk: Desk) -> list[tuple[Any, ...]]:
    reader = desk.case.ledger.reader()
    try:
        return reader.execute(
            "select line, time, amount, direction, cp_name, summary, flags, status, kind"
            " from record order by line"
        ).fetchall()
    finally:
        reader.close()


DIRTY = st.lists(
    st.one_of(
        st.sampled_from([
            f"{card(1)},甲,2022-01-01 10:00:00,10,进,,", ",,,,,,", "合计,,,10,,,", "",
            "交易卡号,交易方户名,交易时间,交易金额,收付标志,交易对手账卡号,查询反馈结果原因",
            f"{card(1)},,,,,,无此记录", f"{card(1)},甲,2022-01-01 10:00:00,,进,,",
            f"{card(1)},甲,某日,10,进,,", "6.21E+18,甲,2022-01-01 10:00:00,10,进,,",
            f'{card(1)},"甲,2022-01-01 10:00:00,10,进,,', f"{card(1)},甲,2022-01-01,1,出,{card(2)}",
        ]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    ),
    max_size=10,
)  # fmt: skip


@FEW
@given(DIRTY)
def test_every_row_is_accounted_for(shared: Desk, tmp_path: Path, lines: list[str]) -> None:
    head = "交易卡号,交易方户名,交易时间,交易金额,收付标志,交易对手账卡号,查询反馈结果原因"
    path = write(tmp_path / "dirty.csv", "\n".join([head, *lines]))
    report = shared.take(path)  # asserts that it balances
    assert report.unrecognised == []
    totals = report.files[0].totals
    told = len(report.files[0].rejects)
    assert totals.rows_rejected == told
    assert totals.rows_read <= sum(1 for line in "\n".join(lines).splitlines() if line.strip())
    assert report.batch
    shared.withdraw(report.batch)
    assert everything(shared) == []
