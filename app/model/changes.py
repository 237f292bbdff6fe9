"""What an operation changed, so that panes know what to read again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Changes:
    """One flag per kind of content; combine with ``|``; true when anything changed."""

    batches: bool = False
    records: bool = False
    flows: bool = False
    accounts: bool = False
    parties: bool = False
    attributions: bool = False
    measures: bool = False
    incidents: bool = False
    traces: bool = False
    requests: bool = False
    restitutions: bool = False
    findings: bool = False
    relations: bool = False
    seizures: bool = False
    notes: bool = False
    tags: bool = False
    filters: bool = False
    mappings: bool = False
    services: bool = False
    settings: bool = False
    officers: bool = False
    journal: bool = False

    def __or__(self, other: Changes) -> Changes:
        """Everything that either changed."""
        return Changes(
            **{
                field.name: getattr(self, field.name) or getattr(other, field.name)
                for field in fields(self)
            }
        )

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @classmethod
    def everything(cls) -> Changes:
        """All flags set, for the moment a case is opened."""
        return cls(**dict.fromkeys((field.name for field in fields(cls)), True))

    @classmethod
    def named(cls, names: Iterable[str]) -> Changes:
        """The flags of these names; all of them where one is not known."""
        wanted = set(names)
        if wanted - {field.name for field in fields(cls)}:
            return cls.everything()
        return cls(**dict.fromkeys(wanted, True))

    def names(self) -> list[str]:
        """The names of the flags that are set."""
        return [field.name for field in fields(self) if getattr(self, field.name)]
