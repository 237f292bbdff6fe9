"""From staged rows to records: numbers become accounts, a settled run is appended in order.

A run is some million staged rows, handed over as ``aside.run``. It is sorted by (own account, time,
place) and appended; a page of one account then lies together in each run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.ledger.numbers import add_links, add_numbers, add_spellings
from app.store.ledger.schema import BALANCE_KNOWN, LAST_BALANCE

if TYPE_CHECKING:
    import duckdb


def learn_numbers(connection: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Take the numbers, spellings and links of the staged rows into the dictionary."""
    add_numbers(
        connection,
        """
        select own_space as space, own_card_n as text, true as card, false as listed
            from aside.run where own_card_n is not null
        union all select own_space, own_account_n, false, true
            from aside.run where own_account_n is not null
        union all select cp_space, cp_number_n, false, false
            from aside.run where cp_number_n is not null
        union all select cp_space, cp_card_n, true, false
            from aside.run where cp_card_n is not null
        union all select cp_space, cp_account_n, false, true
            from aside.run where cp_account_n is not null""",
        batch,
    )
    pairs = (
        ("own_space", "own_card"),
        ("own_space", "own_account"),
        ("cp_space", "cp_number"),
        ("cp_space", "cp_card"),
        ("cp_space", "cp_account"),
    )
    add_spellings(
        connection,
        " union ".join(
            f"select distinct {space} as space, {role}_n as text, {role} as spelling"
            f" from aside.run where {role}_n is not null and {role}_n <> {role}"
            for space, role in pairs
        ),
        batch,
    )
    add_links(
        connection,
        """
        select own_space as space_a, own_card_n as text_a, own_space as space_b,
            own_account_n as text_b, file, sheet, min(line) as line
        from aside.run where own_card_n <> own_account_n group by all
        union all
        select cp_space, cp_card_n, cp_space, cp_account_n, file, sheet, min(line)
        from aside.run where cp_card_n <> cp_account_n group by all""",
        batch,
    )


def place_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.placed``: the staged rows of ``aside.run`` with their accounts and amounts."""
    shared = connection.execute(
        "select 1 from aside.run where order_no is not null limit 1"
    ).fetchall()
    shares = "count(*) over (partition by file, sheet, own_best, order_no, said)" if shared else "1"
    connection.execute(f"""
        create or replace temp table placed as
        select (s.file::bigint << 43) + (s.sheet::bigint << 31) + s.line as rid,
            s.file, s.sheet, s.line, s.wallet, s.two_sided, s.inverted_words, s.flip_negative,
            own.id as own_number, own.account as own, cp.id as cp_number, cp.account as cp,
            s.moment, s.exactness,
            case when s.order_no is not null and s.shares > 1 and s.received is not null
                then abs(s.received) else abs(s.amount_signed) end as amount,
            s.amount_signed < 0 as negative, s.said, s.says_reversal, s.balance,
            case when s.status = 9 then 2 else s.status end::utinyint as status, s.kind,
            s.currency, s.serial,
            s.bits
                | case when s.order_no is not null and s.shares > 1 and s.received is not null
                    and abs(s.received) <> abs(s.amount_signed) then 1 << 20 else 0 end
                | case when s.order_no is not null and s.shares > 1 and s.received is null
                    then 1 << 28 else 0 end
                | case when s.status = 9 then 1 << 18 else 0 end
                | case when s.status = 2 then 1 << 27 else 0 end as flags,
            s.own_name, s.own_id,
            case when s.cp_best is null then coalesce(s.cp_number, s.cp_card, s.cp_account) end
                as cp_masked,
            coalesce(s.cp_number, s.cp_card, s.cp_account) as cp_text, s.cp_name,
            s.cp_id, s.cp_bank,
            s.summary, s.remark, s.deal, s.branch, s.spot, s.ip, s.mac, s.merchant,
            s.terminal
        from (
            select *, case when order_no is not null then {shares} end as shares
            from aside.run) s
        join number own on own.space = s.own_space and own.text = s.own_best
        left join number cp on cp.space = s.cp_space and cp.text = s.cp_best""")
    connection.execute("drop table aside.run")


def append_run(connection: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Append ``temp.placed`` to the records, with coverage and names.

    What ``temp.settled`` does not name stays at the place of its line, in the stated direction.
    """
    connection.execute(f"""
        insert into coverage
        select own, min(own_number), {batch}, file, sheet, count(*), min(moment), max(moment),
            count(*) filter (gap), any_value(newest_first), {LAST_BALANCE}
        from (
            select p.*, coalesce(s.place, p.line) as place,
                coalesce(s.newest_first, false) as newest_first,
                coalesce(s.flags, p.flags) & (1 << 21) > 0 as gap, {BALANCE_KNOWN} as known
            from temp.placed p left join temp.settled s using (rid))
        group by file, sheet, own, own_number""")
    connection.execute(f"""
        insert into coverage
        select cp, min(cp_number), {batch}, file, sheet, 0, min(moment), max(moment), 0, false,
            null, null, null
        from temp.placed where two_sided and cp is not null
        group by file, sheet, cp, cp_number""")
    connection.execute(f"""
        insert into name_seen
        select number, name, id_number, bank, own, times, {batch}, first_row >> 43,
            (first_row >> 31) & 4095, first_row & 2147483647
        from (
            select own_number as number, own_name as name, own_id as id_number, null as bank,
                true as own, count(*) as times, min(rid) as first_row
            from temp.placed where own_name is not null group by own_number, own_name, own_id
            union all
            select cp_number, cp_name, cp_id, min(cp_bank), bool_or(two_sided), count(*), min(rid)
            from temp.placed where cp_number is not null and cp_name is not null
            group by cp_number, cp_name, cp_id)""")
    connection.execute(f"""
        insert into record
        select rid, {batch}, file, sheet, line, own, own_number, cp, cp_number, moment, exactness,
            coalesce(s.place, p.line) as place, amount, coalesce(s.direction, p.said, 0), balance,
            currency, kind, status, wallet, null, coalesce(s.flags, p.flags),
            own_name, own_id, cp_text, cp_name, cp_id, cp_bank, summary, remark, deal,
            branch, spot, ip, mac, serial, merchant, terminal
        from temp.placed p left join temp.settled s using (rid)
        order by own, moment, file, coalesce(s.place, p.line), sheet""")
    connection.execute("drop table temp.settled")
    connection.execute("drop table temp.placed")
