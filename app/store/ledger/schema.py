"""The tables of the ledger.

Accounts are integers through the dictionary ``number``; the account of a number is the least
number id of its class of aliases. Times are case time, money is fen. ``record`` is clustered by
(own account, time, order), ``flow_out`` by (payer, leave), ``flow_in`` by (payee, arrive); each
import appends one sorted run. No indexes: zone maps over the clustering find a page in
milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.ledger.time_order import FLOW_TIME, FLOW_TIME_STATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

VERSION = 3

FLOW_COLUMNS = """
    id bigint not null, batch integer not null, payer integer, payee integer,
    leave timestamp not null, arrive timestamp not null, exactness utinyint not null,
    place bigint not null, amount bigint not null, currency varchar not null,
    kind utinyint not null, status utinyint not null, wallet boolean not null,
    out_record bigint, in_record bigint
"""

SINCE_2 = {
    "call_record": (
        "own_given varchar", "other_given varchar", "direction tinyint", "message boolean",
        "exactness utinyint", "own_imsi varchar", "own_lac varchar", "own_operator varchar",
        "other_imsi varchar", "other_imei varchar", "other_lac varchar", "other_cell varchar",
        "other_operator varchar", "forwarded varchar", "call_group varchar", "record varchar",
    ),
    # the last known balance in yuan, and where it stands in the order of the account
    "coverage": ("balance bigint", "balance_time timestamp", "balance_place bigint"),
}  # fmt: skip
"""Columns that a ledger of version 1 lacks; what it holds was imported without them."""

SINCE_3 = {"record": ("terminal varchar",)}
"""Columns that a ledger of version 2 lacks; ``xunxian rebuild`` fills them from the originals."""

TABLES = {
    "ledger_meta": "version integer not null",
    "ledger_batch": "id integer not null",
    # every identifier of an account that was ever named, in its name space (bank, tenpay, ...)
    "number": """id integer not null, space utinyint not null, text varchar not null,
        account integer not null, card boolean not null default false,
        listed boolean not null default false""",
    # which batch's account sheets name a number, or whose rows call it a card or an account number
    "stated": """number integer not null, batch integer not null, card boolean not null,
        listed boolean not null""",
    # spellings of a number that differ from its bare text, as given
    "spelling": "number integer not null, text varchar not null, batch integer not null",
    # two numbers that one row or sheet names as one account
    "link": """a integer not null, b integer not null, batch integer not null,
        file integer not null, sheet integer not null, line bigint not null""",
    "sheet": "file integer not null, sheet integer not null, name varchar not null",
    # where a text file can be entered to find a line: first line of a chunk and its byte offset
    "line_index": "file integer not null, line bigint not null, byte_offset bigint not null",
    "record": """
        id bigint not null, batch integer not null, file integer not null,
        sheet integer not null, line bigint not null,
        own integer not null, own_number integer not null, cp integer, cp_number integer,
        time timestamp not null, exactness utinyint not null, place bigint not null,
        amount bigint not null, direction tinyint not null, balance bigint,
        currency varchar not null, kind utinyint not null, status utinyint not null,
        wallet boolean not null, duplicate_of bigint,
        flags bigint not null,
        own_name varchar, own_id varchar, cp_text varchar, cp_name varchar, cp_id varchar,
        cp_bank varchar, summary varchar, remark varchar, deal varchar, branch varchar,
        spot varchar, ip varchar, mac varchar, serial varchar, merchant varchar,
        """
    + ", ".join(SINCE_3["record"]),
    # what became of the rows that are no transfers: why, and the cells as given
    "refusal": """batch integer not null, file integer not null, sheet integer not null,
        line bigint not null, outcome varchar not null, reason varchar not null,
        text varchar not null""",
    # remarks on a file or a row that are not decisions kept on a record
    "remark": """batch integer not null, file integer not null, sheet integer not null,
        line bigint not null, code varchar not null, text varchar not null""",
    # how a name was given for a number, and in which row first
    "name_seen": """number integer not null, name varchar not null, id_number varchar,
        bank varchar, own boolean not null, times bigint not null, batch integer not null,
        file integer not null, sheet integer not null, line bigint not null""",
    # what each sheet holds of each account, under each of its numbers
    "coverage": """own integer not null, own_number integer not null, batch integer not null,
        file integer not null, sheet integer not null, records bigint not null,
        first timestamp not null, last timestamp not null, gaps bigint not null,
        newest_first boolean not null, """
    + ", ".join(SINCE_2["coverage"]),
    # rows of tables that repeat the money of another table: kept, cross-checked, no flows
    "repeat": """batch integer not null, file integer not null, sheet integer not null,
        line bigint not null, source varchar not null, order_no varchar, amount bigint,
        time timestamp, status utinyint not null, text varchar not null""",
    "login": """batch integer not null, file integer not null, sheet integer not null,
        line bigint not null, space utinyint not null, account varchar not null,
        time timestamp, ip varchar""",
    "call_record": """batch integer not null, file integer not null, sheet integer not null,
        line bigint not null, own varchar not null, other varchar, time timestamp,
        seconds bigint, way varchar, what varchar, own_imei varchar, own_cell varchar,
        own_place varchar, other_place varchar, """
    + ", ".join(SINCE_2["call_record"]),
    "flow_out": FLOW_COLUMNS,
    "flow_in": FLOW_COLUMNS,
    "edge_out": """payer integer, payee integer, currency varchar not null, flows bigint not null,
        amount hugeint not null, first timestamp not null, last timestamp not null""",
    "edge_in": """payer integer, payee integer, currency varchar not null, flows bigint not null,
        amount hugeint not null, first timestamp not null, last timestamp not null""",
    # what came in and went out of each account, summed up over its edges
    "account_total": """account integer not null, currency varchar not null,
        in_flows bigint not null, in_amount hugeint not null,
        out_flows bigint not null, out_amount hugeint not null,
        first timestamp not null, last timestamp not null""",
    # effective flows by hour; flows whose source gives no clock apart
    "activity": """hour timestamp not null, clocked boolean not null, currency varchar not null,
        flows bigint not null, amount hugeint not null""",
    # the flows in the order of time with their texts, made when pages are wanted
    "flow_time": FLOW_TIME,
    "flow_time_state": FLOW_TIME_STATE,
}


def totals(came: str, went: str) -> str:
    """A query that sums edges up for ``account_total``.

    Args:
        came: edges by payee.
        went: edges by payer.
    """
    return f"""select account, currency, sum(in_flows)::bigint, sum(in_amount),
            sum(out_flows)::bigint, sum(out_amount), min(first), max(last)
        from (
            select payee as account, currency, flows as in_flows, amount as in_amount,
                0 as out_flows, 0::hugeint as out_amount, first, last
            from {came} where payee is not null
            union all
            select payer, currency, 0, 0, flows, amount, first, last
            from {went} where payer is not null)
        group by account, currency order by account"""


LAST_BALANCE = """arg_max(balance, (moment, place)) filter (known), max(moment) filter (known),
            arg_max(place, (moment, place)) filter (known)"""
"""Last balance, its time and place, of rows with ``balance, moment, place, known``."""
BALANCE_KNOWN = "balance is not null and status = 0 and currency = 'CNY'"


def hourly(flows: str, sign: int) -> str:
    """A query that sums the effective flows of a table up for ``activity``.

    Args:
        flows: a table of flows.
        sign: 1 for flows that come, -1 for flows that go.
    """
    return f"""select date_trunc('hour', leave) as hour, exactness > 0 as clocked, currency,
            {sign} * count(*) as flows, {sign} * sum(amount) as amount
        from {flows} where status = 0 group by all order by hour"""


def create_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that are missing, in one transaction; older ledgers are completed."""
    connection.execute("begin")
    for name, columns in TABLES.items():
        connection.execute(f"create table if not exists {name} ({columns})")
    known = connection.execute("select version from ledger_meta").fetchone()
    if known is None:
        connection.execute("insert into ledger_meta values (?)", [VERSION])
    elif known[0] < VERSION:
        if known[0] < 2:
            _complete(connection)
        _add_columns(connection, SINCE_3)
        connection.execute("update ledger_meta set version = ?", [VERSION])
    connection.execute("commit")


def _add_columns(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, tuple[str, ...]]
) -> None:
    for name, added in columns.items():
        for column in added:
            connection.execute(f"alter table {name} add column if not exists {column}")


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """What a ledger of version 1 lacks, from what it holds."""
    _add_columns(connection, SINCE_2)
    connection.execute(f"""
        create or replace temp table last_balance as
        select * from (
            select file, sheet, own, {LAST_BALANCE}
            from (select *, time as moment, {BALANCE_KNOWN} as known from record)
            group by file, sheet, own)
        as l(file, sheet, own, balance, balance_time, balance_place)""")
    connection.execute("""
        update coverage set balance = l.balance, balance_time = l.balance_time,
            balance_place = l.balance_place
        from temp.last_balance l
        where l.file = coverage.file and l.sheet = coverage.sheet and l.own = coverage.own""")
    connection.execute("drop table temp.last_balance")
    connection.execute(f"insert into activity {hourly('flow_out', 1)}")
    connection.execute(f"insert into account_total {totals('edge_in', 'edge_out')}")
