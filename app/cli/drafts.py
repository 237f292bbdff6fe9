"""A drafted mapping in plain lines: its text, what is unsure, and the first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.base import money
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def draft_lines(drafts: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The drafts of a dry run, one after the other."""
    for draft in drafts:
        where = f"{draft['path']} {draft['sheet']}".strip()
        for one in draft["suggested"]:
            yield _("{where}: the mapping “{name}” matches its header by {quality} of 100").format(
                where=where, name=one["name"], quality=one["quality"]
            )
        if draft["mapping"] is None:
            yield _("{where}: no draft. {why}").format(where=where, why=draft["why"])
            continue
        yield _("{where}: draft of a mapping").format(where=where)
        yield from (f"    {line}" for line in draft["mapping"].splitlines())
        for one in draft["unsure"]:
            yield _("    unsure: {column}: {why}").format(column=one["column"], why=one["why"])
        for row in draft["preview"]:
            yield "    " + _row(row)


def _row(row: dict[str, Any]) -> str:
    amount = money.plain(row["amount_fen"]) if row["amount_fen"] is not None else "-"
    return (
        f"{row['line']}: {row['time'] or '-'}  {row['own_account'] or '-'}"
        f" {row['own_name'] or ''}  {row['direction'] or '?'}  {amount} {row['currency'] or ''}"
        f"  {row['counterparty_account'] or '-'} {row['counterparty_name'] or ''}"
        f"  {row['summary'] or ''}  {row['outcome']} {row.get('reason', '')}"
    ).rstrip()
