"""A trace's answer in the words of the case: names, banks, balances, and what can be done."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.tracing.net import REACH
from app.analysis.tracing.result import EdgeColumns, Traced, TracedAccount, stop_of
from app.analysis.tracing.ways import way_of
from app.base import clock
from app.ops.accounts import AccountRow, list_accounts
from app.store.ledger import trace_queries

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb

    from app.analysis.tracing.rounds import SeedGroup
    from app.ops.tracing import TraceQuestion
    from app.store.casefile import CaseFile

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
MOST_ENDS = 500
"""Cash withdrawals and other ends that a document lists; the sums are of all."""
COMMISSION_MOST = 0.2
"""What a passing account keeps counts as its commission up to this share of what came."""
_WHAT_LEFT = ("cash", "unknown", "fees")


def moment(microseconds: int) -> datetime:
    """Case time of microseconds."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _iso(microseconds: int | None) -> str | None:
    return None if microseconds is None else clock.iso(moment(microseconds))


class Reporter:
    """Writes documents; what it learned of accounts is kept from round to round."""

    def __init__(
        self,
        case: CaseFile,
        reader: duckdb.DuckDBPyConnection,
        question: TraceQuestion,
        currency: str,
        obtained: np.ndarray[Any, Any],
        services: dict[int, str],
    ) -> None:
        self._case = case
        self._reader = reader
        self._question = question
        self._currency = currency
        self._obtained = set(obtained.tolist())
        self._services = services
        self._rows: dict[int, AccountRow] = {}

    def document(
        self,
        by_method: dict[str, list[Traced]],
        groups: list[SeedGroup],
        *,
        all_compared: bool = True,
    ) -> dict[str, Any]:
        """The document of the command line's contract, with more beside it.

        Args:
            by_method: what was found.
            groups: the seeds.
            all_compared: compare at every account that any method reaches; else at those of the
                question's own method.
        """
        question = self._question
        main = by_method[question.method]
        accounts = _summed(main)
        edges = EdgeColumns.summed([one.edges() for one in main])
        told = by_method.values() if all_compared else (main,)
        ids = {each.account for found in told for one in found for each in one.accounts}
        ids |= set(np.unique(np.concatenate((edges.payer, edges.payee))).tolist()) - {-1}
        self._learn(ids)
        assumed = self._assumed(edges, main)
        visible = self._visible(accounts)
        flow_ids = list(dict.fromkeys(flow for one in main for flow in one.flow_ids))
        listed = [self._account(each, assumed, visible) for each in accounts]
        left = [sum(one.left[index] for one in main) for index in range(3)]
        kept = [each for each in listed if each["commission_fen"]]
        document: dict[str, Any] = {
            "method": question.method,
            "direction": question.direction,
            "currency": self._currency,
            "seed_fen": sum(one.seed for one in main),
            "levels": question.levels,
            "accounts": listed,
            "edges": self._edges(edges, assumed),
            "left": dict(zip(("cash_fen", "unknown_fen", "fees_fen"), left, strict=True)),
            "commission_fen": sum(each["commission_fen"] for each in kept),
            "ends": self._ends(main),
            "flow_ids": flow_ids,
        }  # fmt: skip
        if len(groups) > 1:
            document["victims"] = self._victims(main, groups)
        if len(by_method) > 1:
            document["comparison"] = self._comparison(by_method, told)
        return document

    def _learn(self, ids: set[int]) -> None:
        wanted = sorted(ids - self._rows.keys())
        if wanted:
            rows = list_accounts(self._case, ids=wanted, reader=self._reader)
            self._rows |= {row.id: row for row in rows}

    def _key(self, account: int | None) -> str | None:
        return None if account is None else self._rows[account].account

    def _edges(self, edges: EdgeColumns, assumed: set[int]) -> list[dict[str, Any]]:
        """Those between two named accounts."""
        named = edges.taken(np.flatnonzero((edges.payer >= 0) & (edges.payee >= 0)))
        keys = {account: row.account for account, row in self._rows.items()}
        first, last = (
            np.datetime_as_string(column.astype("datetime64[us]"), unit="s").tolist()
            for column in (named.first, named.last)
        )
        columns = [column.tolist() for column in (
            named.payer, named.payee, named.level, named.taint, named.flows)]  # fmt: skip
        listed = [
            {
                "payer": keys[payer], "payee": keys[payee], "level": level, "tainted_fen": taint,
                "flows": flows, "first": since, "last": until,
            }
            for payer, payee, level, taint, flows, since, until in zip(
                *columns, first, last, strict=True)
        ]  # fmt: skip
        if assumed:
            for each, payer in zip(listed, columns[0], strict=True):
                if payer in assumed:
                    each["assumed"] = True
        return listed

    def _visible(self, accounts: list[TracedAccount]) -> dict[int, int]:
        """What others' statements show leaving accounts without one, since taint arrived."""
        missing = [
            (each.account, each.first)
            for each in accounts
            if each.account not in self._obtained and each.first is not None
        ]
        if not missing or self._question.direction == "up":
            return {}
        return trace_queries.leaving_after(
            self._reader, [account for account, _first in missing],
            [first for _account, first in missing], self._currency, up=False)  # fmt: skip

    def _assumed(self, edges: EdgeColumns, main: list[Traced]) -> set[int]:
        """Accounts from which taint goes on over rows of others only, and those behind them."""
        if not self._question.through_missing or main[0].method == REACH:
            return set()
        up = self._question.direction == "up"
        onward: dict[int, list[int]] = defaultdict(list)
        for payer, payee in zip(edges.payer.tolist(), edges.payee.tolist(), strict=True):
            if payer >= 0 and payee >= 0:
                near, far = (payee, payer) if up else (payer, payee)
                onward[near].append(far)
        reached = {each.account for one in main for each in one.accounts}
        waiting = [account for account in onward if account in reached
                   and account not in self._obtained]  # fmt: skip
        found: set[int] = set()
        while waiting:
            account = waiting.pop()
            if account not in found:
                found.add(account)
                waiting += onward[account]
        return found

    def _account(
        self, each: TracedAccount, assumed: set[int], visible: dict[int, int]
    ) -> dict[str, Any]:
        row = self._rows[each.account]
        obtained = each.account in self._obtained
        stop = stop_of(
            each.held, service=each.account in self._services,
            obtained=obtained or self._question.method == "reach"
            or self._question.through_missing,
            last_level=each.level >= self._question.levels,
        )  # fmt: skip
        balance = row.balance_fen if self._currency == "CNY" else None
        passing = obtained and each.went > 0 and stop != "levels"
        commission = each.retained if (
            passing and 0 < each.retained <= COMMISSION_MOST * each.came
            and self._question.direction == "down"
        ) else 0  # fmt: skip
        return {
            "account": row.account,
            "holder": row.holder,
            "level": each.level,
            "obtained": obtained,
            "tainted_in_fen": each.came,
            "tainted_out_fen": each.went,
            "retained_fen": each.retained,
            "first_arrival": _iso(each.first),
            "stop": stop,
            "visible_out_fen": visible.get(each.account, 0),
            "id_number": row.id_number,
            "bank": row.bank,
            "kind": row.kind,
            "balance_fen": balance,
            "balance_time": clock.iso(row.balance_time),
            "still_there_fen": None if balance is None else max(0, min(balance, each.retained)),
            "lowest_balance_fen": each.claim,
            "commission_fen": commission,
            **({"service": self._services[each.account]} if each.account in self._services else {}),
            **({"assumed": True} if each.account in assumed else {}),
        }

    def _ends(self, main: list[Traced]) -> list[dict[str, Any]]:
        """Where money left the accounts, the largest first: cash with place and minute."""
        taint: dict[int, int] = defaultdict(int)
        what: dict[int, str] = {}
        for one in main:
            for flow, (part, kind) in one.ends().items():
                taint[flow] += part
                what[flow] = _WHAT_LEFT[kind]
        largest = sorted(taint, key=lambda flow: (-taint[flow], flow))[:MOST_ENDS]
        rows = {row[0]: row[1:] for row in trace_queries.ends(self._reader, largest)}
        self._learn({row[2] for row in rows.values()})
        return [
            {
                "flow": flow,
                "what": what[flow],
                "way": way_of(*rows[flow][3:8]),
                "tainted_fen": taint[flow],
                "time": clock.iso(rows[flow][0]),
                "account": self._key(rows[flow][2]),
                "summary": rows[flow][3],
                "branch": rows[flow][4],
                "place": rows[flow][5],
                "merchant": rows[flow][6],
                "name": rows[flow][7],
            }
            for flow in largest
            if flow in rows
        ]

    def _victims(self, main: list[Traced], groups: list[SeedGroup]) -> list[dict[str, Any]]:
        """Each victim's money by itself."""
        return [
            {
                "victim": group.title,
                "seed_fen": one.seed,
                "left": dict(zip(("cash_fen", "unknown_fen", "fees_fen"), one.left, strict=True)),
                "accounts": [
                    {
                        "account": self._key(each.account), "level": each.level,
                        "tainted_in_fen": each.came, "tainted_out_fen": each.went,
                        "retained_fen": each.retained, "first_arrival": _iso(each.first),
                    }
                    for each in one.accounts
                ],
            }
            for group, one in zip(groups, main, strict=True)
        ]  # fmt: skip

    def _comparison(
        self, by_method: dict[str, list[Traced]], told: Collection[list[Traced]]
    ) -> dict[str, Any]:
        """The methods side by side: what each leaves with every account, and how far apart."""
        sums = {name: {each.account: each for each in _summed(found)}
                for name, found in by_method.items()}  # fmt: skip
        exact = [name for name in sums if name != "reach"]
        accounts: list[dict[str, Any]] = []
        at = (each.account for found in told for one in found for each in one.accounts)
        for account in dict.fromkeys(at):
            retained = [sums[name][account].retained if account in sums[name] else 0
                        for name in exact]  # fmt: skip
            came = {name: sums[name][account].came if account in sums[name] else 0 for name in sums}
            went = {name: sums[name][account].went if account in sums[name] else 0 for name in sums}
            accounts.append(
                {
                    "account": self._key(account),
                    "holder": self._rows[account].holder,
                    "tainted_in_fen": came,
                    "tainted_out_fen": went,
                    "retained_fen": dict(zip(exact, retained, strict=True)),
                    "spread_fen": max(retained) - min(retained),
                }
            )
        accounts.sort(key=lambda each: (-max(each["retained_fen"].values()), each["account"]))
        left = {
            name: dict(
                zip(
                    ("cash_fen", "unknown_fen", "fees_fen"),
                    (sum(one.left[index] for one in found) for index in range(3)),
                    strict=True,
                )
            )
            for name, found in by_method.items()
        }
        return {"accounts": accounts, "left": left}


def _summed(found: list[Traced]) -> list[TracedAccount]:
    """One entry an account over all victims, by level and amount."""
    if len(found) == 1:
        return found[0].accounts
    by_account: dict[int, TracedAccount] = {}
    for one in found:
        for each in one.accounts:
            known = by_account.get(each.account)
            if known is None:
                by_account[each.account] = TracedAccount(**vars(each))
                continue
            known.level = min(known.level, each.level)
            known.came += each.came
            known.went += each.went
            known.retained += each.retained
            known.held |= each.held
            known.first = min(
                (first for first in (known.first, each.first) if first is not None), default=None
            )
            if known.claim is not None and each.claim is not None:
                known.claim += each.claim
    return sorted(
        by_account.values(),
        key=lambda each: (each.level, -max(each.came, each.went), each.account),
    )
