"""What customers of HSBC in Hong Kong export: debit accounts and credit cards.

Days come first in dates; every row has its currency; of the account nothing is said.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

LAYOUTS = (
    Layout(
        key="hsbc_hk_credit",
        title=N_("HSBC Hong Kong credit card statement"),
        kind="transfers",
        columns=(
            Column("date", ("Transaction date",), 1),
            Column("posted", ("Post date",), 2),
            Column("summary", ("Description",), 1),
            Column("amount", ("Billing amount",), 3),
            Column("currency", ("Billing currency",), 3),
            Column("status", ("Transaction status",), 2),
            Column("cp_name", ("Merchant name",), 2),
            Column("country", ("Country / region",), 2),
            Column("spot", ("Area / district",), 2),
            Column("direction", ("Credit / Debit",), 3),
        ),
        required=(("date", "posted"), ("summary",), ("amount",), ("direction",)),
        hints=("hsbc",),
        constants=export_owner("hsbc"),
        transfers=Transfers(
            inverted_words=False,
            status_arms="""when upper(status) = 'POSTED' then 0
                when upper(status) = 'PENDING' then 2""",
            derive={"date": "d_day_first(coalesce(date, posted))"},
        ),
    ),
    Layout(
        key="hsbc_hk_debit",
        title=N_("HSBC Hong Kong account statement"),
        kind="transfers",
        columns=(
            Column("date", ("Date", "Transaction date"), 1),
            Column("summary", ("Description",), 1),
            Column("amount", ("Billing amount",), 3),
            Column("currency", ("Billing currency",), 3),
            Column("balance", ("Balance",), 1),
            Column("balance_currency", ("Balance currency",), 3),
        ),
        required=(("date",), ("summary",), ("amount",), ("currency",), ("balance",)),
        hints=("hsbc",),
        constants=export_owner("hsbc"),
        transfers=Transfers(
            direction="sign",
            inverted_words=False,
            derive={"date": "d_day_first(date)"},
        ),
    ),
)
