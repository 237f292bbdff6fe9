"""The mappings of a case: keeping, listing, sharing and suggesting them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput, UsageError
from app.base.i18n import N_, _
from app.importers.mapping_fit import quality
from app.importers.mapping_text import LARGEST, read_mapping, write_mapping
from app.model.changes import Changes
from app.model.mapping import Mapping
from app.ops.changing import changing
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.importers.mapping import TableMapping
    from app.ops.recognising import Use
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class MappingRow:
    """One mapping of a case; ``used`` counts the files that it read."""

    name: str
    header: tuple[str, ...]
    text: str
    created: datetime
    created_by: str
    used: int

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "name": self.name,
            "header": list(self.header),
            "created": clock.iso(self.created),
            "created_by": self.created_by,
            "used": self.used,
            "mapping": self.text,
        }


def list_mappings(case: CaseFile) -> list[MappingRow]:
    """The mappings of the case, the most used first."""
    with case.session(read_only=True) as session:
        found = session.scalars(sa.select(Mapping).order_by(Mapping.used.desc(), Mapping.name))
        return [
            MappingRow(m.name, tuple(m.header), m.text, m.created, m.created_by, m.used)
            for m in found
        ]


def saved_mappings(case: CaseFile) -> list[TableMapping]:
    """The mappings of the case, read; the most used first."""
    found = []
    for row in list_mappings(case):
        # one that a newer program wrote is left alone
        with contextlib.suppress(RefusedInput):
            found.append(read_mapping(row.text))
    return found


def read_mapping_file(path: Path) -> TableMapping:
    """A mapping from a file.

    Raises:
        UsageError: the file is not there.
        RefusedInput: it is no mapping; the line is named.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            _("The mapping {path} cannot be read.").format(path=path), _("Check the path.")
        ) from error
    return read_mapping(text)


def save_mapping(case: CaseFile, *, mapping: TableMapping) -> Changes:
    """Keep a mapping under its name; one of that name is replaced."""
    with changing(case, N_("Save mapping “{name}”"), name=mapping.name) as session:
        changed = _keep(session, case, mapping)
    return Changes(mappings=changed, journal=changed)


def add_mapping(case: CaseFile, *, path: Path) -> tuple[TableMapping, Changes]:
    """Keep the mapping of a file; raises as ``read_mapping_file``."""
    mapping = read_mapping_file(path)
    return mapping, save_mapping(case, mapping=mapping)


def remove_mapping(case: CaseFile, *, name: str, why: str = "") -> Changes:
    """Forget a mapping; what it read stays, with the text that it was read by.

    Raises:
        UsageError: there is none of that name.
    """
    with changing(case, N_("Remove mapping “{name}”"), name=name) as session:
        found = _named(session, name)
        journal.append(
            session, officer=case.officer, verb="remove mapping", subject=f"mapping {name}",
            before={"text": found.text}, why=why,
        )  # fmt: skip
        session.delete(found)
    return Changes(mappings=True, journal=True)


def export_mapping(case: CaseFile, *, name: str, target: Path) -> None:
    """Write a mapping to a file, which other cases can take.

    Raises:
        UsageError: there is none of that name, or there is such a file already.
    """
    with case.session(read_only=True) as session:
        text = _named(session, name).text
    write_new(target, text)


def write_new(target: Path, text: str) -> None:
    """Write a text to a file that is not there yet.

    Raises:
        UsageError: it is there, or cannot be written.
    """
    try:
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise UsageError(
            _("There is a file {path} already.").format(path=target), _("Choose another name.")
        ) from error
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written.").format(path=target), _("Check the path.")
        ) from error


def suggest(case: CaseFile, *, header: Sequence[str]) -> list[tuple[TableMapping, int]]:
    """The mappings that match a header, best first, with the quality of the match (1 to 100)."""
    found = [(mapping, quality(mapping.header, header)) for mapping in saved_mappings(case)]
    return sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])


def keep_used(session: Session, case: CaseFile, uses: Iterable[tuple[Use, int]]) -> None:
    """After an import: keep the named mappings that read something, and count each file."""
    for use, files in uses:
        if use.given:
            _keep(session, case, use.mapping)
        session.execute(
            sa.update(Mapping)
            .where(Mapping.name == use.mapping.name)
            .values(used=Mapping.used + files)
        )


def _keep(session: Session, case: CaseFile, mapping: TableMapping) -> bool:
    text = write_mapping(mapping)
    if read_mapping(text) != mapping:
        raise RefusedInput(_("The mapping holds signs that no text has."), _("Save it as UTF-8."))
    found = session.scalar(sa.select(Mapping).where(Mapping.name == mapping.name))
    if found is not None and found.text == text:
        return False
    journal.append(
        session, officer=case.officer, verb="save mapping", subject=f"mapping {mapping.name}",
        before={"text": found.text} if found is not None else None, after={"text": text},
    )  # fmt: skip
    if found is None:
        found = Mapping(
            name=mapping.name, created=clock.now(case.zone), created_by=case.officer, used=0,
            header=[], text="",
        )  # fmt: skip
        session.add(found)
    found.header, found.text = list(mapping.header), text
    session.flush()
    return True


def _named(session: Session, name: str) -> Mapping:
    found = session.scalar(sa.select(Mapping).where(Mapping.name == name))
    if found is None:
        raise UsageError(
            _("There is no mapping “{name}”.").format(name=name),
            _("“xunxian mappings” lists them."),
        )
    return found
