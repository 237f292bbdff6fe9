"""From the world and what was written of it to the truth: which rows meet, which sums count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.truth import AccountTruth, FileTruth, MovementTruth, PersonTruth, Truth
from app.demo.world import DAY, Account, Entry, Movement, World, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOW = 600
"""Seconds that may lie between the payer's and the payee's record of one movement."""


def reckon(
    seed: int,
    world: World,
    files: Sequence[FileTruth],
    payments: list[int],
    gaps: list[str],
) -> Truth:
    """Sum everything up after all files are written."""
    movements = [_movement(movement) for movement in world.movements]
    paired = sum(movement.paired for movement in movements)
    imported = sum(f.rows_imported for f in files if f.kind == "transfers")
    return Truth(
        seed=seed,
        files=list(files),
        movements=movements,
        accounts=[_account(account) for account in world.accounts],
        people=_people(world),
        flows_total=imported - paired,
        flows_paired=paired,
        rows_read=sum(f.rows_read for f in files),
        rows_imported=sum(f.rows_imported for f in files),
        rows_duplicate=sum(f.rows_duplicate for f in files),
        rows_rejected=sum(f.rows_rejected for f in files),
        rows_notice=sum(f.rows_notice for f in files),
        in_fen=sum(f.in_fen for f in files),
        out_fen=sum(f.out_fen for f in files),
        damaged_numbers=sum(f.damaged_numbers for f in files),
        victim_payments=payments,
        balance_gaps=gaps,
    )


def meet(out: Entry | None, into: Entry | None) -> bool:
    """Whether two records of one movement are paired by the rule of the command line."""
    if out is None or into is None:
        return False
    if not (out.counted and into.counted and out.named and into.named):
        return False
    if out.precision == 0 or into.precision == 0:
        return out.seen // DAY == into.seen // DAY
    return abs(out.seen - into.seen) <= WINDOW


def _movement(movement: Movement) -> MovementTruth:
    out, into = movement.out_entry, movement.in_entry
    return MovementTruth(
        movement.id,
        moment(movement.time).isoformat(),
        movement.payer.key if movement.payer is not None else None,
        movement.payee.key if movement.payee is not None else None,
        movement.amount,
        movement.currency,
        movement.kind,
        movement.status,
        movement.summary,
        out is not None and out.held,
        into is not None and into.held,
        meet(out, into),
    )


def _account(account: Account) -> AccountTruth:
    counted = [e for e in account.entries if e.counted and e.movement.currency == "CNY"]
    into = [entry.amount for entry in counted if entry.incoming]
    out = [entry.amount for entry in counted if not entry.incoming]
    return AccountTruth(
        account.key,
        [account.number] if account.number != account.key else [],
        account.kind,
        account.holder.name,
        account.holder.id_number,
        account.bank,
        account.holder.group,
        account.level,
        account.obtained,
        sum(into),
        sum(out),
        len(into),
        len(out),
        account.balance,
    )


def _people(world: World) -> list[PersonTruth]:
    owned: dict[str, list[str]] = {}
    for account in world.accounts:
        owned.setdefault(account.holder.id_number, []).append(account.key)
    return [
        PersonTruth(
            person.name,
            person.id_number,
            person.phone,
            person.group,
            person.role,
            person.level,
            [up.id_number for up in person.up_lines],
            owned.get(person.id_number, []),
        )
        for person in world.population.people
    ]
