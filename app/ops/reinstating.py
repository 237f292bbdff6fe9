"""Reading a withdrawn batch into the ledger again, from its originals in the vault."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.model.batch import ImportBatch
from app.ops.importing import Importer
from app.ops.rebuilding import batch_to_read, read_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress
    from app.store.casefile import CaseFile


@contextlib.contextmanager
def reinstated(case: CaseFile, batch: int, progress: Progress) -> Iterator[None]:
    """The rows of a batch are in the ledger inside the block, which says in ``case.db`` that they
    count; whatever goes wrong, also inside, the ledger is as before.

    Raises:
        CaseDamaged: an original is missing or altered.
        StorageFull: the disk is full.
        Cancelled: the user stopped it.
    """
    with case.session(read_only=True) as session:
        wanted = batch_to_read(session.get_one(ImportBatch, batch))
    importer = Importer(case, progress, batch)
    with importer.or_nothing():
        read_batch(importer, wanted)
        yield
