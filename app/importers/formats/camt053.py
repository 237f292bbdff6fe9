"""Entries of camt.053 statements, as the reader of that container gives them (FORMATS 1.7)."""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers

LAYOUTS = (
    Layout(
        key="camt053",
        title=N_("Bank statement camt.053 (ISO 20022)"),
        kind="transfers",
        columns=(
            Column("own_card", ("account",), 3),
            Column("own_name", ("account owner",), 3),
            Column("currency", ("currency",)),
            Column("time", ("booking date",)),
            Column("value_date", ("value date",)),
            Column("direction", ("credit or debit",), 3),
            Column("amount", ("amount",)),
            Column("status", ("entry status",), 3),
            Column("result", ("reversal",)),
            Column("cp_name", ("counterparty name",), 3),
            Column("cp_number", ("counterparty account",), 3),
            Column("cp_bank", ("counterparty bank",)),
            Column("summary", ("remittance information",), 3),
            Column("remark", ("entry information",), 3),
            Column("deal", ("transaction code",)),
            Column("serial", ("servicer reference",), 3),
            Column("merchant", ("end to end id",), 3),
            Column("statement", ("statement",)),
        ),
        required=(("own_card",), ("direction",), ("serial",), ("status",), ("summary",)),
        transfers=Transfers(
            inverted_words=False,
            derive={
                "deal": "nullif(concat_ws(' ', deal, result), '')",
                "result": "null::varchar",
                "remark": "nullif(concat_ws(' ', remark, merchant), '')",
                "merchant": "null::varchar",
            },
        ),
    ),
)
