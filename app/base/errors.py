"""The two kinds of failure: what the user can act on, and bugs.

``KnownError`` carries a sentence for the user and the next step he can take; it is shown as it is.
Anything else that is raised is a bug: it goes to the crash log, and must never lose data.
"""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the command line answers; fixed by its contract."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    WRONG_PASSPHRASE = 4
    CASE_IN_USE = 5
    CANCELLED = 130


class KnownError(Exception):
    """Something that the user, his file or his machine has to settle.

    Attributes:
        text: what happened, one sentence.
        hint: what to do next, one sentence; may be empty.
        status: the exit status on the command line.
    """

    status = ExitStatus.REFUSED

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.text} {self.hint}".strip()


class UsageError(KnownError):
    """The call itself is wrong: a path that is not there, an option that does not fit."""

    status = ExitStatus.USAGE


class RefusedInput(KnownError):
    """An input was looked at and cannot be taken."""


class WrongPassphrase(KnownError):
    """No key slot of the case opens with this passphrase."""

    status = ExitStatus.WRONG_PASSPHRASE


class CaseInUse(KnownError):
    """Another living process holds the case."""

    status = ExitStatus.CASE_IN_USE


class CaseDamaged(KnownError):
    """A file of the case is missing, altered or of a newer format."""


class StorageFull(KnownError):
    """The disk is full or refuses writing."""

    status = ExitStatus.FAILED


class WriteProtected(StorageFull):
    """The disk refuses writing; what is there can be read."""


class OutOfMemory(KnownError):
    """The work does not fit into the memory that it was given."""

    status = ExitStatus.FAILED


class Cancelled(Exception):
    """The user asked to stop; caught where the work was started and never shown as a failure."""

    status = ExitStatus.CANCELLED
