"""Groups of accounts that used the same address, device, or branch on the same day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.analysis import grouping
from app.analysis.grouping import Group, Use, Useless
from app.base import clock
from app.base.errors import UsageError
from app.base.i18n import _
from app.model.account_detail import AccountDetail
from app.ops.hubs import stops_of
from app.ops.subjects import Facts, Period, facts_of
from app.store.ledger import group_queries, service_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from app.base.progress import Progress
    from app.store.casefile import CaseFile

BY = ("ip", "mac", "terminal", "branch")


@dataclass(frozen=True)
class AccountGroup:
    """Accounts joined by shared values (团伙).

    ``kind`` is ip, mac or terminal; opened for accounts opened at one branch on one day, used for
    rows there. ``holders`` counts the different holders; accounts of no known holder count each.
    """

    kind: str
    accounts: tuple[Facts, ...]
    holders: int
    uses: tuple[Use, ...]
    values: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry of ``groups`` in ``xunxian groups --json``."""
        by_account: dict[int, list[Use]] = defaultdict(list)
        for use in self.uses:
            by_account[use.account].append(use)
        return {
            "kind": self.kind,
            "values": list(self.values),
            "holders": self.holders,
            "accounts": [
                facts.to_json()
                | {
                    "uses": [
                        {
                            "value": use.value,
                            "rows": use.rows,
                            "first": clock.iso(use.first),
                            "last": clock.iso(use.last),
                        }
                        for use in by_account[facts.id]
                    ]
                }
                for facts in self.accounts
            ],
        }


@dataclass(frozen=True)
class Groups:
    """The groups, and how many shared values were left out for which reason."""

    by: str
    groups: list[AccountGroup]
    left_out: dict[Useless, int]

    def to_json(self) -> dict[str, Any]:
        """The answer of ``xunxian groups --json``."""
        return {
            "by": self.by,
            "groups": [group.to_json() for group in self.groups],
            "left_out": {reason.value: number for reason, number in self.left_out.items()},
        }


def find_groups(
    case: CaseFile,
    *,
    by: str = "ip",
    period: Period | None = None,
    most: int = 20,
    all_rows: bool = False,
    with_services: bool = False,
    progress: Progress,
) -> Groups:
    """The groups of accounts that used the same IP, MAC, terminal, or branch on the same day.

    IP, MAC and terminal join through each other's accounts; a branch and day is a group of its own.
    Addresses and devices that are nobody's own join nobody, nor values that more than ``most``
    accounts used.

    Args:
        case: the open case.
        by: ip, mac, terminal or branch.
        period: of the rows.
        most: accounts that may share a value.
        all_rows: of a branch take all rows, not only those of cash; other rows mostly name the
            branch that keeps the account.
        with_services: leave services and hubs in.
        progress: hears of the steps and can stop them.

    Raises:
        UsageError: a limit does not fit.
        Cancelled: it was stopped.
    """
    when = period or Period()
    when.check()
    if by not in BY or most < 2:
        raise UsageError(_("A value has to join two accounts at least."))
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            progress.step(0, 3, _("looking for shared values"))
            rows = group_queries.uses(
                reader, by, when.since, when.until, most, cash=by == "branch" and not all_rows
            )
            stops = stops_of(case, reader)
            sources = {"used" if by == "branch" else by: [Use(*row) for row in rows]}
            if by == "branch":
                sources["opened"] = _opened(case, reader, when)
            progress.step(1, 3, _("joining accounts"))
            found: list[tuple[str, Group]] = []
            left: dict[Useless, int] = {}
            for kind, uses in sources.items():
                counted = _spelt(uses, by)
                if not with_services:
                    counted = [use for use in counted if use.account not in stops]
                groups, reasons = grouping.groups(
                    counted, useless=_USELESS[by], most=most, joined=by != "branch"
                )
                found += [(kind, group) for group in groups]
                for reason, number in reasons.items():
                    left[reason] = left.get(reason, 0) + number
            progress.step(2, 3, _("naming accounts"))
            named = {account for _kind, group in found for account in group.accounts}
            facts = facts_of(case, reader, named)
    finally:
        reader.close()
    listed = []
    for kind, group in found:
        members = tuple(facts[account] for account in group.accounts)
        listed.append(AccountGroup(kind, members, _holders(members), group.uses, group.values))
    listed.sort(key=lambda each: (-each.holders, -len(each.accounts)))
    progress.step(3, 3, _("done"))
    return Groups(by, listed, dict(sorted(left.items())))


_USELESS: dict[str, Callable[[str], Useless | None]] = {
    "ip": grouping.useless_address,
    "mac": grouping.useless_mac,
    "terminal": grouping.useless_terminal,
    "branch": lambda _value: None,
}


def _spelt(uses: list[Use], by: str) -> list[Use]:
    """The uses with one spelling for each IP address."""
    if by != "ip":
        return uses
    found: dict[tuple[str, int], Use] = {}
    for use in uses:
        value = grouping.plain_address(use.value)
        known = found.get((value, use.account))
        found[value, use.account] = Use(
            value, use.account, use.rows + (known.rows if known else 0),
            min(use.first, known.first) if known else use.first,
            max(use.last, known.last) if known else use.last,
        )  # fmt: skip
    return list(found.values())


def _opened(case: CaseFile, reader: duckdb.DuckDBPyConnection, when: Period) -> list[Use]:
    """The branch and day on which account sheets say that accounts were opened."""
    query = sa.select(AccountDetail.account, AccountDetail.branch, AccountDetail.opened).where(
        AccountDetail.branch.is_not(None), AccountDetail.opened.is_not(None)
    )
    with case.session(read_only=True) as session:
        sheets = [
            (number, branch.strip(), opened)
            for number, branch, opened in session.execute(query)
            if branch and opened
        ]
    ids = service_queries.ids_of_numbers(reader, {number for number, _branch, _day in sheets})
    found: dict[tuple[str, int], Use] = {}
    for number, branch, opened in sheets:
        inside = (when.since is None or opened >= when.since) and (
            when.until is None or opened <= when.until
        )
        if number in ids and inside and branch:
            value = f"{branch} {opened:%Y-%m-%d}"
            found[value, ids[number]] = Use(value, ids[number], 1, opened, opened)
    return list(found.values())


def _holders(members: tuple[Facts, ...]) -> int:
    distinct: list[Facts] = []
    for facts in members:
        if not any(facts.same_holder(other) for other in distinct):
            distinct.append(facts)
    return len(distinct)
