"""Views of the ledger: filtered, sorted, summed, read page by page; bars and values."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from app.base.errors import Cancelled, RefusedInput
from app.base.progress import Progress
from app.model.selection import FlowFilter, Period, Selection
from app.ops import flow_pages
from app.ops.batches import withdraw_batch
from app.ops.cases import open_case
from app.ops.flow_figures import AMOUNTS, FlowBar, facets, histogram
from app.ops.flow_pages import FlowSums, SortKey, first_rows, open_view, page, rows_between
from app.ops.flow_wanted import Bars, words_of
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.saved_filters import save_filter
from app.ops.tagging import add_tag, list_tags
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.rows import Row, take
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from pathlib import Path

    from app.ops.flow_pages import PageRow
    from app.store.casefile import CaseFile

A, B, C = "6222020000000000034", "6228480000000000026", "6212260000000000042"
ROWS = (
    Row(A, "2020-07-02 09:00:00", 500_000, C, "被害人丁", "测试甲", summary="货款"),
    Row(A, "2020-07-02 09:05:00", -200_000, B, "测试乙", "测试甲", summary="转账"),
    Row(A, "2020-07-02 21:10:00", -100_000, "", "", "测试甲", summary="ATM取款", cash="现金"),
    Row(A, "2020-07-03", -50_000, B, "测试乙", "测试甲", status="失败"),
    Row(A, "2020-07-04 09:00:00", -700, B, "测试乙", "测试甲", currency="美元"),
    Row(B, "2020-07-02 09:05:00", 200_000, A, "测试甲", "测试乙", summary="转账"),
)


@pytest.fixture
def filled(case: CaseFile, tmp_path: Path) -> CaseFile:
    take(case, tmp_path, ROWS)
    return case


def every(case: CaseFile, wanted: FlowFilter | None = None, *sort: SortKey) -> list[PageRow]:
    view = open_view(case, wanted, sort)
    return [row for number in range(view.pages) for row in page(case, view, number)]


def amounts(case: CaseFile, wanted: FlowFilter | None = None, *sort: SortKey) -> list[int]:
    return [row.amount_fen for row in every(case, wanted, *sort)]


def test_the_whole_ledger_stands_in_the_order_of_time(filled: CaseFile) -> None:
    view = open_view(filled)
    assert (view.count, view.pages, view.has_own) == (5, 1, False)
    assert view.sums == (
        FlowSums("CNY", 4, 3, 800_000), FlowSums("USD", 1, 1, 700),
    )  # fmt: skip
    rows = every(filled)
    assert [row.amount_fen for row in rows] == [500_000, 200_000, 100_000, 50_000, 700]
    assert [row.id for row in rows] == [flow.id for flow in list_flows(filled)]
    paired = rows[1]
    assert (paired.payer, paired.payee) == (A, B)
    assert (paired.payer_name, paired.payee_name) == ("测试甲", "测试乙")
    assert len(paired.records) == 2
    assert (paired.file, paired.line) == ("rows.csv", 3)
    assert len(paired.sha256) == 64
    assert rows[2].payee is None
    assert (rows[3].status, rows[3].exactness) == ("failed", 0)
    assert not any(row.sense for row in rows)
    assert rows_between(filled, view, 5, 3) == []
    assert rows_between(filled, view, 3, 100) == rows[3:]


def test_time_runs_backwards_page_by_page(case: CaseFile, tmp_path: Path) -> None:
    number = 2 * flow_pages.PAGE + 50
    path = write_statement(tmp_path / "many.csv", A, rows=number)
    import_paths(case, paths=[path], progress=Progress())
    falling = open_view(case, None, [SortKey("time", falling=True)])
    assert falling.pages == 3
    rows = [row for each in range(3) for row in page(case, falling, each)]
    assert [row.id for row in rows] == [row.id for row in reversed(every(case))]
    assert len(page(case, falling, 2)) == 50
    assert first_rows(case, None, [SortKey("time", falling=True)]) == rows[: flow_pages.HEAD]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (FlowFilter(accounts=(B,)), [200_000, 50_000, 700]),
        (FlowFilter(accounts=(A,), direction="in"), [500_000]),
        (FlowFilter(accounts=(A,), direction="out"), [200_000, 100_000, 50_000, 700]),
        (FlowFilter(accounts=(A, B), direction="out"), [100_000]),
        (FlowFilter(accounts=(A,), counterparties=(C,)), [500_000]),
        (FlowFilter(accounts=(A,), counterparties=("-",)), [100_000]),
        (FlowFilter(counterparties=(C,)), [500_000]),
        (FlowFilter(least_fen=100_000, most_fen=200_000), [200_000, 100_000]),
        (FlowFilter(kinds=("cash",)), [100_000]),
        (FlowFilter(statuses=("failed",)), [50_000]),
        (FlowFilter(currencies=("USD",)), [700]),
        (FlowFilter(text="货款"), [500_000]),
        (FlowFilter(text="测试乙 转账"), [200_000, 50_000, 700]),
        (FlowFilter(text="6212 2600 0000"), [500_000]),
        (FlowFilter(text="atm取款"), [100_000]),
        (FlowFilter(text="100%"), []),
        (FlowFilter(accounts=("9999999999999999999",)), []),
        (FlowFilter(period=Period(datetime(2020, 7, 3), datetime(2020, 7, 3, 23))), [50_000]),
    ],
)
def test_filters(filled: CaseFile, wanted: FlowFilter, found: list[int]) -> None:
    assert amounts(filled, wanted) == found
    assert [row.amount_fen for row in first_rows(filled, wanted)] == found


def test_in_and_out_are_seen_from_own_accounts(filled: CaseFile) -> None:
    view = open_view(filled, FlowFilter(accounts=(A,)))
    assert view.has_own
    assert view.sums[0] == FlowSums("CNY", 4, 3, 800_000, 1, 500_000, 2, 300_000)
    assert [row.sense for row in page(filled, view, 0)] == [1, -1, -1, -1, -1]
    both = open_view(filled, FlowFilter(accounts=(A, B)))
    assert [row.sense for row in page(filled, both, 0)] == [1, 0, -1, 0, 0]
    assert both.sums[0].out_amount == 100_000


def test_tags_filter_flows(filled: CaseFile) -> None:
    ids = [flow.id for flow in list_flows(filled)]
    add_tag(filled, name="可疑", on=Selection(flows=(ids[0], ids[2])))
    [tag] = list_tags(filled)
    assert amounts(filled, FlowFilter(tags=(tag.tag,))) == [500_000, 100_000]
    both = FlowFilter(tags=(tag.tag,), flows=(ids[1], ids[2]))
    assert amounts(filled, both) == [100_000]


def test_flows_behind_a_figure_are_exactly_these(filled: CaseFile) -> None:
    ids = [flow.id for flow in list_flows(filled)]
    wanted = FlowFilter(flows=(ids[2], ids[0]))
    assert amounts(filled, wanted) == [500_000, 100_000]
    with pytest.raises(RefusedInput, match="figure"):
        save_filter(filled, name="数字", wanted=wanted)


def test_several_columns_sort_and_what_is_unknown_comes_last(filled: CaseFile) -> None:
    rising = amounts(filled, None, SortKey("amount"))
    assert rising == [700, 50_000, 100_000, 200_000, 500_000]
    falling = SortKey("amount", falling=True)
    assert amounts(filled, None, SortKey("currency"), falling)[-1] == 700
    assert amounts(filled, None, SortKey("payee"))[-1] == 100_000
    assert amounts(filled, None, SortKey("payee", falling=True))[-1] == 100_000
    assert [row.amount_fen for row in first_rows(filled, None, [falling])] == rising[::-1]
    with pytest.raises(ValueError, match="colour"):
        SortKey("colour")


def test_serial_numbers_come_where_they_are_asked_for(filled: CaseFile) -> None:
    view = open_view(filled)
    assert {row.serial for row in page(filled, view, 0)} == {None}
    assert page(filled, view, 0, serials=True)[0].serial == "S0"


def test_later_imports_and_withdrawals_are_in_the_next_view(
    filled: CaseFile, tmp_path: Path
) -> None:
    before = open_view(filled)
    take(filled, tmp_path, [Row(C, "2020-07-01 08:00:00", 900, "", "", "被害人丁")], "more.csv")
    after = open_view(filled)
    assert (before.count, after.count) == (5, 6)
    assert [row.id for row in page(filled, after, 0)] == [flow.id for flow in list_flows(filled)]
    falling = open_view(filled, None, [SortKey("time", falling=True)])
    assert page(filled, falling, 0) == page(filled, after, 0)[::-1]


def test_a_few_flows_are_added_and_taken_back_without_a_new_order(
    case: CaseFile, tmp_path: Path
) -> None:
    path = write_statement(tmp_path / "many.csv", A, rows=450)
    import_paths(case, paths=[path], progress=Progress())
    first = [row.id for row in every(case)]
    take(case, tmp_path, [Row(B, "2020-07-02 12:00:30", 900, "", "", "测试乙")], "one.csv")
    for wanted in (None, FlowFilter(least_fen=500)):
        ids = [flow.id for flow in list_flows(case) if not wanted or flow.amount_fen >= 500]
        assert [row.id for row in every(case, wanted)] == ids
        falling = every(case, wanted, SortKey("time", falling=True))
        assert [row.id for row in falling] == ids[::-1]
    assert open_view(case, FlowFilter(accounts=(B,))).count == 1
    withdraw_batch(case, batch=2, progress=Progress())
    assert [row.id for row in every(case)] == first


def test_a_case_that_must_not_be_written_is_read_too(filled: CaseFile, folder: Path) -> None:
    ids = [row.id for row in every(filled)]
    filled.close()
    with open_case(
        folder=folder, passphrase=PASSPHRASE, officer=OFFICER, read_only=True
    ) as reading:
        assert [row.id for row in every(reading)] == ids


def test_a_stop_ends_it(filled: CaseFile) -> None:
    progress = Progress()
    progress.cancel()
    for question in (open_view, first_rows, histogram):
        with pytest.raises(Cancelled):
            question(filled, progress=progress)


def test_the_order_is_made_after_an_import_unless_it_is_stopped(filled: CaseFile) -> None:
    stopped = Progress()
    stopped.cancel()
    flow_pages.prepare_after_import(filled, stopped)
    assert not flow_pages.is_prepared(filled)
    flow_pages.prepare_after_import(filled, Progress())
    assert flow_pages.is_prepared(filled)


def test_an_empty_case_has_an_empty_view(case: CaseFile) -> None:
    view = open_view(case)
    assert (view.count, view.pages, view.sums) == (0, 0, ())
    assert page(case, view, 0) == []
    assert histogram(case) == []
    assert facets(case, None, "payer") == []


def test_numbers_typed_in_groups_are_one_word() -> None:
    assert words_of("6222 0200 00") == ("6222020000",)
    assert words_of("张三 2020") == ("张三", "2020")
    assert words_of("1 2") == ("1", "2")
    assert words_of("甲 甲") == ("甲",)


# Bars


def test_bars_over_time_hold_every_flow(filled: CaseFile) -> None:
    bars = histogram(filled)
    assert sum(bar.flows for bar in bars) == 5
    assert sum(bar.counted for bar in bars) == 4
    assert bars[0] == FlowBar(
        datetime(2020, 7, 2, 9), datetime(2020, 7, 2, 10), 2, 2, 700_000
    )  # fmt: skip
    assert all(one.high == two.low for one, two in itertools.pairwise(bars))
    narrow = histogram(filled, FlowFilter(kinds=("cash",)))
    assert [(bar.low.hour, bar.flows) for bar in narrow] == [(21, 1)]


def test_bars_by_amount_and_hour(filled: CaseFile) -> None:
    by_amount = {bar.low: bar.flows for bar in histogram(filled, by="amount") if bar.flows}
    assert by_amount == {0: 1, 50_000: 1, 100_000: 1, 200_000: 1, 500_000: 1}
    assert set(by_amount) <= set(AMOUNTS)
    by_hour = {bar.low: bar.flows for bar in histogram(filled, by="hour") if bar.flows}
    assert by_hour == {-1: 1, 9: 3, 21: 1}


def test_bars_select_and_hide_and_grey(filled: CaseFile) -> None:
    low, high = datetime(2020, 7, 2, 9), datetime(2020, 7, 2, 10)
    assert open_view(filled, bars=Bars("time", only=((low, high),))).count == 2
    assert open_view(filled, bars=Bars("time", hidden=((low, high),))).count == 3
    assert open_view(filled, bars=Bars("hour", only=((-1, 0),))).count == 1
    assert open_view(filled, bars=Bars("amount", only=((500_000, None),))).count == 1
    grey = Bars("time", grey=((low, high),))
    assert open_view(filled, bars=grey).count == 5
    assert grey.is_grey(low)
    assert not grey.is_grey(high)
    assert not Bars()
    with pytest.raises(ValueError, match="colour"):
        Bars("colour")


# Values


def test_values_of_a_column_with_their_sums(filled: CaseFile) -> None:
    channels = {row.value: (row.flows, row.amount) for row in facets(filled, None, "status")}
    assert channels == {"success": (4, 800_700), "failed": (1, 0)}
    kinds = [row.value for row in facets(filled, FlowFilter(kinds=("cash",)), "kind")]
    assert kinds == ["transfer", "cash"]
    [most, *_others] = facets(filled, None, "payee")
    assert (most.value, most.name, most.flows) == (B, "测试乙", 3)
    assert len(facets(filled, None, "payee", limit=1)) == 1
    with pytest.raises(ValueError, match="colour"):
        facets(filled, None, "colour")


def test_whom_no_row_names_has_no_name_either(filled: CaseFile) -> None:
    [unnamed] = [row for row in facets(filled, None, "payee") if row.value == "-"]
    assert (unnamed.name, unnamed.flows) == (None, 1)


@pytest.mark.parametrize("sort", [(), (SortKey("time", True),), (SortKey("amount", False),)])
@pytest.mark.parametrize("wanted", [FlowFilter(), FlowFilter(least_fen=1_000)])
def test_a_flow_is_found_in_its_row(
    filled: CaseFile, wanted: FlowFilter, sort: tuple[SortKey, ...]
) -> None:
    view = flow_pages.open_view(filled, wanted, sort)
    rows = flow_pages.rows_between(filled, view, 0, view.count)
    assert [flow_pages.place_of(filled, view, row.id) for row in rows] == list(range(view.count))
    others = {row.id for row in every(filled)} - {row.id for row in rows}
    assert all(flow_pages.place_of(filled, view, flow) is None for flow in others)
    assert flow_pages.place_of(filled, view, 10**9) is None
