"""The telecom-fraud message of the central bank's platform, rendered as a table.

Field names are the message's own (English) or their Chinese names; 0 is 借 (out), 1 is 贷 (in),
status 00 is success and 01 failure, cash mark 01 is cash (FORMATS 1.1 c).
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers

LAYOUTS = (
    Layout(
        key="bank_message",
        title=N_("Telecom-fraud message of the banks"),
        kind="transfers",
        columns=(
            Column("request", ("ApplicationID", "业务申请编号")),
            Column("message", ("TransSerialNumber", "传输报文流水号")),
            Column("own_card", ("CardNumber", "主账户", "卡/折号"), 3),
            Column("own_account", ("AccountNumber", "主账户账号"), 3),
            Column("own_name", ("AccountName", "主账户名称", "账户名称")),
            Column("deal", ("TransactionType", "交易类型")),
            Column("direction", ("BorrowingSigns", "借贷标志"), 3),
            Column("currency", ("Currency", "币种")),
            Column("amount", ("TransactionAmount", "交易金额"), 2),
            Column("balance", ("AccountBalance", "交易余额")),
            Column("time", ("TransactionTime", "交易时间"), 2),
            Column("serial", ("TransactionSerial", "交易流水号")),
            Column("cp_name", ("OpponentName", "交易对方名称"), 3),
            Column("cp_number", ("OpponentAccountNumber", "交易对方账卡号"), 3),
            Column("cp_id", ("OpponentCredentialNumber", "交易对方证件号码"), 3),
            Column("cp_bank", ("OpponentDepositBankID", "交易对方账号开户行")),
            Column("summary", ("TransactionRemark", "交易摘要")),
            Column("branch", ("TransactionBranchName", "交易网点名称")),
            Column("branch_code", ("TransactionBranchCode", "交易网点代码")),
            Column("log_no", ("LogNumber", "日志号")),
            Column("voucher", ("SummonsNumber", "传票号")),
            Column("voucher_kind", ("VoucherType", "凭证种类")),
            Column("voucher_no", ("VoucherCode", "凭证号")),
            Column("cash", ("CashMark", "现金标志")),
            Column("terminal", ("TerminalNumber", "终端号")),
            Column("status", ("TransactionStatus", "交易状态", "交易是否成功")),
            Column("spot", ("TransactionAddress", "交易发生地")),
            Column("merchant", ("MerchantName", "商户名称")),
            Column("merchant_no", ("MerchantCode", "商户号")),
            Column("ip", ("IPAddress", "IP地址")),
            Column("mac", ("MAC", "MAC地址")),
            Column("teller", ("TellerCode", "交易柜员号")),
            Column("remark", ("Remark", "备注")),
        ),
        required=(
            ("own_card", "own_account"),
            ("direction",),
            ("amount",),
            ("time",),
            ("cp_name", "cp_number"),
        ),
        transfers=Transfers(status_codes="when '0' then 0 when '1' then 1"),
    ),
)
