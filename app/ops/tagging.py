"""Tags: making, changing and deleting them, putting them on things and taking them off."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.model.changes import Changes
from app.model.selection import Selection
from app.model.tag import Tag, TagUse
from app.ops.attaching import hanging_on, things_of, things_of_flows, where
from app.ops.changing import changing
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.ops.attaching import Thing, Where
    from app.store.casefile import CaseFile

LONGEST: Final = 60
"""Letters of the longest name."""
COLOURS: Final = 10
"""How many category colours a tag can choose from."""
_CHANGED: Final = Changes(tags=True, journal=True)


@dataclass(frozen=True)
class TagRow:
    """One tag (标签) and on how many things it is; ``colour`` is the place of a category colour."""

    tag: int
    name: str
    colour: int
    officer: str
    time: datetime
    flows: int = 0
    accounts: int = 0
    parties: int = 0

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "tag": self.tag, "name": self.name, "colour": self.colour, "officer": self.officer,
            "time": clock.iso(self.time), "flows": self.flows, "accounts": self.accounts,
            "parties": self.parties,
        }  # fmt: skip


def list_tags(case: CaseFile) -> list[TagRow]:
    """The tags of the case by name."""
    about = sa.case(
        (TagUse.party_id.is_not(None), "party"), (TagUse.account.is_not(None), "account"),
        else_="flow",
    )  # fmt: skip
    counted: Counter[tuple[int, str]] = Counter()
    with case.session(read_only=True) as session:
        query = sa.select(TagUse.tag_id, about, sa.func.count()).group_by(TagUse.tag_id, about)
        for tag, kind, number in session.execute(query):
            counted[tag, kind] = number
        return [
            TagRow(
                tag.id, tag.name, tag.colour, tag.officer, tag.time, counted[tag.id, "flow"],
                counted[tag.id, "account"], counted[tag.id, "party"],
            )
            for tag in session.scalars(sa.select(Tag).order_by(Tag.name))
        ]  # fmt: skip


def make_tag(case: CaseFile, *, name: str, colour: int | None = None) -> tuple[int, Changes]:
    """Make a tag that is on nothing yet; a colour that few tags have unless one is named.

    Raises:
        RefusedInput: there is one of that name, the name is empty or too long, or no such colour.
    """
    name = _checked(name)
    with changing(case, N_("Make tag “{tag}”"), tag=name) as session:
        if _named(session, name) is not None:
            raise RefusedInput(_("There is a tag “{name}” already.").format(name=name))
        return _make(session, case, name, colour).id, _CHANGED


def change_tag(
    case: CaseFile, *, tag: int, name: str | None = None, colour: int | None = None
) -> Changes:
    """Give a tag another name or colour.

    Raises:
        RefusedInput: there is no such tag, or as ``make_tag``.
    """
    with changing(case, N_("Change tag “{tag}”"), tag=_name_of(case, tag)) as session:
        found = _tag(session, tag)
        before = {"name": found.name, "colour": found.colour}
        if name is not None:
            other = _named(session, _checked(name))
            if other is not None and other is not found:
                raise RefusedInput(_("There is a tag “{name}” already.").format(name=name.strip()))
            found.name = _checked(name)
        if colour is not None:
            found.colour = _checked_colour(colour)
        after = {"name": found.name, "colour": found.colour}
        if before == after:
            return Changes()
        journal.append(
            session, officer=case.officer, verb="change tag", subject=f"tag {tag}",
            before=before, after=after,
        )  # fmt: skip
    return _CHANGED


def delete_tag(case: CaseFile, *, tag: int, why: str = "") -> Changes:
    """Delete a tag and take it off everything. Raises ``RefusedInput`` where there is none."""
    with changing(case, N_("Delete tag “{tag}”"), tag=_name_of(case, tag)) as session:
        found = _tag(session, tag)
        journal.append(
            session, officer=case.officer, verb="delete tag", subject=f"tag {tag}",
            before={"name": found.name, "colour": found.colour, "things": len(found.uses)},
            why=why,
        )  # fmt: skip
        session.delete(found)
    return _CHANGED


def add_tag(
    case: CaseFile, *, name: str, on: Selection, colour: int | None = None
) -> tuple[int, Changes]:
    """Put a tag on flows, accounts and parties; all of them or none.

    Args:
        case: open for writing.
        name: of the tag, which is made if there is none.
        on: the things; its incidents and batches are not looked at.
        colour: for a tag that is made.

    Returns:
        On how many things it was not yet, and what changed.

    Raises:
        RefusedInput: nothing is selected, a thing is not there, or as ``make_tag``.
    """
    name = _checked(name)
    with changing(case, N_("Tag “{tag}”"), tag=name) as session:
        things = things_of(case, session, on)
        tag = _named(session, name)
        if tag is None:
            tag = _make(session, case, name, colour)
        held = _held(case, session, tag, things)
        added = [thing for thing in things if thing.mark not in held]
        now = clock.now(case.zone)
        session.add_all(
            TagUse(tag_id=tag.id, officer=case.officer, time=now, **thing.columns)
            for thing in added
        )
        if added:
            session.flush()
            journal.append(
                session, officer=case.officer, verb="add tag", subject=f"tag {tag.id}",
                after={"name": tag.name, "on": [_told(thing) for thing in added]},
            )  # fmt: skip
    return len(added), _CHANGED if added else Changes()


def remove_tag(case: CaseFile, *, name: str, on: Selection) -> tuple[int, Changes]:
    """Take a tag off things; those that it is not on are left out.

    Returns:
        From how many things it was taken, and what changed.

    Raises:
        RefusedInput: there is no such tag, or as ``add_tag``.
    """
    with changing(case, N_("Take tag “{tag}” off"), tag=name.strip()) as session:
        tag = _named(session, name.strip())
        if tag is None:
            raise RefusedInput(
                _("There is no tag “{name}”.").format(name=name.strip()),
                _("“xunxian tag list” lists them."),
            )
        things = things_of(case, session, on)
        held = _held(case, session, tag, things)
        taken = [thing for thing in things if thing.mark in held]
        for thing in taken:
            for use in held[thing.mark]:
                session.delete(use)
        if taken:
            journal.append(
                session, officer=case.officer, verb="remove tag", subject=f"tag {tag.id}",
                before={"name": tag.name, "on": [_told(thing) for thing in taken]},
            )  # fmt: skip
    return len(taken), _CHANGED if taken else Changes()


def tags_of_flows(case: CaseFile, flows: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Flow id to the ids of its tags, for the flows that have any."""
    things = things_of_flows(case, flows)
    with case.session(read_only=True) as session:
        held = hanging_on(case, session, TagUse, things.values())
        return {
            flow: tuple(dict.fromkeys(use.tag_id for use in held[thing.mark]))
            for flow, thing in things.items()
            if thing.mark in held
        }


def tags_on(case: CaseFile, on: Selection) -> list[TagRow]:
    """The tags of what is selected, each counted over the selection. Raises as ``add_tag``."""
    with case.session(read_only=True) as session:
        held = hanging_on(case, session, TagUse, things_of(case, session, on))
        counted = Counter((use.tag_id, use.about) for uses in held.values() for use in uses)
        tags = session.scalars(sa.select(Tag).where(Tag.id.in_({tag for tag, _about in counted})))
        return [
            TagRow(
                tag.id, tag.name, tag.colour, tag.officer, tag.time, counted[tag.id, "flow"],
                counted[tag.id, "account"], counted[tag.id, "party"],
            )
            for tag in sorted(tags, key=lambda each: each.name)
        ]  # fmt: skip


def tagged(case: CaseFile, tags: Collection[int]) -> Selection:
    """Everything that has one of these tags, as it is named now; flows that are gone are left out.

    A filter by tags asks it for the ids of the flows.
    """
    uses = _uses(case, tags)
    places = where(case, uses)
    return Selection(
        accounts=_distinct(places.values(), "account"),
        flows=_distinct(places.values(), "flow"),
        parties=_distinct(places.values(), "party"),
    )


def tag_places(case: CaseFile, *, tag: int) -> list[Where]:
    """Where one tag is, also on flows whose rows were taken back (``flow`` is null then)."""
    uses = _uses(case, [tag])
    places = where(case, uses)
    return [places[use.id] for use in uses]


def tag_number(case: CaseFile, name: str) -> int:
    """The id of the tag of a name; raises ``RefusedInput`` where there is none."""
    with case.session(read_only=True) as session:
        found = _named(session, name.strip())
        if found is None:
            raise RefusedInput(
                _("There is no tag “{name}”.").format(name=name.strip()),
                _("“xunxian tag list” lists them."),
            )
        return found.id


def _uses(case: CaseFile, tags: Collection[int]) -> list[TagUse]:
    with case.session(read_only=True) as session:
        query = sa.select(TagUse).where(TagUse.tag_id.in_(set(tags))).order_by(TagUse.id)
        return list(session.scalars(query))


def _distinct(places: Collection[Where], name: str) -> tuple[Any, ...]:
    found = (getattr(place, name) for place in places)
    return tuple(dict.fromkeys(value for value in found if value is not None))


def _held(
    case: CaseFile, session: Session, tag: Tag, things: list[Thing]
) -> dict[tuple[Any, ...], list[TagUse]]:
    held = hanging_on(case, session, TagUse, things)
    own = {mark: [use for use in uses if use.tag_id == tag.id] for mark, uses in held.items()}
    return {mark: uses for mark, uses in own.items() if uses}


def _make(session: Session, case: CaseFile, name: str, colour: int | None) -> Tag:
    if colour is None:
        used = Counter(session.scalars(sa.select(Tag.colour)))
        colour = min(range(COLOURS), key=lambda place: (used[place], place))
    made = Tag(
        name=name, colour=_checked_colour(colour), officer=case.officer, time=clock.now(case.zone)
    )
    session.add(made)
    session.flush()
    journal.append(
        session, officer=case.officer, verb="make tag", subject=f"tag {made.id}",
        after={"name": made.name, "colour": made.colour},
    )  # fmt: skip
    return made


def _named(session: Session, name: str) -> Tag | None:
    return session.scalar(sa.select(Tag).where(Tag.name == name))


def _tag(session: Session, tag: int) -> Tag:
    found = session.get(Tag, tag)
    if found is None:
        raise RefusedInput(
            _("There is no tag {tag}.").format(tag=tag), _("“xunxian tag list” lists them.")
        )
    return found


def _name_of(case: CaseFile, tag: int) -> str:
    with case.session(read_only=True) as session:
        return _tag(session, tag).name


def _checked(name: str) -> str:
    name = name.strip()
    if not name:
        raise RefusedInput(_("The tag needs a name."))
    if len(name) > LONGEST:
        raise RefusedInput(
            _("“{name}” has more than {number} letters.").format(name=name[:20], number=LONGEST)
        )
    return name


def _checked_colour(colour: int) -> int:
    if not 0 <= colour < COLOURS:
        raise RefusedInput(
            _("There is no colour {colour}.").format(colour=colour),
            _("Colours are numbered from 0 to {last}.").format(last=COLOURS - 1),
        )
    return colour


def _told(thing: Thing) -> dict[str, Any]:
    """A thing as the journal keeps it."""
    told = {name: value for name, value in thing.columns.items() if value is not None}
    if "flow_time" in told:
        told["flow_time"] = clock.iso(told["flow_time"])
    return told
