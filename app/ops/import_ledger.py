"""What an import keeps in the ledger beside the records, and how a batch leaves it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.analysis import pairing
from app.base.i18n import _
from app.base.progress import Progress
from app.importers import duplicates
from app.importers.decisions import WARNING_MASK, warnings
from app.importers.facts import AccountFact, CallFact, LoginFact, OtherFact, RepeatFact
from app.model.batch import BatchState, ImportBatch
from app.model.source_file import SourceFile
from app.ops.import_parties import HolderRow
from app.ops.import_report import MOST_LISTED, FileReport, ImportReport, RowIssue
from app.store.ledger.flow_runs import STEPS, find_obtained, take_out, write_flows
from app.store.ledger.numbers import (
    add_links,
    add_numbers,
    add_spellings,
    forget_unused,
    resolve_accounts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from app.ops.import_files import ReadFile
    from app.ops.import_tables import SourcedFact
    from app.store.casefile import CaseFile

BY_BATCH = (
    "record", "refusal", "remark", "name_seen", "coverage", "repeat", "login", "call_record",
    "link", "spelling", "stated",
)  # fmt: skip
BY_FILE = ("sheet", "line_index")
MERGED = """select account from temp.merged
    union select own from record where cp in (select account from temp.merged)"""
"""Accounts whose rows may repeat others since numbers became one account, or ceased to be."""


@dataclass
class HolderRows:
    """The holders that the statement rows of a batch name."""

    rows: list[HolderRow]


def has_records(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the ledger holds any record."""
    return bool(connection.execute("select 1 from record limit 1").fetchall())


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert many rows column-wise, some thousand at a time."""
    batch = list(rows)
    for start in range(0, len(batch), 10_000):
        part = batch[start : start + 10_000]
        columns = [list(column) for column in zip(*part, strict=True)]
        marks = ", ".join(f"unnest(${index + 1})" for index in range(len(columns)))
        connection.execute(f"insert into {table} select {marks}", columns)


def forget_file(connection: duckdb.DuckDBPyConnection, file: int) -> None:
    """Take out what a file left that was refused half way."""
    connection.execute("delete from aside.stage where file = ?", [file])
    for table in ("refusal", "record", "coverage", "name_seen", "link"):
        connection.execute(f"delete from {table} where file = ?", [file])


def keep_file(connection: duckdb.DuckDBPyConnection, batch: int, file: int, read: ReadFile) -> None:
    """Sheet names, entries into the text, and remarks."""
    _insert(connection, "sheet", ((file, number, name) for number, name in read.sheets))
    _insert(connection, "line_index", ((file, line, offset) for line, offset in read.line_index))
    _insert(
        connection,
        "remark",
        ((batch, file, sheet, line, code, text) for sheet, line, code, text in read.remarks),
    )


def keep_facts(
    connection: duckdb.DuckDBPyConnection, batch: int, facts: list[SourcedFact]
) -> list[SourcedFact]:
    """Keep the bulk facts (logins, calls, repeats, numbers); return those for ``case.db``."""
    logins, calls, repeats, numbers, links, spellings = [], [], [], [], [], []
    rest: list[SourcedFact] = []
    for sourced in facts:
        fact = sourced.fact
        place = (batch, sourced.file, sourced.sheet, sourced.line)
        if isinstance(fact, LoginFact):
            logins.append((*place, int(fact.space), fact.account, fact.moment, fact.ip))
        elif isinstance(fact, CallFact):
            calls.append(
                (*place, fact.own, fact.other or None, fact.moment, fact.seconds, fact.way,
                 fact.what, fact.own_imei, fact.own_cell, fact.own_place, fact.other_place,
                 fact.own_given or None, fact.other_given or None, fact.direction,
                 fact.is_message, fact.exactness, fact.own_imsi, fact.own_lac,
                 fact.own_operator, fact.other_imsi, fact.other_imei, fact.other_lac,
                 fact.other_cell, fact.other_operator, fact.forwarded, fact.group, fact.record)
            )  # fmt: skip
        elif isinstance(fact, RepeatFact):
            repeats.append(
                (*place, fact.source, fact.order_no, fact.amount_fen, fact.moment, fact.status, "")
            )
        elif isinstance(fact, OtherFact):
            continue
        else:
            if isinstance(fact, AccountFact):
                first = fact.numbers[0][0]
                for number, role in fact.numbers:
                    numbers.append((int(fact.space), number, role == "card", role == "account"))
                    if number != first:
                        links.append((int(fact.space), first, number, *place[1:]))
                spellings += [(int(fact.space), bare, given) for bare, given in fact.spellings]
            rest.append(sourced)
    _insert(connection, "login", logins)
    _insert(connection, "call_record", calls)
    _insert(connection, "repeat", repeats)
    _keep_numbers(connection, batch, numbers, links, spellings)
    return rest


def _keep_numbers(
    connection: duckdb.DuckDBPyConnection,
    batch: int,
    numbers: list[tuple[Any, ...]],
    links: list[tuple[Any, ...]],
    spellings: list[tuple[Any, ...]],
) -> None:
    if not numbers:
        return
    connection.execute("""create or replace temp table sheet_number
        (space utinyint, text varchar, card boolean, listed boolean)""")
    _insert(connection, "temp.sheet_number", numbers)
    add_numbers(connection, "select * from temp.sheet_number", batch, stated=True)
    connection.execute("drop table temp.sheet_number")
    if spellings:
        connection.execute("""create or replace temp table sheet_spelling
            (space utinyint, text varchar, spelling varchar)""")
        _insert(connection, "temp.sheet_spelling", spellings)
        add_spellings(connection, "select * from temp.sheet_spelling", batch)
        connection.execute("drop table temp.sheet_spelling")
    if links:
        connection.execute("""create or replace temp table sheet_link (space_a utinyint,
            text_a varchar, text_b varchar, file integer, sheet integer, line bigint)""")
        _insert(connection, "temp.sheet_link", links)
        add_links(
            connection,
            "select space_a, text_a, space_a as space_b, text_b, file, sheet, line"
            " from temp.sheet_link",
            batch,
        )
        connection.execute("drop table temp.sheet_link")


def resolve(
    connection: duckdb.DuckDBPyConnection, *, anew: bool = False, settled: int | None = None
) -> bool:
    """Bring accounts in step with the links, also in rows that were settled before.

    Leaves ``temp.merged (account)`` and tells whether any settled row changed its account.

    Args:
        connection: the writer.
        anew: links went, so that accounts may fall apart.
        settled: numbers above this one have no settled rows.
    """
    changed = resolve_accounts(connection, anew=anew, settled=settled)
    connection.execute("create temp table if not exists merged (account integer)")
    if not changed:
        return bool(connection.execute("select 1 from temp.merged limit 1").fetchall())
    touched = sorted({account for pair in changed for account in pair})
    _insert(connection, "temp.merged", ((account,) for account in touched))
    for column, number in (("own", "own_number"), ("cp", "cp_number")):
        connection.execute(f"""
            update record set {column} = n.account from number n
            where n.id = record.{number} and record.{column} <> n.account""")
    connection.execute("""
        update coverage set own = n.account from number n
        where n.id = coverage.own_number and coverage.own <> n.account""")
    return True


def touch_merged(connection: duckdb.DuckDBPyConnection) -> None:
    """Every pair with an account that was merged or split has to be paired anew."""
    connection.execute("""
        insert into temp.touched_pair
        select distinct least(own, cp), greatest(own, cp) from record
        where cp is not null and (own in (select account from temp.merged)
            or cp in (select account from temp.merged))""")
    connection.execute("""
        insert into temp.remarked
        select id, null, own from record where own in (select account from temp.merged)""")


def make_flows(
    connection: duckdb.DuckDBPyConnection,
    progress: Progress,
    *,
    fresh: bool,
    within: bool = False,
) -> None:
    """Pair the records of ``temp.scope`` and replace their flows; ``fresh``: there were none."""
    words = _("pairing")
    progress.step(0, STEPS, words)
    find_obtained(connection)
    pairing.pair(connection)
    progress.step(1, STEPS, words)
    write_flows(
        connection,
        lambda done: progress.step(done, STEPS, words),
        fresh=fresh,
        within=within,
    )
    connection.execute("drop table if exists temp.touched_pair")
    connection.execute("drop table if exists temp.remarked")


def holders(connection: duckdb.DuckDBPyConnection, batch: int) -> HolderRows:
    """Holders as the batch's statement rows name them, one for each account number and name."""
    rows = connection.execute(
        """select n.space, n.text, s.name, coalesce(s.id_number, ''), s.file,
            coalesce(t.name, ''), s.line
        from name_seen s join number n on n.id = s.number
        left join sheet t on t.file = s.file and t.sheet = s.sheet
        where s.batch = ? and s.own order by s.file, s.sheet, s.line""",
        [batch],
    ).fetchall()
    return HolderRows([HolderRow(*row) for row in rows])


def fill_report(connection: duckdb.DuckDBPyConnection, batch: int, report: ImportReport) -> None:
    """The final figures of each file: imported, repeated, sums, refused rows, warnings."""
    by_id = {entry.file_id: entry for entry in report.files}
    connection.execute(f"""
        create or replace temp table counted as
        select file, currency, count(*) filter (duplicate_of is null) as imported,
            count(*) filter (duplicate_of is not null) as duplicate,
            coalesce(sum(amount) filter (duplicate_of is null and status = 0 and direction = 1), 0)
                as came_in,
            coalesce(sum(amount) filter (duplicate_of is null and status = 0 and direction = -1), 0)
                as went_out
        from record where batch = {batch} group by file, currency""")
    for file, currency, imported, duplicate, came_in, went_out in connection.execute(
        "select * from temp.counted order by file, currency"
    ).fetchall():
        totals = by_id[file].totals
        totals.rows_imported += imported
        totals.rows_duplicate += duplicate
        if currency == "CNY":
            totals.in_fen += int(came_in)
            totals.out_fen += int(went_out)
        else:
            totals.currencies[currency] = {"in": int(came_in), "out": int(went_out)}
    for file, gaps in connection.execute(
        "select file, sum(gaps) from coverage where batch = ? group by file", [batch]
    ).fetchall():
        by_id[file].gaps = int(gaps)
    list_issues(connection, batch, by_id)


def list_issues(
    connection: duckdb.DuckDBPyConnection, batch: int, by_id: dict[int, FileReport]
) -> None:
    """Refused rows and warnings; beyond ``MOST_LISTED`` a file they are counted only."""
    names = {
        (file, number): name
        for file, number, name in connection.execute(
            "select file, sheet, name from sheet where file in (select unnest($1))",
            [list(by_id)],
        ).fetchall()
    }
    refused = connection.execute(
        f"""select file, sheet, line, outcome, reason, text from refusal where batch = {batch}
        qualify row_number() over (partition by file order by sheet, line) <= {MOST_LISTED}
        order by file, sheet, line"""
    ).fetchall()
    for file, sheet, line, outcome, reason, text in refused:
        issue = RowIssue(names.get((file, sheet), ""), line, reason or outcome, text)
        entry = by_id[file]
        (entry.rejects if outcome == "reject" else entry.notices).append(issue)
    for file, sheet, line, code, text in connection.execute(
        "select file, sheet, line, code, text from remark where batch = ?"
        " order by file, sheet, line",
        [batch],
    ).fetchall():
        by_id[file].warnings.append(RowIssue(names.get((file, sheet), ""), line, code, text))
    flagged = connection.execute(
        f"""select file, sheet, line, flags from record
        where batch = {batch} and flags & {WARNING_MASK} > 0
        qualify row_number() over (partition by file order by sheet, line) <= {MOST_LISTED}
        order by file, sheet, line"""
    ).fetchall()
    told = {flags: warnings(flags) for flags in {row[3] for row in flagged}}
    for file, sheet, line, flags in flagged:
        by_id[file].warnings += [
            RowIssue(names.get((file, sheet), ""), line, code, text) for code, text in told[flags]
        ]
    for file, listed, rejected in connection.execute(
        f"""select file, (select count(*) from record r where r.batch = {batch}
                and r.file = c.file and r.flags & {WARNING_MASK} > 0),
            (select count(*) from refusal r where r.batch = {batch} and r.file = c.file)
        from (select distinct file from coverage where batch = {batch}) c"""
    ).fetchall():
        by_id[file].omitted = max(0, listed - MOST_LISTED) + max(0, rejected - MOST_LISTED)


def retract(case: CaseFile, batches: list[int], progress: Progress | None = None) -> None:
    """Take batches out of the ledger whole; flows are made anew without them.

    What they repeated, or what repeated them, is judged again, and so are aliases that only they
    stated.
    """
    case.check_writable()
    connection = case.ledger.connection
    progress = progress or Progress()
    listed = ", ".join(str(int(batch)) for batch in batches)
    with case.session(read_only=True) as session:
        files = session.scalars(
            sa.select(SourceFile.id)
            .join(ImportBatch)
            .where(ImportBatch.state == BatchState.COMPLETE, ImportBatch.id.not_in(batches))
        ).all()
    with case.ledger.order.changing():
        connection.execute("begin")
        try:
            _retract(connection, listed, list(files), progress)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise


def _retract(
    connection: duckdb.DuckDBPyConnection, listed: str, files: list[int], progress: Progress
) -> None:
    """``files`` are those that stay; a killed import may have left traces of files nobody knows."""
    own = f"select id from record where batch in ({listed})"
    connection.execute(f"""
        create or replace temp table touched_pair as
        select distinct least(own, cp) as a, greatest(own, cp) as b from record
            where batch in ({listed}) and cp is not null
        union select distinct least(r.own, r.cp), greatest(r.own, r.cp) from record r
            where r.wallet and r.cp in (select own from coverage where batch in ({listed}))""")
    connection.execute(f"""
        create or replace temp table left_accounts as
        select distinct own from coverage where batch in ({listed})""")
    take_out(connection, f"out_record in ({own}) or in_record in ({own})")
    for table in BY_BATCH:
        connection.execute(f"delete from {table} where batch in ({listed})")
    for table in BY_FILE:
        connection.execute(
            f"delete from {table} where file not in (select unnest($1::integer[]))", [files]
        )
    connection.execute("drop table if exists temp.merged")
    resolve(connection, anew=True)
    duplicates.mark_duplicates(connection, f"select own from temp.left_accounts union {MERGED}")
    touch_merged(connection)
    pairing.scope_pairs(connection)
    make_flows(connection, progress, fresh=False, within=True)
    forget_unused(connection)
    connection.execute(f"delete from ledger_batch where id in ({listed})")
    for name in ("left_accounts", "merged"):
        connection.execute(f"drop table if exists temp.{name}")
