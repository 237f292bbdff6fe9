"""incidents, incident add, change, remove, pay, unpay, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base import clock, money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, reporting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from app.cli.context import Subparsers
    from app.ops.incident_import import ListReport
    from app.ops.incidents import IncidentRow

_DAY_LENGTH = 10
_MINUTE_LENGTH = 16
_IMPORT = "import"


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    listing = add_command(
        subparsers, "incidents", _incidents,
        _("List the incidents; “incidents import CASE FILE” imports a list of them."), case=False,
    )  # fmt: skip
    listing.add_argument(
        "words", metavar="CASE", nargs="+", help=_("The folder of the case; or import CASE FILE.")
    )
    listing.add_argument(
        "--mapping", metavar="FILE", type=Path, help=_("With import: which column is what.")
    )
    text = _("Record, change and import incidents.")
    group = subparsers.add_parser("incident", help=text, description=text)
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = add_command(parts, "add", _add, _("Record an incident."))
    _facts_options(add)
    add.add_argument("--flow", metavar="ID", type=int, nargs="+", help=_("Flows it consists of."))
    change = add_command(parts, "change", _change, _("Change what is recorded of an incident."))
    _incident_argument(change)
    _facts_options(change)
    _why(change)
    remove = add_command(parts, "remove", _remove, _("Take an incident back."))
    _incident_argument(remove)
    _why(remove)
    pay = add_command(parts, "pay", _pay, _("Add payments: flows, or one as the victim states it."))
    _incident_argument(pay)
    pay.add_argument("--flow", metavar="ID", type=int, nargs="+", help=_("Flows to pick."))
    pay.add_argument("--amount-fen", metavar="N", type=int, help=_("The amount in fen."))
    pay.add_argument("--time", metavar="T", help=_("When; a day alone means that day."))
    pay.add_argument("--payee", metavar="A", help=_("The account that was paid."))
    pay.add_argument("--payee-name", metavar="NAME", help=_("Whose account it is."))
    pay.add_argument("--payer", metavar="A", help=_("The victim's account."))
    pay.add_argument("--payer-name", metavar="NAME", help=_("The victim's name on it."))
    pay.add_argument(
        "--space", choices=("bank", "tenpay", "alipay", "other"), default="bank",
        help=_("Whose numbering the paid account belongs to."),
    )  # fmt: skip
    unpay = add_command(parts, "unpay", _unpay, _("Take a payment out of its incident."))
    unpay.add_argument("payment", metavar="PAYMENT", type=int, help=_("Its number."))
    _why(unpay)
    bring = add_command(parts, "import", _import_command, _("Import a list of incidents."))
    bring.add_argument("file", metavar="FILE", type=Path, help=_("xlsx, xls, csv, folder or zip."))
    bring.add_argument("--mapping", metavar="FILE", type=Path, help=_("Which column is what."))


def _facts_options(parser: argparse.ArgumentParser) -> None:
    for option, metavar, text in (
        ("--victim", "NAME", _("The victim.")),
        ("--case-no", "NO", _("The number of the case or police call.")),
        ("--id-number", "NO", _("The victim's ID card number.")),
        ("--phone", "NO", _("The victim's phone.")),
        ("--time", "T", _("When it happened; a day alone means that day.")),
        ("--manner", "TEXT", _("The manner of the fraud, 冒充公检法, 刷单返利 ...")),
        ("--station", "NAME", _("The police station.")),
        ("--region", "NAME", _("Where it happened.")),
        ("--note", "TEXT", _("What else is known.")),
    ):
        parser.add_argument(option, metavar=metavar, help=text)
    parser.add_argument("--loss-fen", metavar="N", type=int, help=_("The loss in fen."))


def _incident_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", metavar="INCIDENT", type=int, help=_("Its number."))


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def exactness_of(text: str) -> int:
    """How exactly a time was typed: 0 day, 1 minute, 2 second."""
    if len(text) <= _DAY_LENGTH:
        return clock.Precision.DAY
    return clock.Precision.MINUTE if len(text) <= _MINUTE_LENGTH else clock.Precision.SECOND


def _given_facts(args: argparse.Namespace) -> dict[str, Any]:
    """The facts that options name."""
    names = (
        "victim", "case_no", "id_number", "phone", "manner", "loss_fen", "station", "region", "note"
    )  # fmt: skip
    given = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if args.time is not None:
        given["time"] = moment_of(args.time)
        given["exactness"] = int(exactness_of(args.time))
    return given


def _incidents(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incidents import list_incidents

    words = args.words
    if words[0] == _IMPORT and len(words) == 3:
        args.case, args.file = Path(words[1]), Path(words[2])
        return _import_command(args)
    if len(words) != 1:
        raise UsageError(
            _("One case was expected."),
            _("Write “incidents CASE” or “incidents import CASE FILE”."),
        )
    args.case = Path(words[0])
    with opened_case(args, read_only=True) as case:
        rows = list_incidents(case)
    emit(args, [row.to_json() for row in rows], (line for row in rows for line in _lines(row)))
    return ExitStatus.DONE


def _lines(row: IncidentRow) -> Iterator[str]:
    facts = row.facts
    exactness = clock.Precision(facts.exactness or 0)
    loss = money.plain(facts.loss_fen) if facts.loss_fen is not None else "-"
    yield (
        f"{row.incident}  {clock.shown(facts.time, exactness) or '-'}  {facts.case_no or '-'}"
        f"  {facts.victim or '-'}  {facts.manner or '-'}  {loss}  {facts.station or ''}"
    ).rstrip()
    for payment in row.payments:
        when = clock.shown(payment.time, clock.Precision(payment.exactness))
        proof = f"#{payment.flow}" if payment.flow is not None else ""
        yield (
            f"    {payment.payment}  {when}  {payment.payer or '-'} -> {payment.payee or '-'}"
            f" {payment.payee_name or ''}  {money.plain(payment.amount_fen)}  {payment.how}"
            f" {proof} {payment.why}"
        ).rstrip()


def _add(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incident_editing import pick_flows
    from app.ops.incidents import IncidentFacts, add_incident, get_incident, remove_incident

    with opened_case(args) as case:
        number, _changes = add_incident(case, facts=IncidentFacts(**_given_facts(args)))
        if args.flow:
            try:
                pick_flows(case, incident=number, flows=args.flow)
            except Exception:
                remove_incident(case, incident=number, why=_("its payments were refused"))
                raise
        row = get_incident(case, incident=number)
    emit(args, row.to_json(), _lines(row))
    return ExitStatus.DONE


def _change(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incidents import change_incident, get_incident

    with opened_case(args) as case:
        change_incident(case, incident=args.incident, changed=_given_facts(args), why=args.why)
        row = get_incident(case, incident=args.incident)
    emit(args, row.to_json(), _lines(row))
    return ExitStatus.DONE


def _remove(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incidents import remove_incident

    with opened_case(args) as case:
        remove_incident(case, incident=args.incident, why=args.why)
    emit(
        args, {"incident": args.incident, "removed": True},
        [_("The incident {incident} was taken back.").format(incident=args.incident)],
    )  # fmt: skip
    return ExitStatus.DONE


def _pay(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incident_editing import TypedPayment, pick_flows, space_named, type_payments
    from app.ops.incidents import get_incident

    typed = args.amount_fen is not None
    if typed == bool(args.flow) or (typed and args.time is None):
        raise UsageError(
            _("Give either --flow, or --amount-fen with --time and the payee."),
            _("“xunxian flows” lists the flows."),
        )
    with opened_case(args) as case:
        if args.flow:
            pick_flows(case, incident=args.incident, flows=args.flow)
        else:
            moment = moment_of(args.time)
            assert moment is not None  # noqa: S101 - args.time is given
            payment = TypedPayment(
                args.amount_fen, moment, int(exactness_of(args.time)), args.payee, args.payee_name,
                args.payer, args.payer_name, space_named(args.space),
            )  # fmt: skip
            type_payments(case, incident=args.incident, payments=[payment])
        row = get_incident(case, incident=args.incident)
    emit(args, row.to_json(), _lines(row))
    return ExitStatus.DONE


def _unpay(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incident_editing import remove_payment

    with opened_case(args) as case:
        remove_payment(case, payment=args.payment, why=args.why)
    emit(
        args, {"payment": args.payment, "removed": True},
        [_("The payment {payment} was taken out.").format(payment=args.payment)],
    )  # fmt: skip
    return ExitStatus.DONE


def _import_command(args: argparse.Namespace) -> ExitStatus:
    from app.ops.incident_import import import_incidents

    with opened_case(args) as case, reporting(changing=True) as progress:
        reports, _changes = import_incidents(
            case, path=args.file, progress=progress, mapping=args.mapping
        )
    emit(args, {"files": [report.to_json() for report in reports]}, _report_lines(reports))
    partly = any(
        report.problem or (report.refused and not report.already_imported) for report in reports
    )
    return ExitStatus.REFUSED if partly else ExitStatus.DONE


def _report_lines(reports: Iterable[ListReport]) -> Iterator[str]:
    for report in reports:
        if report.problem:
            yield f"{report.path}: {report.problem}"
            continue
        if report.already_imported:
            yield _("{path}: this list is there already; nothing was changed").format(
                path=report.path
            )
            continue
        yield _(
            "{path}: {read} rows read, {taken} taken ({known} said nothing new), {refused} refused;"
            " {incidents} incidents and {payments} payments are new"
        ).format(
            path=report.path, read=report.rows_read, taken=report.rows_taken,
            known=report.rows_known, refused=len(report.refused),
            incidents=report.incidents_added, payments=report.payments_added,
        )  # fmt: skip
        for sheet, line, why, _text in report.refused:
            yield _("    refused {sheet} {line}: {why}").format(sheet=sheet, line=line, why=why)
        for sheet, line, text in report.warnings:
            yield f"    {sheet} {line}: {text}"
