"""``new``, ``verify``, ``backup`` and ``passphrase``: cases and who may open them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base.clock import DEFAULT_ZONE
from app.base.errors import CaseDamaged, ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import (
    add_command,
    new_passphrase_of,
    officer_of,
    opened_case,
    passphrase_of,
)
from app.cli.output import emit, reporting, tell
from app.ops.cases import (
    VerifyResult,
    add_officer,
    backup_case,
    change_passphrase,
    create_case,
    list_officers,
    remove_officer,
    verify_case,
)

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    new = add_command(subparsers, "new", _new, _("Create an encrypted case."))
    new.add_argument("--name", metavar="TEXT", required=True, help=_("What the case is called."))
    new.add_argument("--zone", default=DEFAULT_ZONE, help=_("The time zone of the case's times."))
    add_command(
        subparsers, "verify", _verify,
        _("Check the databases, the originals' hashes and the journal."),
    )  # fmt: skip
    add_command(
        subparsers, "rebuild", _rebuild, _("Make the ledger anew from the originals in the vault.")
    )
    backup = add_command(
        subparsers, "backup", _backup, _("Copy the case to another folder and prove the copy.")
    )
    backup.add_argument("target", metavar="DIR", type=Path, help=_("The folder to make."))

    group = subparsers.add_parser(
        "passphrase", help=_("Who may open a case."), description=_("Who may open a case.")
    )
    slots = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add_command(slots, "list", _list, _("List who has a passphrase."))
    add = add_command(slots, "add", _add, _("Give an officer a passphrase of his own."))
    add.add_argument("--name", metavar="NAME", required=True, help=_("The officer's name."))
    change = add_command(slots, "change", _change, _("Change the passphrase that you opened with."))
    for parser in (add, change):
        parser.add_argument(
            "--new-passphrase-file", metavar="FILE", type=Path,
            help=_("Read the new passphrase from the first line of FILE."),
        )  # fmt: skip
    remove = add_command(slots, "remove", _remove, _("Take an officer's passphrase away."))
    remove.add_argument("slot", metavar="NAME", help=_("The officer's name, or the slot's id."))
    remove.add_argument("--why", default="", metavar="TEXT", help=_("The reason, for the journal."))


def _new(args: argparse.Namespace) -> ExitStatus:
    with create_case(
        folder=args.case,
        name=args.name,
        officer=officer_of(args),
        passphrase=passphrase_of(args, twice=True),
        zone=args.zone,
    ) as case:
        emit(
            args,
            {"case": str(case.folder), "case_id": case.case_id, "name": case.name},
            [_("Created %s") % case.folder],
        )
    return ExitStatus.DONE


def _verify(args: argparse.Namespace) -> ExitStatus:
    try:
        with opened_case(args, read_only=True) as case, reporting() as progress:
            result = verify_case(case, progress)
    except CaseDamaged as error:
        # A case too damaged to be opened is an answer to this question, not a failure to give one.
        tell(str(error))
        result = VerifyResult(
            ok=False, database_ok=False, ledger_ok=False, files=0, files_changed=(),
            journal_entries=0, journal_ok=False,
        )  # fmt: skip
    lines = [
        _("Database: %s") % _word(result.database_ok),
        _("Ledger: %s") % _word(result.ledger_ok),
        _("Originals checked: %d") % result.files,
        *(_("Missing or altered: %s") % changed.path for changed in result.files_changed),
        _("Journal: %(state)s, %(entries)d entries")
        % {"state": _word(result.journal_ok), "entries": result.journal_entries},
    ]
    emit(args, result.to_json(), lines)
    return ExitStatus.DONE if result.ok else ExitStatus.REFUSED


def _rebuild(args: argparse.Namespace) -> ExitStatus:
    # imported here: the other commands start without the ledger's engine
    from app.ops.rebuilding import rebuild_ledger

    with reporting(changing=True) as progress:
        rebuild_ledger(
            folder=args.case,
            passphrase=passphrase_of(args),
            officer=officer_of(args),
            progress=progress,
        )
    emit(args, {"case": str(args.case), "rebuilt": True}, [_("The ledger was made anew.")])
    return ExitStatus.DONE


def _word(ok: bool) -> str:
    return _("in order") if ok else _("DAMAGED")


def _backup(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=True) as case, reporting() as progress:
        backup_case(case, target=args.target, progress=progress)
    emit(args, {"target": str(args.target)}, [_("Copied to %s") % args.target])
    return ExitStatus.DONE


def _list(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=True) as case:
        slots = list_officers(case)
    emit(
        args,
        [slot.to_json() for slot in slots],
        [f"{slot.slot_id}  {slot.name}{' *' if slot.own else ''}" for slot in slots],
    )
    return ExitStatus.DONE


def _add(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args) as case:
        add_officer(case, name=args.name, passphrase=new_passphrase_of(args))
        slots = list_officers(case)
    emit(args, [slot.to_json() for slot in slots], [_("%s can open the case now.") % args.name])
    return ExitStatus.DONE


def _change(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args) as case:
        change_passphrase(case, passphrase=new_passphrase_of(args))
    emit(args, {"changed": True}, [_("The passphrase was changed.")])
    return ExitStatus.DONE


def _remove(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args) as case:
        found = [slot for slot in list_officers(case) if args.slot in (slot.slot_id, slot.name)]
        if len(found) != 1:
            raise UsageError(
                _("There is not exactly one passphrase of this name."),
                _("List them and give the slot's id."),
            )
        remove_officer(case, slot_id=found[0].slot_id, why=args.why)
        slots = list_officers(case)
    emit(args, [slot.to_json() for slot in slots], [_("%s was removed.") % found[0].name])
    return ExitStatus.DONE
