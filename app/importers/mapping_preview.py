"""The first rows of a table as a mapping would read them, by the very rules of an import."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import duckdb

from app.importers import dirt, textfile, transfers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.layout import FileContext, NumberedRow
    from app.importers.mapping_fit import Fit

ROWS = 10
_DIRECTIONS = {1: "in", -1: "out", 0: "neutral"}
_STATUS = {0: "success", 1: "failed", 2: "pending", 3: "reversed"}


def preview(fit: Fit, rows: Sequence[NumberedRow], context: FileContext) -> list[dict[str, Any]]:
    """Up to ten rows below the header: role to value; amounts in fen, times ISO case time.

    ``outcome`` is record, notice or reject; a reject has a ``reason``. Balances are not used here,
    so a direction that only they tell is ``None``.
    """
    recognition = fit.recognition
    layout = recognition.layout
    start = recognition.header_row + recognition.header_rows
    constants = dict(layout.constants(context)) if layout.constants else {}
    width = len(recognition.header)
    text = io.StringIO()
    textfile.write_csv(text, rows[start : start + 3 * ROWS], width, [0, 0, *constants.values()])
    query = transfers.build(recognition, tuple(constants), "temp.raw", width)
    names = ["f", "s", *(f"k{i}" for i in range(len(constants))), "l", "b"]
    # nothing of the rows may reach the disk
    with duckdb.connect(config={"threads": 1, "temp_directory": ""}) as connection:
        dirt.install(connection)
        cells = [
            *(name for name in ("file", "sheet")),
            *names[2:-2],
            "line", "bits",
            *(f"c{i}" for i in range(width)),
        ]  # fmt: skip
        types = {"file": "integer", "sheet": "integer", "line": "bigint", "bits": "bigint"}
        columns = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in cells)
        connection.execute(f"create temp table raw ({columns})")
        marks = ", ".join("?" for _name in cells)
        values = [_values(row, len(names)) for row in _split(text.getvalue())]
        if not values:
            return []
        connection.executemany(f"insert into raw values ({marks})", values)
        found = connection.execute(
            "select line, outcome, reason, moment, moment_exactness, own_best, own_name, cp_best,"
            " cp_name, amount_signed, said_direction, balance_fen, currency_code, said_status,"
            f" summary, remark, deal, serial from ({query.sql})"
            f" where outcome in ('record', 'notice', 'reject') order by line limit {ROWS}"
        ).fetchall()
    return [_row(row) for row in found]


def _split(text: str) -> list[list[str]]:
    import csv

    return list(csv.reader(io.StringIO(text, newline="")))


def _values(row: list[str], numbers: int) -> list[Any]:
    return [
        int(cell) if place in (0, 1, numbers - 2, numbers - 1) else (cell or None)
        for place, cell in enumerate(row)
    ]


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    (line, outcome, reason, moment, exactness, own, own_name, other, other_name, amount, way,
     balance, currency, status, summary, remark, deal, serial) = row  # fmt: skip
    shown: dict[str, Any] = {
        "line": line,
        "outcome": outcome,
        "time": moment.isoformat() if moment is not None else None,
        "has_clock": bool(exactness),
        "own_account": own,
        "own_name": own_name,
        "counterparty_account": other,
        "counterparty_name": other_name,
        "amount_fen": abs(amount) if amount is not None else None,
        "direction": _DIRECTIONS.get(way),
        "balance_fen": balance,
        "currency": currency,
        "status": _STATUS.get(status, "unknown"),
        "summary": summary,
        "remark": remark,
        "deal": deal,
        "serial": serial,
    }  # fmt: skip
    if reason:
        shown["reason"] = reason
    return shown
