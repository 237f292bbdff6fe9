"""The catalogue of texts: collect them from the program, check them, compile them.

``python make.py messages`` calls ``update``: every text in ``_()``, ``N_()`` and ``ngettext()`` of
``app/`` is in ``zh_CN/LC_MESSAGES/xunxian.po`` afterwards, new ones without a translation, and the
compiled ``xunxian.mo`` beside it is in step. Both are committed. English is the source.
"""

from __future__ import annotations

import io
import re
import string
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PO = HERE / "zh_CN" / "LC_MESSAGES" / "xunxian.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
PERCENT = re.compile(r"%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[sdrfx]")
UNSTEADY = (
    *(b'"POT-Creation', b'"PO-Revision', b'"Generated-By', b'"Report-Msgid'),
    *(b'"Last-Translator', b'"Language-Team'),
)
DATE = datetime(2020, 1, 1, tzinfo=UTC)
HEADER = "# Simplified Chinese of Xunxian. Words: docs/glossary.md; how to update: make messages."


def extracted() -> Catalog:
    """All texts of the program, without translations."""
    found = Catalog()
    for _path, _line, text, comments, _context in extract_from_dir(
        ROOT / "app", [("**.py", "python")], keywords=KEYWORDS, comment_tags=["Translators:"]
    ):
        found.add(text, auto_comments=comments)
    return found


def translated() -> Catalog:
    """The catalogue as it is on disk."""
    if not PO.exists():
        return Catalog(locale="zh_CN", domain="xunxian")
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_CN", domain="xunxian")


def compiled(catalogue: Catalog) -> bytes:
    """The machine's form of a catalogue."""
    stream = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = DATE  # the same file at every run
    write_mo(stream, catalogue)
    return stream.getvalue()


def fields(text: str) -> list[str]:
    """The placeholders of a text: names in braces and percent fields, sorted where named."""
    percent = PERCENT.findall(text)
    try:
        braces = [name for _lit, name, _spec, _conv in string.Formatter().parse(text) if name]
    except ValueError:
        braces = []  # a lone brace: the text is never formatted
    positional = [field for field in percent if "(" not in field]
    return sorted(braces) + sorted(field for field in percent if "(" in field) + positional


def _both(message: Message) -> tuple[list[str], list[str]]:
    """Source and translation as lists, whether the text has a plural or not."""
    source = [message.id] if isinstance(message.id, str) else list(message.id)
    target = [message.string] if isinstance(message.string, str) else list(message.string or [])
    return source, target


def faults(source: Catalog, target: Catalog) -> list[str]:
    """What is wrong with the translation, one sentence each."""
    wrong = []
    for message in source:
        if not message.id:
            continue
        entry = target.get(message.id)
        texts, words = _both(entry) if entry else (_both(message)[0], [])
        if not words or not all(words):
            wrong.append(f"without translation: {texts[-1]!r}")
        elif entry is not None and entry.fuzzy:
            wrong.append(f"translation only guessed: {texts[-1]!r}")
        elif any(fields(word) != fields(texts[-1]) for word in words):
            wrong.append(f"other placeholders than its source: {texts[-1]!r}")
    known = {_both(message)[0][0] for message in source}
    wrong += [
        f"no longer in the program: {message.id!r}"
        for message in target
        if message.id and _both(message)[0][0] not in known
    ]
    return wrong


def update() -> list[str]:
    """Bring the files up to date, keeping every translation; returns the faults left."""
    source, before = extracted(), translated()
    after = Catalog(
        locale="zh_CN",
        domain="xunxian",
        project="xunxian",
        version="1",
        header_comment=HEADER,
        fuzzy=False,
    )
    for message in source:
        if not message.id:
            continue
        old = before.get(message.id)
        after.add(message.id, old.string if old else None, auto_comments=message.auto_comments)
    stream = io.BytesIO()
    write_po(stream, after, width=100, sort_output=True, no_location=True)
    steady = [
        line
        for line in stream.getvalue().splitlines(keepends=True)
        if not line.startswith(UNSTEADY)
    ]
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(b"".join(steady))
    MO.write_bytes(compiled(translated()))
    return faults(source, translated())


def main() -> int:
    """``update`` writes and tells what is left to translate; ``check`` only tells."""
    if sys.argv[1:] == ["update"]:
        left = update()
    elif sys.argv[1:] == ["check"]:
        left = faults(extracted(), translated())
    else:
        sys.stderr.write("usage: catalogue.py update|check\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in left))
    sys.stdout.write(f"{len(left)} texts need work\n")
    return 1 if left and sys.argv[1] == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
