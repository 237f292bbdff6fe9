"""mappings, mapping add, mapping export, mapping remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base import clock
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.output import emit

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    add_command(
        subparsers, "mappings", _list, _("List the mappings that the case keeps for other tables.")
    )
    group = subparsers.add_parser(
        "mapping", help=_("Change the mappings of a case."),
        description=_("Change the mappings of a case."),
    )  # fmt: skip
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = add_command(parts, "add", _add, _("Keep the mapping of a file in the case."))
    add.add_argument("file", metavar="FILE", type=Path, help=_("The text of the mapping."))
    export = add_command(parts, "export", _export, _("Write a mapping to a file."))
    export.add_argument("name", metavar="NAME", help=_("The name of the mapping."))
    export.add_argument("file", metavar="FILE", type=Path, help=_("The file to make."))
    remove = add_command(parts, "remove", _remove, _("Forget a mapping."))
    remove.add_argument("name", metavar="NAME", help=_("The name of the mapping."))
    remove.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def _list(args: argparse.Namespace) -> ExitStatus:
    # imported here, as in every command of this file: the others start without the importers
    from app.ops.mappings import list_mappings

    with opened_case(args, read_only=True) as case:
        rows = list_mappings(case)
    emit(
        args,
        [row.to_json() for row in rows],
        (
            _("{name}  {columns} columns  read {used} files  {time}  {officer}").format(
                name=row.name,
                columns=len(row.header),
                used=row.used,
                time=clock.shown(row.created),
                officer=row.created_by,
            )
            for row in rows
        ),
    )
    return ExitStatus.DONE


def _add(args: argparse.Namespace) -> ExitStatus:
    from app.ops.mappings import add_mapping

    with opened_case(args) as case:
        mapping, _changes = add_mapping(case, path=args.file)
    emit(
        args,
        {"name": mapping.name, "header": list(mapping.header)},
        [_("The mapping “{name}” is kept.").format(name=mapping.name)],
    )
    return ExitStatus.DONE


def _export(args: argparse.Namespace) -> ExitStatus:
    from app.ops.mappings import export_mapping

    with opened_case(args, read_only=True) as case:
        export_mapping(case, name=args.name, target=args.file)
    emit(
        args,
        {"name": args.name, "file": str(args.file)},
        [_("The mapping “{name}” is in {file}.").format(name=args.name, file=args.file)],
    )
    return ExitStatus.DONE


def _remove(args: argparse.Namespace) -> ExitStatus:
    from app.ops.mappings import remove_mapping

    with opened_case(args) as case:
        remove_mapping(case, name=args.name, why=args.why)
    emit(
        args,
        {"name": args.name, "removed": True},
        [_("The mapping “{name}” was removed.").format(name=args.name)],
    )
    return ExitStatus.DONE
