"""The account traders: members buy sets of accounts from each other and sell them on, both ways.

Money runs against the goods: patrons pay brokers, brokers pay collectors, collectors pay the
people whose accounts they are. Refunds, commissions and trades among equals blur it, as they do in
life.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.world import DAY, END, START, Account, World

if TYPE_CHECKING:
    from app.demo.people import Person

ROLES = ("金主", "号商", "收卡人", "卡农")
_PRICE = (120_000, 80_000, 60_000)
_NOTES = ("收号款", "四件套", "尾款", "定金", "卡钱")


class TraderGang:
    """Gang 2 (``trader``)."""

    def __init__(self, world: World, members: int) -> None:
        self._world = world
        self._rng = rng = world.rng
        counts = (max(1, members * 2 // 35), max(2, members // 7), max(3, members * 2 // 7))
        sizes = (*counts, max(4, members - sum(counts)))
        self.tiers: list[list[Person]] = []
        for tier, (role, size) in enumerate(zip(ROLES, sizes, strict=True)):
            people = [world.population.person("trader", role, tier + 1) for _ in range(size)]
            for person in people if tier else []:
                above = self.tiers[tier - 1]
                person.up_lines.append(rng.choice(above))
                if rng.random() < 0.25:
                    second = rng.choice(above)
                    if second not in person.up_lines:
                        person.up_lines.append(second)
            self.tiers.append(people)
        self.members = [person for tier_people in self.tiers for person in tier_people]
        self.purses: dict[int, dict[str, Account]] = {}
        for person in self.members:
            kept = 0.65 if person.role == "卡农" else 0.95
            self.purses[id(person)] = {
                "bank": world.bank_account(person, obtained=kept),
                "tenpay": world.tenpay(person, obtained=kept),
                "alipay": world.alipay(person, obtained=kept),
            }
            if rng.random() < 0.4:
                world.bank_account(person, obtained=kept)

    def run(self, buyer: Account, deals: int) -> None:
        """Play ``deals`` deals; ``buyer`` is the mule gang's card that buys some of the sets."""
        rng, world = self._rng, self._world
        for _ in range(deals):
            day = rng.randrange(START // DAY + 40, END // DAY - 2) * DAY
            at = day + rng.choice((10, 14, 16, 20, 21, 22, 23)) * 3600 + rng.randrange(3600)
            tier = rng.choices((1, 2, 3), (2, 3, 4))[0]
            seller = rng.choice(self.tiers[tier])
            patron = rng.choice(seller.up_lines)
            self._pay(patron, seller, rng.randint(1, 6) * _PRICE[tier - 1], at)
            draw = rng.random()
            later = at + rng.randrange(3600, 3 * DAY)
            if draw < 0.22:
                self._pay(seller, patron, _PRICE[tier - 1] * rng.randint(1, 2), later)
            elif draw < 0.36:
                self._pay(seller, patron, rng.choice((5_000, 10_000, 20_000)), later)
            elif draw < 0.5:
                equal = rng.choice(self.tiers[tier])
                if equal is not seller:
                    self._pay(seller, equal, rng.randint(1, 3) * _PRICE[tier - 1], later)
            elif draw < 0.55:
                self._packet(patron, at + 1800)
        for _ in range(max(1, deals // 60)):
            at = rng.randrange(START + 60 * DAY, END - 5 * DAY)
            seller_card = self.purses[id(rng.choice(self.tiers[0]))]["bank"]
            world.transfer(buyer, seller_card, rng.randint(3, 20) * 150_000, at, "货款")

    def _pay(self, payer: Person, payee: Person, amount: int, at: int) -> None:
        kind = self._rng.choices(("tenpay", "alipay", "bank"), (60, 25, 15))[0]
        source = self.purses[id(payer)][kind]
        note = self._rng.choice(_NOTES) if kind != "bank" else "手机转账"
        at = min(at, END - DAY)
        if kind != "bank" and self._rng.random() < 0.25:
            wallet_top = amount // 10_000 * 10_000 + 10_000
            self._world.top_up(self.purses[id(payer)]["bank"], source, wallet_top, at - 120)
        self._world.transfer(source, self.purses[id(payee)][kind], amount, at, note)
        if kind != "bank" and self._rng.random() < 0.2:
            target = self.purses[id(payee)]
            self._world.cash_in(target[kind], target["bank"], amount, at + 900)

    def _packet(self, giver: Person, at: int) -> None:
        friends = self._rng.sample(self.members, min(len(self.members), self._rng.randint(2, 5)))
        takers = [self.purses[id(friend)]["tenpay"] for friend in friends if friend is not giver]
        if not takers:
            return
        parts = [self._rng.randrange(100, 6_000) for _ in takers]
        self._world.red_packet(self.purses[id(giver)]["tenpay"], takers, parts, at)
