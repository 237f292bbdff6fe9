"""A money flow (资金流) as a workbook: its accounts, what moved between them, the transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import _
from app.reports import tables
from app.reports.tables import Sheet, TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.reports.tables import Cell


def write(
    target: Path,
    accounts: Iterable[Sequence[Cell]],
    edges: Iterable[Sequence[Cell]],
    flows: Iterable[Sequence[Cell]],
    notes: Sequence[str],
) -> list[int]:
    """Write the three sheets, each row with a cell for each column; returns their rows.

    Raises:
        StorageFull: the file cannot be written.
    """
    of_accounts = [
        TableColumn(_("Level"), 8), TableColumn(_("Account"), 24), TableColumn(_("Holder"), 16),
        TableColumn(_("Bank"), 20), TableColumn(_("Traced in (yuan)"), 16, is_money=True),
        TableColumn(_("Traced out (yuan)"), 16, is_money=True),
        TableColumn(_("Kept (yuan)"), 16, is_money=True),
        TableColumn(_("Can still be there (yuan)"), 16, is_money=True),
        TableColumn(_("First arrival"), 20), TableColumn(_("Minutes until it went on"), 12),
        TableColumn(_("State"), 24),
    ]  # fmt: skip
    of_edges = [
        TableColumn(_("Level"), 8), TableColumn(_("Payer"), 24), TableColumn(_("Payee"), 24),
        TableColumn(_("Traced (yuan)"), 16, is_money=True), TableColumn(_("Transfers"), 10),
        TableColumn(_("First"), 20), TableColumn(_("Last"), 20),
    ]  # fmt: skip
    of_flows = [
        TableColumn(_("Transfer"), 20), TableColumn(_("Time"), 20), TableColumn(_("Payer"), 24),
        TableColumn(_("Name of the payer"), 16), TableColumn(_("Payee"), 24),
        TableColumn(_("Name of the payee"), 16), TableColumn(_("Amount (yuan)"), 16, is_money=True),
        TableColumn(_("Currency"), 9), TableColumn(_("Summary"), 24), TableColumn(_("Source"), 60),
    ]  # fmt: skip
    return tables.write_sheets(
        target,
        [
            Sheet(_("Accounts"), of_accounts, accounts, notes),
            Sheet(_("Edges"), of_edges, edges),
            Sheet(_("Flows"), of_flows, flows),
        ],
    )
