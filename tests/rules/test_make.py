"""The door to the checkout says clearly what it needs."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest

from tests.rules.source import ROOT

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_makefile_has_the_same_commands(make):
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony
    assert phony.group(1).split() == list(make.COMMANDS)


def test_ci_runs_the_tests():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text("utf-8")


def test_old_python_gets_one_sentence(make, monkeypatch, capsys):
    monkeypatch.setattr(make.sys, "version_info", (3, 9, 2))
    assert make.main(["test"]) == 1
    assert "needs Python 3.11 or newer; this is 3.9.2" in capsys.readouterr().out


def test_without_rights_it_prints_the_line_to_type(make, monkeypatch):
    monkeypatch.setattr(make.shutil, "which", lambda _name: "apt-get")
    monkeypatch.setattr(make.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(make, "WINDOWS", False)
    with pytest.raises(make.Stop, match=r"sudo apt-get install -y .* libegl1 libgl1"):
        make.install_system(["libegl1", "libgl1"], why="Qt misses a library")


def test_on_another_system_it_names_the_packages(make, monkeypatch):
    monkeypatch.setattr(make.shutil, "which", lambda _name: None)
    with pytest.raises(make.Stop, match="libegl1"):
        make.install_system(["libegl1"], why="Qt misses a library")


def test_stop_is_one_message_and_a_failure(make, monkeypatch, capsys):
    def stop() -> None:
        raise make.Stop("Type this.")

    monkeypatch.setattr(make, "setup", stop)
    assert make.main(["setup"]) == 1
    assert capsys.readouterr().out == "make: Type this.\n"


def test_packages_are_installed_again_only_after_a_change(make, monkeypatch, tmp_path):
    ran = []
    for name in ("ROOT", "VENV"):
        monkeypatch.setattr(make, name, tmp_path)
    monkeypatch.setattr(make, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(make, "CONSTRAINTS", tmp_path / "constraints.txt")
    monkeypatch.setattr(make, "must", lambda what, *_command: ran.append(what))
    (tmp_path / "pyproject.toml").write_text("a", "utf-8")
    make.install_packages()
    steps = list(ran)
    assert steps
    make.install_packages()
    assert ran == steps
    (tmp_path / "constraints.txt").write_text("x==1", "utf-8")
    make.install_packages()
    assert ran == steps * 2
