"""trace, traces, retrace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.analysis.tracing.net import METHODS
from app.base import money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, reporting, tell
from app.ops.traces import list_traces, run_again, run_and_keep, trace_of, withdraw_trace
from app.ops.tracing import TraceQuestion, TraceRound, trace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers

MOST_LINES = 60


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    parser = add_command(subparsers, "trace", _trace, _("Follow money down or up, level by level."))
    option = parser.add_argument
    option(
        "--account",
        metavar="A",
        action="append",
        default=[],
        help=_("Everything this account paid (up: was paid) in the period; may be repeated."),
    )
    option("--since", metavar="T", help=_("The period's beginning."))
    option("--until", metavar="T", help=_("The period's end."))
    option(
        "--flow",
        metavar="ID",
        type=int,
        nargs="+",
        action="extend",
        default=[],
        help=_("These transfers."),
    )
    option(
        "--incident",
        metavar="ID",
        type=int,
        action="append",
        default=[],
        help=_("What the victim of this incident paid; may be repeated."),
    )
    option(
        "--direction",
        choices=("down", "up"),
        default="down",
        help=_("Where the money went, or where it came from."),
    )
    option("--levels", metavar="N", type=int, default=5, help=_("How many levels."))
    option(
        "--within",
        metavar="HOURS",
        type=float,
        help=_("Follow what leaves an account within HOURS of its first tainted arrival."),
    )
    option(
        "--min-fen",
        metavar="N",
        type=int,
        default=0,
        help=_("Follow only transfers with at least N fen of tainted money."),
    )
    option("--method", choices=METHODS, default="fifo", help=_("How mixed money is allocated."))
    option("--compare", action="store_true", help=_("Set the other methods beside it."))
    option(
        "--through-missing",
        action="store_true",
        help=_("Go on over what others' statements show of accounts not obtained."),
    )
    option(
        "--stop-at-hubs",
        action="store_true",
        help=_("Stop at accounts that very many unrelated people deal with."),
    )
    option("--currency", metavar="CODE", default="CNY", help=_("Follow this currency."))
    option("--title", metavar="TEXT", default="", help=_("What the trace is called."))
    option("--no-store", action="store_true", help=_("Tell the answer, keep nothing."))
    listing = add_command(subparsers, "traces", _traces, _("List the kept traces, or show one."))
    listing.add_argument("--show", metavar="N", type=int, help=_("Show this one whole."))
    listing.add_argument("--withdraw", metavar="N", type=int, help=_("Take this one back."))
    listing.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))
    again = add_command(
        subparsers, "retrace", _retrace, _("Ask a kept trace again and say what changed and why.")
    )
    again.add_argument("number", metavar="TRACE", type=int, help=_("The number of the trace."))


def _question(args: argparse.Namespace) -> TraceQuestion:
    given = [bool(args.account), bool(args.flow), bool(args.incident)]
    if not any(given):
        raise UsageError(
            _("Nothing says where the money begins."), _("Use --account, --flow or --incident.")
        )
    return TraceQuestion(
        accounts=tuple(args.account), since=moment_of(args.since),
        until=moment_of(args.until, end=True), flows=tuple(args.flow),
        incidents=tuple(args.incident), direction=args.direction, levels=args.levels,
        within_hours=args.within, min_fen=args.min_fen, through_missing=args.through_missing,
        stop_at_hubs=args.stop_at_hubs,
        method=args.method, compare=args.compare, currency=args.currency,
    )  # fmt: skip


def _trace(args: argparse.Namespace) -> ExitStatus:
    question = _question(args)
    with opened_case(args) as case, reporting(changing=True) as progress:
        kept: int | None = None
        if args.no_store or case.read_only:
            answer = trace(case, question=question, progress=progress)
        else:
            kept, answer, _changes = run_and_keep(
                case, question=question, progress=progress, title=args.title, on_round=_tell_round
            )
    document = {**answer.document, **({"trace": kept} if kept is not None else {})}
    emit(args, document, _lines(document))
    return ExitStatus.DONE


def _tell_round(told: TraceRound) -> None:
    """Results stream in: how far the money got so far."""
    tell(
        _("level {level}: {number} accounts").format(
            level=told.found.last_level, number=len(told.found)
        )
    )


def _lines(document: dict[str, Any]) -> Iterator[str]:
    left = document["left"]
    yield _("{method} {direction}: {seed} followed, {number} accounts").format(
        method=document["method"], direction=document["direction"],
        seed=money.yuan(document["seed_fen"]), number=len(document["accounts"]),
    )  # fmt: skip
    for each in document["accounts"][:MOST_LINES]:
        yield _(
            "{level}  {account}  {holder}  in {came}  out {went}  stays {kept}  {first}  {stop}"
        ).format(
            level=each["level"], account=each["account"], holder=each["holder"] or _("unknown"),
            came=money.yuan(each["tainted_in_fen"]), went=money.yuan(each["tainted_out_fen"]),
            kept=money.yuan(each["retained_fen"]), first=each["first_arrival"] or "",
            stop=each["stop"] or "",
        )  # fmt: skip
    more = len(document["accounts"]) - MOST_LINES
    if more > 0:
        yield _("... and {number} more accounts; --json tells all").format(number=more)
    yield _("left: cash {cash}, unknown {unknown}, fees {fees}").format(
        cash=money.yuan(left["cash_fen"]), unknown=money.yuan(left["unknown_fen"]),
        fees=money.yuan(left["fees_fen"]),
    )  # fmt: skip


def _traces(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=args.withdraw is None) as case:
        if args.withdraw is not None:
            withdraw_trace(case, trace_id=args.withdraw, why=args.why)
            emit(
                args,
                {"trace": args.withdraw, "state": "withdrawn"},
                [_("Trace {number} was withdrawn.").format(number=args.withdraw)],
            )
            return ExitStatus.DONE
        if args.show is not None:
            row = trace_of(case, args.show)
            emit(args, row.to_json(whole=True), _lines(row.result))
            return ExitStatus.DONE
        rows = list_traces(case)
    emit(
        args,
        [row.to_json() for row in rows],
        (
            _("{number}  {time}  {title}  {seed}  {accounts} accounts  {stale}").format(
                number=row.id, time=row.time, title=row.title,
                seed=money.yuan(row.result["seed_fen"]), accounts=len(row.result["accounts"]),
                stale=_("imports came or went since") if row.stale else "",
            )
            for row in rows
        ),
    )  # fmt: skip
    return ExitStatus.DONE


def _retrace(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args) as case, reporting(changing=True) as progress:
        kept, answer, changes, _changed = run_again(case, trace_id=args.number, progress=progress)
    document = {**answer.document, "trace": kept, "changes": changes}
    emit(args, document, _change_lines(changes))
    return ExitStatus.DONE


def _change_lines(changes: dict[str, Any]) -> Iterator[str]:
    if not changes["accounts"] and not changes["left"]:
        yield _("Nothing changed.")
    for each in changes["accounts"][:MOST_LINES]:
        figures = "; ".join(
            f"{name}: {was} -> {now}" for name, (was, now) in each["changed"].items()
        )
        yield f"{each['account']}  {each['holder'] or ''}  {figures}"
    yield _("{number} new rows made it so").format(number=changes["new_rows_total"])
