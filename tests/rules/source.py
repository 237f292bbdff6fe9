"""The files of the checkout as the rules look at them."""

from __future__ import annotations

import ast
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = {"hidden", "build", "dist", "demo-output", "__pycache__", "egg-info"}


@cache
def sources() -> dict[str, ast.Module]:
    """The modules of the program by their path in the checkout."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"), str(path))
        for path in sorted((ROOT / "app").rglob("*.py"))
    }


@cache
def committed() -> list[Path]:
    """The files that belong to the project: what git keeps or would keep.

    Where there is no git, in an unpacked archive, everything but hidden folders and build products.
    """
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8")
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not PRODUCTS & set(_parts(path))]
    return [path for path in found if path.is_file()]


def _parts(path: Path) -> tuple[str, ...]:
    return tuple(
        "hidden" if part.startswith(".") and part != ".ci" else part.removeprefix("xunxian.")
        for part in path.relative_to(ROOT).parts
    )


def text_of(path: Path) -> str | None:
    """The text of a file, None for a binary one."""
    content = path.read_bytes()
    return None if b"\0" in content else content.decode("utf-8", errors="replace")
