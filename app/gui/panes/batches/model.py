"""What the import page shows: batches, files with their reconciliation, rows not taken plainly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.rows_model import Cell, Column
from app.importers.layout import layout_by_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ops.batches import BatchRow
    from app.ops.import_report import FileReport, ImportReport, RowIssue, Totals

IMPORTED_TONE, DUPLICATE_TONE, NOTICE_TONE, REJECT_TONE = "good", "faint", "warn", "danger"


@dataclass(frozen=True)
class FileLine:
    """One file of a batch; a file that was not recognised has no report, only a reason.

    Before an import a table that no layout knows is a line of its own, with its ``sheet``;
    ``drafted`` says that its columns speak for themselves.
    """

    path: str
    report: FileReport | None
    reason: str = ""
    sheet: str = ""
    drafted: bool | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def place(self) -> str:
        """The folders above it."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class IssueLine:
    """One row that was refused or noticed, or read with a warning."""

    kind: str
    sheet: str
    line: int
    reason: str
    text: str
    file_id: int = 0

    @property
    def has_row(self) -> bool:
        """Whether a row of the file stands behind it."""
        return self.line > 0 and self.file_id > 0


def file_lines(report: ImportReport, unrecognised: Sequence[tuple[str, str]]) -> list[FileLine]:
    """The files of a batch, those that nobody could read first."""
    lines = [FileLine(path, None, reason) for path, reason in unrecognised]
    lines += [FileLine(file.path, file) for file in report.files]
    return lines


def looked_lines(report: ImportReport) -> list[FileLine]:
    """What a look at files found: unknown tables first, then what nobody can read, then the rest.

    A file that was imported before comes last.
    """
    reasons = dict(report.unrecognised)
    lines = [
        FileLine(
            draft["path"], None, draft["why"] or reasons.get(draft["path"], ""), draft["sheet"],
            draft["mapping"] is not None,
        )
        for draft in report.drafts
    ]  # fmt: skip
    drafted = {line.path for line in lines}
    lines += [FileLine(path, None, why) for path, why in reasons.items() if path not in drafted]
    files = sorted(report.files, key=_is_repeated)
    return lines + [FileLine(file.path, file) for file in files]


def _is_repeated(report: FileReport) -> bool:
    return report.already_imported


def issue_lines(line: FileLine) -> list[IssueLine]:
    """What is to be said about the rows of a file, the worst first."""
    if line.report is None:
        return [IssueLine("unrecognised", "", 0, line.reason, "")]
    report = line.report

    def of(kind: str, issues: list[RowIssue]) -> list[IssueLine]:
        return [
            IssueLine(
                kind, issue.sheet, issue.line, issue.to_reject()["reason"], issue.text,
                report.file_id,
            )
            for issue in issues
        ]  # fmt: skip

    warnings = [
        IssueLine("warning", w.sheet, w.line, w.text, "", report.file_id) for w in report.warnings
    ]
    return [*of("reject", report.rejects), *of("notice", report.notices), *warnings]


def has_issues(line: FileLine) -> bool:
    """Whether anything is to be said about the rows of a file."""
    report = line.report
    return report is None or bool(report.rejects or report.notices or report.warnings)


def says(line: FileLine, wanted: str) -> bool:
    """Whether a case-folded text stands in what is said about the rows of a file."""
    report = line.report
    if report is None:
        return wanted in line.reason.casefold()
    # thousands of warnings are the same few sentences
    texts = {issue.text for issue in report.warnings}
    for issue in (*report.rejects, *report.notices):
        texts.add(f"{issue.to_reject()['reason']} {issue.text}")
    return any(wanted in text.casefold() for text in texts)


def bar_of(totals: Totals) -> tuple[tuple[int, str], ...]:
    """The shares of the balance bar."""
    return (
        (totals.rows_imported, IMPORTED_TONE),
        (totals.rows_duplicate, DUPLICATE_TONE),
        (totals.rows_notice, NOTICE_TONE),
        (totals.rows_rejected, REJECT_TONE),
    )


def equation(totals: Totals) -> str:
    """The reconciliation in words."""
    text = _(
        "{read} rows read = {imported} imported + {duplicate} duplicate + {notice} notices"
        " + {rejected} rejected"
    ).format(
        read=words.count(totals.rows_read),
        imported=words.count(totals.rows_imported),
        duplicate=words.count(totals.rows_duplicate),
        notice=words.count(totals.rows_notice),
        rejected=words.count(totals.rows_rejected),
    )
    if totals.balanced:
        return text
    return text + " · " + _("does not balance")


def title_of(table: dict[str, Any]) -> str:
    """What the format of a table is called, in the language in use."""
    key = str(table.get("layout") or "")
    try:
        return _(layout_by_key(key).title)
    except KeyError:  # a mapping, or a format that this version no longer has
        title = str(table.get("title") or "")
        return _(title) if title else key


def format_of(report: FileReport) -> str:
    """The recognised format, in the language in use."""
    return title_of(report.recognition[0] if report.recognition else {"layout": report.format})


def score_of(report: FileReport) -> int | None:
    """How well the layout fits, of 100; the weakest table of the file counts."""
    scores = [int(t["score"]) for t in report.recognition if isinstance(t.get("score"), int)]
    return min(scores) if scores else None


def _counted(number: int, tone: str) -> Cell:
    return Cell(words.count(number), tone if number else "faint")


def _file_figure(name: str, tone: str = "text", width: int = 64) -> Column[FileLine]:
    titles = {
        "rows_read": N_("Read"),
        "rows_imported": N_("Imported"),
        "rows_duplicate": N_("Duplicate"),
        "rows_notice": N_("Notices"),
        "rows_rejected": N_("Rejected"),
        "damaged_numbers": N_("Damaged"),
    }

    def value(line: FileLine) -> int | None:
        return getattr(line.report.totals, name) if line.report else None

    def cell(line: FileLine) -> Cell:
        number = value(line)
        return Cell("", "faint") if number is None else _counted(number, tone)

    hint = N_("Numbers lost to scientific notation or floats.") if name[0] == "d" else ""
    return Column(titles[name], cell, key=value, number=True, width=width, hint=hint)


def _batch_figure(name: str, title: str, tone: str = "text", width: int = 72) -> Column[BatchRow]:
    def value(row: BatchRow) -> int:
        return int(getattr(row.totals, name))

    def cell(row: BatchRow) -> Cell:
        if row.state == "withdrawn":
            return Cell(words.count(value(row)), "faint")
        return _counted(value(row), tone)

    return Column(title, cell, key=value, number=True, width=width)


def _batch_sum(name: str, title: str, tone: str) -> Column[BatchRow]:
    def value(row: BatchRow) -> int:
        return int(getattr(row.totals, name))

    def cell(row: BatchRow) -> Cell:
        return Cell(words.amount(value(row)), tone if row.state != "withdrawn" else "faint")

    return Column(title, cell, key=value, number=True, width=112)


def _file_sum(name: str, title: str, tone: str) -> Column[FileLine]:
    def value(line: FileLine) -> int | None:
        return getattr(line.report.totals, name) if line.report else None

    def cell(line: FileLine) -> Cell:
        fen = value(line)
        if fen is None:
            return Cell("", "faint")
        return Cell(words.amount(fen), tone if fen else "faint")

    return Column(title, cell, key=value, number=True, width=104)


def _state(row: BatchRow) -> Cell:
    if row.state == "withdrawn":
        return Cell(_("withdrawn"), "faint", "undo")
    if not row.totals.balanced:
        return Cell(_("does not balance"), "danger", "error")
    return Cell(_("balanced"), "good", "done")


def _format(line: FileLine) -> Cell:
    if line.report is None and line.drafted is not None:
        ready = _("mapping drafted") if line.drafted else _("columns to be named")
        return Cell(_("unknown table"), "warn", "unknown", under=ready)
    if line.report is None:
        return Cell(_("not recognised"), "danger", "unknown")
    if line.report.already_imported:
        return Cell(_("imported before"), "muted", "copy")
    mapping = ", ".join(t["mapping"] for t in line.report.recognition if t.get("mapping"))
    if mapping:
        return Cell(mapping, under=_("by a mapping"))
    title, bracket, rest = format_of(line.report).partition(" (")
    return Cell(title or None, under=rest.removesuffix(")") if bracket else "")


def _score(line: FileLine) -> Cell:
    score = score_of(line.report) if line.report else None
    if score is None:
        return Cell("", "faint")
    return Cell(str(score), "muted" if score >= 80 else "warn")


def _bar(line: FileLine) -> Cell:
    if line.report is None:
        return Cell("", "faint")
    totals = line.report.totals
    return Cell(equation(totals), "text" if totals.balanced else "danger", parts=bar_of(totals))


def _gaps(line: FileLine) -> Cell:
    if line.report is None:
        return Cell("", "faint")
    return _counted(line.report.gaps, "warn")


def _issue_kind(line: IssueLine) -> Cell:
    return {
        "unrecognised": Cell(_("not recognised"), "danger", "unknown"),
        "reject": Cell(_("rejected"), "danger", "no-record"),
        "notice": Cell(_("notice"), "warn", "info"),
        "warning": Cell(_("warning"), "warn", "warning"),
    }[line.kind]


BATCH_COLUMNS: tuple[Column[BatchRow], ...] = (
    Column(N_("Batch"), lambda r: Cell(str(r.batch)), key=lambda r: r.batch, number=True, width=52),
    Column(N_("Imported at"), lambda r: Cell(words.moment(r.time)),
           key=lambda r: r.time, width=140),
    Column(N_("Officer"), lambda r: Cell(r.officer or None), width=72),
    Column(N_("Given"), lambda r: Cell("; ".join(r.paths) or None), width=140),
    Column(
        N_("Files"), lambda r: Cell(words.count(r.files)), key=lambda r: r.files, number=True,
        width=52,
    ),
    _batch_figure("rows_read", N_("Read")),
    Column(N_("Reconciliation"), lambda r: Cell(equation(r.totals), parts=bar_of(r.totals)),
           width=104),
    _batch_figure("rows_imported", N_("Imported"), width=78),
    _batch_figure("rows_duplicate", N_("Duplicate"), width=82),
    _batch_figure("rows_notice", N_("Notices"), NOTICE_TONE, 70),
    _batch_figure("rows_rejected", N_("Rejected"), REJECT_TONE, 76),
    _batch_sum("in_fen", N_("In"), "money_in"),
    _batch_sum("out_fen", N_("Out"), "money_out"),
    Column(N_("State"), _state, width=104),
)  # fmt: skip

FILE_COLUMNS: tuple[Column[FileLine], ...] = (
    Column(
        N_("File"),
        lambda f: Cell(f.name, under=f"{f.place} {f.sheet}".strip(), middle=True),
        key=lambda f: f.path,
        copied=lambda f: f.path,
        width=210,
    ),
    Column(N_("Format"), _format, width=160),
    Column(
        N_("Fit"), _score, key=lambda f: score_of(f.report) if f.report else -1, number=True,
        width=44, hint=N_("How well the columns fit the format, of 100."),
    ),
    _file_figure("rows_read"),
    Column(N_("Reconciliation"), _bar, key=lambda f: f.report.totals.rows_read if f.report else -1,
           width=104),
    _file_figure("rows_imported", width=78),
    _file_figure("rows_duplicate", width=82),
    _file_figure("rows_notice", NOTICE_TONE, 70),
    _file_figure("rows_rejected", REJECT_TONE, 76),
    _file_sum("in_fen", N_("In"), "money_in"),
    _file_sum("out_fen", N_("Out"), "money_out"),
    _file_figure("damaged_numbers", "warn", 80),
    Column(
        N_("Gaps"), _gaps, key=lambda f: f.report.gaps if f.report else -1, number=True, width=52,
        hint=N_("Places where the balances show that rows are missing."),
    ),
    Column(N_("Encoding"), lambda f: Cell((f.report.encoding if f.report else "") or "", "muted"),
           width=80),
)  # fmt: skip

ISSUE_COLUMNS: tuple[Column[IssueLine], ...] = (
    Column(N_("Kind"), _issue_kind, width=110),
    Column(N_("Sheet"), lambda i: Cell(i.sheet, "muted"), width=120),
    Column(
        N_("Line"), lambda i: Cell(words.count(i.line) if i.line else "", "muted"),
        key=lambda i: i.line, number=True, width=64,
    ),
    Column(N_("Reason"), lambda i: Cell(i.reason or None), width=360),
    Column(
        N_("Row as given"), lambda i: Cell(words.one_line(i.text), "muted"),
        copied=lambda i: i.text, width=560,
    ),
)  # fmt: skip
