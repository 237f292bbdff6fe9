"""Invented statements as PDF: ruled tables, columns of text, page breaks through a row."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = "Sequence[str]"
SIZE = 8.0
LINE = 11.0
LEFT, TOP, FOOT = 30.0, 40.0, 60.0
WIDE = landscape(A4)


@cache
def font() -> str:
    """A Chinese font that a PDF only names."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def wrapped(text: str, width: float) -> list[str]:
    """Text broken where it is too long for a cell, anywhere in a word; ``\\n`` breaks too."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for sign in part:
            if pdfmetrics.stringWidth(line + sign, font(), SIZE) > width - 4:
                lines.append(line)
                line = ""
            line += sign
        lines.append(line)
    return lines


class Sheet:
    """A PDF under way; heights count from the top of the page."""

    def __init__(self, size: tuple[float, float] = WIDE, **options: object) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=size, invariant=1, **options)
        self.height = size[1]
        self.y = TOP
        self.page = 1
        self._font()

    def _font(self) -> None:
        self.canvas.setFont(font(), SIZE)

    def text(self, x: float, y: float, text: str) -> None:
        self.canvas.drawString(x, self.height - y, text)

    def say(self, text: str, x: float = LEFT) -> None:
        """One line of text below the last."""
        self.text(x, self.y + SIZE, text)
        self.y += LINE + 3

    def turn(self) -> None:
        """Number the page and begin the next."""
        self.text(400, self.height - 20, f"第 {self.page} 页")
        self.canvas.showPage()
        self._font()
        self.page += 1
        self.y = TOP

    def box(self, widths: Iterable[float], top: float, bottom: float, *, close: bool) -> None:
        """The rules around the cells of a row."""
        x = LEFT
        edges = [x]
        for width in widths:
            x += width
            edges.append(x)
        for edge in edges:
            self.canvas.line(edge, self.height - top, edge, self.height - bottom)
        self.canvas.line(edges[0], self.height - top, edges[-1], self.height - top)
        if close:
            self.canvas.line(edges[0], self.height - bottom, edges[-1], self.height - bottom)

    def ruled(
        self, widths: Sequence[float], header: Row, rows: Iterable[Row], *, repeat: bool = True
    ) -> None:
        """A ruled table; a row that does not fit is cut where the page ends."""
        self._row(widths, header)
        for row in rows:
            self._row(widths, row, header if repeat else None)

    def _row(self, widths: Sequence[float], row: Row, header: Row | None = None) -> None:
        cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        left = max(map(len, cells))
        while left:
            room = int((self.height - FOOT - self.y - 4) // LINE)
            if room < 1:
                self.turn()
                if header is not None:
                    self._row(widths, header)
                continue
            now = min(room, left)
            x = LEFT
            for cell, width in zip(cells, widths, strict=True):
                for number, line in enumerate(cell[:now]):
                    self.text(x + 2, self.y + 2 + SIZE + number * LINE, line)
                del cell[:now]
                x += width
            bottom = self.y + now * LINE + 4
            self.box(widths, self.y, bottom, close=now == left)
            self.y = bottom
            left -= now

    def done(self, *, text: bool = True) -> bytes:
        if text:
            self.text(400, self.height - 20, f"第 {self.page} 页")
        self.canvas.save()
        return self.out.getvalue()


WECHAT_HEADER = (
    "交易单号", "交易时间", "交易类型", "收/支/其他", "交易方式", "金额(元)", "交易对方",
    "商户单号",
)  # fmt: skip
WECHAT_WIDTHS = (100, 75, 70, 60, 80, 60, 110, 110)


def wechat(rows: Iterable[Row]) -> bytes:
    """微信支付交易明细证明."""
    sheet = Sheet()
    sheet.say("编号:20240401000000000001", 500)
    sheet.say("微信支付交易明细证明", 330)
    whose = "周样本(居民身份证:110105199001010017),在其微信号:wxid_yangben01"
    sheet.say(f"兹证明:{whose}中的交易明细信息如下:")
    sheet.say("币种:人民币 / 单位:元", 500)
    sheet.box((200, 465), sheet.y, sheet.y + 15, close=True)
    sheet.text(LEFT + 2, sheet.y + 10, "交易明细对应时间段")
    sheet.text(LEFT + 202, sheet.y + 10, "2024-03-01 00:00:00 至 2024-03-31 23:59:59")
    sheet.y += 15
    sheet.box((665,), sheet.y, sheet.y + 15, close=True)
    sheet.text(LEFT + 2, sheet.y + 10, "具体交易明细")
    sheet.y += 15
    sheet.ruled(WECHAT_WIDTHS, WECHAT_HEADER, rows)
    sheet.y += 10
    sheet.say("说明:本证明由财付通支付科技有限公司开具")
    return sheet.done()


ALIPAY_HEADER = (
    "收/支", "交易对方", "商品说明", "收/付款方式", "金额", "交易订单号", "商家订单号", "交易时间",
)  # fmt: skip
ALIPAY_WIDTHS = (50, 110, 130, 90, 50, 110, 110, 70)


def alipay(rows: Iterable[Row]) -> bytes:
    """支付宝交易流水证明."""
    sheet = Sheet()
    sheet.say("编号: 20240401000850040000000000000000", 500)
    sheet.say("支付宝支付科技有限公司 交易流水证明", 330)
    whose = "吴样本(证件号码:110105199001010033)在其支付宝账号wu.yangben@example.com"
    sheet.say(f"兹证明:{whose}中明细信息如下:")
    sheet.say("币种:人民币 / 单位:元", 500)
    sheet.say("交易时间段:2024-03-01 00:00:00至2024-03-31 23:59:59 交易类型:全部")
    sheet.ruled(ALIPAY_WIDTHS, ALIPAY_HEADER, rows)
    return sheet.done()


BOC_HEADER = (
    "记账日期", "记账时间", "币别", "金额", "余额", "交易名称", "渠道", "网点名称", "附言",
    "对方账户名", "对方卡号/账号", "对方开户行",
)  # fmt: skip
BOC_WIDTHS = (55, 45, 40, 60, 65, 60, 60, 80, 80, 70, 90, 75)


def boc(rows: Iterable[Row]) -> bytes:
    """中国银行交易流水明细清单."""
    sheet = Sheet()
    sheet.say("中国银行交易流水明细清单", 330)
    sheet.say("交易区间: 2024-03-01 至 2024-03-31 客户姓名: 郑样本 页数: 1/2")
    sheet.say("借记卡号: 6217850000000000015 账号: 100000000015 打印时间: 2024/04/01 10:00:00")
    sheet.ruled(BOC_WIDTHS, BOC_HEADER, rows)
    return sheet.done()


BOCOM_HEADER = (
    "Serial\nNum\n序号", "Trans Date\n交易日期", "Trans Time\n交易时间",
    "Trading Type\n交易类型", "Dc Flg\n借贷", "Trans Amt\n交易金额", "Balance\n余额",
    "Payment Receipt\nAccount\n对方账号", "Payment Receipt\nAccount Name\n对方户名",
    "Trading Place\n交易地点", "Abstract\n摘要",
)  # fmt: skip
BOCOM_WIDTHS = (35, 60, 55, 70, 45, 70, 75, 95, 90, 90, 80)


def bocom(rows: Iterable[Row]) -> bytes:
    """交通银行个人客户交易清单, its header in two languages."""
    sheet = Sheet()
    sheet.say("交通银行个人客户交易清单", 330)
    sheet.say("Bocom Personal Account Details", 330)
    sheet.say("账号/卡号Account/Card No: 6222600000000000013 户名Account Name: 冯样本")
    sheet.say("查询起日Query Starting Date: 2024-03-01 查询止日Query Ending Date: 2024-03-31")
    sheet.ruled(BOCOM_WIDTHS, BOCOM_HEADER, rows)
    return sheet.done()


def in_columns(
    sheet: Sheet, places: Sequence[float], lines: Sequence[Row], right: Sequence[int] = ()
) -> None:
    """One record of several text lines; the columns ``right`` end at their place."""
    if sheet.y + len(lines) * LINE > sheet.height - FOOT:
        sheet.turn()
    for line in lines:
        for number, (place, cell) in enumerate(zip(places, line, strict=True)):
            if number in right:
                sheet.canvas.drawRightString(place, sheet.height - sheet.y - SIZE, cell)
            else:
                sheet.text(place, sheet.y + SIZE, cell)
        sheet.y += LINE
    sheet.y += 7


CMB_PLACES = (30.0, 100.0, 220.0, 310.0, 330.0, 430.0)
CMB_RIGHT = (2, 3)


def cmb(records: Iterable[Sequence[Row]]) -> bytes:
    """招商银行交易流水: no rules; each record is one or more lines under the first header."""
    sheet = Sheet()
    sheet.say("招商银行交易流水", 330)
    sheet.say("Transaction Statement of China Merchants Bank", 300)
    sheet.say("2024-03-01 -- 2024-03-31", 340)
    sheet.say("户 名:褚样本 账号:6214830000000019")
    sheet.say("Name Account No")
    names = ("记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息")
    second = ("Date", "Currency", "Amount", "Balance", "Transaction Type", "Counter Party")
    in_columns(sheet, CMB_PLACES, (names, second), CMB_RIGHT)
    for record in records:
        in_columns(sheet, CMB_PLACES, record, CMB_RIGHT)
    sheet.y += 30
    sheet.say("温馨提示: 本流水仅供参考")
    return sheet.done()


ICBC_PLACES = (
    30.0,
    85.0,
    170.0,
    200.0,
    235.0,
    270.0,
    295.0,
    365.0,
    400.0,
    470.0,
    540.0,
    640.0,
    740.0,
)
ICBC_HEADER = (
    "交易日期", "账号", "储种", "序号", "币种", "钞汇", "摘要", "地区", "收入/支出金额", "余额",
    "对方户名", "对方账号", "渠道",
)  # fmt: skip


def icbc(records: Iterable[Sequence[Row]]) -> bytes:
    """中国工商银行借记账户历史明细: the day above its row, the time below it, no rules."""
    sheet = Sheet()
    sheet.say("中国工商银行借记账户历史明细(电子版)", 330)
    sheet.say("卡号 6222020000000000012 户名:卫样本 起止日期:2024-03-01 — 2024-03-31")
    in_columns(sheet, ICBC_PLACES, (ICBC_HEADER,))
    for record in records:
        page = sheet.page
        if sheet.y + 40 > sheet.height - FOOT:
            sheet.turn()
        if sheet.page != page:
            in_columns(sheet, ICBC_PLACES, (ICBC_HEADER,))
        in_columns(sheet, ICBC_PLACES, record)
    sheet.say("本页支出算术合计:100.00")
    return sheet.done()


def scan(pages: int = 1) -> bytes:
    """A PDF with pictures of pages only."""
    sheet = Sheet()
    for _page in range(pages):
        sheet.canvas.rect(50, 50, 300, 300, fill=1)
        sheet.canvas.showPage()
    sheet.canvas.save()
    return sheet.out.getvalue()


def locked(password: str) -> bytes:
    """A PDF that opens with a password only."""
    sheet = Sheet(encrypt=StandardEncryption(password, ownerPassword="invented", strength=128))
    sheet.say("记账日期")
    return sheet.done()
