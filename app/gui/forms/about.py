"""What this program is, of which release, and what it stands on with which licence."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.base.i18n import N_, _
from app.gui import theme
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TableView

PACKAGES: Final = (
    "PySide6-Essentials", "shiboken6", "pyqtgraph", "SQLAlchemy", "alembic", "sqlcipher3",
    "duckdb", "duckdb-extension-httpfs", "fsspec", "numba", "llvmlite", "numpy",
    "python-calamine", "pdfplumber", "pdfminer.six", "pypdfium2", "pillow", "mt-940",
    "defusedxml", "PyYAML", "XlsxWriter", "cryptography", "cffi", "zstandard", "python-stdnum",
    "platformdirs", "tzdata", "Mako", "MarkupSafe", "typing_extensions",
)  # fmt: skip
"""What the program loads; their licences let it be given away."""
KNOWN: Final = {"sqlcipher3": "zlib"}
"""Packages that name their licence in a file only."""
OWN_LICENCE: Final = "Apache-2.0"
LONGEST: Final = 60


@dataclass(frozen=True)
class Part:
    """Something the program is made of."""

    name: str
    version: str
    licence: str


def program_version() -> str:
    """The release of the program."""
    try:
        return metadata.version("xunxian")
    except metadata.PackageNotFoundError:
        return _("from its source")


def parts() -> list[Part]:
    """The packages that are there, and the fonts."""
    found = [
        Part("Python", platform.python_version(), "PSF-2.0"),
        Part("Qt", qVersion(), "LGPL-3.0-only"),
    ]
    for name in PACKAGES:
        try:
            told = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Part(name, told["Version"] or "?", _licence(name, told)))
    found.append(Part("Noto Sans SC", "", "OFL-1.1"))
    return found


def _licence(name: str, told: metadata.PackageMetadata) -> str:
    if name in KNOWN:
        return KNOWN[name]
    fields = told.json
    expression = fields.get("license_expression")
    if expression:
        return str(expression)
    for line in told.get_all("Classifier") or []:
        if line.startswith("License ::"):
            return str(line).rsplit("::", 1)[-1].strip()
    text = str(fields.get("license") or "").strip().splitlines()
    return text[0][:LONGEST] if text else "?"


COLUMNS: tuple[Column[Part], ...] = (
    Column(N_("Part"), lambda part: Cell(part.name), width=190),
    Column(N_("Version"), lambda part: Cell(part.version, "muted"), width=90),
    Column(N_("Licence"), lambda part: Cell(part.licence, "muted"), width=260),
)


class AboutDialog(QDialog):
    """Opens from the menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About Xunxian"))
        self.resize(QSize(600, 520))
        self.parts: RowsModel[Part] = RowsModel(COLUMNS, parent=self)
        self.parts.set_rows(parts())
        table = TableView(self.parts, name=_("Parts and licences"), stretch=2)
        sign = QLabel()
        picture = theme.icon("xunxian", "accent").pixmap(QSize(20, 20), 2.0)
        picture.setDevicePixelRatio(1.0)  # the icon at twice its size
        sign.setPixmap(picture)
        name = QLabel(_("Xunxian"))
        name.setProperty("role", "title")
        version = QLabel(
            _("Version {version} · {licence}").format(
                version=program_version(), licence=OWN_LICENCE
            )
        )
        version.setProperty("role", "muted")
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(name)
        told.addWidget(version)
        head = QHBoxLayout()
        head.setContentsMargins(16, 16, 16, 8)
        head.setSpacing(12)
        head.addWidget(sign)
        head.addLayout(told, 1)
        offline = QLabel(
            _("Everything is computed on this machine; the program opens no network connection.")
        )
        offline.setWordWrap(True)
        offline.setContentsMargins(16, 0, 16, 8)
        buttons = QDialogButtonBox()
        close = buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addStretch(1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(offline)
        column.addWidget(table, 1)
        column.addLayout(foot)
