"""The pages of a statement put together: header, columns, rows cut by page breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.importers.documents._page import LEAST_COLUMNS, Page, Phrase, Ruled, TextLine, joined
from app.importers.header import plain_header, vocabulary, without_unit
from app.importers.layout import all_layouts
from app.importers.words import FOOTER_WORDS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from app.importers.layout import Cells, NumberedRow

KNOWN_NAMES = 3
FAR = 2.5
_FOOTER = re.compile(FOOTER_WORDS)
_PAGE_NUMBER = re.compile(
    r"[-—–\s]*(?:第?\s*\d+\s*(?:页)?\s*(?:[/,，共]\s*)*\d*\s*页?|page\s*\d+.*)[-—–\s]*",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|(?:19|20)\d{6}(?!\d))"
)
_MONEY = re.compile(r"[-+¥￥]?\s?[\d,]*\d\.\d{2}(?!\d)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .,'/()&_-]*$")
_LATIN_FIRST = re.compile(r"^[A-Za-z][A-Za-z .,'/()&_-]*(?=[\u4e00-\u9fff])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])\s*[A-Za-z][A-Za-z /.]*(?=\s*[:：])")
_NOT_ROWS = re.compile(
    "仅供参考|温馨提示|为准|验证码|验真|二维码|明细真伪|下单时间|打印时间|查询时间|客服|电子印章"
)
_KEPT_LATIN = ("IP", "MAC", "ID", "D:", "POS", "ATM", "C:")


def header_cell(text: str) -> str:
    """A cell of a header in two languages without the second one."""
    if not _CHINESE.search(text):
        return text
    bare = text
    for pattern in (_LATIN_FIRST, _LATIN):
        found = pattern.search(bare)
        if found and len(found.group(0)) > 2 and not found.group(0).startswith(_KEPT_LATIN):
            bare = bare[: found.start()] + bare[found.end() :]
    return bare.strip() or text


def _known(cells: list[str]) -> int:
    words = vocabulary(all_layouts())
    plain = [plain_header(header_cell(cell)) for cell in cells if cell and len(cell) <= 60]
    return sum(1 for cell in plain if cell in words or without_unit(cell) in words)


def is_header(cells: list[str]) -> bool:
    """Whether cells are names of columns."""
    filled = [cell for cell in cells if cell.strip()]
    known = _known(filled)
    return known >= KNOWN_NAMES and known * 2 >= len(filled)


class Pieces:
    """Takes page after page; holds the last row back until it is known to be whole."""

    def __init__(self) -> None:
        self.next_line = 1
        self._header: Cells | None = None
        self._columns: list[tuple[float, float]] = []
        self._held: NumberedRow | None = None
        self._title: set[str] = set()
        self._fresh = True

    def jump(self, line: int) -> None:
        """Go on with this number of a line: pages before it were left out."""
        self.next_line = line

    def take(self, page: Page) -> Iterator[NumberedRow]:
        """The rows of a page that are whole."""
        self._fresh = True
        tables = [t for t in page.ruled() if self._is_ours(t)]
        if tables:
            if self._header is None:
                yield from self._above(page, tables[0])
            for table in tables:
                for cells in table.rows:
                    yield from self._ruled_row(cells)
        else:
            yield from self._columns_of(page)

    def rest(self) -> Iterator[NumberedRow]:
        """The row that was held."""
        if self._held is not None:
            yield self._held
            self._held = None

    # --- rows -----------------------------------------------------------------------------------

    def _give(self, cells: Cells) -> Iterator[NumberedRow]:
        """A row in its turn; the one before it is whole now."""
        yield from self.rest()
        self._held = (self.next_line, cells, 0)
        self.next_line += 1

    def _is_ours(self, table: Ruled) -> bool:
        if any(is_header(cells) for cells in table.rows):
            return True
        width = len(self._header) if self._header is not None else 0
        return width >= LEAST_COLUMNS and len(table.rows[0]) == width and not self._columns

    def _above(self, page: Page, table: Ruled) -> Iterator[NumberedRow]:
        yield from self._preamble(page.lines(table.top))

    def _preamble(self, lines: list[TextLine]) -> Iterator[NumberedRow]:
        """The lines above the header; labels in two languages lose the second one."""
        for line in lines:
            self._title.add(line.text)
            yield from self._give([_GLOSS.sub("", phrase.text) for phrase in line.phrases])

    def _ruled_row(self, cells: Cells) -> Iterator[NumberedRow]:
        if not any(cells):
            return
        if is_header(cells):
            named = [header_cell(cell) for cell in cells]
            repeated = self._header is not None
            self._header, self._columns = named, []
            if repeated:
                self.next_line += 1
            else:
                yield from self._give(named)
            return
        if self._fresh and self._header is not None and self._continues(cells):
            self._append(cells)
            self.next_line += 1
        else:
            yield from self._give(cells)
        self._fresh = self._fresh and self._header is None

    def _continues(self, cells: Cells) -> bool:
        """Whether the first row of a page is the rest of the last row before it."""
        if self._held is None or len(self._held[1]) != len(cells) or self._held[1] is self._header:
            return False
        first = next(cell for cell in cells if cell)
        if _FOOTER.search(first) or sum(map(bool, cells)) == 0:
            return False
        before = self._held[1]
        return not (self._has(before, cells, _DAY, "日期", "时间", "日", "date", "time")) and not (
            self._has(
                before, cells, _MONEY, "金额", "发生额", "支出", "收入", "借方", "贷方", "amount"
            )
        )

    def _has(self, before: Cells, after: Cells, pattern: re.Pattern[str], *names: str) -> bool:
        """Whether both rows have such a value in a column of one of the names."""
        places = [
            place for place, name in enumerate(self._header or [])
            if any(word in name.lower() for word in names)
        ]  # fmt: skip
        return all(
            any(place < len(row) and pattern.search(row[place]) for place in places)
            for row in (before, after)
        )

    def _append(self, cells: Cells) -> None:
        if self._held is None:
            return
        line, before, bits = self._held
        self._held = (
            line, [joined(pair) for pair in zip(before, cells, strict=True)], bits
        )  # fmt: skip

    # --- columns of text ------------------------------------------------------------------------

    def _columns_of(self, page: Page) -> Iterator[NumberedRow]:
        lines = page.lines()
        place = next(
            (n for n, line in enumerate(lines) if is_header([p.text for p in line.phrases])), None
        )
        if place is None and not self._columns:
            yield from self._preamble(lines if self._header is None else [])
            return
        start = 0
        if place is not None:
            if not self._columns:
                yield from self._preamble(lines[:place])
            start = yield from self._learn(lines, place)
        body = [line for line in lines[start:] if not self._is_beside(line)]
        yield from self._records(body)

    def _learn(self, lines: list[TextLine], place: int) -> Generator[NumberedRow, None, int]:
        """Take the header on line ``place``; where the body begins is returned."""
        phrases = [
            Phrase(text, x0, x1) for phrase in lines[place].phrases
            for text, x0, x1 in _parts(phrase)
        ]  # fmt: skip
        named = [header_cell(phrase.text) for phrase in phrases]
        repeated = bool(self._columns) and len(named) == len(self._columns)
        self._columns = [(phrase.x0, phrase.x1) for phrase in phrases]
        self._header = named
        if repeated:
            self.next_line += 1
        else:
            yield from self._give(named)
        start = place + 1
        while start < len(lines) and _second_language(lines[start]):
            start += 1
        return start

    def _is_beside(self, line: TextLine) -> bool:
        """Whether a line is no row: page number, total, title, what the bank adds to a page."""
        text = line.text.strip()
        if text in self._title or (len(line.phrases) <= 2 and _PAGE_NUMBER.fullmatch(text)):
            return True
        if _DAY.search(line.phrases[0].text):
            return False
        wide = any(
            sum(1 for x0, _x1 in self._columns if phrase.x0 < x0 < phrase.x1) > 2
            for phrase in line.phrases
        )
        return bool(_FOOTER.search(text) or _NOT_ROWS.search(text)) or (
            wide and not any(_MONEY.search(phrase.text) for phrase in line.phrases)
        )

    def _cells(self, line: TextLine) -> list[str]:
        cells = [""] * len(self._columns)
        for phrase in line.phrases:
            place = min(
                range(len(self._columns)), key=lambda n: _distance(phrase, self._columns[n])
            )
            cells[place] = f"{cells[place]} {phrase.text}".strip()
        return cells

    def _records(self, lines: list[TextLine]) -> Iterator[NumberedRow]:
        cells = [self._cells(line) for line in lines]
        days = [
            place for place in range(len(self._columns))
            if any(_DAY.search(row[place]) for row in cells)
        ]  # fmt: skip
        anchors = [n for n, row in enumerate(cells) if days and _DAY.match(row[days[0]])]
        starts = self._starts(lines, anchors)
        height = max((line.bottom - line.top for line in lines), default=1.0)
        open_row = self._held is not None and self._held[1] is not self._header
        last: TextLine | None = None
        for number, row in enumerate(cells):
            line = lines[number]
            if number in starts:
                yield from self._give(row)
                open_row = True
            elif last is not None and line.top - last.bottom > FAR * height:
                # far below the last row: what the bank adds to the page
                open_row = False
            if number not in starts and open_row:
                self._append(row)
            elif number not in starts and any(_MONEY.search(cell) for cell in row):
                yield from self._give(row)
            last = line

    def _starts(self, lines: list[TextLine], anchors: list[int]) -> set[int]:
        """Where records begin: on the line of their day, or above it where the gaps say so."""
        starts = []
        for before, anchor in zip([-1, *anchors], anchors, strict=False):
            gaps = [(lines[n].top - lines[n - 1].bottom, n) for n in range(before + 1, anchor + 1)]
            start = anchor
            if len(gaps) > 1 and before >= 0:
                widest, place = max(gaps)
                if widest > 1.5 * max(min(gap for gap, _n in gaps), 0.5):
                    start = place
            starts.append(start)
        if starts:
            # above the first day: the rest of the page before, or what others have above theirs
            above = [anchor - start for anchor, start in zip(anchors[1:], starts[1:], strict=True)]
            usual = max(set(above), key=above.count) if above else 0
            is_open = self._held is not None and self._held[1] is not self._header
            starts[0] = max(anchors[0] - usual, 0) if is_open else 0
        return set(starts)


def _parts(phrase: Phrase) -> list[tuple[str, float, float]]:
    """A phrase of a header that is several names set close together."""
    names = phrase.text.split(" ")
    if len(names) < 2 or not all(_CHINESE.search(name) for name in names):
        return [(phrase.text, phrase.x0, phrase.x1)]
    width = (phrase.x1 - phrase.x0) / max(len(phrase.text), 1)
    found, place = [], 0
    for name in names:
        x0 = phrase.x0 + place * width
        found.append((name, x0, x0 + len(name) * width))
        place += len(name) + 1
    return found


def _second_language(line: TextLine) -> bool:
    return not _CHINESE.search(line.text) and not re.search(r"\d", line.text)


def _distance(phrase: Phrase, column: tuple[float, float]) -> float:
    """How badly a phrase fits under a name: set left, right or in the middle."""
    x0, x1 = column
    middle = abs((phrase.x0 + phrase.x1) / 2 - (x0 + x1) / 2)
    return min(abs(phrase.x0 - x0), abs(phrase.x1 - x1), middle)
