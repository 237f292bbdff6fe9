"""Invented people: names, ID numbers of divisions that do not exist, phones, places."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.demo.numbers import luhn_digit, resident_check

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭"
GIVEN = "澜岚汀屿泽沐舟砚桐檀禾苇棠岑渡汐澍沅洵渚淮霁朔昀晖衡岳麓硕彦珩瑾琮钰锦铎骞骁翊翎"
PLACES = ("澜州市", "云汀县", "北屿市", "东澜区", "星港市", "汀江县", "栖云县", "霁川市")
STREETS = ("望澜路", "汀桥街", "屿前巷", "云栖大道", "星港北路", "砚池街")


@dataclass(eq=False, slots=True)
class Person:
    """One invented person and his place in the story."""

    name: str
    id_number: str
    phone: str
    place: str
    group: str = "public"
    role: str = ""
    level: int = 0
    up_lines: list[Person] = field(default_factory=list)


class Population:
    """Makes people, cards and wallet ids, each number once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        self._serial = 0
        self.people: list[Person] = []

    def person(self, group: str = "public", role: str = "", level: int = 0) -> Person:
        """A new person; names do not repeat until they run out."""
        name = self._name()
        born = date(1962, 1, 1) + timedelta(days=self._rng.randrange(14_900))
        person = Person(
            name,
            self._resident_id(born),
            self._once(lambda: f"130000{self._rng.randrange(100_000):05d}"),
            self._rng.choice(PLACES),
            group,
            role,
            level,
        )
        self.people.append(person)
        return person

    def card(self, prefix: str) -> str:
        """A 19-digit card number under ``prefix`` with a right Luhn digit."""

        def draw() -> str:
            body = f"{prefix}00{self._rng.randrange(10**10):010d}"
            return body + luhn_digit(body)

        return self._once(draw)

    def account_number(self) -> str:
        """A 17-digit bank account number, as booklets have; no check digit."""
        return self._once(lambda: f"99{self._rng.randrange(10**15):015d}")

    def wechat_id(self) -> str:
        """A WeChat id as the service gives it."""
        letters = "abcdefghijkmnpqrstuvwxyz23456789"
        return self._once(lambda: "wxid_" + "".join(self._rng.choices(letters, k=14)) + "00")

    def alias(self, person: Person) -> str:
        """A WeChat alias of the user's own choice."""
        word = self._rng.choice(("lan", "ting", "yu", "cloud", "gang", "star"))
        return self._once(lambda: f"{word}_{person.phone[-4:]}_{self._rng.randrange(1000):03d}")

    def alipay_id(self) -> str:
        """A 16-digit Alipay user id."""
        return self._once(lambda: f"2088{self._rng.randrange(10**8):012d}")

    def payment_id(self) -> str:
        """An account id at the invented payment company."""
        return self._once(lambda: f"acc_{self._rng.randrange(10**8):08d}")

    def _name(self) -> str:
        for _ in range(50):
            given = self._rng.choice(GIVEN)
            if self._rng.random() < 0.8:
                given += self._rng.choice(GIVEN)
            name = self._rng.choice(SURNAMES) + given
            if name not in self._taken:
                self._taken.add(name)
                return name
        return self._rng.choice(SURNAMES) + "".join(self._rng.choices(GIVEN, k=2))

    def _resident_id(self, born: date) -> str:
        def draw() -> str:
            division = 990_000 + 100 * self._rng.randint(1, 9) + self._rng.randint(1, 28)
            body = f"{division}{born:%Y%m%d}{self._rng.randrange(1, 1000):03d}"
            return body + resident_check(body)

        return self._once(draw)

    def _once(self, draw: Callable[[], str]) -> str:
        for _ in range(1000):
            value = draw()
            if value not in self._taken:
                self._taken.add(value)
                return value
        self._serial += 1
        return f"{draw()}{self._serial}"
