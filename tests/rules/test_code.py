"""What the linters cannot say about the program's source."""

from __future__ import annotations

import ast
import re

import pytest

from tests.rules.source import ROOT, sources

LONGEST = 450
DRAWERS = {"utils", "util", "misc", "helpers", "helper", "common", "tools", "stuff"}
NETWORK = {
    *("socket", "socketserver", "ssl", "http", "urllib3", "requests", "httpx", "aiohttp"),
    *("ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "webbrowser"),
    *("urllib.request", "urllib.error", "PySide6.QtNetwork", "PySide6.QtWebSockets"),
}
UNSAFE = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib"}
COLOURS = "app/gui/theme.py"
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})(?![0-9A-Za-z])")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME)\b|raise NotImplemented")
TRANSLATORS = {"_", "N_", "ngettext"}


def where(path: str, node: ast.AST) -> str:
    return f"{path}:{getattr(node, 'lineno', 0)}"


def imported(tree: ast.Module) -> list[tuple[ast.AST, str]]:
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node, node.module))
            found += [(node, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


@pytest.mark.parametrize("path", sources())
def test_file_is_not_too_long(path):
    lines = len((ROOT / path).read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{path} has {lines} lines; split it by subject"


@pytest.mark.parametrize("path", sources())
def test_file_is_named_for_its_subject(path):
    parts = {part.removesuffix(".py") for part in path.split("/")}
    assert not parts & DRAWERS


def test_every_package_says_what_it_is_for():
    packages = [path for path in sources() if path.endswith("__init__.py")]
    folders = {path.rpartition("/")[0] for path in sources()}
    assert {path.rpartition("/")[0] for path in packages} == folders, "a folder is no package"
    assert [path for path in packages if not ast.get_docstring(sources()[path])] == []


def test_no_module_can_reach_a_network():
    wrong = [
        where(path, node)
        for path, tree in sources().items()
        for node, name in imported(tree)
        if name in NETWORK or name.split(".")[0] in NETWORK
    ]
    assert wrong == []


def test_no_file_is_read_by_running_it():
    wrong = [
        where(path, node)
        for path, tree in sources().items()
        for node, name in imported(tree)
        if name.split(".")[0] in UNSAFE
    ]
    wrong += [
        where(path, node)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("eval", "exec")
    ]
    assert wrong == []


def test_texts_are_whole_before_they_are_translated():
    """``_(f"...")`` and ``_("..." % x)`` never match the catalogue: translate, then format."""
    wrong = [
        where(path, node)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if called(node) in TRANSLATORS
        and isinstance(node, ast.Call)
        and any(
            isinstance(part, (ast.JoinedStr, ast.BinOp)) or called(part) == "format"
            for part in node.args[:2]
        )
    ]
    assert wrong == []


def test_nothing_is_translated_while_a_module_loads():
    """At import time the language is not known yet; mark with ``N_`` and translate when shown."""
    wrong: list[str] = []

    class Finder(ast.NodeVisitor):
        def __init__(self, path: str) -> None:
            self.path = path

        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            for default in [*node.args.defaults, *node.args.kw_defaults, *node.decorator_list]:
                if default is not None:
                    self.visit(default)

        visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the visitor's own name

        def visit_Lambda(self, node: ast.Lambda) -> None:
            return

        def visit_Call(self, node: ast.Call) -> None:
            if isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                wrong.append(where(self.path, node))
            self.generic_visit(node)

    for path, tree in sources().items():
        Finder(path).visit(tree)
    assert wrong == []


def test_colours_live_in_the_theme():
    wrong = []
    for path, tree in sources().items():
        if path == COLOURS:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if COLOUR.search(node.value):
                    wrong.append(where(path, node))
            elif called(node) in ("QColor", "fromRgb", "fromHsv", "mkColor", "mkPen", "mkBrush"):
                arguments = node.args  # type: ignore[attr-defined]
                if any(isinstance(part, ast.Constant) for part in arguments):
                    wrong.append(where(path, node))
    assert wrong == []


@pytest.mark.parametrize("path", sources())
def test_nothing_is_left_unfinished(path):
    found = UNFINISHED.search((ROOT / path).read_text("utf-8"))
    assert not found, f"{path}: {found and found.group()}"


def test_only_the_error_desk_opens_message_boxes():
    wrong = [
        where(path, node)
        for path, tree in sources().items()
        for node, name in imported(tree)
        if name.endswith("QtWidgets.QMessageBox") and path != "app/gui/errors.py"
    ]
    assert wrong == []
