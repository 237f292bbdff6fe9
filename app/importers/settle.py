"""Settling staged rows: their order, their directions by the balance chain, their repetitions.

Works on ``temp.placed`` (staged rows whose numbers are known), one run of some million rows at a
time, and leaves ``temp.settled``. The rules are those of the command line's contract:

- rows of one account in one sheet stand in time order; equal times in file order, reversed where
  the sheet runs newest first, and put right where the balances say so;
- a missing direction is what the balances say, else unknown (0);
- a reversal moves money against its stated direction;
- the k-th occurrence of a row in a later sheet repeats the k-th held already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.importers.decisions import Decision
from app.importers.ties import reorder_ties

if TYPE_CHECKING:
    import duckdb

SHEET = "file, sheet, own"


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """From ``temp.placed`` to ``temp.settled (rid, place, direction, flags, occurrence ...)``.

    Only the few columns that the questions need go through the windows.
    """
    connection.execute("""
        create or replace temp table narrow as
        select rid, file, sheet, own, line, moment, amount, said, negative, says_reversal,
            flip_negative, inverted_words, wallet, balance, status, flags, cp,
            hash(amount, currency, balance, serial,
                coalesce(cp::varchar, cp_masked, replace(cp_name, ' ', ''), '')) as likeness
        from temp.placed""")
    _order(connection)
    reorder_ties(connection)
    _direct(connection)
    _occur(connection)
    for name in ("narrow", "sheet_order", "ordered", "directed"):
        connection.execute(f"drop table if exists temp.{name}")


def _order(connection: duckdb.DuckDBPyConnection) -> None:
    """Which sheets run newest first and which exchange debit and credit; the place of each row."""
    connection.execute(f"""
        create or replace temp table sheet_order as
        select {SHEET}, first_moment > last_moment
                or (first_moment = last_moment and upward > downward) as newest_first,
            case when first_moment > last_moment or (first_moment = last_moment
                and upward > downward) then upward else downward end as agrees,
            case when first_moment > last_moment or (first_moment = last_moment
                and upward > downward) then upward_inverted else downward_inverted end as inverted
        from (
            select {SHEET}, arg_min(moment, line) as first_moment, arg_max(moment, line)
                    as last_moment,
                count(*) filter (balance = balance_before + signed) as downward,
                count(*) filter (balance = balance_before - signed) as downward_inverted,
                count(*) filter (balance_before = balance + signed_before) as upward,
                count(*) filter (balance_before = balance - signed_before) as upward_inverted
            from (
                select {SHEET}, line, moment, balance, amount * coalesce(said, 0) as signed,
                    lag(balance) over w as balance_before,
                    lag(amount * coalesce(said, 0)) over w as signed_before
                from temp.narrow where status = 0
                window w as (partition by {SHEET} order by line)
            ) group by {SHEET})""")
    connection.execute(f"""
        create or replace temp table ordered as
        select p.* exclude (said),
            case when p.inverted_words and o.inverted >= 3 and o.inverted > 9 * o.agrees
                then -p.said else p.said end as said,
            p.inverted_words and coalesce(o.inverted >= 3 and o.inverted > 9 * o.agrees, false)
                as was_inverted,
            coalesce(o.newest_first, false) as newest_first,
            (case when coalesce(o.newest_first, false) then -p.line else p.line end)::bigint
                as place
        from temp.narrow p left join temp.sheet_order o using ({SHEET})""")


def _direct(connection: duckdb.DuckDBPyConnection) -> None:
    """The direction of each row, and the gaps in the balance chain."""
    # expected: the balance this row should start from, by the last known balance before it
    # and the amounts since; failed rows move nothing and anchor nothing
    connection.execute(f"""
        create or replace temp table directed as
        select * exclude (moved, moved_before, anchor),
            anchor + moved_before as expected
        from (
            select *, lag(moved, 1, 0::hugeint) over w as moved_before,
                last_value(case when status = 0 then balance - moved end ignore nulls) over (
                    partition by {SHEET} order by moment, place
                    rows between unbounded preceding and 1 preceding) as anchor
            from (
                select *, sum(case when status = 0 then amount * coalesce(said, 0) else 0 end)
                    over (partition by {SHEET} order by moment, place
                        rows unbounded preceding) as moved
                from temp.ordered)
            window w as (partition by {SHEET} order by moment, place))""")
    connection.execute("""
        create or replace temp table ordered as
        select *, case when amount = 0 or balance is null or status <> 0 then null
                when balance = expected + amount then 1
                when balance = expected - amount then -1 end as by_balance
        from temp.directed""")
    connection.execute("""
        create or replace temp table same_side as
        select r.rid from temp.ordered r where (r.says_reversal) and r.by_balance is null
            and not r.negative and r.said <> 0
            and exists (select 1 from temp.ordered o where o.own = r.own and o.amount = r.amount
                and o.said = r.said and not o.says_reversal and o.rid <> r.rid
                and o.cp is not distinct from r.cp and o.moment <= r.moment)""")
    bits = {name: int(Decision[name]) for name in Decision.__members__}
    connection.execute(f"""
        create or replace temp table directed as
        select * exclude (flags), flags
            + case when was_inverted and said is not null then {bits["DIRECTION_INVERTED"]}
                else 0 end
            + case when said is null and direction <> 0 then {bits["DIRECTION_FROM_BALANCE"]}
                else 0 end
            + case when said is null and direction = 0 then {bits["DIRECTION_UNKNOWN"]} else 0 end
            + case when said <> 0 and direction = -said then {bits["REVERSAL"]} else 0 end
            + case when negative and said <> 0 and direction = said then {bits["SIGN_IGNORED"]}
                else 0 end
            + case when status = 0 and direction <> 0 and not wallet
                    and balance <> expected + direction * amount
                then {bits["BALANCE_GAP"]} else 0 end as flags
        from (
            select *, (case
                when said is null then coalesce(by_balance, 0)
                when said = 0 then 0
                when says_reversal or negative then coalesce(by_balance, case
                    when negative and (says_reversal or flip_negative) then -said
                    when rid in (select rid from temp.same_side) then -said
                    else said end)
                else said end)::tinyint as direction
            from temp.ordered)""")
    connection.execute("drop table temp.same_side")


def _occur(connection: duckdb.DuckDBPyConnection) -> None:
    """Number equal rows within each sheet: 1 for the first, 2 for the next ..."""
    connection.execute("""
        create or replace temp table settled as
        select rid, place, direction, flags, newest_first, row_number() over (
                partition by file, sheet, own, moment, direction, likeness order by line)::integer
                as occurrence
        from temp.directed""")
