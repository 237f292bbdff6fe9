"""Nobody imports upwards: the contracts of pyproject.toml hold."""

from __future__ import annotations

from importlinter.cli import lint_imports

from tests.rules.source import ROOT


def test_layers(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out
