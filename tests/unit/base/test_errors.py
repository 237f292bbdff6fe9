"""The two kinds of failure and their exit statuses."""

from __future__ import annotations

import pytest

from app.base import errors
from app.base.errors import Cancelled, ExitStatus, KnownError


def test_known_error_reads_as_two_sentences():
    error = KnownError("The disk is full.", "Free some space.")
    assert str(error) == "The disk is full. Free some space."
    assert str(KnownError("The disk is full.")) == "The disk is full."
    assert (error.text, error.hint) == ("The disk is full.", "Free some space.")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.KnownError, 3),
        (errors.UsageError, 2),
        (errors.RefusedInput, 3),
        (errors.WrongPassphrase, 4),
        (errors.CaseInUse, 5),
        (errors.CaseDamaged, 3),
        (errors.StorageFull, 1),
        (errors.Cancelled, 130),
    ],
)
def test_exit_statuses_are_the_contract(kind, status):
    assert kind.status == status


def test_cancelled_is_no_failure_to_show():
    assert not issubclass(Cancelled, KnownError)
    assert ExitStatus.DONE == 0
