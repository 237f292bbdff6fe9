"""``xunxian demo`` on a machine without a display."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.program import Program

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.slow
def test_the_demonstration_without_a_display(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = program.run(
        "demo", folder, "--json",
        QT_QPA_PLATFORM="offscreen", DISPLAY=None, WAYLAND_DISPLAY=None, XUNXIAN_PASSPHRASE=None,
    )  # fmt: skip
    told = done.document
    assert told["balanced"] is True
    assert told["rows_read"] > 50_000
    assert told["files"] > 100
    assert told["pictures"]
    for name in told["pictures"]:
        content = Path(name).read_bytes()
        assert content.startswith(PICTURE)
        assert len(content) > 5_000
    for name in told["reports"]:
        assert Path(name).stat().st_size > 1_000
    case = Path(told["case"])
    assert case.is_dir()
    secret = {"XUNXIAN_PASSPHRASE": told["passphrase"]}
    verified = program.run("verify", case, "--json", **secret).document
    assert verified["ok"] is True
    assert verified["files"] > 100
    (batch,) = program.run("batches", case, "--json", **secret).document
    assert batch["rows_read"] == told["rows_read"]
    assert "Traceback" not in done.err
