"""Asking before a batch is withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import _
from app.gui import words
from app.gui.forms.confirm import ConfirmDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ops.batches import BatchRow
    from app.ops.import_report import FileReport


def why_withdraw(parent: QWidget, batch: BatchRow) -> str | None:
    """The reason for withdrawing a batch (may be empty); None when it is to stay."""
    return ConfirmDialog.ask(
        parent,
        title=_("Withdraw batch"),
        text=_("Withdraw batch {batch} with {rows} imported rows of {files} files?").format(
            batch=batch.batch,
            rows=words.count(batch.totals.rows_imported),
            files=words.count(batch.files),
        ),
        means=_(
            "Its rows, transfers and persons leave the case. The originals stay in the vault,"
            " and the journal keeps who withdrew it and why."
        ),
        verb=_("Withdraw"),
        with_reason=True,
    )


def why_again(parent: QWidget, report: FileReport) -> str | None:
    """The reason for reading a file again (may be empty); None when it is to stay as it is."""
    return ConfirmDialog.ask(
        parent,
        title=_("Read again"),
        text=_("Withdraw the batch of “{name}” and import its originals again?").format(
            name=report.path.rsplit("/", 1)[-1]
        ),
        means=_(
            "This file is read by the mapping, the others of its batch as before. Both steps can"
            " be undone; when the import fails, the batch comes back."
        ),
        verb=_("Withdraw and read again"),
        with_reason=True,
    )
