"""The fonts that ship with the program, so that every name is readable on every machine."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFont, QFontDatabase

from app.base.errors import KnownError
from app.base.i18n import _
from app.base.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILY: Final = "Xunxian Sans SC"
FILES: Final = ("NotoSansSC-Regular-subset.otf", "NotoSansSC-Bold-subset.otf")
BASE_PX: Final = 13
TABLE_PX: Final = 12
TITLE_PX: Final = 20
_shipped_alone: ContextVar[bool] = ContextVar("shipped_alone", default=False)


@cache
def load_fonts() -> list[str]:
    """Register the shipped fonts once per process; returns the names of their families.

    Raises:
        KnownError: when a font file is missing or cannot be read.
    """
    families: list[str] = []
    for name in FILES:
        path = resources() / "fonts" / name
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise KnownError(
                _("The font {name} is missing from the program or damaged.").format(name=name),
                _("Install the program again, or restore its folder resources/fonts."),
            )
        for family in QFontDatabase.applicationFontFamilies(number):
            if family not in families:
                families.append(family)
    return families


def file_font(px: int = BASE_PX, *, bold: bool = False) -> QFont:
    """The font of drawings in files: the shipped one alone, so that they measure alike anywhere."""
    font = QFont(load_fonts())
    font.setPixelSize(px)
    font.setBold(bold)
    return font


@contextmanager
def shipped_alone() -> Iterator[None]:
    """Within, ``ui_font`` is ``file_font``: for what is painted on the screen and into files."""
    before = _shipped_alone.set(True)
    try:
        yield
    finally:
        _shipped_alone.reset(before)


def ui_font(px: int = BASE_PX, *, bold: bool = False, tabular: bool = False) -> QFont:
    """The font of the window: the system's own, with the shipped Chinese one behind it.

    Args:
        px: height in pixels; ``BASE_PX``, ``TABLE_PX`` or ``TITLE_PX``.
        bold: for headings and totals.
        tabular: digits of one width, for columns of amounts.
    """
    if _shipped_alone.get():
        return file_font(px, bold=bold)
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families()
    font = QFont([*(family for family in system if family), *load_fonts()])
    font.setPixelSize(px)
    font.setBold(bold)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
