"""The stage: rows of transfers of several files, read but not yet settled.

Chunks of raw cells come in, one query per chunk turns them into staged rows (``aside.stage``,
which other cursors see too); from there refused rows go to ``refusal``. What became of each row is
counted per sheet. Full stages are handed over as runs and settled by another cursor meanwhile.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from app.importers import dirt

if TYPE_CHECKING:
    from app.importers.transfers import TransferQuery

STAGE_COLUMNS = """
    file integer, sheet integer, line bigint, bits bigint, wallet boolean, two_sided boolean,
    inverted_words boolean,
    flip_negative boolean, own_space utinyint, own_card varchar, own_account varchar,
    own_card_n varchar, own_account_n varchar, own_best varchar, own_name varchar, own_id varchar,
    cp_space utinyint, cp_best varchar, cp_number varchar, cp_card varchar, cp_account varchar,
    cp_number_n varchar, cp_card_n varchar, cp_account_n varchar,
    cp_name varchar, cp_id varchar, cp_bank varchar,
    moment timestamp, exactness utinyint, amount_signed bigint, received bigint,
    said tinyint, direction_read boolean, balance bigint, status utinyint, kind utinyint,
    currency varchar, says_reversal boolean, summary varchar, remark varchar, deal varchar,
    branch varchar, spot varchar, ip varchar, mac varchar, serial varchar, merchant varchar,
    terminal varchar,
    order_no varchar, damaged_cells utinyint, outcome varchar, refused varchar, chunk integer
"""
_FROM_QUERY = """
    line, bits, {wallet}, {two_sided}, {inverted}, {flip}, {space},
    own_card, own_account, own_card_n, own_account_n, own_best, own_name, own_id,
    cp_space, cp_best, cp_number, cp_card, cp_account, cp_number_n, cp_card_n, cp_account_n,
    cp_name, cp_id, cp_bank, moment, moment_exactness, amount_signed, received_fen,
    said_direction, direction_read, balance_fen, said_status, said_kind, currency_code,
    says_reversal, summary, remark, deal, branch, spot, ip, mac, serial, merchant, terminal,
    {order}, damaged_cells,
    case when outcome <> 'record' then outcome end,
    case when outcome in ('notice', 'reject') then coalesce(reason, '') || chr(31)
        || left(row_text, 20000) end,
    {chunk}
"""


@dataclass(frozen=True)
class RowsRules:
    """What the stage must know of the layout of a table."""

    space: int
    wallet: bool
    two_sided: bool
    inverted_words: bool
    flip_negative: bool


@dataclass
class SheetCount:
    """What became of the rows of one sheet so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    damaged: int = 0

    @property
    def read(self) -> int:
        """Data rows: everything but blank lines, repeated headers and footers."""
        return sum(self.outcomes[name] for name in ("record", "notice", "reject", "fact"))


def create_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """Make an empty stage and the macros that read cells."""
    dirt.install(connection)
    drop_stage(connection)
    connection.execute(f"create table aside.stage ({STAGE_COLUMNS})")


def staged_rows(connection: duckdb.DuckDBPyConnection) -> int:
    """How many rows wait to be settled."""
    row = connection.execute("select count(*) from aside.stage").fetchone()
    return int(row[0]) if row else 0


def raw_from_csv(
    address: str, width: int, *, delimiter: str = ",", quoted: bool = True, constants: int = 0
) -> str:
    """A query that reads rows written anew as raw cells: file, sheet, k0 .., line, bits, c0 ...

    Args:
        address: what DuckDB opens.
        width: cells of a row.
        delimiter: between cells.
        quoted: quotation marks have their CSV meaning.
        constants: how many constant columns stand before the line and the cells.
    """
    before = ["f", "s", *(f"k{i}" for i in range(constants)), "l", "b"]
    cells = [f"c{i}" for i in range(width)]
    read = _read_csv(
        address, [*before, *cells], delimiter, quoted, "max_line_size = 33554432, parallel = false"
    )
    fixed = "".join(f", k{i}" for i in range(constants))
    return (
        f"select f::integer as file, s::integer as sheet{fixed}, l::bigint as line,"
        f" b::bigint as bits, {', '.join(cells)} from {read}"
    )


def raw_from_chunk(address: str, width: int, *, delimiter: str, quoted: bool) -> str:
    """A query that reads a regular chunk of a file as it is: c0 .., and one column more.

    That column shows the rows that are longer than the others. No cell spans lines, so that the
    reading can be shared among threads; the order of the rows stays.
    """
    cells = [f"c{i}" for i in range(width + 1)]
    return "from " + _read_csv(
        address,
        cells,
        delimiter,
        quoted,
        "max_line_size = 2000000, buffer_size = 4000000, parallel = true",
    )


def placed_chunk(file: int, sheet: int, first: int, constants: list[str]) -> str:
    """``temp.raw`` of a chunk as raw cells with file, sheet, constants, line and bits."""
    fixed = "".join(f", {quoted_text(value)} as k{i}" for i, value in enumerate(constants))
    return (
        f"(select {file} as file, {sheet} as sheet{fixed}, (rowid + {first})::bigint as line,"
        " 0::bigint as bits, * from temp.raw)"
    )


def _read_csv(address: str, columns: list[str], delimiter: str, quoted: bool, options: str) -> str:
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    quote = "'\"'" if quoted else "''"
    sign = "chr(9)" if delimiter == "\t" else f"'{delimiter}'"
    return (
        f"read_csv('{address}', header = false, auto_detect = false, delim = {sign}, "
        f"quote = {quote}, escape = {quote}, comment = '', new_line = '\\n', "
        f"null_padding = true, strict_mode = false, {options}, columns = {{{types}}})"
    )


def quoted_text(text: str) -> str:
    """A SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def stage_chunk(
    connection: duckdb.DuckDBPyConnection,
    raw_query: str,
    query: TransferQuery,
    rules: RowsRules,
    batch: int,
    chunk: int,
    counts: dict[tuple[int, int], SheetCount],
    expected: int | None = None,
    width: int = 0,
) -> bool:
    """Read one chunk into the stage.

    Args:
        connection: the writer, inside the import's transaction.
        raw_query: gives ``raw``.
        query: from ``temp.raw`` to staged rows.
        rules: of the layout.
        batch: the import.
        chunk: a number that no other chunk of the import has.
        counts: (file, sheet) to what is added to.
        expected: rows the chunk must have, none longer than the others; otherwise nothing is
            staged and ``False`` returned.
        width: cells of a row, where ``expected`` is given.
    """
    try:
        connection.execute(f"create or replace temp table raw as {raw_query}")
    except duckdb.InvalidInputException:
        # a line too long for the fast reader
        if expected is None:
            raise
        return False
    if expected is not None:
        got = connection.execute(f"select count(*), count(c{width}) from temp.raw").fetchone()
        if got is None or got != (expected, 0):
            return False
    columns = _FROM_QUERY.format(
        wallet=str(rules.wallet).lower(),
        two_sided=str(rules.two_sided).lower(),
        inverted=str(rules.inverted_words).lower(),
        flip=str(rules.flip_negative).lower(),
        space=rules.space,
        order="order_no" if query.shared_orders else "null",
        chunk=chunk,
    )
    connection.execute(f"insert into aside.stage select file, sheet, {columns} from ({query.sql})")
    connection.execute(
        f"""insert into refusal
        select ?, file, sheet, line, outcome, split_part(refused, chr(31), 1),
            refused[strpos(refused, chr(31)) + 1:]
        from aside.stage where chunk = {chunk} and outcome in ('notice', 'reject')""",
        [batch],
    )
    rows = connection.execute(
        f"""select file, sheet, coalesce(outcome, 'record'), count(*), sum(damaged_cells)
        from aside.stage where chunk = {chunk} group by all"""
    ).fetchall()
    for file, sheet, outcome, number, damaged in rows:
        count = counts[(file, sheet)]
        count.outcomes[outcome] += number
        if outcome in ("record", "notice", "reject"):
            count.damaged += int(damaged or 0)
    if any(outcome != "record" for _file, _sheet, outcome, *_rest in rows):
        connection.execute(f"delete from aside.stage where chunk = {chunk} and outcome is not null")
    return True


def drop_chunk(connection: duckdb.DuckDBPyConnection) -> None:
    """Free the tables of the last chunk."""
    connection.execute("drop table if exists temp.raw")


def drop_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """Free everything that an import keeps aside."""
    names = connection.execute("""
        select 'view', 'temp', view_name from duckdb_views()
            where database_name = 'temp' and not internal
        union all select 'table', database_name, table_name from duckdb_tables()
            where database_name in ('temp', 'aside')""").fetchall()
    for kind, database, name in names:
        connection.execute(f'drop {kind} if exists {database}."{name}"')


def hand_over(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the stage ``aside.run``, which is settled by another cursor, and begin a new one."""
    connection.execute("alter table aside.stage rename to run")
    connection.execute(f"create table aside.stage ({STAGE_COLUMNS})")


def hold_back(connection: duckdb.DuckDBPyConnection, file: int) -> None:
    """Set the rows of the account that a file broke off in aside, so that a run can be settled.

    Statements list one account after the other; an account's balances are judged together. Where
    most of the stage is one account, nothing is held: a bounded stage matters more.
    """
    connection.execute(f"create or replace temp table held ({STAGE_COLUMNS})")
    last = connection.execute(
        "select arg_max(own_best, line), count(*) from aside.stage where file = ?", [file]
    ).fetchone()
    if last is None or last[0] is None:
        return
    number = connection.execute(
        "select count(*) from aside.stage where file = ? and own_best = ?", [file, last[0]]
    ).fetchone()
    if number is None or number[0] * 2 > staged_rows(connection):
        return
    connection.execute(
        "insert into temp.held select * from aside.stage where file = ? and own_best = ?",
        [file, last[0]],
    )
    connection.execute("delete from aside.stage where file = ? and own_best = ?", [file, last[0]])


def give_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the rows that were held back on the stage again."""
    connection.execute("insert into aside.stage select * from temp.held")
    connection.execute("drop table temp.held")
