"""What may stand in no file of the project."""

from __future__ import annotations

import re

from app.base import registry
from app.importers import formats
from tests.rules.source import ROOT, committed, text_of

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "the address of a package index": re.compile(r"https?://[^\s\"'<>)]*/" + r"simple\b"),
    "an option that names a package index": re.compile(
        r"--(?:extra-)?index" + r"-url|--find" + r"-links|--trusted" + r"-host"
    ),
    "an address on the disk": re.compile(r"file:/" + r"//\w"),
    "a path of one machine": re.compile(
        r"(?<![\w.@*-])/(?:wo" + r"rk|ro" + r"ot|tmp/" + r"studio|opt/" + r"pypi)/"
    ),
}
LARGEST = 12_000_000


def test_no_machine_and_no_index_is_named():
    wrong = []
    for path in committed():
        text = text_of(path)
        for what, pattern in FORBIDDEN.items():
            found = pattern.search(text) if text is not None else None
            if found:
                wrong.append(f"{path.relative_to(ROOT)}: {what}: {found.group()}")
    assert wrong == []


def test_no_file_is_huge():
    wrong = [str(path) for path in committed() if path.stat().st_size > LARGEST]
    assert wrong == []


def test_constraints_are_exact_releases():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert [line for line in lines[1:] if not re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", line)] == []


def test_every_format_has_a_golden_sample():
    golden = ROOT / "tests" / "golden" / "formats"
    names = [module.__name__.rpartition(".")[2] for module in registry.modules_of(formats)]
    without = [
        name
        for name in names
        if not any(path.is_file() for path in (golden / name).glob("*") if path.stem != "expected")
    ]
    assert without == []
