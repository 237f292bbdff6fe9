"""What lies under the paths the user gave: files, folders, zip archives, archives in archives.

Links, pipes and devices are not opened. Archives are read as streams and never unpacked to a disk,
so a member's name can do no harm; limits stop bombs.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.base.errors import UsageError
from app.base.i18n import _
from app.importers.spreadsheet import ZIP_MAGIC, is_workbook_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.base.progress import Progress

MAX_DEPTH = 4
MAX_MEMBERS = 200_000
MAX_MEMBER_BYTES = 40 << 30
MAX_RATIO = 1000
RATIO_FLOOR = 256 << 20
MAX_TOTAL_RATIO = 300
TOTAL_FLOOR = 2 << 30
MOST_OPEN = 8
KEPT_BYTES = 256 << 20
LEFT_OUT = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Entry:
    """One file to look at.

    Attributes:
        path: relative to what the user gave, ``/`` between parts; members of archives follow
            the archive's own path.
        open: gives a fresh binary stream.
        size: bytes as declared.
        container: path of the archive it came in, or empty.
        problem: why it cannot be read; ``open`` must not be called then.
        outer: gives the archive's own stream, for a member.
    """

    path: str
    open: Callable[[], BinaryIO]
    size: int
    container: str = ""
    problem: str = ""
    outer: Callable[[], BinaryIO] | None = None


class _Archives:
    """The archives opened last, so that of thousands of members not each is sought anew.

    One that drops out is closed when nobody reads from it any more. Archives in archives are kept
    unpacked in memory where they are not too large.
    """

    def __init__(self) -> None:
        self._last: OrderedDict[int, zipfile.ZipFile] = OrderedDict()
        self._number = 0

    def number(self) -> int:
        """A number for one more archive."""
        self._number += 1
        return self._number

    def get(self, number: int, source: Path | Entry) -> zipfile.ZipFile:
        """The archive of this number, opened anew where it is not open."""
        found = self._last.get(number)
        if found is None:
            found = zipfile.ZipFile(source if isinstance(source, Path) else _inner(source))
            self._last[number] = found
            if len(self._last) > MOST_OPEN:
                self._last.popitem(last=False)
        self._last.move_to_end(number)
        return found


def _inner(entry: Entry) -> BinaryIO:
    with entry.open() as stream:
        data = stream.read(KEPT_BYTES + 1)
    return io.BytesIO(data) if len(data) <= KEPT_BYTES else entry.open()


@dataclass
class _Budget:
    """Bytes that an archive given by the user may still unpack to."""

    left: int


def _unreadable() -> BinaryIO:
    raise OSError


def _bad(path: str, problem: str, container: str = "") -> Entry:
    return Entry(path, _unreadable, 0, container, problem)


def entries(paths: list[Path], progress: Progress) -> Iterator[Entry]:
    """Every file under ``paths``: as given, folders and archives in code-point order.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if _is_missing(path):
            raise UsageError(
                _("There is no file or folder “{path}”.").format(path=printable(str(path))),
                _("Check the path."),
            )
    archives = _Archives()
    for path in paths:
        yield from _walk(path, "" if _is_folder(path) else printable(path.name), archives, progress)


def printable(name: str) -> str:
    """A name for people: bytes of it that are no text are shown as question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _is_missing(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _walk(
    path: Path, shown: str, archives: _Archives, progress: Progress
) -> Iterator[Entry]:
    progress.check()
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        yield _bad(
            shown or printable(path.name),
            _("It cannot be read: {why}.").format(why=error.strerror),
        )
        return
    if stat.S_ISLNK(mode):
        yield _bad(
            shown or printable(path.name), _("It is a link; links are not followed.")
        )
    elif stat.S_ISDIR(mode):
        yield from _folder(path, shown, archives, progress)
    elif not stat.S_ISREG(mode):
        yield _bad(shown, _("It is a pipe or a device; it is not opened."))
    elif path.name.lower() not in LEFT_OUT and not path.name.startswith(("~$", "._")):
        yield from _file(path, shown, archives, progress)


def _folder(
    path: Path, shown: str, archives: _Archives, progress: Progress
) -> Iterator[Entry]:
    """Files in code-point order of their relative paths, folders among them."""
    try:
        children = list(path.iterdir())
    except OSError as error:
        yield _bad(
            shown or printable(path.name),
            _("The folder cannot be read: {why}.").format(why=error.strerror),
        )
        return

    # the order of whole relative paths: a folder sorts as its name with the slash behind
    def key(child: Path) -> str:
        try:
            is_folder = stat.S_ISDIR(child.lstat().st_mode)
        except OSError:
            is_folder = False
        return child.name + ("/" if is_folder else "")

    for child in sorted(children, key=key):
        name = printable(child.name)
        yield from _walk(child, f"{shown}/{name}" if shown else name, archives, progress)


def _file(path: Path, shown: str, archives: _Archives, progress: Progress) -> Iterator[Entry]:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        yield _bad(shown, _("It cannot be read: {why}.").format(why=error.strerror))
        return

    def opener() -> BinaryIO:
        return path.open("rb")

    if magic == ZIP_MAGIC or path.suffix.lower() == ".zip":
        budget = _Budget(max(TOTAL_FLOOR, MAX_TOTAL_RATIO * size))
        yield from _Unpacking(archives, budget, progress).members(
            Entry(shown, opener, size), path, 1
        )
    else:
        yield Entry(shown, opener, size)


def _members_of(
    entry: Entry, source: Path | Entry, archives: _Archives
) -> None:
    names = [member.filename for member in members]
    if is_workbook_archive(names):
        yield entry
        return
    if depth > MAX_DEPTH:
        yield _bad(entry.path, _("Archives lie too deep in each other."), entry.container)
        return
    if len(members) > MAX_MEMBERS:
        yield _bad(entry.path, _("The archive has too many members."), entry.container)
        return
    for member in sorted(members, key=_member_name):
        progress.check()
        if member.is_dir():
            continue
        yield from _member(entry, member, depth, progress)


def _member_name(member: zipfile.ZipInfo) -> str:
    """The member's name; old Chinese archives hold GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    with suppress(UnicodeError):
        return member.filename.encode("cp437").decode("utf-8")
    with suppress(UnicodeError):
        return member.filename.encode("cp437").decode("gb18030")
    return member.filename


def _member(
    entry: Entry, member: zipfile.ZipInfo, depth: int, progress: Progress
) -> Iterator[Entry]:
    name = _member_name(member).replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    last = parts[-1] if parts else name
    shown = f"{entry.path}/{'/'.join(parts)}"
    if ".." in parts or name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        yield _bad(
            f"{entry.path}/{last}", _("Its name leaves the archive; it is not opened."), entry.path
        )
        return
    if last.lower() in LEFT_OUT or last.startswith(("~$", "._")) or "__MACOSX" in parts:
        return
    if stat.S_ISLNK(member.external_attr >> 16):
        yield _bad(shown, _("It is a link; links are not followed."), entry.path)
        return
    if member.flag_bits & 0x1:
        yield _bad(shown, _("It is protected by a password; unpack it first."), entry.path)
        return
    packed = max(member.compress_size, 1)
    if member.file_size > MAX_MEMBER_BYTES or (
        member.file_size > RATIO_FLOOR and member.file_size > MAX_RATIO * packed
    ):
        yield _bad(shown, _("It unpacks to an absurd size and was not opened."), entry.path)
        return

    def opener() -> BinaryIO:
        return io.BufferedReader(_MemberStream(entry.open, member))

    inner = Entry(shown, opener, member.file_size, entry.path, outer=entry.open)
    try:
        with inner.open() as stream:
            magic = stream.read(4)
    except (OSError, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError):
        yield _bad(shown, _("The member of the archive is damaged."), entry.path)
        return
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        yield _bad(shown, _("The member of the archive is damaged."), entry.path)
        return
    if magic == ZIP_MAGIC or last.lower().endswith(".zip"):
        yield from _archive(inner, depth + 1, progress)
    else:
        yield inner


class _MemberStream(io.RawIOBase):
    """One member of an archive as a stream of its own; seeks backwards read it anew.

    Stops at the declared size: a member that unpacks to more is a bomb.
    """

    def __init__(self, opener: Callable[[], BinaryIO], member: zipfile.ZipInfo) -> None:
        super().__init__()
        self._outer = opener()
        self._archive = zipfile.ZipFile(self._outer)
        self._part = self._archive.open(member)
        self._limit = member.file_size

    def readable(self) -> bool:
        """Override RawIOBase.readable."""
        return True

    def seekable(self) -> bool:
        """Override RawIOBase.seekable."""
        return True

    def readinto(self, buffer: object) -> int:
        """Override RawIOBase.readinto."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # the stubs say object
        data = self._part.read(len(view))
        if self._part.tell() > self._limit:
            raise OSError(self._part.name)
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Override RawIOBase.seek."""
        return self._part.seek(offset, whence)

    def tell(self) -> int:
        """Override RawIOBase.tell."""
        return self._part.tell()

    def close(self) -> None:
        """Override RawIOBase.close."""
        if not self.closed:
            self._part.close()
            self._archive.close()
            self._outer.close()
        super().close()


def sha256_of_archive(opener: Callable[[], BinaryIO]) -> str:
    """The SHA-256 of an archive as received, for the provenance of its members."""
    digest = hashlib.sha256()
    with opener() as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
