"""The triggers that keep the journal append-only.

A migration that rebuilds the table loses them and has to call ``guard_journal`` again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_TRIGGERS = (
    """CREATE TRIGGER IF NOT EXISTS journal_entry_no_update BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS journal_entry_in_order BEFORE INSERT ON journal_entry
       WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal_entry)
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)


def guard_journal(op: Operations) -> None:
    """Refuse changing, deleting and inserting out of order."""
    for trigger in _TRIGGERS:
        op.execute(trigger)
