"""A money flow written into a workbook, with the rows that prove its transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base import clock
from app.ops.flows import flows_by_id
from app.reports import money_flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from app.base.progress import Progress
    from app.ops.cases import CaseFile
    from app.ops.flows import FlowRow
    from app.ops.money_flow import FlowPicture
    from app.reports.tables import Cell

PAGE = 5000


def export_money_flow(
    case: CaseFile,
    picture: FlowPicture,
    *,
    target: Path,
    notes: Sequence[str],
    state_words: Mapping[str, str],
    progress: Progress,
) -> list[int]:
    """Write accounts, edges and flows; returns how many of each.

    Args:
        case: is only read.
        picture: a trace that was reckoned whole; what is beyond it is left out.
        target: the file.
        notes: the method and the parameters in words.
        state_words: what the states are called.
        progress: can cancel.

    Raises:
        StorageFull: the file cannot be written.
    """
    accounts = [
        (
            str(card.level), card.account, card.holder, card.bank, card.came, card.went,
            card.kept, card.still_there, clock.shown(card.first) if card.first else None,
            None if card.minutes is None else f"{card.minutes:.0f}",
            ", ".join(state_words[state] for state in card.states),
        )
        for card in picture.cards if not card.beyond
    ]  # fmt: skip
    edges = [
        (
            str(band.level), band.payer, band.payee, band.fen, str(band.flows),
            clock.shown(band.first) if band.first else None,
            clock.shown(band.last) if band.last else None,
        )
        for band in picture.bands if not band.beyond
    ]  # fmt: skip
    flows = _flows(case, picture.document["flow_ids"] or [], progress)
    return money_flow.write(target, accounts, edges, flows, notes)


def _flows(case: CaseFile, ids: list[int], progress: Progress) -> Iterator[Sequence[Cell]]:
    for start in range(0, len(ids), PAGE):
        progress.check()
        for row in flows_by_id(case, ids[start : start + PAGE]):
            yield (
                str(row.id), clock.shown(row.time, clock.Precision(row.exactness)), row.payer,
                row.payer_name, row.payee, row.payee_name, row.amount_fen, row.currency,
                row.summary, _sources(row),
            )  # fmt: skip


def _sources(row: FlowRow) -> str:
    return "; ".join(f"{each.file} {each.sheet}:{each.line}" for each in row.sources)
