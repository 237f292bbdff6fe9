"""The bank folders of the stick: which bank answers in which layout, with which dirt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo import companions, layouts
from app.demo.bank_files import Style, header, notice, render
from app.demo.sheets import csv_bytes, xlsx_bytes
from app.demo.world import stamp

if TYPE_CHECKING:
    from app.demo.sheets import Row
    from app.demo.stick import Stick
    from app.demo.truth import FileTruth
    from app.demo.world import Account, Entry, World

_CUT = stamp("2020-06-20")
_AGAIN = stamp("2020-05-20")
Shown = list[tuple["Account", list["Entry"]]]

EAST = Style(layouts.CORE_31)
LAN = Style(
    layouts.CORE_31,
    times=("digits", "dashes", "slashes", "db2"),
    words=(("进", "出"), ("贷", "借"), ("入", "O"), ("收入", "支出")),
    tab=True,
    grouped=0.15,
    odd=0.03,
)
CLOUD = Style(layouts.CORE_31, times=("dashes", "digits"), grouped=0.05, odd=0.02)
NORTH = Style(
    layouts.CORE_28,
    times=("dashes",),
    words=(("贷", "借"),),
    newest_first=True,
    repeat_header=400,
    odd=0.02,
)
STAR = Style(
    layouts.WIDE_34, times=("slashes",), words=(("贷", "借"),), codes=True, card_blank=0.05
)
STAR_MERGED = Style(layouts.MERGED_30, times=("dashes", "slashes"), words=(("收", "付"),), odd=0.02)
TEST = Style(layouts.CORE_31, times=("dashes",), words=(("贷", "借"),), lost=0.15)
TEST_BOOK = Style(
    layouts.CORE_31, times=("dashes",), words=(("进", "出"),), lost=0.25, numeric=True
)
SUBJECT = Style(layouts.SUBJECT, times=("dashes",), grouped=0.2)
DESK = Style(layouts.DESK_10, times=("dashes",), words=(("贷", "借"),))


def write_banks(stick: Stick, world: World) -> None:
    """All bank files, those of a later path after those that they repeat."""
    held: dict[str, list[Account]] = {}
    refused: dict[str, list[Account]] = {}
    for account in world.accounts:
        if account.kind == "bank":
            book = held if account.obtained else refused
            book.setdefault(account.bank, []).append(account)
    writer = _Banks(stick, world, held, refused)
    writer.east()
    writer.lan()
    writer.cloud()
    writer.north()
    writer.star()
    writer.damaged()
    writer.desk()
    for bank, accounts in held.items():
        writer.companions(bank, accounts, refused.get(bank, [])[:6])


class _Banks:
    def __init__(
        self,
        stick: Stick,
        world: World,
        held: dict[str, list[Account]],
        refused: dict[str, list[Account]],
    ) -> None:
        self._stick, self._rng = stick, world.rng
        self._held, self._refused = held, refused

    def east(self) -> None:
        """GB18030; asked twice, with four weeks of overlap."""
        accounts = self._held.get("东澜银行", [])
        again = accounts[:6]
        first: Shown = [(a, [e for e in a.entries if e.time < _CUT]) for a in again]
        first += _all(accounts[6 : len(accounts) // 2])
        path = "东澜银行/东澜银行_交易明细信息_1.csv"
        truth = self._csv(path, "bank 31", EAST, first, encoding="gb18030", tell="东澜银行")
        rest = _all(accounts[max(6, len(accounts) // 2) :])
        self._csv("东澜银行/东澜银行_交易明细信息_2.csv", "bank 31", EAST, rest, encoding="gb18030")
        self._stick.copy(truth, "补充调证/东澜银行_交易明细信息_1(副本).csv")
        style = Style(layouts.CORE_31, times=("dashes",), clean=True)
        later: Shown = [(a, [e for e in a.entries if e.time >= _AGAIN]) for a in again]
        self._csv(
            "补充调证/东澜银行_重查_交易明细信息.csv", "bank 31", style, later, encoding="utf-8-sig"
        )

    def lan(self) -> None:
        """UTF-8 with BOM and TABs, the dirtiest; the last part in an archive within an archive."""
        accounts = self._held.get("澜州银行", [])
        third = max(1, len(accounts) // 3)
        parts = (accounts[:third], accounts[third : 2 * third], accounts[2 * third :])
        for place, part in enumerate(parts[:2], 1):
            path = f"澜州银行/澜州银行_交易明细信息_{place}.csv"
            self._csv(path, "bank 31", LAN, _all(part), encoding="utf-8-sig", tell="澜州银行")
        outer, inner = "压缩包/澜州银行补充回执.zip", "第二批.zip"
        half = len(parts[2]) // 2
        name = "澜州银行_交易明细信息_3.csv"
        self._csv(name, "bank 31", LAN, _all(parts[2][:half]), encoding="utf-8-sig", archive=outer)
        name = "明细/澜州银行_交易明细信息_4.csv"
        self._csv(name, "bank 31", LAN, _all(parts[2][half:]), encoding="gb18030", archive=inner)
        self._stick.pack(inner, outer)
        self._stick.pack(outer)

    def cloud(self) -> None:
        """XLSX; a second sheet repeats an account of the first."""
        accounts = self._held.get("云岭农商行", [])
        truth = self._stick.truth(
            "云岭农商行/云岭农商行_交易明细信息.xlsx", "bank 31", encoding="xlsx"
        )
        first = [header(CLOUD), *render(CLOUD, _all(accounts), truth, self._rng)]
        again: list[Row] = [header(CLOUD)]
        if accounts:
            small = min(accounts, key=lambda a: (len(a.entries), a.key))
            kept = [row for row in first[1:] if small.key in (row[0], str(row[0]).strip())]
            again += kept
            _tell_repeats(truth, kept, small)
        sheets = [("交易明细信息", first), ("交易明细信息(补)", again)]
        self._stick.put(truth, xlsx_bytes(sheets))

    def north(self) -> None:
        """28 columns, newest first, with preamble, footer and repeated headers."""
        accounts = self._held.get("北屿银行", [])
        truth = self._stick.truth("北屿银行/北屿银行_交易明细.csv", "bank 28", encoding="gb18030")
        body = render(NORTH, _all(accounts), truth, self._rng)
        head: list[Row] = [["北屿银行协助查询反馈"], ["查询期间：2020-01-01 至 2020-07-05"], []]
        foot: list[Row] = [
            [],
            [f"合计笔数：{truth.rows_read}"],
            ["以上数据仅供参考，具体内容请以柜台为准"],
        ]
        self._stick.put(truth, csv_bytes([*head, header(NORTH), *body, *foot], "gb18030"))

    def star(self) -> None:
        """34 columns with codes in CSV, and a cleaning tool's 30 columns in XLSX."""
        accounts = self._held.get("星港银行", [])
        half = (len(accounts) + 1) // 2
        dollars = [a for a in accounts if "_840_" in a.number]
        plain = [a for a in accounts if a not in dollars]
        path = "星港银行/星港银行_交易明细.csv"
        self._csv(path, "bank 34", STAR, _all([*dollars, *plain[:half]]), tell="星港银行")
        truth = self._stick.truth("星港银行/合并整理_30列.xlsx", "bank 30", encoding="xlsx")
        rows = [header(STAR_MERGED), *render(STAR_MERGED, _all(plain[half:]), truth, self._rng)]
        self._stick.put(truth, xlsx_bytes([("Sheet1", rows)]))

    def damaged(self) -> None:
        """What Excel made of card numbers: text like 6.22202E+18, and numeric cells."""
        accounts = self._held.get("测试银行", [])
        half = len(accounts) // 2
        path = "测试银行/测试银行_交易明细信息_另存.csv"
        self._csv(path, "bank 31 damaged", TEST, _all(accounts[:half]), encoding="gb18030")
        truth = self._stick.truth(
            "测试银行/测试银行_交易明细信息.xlsx", "bank 31 damaged", encoding="xlsx"
        )
        rows = [header(TEST_BOOK), *render(TEST_BOOK, _all(accounts[half:]), truth, self._rng)]
        self._stick.put(truth, xlsx_bytes([("交易明细信息", rows)]))

    def desk(self) -> None:
        """Ten columns with the owner in the file name, and the 主体 flavour of cleaning tools."""
        accounts = self._held.get("汀江银行", [])
        half = (len(accounts) + 1) // 2
        for place, account in enumerate(accounts[:half]):
            mark = "：" if place % 3 == 2 else "、"
            path = f"云汀县反诈中心/查询账号流水_{account.holder.name}{mark}{account.key}.xlsx"
            truth = self._stick.truth(path, "desk 10", encoding="xlsx")
            rows = [header(DESK), *render(DESK, _all([account]), truth, self._rng)]
            self._stick.put(truth, xlsx_bytes([("查询账号流水", rows)]))
        path = "云汀县反诈中心/汀江银行_主体流水.csv"
        self._csv(path, "subject 15", SUBJECT, _all(accounts[half:]), encoding="gb18030")

    def companions(self, bank: str, held: list[Account], refused: list[Account]) -> None:
        """Accounts, persons, sub-accounts, tasks, measures, openings of one bank."""
        folder = "云汀县反诈中心" if bank == "汀江银行" else bank
        mules = [account for account in held if account.level]
        sheets = (
            ("账户信息", "accounts", companions.accounts(held)),
            ("人员信息", "persons", companions.persons(held)),
            ("子账户信息", "accounts", companions.sub_accounts(held[:5])),
            ("任务信息", "tasks", companions.tasks(held, refused)),
            ("强制措施", "measures", companions.measures(mules[:4])),
        )
        for name, kind, rows in sheets:
            if len(rows) > 1:
                self._side(f"{folder}/{bank}_{name}.csv", name, kind, rows)
        if bank == "东澜银行":
            self._side(
                f"{folder}/{bank}_开户信息.csv",
                "开户信息",
                "accounts",
                companions.openings(held[:8]),
            )

    def _side(self, path: str, name: str, kind: str, rows: list[Row]) -> None:
        truth = self._stick.truth(path, name, kind, "gb18030")
        truth.other(len(rows) - 1)
        self._stick.put(truth, csv_bytes(rows, "gb18030"))

    def _csv(
        self,
        path: str,
        layout: str,
        style: Style,
        shown: Shown,
        *,
        encoding: str = "utf-8",
        archive: str = "",
        tell: str = "",
    ) -> FileTruth:
        truth = self._stick.truth(path, layout, encoding=encoding)
        rows = [header(style), *render(style, shown, truth, self._rng)]
        rows += [notice(style, account, truth) for account in self._refused.get(tell, [])[:2]]
        self._stick.put(truth, csv_bytes(rows, encoding), archive)
        return truth


def _all(accounts: list[Account]) -> Shown:
    return [(account, account.entries) for account in accounts]


def _tell_repeats(truth: FileTruth, rows: list[Row], account: Account) -> None:
    """Repeated rows are duplicates; those rejected the first time are rejected again."""
    rejected = sum(1 for e in account.entries if e.dirt.startswith("no ") and not e.missing)
    lost = sum(1 for e in account.entries if e.dirt == "no own" and not e.missing)
    for place in range(len(rows)):
        if place < rejected - lost:
            truth.rejected()
        else:
            truth.duplicate()
