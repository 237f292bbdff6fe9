"""The shipped fonts inside an SVG, cut to the characters that it has."""

from __future__ import annotations

import base64
import html
import io
import re
from typing import TYPE_CHECKING, Any, Final

from app.base.paths import resources
from app.gui.fonts import FAMILY, FILES

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS: Final = ("400", "700")
_GROUP: Final = re.compile(r"<g\b[^>]*>")
_FONT: Final = re.compile(r'\s+font-[a-z]+="[^"]*"')
_TEXT: Final = re.compile(r"<text\b([^>]*)>([^<]*)</text>")


def embed_fonts(target: Path) -> None:
    """Put what is needed of the fonts into an SVG, so that names are readable on every machine.

    Whole, they are 16 MB, a thousand times what a picture needs.

    Raises:
        OSError: the file cannot be written.
    """
    drawing = target.read_text(encoding="utf-8")
    # Qt says the font of every group, and of every text in it once more
    drawing = _GROUP.sub(_without_font, drawing)
    used: dict[str, set[str]] = {weight: set() for weight in WEIGHTS}
    for given, text in _TEXT.findall(drawing):
        weight = WEIGHTS[int(f'font-weight="{WEIGHTS[1]}"' in given)]
        used[weight] |= {each for each in html.unescape(text) if each.isprintable()}
    faces = []
    for name, weight in zip(FILES, WEIGHTS, strict=True):
        made = cut_font(resources() / "fonts" / name, used[weight])
        faces.append(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
            f"src:url(data:font/woff;base64,{base64.b64encode(made).decode()}) format('woff')}}"
        )
    head, mark, rest = drawing.partition("<defs>")
    style = f"<defs><style>{''.join(faces)}</style></defs>"
    target.write_text(head + style + mark + rest, encoding="utf-8")


def _without_font(group: re.Match[str]) -> str:
    return _FONT.sub("", group.group())


def cut_font(path: Path, used: set[str]) -> bytes:
    """A font with some characters only, as WOFF; those that it has not are left out."""
    from fontTools import subset

    options: Any = subset.Options(
        flavor="woff", layout_features=["kern", "tnum"], notdef_outline=True
    )
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(used)))
    cutter.subset(font)
    made = io.BytesIO()
    subset.save_font(font, made, options)
    font.close()
    return made.getvalue()
