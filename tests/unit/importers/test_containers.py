"""Folders and archives: what is opened, what is not and why, and nothing written anywhere."""

from __future__ import annotations

import io
import os
import stat
import struct
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from app.base.errors import UsageError
from app.base.progress import Progress
from app.importers import containers
from app.importers.containers import Entry, entries
from tests.unit.importers.desk import Desk, table, write
from tests.unit.importers.test_shapes import card, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = table(rows(card(1), card(2))).encode("gb18030")


def listed(*paths: Path) -> list[tuple[str, str]]:
    """Path and problem of everything under the paths; what has no problem is read to its end."""
    found = []
    for entry in entries(list(paths), Progress()):
        if not entry.problem:
            with entry.open() as stream:
                assert len(stream.read()) == entry.size
        found.append((entry.path, entry.problem))
    return found


def names(*paths: Path) -> list[str]:
    return [path for path, _problem in listed(*paths)]


def problem(*paths: Path) -> str:
    [(_path, text)] = [pair for pair in listed(*paths) if pair[1]]
    return text


def archive(path: Path, members: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as inner:
        for name, content in members.items():
            inner.writestr(name, content)
    return out.getvalue()


def test_order_is_that_of_whole_paths(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", "a.csv", "a-b/x.csv", "乙.csv", "a/b/c.csv", "B.csv"):
        write(tmp_path / "r" / name, b"x")
    archive(tmp_path / "r" / "a2.zip", {"y/2.csv": b"2", "y-1.csv": b"1", "x.csv": b"0"})
    found = names(tmp_path / "r")
    assert found == sorted(found)
    assert len(found) == 10
    assert names(tmp_path / "r" / "b.csv", tmp_path / "r" / "a.csv") == ["b.csv", "a.csv"]


def test_leavings_of_other_systems_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "~$明细.xlsx", "._a.csv", "a.csv", "desktop.ini"):
        write(tmp_path / "r" / name, b"x")
    archive(tmp_path / "r" / "m.zip", {"__MACOSX/._a.csv": b"x", "a.csv": b"x", "x/.DS_Store": b""})
    assert names(tmp_path / "r") == ["a.csv", "m.zip/a.csv"]


def test_archives_in_archives_and_chinese_names(tmp_path: Path) -> None:
    inner = packed({"交易明细.csv": b"inside"})
    path = archive(tmp_path / "外.zip", {"内/里.zip": inner, "明细.csv": b"beside"})
    assert names(path) == ["外.zip/内/里.zip/交易明细.csv", "外.zip/明细.csv"]
    old = io.BytesIO()
    with zipfile.ZipFile(old, "w") as made:
        member = zipfile.ZipInfo("x" * len("交易明细.csv".encode("gb18030")))
        made.writestr(member, b"old")
    raw = old.getvalue().replace(member.filename.encode(), "交易明细.csv".encode("gb18030"))
    assert names(write(tmp_path / "old.zip", raw)) == ["old.zip/交易明细.csv"]


def test_a_workbook_is_no_archive_and_a_document_no_workbook(tmp_path: Path) -> None:
    book = archive(tmp_path / "a.xlsx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b""})
    assert names(book) == ["a.xlsx"]
    letter = archive(tmp_path / "a.docx", {"[Content_Types].xml": b"<x/>", "word/d.xml": b""})
    assert listed(letter) == [("a.docx", "It is a document, not a workbook.")]


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a/../../evil.csv", "..\\evil.csv"]
)
def test_names_that_leave_the_archive(tmp_path: Path, desk: Desk, name: str) -> None:
    path = archive(tmp_path / "r" / "t.zip", {name: GOOD, "good.csv": GOOD})
    own = ("home", "one.xunxian")
    before = {p for p in tmp_path.rglob("*") if p.relative_to(tmp_path).parts[0] not in own}
    report = desk.take(path)
    assert [f.path for f in report.files] == ["t.zip/good.csv"]
    assert "leaves the archive" in desk.why("evil.csv")
    after = {p for p in tmp_path.rglob("*") if p.relative_to(tmp_path).parts[0] not in own}
    assert after == before


def test_damaged_archives(tmp_path: Path) -> None:
    content = packed({"a.csv": os.urandom(5000), "b.csv": GOOD})
    assert "damaged" in problem(write(tmp_path / "cut.zip", content[: len(content) // 2]))
    assert "damaged" in problem(write(tmp_path / "junk.zip", b"PK\x03\x04" + os.urandom(500)))
    assert "damaged" in problem(write(tmp_path / "no.zip", b"this is no archive"))
    assert "damaged" in problem(write(tmp_path / "empty.zip", b""))


def test_damaged_member_spares_the_others(tmp_path: Path, desk: Desk) -> None:
    body = os.urandom(200_000)
    content = bytearray(packed({"a.csv": GOOD + body, "b.csv": GOOD}))
    content[100_000] ^= 0xFF
    report = desk.take(write(tmp_path / "m.zip", bytes(content)))
    assert [f.path for f in report.files] == ["m.zip/b.csv"]
    assert "damaged" in desk.why("m.zip/a.csv")


def test_protected_members(tmp_path: Path) -> None:
    content = bytearray(packed({"a.csv": GOOD}))
    central = content.find(b"PK\x01\x02")
    for place in (6, central + 8):
        content[place] |= 1
    assert "password" in problem(write(tmp_path / "p.zip", bytes(content)))


def test_unknown_packing(tmp_path: Path) -> None:
    content = bytearray(packed({"a.csv": GOOD}))
    central = content.find(b"PK\x01\x02")
    for place in (8, central + 10):
        struct.pack_into("<H", content, place, 99)
    assert "cannot be read" in problem(write(tmp_path / "u.zip", bytes(content)))


def test_links_in_archives(tmp_path: Path) -> None:
    path = tmp_path / "l.zip"
    with zipfile.ZipFile(path, "w") as made:
        member = zipfile.ZipInfo("link.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(member, "/etc/passwd")
    assert "link" in problem(path)


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(3 << 20)
    monkeypatch.setattr(containers, "RATIO_FLOOR", 1 << 20)
    monkeypatch.setattr(containers, "MAX_RATIO", 100)
    assert "absurd" in problem(archive(tmp_path / "ratio.zip", {"a.csv": zeros}))
    monkeypatch.setattr(containers, "RATIO_FLOOR", 1 << 30)
    monkeypatch.setattr(containers, "TOTAL_FLOOR", 4 << 20)
    monkeypatch.setattr(containers, "MAX_TOTAL_RATIO", 1)
    inner = packed({f"{n}.csv": zeros for n in range(3)})
    nested = archive(tmp_path / "nested.zip", {f"{n}.zip": inner for n in range(50)})
    found = listed(nested)
    assert sum(not why for _path, why in found) == 1
    assert all("absurd" in why for _path, why in found if why)


def test_archives_too_deep_and_too_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed({"a.csv": b"x"})
    for level in range(6):
        content = packed({f"{level}.zip": content})
    assert "too deep" in problem(write(tmp_path / "deep.zip", content))
    monkeypatch.setattr(containers, "MAX_MEMBERS", 3)
    full = archive(tmp_path / "full.zip", {f"{n}.csv": b"x" for n in range(4)})
    assert "too many" in problem(full)


def test_lying_sizes(tmp_path: Path, desk: Desk) -> None:
    """The directory says that a member is smaller than it is: a bomb would."""
    content = bytearray(packed({"a.csv": GOOD * 50, "b.csv": GOOD}))
    central = content.find(b"PK\x01\x02")
    for place in (22, central + 24):
        struct.pack_into("<I", content, place, len(GOOD) * 25)
    report = desk.take(write(tmp_path / "lie.zip", bytes(content)))
    assert desk.why("lie.zip/a.csv")
    assert [f.path for f in report.files] == ["lie.zip/b.csv"]


def test_thousands_of_members_are_opened_quickly(tmp_path: Path) -> None:
    path = archive(tmp_path / "many.zip", {f"{n:05d}.csv": b"x" for n in range(3000)})
    inner = archive(tmp_path / "outer.zip", {"many.zip": path.read_bytes()})
    assert len(names(inner)) == 3000  # quadratic ways take minutes


def special(make: str) -> Callable[[Path], None]:
    return {
        "link": lambda path: path.symlink_to(path.parent.parent / "target.csv"),
        "loop": lambda path: path.symlink_to(path),
        "folder": lambda path: path.symlink_to(path.parent),
        "pipe": lambda path: os.mkfifo(path),
        "gone": lambda path: path.symlink_to(path.parent / "nowhere"),
    }[make]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
@pytest.mark.parametrize("kind", ["link", "loop", "folder", "pipe", "gone"])
def test_links_pipes_and_loops_are_not_opened(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "r"
    write(folder / "good.csv", b"x")
    write(tmp_path / "target.csv", b"secret")
    special(kind)(folder / "odd")
    for given, shown in ((folder, "odd"), (folder / "odd", "odd")):
        [(path, why)] = [pair for pair in listed(given) if pair[1]]
        assert path == shown
        assert "link" in why or "pipe" in why


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="whoever may read everything is kept out of nothing",
)
def test_without_permission(tmp_path: Path) -> None:
    closed = tmp_path / "r" / "closed"
    write(closed / "a.csv", b"x")
    write(tmp_path / "r" / "good.csv", b"x")
    for mode in (0, stat.S_IRUSR):
        closed.chmod(mode)
        try:
            found = listed(tmp_path / "r")
        finally:
            closed.chmod(0o700)
        assert ("good.csv", "") in found
        assert [why for _path, why in found if why]


def test_folders_and_files_that_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, where the tests run as somebody who may read everything."""
    write(tmp_path / "r" / "closed" / "a.csv", b"x")
    write(tmp_path / "r" / "good.csv", b"x")
    write(tmp_path / "r" / "locked.csv", b"x")
    kind = type(tmp_path)
    iterdir, opened = kind.iterdir, kind.open

    def refusing_iterdir(self: Path) -> object:
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return iterdir(self)

    def refusing_open(self: Path, *args: object, **named: object) -> object:
        if self.name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(kind, "iterdir", refusing_iterdir)
    monkeypatch.setattr(kind, "open", refusing_open)
    found = dict(listed(tmp_path / "r"))
    assert found["good.csv"] == ""
    assert "Permission denied" in found["closed"]
    assert "Permission denied" in found["locked.csv"]


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_names_that_are_no_text(tmp_path: Path, desk: Desk) -> None:
    folder = os.fsencode(tmp_path / "r")
    os.mkdir(folder)  # noqa: PTH102 - the name is bytes
    odd = os.path.join(folder, "明细".encode("gb18030") + b".csv")  # noqa: PTH118 - as above
    with open(odd, "wb") as file:  # noqa: PTH123 - as above
        file.write(GOOD)
    for given in (tmp_path / "r", next((tmp_path / "r").iterdir())):
        report = desk.take(given)
        assert [f.path for f in report.files] == ["明细.csv"]
        desk.withdraw(report.batch or 0)
    with pytest.raises(UsageError) as failure:
        list(entries([tmp_path / "r" / "\udcff"], Progress()))
    str(failure.value).encode("utf-8")


def test_missing_path(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", b"x")
    for path in (tmp_path / "none.csv", tmp_path / "a.csv" / "below"):
        with pytest.raises(UsageError, match="no file or folder"):
            list(entries([tmp_path / "a.csv", path], Progress()))


def test_entries_tell_their_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"in/b.zip": packed({"c.csv": b"x"}), "d.csv": b"y"})
    found: list[Entry] = list(entries([path], Progress()))
    assert [(e.path, e.container) for e in found] == [
        ("a.zip/d.csv", "a.zip"),
        ("a.zip/in/b.zip/c.csv", "a.zip/in/b.zip"),
    ]
