"""The ground truth: accounts, and the movements between them as they happen.

Movements are noted first and booked at the end: ``close`` sorts each account's entries by time and
gives every entry its balance, with an opening balance that keeps the account above zero.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.demo.people import Person, Population

DAY = 86_400
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  case time is naive
BANKS = {
    "东澜银行": "621799",
    "云岭农商行": "622848",
    "北屿银行": "622202",
    "星港银行": "621226",
    "测试银行": "621700",
    "澜州银行": "622588",
    "汀江银行": "621483",
}
BANK_WEIGHTS = (20, 14, 15, 11, 8, 22, 10)
SERVICES = {
    "tenpay": ("财付通支付科技有限公司", "990000133"),
    "alipay": ("支付宝（中国）网络技术有限公司", "990000690"),
    "other": ("测试支付有限公司", "990000777"),
}


def stamp(text: str) -> int:
    """``2020-07-02 15:30:00`` (or a date alone) as seconds of naive case time."""
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds())


def moment(seconds: int) -> datetime:
    """The naive case time of a number of seconds."""
    return EPOCH + timedelta(seconds=seconds)


START = stamp("2020-01-01")
END = stamp("2020-07-05")


@dataclass(eq=False, slots=True)
class Account:
    """One account. ``number`` is its other name: account number, WeChat id, Alipay login."""

    key: str
    kind: str
    holder: Person
    bank: str
    number: str
    obtained: bool
    level: int = 0
    opened: int = 0
    balance: int = 0
    entries: list[Entry] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Movement:
    """One movement of money between two parties, or an attempt at one."""

    id: int
    time: int
    payer: Account | None
    payee: Account | None
    amount: int
    kind: str
    summary: str
    status: str = "success"
    currency: str = "CNY"
    service: str = ""
    order: str = ""
    out_entry: Entry | None = None
    in_entry: Entry | None = None


@dataclass(eq=False, slots=True)
class Entry:
    """One account's record of a movement: the row its statement would truly show."""

    account: Account
    movement: Movement
    time: int
    incoming: bool
    amount: int
    other: Account | None
    other_name: str
    other_number: str
    seq: int
    reversal: bool = False
    balance: int = 0
    order_amount: int = 0
    precision: int = 2
    missing: bool = False
    chained: bool = False
    held: bool = False
    counted: bool = False
    named: bool = False
    dirt: str = ""
    serial: int = 0

    @property
    def effective(self) -> bool:
        """Whether money really moved."""
        return self.movement.status == "success"

    @property
    def seen(self) -> int:
        """The time as far as the source tells it."""
        unit = (DAY, 60, 1)[self.precision]
        return self.time - self.time % unit


class World:
    """Makes accounts, takes movements, books them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  invented data must repeat for a seed
        self.population = Population(self.rng)
        self.accounts: list[Account] = []
        self.movements: list[Movement] = []
        self.rows = 0
        self._seq = 0

    # accounts

    def bank_account(self, holder: Person, *, obtained: float = 1.0, level: int = 0) -> Account:
        """A new card; its statement was obtained with the probability given."""
        bank = self.rng.choices(tuple(BANKS), BANK_WEIGHTS)[0]
        number = f"{self.population.account_number()}_156_1"
        return self._add(
            "bank", self.population.card(BANKS[bank]), holder, bank, number, obtained, level
        )

    def tenpay(self, holder: Person, *, obtained: float = 1.0) -> Account:
        """A new WeChat wallet; obtained ones often go by an alias of the user's choice."""
        wxid = self.population.wechat_id()
        account = self._add("tenpay", wxid, holder, "财付通", wxid, obtained)
        if account.obtained and self.rng.random() < 0.6:
            account.key = self.population.alias(holder)
        return account

    def alipay(self, holder: Person, *, obtained: float = 1.0) -> Account:
        """A new Alipay wallet, its login the holder's phone."""
        return self._add(
            "alipay", self.population.alipay_id(), holder, "支付宝", holder.phone, obtained
        )

    def payment_account(self, holder: Person, *, obtained: float = 1.0) -> Account:
        """A new account at the invented payment company."""
        key = self.population.payment_id()
        return self._add("other", key, holder, "测试支付", key, obtained)

    def _add(
        self,
        kind: str,
        key: str,
        holder: Person,
        bank: str,
        number: str,
        obtained: float,
        level: int = 0,
    ) -> Account:
        opened = START - self.rng.randrange(20, 1500) * DAY
        account = Account(
            key, kind, holder, bank, number, self.rng.random() < obtained, level, opened
        )
        self.accounts.append(account)
        return account

    # movements

    def transfer(
        self,
        payer: Account,
        payee: Account,
        amount: int,
        at: int,
        summary: str,
        kind: str = "transfer",
    ) -> int:
        """Money from one account to another of the same kind; gives the time of arrival."""
        movement = self._movement(at, payer, payee, amount, kind, summary)
        arrival = at + self._lag()
        movement.out_entry = self._entry(payer, movement, at, False, payee)
        movement.in_entry = self._entry(payee, movement, arrival, True, payer)
        return max(at, arrival)

    def red_packet(self, payer: Account, payees: list[Account], parts: list[int], at: int) -> None:
        """One group red packet: one order, several receivers, one row each at the sender."""
        order = ""
        for payee, part in zip(payees, parts, strict=True):
            movement = self._movement(at, payer, payee, part, "transfer", "微信红包")
            order = order or movement.order
            movement.order = order
            entry = self._entry(payer, movement, at, False, payee)
            if entry is not None:
                entry.order_amount = sum(parts)
                movement.out_entry = entry
            arrival = at + self.rng.randrange(2, 90)
            movement.in_entry = self._entry(payee, movement, arrival, True, payer)

    def alone(
        self,
        account: Account,
        amount: int,
        at: int,
        *,
        incoming: bool,
        kind: str,
        summary: str,
        name: str = "",
        number: str = "",
        status: str = "success",
    ) -> Movement:
        """Money to or from what is no account of a person: cash, fees, interest, services."""
        payer, payee = (None, account) if incoming else (account, None)
        movement = self._movement(at, payer, payee, amount, kind, summary, status)
        movement.service = number
        entry = self._entry(account, movement, at, incoming, None)
        if entry is not None:
            entry.other_name, entry.other_number = name, number
        if incoming:
            movement.in_entry = entry
        else:
            movement.out_entry = entry
        return movement

    def failed(self, payer: Account, payee: Account, amount: int, at: int) -> None:
        """An attempt that failed: the payer's statement shows it, the payee's does not.

        Some are shown twice, alike to the serial number: both rows are real.
        """
        serial = 0
        for _ in range(2 if self.rng.random() < 0.3 else 1):
            movement = self._movement(at, payer, payee, amount, "transfer", "交易失败", "failed")
            entry = self._entry(payer, movement, at, False, payee)
            movement.out_entry = entry
            if entry is not None:
                entry.serial = serial = serial or entry.seq

    def reversed(self, payer: Account, payee: Account, amount: int, at: int) -> None:
        """Money that left and was put back a minute later; the payee never saw it."""
        gone = self._movement(at, payer, payee, amount, "transfer", "网银转账")
        gone.out_entry = self._entry(payer, gone, at, False, payee)
        back_at = at + self.rng.randrange(40, 90)
        back = self._movement(back_at, payee, payer, amount, "transfer", "冲正")
        back.in_entry = self._entry(payer, back, back_at, True, payee)
        if back.in_entry is not None:
            back.in_entry.reversal = True

    def top_up(self, bank: Account, wallet: Account, amount: int, at: int) -> None:
        """Money from a card into a wallet: the bank names the service, the wallet the card."""
        name, number = SERVICES[wallet.kind]
        number = number if self.rng.random() < 0.6 else ""
        self.alone(
            bank,
            amount,
            at,
            incoming=False,
            kind="service",
            summary="快捷支付",
            name=name,
            number=number,
        )
        movement = self.alone(
            wallet, amount, at + 2, incoming=True, kind="transfer", summary="充值"
        )
        self._name_card(movement, movement.in_entry, bank)
        movement.payer = bank

    def cash_in(self, wallet: Account, bank: Account, amount: int, at: int) -> None:
        """Money from a wallet to a card (提现)."""
        name, number = SERVICES[wallet.kind]
        movement = self.alone(wallet, amount, at, incoming=False, kind="transfer", summary="提现")
        self._name_card(movement, movement.out_entry, bank)
        movement.payee = bank
        self.alone(
            bank,
            amount,
            at + 5,
            incoming=True,
            kind="service",
            summary="提现入账",
            name=name,
            number=number,
        )

    @staticmethod
    def _name_card(movement: Movement, entry: Entry | None, bank: Account) -> None:
        if entry is not None:
            entry.other_name, entry.other_number = bank.holder.name, bank.key
        movement.service = bank.key

    def _movement(
        self,
        at: int,
        payer: Account | None,
        payee: Account | None,
        amount: int,
        kind: str,
        summary: str,
        status: str = "success",
    ) -> Movement:
        number = len(self.movements) + 1
        movement = Movement(number, at, payer, payee, amount, kind, summary, status)
        movement.order = f"{moment(at):%Y%m%d}{number:014d}"
        self.movements.append(movement)
        return movement

    def _entry(
        self, account: Account, movement: Movement, at: int, incoming: bool, other: Account | None
    ) -> Entry | None:
        self._seq += 1
        entry = Entry(account, movement, at, incoming, movement.amount, other, "", "", self._seq)
        entry.serial = self._seq
        if other is not None:
            entry.other_name, entry.other_number = other.holder.name, other.key
            if other.kind == "tenpay":
                entry.other_number = other.number
        account.entries.append(entry)
        if not account.obtained:
            return None
        self.rows += 1
        return entry

    def _lag(self) -> int:
        draw = self.rng.random()
        if draw < 0.015:
            return -self.rng.randrange(1, 4)
        if draw < 0.03:
            return self.rng.randrange(60, 480)
        return self.rng.randrange(0, 40)

    # booking

    def close(self) -> None:
        """Sort every account's entries and give each its balance."""
        for account in self.accounts:
            account.entries.sort(key=lambda entry: (entry.time, entry.seq))
            run = low = 0
            for entry in account.entries:
                run += _change(entry)
                low = min(low, run)
            balance = -low + self.rng.randrange(0, 30_000)
            previous: Entry | None = None
            for entry in account.entries:
                balance += _change(entry)
                entry.balance = balance
                if previous is not None:
                    entry.chained = True
                previous = entry
            account.balance = balance
            _level_orders(account.entries)


def _change(entry: Entry) -> int:
    if not entry.effective:
        return 0
    return entry.amount if entry.incoming else -entry.amount


def _level_orders(entries: list[Entry]) -> None:
    """All rows of one red packet show the balance after the whole order."""
    for later, entry in zip(reversed(entries), reversed(entries[:-1]), strict=False):
        if (
            entry.order_amount
            and later.movement.order == entry.movement.order
            and later.order_amount
        ):
            entry.balance = later.balance
