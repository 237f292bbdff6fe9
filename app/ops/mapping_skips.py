"""Rows of a table that are replies, subtotals or headings, as a form of a mapping tells them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.base.i18n import N_, _
from app.importers.mapping import SKIP_HOWS, ColumnRef, Skip, ref_of

if TYPE_CHECKING:
    from app.ops.mapping_forms import MappingForm

__all__ = ["HOW_TITLES", "left_out", "skip_words", "taken_back"]

HOW_TITLES: Final = dict(
    zip(
        SKIP_HOWS,
        (N_("equals"), N_("begins with"), N_("contains"), N_("matches the pattern")),
        strict=True,
    )
)


def left_out(form: MappingForm, column: int, how: str, text: str) -> MappingForm:
    """The form with one more rule by which rows are kept as notices.

    Args:
        form: the form.
        column: the place of the column in its header.
        how: a key of ``HOW_TITLES``.
        text: what the cell is compared with; an empty one changes nothing.
    """
    rule = Skip(ref_of(form.header, column), how, text.strip())
    if not rule.text or rule in form.skip:
        return form
    return replace(form, skip=(*form.skip, rule))


def taken_back(form: MappingForm, number: int) -> MappingForm:
    """The form without one of its rules."""
    return replace(form, skip=(*form.skip[:number], *form.skip[number + 1 :]))


def skip_words(form: MappingForm) -> list[str]:
    """The rules as an officer reads them."""
    return [
        _("{column} {how} “{text}”").format(
            column=_column(rule.column), how=_(HOW_TITLES[rule.how]), text=rule.text
        )
        for rule in form.skip
    ]


def _column(column: ColumnRef) -> str:
    return column.name if column.nth == 1 else f"{column.name} ({column.nth})"
