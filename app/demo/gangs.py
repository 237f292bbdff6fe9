"""The mule gang: victims pay level-1 cards, the money runs down six levels and out in cash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.world import DAY, Account, World, stamp

if TYPE_CHECKING:
    from app.demo.people import Person

LEVELS = 6
LIMIT = 4_999_900
_SHARES = (0.08, 0.14, 0.18, 0.2, 0.2, 0.2)
_FIRST = stamp("2020-04-03")
_LAST = stamp("2020-07-01")
_LATE = (0, 0, 0.05, 0.12, 0.2, 0.25)


class MuleGang:
    """Gang 1 (``mule``) and its victims."""

    def __init__(self, world: World, members: int, cards: int, victims: int) -> None:
        self._world = world
        self._rng = world.rng
        self.payments: list[int] = []
        people = world.population
        self.boss = people.person("mule", "组织者", 0)
        self.members = [self.boss]
        leaders: list[Person] = []
        for _ in range(max(1, members // 10)):
            leader = people.person("mule", "跑分头目", 1)
            leader.up_lines.append(self.boss)
            leaders.append(leader)
        self.members += leaders
        holders: list[list[Person]] = [[] for _ in range(LEVELS)]
        for place in range(max(LEVELS, members - len(self.members))):
            level = place % LEVELS
            role = "取款手" if level >= 4 else "卡主"
            person = people.person("mule", role, level + 1)
            person.up_lines.append(self._rng.choice(leaders))
            holders[level].append(person)
            self.members.append(person)
        self.ladder: list[list[Account]] = []
        for level, share in enumerate(_SHARES):
            count = max(2, round(cards * share))
            self.ladder.append(
                [
                    world.bank_account(
                        holders[level][i % len(holders[level])],
                        obtained=1 - _LATE[level],
                        level=level + 1,
                    )
                    for i in range(count)
                ]
            )
        self.boss_card = world.bank_account(self.boss)
        self.victims = [people.person("victim", "被害人") for _ in range(victims)]
        self.victim_cards = [
            world.bank_account(victim, obtained=0 if place % 3 == 2 else 1)
            for place, victim in enumerate(self.victims)
        ]

    def run(self) -> None:
        """Play all frauds."""
        for card in self.victim_cards:
            day = self._rng.randrange(_FIRST, _LAST) // DAY * DAY
            at = day + self._rng.randrange(9 * 3600, 20 * 3600)
            for _ in range(self._rng.randint(1, 4)):
                amount = self._rng.choice(
                    (500_000, 2_000_000, 4_999_900, 8_800_000, 13_800_000, 30_000_000)
                )
                amount += self._rng.choice((0, 0, 100_000, 5_050))
                target = self._rng.choice(self.ladder[0])
                self.payments.append(len(self._world.movements) + 1)
                arrived = self._world.transfer(card, target, amount, at, "跨行汇款")
                self._spread(target, 0, amount, arrived)
                at += self._rng.randrange(600, 9000)

    def _spread(self, account: Account, level: int, amount: int, at: int) -> None:
        """Send what arrived on ``account`` onwards within minutes."""
        rng, world = self._rng, self._world
        if level >= LEVELS - 1 or (level == LEVELS - 2 and rng.random() < 0.5):
            self._leave(account, amount, at)
            return
        left = amount - rng.randrange(0, 20_000)
        if level == 1 and left > 1_000_000 and account.kind == "bank":
            share = left * 8 // 100 // 10_000 * 10_000
            at += rng.randrange(60, 300)
            world.transfer(account, self.boss_card, share, at, "网银转账")
            left -= share
        while left >= 30_000:
            at += rng.randrange(40, 720)
            part = self._part(left)
            child = rng.choice(self.ladder[level + 1])
            draw = rng.random()
            if draw < 0.03:
                world.failed(account, child, part, at)
                at += rng.randrange(60, 200)
            elif draw < 0.05:
                world.reversed(account, child, part, at)
                at += rng.randrange(700, 1500)
                child = rng.choice(self.ladder[level + 1])
            elif draw < 0.09:
                world.transfer(account, child, 1, at, "测试")
                at += rng.randrange(60, 200)
                left -= 1
                part = min(part, left)
            arrived = world.transfer(
                account, child, part, at, rng.choice(("网银转账", "手机转账", "跨行汇款"))
            )
            left -= part
            if rng.random() < 0.12 and left > 2_000:
                self._fee(account, at)
                left -= 1_050
            self._spread(child, level + 1, part, arrived)

    def _part(self, left: int) -> int:
        if left <= LIMIT:
            share = 1.0 if self._rng.random() < 0.6 else self._rng.uniform(0.4, 0.7)
            part = int(left * share)
        else:
            part = min(left, self._rng.choice((LIMIT, 4_980_000, 5_000_000, 4_999_000)))
        return max(min(part // 100 * 100, left), 10_000)

    def _fee(self, account: Account, at: int) -> None:
        """Two identical fees in one second: both are real."""
        for _ in range(2):
            self._world.alone(account, 525, at + 1, incoming=False, kind="fee", summary="手续费")

    def _leave(self, account: Account, amount: int, at: int) -> None:
        """Out of the bank: cash at night, a wallet service, or a card of someone unknown."""
        rng, world = self._rng, self._world
        draw = rng.random()
        left = amount - rng.randrange(0, 5_000)
        if draw < 0.6:
            hour = at // DAY * DAY + 23 * 3600 + rng.randrange(0, 3 * 3600)
            at = max(at + 300, hour)
            while left >= 10_000:
                part = min(
                    left // 10_000 * 10_000, rng.choice((200_000, 250_000, 300_000, 500_000))
                )
                world.alone(account, part, at, incoming=False, kind="cash", summary="ATM取款")
                left -= part
                at += rng.randrange(40, 90)
        elif draw < 0.85:
            name, number = rng.choice(
                (
                    ("财付通支付科技有限公司", "990000133"),
                    ("支付宝（中国）网络技术有限公司", "990000690"),
                    ("财付通-微信零钱充值", ""),
                )
            )
            at += rng.randrange(60, 900)
            world.alone(
                account,
                left,
                at,
                incoming=False,
                kind="service",
                summary="快捷支付",
                name=name,
                number=number,
            )
        else:
            at += rng.randrange(60, 900)
            world.transfer(account, rng.choice(self.ladder[LEVELS - 1]), left, at, "手机转账")
