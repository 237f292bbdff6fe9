"""A drawing as a file for the case file: PNG, SVG or PDF by its ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QInputDialog

from app.base.errors import StorageFull
from app.base.i18n import _
from app.gui import theme
from app.gui.file_choice import PDF, PNG, SVG, choose_target
from app.gui.svg_fonts import embed_fonts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

MOST_PIXELS: Final = 16_000
PNG_SCALE: Final = 2.0
DPI: Final = 72
ENDINGS: Final = (".png", ".svg", ".pdf")


def with_ending(target: Path) -> Path:
    """The file with an ending that says what kind of picture it is; a PDF unless told."""
    if target.suffix.lower() in ENDINGS:
        return target
    return target.with_name(target.name + ".pdf")


def ask_picture(parent: QWidget, name: str, case_number: str) -> tuple[Path, str] | None:
    """Ask for a file and for the case number that stands on it; None when left.

    Args:
        parent: of the dialogs.
        name: that is offered, without an ending.
        case_number: that is known.
    """
    given = choose_target(parent, _("Save the picture"), name, (PDF, SVG, PNG))
    if given is None:
        return None
    number, taken = QInputDialog.getText(
        parent, _("Save the picture"), _("Case number"), text=case_number
    )
    return (given, number) if taken else None


def write_page(
    target: Path, size: QSizeF, title: str, about: str, draw: Callable[[QPainter], None]
) -> None:
    """Draw one page into a file.

    Args:
        target: its ending says the kind.
        size: of the page, in pixels that are points of a PDF.
        title: kept in the file.
        about: kept in an SVG.
        draw: paints the page; the kinds share it.

    Raises:
        StorageFull: the file cannot be written.
    """
    kind = target.suffix.lower()
    with theme.on_paper():
        if kind == ".png":
            done = _png(target, size, draw)
        elif kind == ".svg":
            done = _svg(target, size, title, about, draw)
        else:
            done = _pdf(target, size, title, draw)
    if not done:
        raise StorageFull(
            _("The file “{name}” cannot be written.").format(name=target.name),
            _("Choose another folder, or free some space."),
        )


def _png(target: Path, size: QSizeF, draw: Callable[[QPainter], None]) -> bool:
    scale = min(PNG_SCALE, MOST_PIXELS / max(size.width(), size.height()))
    image = QImage(
        QSize(round(size.width() * scale), round(size.height() * scale)),
        QImage.Format.Format_RGB32,
    )  # fmt: skip
    painter = QPainter(image)
    painter.scale(scale, scale)
    draw(painter)
    painter.end()
    return image.save(str(target))


def _svg(
    target: Path, size: QSizeF, title: str, about: str, draw: Callable[[QPainter], None]
) -> bool:
    made = QSvgGenerator()
    made.setFileName(str(target))
    made.setSize(size.toSize())
    made.setViewBox(QRectF(QPointF(0, 0), size))
    made.setTitle(title)
    made.setDescription(about)
    painter = QPainter()
    if not painter.begin(made):
        return False
    draw(painter)
    painter.end()
    try:
        embed_fonts(target)
    except OSError:
        return False
    return True


def _pdf(target: Path, size: QSizeF, title: str, draw: Callable[[QPainter], None]) -> bool:
    writer = QPdfWriter(str(target))
    writer.setTitle(title)
    writer.setResolution(DPI)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(writer):
        return False
    draw(painter)
    painter.end()
    return True
