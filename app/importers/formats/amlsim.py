"""AMLSim: the generated transfers between the accounts of one bank (``transactions.csv``).

A row names payer and payee absolutely and is the statement of both; the label of suspicious rows
and the number of their alert are kept (FORMATS 1.7).
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers

_LABEL = """nullif(concat_ws('; ', case when lower(result) in ('true', '1') then 'sar=1' end,
    case when try_cast(cp_info as integer) >= 0 then 'alert=' || cp_info end), '')"""

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
            derive={
                "direction": "'出'",
                "remark": _LABEL,
                "result": "null::varchar",
                "cp_info": "null::varchar",
            },
        ),
    ),
)
