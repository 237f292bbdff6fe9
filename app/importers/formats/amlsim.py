"""AMLSim: the generated transfers between the accounts of one bank (``transactions.csv``).

A row names payer and payee absolutely and is the statement of both; the label of suspicious rows
and the number of their alert are kept (FORMATS 1.7). The sample sets that were published count
days from 0 instead of naming them; every table of theirs says so.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers

_LABEL = """nullif(concat_ws('; ', case when lower(result) in ('true', '1') then 'sar=1' end,
    case when try_cast(cp_info as integer) >= 0 then 'alert=' || cp_info end), '')"""

FIRST_DAY = "2017-01-01"
MOST_STEPS = 100_000
_DAY = f"""case when try_cast(time as integer) between 0 and {MOST_STEPS} then
    strftime(timestamp '{FIRST_DAY}' + to_days(try_cast(time as integer)), '%Y%m%d') end"""
_RULES = {
    "direction": "'出'",
    "remark": _LABEL,
    "result": "null::varchar",
    "cp_info": "null::varchar",
}

LAYOUTS = (
    Layout(
        key="amlsim",
        title=N_("AMLSim transfers"),
        kind="transfers",
        columns=(
            Column("serial", ("tran_id",), 3),
            Column("own_card", ("orig_acct",), 5),
            Column("cp_number", ("bene_acct",), 5),
            Column("deal", ("tx_type",), 3),
            Column("amount", ("base_amt",), 3),
            Column("time", ("tran_timestamp",), 3),
            Column("result", ("is_sar",), 3),
            Column("cp_info", ("alert_id",), 3),
        ),
        required=(("own_card",), ("cp_number",), ("amount",), ("time",)),
        transfers=Transfers(
            space=Space.OTHER,
            inverted_words=False,
            two_sided=True,
            counterparty_space=str(int(Space.OTHER)),
            derive=_RULES,
        ),
    ),
    Layout(
        key="amlsim_steps",
        title=N_("AMLSim transfers of its sample sets"),
        kind="transfers",
        columns=(
            Column("serial", ("TX_ID",), 3),
            Column("own_card", ("SENDER_ACCOUNT_ID",), 5),
            Column("cp_number", ("RECEIVER_ACCOUNT_ID",), 5),
            Column("deal", ("TX_TYPE",), 3),
            Column("amount", ("TX_AMOUNT",), 3),
            Column("time", ("TIMESTAMP",), 3),
            Column("result", ("IS_FRAUD",), 3),
            Column("cp_info", ("ALERT_ID",), 3),
        ),
        required=(("own_card",), ("cp_number",), ("amount",), ("time",), ("deal",)),
        transfers=Transfers(
            space=Space.OTHER,
            inverted_words=False,
            two_sided=True,
            counterparty_space=str(int(Space.OTHER)),
            derive={**_RULES, "time": _DAY},
        ),
        note=(
            "time_from_steps",
            N_("The file counts steps of a day; days were made from them, from 2017-01-01 on."),
        ),
    ),
)
