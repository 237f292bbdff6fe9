"""Writing a view of the ledger to a workbook or a csv file, row by row, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.base.errors import UsageError
from app.base.i18n import N_, _
from app.base.progress import Progress
from app.ops.describing import word_of
from app.ops.flow_pages import open_view, read_rows
from app.ops.tagging import list_tags, tagged
from app.reports import flow_export as report
from app.reports.flow_export import SUFFIXES, Amount, ExportColumn, Moment
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.model.selection import FlowFilter
    from app.ops.flow_pages import FlowView, PageRow, SortKey
    from app.ops.flow_wanted import Bars
    from app.reports.flow_export import Value
    from app.store.casefile import CaseFile

_STRETCH: Final = 20_000
_SCATTERED: Final = 50_000
"""Rows that lie all over the ledger cost the same scan however many they are."""


@dataclass(frozen=True)
class _Column:
    title: str
    width: int
    value: Callable[[PageRow], Value]


def _other(row: PageRow) -> tuple[str | None, str | None]:
    """Name and number of the side that is not one of the own accounts."""
    return (row.payer_name, row.payer) if row.sense > 0 else (row.payee_name, row.payee)


_COLUMNS: Final = {
    "time": _Column(N_("Time"), 20, lambda row: Moment(row.time, row.exactness)),
    "amount": _Column(
        N_("Amount"), 18, lambda row: Amount(row.amount_fen * (-1 if row.sense < 0 else 1))
    ),
    "currency": _Column(N_("Currency"), 8, lambda row: row.currency),
    "payer": _Column(N_("Payer"), 16, lambda row: row.payer_name),
    "payer_account": _Column(N_("Payer account"), 24, lambda row: row.payer),
    "payee": _Column(N_("Payee"), 16, lambda row: row.payee_name),
    "payee_account": _Column(N_("Payee account"), 24, lambda row: row.payee),
    "counterparty": _Column(N_("Counterparty"), 16, lambda row: _other(row)[0]),
    "counterparty_account": _Column(N_("Counterparty account"), 24, lambda row: _other(row)[1]),
    "channel": _Column(N_("Channel"), 12, lambda row: row.channel),
    "kind": _Column(N_("Kind"), 10, lambda row: word_of(row.kind)),
    "status": _Column(N_("Status"), 10, lambda row: word_of(row.status)),
    "summary": _Column(N_("Summary"), 24, lambda row: row.summary),
    "remark": _Column(N_("Remark"), 24, lambda row: row.remark),
    "serial": _Column(N_("Serial number"), 24, lambda row: row.serial),
    "tags": _Column(N_("Tags"), 16, lambda _row: None),
    "file": _Column(N_("Source file"), 40, lambda row: row.file),
    "sheet": _Column(N_("Sheet"), 14, lambda row: row.sheet),
    "line": _Column(N_("Line"), 10, lambda row: row.line),
    "sha256": _Column(N_("SHA-256"), 66, lambda row: row.sha256),
}
COLUMNS: Final = tuple(_COLUMNS)
"""The columns that a file can have."""
SOURCE: Final = ("file", "sheet", "line")
"""They are in every file: no row without the place that proves it."""
USUAL: Final = (
    "time", "amount", "currency", "payer", "payer_account", "payee", "payee_account", "channel",
    "kind", "status", "summary", "remark", "serial", "tags", *SOURCE,
)  # fmt: skip
"""The columns of a file when nobody chose."""


@dataclass(frozen=True)
class ExportReport:
    """What was written: the file, how many flows, on how many sheets (csv: 1)."""

    path: Path
    flows: int
    sheets: int


def kind_of(target: Path) -> str:
    """The kind of file that a name asks for; raises ``UsageError`` where it is neither."""
    for kind, suffix in SUFFIXES.items():
        if target.suffix.lower() == suffix:
            return kind
    raise UsageError(
        _("“{name}” is no kind of file that can be written.").format(name=target.name),
        _("Let its name end in .xlsx or .csv."),
    )


def export_flows(
    case: CaseFile,
    target: Path,
    *,
    wanted: FlowFilter | None = None,
    sort: Sequence[SortKey] = (),
    bars: Bars | None = None,
    columns: Sequence[str] = (),
    progress: Progress | None = None,
    kind: str = "",
) -> ExportReport:
    """Write the flows of a filter to a file; the file is there when all of it is.

    Amounts are signed as seen from the own accounts of the filter, else plain.

    Args:
        case: the case.
        target: one that is there is replaced.
        wanted: the filter.
        sort: in which order; by time unless given.
        bars: what was chosen in a histogram.
        columns: keys of ``COLUMNS``; file, sheet and line are added where they are not among
            them, and the currency where it is not yuan throughout.
        progress: hears how far it is, and stops it.
        kind: xlsx or csv; by the name of the file unless given.

    Raises:
        StorageFull: the file cannot be written.
        UsageError: no such column or kind, or the filter names what is not there.
        Cancelled: through ``progress``; no file is left.
    """
    kind = kind or kind_of(target)
    if not target.suffix:
        target = target.with_name(target.name + SUFFIXES[kind])
    unknown = [key for key in columns if key not in _COLUMNS]
    if unknown:
        raise UsageError(
            _("There is no column “{name}”.").format(name=unknown[0]),
            _("There are: {names}.").format(names=", ".join(COLUMNS)),
        )
    tell = progress or Progress()
    view = open_view(case, wanted, sort, bars, tell)
    keys = _keys(columns, view)
    flows, sheets = report.write(
        target,
        kind,
        [ExportColumn(_(_COLUMNS[key].title), _COLUMNS[key].width) for key in keys],
        _rows(case, view, keys, tell),
    )
    return ExportReport(target, flows, sheets)


def _keys(columns: Sequence[str], view: FlowView) -> tuple[str, ...]:
    keys = list(dict.fromkeys(columns or USUAL))
    if "currency" not in keys and any(each.currency != "CNY" for each in view.sums):
        keys.insert(keys.index("amount") + 1 if "amount" in keys else len(keys), "currency")
    return (*keys, *(key for key in SOURCE if key not in keys))


def _tags(case: CaseFile) -> dict[int, list[str]]:
    """Flow id to the names of its tags, for the flows that have any."""
    found: dict[int, list[str]] = {}
    for tag in list_tags(case):
        for flow in tagged(case, [tag.tag]).flows if tag.flows else ():
            found.setdefault(flow, []).append(tag.name)
    return found


def _rows(
    case: CaseFile, view: FlowView, keys: Sequence[str], progress: Progress
) -> Iterator[list[Value]]:
    values = [_COLUMNS[key].value for key in keys]
    place = keys.index("tags") if "tags" in keys else -1
    tags = _tags(case) if "tags" in keys else {}
    size = _STRETCH if view.places is None else _SCATTERED
    reader = case.ledger.reader()
    try:
        for first in range(0, view.count, size):
            end = min(first + size, view.count)
            with stoppable(reader, progress):
                rows = read_rows(reader, view, first, end, serials="serial" in keys)
            for number, row in enumerate(rows, start=first):
                if not number % 1000:
                    progress.step(number, view.count, _("writing the transfers"), rows=number)
                told = [value(row) for value in values]
                if row.id in tags:
                    told[place] = ", ".join(tags[row.id])
                yield told
    finally:
        reader.close()
    progress.step(view.count, view.count, _("writing the transfers"), rows=view.count)
