"""Bulk bank statements in the 31-column layout, up to 30 million rows, written by DuckDB."""

from __future__ import annotations

import codecs
import itertools
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from app.base.progress import Progress
from app.demo.bulk_people import Holders, holders
from app.demo.bulk_rows import Rows, counts, make_rows
from app.demo.layouts import CORE_31
from app.demo.truth import BulkTruth
from app.demo.world import BANKS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


_STEP = 500_000
_DOING = "Writing bulk statements"
_FIRST_DAY = 1_577_836_800 * 1_000_000  # 2020-01-01 00:00:00, case time
_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
_BANK_LIST = "[" + ", ".join(f"'{bank}'" for bank in BANKS) + "]"
_MONEY = "({0}//100)::VARCHAR || '.' || lpad(({0}%100)::VARCHAR, 2, '0')"
_TIME = f"make_timestamp({_FIRST_DAY} + moment::BIGINT * 1000000)"
_COLUMNS = {
    "card": "card::VARCHAR",
    "number": "number::VARCHAR || '_156_1'",
    "holder": "chr(s) || CASE spell WHEN 6 THEN ' ' ELSE '' END || chr(g) "
    "|| CASE h WHEN 0 THEN '' ELSE chr(h) END",
    "id": "id_body::VARCHAR || CASE id_check WHEN 10 THEN 'X' ELSE id_check::VARCHAR END",
    "time": f"CASE spell WHEN 1 THEN strftime({_TIME}, '%Y/%m/%d %H:%M:%S') "
    f"WHEN 7 THEN strftime({_TIME}, '%Y-%m-%d %H:%M:%S') "
    f"ELSE strftime({_TIME}, '%Y%m%d%H%M%S') END",
    "amount": "CASE spell WHEN 3 THEN '-' ELSE '' END || CASE spell WHEN 2 THEN "
    "format('{:,}', amount//100) || '.' || lpad((amount%100)::VARCHAR, 2, '0') "
    f"ELSE {_MONEY.format('amount')} END",
    "balance": _MONEY.format("balance"),
    "dir": "CASE WHEN spell = 5 THEN NULL WHEN spell = 4 THEN "
    "CASE WHEN incoming THEN '贷' ELSE '借' END "
    "WHEN incoming THEN '进' ELSE '出' END",
    "o_card": "CASE other WHEN -1 THEN '990000690' WHEN -2 THEN '990000133' WHEN -3 THEN NULL "
    "WHEN -4 THEN NULL WHEN -5 THEN '99880000000000017' ELSE o_card::VARCHAR END",
    "cash": "CASE other WHEN -3 THEN '现金' ELSE '其它' END",
    "o_name": "CASE other WHEN -1 THEN '支付宝（中国）网络技术有限公司' "
    "WHEN -2 THEN '财付通支付科技有限公司' "
    "WHEN -3 THEN NULL WHEN -4 THEN NULL WHEN -5 THEN '澜州云栖物业有限公司' "
    "ELSE chr(os) || chr(og) || CASE oh WHEN 0 THEN '' ELSE chr(oh) END END",
    "o_bank": f"CASE WHEN other < 0 THEN NULL ELSE ({_BANK_LIST})[o_bank + 1] END",
    "summary": "CASE other WHEN -1 THEN '快捷支付' WHEN -2 THEN '快捷支付' WHEN -3 THEN 'ATM取款' "
    "WHEN -4 THEN '手续费' WHEN -5 THEN '代发工资' ELSE '网银转账' END",
    "currency": "'人民币'",
    "branch": f"({_BANK_LIST})[bank + 1] || '云汀支行'",
    "place": "'云汀县'",
    "ok": "CASE WHEN ok THEN '成功' ELSE '失败' END",
    "ip": "CASE WHEN incoming OR other < 0 THEN NULL ELSE '10.' || (number % 251)::VARCHAR || '.' "
    "|| (number // 251 % 251)::VARCHAR || '.' || (number // 63001 % 7)::VARCHAR END",
    "serial": "'S' || line::VARCHAR",
    "type": "CASE other WHEN -3 THEN '取现' WHEN -4 THEN '费用' ELSE '转账' END",
}


def write_bulk(
    folder: Path,
    *,
    rows: int,
    files: int,
    seed: int,
    progress: Progress | None = None,
    encoding: str = "utf-8",
    dirty: float = 0.01,
) -> BulkTruth:
    """Write exactly ``rows`` rows into ``files`` CSV files; the same call gives the same bytes.

    Args:
        folder: made when missing.
        rows: 10 to 33,554,432.
        files: an account's rows lie within one file, in time order; at most one per account.
        seed: chooses people, amounts, times, dirt.
        progress: hears about rows and can cancel.
        encoding: ``utf-8``, ``utf-8-sig`` or ``gb18030``.
        dirty: share of rows spelt unusually; no row is rejected and no sum changes by it.
    """
    if encoding not in _ENCODINGS:
        raise ValueError(encoding)
    folder.mkdir(parents=True, exist_ok=True)
    if progress is not None:
        progress.step(0, rows, _DOING)
    rng = np.random.default_rng(seed)
    obtained, strangers = counts(rows)
    people = holders(rng, obtained + strangers)
    made = make_rows(rng, rows)
    spell = _spellings(rng, made, dirty)
    size = 0
    progress = progress or Progress()
    part = folder / ".part.csv"
    with duckdb.connect(config={"threads": 2}) as con:
        interrupt = con.interrupt
        progress.on_cancel(interrupt)
        try:
            for place, (start, end) in enumerate(_cuts(made, files), 1):
                target = folder / f"交易明细信息_{place:03d}.csv"
                with target.open("wb") as out:
                    out.write((",".join(name for name, _ in CORE_31) + "\n").encode(encoding))
                    for low in range(start, end, _STEP):
                        progress.step(low, rows, _DOING)
                        _copy(con, part, made, people, spell, low, min(low + _STEP, end))
                        _append(part, out, encoding)
                size += target.stat().st_size
        except duckdb.InterruptException:
            progress.check()
            raise
        finally:
            progress.off_cancel(interrupt)
            part.unlink(missing_ok=True)
    progress.step(rows, rows, _DOING)
    counted = made.amount[made.ok & made.incoming], made.amount[made.ok & ~made.incoming]
    return BulkTruth(
        rows=rows,
        files=len(_cuts(made, files)),
        accounts=int((made.starts[:-1] < made.starts[1:]).sum()),
        counterparties=len(np.unique(made.other[made.other >= 0])),
        in_fen=int(counted[0].sum()),
        out_fen=int(counted[1].sum()),
        failed_rows=int((~made.ok).sum()),
        paired_flows=made.pairs,
        flows=rows - made.pairs,
        bytes=size,
    )


def _cuts(made: Rows, files: int) -> list[tuple[int, int]]:
    """Where each file's rows begin and end: whole accounts, about equal rows."""
    total = int(made.starts[-1])
    wanted = np.linspace(0, total, max(files, 1) + 1)[1:-1]
    inner = made.starts[np.searchsorted(made.starts, wanted)].tolist()
    edges = sorted({0, total, *inner})
    return list(itertools.pairwise(edges))


def _spellings(
    rng: np.random.Generator, made: Rows, dirty: float
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """0 plain, 1 and 7 times, 2 grouped, 3 negative, 4 借/贷, 5 no direction, 6 split name."""
    rows = len(made.account)
    spell = np.zeros(rows, np.uint8)
    chosen = np.flatnonzero(rng.random(rows) < dirty)
    spell[chosen] = rng.integers(1, 8, len(chosen))
    same = np.zeros(rows, np.bool_)
    same[1:] = (made.account[1:] == made.account[:-1]) & (made.time[1:] > made.time[:-1])
    ahead = np.ones(rows, np.bool_)
    ahead[:-1] = (made.account[1:] != made.account[:-1]) | (made.time[1:] > made.time[:-1])
    unsafe = ~(same & ahead & made.ok) & ((spell == 3) | (spell == 5))
    spell[unsafe] = 4
    return spell


def _copy(
    con: duckdb.DuckDBPyConnection,
    target: Path,
    made: Rows,
    people: Holders,
    spell: np.ndarray[Any, np.dtype[np.uint8]],
    low: int,
    high: int,
) -> None:
    own = made.account[low:high]
    other = made.other[low:high]
    known = np.maximum(other, 0)
    part = {
        "card": people.card[own],
        "number": people.number[own],
        "bank": people.bank[own],
        "s": people.surname[own].astype(np.int32),
        "g": people.first[own].astype(np.int32),
        "h": people.second[own].astype(np.int32),
        "id_body": people.id_body[own],
        "id_check": people.id_check[own],
        "moment": made.time[low:high],
        "amount": made.amount[low:high],
        "balance": made.balance[low:high],
        "incoming": made.incoming[low:high],
        "ok": made.ok[low:high],
        "other": other,
        "o_card": people.card[known],
        "o_bank": people.bank[known],
        "os": people.surname[known].astype(np.int32),
        "og": people.first[known].astype(np.int32),
        "oh": people.second[known].astype(np.int32),
        "spell": spell[low:high],
        "line": np.arange(low, high, dtype=np.int64),
    }
    con.register("part", part)
    cells = ", ".join(
        f"{_COLUMNS.get(field, 'NULL')} AS c{i}" for i, (_, field) in enumerate(CORE_31)
    )
    path = str(target).replace("'", "''")
    con.execute(f"COPY (SELECT {cells} FROM part) TO '{path}' (FORMAT csv, HEADER false)")  # noqa: S608
    con.unregister("part")


def _append(part: Path, out: Any, encoding: str) -> None:
    decode = codecs.getincrementaldecoder("utf-8")()
    with part.open("rb") as source:
        while block := source.read(1 << 22):
            out.write(block if encoding != "gb18030" else decode.decode(block).encode("gb18030"))
