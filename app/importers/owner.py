"""Whose statement a table is, where its rows do not say: preamble, sheet name, file name, path."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.importers.layout import FileContext

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{12,25}(?:_\d+)*)(?![0-9A-Za-z])")
_NAME_BEFORE = re.compile(r"([一-龥·]{2,20})\s*[、：:,，_ （(-]+\s*\d{12,25}")
_NAME_AFTER = re.compile(r"\d{12,25}[）)、：:,，_ -]+\s*([一-龥·]{2,6})")
_LABEL_NUMBER = re.compile(r"(?:卡号|账号|账户|账卡号|客户账号)[:：\s]*([0-9][0-9 _]{10,30})")
_LABEL_NAME = re.compile(r"(?:户名|姓名|客户名称|账户名称|客户姓名)[:：\s]*([^\s:：,，;；]{2,40})")


def owner_from_context(context: FileContext) -> Mapping[str, str]:
    """Own card number and holder from the preamble, else sheet name, file name or folder.

    ``own_made`` is a name for the account where no number is found anywhere.
    """
    found: dict[str, str] = {}
    preamble = "\n".join(" ".join(cells) for cells in context.preamble)
    preamble = unicodedata.normalize("NFKC", preamble)
    number = _LABEL_NUMBER.search(preamble)
    if number:
        found["own_card"] = number.group(1).strip().replace(" ", "")
    name = _LABEL_NAME.search(preamble)
    if name:
        found["own_name"] = name.group(1)
    for text in (context.sheet, context.stem, *reversed(context.parts[:-1])):
        plain = unicodedata.normalize("NFKC", text)
        if "own_card" not in found and (number := _LONG_NUMBER.search(plain)):
            found["own_card"] = number.group(1)
            label = _NAME_BEFORE.search(plain) or _NAME_AFTER.search(plain)
            if "own_name" not in found and label:
                found["own_name"] = label.group(1)
    if "own_card" not in found:
        where = "/".join(
            part for part in (*context.parts[:-1], context.stem, context.sheet) if part
        )
        found["own_made"] = f"bank:{found.get('own_name', where)}".replace("*", "")
    return found
