"""The one door to this checkout: ``python make.py demo`` on a fresh machine, and everything else.

Standard library only, Python 3.11 or newer, Linux and Windows. What a command needs, it sets up
first: the virtual environment, the packages pinned in constraints.txt and, on Debian and its like,
the system libraries that Qt loads. Where that takes rights this user has not, it prints the one
line to type and stops.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "xunxian-setup.txt"
CONSTRAINTS = ROOT / "constraints.txt"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

QT_PACKAGES = [
    *("libegl1", "libgl1", "libxkbcommon0", "libdbus-1-3"),
    *("libfontconfig1", "libfreetype6", "libglib2.0-0", "libx11-6"),
]
WINDOW_PACKAGES = [
    *("libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1"),
    *("libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1"),
    *("libxcb-xfixes0", "libxcb-xkb1", "libxkbcommon-x11-0"),
]

LOADS_QT = """
import ctypes, pathlib, sys
import PySide6.QtPrintSupport, PySide6.QtSvg, PySide6.QtWidgets as widgets
if "window" in sys.argv:
    plugin = pathlib.Path(widgets.__file__).parent / "Qt/plugins/platforms/libqxcb.so"
    ctypes.CDLL(str(plugin))
widgets.QApplication([])
"""

CONSTRAINTS_HEAD = (
    "# Made by `python make.py freeze`: the releases that the tests of this state passed with.\n"
)
NOT_FROZEN = {"pip", "setuptools", "wheel", "xunxian"}
CLOSURE = """
import importlib.metadata as metadata, re
from packaging.requirements import Requirement
todo, found = [("xunxian", ("", "test"))], {}
while todo:
    name, extras = todo.pop()
    key = re.sub(r"[-_.]+", "-", name).lower()
    if (key, extras) in found:
        continue
    distribution = metadata.distribution(name)
    found[key, extras] = distribution.version
    for line in distribution.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras):
            todo.append((need.name, ("", *sorted(need.extras))))
for name, version in sorted({(key[0], version) for key, version in found.items()}):
    print(name, version)
"""


class Stop(Exception):
    """A step cannot go on; the text says what the person at the keyboard can do."""


def say(text: str) -> None:
    """Tell what happens now."""
    print(f"make: {text}", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a program in the checkout, showing its output; returns its exit status."""
    merged = {**os.environ, **(env or {})}
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=merged, check=False
    ).returncode


def must(what: str, *command: str | Path) -> None:
    """Run a program that has to succeed."""
    if run(*command) != 0:
        raise Stop(f"{what} did not succeed; the lines above say why.")


def works(*command: str | Path, env: dict[str, str] | None = None) -> tuple[bool, str]:
    """Whether a program succeeds, and what it said."""
    merged = {**os.environ, **(env or {})}
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=ROOT,
        env=merged,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode == 0, done.stdout


def install_system(packages: list[str], *, why: str) -> None:
    """Install Debian packages when we may, else say what to type."""
    say(why)
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if not WINDOWS and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-q", env=quiet)
        if run(*line.split(), env=quiet) != 0:
            raise Stop(f"The packages could not be installed; try: {line}")
    elif not WINDOWS and shutil.which("apt-get"):
        raise Stop(f"Type this line, then the same command again:\n\n    sudo {line}\n")
    else:
        raise Stop(
            "Install with your system's package manager what these Debian packages hold:\n\n"
            f"    {' '.join(packages)}\n"
        )


def make_venv() -> None:
    """Create .venv unless a working one is there."""
    if PYTHON.exists():
        if works(PYTHON, "-m", "pip", "--version")[0]:
            return
        say(".venv is there but does not work (unfinished, or moved); it is made anew")
        shutil.rmtree(VENV)
    can_make = works(sys.executable, "-c", "import ensurepip, venv")[0]
    if not can_make:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        install_system([package], why="this Python cannot make virtual environments yet")
    say("making .venv")
    must("Making the virtual environment", sys.executable, "-m", "venv", VENV)


def fingerprint() -> str:
    """What the installed packages depend on; a change of it means installing again."""
    digest = hashlib.sha256()
    for part in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(part.read_bytes() if part.exists() else b"")
    digest.update(f"{ROOT}|{sys.version}".encode())
    return digest.hexdigest()


def install_packages() -> None:
    """Install the pinned packages when they changed since the last time."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8").strip() == wanted:
        return
    say("installing the packages of constraints.txt")
    arguments = ["-q", "--disable-pip-version-check", "-c", str(CONSTRAINTS), "-e", ".[test]"]
    must("Installing the packages", PYTHON, "-m", "pip", "install", *arguments)
    say("compiling what follows money")
    must("Compiling", PYTHON, "-m", "app.analysis.tracing.warm")
    STAMP.write_text(wanted + "\n", encoding="utf-8")


def has_display() -> bool:
    """Whether a window could be shown over X."""
    return not WINDOWS and sys.platform != "darwin" and bool(os.environ.get("DISPLAY"))


def check_qt() -> None:
    """See that Qt starts; install or name the system libraries that it misses."""
    arguments = [PYTHON, "-c", LOADS_QT, *(["window"] if has_display() else [])]
    offscreen = {"QT_QPA_PLATFORM": "offscreen"}
    fine, answer = works(*arguments, env=offscreen)
    if fine:
        return
    last = answer.strip().splitlines()[-1] if answer.strip() else "no message"
    if "cannot open shared object file" not in answer:
        raise Stop(f"Qt does not start: {last}")
    packages = QT_PACKAGES + (WINDOW_PACKAGES if has_display() else [])
    install_system(packages, why=f"Qt misses a library of the system: {last}")
    fine, answer = works(*arguments, env=offscreen)
    if not fine:
        raise Stop(f"Qt still does not start:\n{answer}")


def setup() -> None:
    """Bring the checkout to the state in which everything else works."""
    make_venv()
    install_packages()
    check_qt()


def tool(name: str) -> Path:
    """A program that the packages brought."""
    return BIN / (f"{name}.exe" if WINDOWS else name)


def lint() -> list[str]:
    """Style, types and layers; returns the names of the checks that failed."""
    checks = {
        "ruff check": [tool("ruff"), "check", "."],
        "ruff format": [tool("ruff"), "format", "--check", "."],
        "mypy": [tool("mypy")],
        "lint-imports": [tool("lint-imports")],
    }
    failed = []
    for name, command in checks.items():
        say(name)
        if run(*command) != 0:
            failed.append(name)
    return failed


def do_check(_rest: list[str]) -> int:
    """Style, types and layers, without the tests."""
    setup()
    failed = lint()
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def do_test(rest: list[str]) -> int:
    """All checks, then the tests; arguments go to pytest."""
    setup()
    failed = lint()
    if failed:
        say(f"failed: {', '.join(failed)}; the tests run all the same")
    workers = str(min(4, os.cpu_count() or 1))
    say("pytest")
    status = run(
        PYTHON,
        "-m",
        "pytest",
        "-n",
        workers,
        "--dist",
        "worksteal",  # the tests of the window are long and stand together
        *rest,
        env={"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
    )
    if failed and status == 0:
        say(f"the tests pass, but these checks failed: {', '.join(failed)}")
        return 1
    return status


def do_setup(_rest: list[str]) -> int:
    """Set up and stop."""
    setup()
    say("ready")
    return 0


def do_demo(rest: list[str]) -> int:
    """Build the demonstration case and open it; arguments go to ``xunxian demo``."""
    setup()
    return run(PYTHON, "-m", "app", "demo", *rest)


def do_run(rest: list[str]) -> int:
    """Start the program; arguments go to it."""
    setup()
    return run(PYTHON, "-m", "app", *rest)


def do_messages(_rest: list[str]) -> int:
    """Collect the texts of the program into the catalogue and compile it."""
    setup()
    return run(PYTHON, ROOT / "resources" / "locale" / "catalogue.py", "update")


def do_freeze(_rest: list[str]) -> int:
    """Write constraints.txt from what is installed now and the project needs."""
    setup()
    fine, answer = works(PYTHON, "-c", CLOSURE)
    if not fine:
        raise Stop(answer)
    pairs = [line.split() for line in answer.splitlines()]
    pins = [f"{name}=={version}\n" for name, version in pairs if name not in NOT_FROZEN]
    CONSTRAINTS.write_text(CONSTRAINTS_HEAD + "".join(pins), encoding="utf-8", newline="\n")
    STAMP.write_text(fingerprint() + "\n", encoding="utf-8")
    say(f"{len(pins)} packages pinned")
    return 0


def do_clean(_rest: list[str]) -> int:
    """Remove caches and build products; the virtual environment stays."""
    for name in (
        *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"),
        *("build", "dist", "demo-output", "xunxian.egg-info"),
    ):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ("app", "tests", "resources"):
        for cache in list((ROOT / folder).rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)
    return 0


COMMANDS = {
    "setup": do_setup,
    "demo": do_demo,
    "test": do_test,
    "check": do_check,
    "run": do_run,
    "messages": do_messages,
    "freeze": do_freeze,
    "clean": do_clean,
}


def main(arguments: list[str]) -> int:
    """Do one command; every failure we know of is one sentence."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an old Python meets first
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"make: Xunxian needs Python 3.11 or newer; this is {found} ({sys.executable}).")
        return 1
    lines = [f"  {name:9} {(action.__doc__ or '').strip()}" for name, action in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="make.py",
        description="\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS)
    chosen, rest = parser.parse_known_args(arguments[:1])[0].command, arguments[1:]
    try:
        return COMMANDS[chosen](rest)
    except Stop as stop:
        print(f"make: {stop}", flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
