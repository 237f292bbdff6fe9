"""Following money, asked of the case, of a pandas merge and of a networkx walk."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.base.progress import Progress
from app.ops.accounts import list_accounts
from app.ops.benchmark.apart import OFFICER, PASSPHRASE, Measured
from app.ops.cases import open_case
from app.ops.flows import list_flows
from app.ops.hubs import stops_of
from app.ops.tracing import TraceQuestion, TraceRound, trace
from app.store.ledger import account_queries, trace_queries

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

LEVELS = 5
BUDGETS = {"trace_payment": 3.0, "trace_day": 3.0, "trace_hub": 3.0}
FIRST_LEVEL_BUDGET = 0.5
"""Seconds, after the design."""


def trace_case(folder: Path) -> Measured:
    """Traces through the program's own verbs: a payment, a day, a hub's day, a whole year."""
    with open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE) as case:
        own = [row for row in list_accounts(case) if row.obtained and row.out_count]
        usual, busiest = own[len(own) // 2].account, own[0].account
        asked: dict[str, dict[str, Any]] = {}
        seeds: dict[str, TraceQuestion] = {}
        for name, account in (("trace_day", usual), ("trace_hub", busiest)):
            seeds[name] = _day_of(case, account)
        day = seeds["trace_day"]
        paid = [
            flow for flow in list_flows(case, account=usual, since=day.since, until=day.until)
            if flow.payer == usual and flow.payee and flow.status == "success"
        ]  # fmt: skip
        seeds["trace_payment"] = TraceQuestion(flows=(paid[0].id,), levels=LEVELS)
        seeds["trace_year_of_an_account"] = TraceQuestion(accounts=(usual,), levels=LEVELS)
        _traced(case, seeds["trace_payment"])  # the first one loads the compiled kernels
        for name in ("trace_payment", "trace_day", "trace_hub", "trace_year_of_an_account"):
            asked[name] = _traced(case, seeds[name])
        reader = case.ledger.reader()
        try:
            number = account_queries.account_ids(reader, usual)[0]
        finally:
            reader.close()
    return Measured(
        sum(one["seconds"] for one in asked.values()),
        details={"traces": asked, "account": number, "since": day.since, "until": day.until},
    )


def _day_of(case: CaseFile, account: str) -> TraceQuestion:
    """All that an account paid on a day in the middle of its life."""
    flows = list_flows(case, account=account)
    paid = [flow.time for flow in flows if flow.payer == account and flow.status == "success"]
    start = paid[len(paid) // 2].replace(hour=0, minute=0, second=0)
    end = start + timedelta(days=1, seconds=-1)
    return TraceQuestion(accounts=(account,), since=start, until=end, levels=LEVELS)


def _traced(case: CaseFile, question: TraceQuestion) -> dict[str, Any]:
    began = time.perf_counter()
    first: list[float] = []

    def hear(_told: TraceRound) -> None:
        first.append(time.perf_counter() - began)

    answer = trace(case, question=question, progress=Progress(), on_round=hear)
    return {
        "seconds": time.perf_counter() - began,
        "first_level_seconds": first[0],
        "flows_read": answer.flows_read,
        "accounts": len(answer.document["accounts"]),
        "tainted_flows": len(answer.document["flow_ids"]),
    }


def walk_peers(folder: Path, account: int, since: Any, until: Any) -> Measured:
    """The accounts that money of one day may have reached, by pandas and by networkx.

    Both hold the flows in memory (building is told apart) and only ask where money could have gone,
    in time order, through accounts with statements; neither allocates an amount. networkx gets the
    flows of the accounts that the walk reaches, all of 30 million would not fit in memory.
    """
    import networkx as nx
    import numpy as np
    import pandas as pd

    with open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE) as case:
        reader = case.ledger.reader()
        try:
            columns = reader.execute(
                "select payer, payee, leave, amount from flow_out"
                " where status = 0 and payer is not null and payee is not null"
            ).fetchnumpy()
            passing = trace_queries.obtained(reader) - set(stops_of(case, reader).services)
        finally:
            reader.close()
    frame = pd.DataFrame({name: np.ma.getdata(values) for name, values in columns.items()})
    seeds = frame[(frame["payer"] == account) & frame["leave"].between(since, until)]
    began = time.perf_counter()
    first = seeds.groupby("payee")["leave"].min()
    frontier = first[first.index.isin(passing)]
    reached = first
    for _level in range(LEVELS - 1):
        step = frame.merge(frontier.rename("since"), left_on="payer", right_index=True)
        step = step[step["leave"] >= step["since"]]
        found = step.groupby("payee")["leave"].min()
        frontier = found[~found.index.isin(reached.index)]
        reached = pd.concat([reached, frontier])
        frontier = frontier[frontier.index.isin(passing)]
    merged = time.perf_counter() - began

    began = time.perf_counter()
    near = frame[frame["payer"].isin(set(reached.index) & passing)]
    graph = nx.MultiDiGraph()
    graph.add_weighted_edges_from(
        zip(near["payer"], near["payee"], near["leave"], strict=True), weight="leave"
    )
    built = time.perf_counter() - began
    began = time.perf_counter()
    known = dict(zip(first.index, first, strict=True))
    waiting = [node for node in known if node in passing]
    for _level in range(LEVELS - 1):
        found_now: dict[int, Any] = defaultdict(lambda: None)
        for node in waiting:
            if node in graph:
                for _node, other, leave in graph.out_edges(node, data="leave"):
                    if leave >= known[node] and (
                        found_now[other] is None or leave < found_now[other]
                    ):
                        found_now[other] = leave
        fresh = {node: leave for node, leave in found_now.items() if node not in known}
        known |= fresh
        waiting = [node for node in fresh if node in passing]
    walked = time.perf_counter() - began
    return Measured(
        merged + walked,
        details={
            "pandas_merge_seconds": merged, "networkx_walk_seconds": walked,
            "networkx_build_seconds": built, "edges": len(near), "reached": len(known),
        },
    )  # fmt: skip


def compared(traced: Measured, peers: Measured | None) -> dict[str, Any]:
    """Seconds, budgets, and how many times longer the peers take for the day."""
    table: dict[str, Any] = {}
    for name, one in traced.details["traces"].items():
        line = {**one, "seconds": round(one["seconds"], 3)}
        line["first_level_seconds"] = round(one["first_level_seconds"], 3)
        if name in BUDGETS:
            line["within_budget"] = (
                one["seconds"] <= BUDGETS[name] and one["first_level_seconds"] <= FIRST_LEVEL_BUDGET
            )
        table[name] = line
    found: dict[str, Any] = {"answers": table, "peak_mb": round(traced.peak_mb)}
    if peers is not None:
        day = traced.details["traces"]["trace_day"]["seconds"]
        told = peers.details
        found["peers_of_the_day"] = {
            "pandas_merge_seconds": round(told["pandas_merge_seconds"], 2),
            "pandas_merge_to_trace": round(told["pandas_merge_seconds"] / day, 1),
            "networkx_build_seconds": round(told["networkx_build_seconds"], 2),
            "networkx_walk_seconds": round(told["networkx_walk_seconds"], 2),
            "networkx_to_trace": round(
                (told["networkx_build_seconds"] + told["networkx_walk_seconds"]) / day, 1
            ),
            "edges": told["edges"],
            "accounts_reached": told["reached"],
            "peak_mb": round(peers.peak_mb),
        }
    return found
