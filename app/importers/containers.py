"""What lies under the paths the user gave: files, folders, zip archives, archives in archives.

Links, pipes and devices are not opened. Archives are read as streams and never unpacked to a disk,
so a member's name can do no harm; limits stop bombs.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.base.errors import UsageError
from app.base.i18n import _
from app.importers.spreadsheet import ZIP_MAGIC, is_workbook_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
_DAMAGES = (
    OSError,
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
)
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
    """A name as text: bytes that are no UTF-8 are taken for GB18030, else shown as ``?``."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        with suppress(UnicodeError):
            return os.fsencode(name).decode("gb18030")
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


def _walk(path: Path, shown: str, archives: _Archives, progress: Progress) -> Iterator[Entry]:
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
        yield _bad(shown or printable(path.name), _("It is a link; links are not followed."))
    elif stat.S_ISDIR(mode):
        yield from _folder(path, shown, archives, progress)
    elif not stat.S_ISREG(mode):
        yield _bad(shown, _("It is a pipe or a device; it is not opened."))
    elif path.name.lower() not in LEFT_OUT and not path.name.startswith(("~$", "._")):
        yield from _file(path, shown, archives, progress)


def _folder(path: Path, shown: str, archives: _Archives, progress: Progress) -> Iterator[Entry]:
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
        budget = max(TOTAL_FLOOR, MAX_TOTAL_RATIO * size)
        yield from _Unpacking(archives, budget, progress).members(
            Entry(shown, opener, size), path, 1
        )
    else:
        yield Entry(shown, opener, size)


class _Unpacking:
    """One archive that the user gave, with the archives in it."""

    def __init__(self, archives: _Archives, budget: int, progress: Progress) -> None:
        self._archives = archives
        self._left = budget
        self._progress = progress

    def members(self, entry: Entry, source: Path | Entry, depth: int) -> Iterator[Entry]:
        """The members of an archive, or the entry itself when it is a workbook."""
        number = self._archives.number()
        try:
            members = self._archives.get(number, source).infolist()
        except _DAMAGES:
            yield _bad(entry.path, _("The archive is damaged or cut off."), entry.container)
            return
        names = [member.filename for member in members]
        if is_workbook_archive(names):
            yield entry
        elif "[Content_Types].xml" in names:
            yield _bad(entry.path, _("It is a document, not a workbook."), entry.container)
        elif depth > MAX_DEPTH:
            yield _bad(entry.path, _("Archives lie too deep in each other."), entry.container)
        elif len(members) > MAX_MEMBERS:
            yield _bad(entry.path, _("The archive has too many members."), entry.container)
        else:
            for member in sorted(members, key=_member_name):
                self._progress.check()
                if member.is_dir():
                    continue
                self._left -= member.file_size
                if self._left < 0:
                    yield _bad(
                        entry.path,
                        _("It unpacks to an absurd size; the rest of it was not opened."),
                        entry.container,
                    )
                    return
                yield from self._member(entry, source, number, member, depth)

    def _member(
        self,
        entry: Entry,
        source: Path | Entry,
        number: int,
        member: zipfile.ZipInfo,
        depth: int,
    ) -> Iterator[Entry]:
        name = _member_name(member).replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        last = parts[-1] if parts else name
        shown = f"{entry.path}/{'/'.join(parts)}"
        problem = _refusal(name, parts, member)
        if problem:
            path = f"{entry.path}/{last}" if ".." in parts else shown
            yield _bad(path, problem, entry.path)
            return
        if last.lower() in LEFT_OUT or last.startswith(("~$", "._")) or "__MACOSX" in parts:
            return

        def opener() -> BinaryIO:
            archive = self._archives.get(number, source)
            return io.BufferedReader(_MemberStream(archive, member))

        inner = Entry(shown, opener, member.file_size, entry.path, outer=entry.open)
        try:
            with inner.open() as stream:
                magic = stream.read(4)
        except NotImplementedError:
            yield _bad(
                shown, _("It is packed in a way that cannot be read; unpack it first."), entry.path
            )
            return
        except _DAMAGES:
            yield _bad(shown, _("The member of the archive is damaged."), entry.path)
            return
        if magic == ZIP_MAGIC or last.lower().endswith(".zip"):
            yield from self.members(inner, inner, depth + 1)
        else:
            yield inner


def _member_name(member: zipfile.ZipInfo) -> str:
    """The member's name; old Chinese archives hold GBK without saying so."""
    if member.flag_bits & 0x800:
        return printable(member.filename)
    with suppress(UnicodeError):
        return member.filename.encode("cp437").decode("utf-8")
    with suppress(UnicodeError):
        return member.filename.encode("cp437").decode("gb18030")
    return member.filename


def _refusal(name: str, parts: list[str], member: zipfile.ZipInfo) -> str:
    """Why a member is not opened at all, else nothing."""
    if ".." in parts or not parts or name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        return _("Its name leaves the archive; it is not opened.")
    if stat.S_ISLNK(member.external_attr >> 16):
        return _("It is a link; links are not followed.")
    if member.flag_bits & 0x1:
        return _("It is protected by a password; unpack it first.")
    packed = max(member.compress_size, 1)
    if member.file_size > MAX_MEMBER_BYTES or (
        member.file_size > RATIO_FLOOR and member.file_size > MAX_RATIO * packed
    ):
        return _("It unpacks to an absurd size and was not opened.")
    return ""


class _MemberStream(io.RawIOBase):
    """One member of an archive as a stream of its own; seeks backwards read it anew.

    Stops at the declared size: a member that unpacks to more is a bomb.
    """

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        super().__init__()
        self._part = archive.open(member)
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
        super().close()


def sha256_of_archive(opener: Callable[[], BinaryIO]) -> str:
    """The SHA-256 of an archive as received, for the provenance of its members."""
    digest = hashlib.sha256()
    with opener() as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
