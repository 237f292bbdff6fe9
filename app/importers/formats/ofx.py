"""Transactions of OFX and QFX files, as the reader of that container gives them (FORMATS 1.7)."""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers

_CASH = "case when upper(deal) in ('ATM', 'CASH') then '现金' end"
_DEAL = (
    "case upper(deal) when 'FEE' then deal || ' 手续费' when 'SRVCHG' then deal || ' 服务费'"
    " when 'INT' then deal || ' 利息' else deal end"
)

LAYOUTS = (
    Layout(
        key="ofx",
        title=N_("Account statement OFX or QFX"),
        kind="transfers",
        columns=(
            Column("own_card", ("ACCTID",), 3),
            Column("payer_bank", ("BANKID",)),
            Column("own_class", ("ACCTTYPE",)),
            Column("currency", ("CURRENCY",)),
            Column("time", ("DTPOSTED",), 3),
            Column("deal", ("TRNTYPE",), 3),
            Column("amount", ("TRNAMT",), 3),
            Column("serial", ("FITID",), 3),
            Column("cp_name", ("NAME",)),
            Column("cp_number", ("ACCTID of the other side",), 3),
            Column("cp_bank", ("BANKID of the other side",)),
            Column("summary", ("MEMO",)),
            Column("remark", ("CHECKNUM",)),
        ),
        required=(("own_card",), ("time",), ("amount",), ("serial",)),
        # the names of kinds are added in the words that the ledger's kinds are told by
        transfers=Transfers(direction="sign", derive={"cash": _CASH, "deal": _DEAL}),
    ),
)
