"""What a table is: by a mapping that was given, a shipped layout, or a mapping of the case.

A mapping that the user named wins where the header is the very one it was made for, and is tried
where no shipped layout fits; a mapping of the case is taken by itself for the very same header
only, and suggested below that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.base.i18n import _
from app.importers import textfile
from app.importers.guess import SAMPLE_ROWS, guess
from app.importers.header import HEADER_ROWS
from app.importers.mapping_fit import Fit, fit, headers, missing, quality
from app.importers.mapping_preview import preview
from app.importers.mapping_text import write_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.header import Recognition
    from app.importers.layout import FileContext, NumberedRow
    from app.importers.mapping import TableMapping

GUESS_LINES = HEADER_ROWS + SAMPLE_ROWS
MOST_DRAFTS = 50
LEAST_QUALITY = 40


@dataclass(frozen=True)
class Use:
    """A mapping that read a table, and whether the user had named it."""

    mapping: TableMapping
    given: bool


@dataclass
class Recogniser:
    """Recognises the tables of one import.

    Attributes:
        given: the mappings that the user named.
        saved: the mappings of the case, the likeliest first.
        drafting: whether unknown tables get a draft.
        drafts: those made so far, as ``drafts`` of the command line.
        near: what ``unknown`` said of the last table.
    """

    given: list[TableMapping] = field(default_factory=list)
    saved: list[TableMapping] = field(default_factory=list)
    drafting: bool = False
    drafts: list[dict[str, Any]] = field(default_factory=list)
    near: str = ""

    def wanted(self, rows: Sequence[NumberedRow], context: FileContext) -> Recognition | None:
        """By a given mapping whose header this is."""
        return self._by(self.given, rows, context, least=100)

    def mapped(self, rows: Sequence[NumberedRow], context: FileContext) -> Recognition | None:
        """By a mapping, where no shipped layout fits."""
        return self._by(self.given, rows, context) or self._by(
            [mapping for mapping in self.saved if not mapping.is_header_free],
            rows, context, least=100,
        )  # fmt: skip

    def text(
        self, lines: Sequence[str], context: FileContext, *, wanted: bool
    ) -> tuple[str, list[NumberedRow], Recognition] | None:
        """Delimiter, rows and recognition of delimited text by a mapping."""
        if not (self.given or (self.saved and not wanted)):
            return None
        for delimiter, rows in _split(lines):
            found = self.wanted(rows, context) if wanted else self.mapped(rows, context)
            if found is not None:
                return delimiter, rows, found
        return None

    def use_of(self, key: str) -> Use | None:
        """The mapping behind the key of a layout."""
        for mappings, given in ((self.given, True), (self.saved, False)):
            for mapping in mappings:
                if mapping.key == key:
                    return Use(mapping, given)
        return None

    def unknown_text(self, lines: Sequence[str], context: FileContext) -> str:
        """As ``unknown`` for delimited text, by its likeliest delimiter."""
        best = likeliest_rows(lines)
        return self.unknown(best, context) if best else ""

    def unknown(self, rows: Sequence[NumberedRow], context: FileContext) -> str:
        """Note a table that nothing fits; a sentence on the mappings that nearly do."""
        suggested = suggestions(self.saved, rows)
        if self.drafting:
            self._draft(rows, context, suggested)
        self.near = ""
        if self.given:
            mapping = self.given[0]
            self.near = _("The mapping “{name}” does not fit; it names: {columns}.").format(
                name=mapping.name, columns=", ".join(missing(mapping, rows)[:6])
            )
        elif suggested:
            mapping, points = suggested[0]
            self.near = _("The mapping “{name}” matches its header by {quality} of 100.").format(
                name=mapping.name, quality=points
            )
        return self.near

    def _draft(
        self,
        rows: Sequence[NumberedRow],
        context: FileContext,
        suggested: list[tuple[TableMapping, int]],
    ) -> None:
        if len(self.drafts) >= MOST_DRAFTS:
            why = _("Only {number} tables are drafted at once; try this file alone.")
            self.drafts.append(
                {
                    "path": context.path, "sheet": context.sheet, "mapping": None, "unsure": [],
                    "certainty": 0, "preview": [], "suggested": [],
                    "why": why.format(number=MOST_DRAFTS),
                }
            )  # fmt: skip
            return
        draft = guess(rows, context)
        entry: dict[str, Any] = {
            "path": context.path,
            "sheet": context.sheet,
            "mapping": None,
            "unsure": [{"column": one.column, "why": one.why} for one in draft.unsure],
            "certainty": draft.certainty,
            "preview": [],
            "suggested": [
                {"name": mapping.name, "quality": points} for mapping, points in suggested
            ],
            "why": draft.why,
        }
        if draft.mapping is not None:
            entry["mapping"] = write_mapping(draft.mapping)
            found = fit(draft.mapping, rows, context)
            if found is not None:
                entry["preview"] = preview(found, rows, with_preamble(context, found, rows))
        self.drafts.append(entry)

    def _by(
        self,
        mappings: Sequence[TableMapping],
        rows: Sequence[NumberedRow],
        context: FileContext,
        least: int = 0,
    ) -> Recognition | None:
        best: Fit | None = None
        for mapping in mappings:
            found = fit(mapping, rows, context)
            if found is not None and found.quality >= least and (
                best is None or found.quality > best.quality
            ):  # fmt: skip
                best = found
        return best.recognition if best is not None else None


def with_preamble(
    context: FileContext, found: Fit, rows: Sequence[NumberedRow]
) -> FileContext:  # fmt: skip
    """The context with what stands above the header."""
    above = tuple(tuple(cells) for _line, cells, _bits in rows[: found.recognition.header_row])
    return type(context)(context.path, context.sheet, above)


def suggestions(
    mappings: Sequence[TableMapping], rows: Sequence[NumberedRow]
) -> list[tuple[TableMapping, int]]:
    """Mappings that match a header of the table, best first, with their quality up to 100."""
    candidates = [header for _index, _height, header in headers(rows)]
    found = []
    for mapping in mappings:
        if mapping.is_header_free:
            continue
        points = max((quality(mapping.header, header) for header in candidates), default=0)
        if points >= LEAST_QUALITY:
            found.append((mapping, points))
    return sorted(found, key=lambda pair: -pair[1])[:5]


def likeliest_rows(lines: Sequence[str]) -> list[NumberedRow]:
    """The first rows of delimited text by its likeliest delimiter; none where nothing delimits."""
    best: list[NumberedRow] = []
    score = 0
    for _delimiter, rows in _split(lines[:GUESS_LINES]):
        widths = Counter(len(cells) for _line, cells, _bits in rows)
        width, times = max(widths.items(), key=lambda pair: (pair[0] > 1) * pair[0] * pair[1])
        if width > 1 and width * times > score:
            best, score = rows, width * times
    return best


def _split(lines: Sequence[str]) -> list[tuple[str, list[NumberedRow]]]:
    """The rows of some lines by every delimiter that occurs in them."""
    text = "\n".join(lines)
    return [
        (delimiter, rows)
        for delimiter in textfile.DELIMITERS
        if delimiter in text and (rows := list(textfile.exact_rows(lines, 1, delimiter)))
    ]
