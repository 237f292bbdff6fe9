"""tag add, remove, list; note add, list, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base import clock
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.output import emit
from app.model.selection import Selection

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers
    from app.ops.attaching import Where
    from app.ops.notes import NoteRow


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    _register_tags(subparsers)
    _register_notes(subparsers)


def _register_tags(subparsers: Subparsers) -> None:
    text = _("Put tags on flows, accounts and parties.")
    group = subparsers.add_parser("tag", help=text, description=text)
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = add_command(parts, "add", _add_tag, _("Put a tag on things; it is made if need be."))
    remove = add_command(parts, "remove", _remove_tag, _("Take a tag off things, or delete it."))
    for parser in (add, remove):
        parser.add_argument("name", metavar="NAME", help=_("The tag."))
        _add_things(parser)
    add.add_argument("--colour", metavar="N", type=int, help=_("Its colour, from 0 to 9."))
    remove.add_argument("--all", action="store_true", help=_("Delete the tag itself."))
    remove.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))
    listing = add_command(parts, "list", _list_tags, _("List the tags."))
    listing.add_argument("--name", metavar="NAME", help=_("List what has this tag."))


def _register_notes(subparsers: Subparsers) -> None:
    text = _("Write notes about flows, accounts and parties.")
    group = subparsers.add_parser("note", help=text, description=text)
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = add_command(parts, "add", _add_note, _("Write a note about things."))
    add.add_argument("text", metavar="TEXT", help=_("What it says."))
    listing = add_command(parts, "list", _list_notes, _("List the notes, the newest first."))
    for parser in (add, listing):
        _add_things(parser)
    remove = add_command(parts, "remove", _remove_note, _("Remove a note."))
    remove.add_argument("note", metavar="NOTE", type=int, help=_("Its number."))
    remove.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def _add_things(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--flow", metavar="ID", type=int, action="append", default=[],
        help=_("A flow by its id; may be repeated."),
    )  # fmt: skip
    parser.add_argument(
        "--account", metavar="A", action="append", default=[],
        help=_("An account by any number; may be repeated."),
    )  # fmt: skip
    parser.add_argument(
        "--party", metavar="N", type=int, action="append", default=[],
        help=_("A party by its number; may be repeated."),
    )  # fmt: skip


def _things(args: argparse.Namespace) -> Selection:
    return Selection(
        accounts=tuple(args.account), flows=tuple(args.flow), parties=tuple(args.party)
    )


def place_text(place: Where) -> str:
    """Where a tag or note hangs, in words."""
    if place.about == "account":
        return _("account {name}").format(name=place.account)
    if place.about == "party":
        return _("party {name}").format(name=place.party)
    if place.flow is None:
        return _("a flow whose rows were taken back")
    return _("flow {name}").format(name=place.flow)


def _add_tag(args: argparse.Namespace) -> ExitStatus:
    from app.ops.tagging import add_tag, make_tag

    with opened_case(args) as case:
        if _things(args):
            number, _changes = add_tag(case, name=args.name, on=_things(args), colour=args.colour)
        else:
            make_tag(case, name=args.name, colour=args.colour)
            number = 0
    emit(
        args, {"tag": args.name.strip(), "added": number},
        [_("The tag “{name}” was put on {number}.").format(name=args.name.strip(), number=number)],
    )  # fmt: skip
    return ExitStatus.DONE


def _remove_tag(args: argparse.Namespace) -> ExitStatus:
    from app.ops.tagging import delete_tag, list_tags, remove_tag, tag_number

    name = args.name.strip()
    with opened_case(args) as case:
        if args.all:
            tag = tag_number(case, name)
            row = next(each for each in list_tags(case) if each.tag == tag)
            number = row.flows + row.accounts + row.parties
            delete_tag(case, tag=tag, why=args.why)
        else:
            number, _changes = remove_tag(case, name=name, on=_things(args))
    emit(
        args, {"tag": name, "removed": number, "deleted": args.all},
        [_("The tag “{name}” was taken off {number}.").format(name=name, number=number)],
    )  # fmt: skip
    return ExitStatus.DONE


def _list_tags(args: argparse.Namespace) -> ExitStatus:
    from app.ops.tagging import list_tags, tag_number, tag_places

    with opened_case(args, read_only=True) as case:
        if args.name is not None:
            places = tag_places(case, tag=tag_number(case, args.name))
            emit(args, [each.to_json() for each in places], map(place_text, places))
            return ExitStatus.DONE
        rows = list_tags(case)
    emit(
        args, [row.to_json() for row in rows],
        (
            "  ".join((
                f"{row.tag}", row.name, _("colour {number}").format(number=row.colour),
                _("{flows} flows, {accounts} accounts, {parties} parties").format(
                    flows=row.flows, accounts=row.accounts, parties=row.parties
                ),
            ))
            for row in rows
        ),
    )  # fmt: skip
    return ExitStatus.DONE


def _add_note(args: argparse.Namespace) -> ExitStatus:
    from app.ops.notes import add_note

    with opened_case(args) as case:
        numbers, _changes = add_note(case, text=args.text, on=_things(args))
    emit(
        args, {"notes": numbers},
        (_("The note {note} was written.").format(note=number) for number in numbers),
    )  # fmt: skip
    return ExitStatus.DONE


def _list_notes(args: argparse.Namespace) -> ExitStatus:
    from app.ops.notes import list_notes, notes_on

    with opened_case(args, read_only=True) as case:
        rows = notes_on(case, _things(args)) if _things(args) else list_notes(case)
    emit(args, [row.to_json() for row in rows], _note_lines(rows))
    return ExitStatus.DONE


def _note_lines(rows: list[NoteRow]) -> Iterator[str]:
    for row in rows:
        text = " ".join(row.text.split())
        yield (
            f"{row.note}  {clock.shown(row.time)}  {row.officer}  {place_text(row.place)}  {text}"
        )


def _remove_note(args: argparse.Namespace) -> ExitStatus:
    from app.ops.notes import remove_note

    with opened_case(args) as case:
        remove_note(case, note=args.note, why=args.why)
    emit(
        args, {"note": args.note, "removed": True},
        [_("The note {note} was removed.").format(note=args.note)],
    )  # fmt: skip
    return ExitStatus.DONE
