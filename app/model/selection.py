"""What all panes share: the period, the filter of flows, and what is selected."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Final

DIRECTIONS: Final = ("in", "out")
"""Of a flow, seen from the accounts or parties of the filter."""


@dataclass(frozen=True)
class Period:
    """A span of case time; both bounds belong to it, and either may be open."""

    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what no case time is."""
        for bound in (self.since, self.until):
            if bound is not None and bound.tzinfo is not None:
                raise ValueError("case time is naive")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("the period ends before it begins")

    def __bool__(self) -> bool:
        """Whether it bounds anything."""
        return self.since is not None or self.until is not None

    def __contains__(self, time: datetime) -> bool:
        return (self.since is None or self.since <= time) and (
            self.until is None or time <= self.until
        )

    def to_json(self) -> dict[str, str | None]:
        """Both bounds as ISO text."""
        return {
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Period:
        """The inverse of ``to_json``; nothing is the open period."""
        told = value or {}
        since, until = told.get("since"), told.get("until")
        return cls(
            datetime.fromisoformat(since) if since else None,
            datetime.fromisoformat(until) if until else None,
        )


@dataclass(frozen=True)
class Chip:
    """One condition of a filter, as the user takes it away: a field, and which of its values.

    ``value`` is null for a field that has one value only (period, amounts, direction, text), and
    for one whose values belong together (flows).
    """

    field: str
    value: str | int | None = None


@dataclass(frozen=True)
class FlowFilter:
    """Which flows are wanted (筛选条件): fields combine with AND, the values of one with OR.

    ``accounts`` are keys of own accounts, ``parties`` ids; ``counterparties`` are keys of the
    other side. ``direction`` ("in" or "out") is relative to accounts and parties. Amounts are in
    fen and both belong to it. ``text`` is looked for in memo, names and places; ``tags`` are ids.
    ``flows`` are exactly these, the rows behind a figure; their ids hold until the ledger changes.
    """

    accounts: tuple[str, ...] = ()
    parties: tuple[int, ...] = ()
    counterparties: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    least_fen: int | None = None
    most_fen: int | None = None
    direction: str | None = None
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    text: str = ""
    tags: tuple[int, ...] = ()
    flows: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no filter."""
        if self.direction not in (None, *DIRECTIONS):
            raise ValueError(self.direction)

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return self != FlowFilter()

    def chips(self) -> tuple[Chip, ...]:
        """Its conditions one by one, in the order of the fields."""
        found: list[Chip] = []
        for name in _NAMES:
            value = getattr(self, name)
            if isinstance(value, tuple) and name not in _TOGETHER:
                found += [Chip(name, each) for each in value]
            elif value not in (None, "", (), Period()):
                found.append(Chip(name))
        return tuple(found)

    def without(self, chip: Chip | str) -> FlowFilter:
        """The filter without one condition, or without a whole field named by a string."""
        name, value = (chip, None) if isinstance(chip, str) else (chip.field, chip.value)
        if name not in _NAMES:
            raise ValueError(name)
        if value is None:
            return replace(self, **{name: getattr(_EVERYTHING, name)})
        kept: Any = tuple(each for each in getattr(self, name) if each != value)
        return replace(self, **{name: kept})

    def to_json(self) -> dict[str, Any]:
        """What is asked, without the fields that ask nothing."""
        found: dict[str, Any] = {}
        for name in _NAMES:
            value = getattr(self, name)
            if value == getattr(_EVERYTHING, name):
                continue
            if isinstance(value, Period):
                value = value.to_json()
            found[name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> FlowFilter:
        """The inverse of ``to_json``; what a newer program asks besides is left out."""
        found: dict[str, Any] = {}
        for name, told in (value or {}).items():
            if name not in _NAMES:
                continue
            if name == "period":
                told = Period.from_json(told)  # noqa: PLW2901 - the same value, read
            found[name] = tuple(told) if isinstance(told, list) else told
        return cls(**found)


_NAMES: Final = tuple(each.name for each in fields(FlowFilter))
_EVERYTHING: Final = FlowFilter()
_TOGETHER: Final = ("flows",)


@dataclass(frozen=True)
class Selection:
    """What is selected in the workbench (选择): account keys, and ids of the other nouns."""

    accounts: tuple[str, ...] = ()
    flows: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    incidents: tuple[int, ...] = ()
    batches: tuple[int, ...] = ()
    traces: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is selected."""
        return any(getattr(self, each.name) for each in fields(self))

    def to_json(self) -> dict[str, Any]:
        """What is selected, without the empty kinds."""
        return {
            each.name: list(getattr(self, each.name))
            for each in fields(self)
            if getattr(self, each.name)
        }

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Selection:
        """The inverse of ``to_json``; kinds of a newer program are left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: tuple(told) for name, told in (value or {}).items() if name in known})
