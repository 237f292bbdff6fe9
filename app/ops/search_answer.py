"""What a search answers: groups of hits, each with where Enter goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.base.i18n import N_, _

PERSON, ACCOUNT, PHONE, AMOUNT, DATE = "person", "account", "phone", "amount", "date"
MEMO, INCIDENT, TRACE, BATCH = "memo", "incident", "trace", "batch"
TITLES = {
    PERSON: N_("People and companies"),
    ACCOUNT: N_("Accounts"),
    PHONE: N_("Phones"),
    INCIDENT: N_("Incidents"),
    DATE: N_("Days and months"),
    AMOUNT: N_("Amounts"),
    TRACE: N_("Traces"),
    MEMO: N_("Words in statements"),
    BATCH: N_("Imports and files"),
}
"""The groups, in the order in which equals stand."""


@dataclass(frozen=True)
class Target:
    """Where Enter goes.

    ``kind`` and ``key``: ``party`` its id; ``name`` a name that only rows give; ``account`` its
    number; ``phone`` the number; ``flow`` its id; ``amount`` ``least/most`` in fen, either empty
    where open; ``period`` ``first/last`` day; ``memo`` the text; ``incident``, ``trace``,
    ``batch`` and ``file`` their ids.
    """

    kind: str
    key: str | int

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {"kind": self.kind, "key": self.key}


@dataclass(frozen=True)
class Hit:
    """One thing that was found: ``title`` and, ``under`` it, a second line.

    ``score`` runs from 100 for the whole text down to 0; ``flows`` are the transfers that are
    meant where there is a number of them.
    """

    kind: str
    key: str | int
    title: str
    under: str
    score: int
    target: Target
    flows: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {
            "kind": self.kind,
            "key": self.key,
            "title": self.title,
            "under": self.under,
            "score": self.score,
            "flows": self.flows,
            "target": self.target.to_json(),
        }


@dataclass(frozen=True)
class SearchGroup:
    """The hits of one kind, the best first; ``total`` were found in all.

    ``complete`` is false where more may be there than was looked through: the index is not ready
    yet, or holds only a part; ``hint`` says what helps.
    """

    kind: str
    hits: tuple[Hit, ...]
    total: int
    complete: bool = True
    hint: str = ""

    @property
    def title(self) -> str:
        """The heading."""
        return _(TITLES[self.kind])

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {
            "kind": self.kind,
            "title": self.title,
            "total": self.total,
            "complete": self.complete,
            "hint": self.hint,
            "hits": [hit.to_json() for hit in self.hits],
        }


@dataclass(frozen=True)
class SearchAnswer:
    """The answer to one text; groups without hits are there only where they are incomplete."""

    text: str
    groups: tuple[SearchGroup, ...]
    seconds: float

    @property
    def is_complete(self) -> bool:
        """Whether nothing can be missing."""
        return all(group.complete for group in self.groups)

    def group(self, kind: str) -> SearchGroup:
        """The group of a kind, empty where nothing of it was found."""
        return next((each for each in self.groups if each.kind == kind), SearchGroup(kind, (), 0))

    def to_json(self) -> dict[str, Any]:
        """The document of ``xunxian search --json``."""
        return {
            "text": self.text,
            "complete": self.is_complete,
            "ms": round(1000 * self.seconds, 1),
            "groups": [group.to_json() for group in self.groups],
        }


def score_of(class_: int, tier: int = 0) -> int:
    """100 for the whole text, less for a beginning, a part, a spelling; strangers a little less."""
    return max(0, 100 - 16 * class_ - 3 * tier)
