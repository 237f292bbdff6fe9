"""What the program offers is in its documents, and the documents promise nothing else."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re

import pytest

from app import model
from app.base.settings import DECLARED
from tests.rules.source import ROOT, committed, text_of

DOCS = ROOT / "docs"


def document(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("setting", DECLARED, ids=lambda setting: setting.key)
def test_setting_is_documented(setting):
    parts = document("settings.md").split(f"\n## `{setting.key}`\n")
    assert len(parts) == 2, f"docs/settings.md has no section `{setting.key}`"
    shown = f"`{setting.default}`" if setting.default != "" else "empty"
    assert f"Default: {shown}" in parts[1].split("\n## ")[0]


def test_no_setting_is_documented_that_is_gone():
    headings = re.findall(r"^## `(\w+)`", document("settings.md"), re.MULTILINE)
    assert headings == [setting.key for setting in DECLARED]


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                inner = commands_of(below)
                if inner:
                    found |= {f"{name} {deeper}": each for deeper, each in inner.items()}
                else:
                    found[name] = below
    return found


def test_commands_and_options_are_documented():
    commands = commands_of(importlib.import_module("app.cli.main").build_parser())
    text = document("commands.md")
    headings = re.findall(r"^## `xunxian ([a-z]+(?: [a-z]+)*)", text, re.MULTILINE)
    assert sorted(headings) == sorted(commands)
    missing = []
    for name, parser in commands.items():
        after = re.split(rf"^## `xunxian {name}\b[^\n]*$", text, flags=re.MULTILINE)[-1]
        part = after.split("\n## ")[0]
        for action in parser._actions:
            longest = max(action.option_strings, key=len, default="")
            everywhere = longest in ("--help", "--json", "--officer", "--passphrase-file")
            if longest and not everywhere and f"`{longest}" not in part:
                missing.append(f"{name} {longest}")
    assert missing == []


def glossary() -> dict[str, list[str]]:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", document("glossary.md"), re.MULTILINE)
    return {name: [word.strip() for word in words.split(",")] for name, words in rows}


def test_nouns_of_the_model_name_their_chinese_term():
    terms = glossary()
    assert len(terms) > 20
    wrong = []
    for info in pkgutil.walk_packages(model.__path__, "app.model."):
        module = importlib.import_module(info.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == info.name and name in terms:
                text = kind.__doc__ or ""
                if not any(word in text for word in terms[name]):
                    wrong.append(f"{info.name}.{name}: {' / '.join(terms[name])}")
    assert wrong == [], "the docstring names none of the glossary's terms"


def test_links_between_documents_lead_somewhere():
    wrong = []
    for path in committed():
        if path.suffix != ".md":
            continue
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(path) or "")
        wrong += [
            f"{path.relative_to(ROOT)}: {target}"
            for target in targets
            if not (path.parent / target).exists()
        ]
    assert wrong == []
