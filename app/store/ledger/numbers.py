"""Which numbers are one account: the dictionary of numbers and the classes of their aliases.

A number is its bare text in a name space. Two numbers named as one account by a row or a sheet are
linked; an account is a class of linked numbers and its id is the least number id of the class.
Links are kept with their source, so that withdrawing an import takes its links back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def add_numbers(
    connection: duckdb.DuckDBPyConnection, query: str, batch: int, *, stated: bool = False
) -> None:
    """Give an id to every number that has none yet.

    Args:
        connection: the writer.
        query: rows of (space, text, card, listed); text is bare and not null.
        batch: what it says of being a card or an account number goes when the batch does.
        stated: account sheets name them; such a number stays though no row has it.
    """
    connection.execute(f"""
        create or replace temp table named as
        select space, text, bool_or(card) as card, bool_or(listed) as listed
        from ({query}) group by space, text""")
    connection.execute("""
        insert into number
        select top + nth, space, text, top + nth, card, listed
        from (
            select space, text, card, listed,
                (select coalesce(max(id), 0) from number) as top,
                row_number() over (order by space, text) as nth
            from temp.named f anti join number n on n.space = f.space and n.text = f.text)""")
    connection.execute("""
        update number set card = number.card or f.card, listed = number.listed or f.listed
        from temp.named f
        where number.space = f.space and number.text = f.text
            and ((f.card and not number.card) or (f.listed and not number.listed))""")
    connection.execute(f"""
        insert into stated
        select n.id, {batch}, f.card, f.listed
        from (select * from temp.named where {stated} or card or listed) f
        join number n on n.space = f.space and n.text = f.text
        anti join (select * from stated where batch = {batch}) s
            on s.number = n.id and s.card = f.card and s.listed = f.listed""")
    connection.execute("drop table temp.named")


def forget_unused(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out the numbers that no row and no sheet names any more, and what was said of others."""
    connection.execute("""
        delete from number where id not in (
            select own_number from record union select cp_number from record
                where cp_number is not null
            union select a from link union select b from link
            union select number from stated)""")
    connection.execute("""
        create or replace temp table said as
        select n.id, coalesce(bool_or(s.card), false) as card,
            coalesce(bool_or(s.listed), false) as listed
        from (select id from number where card or listed) n left join stated s on s.number = n.id
        group by n.id""")
    connection.execute("""
        update number set card = s.card, listed = s.listed from temp.said s
        where number.id = s.id and (number.card <> s.card or number.listed <> s.listed)""")
    connection.execute("drop table temp.said")


def add_spellings(connection: duckdb.DuckDBPyConnection, query: str, batch: int) -> None:
    """Keep spellings as given: rows of (space, text, spelling) where the two differ."""
    connection.execute(
        f"""insert into spelling
        select distinct n.id, q.spelling, {batch} from ({query}) q
        join number n on n.space = q.space and n.text = q.text
        where not exists (select 1 from spelling s
            where s.number = n.id and s.text = q.spelling and s.batch = {batch})"""
    )


def add_links(connection: duckdb.DuckDBPyConnection, query: str, batch: int) -> None:
    """Keep links: rows of (space_a, text_a, space_b, text_b, file, sheet, line)."""
    connection.execute(f"create or replace temp table paired_text as {query}")
    # one join at a time: inside a transaction the planner knows no sizes of fresh tables
    connection.execute("""
        create or replace temp table half_paired as
        select a.id as a, q.* from temp.paired_text q
        join number a on a.space = q.space_a and a.text = q.text_a""")
    connection.execute(f"""
        insert into link
        select q.a, b.id, {batch}, min(file),
            arg_min(sheet, (file, sheet, line)), arg_min(line, (file, sheet, line))
        from temp.half_paired q join number b on b.space = q.space_b and b.text = q.text_b
        group by q.a, b.id having q.a <> b.id""")
    connection.execute("drop table temp.half_paired")
    connection.execute("drop table temp.paired_text")


def resolve_accounts(
    connection: duckdb.DuckDBPyConnection, *, anew: bool, settled: int | None = None
) -> list[tuple[int, int]]:
    """Bring ``number.account`` in step with the links.

    Args:
        connection: the writer.
        anew: links went, so that accounts may fall apart; otherwise they only grow together.
        settled: numbers above this one have no settled rows.

    Returns:
        Which settled accounts changed, as (old account, new account) pairs without repetition;
        rows that were settled under the old account have to be settled anew.
    """
    if anew:
        wanted = _classes(connection.execute("select distinct a, b from link").fetchall())
        source = """select n.id, coalesce(w.account, n.id) as account
            from number n left join temp.wanted w using (id)"""
    else:
        wanted = _classes(
            connection.execute("""
                select distinct x.account, y.account from link l
                join number x on x.id = l.a join number y on y.id = l.b
                where x.account <> y.account""").fetchall()
        )
        source = """select n.id, w.account from number n join temp.wanted w on w.id = n.account"""
    if not wanted and not anew:
        return []
    connection.execute("create or replace temp table wanted (id integer, account integer)")
    if wanted:
        connection.execute(
            "insert into temp.wanted select unnest($1), unnest($2)",
            [[number for number, _account in wanted], [account for _number, account in wanted]],
        )
    connection.execute(f"""
        create or replace temp table moving as
        select n.id, n.account as old, s.account as new
        from ({source}) s join number n using (id) where n.account <> s.account""")
    known = f"where id <= {settled}" if settled is not None else ""
    changed: list[tuple[int, int]] = connection.execute(
        f"select distinct old, new from temp.moving {known}"
    ).fetchall()
    connection.execute(
        "update number set account = m.new from temp.moving m where m.id = number.id"
    )
    connection.execute("drop table temp.wanted")
    connection.execute("drop table temp.moving")
    return changed


def _classes(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The least member of the class of each number that is linked to any other."""
    root: dict[int, int] = {}

    def find(number: int) -> int:
        top = number
        while (above := root.get(top, top)) != top:
            top = above
        while (above := root.get(number, number)) != top:
            root[number] = top
            number = above
        return top

    for a, b in pairs:
        root.setdefault(a, a)
        root.setdefault(b, b)
        first, second = find(a), find(b)
        if first != second:
            root[max(first, second)] = min(first, second)
    return [(number, find(number)) for number in root]


def last_number(connection: duckdb.DuckDBPyConnection) -> int:
    """The highest number id given so far."""
    row = connection.execute("select coalesce(max(id), 0) from number").fetchone()
    return int(row[0]) if row else 0


ACCOUNT_KEYS = """
    select account, min(space) as space,
        coalesce(
            min(case when card then text end),
            min(case when listed then text end),
            min(text)) as key
    from number group by account"""
"""The name of each account: its least card number, else account number, else number."""
