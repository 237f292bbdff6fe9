"""The journal: append-only, each entry chained to the one before by SHA-256.

The chain begins at the case's id, so entries of another case do not fit. The hash of the last entry
is kept a second time under a key, so that cutting entries off the end is noticed as well. Putting
back the whole folder as it was earlier cannot be noticed from inside it; a printed head can tell.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.model.journal import JournalEntry
from app.model.meta import Meta

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_HEAD = "journal_head"
_INFO = "journal_seal"


@dataclass(frozen=True)
class JournalSeal:
    """What a session needs to write the journal; handed over in its ``info``."""

    case_id: str
    zone: str
    key: bytes

    def info(self) -> dict[str, Any]:
        """The ``info`` of a session."""
        return {_INFO: self}

    def genesis(self) -> str:
        """The hash that stands before the first entry."""
        return hashlib.sha256(f"xunxian/journal/{self.case_id}".encode()).hexdigest()

    def mac(self, seq: int, entry_hash: str) -> str:
        """The keyed hash of a head."""
        text = f"{self.case_id}/{seq}/{entry_hash}".encode()
        return hmac.new(self.key, text, hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return "JournalSeal(...)"


@dataclass(frozen=True)
class Head:
    """The last entry's number and hash; 0 and the genesis hash in an empty journal."""

    seq: int
    hash: str


@dataclass(frozen=True)
class JournalCheck:
    """What ``verify`` found; ``first_bad_seq`` is where the chain stops to hold."""

    entries: int
    ok: bool
    first_bad_seq: int | None


def _entry_hash(entry: JournalEntry) -> str:
    text = json.dumps(
        [
            entry.seq,
            clock.iso(entry.time),
            entry.officer,
            entry.verb,
            entry.subject,
            entry.before,
            entry.after,
            entry.why,
            entry.previous_hash,
        ],
        ensure_ascii=True,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def head(session: Session) -> Head:
    """The head as it was kept, without proving it."""
    seal: JournalSeal = session.info[_INFO]
    kept = session.get(Meta, _HEAD)
    if kept is None:
        return Head(0, seal.genesis())
    seq, entry_hash, _mac = kept.value.split("/")
    return Head(int(seq), entry_hash)


def append(
    session: Session,
    *,
    officer: str,
    verb: str,
    subject: str,
    before: Any | None = None,
    after: Any | None = None,
    why: str = "",
) -> JournalEntry:
    """Write one entry in the transaction of ``session``, which must be one that writes.

    Args:
        session: from ``CaseFile.session()``.
        officer: who did it.
        verb: what was done, a fixed English word such as ``import`` or ``add_officer``.
        subject: to what, such as ``batch/3``.
        before: the state before, as JSON values.
        after: the state after, as JSON values.
        why: the officer's reason.
    """
    seal: JournalSeal = session.info[_INFO]
    last = head(session)
    entry = JournalEntry(
        seq=last.seq + 1,
        time=clock.now(seal.zone),
        officer=officer,
        verb=verb,
        subject=subject,
        before=_plain(before),
        after=_plain(after),
        why=why,
        previous_hash=last.hash,
    )
    entry.hash = _entry_hash(entry)
    session.add(entry)
    session.merge(
        Meta(name=_HEAD, value=f"{entry.seq}/{entry.hash}/{seal.mac(entry.seq, entry.hash)}")
    )
    session.flush()
    return entry


def _plain(value: Any) -> Any:
    """The value as it will be read back (tuples become lists, keys texts), so hashes agree."""
    return None if value is None else json.loads(json.dumps(value, allow_nan=False))


def verify(session: Session) -> JournalCheck:
    """Prove the whole chain from the case's id to the kept head."""
    seal: JournalSeal = session.info[_INFO]
    previous, count = seal.genesis(), 0
    entries = session.scalars(
        sa.select(JournalEntry)
        .order_by(JournalEntry.seq)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) or 0
    for entry in entries:
        count += 1
        sound = entry.seq == count and entry.previous_hash == previous
        if not sound or entry.hash != _entry_hash(entry):
            return JournalCheck(total, ok=False, first_bad_seq=count)
        previous = entry.hash
    kept = session.get(Meta, _HEAD, populate_existing=True)
    expected = f"{count}/{previous}/{seal.mac(count, previous)}" if count else None
    if (kept.value if kept is not None else None) != expected:
        return JournalCheck(total, ok=False, first_bad_seq=count + 1)
    return JournalCheck(total, ok=True, first_bad_seq=None)
