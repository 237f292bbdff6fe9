"""Every colour of the program, light and dark, and how it gets onto the screen.

No other file of the program names a colour (a test says so). Views ask ``current()`` and repaint on
``QEvent.Type.PaletteChange``, which every widget receives when the theme is switched.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from functools import lru_cache
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.base.errors import KnownError
from app.base.i18n import _
from app.base.paths import resources
from app.gui import words
from app.gui.fonts import shipped_alone, ui_font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

RADIUS: Final = 4
SPACING: Final = (4, 8, 12, 16, 24)
ROW_HEIGHT: Final = 26
COMPACT_ROW_HEIGHT: Final = 22
ICON_SIZES: Final = (16, 20)


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, by what they are for."""

    name: str
    bg: str
    surface: str
    raised: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_weak: str
    on_accent: str
    money_in: str
    money_out: str
    good: str
    warn: str
    danger: str
    tainted: str
    categories: tuple[str, ...]

    def color(self, token: str) -> QColor:
        """The colour of a token, for painting."""
        return QColor(getattr(self, token))

    def category(self, index: int) -> QColor:
        """The colour of the group with this index; they repeat after the last."""
        return QColor(self.categories[index % len(self.categories)])

    def tokens(self) -> dict[str, str]:
        """The single colours by token name."""
        named = {item.name: getattr(self, item.name) for item in fields(self)}
        return {key: value for key, value in named.items() if key not in ("name", "categories")}


LIGHT: Final = Theme(
    name="light",
    bg="#F6F7F9",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#E1E4EA",
    line_strong="#C3C9D4",
    text="#1A2029",
    muted="#566172",
    faint="#8892A3",
    accent="#1F5FBF",
    accent_weak="#E4EDFB",
    on_accent="#FFFFFF",
    money_in="#0072B2",
    money_out="#D55E00",
    good="#2E7D4F",
    warn="#9A6700",
    danger="#B42318",
    tainted="#8E3FA8",
    categories=(
        *("#0072B2", "#E69F00", "#009E73", "#CC79A7"),
        *("#56B4E9", "#D55E00", "#7A6A00", "#6B7280"),
    ),
)
DARK: Final = Theme(
    name="dark",
    bg="#14171C",
    surface="#1B1F26",
    raised="#232933",
    line="#2C333F",
    line_strong="#414B5A",
    text="#E6EAF0",
    muted="#A3AEBD",
    faint="#6F7B8C",
    accent="#6EA8FE",
    accent_weak="#1E3150",
    on_accent="#14171C",
    money_in="#56B4E9",
    money_out="#E69F5C",
    good="#5CC489",
    warn="#E3B341",
    danger="#F97066",
    tainted="#C58AE0",
    categories=(
        *("#4DA3DB", "#F0B840", "#33C297", "#DDA0C3"),
        *("#8CCBF0", "#F08A3C", "#B5A63A", "#9CA3AF"),
    ),
)
THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK)}

_current = LIGHT


@dataclass
class _Paper:
    """The icons that one drawing into a file has read; they belong to its thread."""

    outlines: dict[tuple[str, str], QSvgRenderer] = field(default_factory=dict)


_paper: ContextVar[_Paper | None] = ContextVar("paper", default=None)


class _Sheet(Template):
    """The style sheet with its tokens: ``@line_strong``."""

    delimiter = "@"


def current() -> Theme:
    """The theme in use; paper is light."""
    return LIGHT if is_on_paper() else _current


@contextmanager
def on_paper() -> Iterator[Theme]:
    """Within, what this thread paints goes into a file.

    It is light, whole whatever the screen hides, has the shipped font alone and icons as lines,
    so that the same code can paint the screen and files.
    """
    before = _paper.set(_Paper())
    try:
        with shipped_alone(), words.whole():
            yield LIGHT
    finally:
        _paper.reset(before)


def is_on_paper() -> bool:
    """Whether what is painted now goes into a file."""
    return _paper.get() is not None


def apply_theme(app: QApplication, name: str) -> Theme:
    """Dress the whole program in the theme ``light`` or ``dark`` and return it.

    Fusion is set because it is the one style that follows the palette on every system.
    """
    global _current  # noqa: PLW0603 - one look per process
    theme = THEMES[name]
    _current = theme
    app.setStyle("Fusion")
    app.setFont(ui_font())
    app.setPalette(_palette(theme))
    app.setStyleSheet(_style_sheet(theme))
    return theme


def _style_sheet(theme: Theme) -> str:
    folder = resources() / "qss"
    text = (folder / "xunxian.qss").read_text(encoding="utf-8")
    return _Sheet(text).substitute(
        theme.tokens(), radius=f"{RADIUS}px", name=theme.name, folder=folder.as_posix()
    )


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    wanted = {
        role.Window: theme.bg,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.bg,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.faint,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Light: theme.raised,
        role.Midlight: theme.line,
        role.Mid: theme.line_strong,
        role.Dark: theme.line_strong,
        role.Shadow: theme.line_strong,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
    }
    palette = QPalette()
    for key, value in wanted.items():
        palette.setColor(key, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(off, key, QColor(theme.faint))
    palette.setColor(off, role.Highlight, QColor(theme.line))
    return palette


def icon(name: str, colour: str = "text") -> QIcon:
    """The outline icon ``resources/icons/<name>.svg`` in the colour of a token."""
    return _icon(name, getattr(_current, colour), _current.faint)


def draw_icon(painter: QPainter, name: str, tone: str, place: QRectF) -> None:
    """Draw an icon: on the screen from a picture, on paper as lines in their colours."""
    paper = _paper.get()
    if paper is None:
        icon(name, tone).paint(painter, place.toRect())
        return
    key = name, getattr(LIGHT, tone)
    if key not in paper.outlines:
        paper.outlines[key] = QSvgRenderer(QByteArray(outline(*key)))
    paper.outlines[key].render(painter, place)


def outline(name: str, colour: str) -> bytes:
    """The drawing of an icon as SVG in a colour, for files and other threads than the window's."""
    path = resources() / "icons" / f"{name}.svg"
    if not path.exists():
        raise KnownError(
            _("The icon {name} is missing from the program.").format(name=name),
            _("Install the program again, or restore its folder resources/icons."),
        )
    return path.read_text(encoding="utf-8").replace("currentColor", colour).encode()


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = QIcon()
    for mode, wanted in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(outline(name, wanted)))
        for size in ICON_SIZES:
            for ratio in (1, 2):
                made.addPixmap(_drawn(renderer, size, ratio), mode)
    return made


def _drawn(renderer: QSvgRenderer, size: int, ratio: int) -> QPixmap:
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
