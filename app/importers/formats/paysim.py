"""PaySim: generated mobile money, one row for each transaction (FORMATS 1.7).

``step`` counts hours; times are made from it, from a fixed first hour on, and every table says so.
``nameOrig`` is the own account. CASH_IN comes in to it, everything else leaves it; money that is
cashed in or out goes through the agent ``nameDest``.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers

FIRST_HOUR = "2017-01-01 00:00:00"
MOST_STEPS = 1_000_000
_TIME = f"""case when try_cast(time as integer) between 1 and {MOST_STEPS} then
    strftime(timestamp '{FIRST_HOUR}' + to_hours(try_cast(time as integer) - 1), '%Y%m%d%H%M')
    end"""
_LABEL = """nullif(concat_ws('; ', case when result = '1' then 'fraud=1' end,
    case when remark = '1' then 'flagged=1' end), '')"""

LAYOUTS = (
    Layout(
        key="paysim",
        title=N_("PaySim mobile money"),
        kind="transfers",
        columns=(
            Column("time", ("step",), 3),
            Column("deal", ("type",), 1),
            Column("amount", ("amount",), 1),
            Column("own_card", ("nameOrig",), 5),
            Column("balance_before", ("oldbalanceOrg", "oldbalanceOrig"), 5),
            Column("balance", ("newbalanceOrig", "newbalanceOrg"), 5),
            Column("cp_number", ("nameDest",), 5),
            Column("cp_balance_before", ("oldbalanceDest",), 5),
            Column("cp_balance", ("newbalanceDest",), 5),
            Column("result", ("isFraud",), 3),
            Column("remark", ("isFlaggedFraud",), 3),
        ),
        required=(("time",), ("deal",), ("amount",), ("own_card",), ("cp_number",)),
        transfers=Transfers(
            space=Space.OTHER,
            inverted_words=False,
            two_sided=True,
            counterparty_space=str(int(Space.OTHER)),
            derive={
                "direction": "case when deal = 'CASH_IN' then '入' else '出' end",
                "cash": "case when deal in ('CASH_IN', 'CASH_OUT') then '现金' end",
                "time": _TIME,
                "remark": _LABEL,
                "result": "null::varchar",
            },
        ),
        note=(
            "time_from_steps",
            N_("The file counts steps of an hour; times were made from them, from 2017-01-01 on."),
        ),
    ),
)
