"""Settling staged rows: their order, their directions by the balance chain, their repetitions.

Works on ``temp.placed`` (staged rows whose numbers are known), one run of some million rows at a
time, and leaves ``temp.settled``. The rules are those of the command line's contract:

- rows of one account in one sheet stand in time order; equal times in file order, reversed where
  the sheet runs newest first, and put right where the balances say so;
- a missing direction is what the balances say, else unknown (0);
- a reversal moves money against its stated direction.

Balances follow from each other within one account and currency of one sheet: a chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.importers.decisions import Decision
from app.importers.ties import reorder_ties

if TYPE_CHECKING:
    import duckdb

SHEET = "file, sheet, chain"
"""Rows of one chain."""


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """From ``temp.placed`` to ``temp.settled (rid, place, direction, flags, newest_first)``.

    Only the few columns that the questions need go through the windows.
    """
    connection.execute("""
        create or replace temp table narrow as
        select rid, file, sheet, own, own::bigint * 1024
                + case currency when 'CNY' then 0 else (1 + hash(currency) % 1000)::bigint end
                as chain,
            line, moment, amount, said, negative, says_reversal, flip_negative, inverted_words,
            wallet, balance, status, flags, cp
        from temp.placed""")
    _order(connection)
    reorder_ties(connection)
    _fill_blanks(connection)
    _direct(connection)
    for name in ("narrow", "sheet_order", "ordered", "directed"):
        connection.execute(f"drop table if exists temp.{name}")


def _order(connection: duckdb.DuckDBPyConnection) -> None:
    """Which sheets run newest first and which exchange debit and credit; the place of each row."""
    connection.execute(f"""
        create or replace temp table sheet_order as
        select {SHEET}, newest_first, case when newest_first then upward else downward end
                as agrees,
            case when newest_first then upward_inverted else downward_inverted end as inverted
        from (select *, case when first_moment <> last_moment then first_moment > last_moment
                when upward <> downward then upward > downward
                -- one moment without balances: as the other accounts of the sheet run
                else sum(sign(epoch(first_moment) - epoch(last_moment)))
                    over (partition by file, sheet) > 0 end as newest_first
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
                ) group by {SHEET}))""")
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


def _fill_blanks(connection: duckdb.DuckDBPyConnection) -> None:
    """Directions that are missing, where the balances before and after leave one answer only.

    That is where a row is the only one without a direction between two known balances; its own
    balance is the second where it has one.
    """
    connection.execute(f"""
        create or replace temp table blank_chain as
        select distinct {SHEET} from temp.ordered where said is null""")
    if not connection.execute("select 1 from temp.blank_chain limit 1").fetchall():
        connection.execute("drop table temp.blank_chain")
        return
    connection.execute(f"""
        create or replace temp table answered as
        select rid, case when after_it = before_it + amount then 1
                when after_it = before_it - amount then -1 end as answer
        from (
            select rid, said, amount, status, anchor + moved as before_it,
                later_anchor + moved as after_it, later_unknown - coalesce(known_until, 0) as gap
            from (
                select *, last_value(level ignore nulls) over before as anchor,
                    last_value(level_unknown ignore nulls) over before as known_until,
                    first_value(level ignore nulls) over after as later_anchor,
                    first_value(level_unknown ignore nulls) over after as later_unknown
                from (
                    select *, case when status = 0 then balance - moved end as level,
                        case when status = 0 and balance is not null then unknown end
                            as level_unknown
                    from (
                        select *,
                            sum(case when status = 0 then amount * coalesce(said, 0) else 0 end)
                                over sofar as moved,
                            sum(case when status = 0 and said is null and amount <> 0
                                then 1 else 0 end) over sofar as unknown
                        from temp.ordered semi join temp.blank_chain using ({SHEET})
                        window sofar as (partition by {SHEET} order by moment, place
                            rows unbounded preceding)))
                window before as (partition by {SHEET} order by moment, place
                        rows between unbounded preceding and 1 preceding),
                    after as (partition by {SHEET} order by moment, place
                        rows between current row and unbounded following)))
        where said is null and status = 0 and amount <> 0 and gap = 1""")
    connection.execute(f"""
        update temp.ordered set said = a.answer, was_inverted = false, negative = false,
            flags = flags | {int(Decision.DIRECTION_FROM_BALANCE)}
        from temp.answered a where ordered.rid = a.rid and a.answer is not null""")
    connection.execute("drop table temp.blank_chain")
    connection.execute("drop table temp.answered")


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
    # a reversal that no balance explains stands on the side of the row that it reverses: the last
    # one of its amount
    connection.execute("""
        create or replace temp table same_side as
        select r.rid
        from (select * from temp.ordered where says_reversal and by_balance is null
                and not negative and said in (-1, 1)) r
        join (select * from temp.ordered where not says_reversal and said in (-1, 1)) o
            on o.own = r.own and o.amount = r.amount and o.moment <= r.moment
                and (o.cp is not distinct from r.cp or r.cp is null)
        group by r.rid, r.said having arg_max(o.said, (o.moment, o.place)) = r.said""")
    bits = {name: int(Decision[name]) for name in Decision.__members__}
    connection.execute(f"""
        create or replace temp table settled as
        select rid, place, newest_first, direction, flags
            + case when was_inverted and said is not null then {bits["DIRECTION_INVERTED"]}
                else 0 end
            + case when said is null then {bits["DIRECTION_UNKNOWN"]} else 0 end
            + case when said <> 0 and direction = -said then {bits["REVERSAL"]} else 0 end
            + case when negative and said <> 0 and direction = said then {bits["SIGN_IGNORED"]}
                else 0 end
            + case when status = 0 and direction <> 0 and not wallet
                    and balance <> expected + direction * amount
                then {bits["BALANCE_GAP"]} else 0 end as flags
        from (
            select *, (case
                when coalesce(said, 0) = 0 then 0
                when says_reversal or negative then coalesce(by_balance, case
                    when negative and (says_reversal or flip_negative) then -said
                    when rid in (select rid from temp.same_side) then -said
                    else said end)
                else said end)::tinyint as direction
            from temp.ordered)""")
    connection.execute("drop table temp.same_side")
