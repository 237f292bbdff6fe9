"""Where things live."""

from __future__ import annotations

import sys

from app.base import paths


def test_resources_of_the_checkout():
    assert (paths.resources() / "fonts" / "OFL.txt").exists()


def test_resources_of_a_packaged_program(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


def test_home_can_be_moved(home):
    assert paths.user_config() == home
    assert paths.user_logs() == home / "logs"
    assert (home / "logs").is_dir()


def test_home_of_the_system(monkeypatch, tmp_path):
    monkeypatch.delenv("XUNXIAN_HOME")
    monkeypatch.setattr(
        paths.platformdirs, "user_config_dir", lambda *_a, **_n: str(tmp_path / "c")
    )
    monkeypatch.setattr(paths.platformdirs, "user_log_dir", lambda *_a, **_n: str(tmp_path / "l"))
    assert paths.user_config() == tmp_path / "c"
    assert paths.user_logs() == tmp_path / "l"
