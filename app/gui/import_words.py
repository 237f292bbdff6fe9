"""What an import did, in a sentence for the message bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import _
from app.gui import words

if TYPE_CHECKING:
    from app.ops.import_report import ImportReport


def told_of(report: ImportReport) -> tuple[str, str]:
    """What an import did, for the message bar: the sentence and the name of its tone."""
    totals = report.totals
    missed = len(report.unrecognised)
    if report.batch is None:
        text = _("Nothing was imported: none of the {n} files was recognised.").format(n=missed)
        if report.unrecognised:
            path, reason = report.unrecognised[0]
            text += f" {path}: {reason}"
        return text, "ERROR"
    text = _("Batch {batch}: {files} files, {imported} of {read} rows imported.").format(
        batch=report.batch,
        files=words.count(len(report.files)),
        imported=words.count(totals.rows_imported),
        read=words.count(totals.rows_read),
    )
    again = sum(file.already_imported for file in report.files)
    extras = [
        (again, _("{n} files were imported before")),
        (missed, _("{n} files were not recognised")),
        (totals.rows_rejected, _("{n} rows rejected")),
        (totals.damaged_numbers, _("{n} damaged numbers")),
    ]
    told = [sentence.format(n=words.count(n)) for n, sentence in extras if n]
    tone = "WARN" if missed or totals.rows_rejected or not report.balanced else "GOOD"
    return f"{text} {' · '.join(told)}".strip(), tone
