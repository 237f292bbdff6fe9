"""The wallet folders of the stick: Tenpay trees, Alipay tables, another payment company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo import alipay_files, other_files, tenpay_files
from app.demo.sheets import Row, csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.demo.stick import Stick
    from app.demo.truth import FileTruth
    from app.demo.world import Account, Entry, World

_TREE = "财付通/L-1593997200000-1-澜州经侦"
_OLD = "财付通_2019"
_REQUEST = "支付宝/100000990"
_STAMP = "20200706160408"


def write_wallets(stick: Stick, world: World) -> None:
    """All wallet files."""
    cards: dict[str, list[Account]] = {}
    for account in world.accounts:
        if account.kind == "bank":
            cards.setdefault(account.holder.id_number, []).append(account)
    held = [account for account in world.accounts if account.obtained]
    _tenpay(stick, [a for a in held if a.kind == "tenpay"], cards, world)
    _alipay(stick, [a for a in held if a.kind == "alipay"], cards)
    others = [a for a in held if a.kind == "other"]
    truth = stick.truth("测试支付/测试支付_支付流水汇总.csv", "payments 20", encoding="utf-8-sig")
    stick.put(truth, csv_bytes(other_files.summary(others, truth), "utf-8-sig"))


def _tenpay(
    stick: Stick, accounts: list[Account], cards: dict[str, list[Account]], world: World
) -> None:
    plain = [account for account in accounts if account.key == account.number]
    old = plain[: min(3, len(plain) // 3)]
    for place, account in enumerate(accounts):
        person = account.holder
        if account in old:
            path = f"{_OLD}/{person.id_number}/TenpayTrades_{place}.txt"
            truth = stick.truth(path, "tenpay 15")
            stick.put(truth, tenpay_files.old_trades(account, truth, world.rng))
            continue
        base = f"{_TREE}/TP{place + 1:010d}/IDCARD/{person.id_number}/{account.key}"
        wide = place % 4 == 3
        truth = stick.truth(
            f"{base}/TenpayTrades.txt", "tenpay 27", encoding="utf-8" if wide else "utf-8-sig"
        )
        stick.put(truth, tenpay_files.trades(account, truth, full_width=wide))
        bound = cards.get(person.id_number, [])
        if bound:
            truth = stick.truth(f"{base}/TenpayRegInfo.txt", "tenpay registration", "accounts")
            stick.put(truth, tenpay_files.registration(account, bound, truth))
        if account.key != account.number or place % 2:
            base = f"{_TREE}/WX{place + 1:010d}/IPHONE/{person.phone}"
            truth = stick.truth(f"{base}/regInfobasicInfo.txt", "wechat registration", "accounts")
            stick.put(truth, tenpay_files.wechat_basics(account, truth))
            truth = stick.truth(f"{base}/WX登录轨迹.txt", "wechat logins", "logins")
            stick.put(truth, tenpay_files.wechat_logins(account, truth))


def _alipay(stick: Stick, accounts: list[Account], cards: dict[str, list[Account]]) -> None:
    half = (len(accounts) + 1) // 2
    for part, group in enumerate((accounts[:half], accounts[half:]), 1):
        entries = [entry for account in group for entry in account.entries]
        path = f"{_REQUEST}_账户明细d2_{_STAMP}_part{part}.csv"
        _table(stick, path, "alipay detail", entries, alipay_files.detail)
    everything = [entry for account in accounts for entry in account.entries]
    for name, maker in (
        (f"转账明细_{_STAMP}_part1", alipay_files.transfers),
        (f"交易记录_{_STAMP}", alipay_files.trades),
        (f"提现记录_{_STAMP}", alipay_files.withdrawals),
        (f"余额明细_{_STAMP}", alipay_files.balances),
    ):
        path = f"{_REQUEST}_{name}.csv"
        _table(stick, path, f"alipay {name[:4]}", everything, maker, kind="other")
    truth = stick.truth(
        f"{_REQUEST}_注册信息_20200705111012.xlsx", "alipay registration", "accounts", "xlsx"
    )
    books = []
    for account in accounts:
        rows = alipay_files.registration([account], cards, truth)
        books.append((account.holder.id_number, rows))
    stick.put(truth, xlsx_bytes(books or [("空", [[]])]))
    truth = stick.truth(
        f"{_REQUEST}_登陆日志_20200705111012.csv", "alipay logins", "logins", "gb18030"
    )
    stick.put(truth, csv_bytes(alipay_files.logins(accounts, truth), "gb18030"))


def _table(
    stick: Stick,
    path: str,
    layout: str,
    entries: Sequence[Entry],
    maker: Callable[[Sequence[Entry], FileTruth], list[Row]],
    *,
    kind: str = "transfers",
) -> None:
    truth = stick.truth(path, layout, kind, "gb18030")
    truth.same_money = kind == "other"
    stick.put(truth, csv_bytes(maker(entries, truth), "gb18030"))
