"""What is true about generated returns, so that a test can hold an import against it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class FileTruth:
    """What an import must report for one file (the rules of the command line's ``import``).

    Attributes:
        path: below the returns folder, ``/`` between parts; what lies in an archive continues the
            archive's path.
        layout: which layout the file is written in, this generator's name for it.
        kind: as in the import: transfers, accounts, persons, logins, measures, tasks, other.
        same_money: the file tells again money that another file tells (Alipay's side tables).
        already_imported: a copy, byte for byte, of an earlier file.
    """

    path: str
    layout: str
    kind: str = "transfers"
    encoding: str = "utf-8"
    rows_read: int = 0
    rows_imported: int = 0
    rows_duplicate: int = 0
    rows_rejected: int = 0
    rows_notice: int = 0
    in_fen: int = 0
    out_fen: int = 0
    damaged_numbers: int = 0
    currencies: dict[str, dict[str, int]] = field(default_factory=dict)
    same_money: bool = False
    already_imported: bool = False

    def imported(self, *, incoming: bool, fen: int, counts: bool, currency: str = "CNY") -> None:
        """Count a row that is taken; ``counts`` says whether its amount enters the sums."""
        self.rows_read += 1
        self.rows_imported += 1
        if not counts:
            return
        if currency != "CNY":
            sums = self.currencies.setdefault(currency, {"in": 0, "out": 0})
            sums["in" if incoming else "out"] += fen
        elif incoming:
            self.in_fen += fen
        else:
            self.out_fen += fen

    def other(self, rows: int = 1) -> None:
        """Count rows that are no transfers (accounts, persons, tasks)."""
        self.rows_read += rows
        self.rows_imported += rows

    def duplicate(self) -> None:
        """Count a row that an earlier file already gave."""
        self.rows_read += 1
        self.rows_duplicate += 1

    def rejected(self) -> None:
        """Count a row that cannot be used."""
        self.rows_read += 1
        self.rows_rejected += 1

    def notice(self) -> None:
        """Count a reply without a transfer."""
        self.rows_read += 1
        self.rows_notice += 1


@dataclass(frozen=True)
class MovementTruth:
    """One movement of money that really happened (or failed, where ``status`` says so).

    ``payer`` and ``payee`` are account keys, ``None`` for cash, fees and unnamed services.
    ``payer_recorded`` and ``payee_recorded``: a row of that side is in the returns and importable.
    ``paired``: both rows are there, name each other readably and are close enough in time.
    """

    id: int
    time: str
    payer: str | None
    payee: str | None
    amount_fen: int
    currency: str
    kind: str
    status: str
    summary: str
    payer_recorded: bool
    payee_recorded: bool
    paired: bool


@dataclass(frozen=True)
class AccountTruth:
    """One account; the sums are those of its own rows that count, ``balance_fen`` the true end."""

    account: str
    aliases: list[str]
    kind: str
    holder: str
    id_number: str
    bank: str
    gang: str
    level: int
    obtained: bool
    in_fen: int
    out_fen: int
    in_count: int
    out_count: int
    balance_fen: int


@dataclass(frozen=True)
class PersonTruth:
    """One person's place: gang ``mule`` or ``trader``, ``victim``, or ``public``."""

    name: str
    id_number: str
    phone: str
    gang: str
    role: str
    level: int
    up_lines: list[str]
    accounts: list[str]


@dataclass
class Truth:
    """Everything true about one returns folder."""

    seed: int
    files: list[FileTruth]
    movements: list[MovementTruth]
    accounts: list[AccountTruth]
    people: list[PersonTruth]
    flows_total: int
    flows_paired: int
    rows_read: int
    rows_imported: int
    rows_duplicate: int
    rows_rejected: int
    rows_notice: int
    in_fen: int
    out_fen: int
    damaged_numbers: int
    victim_payments: list[int]
    balance_gaps: list[str]

    def save(self, path: Path) -> None:
        """Write as JSON; keep it out of the returns folder."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True)
class BulkTruth:
    """The sums of a bulk set; ``paired_flows`` are movements that both sides record."""

    rows: int
    files: int
    accounts: int
    counterparties: int
    in_fen: int
    out_fen: int
    failed_rows: int
    paired_flows: int
    flows: int
    bytes: int
