"""The public door: write a folder of invented returns and tell what is true about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo import dirt
from app.demo.bulk import write_bulk
from app.demo.gangs import MuleGang
from app.demo.noise import Surroundings
from app.demo.reckoning import reckon
from app.demo.stick import Stick
from app.demo.stick_banks import write_banks
from app.demo.stick_wallets import write_wallets
from app.demo.traders import TraderGang
from app.demo.world import DAY, START, Account, World

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress
    from app.demo.truth import Truth

__all__ = ["Scale", "write_bulk", "write_returns"]


@dataclass(frozen=True)
class Scale:
    """How large a story: suspects of both gangs, accounts of everybody, rows of transfers."""

    suspects: int
    accounts: int
    rows: int

    @classmethod
    def demo(cls) -> Scale:
        """The demonstration case."""
        return cls(60, 400, 60_000)

    @classmethod
    def small(cls) -> Scale:
        """The smallest story that still has everything, for quick tests."""
        return cls(30, 200, 6_000)


def write_returns(
    folder: Path,
    *,
    seed: int = 20200702,
    scale: Scale | None = None,
    progress: Progress | None = None,
) -> Truth:
    """Write a returns folder; the same seed and scale give the same bytes.

    Args:
        folder: made when missing; should be empty.
        seed: chooses people, numbers, amounts, dirt.
        scale: the demonstration case when ``None``.
        progress: hears about files and can cancel.

    Returns:
        What is true: per file, per movement, per account, per person.
    """
    scale = scale or Scale.demo()
    world = World(seed)
    members = max(12, scale.suspects * 25 // 60)
    mules = MuleGang(world, members, max(30, scale.accounts // 4), max(4, scale.suspects // 5))
    traders = TraderGang(world, max(10, scale.suspects - members))
    dollars = _dollar_account(world, mules)
    around = Surroundings(world, scale.accounts)
    around.obtained.remove(dollars)
    mules.run()
    traders.run(mules.boss_card, max(60, scale.rows // 40))
    around.run(int(scale.rows * 0.985))
    world.close()
    gaps = dirt.mark(world)
    stick = Stick(folder, progress, scale.rows)
    write_banks(stick, world)
    write_wallets(stick, world)
    stick.files.sort(key=lambda truth: truth.path)
    return reckon(seed, world, stick.files, mules.payments, gaps)


def _dollar_account(world: World, mules: MuleGang) -> Account:
    """A US dollar sub-account of the mule gang's boss."""
    account = world.bank_account(mules.boss)
    account.bank, account.number = "星港银行", account.number.replace("_156_", "_840_")
    for place in range(6):
        at = START + (80 + 9 * place) * DAY + 36_000
        movement = world.alone(
            account,
            120_000 + 5_000 * place,
            at,
            incoming=place % 2 == 0,
            kind="service",
            summary="跨境汇款",
            name="HARBOR LIGHT TRADING",
        )
        movement.currency = "USD"
    return account
