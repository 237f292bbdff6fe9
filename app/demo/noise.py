"""Ordinary life around the gangs: wages, shops, bills, friends, cash, interest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.demo.world import DAY, END, SERVICES, START, Account, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.demo.people import Person

_SHOPS = (
    "汀桥便利店",
    "栖云超市",
    "望澜早餐铺",
    "砚池书店",
    "星港网约车",
    "澜州水务",
    "云汀供电",
    "屿前水果店",
)
_HUBS = (*SERVICES.values(), ("网联清算有限公司", ""), ("银联商务股份有限公司", "990000555"))


class Surroundings:
    """Background people, and the small payments of everybody whose statement was obtained."""

    def __init__(self, world: World, accounts: int) -> None:
        self._world = world
        self._rng = world.rng
        self.strangers: dict[str, list[Account]] = {
            "bank": [],
            "tenpay": [],
            "alipay": [],
            "other": [],
        }
        self._fill(accounts)
        self.obtained = [account for account in world.accounts if account.obtained]

    def _fill(self, accounts: int) -> None:
        world, rng = self._world, self._rng
        while len(world.accounts) < accounts or min(map(len, self.strangers.values())) < 2:
            person = world.population.person()
            kind = rng.choices(("bank", "tenpay", "alipay", "other"), (45, 30, 17, 8))[0]
            makers: dict[str, Callable[..., Account]] = {
                "bank": world.bank_account,
                "tenpay": world.tenpay,
                "alipay": world.alipay,
                "other": world.payment_account,
            }
            chance = 0.6 if kind == "other" else 0.12
            self.strangers[kind].append(makers[kind](person, obtained=chance))

    def run(self, rows: int) -> None:
        """Add payments until the obtained statements together show ``rows`` rows."""
        weights = [
            self._rng.paretovariate(1.4) * (0.05 if account.level else 1.0)
            for account in self.obtained
        ]
        while self._world.rows < rows:
            for account in self._rng.choices(self.obtained, weights, k=64):
                if self._world.rows >= rows:
                    break
                if account.kind == "bank":
                    self._bank(account)
                elif account.kind == "other":
                    self._other(account)
                else:
                    self._wallet(account)

    def _time(self) -> int:
        day = self._rng.randrange(START // DAY, END // DAY) * DAY
        return day + min(int(self._rng.triangular(0, DAY, 15 * 3600)), DAY - 600)

    def _small(self) -> int:
        return int(min(self._rng.lognormvariate(8.2, 1.1), 3_000_000)) + 1

    def _bank(self, account: Account) -> None:
        world, rng, at = self._world, self._rng, self._time()
        draw = rng.random()
        if account.level:  # a mule's card lives for the gang: hardly any life of its own
            draw = 0.88 + draw * 0.11
        if draw < 0.52:
            name, number = rng.choice(_HUBS)
            if rng.random() < 0.5:
                number = ""
            world.alone(
                account,
                self._small(),
                at,
                incoming=False,
                kind="service",
                summary=rng.choice(("快捷支付", "消费", "代扣水电费")),
                name=f"{name[: 3 if name[0] in '支财' else 2]}-{rng.choice(_SHOPS)}"
                if rng.random() < 0.4
                else name,
                number=number,
            )
        elif draw < 0.72:
            friend = self._friend(account)
            amount = self._small() * rng.choice((1, 3, 10))
            if rng.random() < 0.5:
                world.transfer(
                    account, friend, amount, at, rng.choice(("手机转账", "网银转账", "还款"))
                )
            else:
                world.transfer(
                    friend, account, amount, at, rng.choice(("手机转账", "借款", "转账"))
                )
        elif draw < 0.82:
            world.alone(
                account,
                rng.randrange(300_000, 900_000),
                at // DAY * DAY + 9 * 3600 + rng.randrange(1200),
                incoming=True,
                kind="service",
                summary="代发工资",
                name=rng.choice(("澜州云栖物业有限公司", "汀江食品有限公司", "星港电子有限公司")),
                number=rng.choice(("99880000000000017", "99880000000000025", "")),
            )
        elif draw < 0.88:
            world.alone(
                account,
                rng.randint(1, 30) * 10_000,
                at,
                incoming=False,
                kind="cash",
                summary="ATM取款",
            )
        elif draw < 0.91:
            world.alone(
                account,
                rng.randint(1, 50) * 10_000,
                at,
                incoming=True,
                kind="cash",
                summary="现金存入",
            )
        elif draw < 0.96:
            world.alone(account, 200, at, incoming=False, kind="fee", summary="短信费")
        elif draw < 0.99:
            self._interest(account, at)
        else:
            world.failed(account, self._friend(account), self._small() * 10, at)

    def _interest(self, account: Account, at: int) -> None:
        """Interest; nothing at all is written twice, alike to the serial number: both are real."""
        amount = self._rng.randrange(-300, 3_000)
        serial = 0
        for _ in range(2 if amount <= 0 else 1):
            movement = self._world.alone(
                account, max(amount, 0), at, incoming=True, kind="interest", summary="结息"
            )
            if movement.in_entry is not None:
                movement.in_entry.serial = serial = serial or movement.in_entry.serial

    def _wallet(self, account: Account) -> None:
        world, rng, at = self._world, self._rng, self._time()
        draw = rng.random()
        if draw < 0.45:
            world.alone(
                account,
                self._small(),
                at,
                incoming=False,
                kind="service",
                summary="扫二维码付款",
                name=rng.choice(_SHOPS),
            )
        elif draw < 0.88:
            friend = self._friend(account)
            pair = (account, friend) if rng.random() < 0.5 else (friend, account)
            world.transfer(*pair, self._small(), at, "转账")
        elif draw < 0.93 and account.kind == "tenpay":
            takers = [self._friend(account) for _ in range(3)]
            unique = [t for i, t in enumerate(takers) if t not in takers[:i] and t is not account]
            world.red_packet(account, unique, [rng.randrange(50, 5_000) for _ in unique], at)
        elif draw < 0.96 and account.kind == "alipay":
            status = rng.choice(("pending", "failed", "neutral"))
            world.alone(
                account,
                self._small(),
                at,
                incoming=False,
                kind="service",
                summary="余额宝转入" if status == "neutral" else "商品",
                name=rng.choice(_SHOPS),
                status=status,
            )
        else:
            world.top_up(self._card_of(account.holder), account, rng.randint(1, 20) * 10_000, at)

    def _other(self, account: Account) -> None:
        rng, at = self._rng, self._time()
        if rng.random() < 0.5:
            friend = self._friend(account)
            pair = (account, friend) if rng.random() < 0.5 else (friend, account)
            self._world.transfer(*pair, self._small(), at, "转账")
        else:
            card = rng.choice(self.strangers["bank"])
            self._world.cash_in(account, card, self._small() * 10, at)

    def _friend(self, account: Account) -> Account:
        near = self.strangers[account.kind]
        base = hash_place(account, len(near))
        friend = near[(base + int(self._rng.expovariate(0.3))) % len(near)]
        if friend is account:
            friend = near[(near.index(friend) + 1) % len(near)]
        return friend

    def _card_of(self, holder: Person) -> Account:
        for account in self._world.accounts:
            if account.kind == "bank" and account.holder is holder:
                return account
        return self.strangers["bank"][0]


def hash_place(account: Account, size: int) -> int:
    """A fixed place of an account in a list of ``size``, so that it keeps the same friends."""
    return sum(ord(c) * (i + 1) for i, c in enumerate(account.key)) % size
