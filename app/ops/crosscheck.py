"""Tables that tell the same money again, checked against the one that feeds the flows.

Alipay's 转账明细, 交易记录 and 余额明细 repeat 账户明细. A row whose order number 账户明细 does not
have, or has with another amount, becomes a warning of its file: it may be money that the
statement lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import _

if TYPE_CHECKING:
    import duckdb


def remark_repeats(connection: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Write the remarks for the repeating rows of a batch."""
    missing = _("No row of the account details has this order number; it counts in no flow.")
    differs = _("The account details have this order number with another amount.")
    connection.execute(
        """insert into remark
        select r.batch, r.file, r.sheet, r.line,
            case when a.serial is null then 'not_in_account_details' else 'amount_differs' end,
            case when a.serial is null then $1 else $2 end
        from repeat r left join (
            select serial, list(distinct amount) as amounts from record
            where wallet and serial in (select order_no from repeat where batch = $3)
            group by serial) a on a.serial = r.order_no
        where r.batch = $3 and r.status = 0 and starts_with(r.source, 'alipay')
            and r.source <> 'alipay_withdrawals'
            and r.order_no is not null and r.amount is not null
            and (a.serial is null or not list_contains(a.amounts, r.amount))""",
        [missing, differs, batch],
    )
