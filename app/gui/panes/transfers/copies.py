"""Rows made ready for the clipboard, as lines with tabs and as a table that keeps numbers texts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QStringListModel
from PySide6.QtGui import QGuiApplication

from app.gui.panes.transfers.columns import COLUMNS, FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXT_CELL = "<td style='mso-number-format:\"\\@\"'>"


class Copies:
    """Grows on a working thread, in bytes: what is large is never handed over as a Python text."""

    def __init__(self, columns: Sequence[int]) -> None:
        self.rows = -1  # the header is none
        self._begins = [
            "<td>" if COLUMNS[column].key in FIGURES else _TEXT_CELL for column in columns
        ]
        self._text = bytearray()
        self._html = bytearray(b"<meta charset='utf-8'><table>")

    def add(self, lines: Sequence[Sequence[str]]) -> None:
        """Some more rows; the header first."""
        self.rows += len(lines)
        self._text += "".join("\t".join(line) + "\n" for line in lines).encode("utf-8", "replace")
        self._html += "".join(self._row(line) for line in lines).encode("utf-8", "replace")

    def _row(self, line: Sequence[str]) -> str:
        cells = zip(self._begins, line, strict=True)
        return f"<tr>{''.join(f'{begin}{escape(text)}</td>' for begin, text in cells)}</tr>"

    def done(self) -> tuple[int, QByteArray, QByteArray]:
        """The number of rows, the text and the table."""
        return (
            self.rows,
            QByteArray(bytes(self._text[:-1])),
            QByteArray(bytes(self._html + b"</table>")),
        )


def put(text: QByteArray, html: QByteArray) -> None:
    """Put both on the clipboard, in an object of Qt's own: it may outlive the interpreter."""
    holder = QStringListModel([""])
    mime = holder.mimeData([holder.index(0)])
    mime.clear()
    mime.setData("text/plain", text)
    mime.setData("text/html", html)
    QGuiApplication.clipboard().setMimeData(mime)
