"""Statement lines of MT940 messages, as the reader of that container gives them (FORMATS 1.7).

A mark RC (reversal of credit) is an outflow, RD (reversal of debit) an inflow.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers

LAYOUTS = (
    Layout(
        key="mt940",
        title=N_("Bank statement MT940 (SWIFT)"),
        kind="transfers",
        columns=(
            Column("own_card", (":25: account",), 3),
            Column("own_account", (":25: as given",), 3),
            Column("currency", ("currency",)),
            Column("time", ("booking date",)),
            Column("own_info", ("value date",)),
            Column("direction", (":61: mark",), 3),
            Column("amount", (":61: amount",), 3),
            Column("balance", ("balance",)),
            Column("cp_name", ("counterparty name",), 3),
            Column("cp_number", ("counterparty account",), 3),
            Column("cp_bank", ("counterparty bank",)),
            Column("summary", ("purpose",)),
            Column("deal", ("posting text",)),
            Column("result", ("type",)),
            Column("cp_info", ("customer reference",)),
            Column("serial", ("bank reference",)),
            Column("details", ("details",)),
        ),
        required=(("own_card",), ("direction",), ("amount",)),
        transfers=Transfers(
            inverted_words=False,
            derive={
                "deal": "nullif(concat_ws(' ', deal, result,"
                " case when direction in ('RC', 'RD') then direction end), '')",
                "direction": "case direction when 'RC' then 'D' when 'RD' then 'C'"
                " else direction end",
                "remark": "nullif(concat_ws(' ', cp_info,"
                " case when own_info <> time then 'value date ' || own_info end), '')",
                "own_info": "null::varchar",
                "cp_info": "null::varchar",
                "result": "null::varchar",
            },
        ),
    ),
)
