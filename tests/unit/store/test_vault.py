from __future__ import annotations

import hashlib
import io
import os
import tempfile
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Cancelled, CaseDamaged, StorageFull
from app.base.progress import Progress
from app.store import blob, files
from app.store.vault import Stored, Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = bytes(range(32))
SMALL = 64


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", KEY)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blob, "CHUNK", SMALL)


def put(vault: Vault, content: bytes) -> Stored:
    return vault.put(io.BytesIO(content))


def only_file(folder: Path) -> Path:
    (found,) = (path for path in folder.rglob("*") if path.is_file())
    return found


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def read_whole(vault: Vault, sha256: str) -> bytes:
    with vault.open(sha256) as stream:
        return stream.read()


def test_a_file_comes_back_as_it_was(vault: Vault) -> None:
    content = os.urandom(blob.CHUNK) + b"abc" * blob.CHUNK
    stored = put(vault, content)
    assert stored == Stored(hashlib.sha256(content).hexdigest(), len(content), new=True)
    assert read_whole(vault, stored.sha256) == content
    assert vault.size(stored.sha256) == len(content)
    assert vault.verify([stored.sha256]) == []


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 2 * SMALL + 1])
@pytest.mark.usefixtures("small_chunks")
def test_sizes_around_a_chunk(vault: Vault, size: int) -> None:
    content = os.urandom(size)
    stored = put(vault, content)
    assert read_whole(vault, stored.sha256) == content
    assert vault.verify([stored.sha256]) == []


class Dripping(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, content: bytes, piece: int) -> None:
        self._rest = content
        self._piece = piece

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = min(self._piece, size)
        part, self._rest = self._rest[:taken], self._rest[taken:]
        return part


@given(
    content=st.binary(max_size=6 * SMALL),
    piece=st.integers(1, 2 * SMALL),
    reads=st.lists(st.tuples(st.integers(0, 7 * SMALL), st.integers(0, 3 * SMALL)), max_size=6),
)
def test_reading_anywhere_equals_slicing(
    content: bytes, piece: int, reads: list[tuple[int, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(blob, "CHUNK", SMALL)
        vault = Vault(Path(folder), KEY)
        stored = vault.put(Dripping(content, piece))  # type: ignore[arg-type]
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        with vault.open(stored.sha256) as stream:
            for offset, size in reads:
                assert stream.seek(offset) == offset
                assert stream.read(size) == content[offset : offset + size]
                assert vault.read(stored.sha256, offset, size) == content[offset : offset + size]
            stream.seek(-min(5, len(content)), io.SEEK_END)
            assert stream.read() == content[len(content) - min(5, len(content)) :]


def test_the_same_content_is_kept_once(vault: Vault, tmp_path: Path) -> None:
    assert put(vault, b"one").new
    assert not put(vault, b"one").new
    assert put(vault, b"two").new
    assert len(all_files(tmp_path / "vault")) == 2


def test_a_broken_blob_is_replaced_by_a_sound_one(vault: Vault, tmp_path: Path) -> None:
    stored = put(vault, b"content")
    path = only_file(tmp_path / "vault")
    path.write_bytes(path.read_bytes()[:-9])
    assert vault.verify([stored.sha256]) == [stored.sha256]
    assert put(vault, b"content").new
    assert vault.verify([stored.sha256]) == []


@pytest.mark.usefixtures("small_chunks")
def test_every_altered_byte_and_every_cut_is_noticed(vault: Vault, tmp_path: Path) -> None:
    content = os.urandom(3 * SMALL + 5)
    stored = put(vault, content)
    path = only_file(tmp_path / "vault")
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert vault.verify([stored.sha256]) == [stored.sha256], place
        with pytest.raises(CaseDamaged):
            read_whole(vault, stored.sha256)
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert vault.verify([stored.sha256]) == [stored.sha256], length
    for addition in (b"\0", whole, whole[-8:]):
        path.write_bytes(whole + addition)
        assert vault.verify([stored.sha256]) == [stored.sha256]
    path.write_bytes(whole)
    assert vault.verify([stored.sha256]) == []


@pytest.mark.usefixtures("small_chunks")
def test_exchanged_chunks_are_noticed(vault: Vault, tmp_path: Path) -> None:
    stored = put(vault, os.urandom(4 * SMALL))
    path = only_file(tmp_path / "vault")
    whole = path.read_bytes()
    with blob.BlobReader(path, KEY, stored.sha256) as reader:
        offsets, lengths = reader._offsets, reader.trailer.lengths
    assert len(set(lengths)) == 1
    first, second = (slice(offsets[at], offsets[at] + lengths[at]) for at in (0, 1))
    mixed = bytearray(whole)
    mixed[first], mixed[second] = whole[second], whole[first]
    path.write_bytes(bytes(mixed))
    assert vault.verify([stored.sha256]) == [stored.sha256]


def test_exchanged_blobs_are_noticed(vault: Vault, tmp_path: Path) -> None:
    one, two = put(vault, b"one"), put(vault, b"two")
    first, second = all_files(tmp_path / "vault")
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    assert vault.verify([one.sha256, two.sha256]) == [one.sha256, two.sha256]


@pytest.mark.usefixtures("small_chunks")
def test_the_tail_of_one_blob_does_not_fit_another(vault: Vault, tmp_path: Path) -> None:
    stored = put(vault, b"a" * SMALL)
    path = only_file(tmp_path / "vault")
    first = path.read_bytes()
    vault.remove(stored.sha256)
    put(vault, b"a" * SMALL)
    second = path.read_bytes()
    head = len(blob.MAGIC) + blob.ID_BYTES
    path.write_bytes(first[:head] + second[head:])
    assert vault.verify([stored.sha256]) == [stored.sha256]


def test_another_key_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    stored = put(vault, b"content")
    assert Vault(tmp_path / "vault", b"k" * 32).verify([stored.sha256]) == [stored.sha256]


def test_a_missing_blob(vault: Vault) -> None:
    stored = put(vault, b"content")
    vault.remove(stored.sha256)
    vault.remove(stored.sha256)
    assert not vault.has(stored.sha256)
    assert vault.verify([stored.sha256, stored.sha256]) == [stored.sha256]
    with pytest.raises(CaseDamaged):
        vault.open(stored.sha256)


def test_names_and_contents_tell_nothing(vault: Vault, tmp_path: Path) -> None:
    content = b"6222021234567890123,transfer\n" * 50
    stored = put(vault, content)
    path = only_file(tmp_path / "vault")
    assert stored.sha256 not in str(path)
    assert b"6222021234567890123" not in path.read_bytes()
    assert bytes.fromhex(stored.sha256) not in path.read_bytes()


def test_a_full_disk_leaves_nothing(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = put(vault, b"kept")
    written = 0

    class Full(files.NewFile):
        def write(self, content: bytes) -> None:
            nonlocal written
            written += len(content)
            with files.storing():
                if written > blob.CHUNK:
                    raise OSError(28, "No space left on device")
            super().write(content)

    monkeypatch.setattr("app.store.vault.NewFile", Full)
    with pytest.raises(StorageFull):
        put(vault, os.urandom(5 * blob.CHUNK))
    assert len(all_files(tmp_path / "vault")) == 1
    assert read_whole(vault, kept.sha256) == b"kept"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_really_full_disk_is_known() -> None:
    out = files.NewFile.__new__(files.NewFile)
    out._stream = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - closed below
    with pytest.raises(StorageFull), out:
        out.write(b"x")


class Failing(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_failing_source_is_not_taken_for_a_full_disk(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output"):
        vault.put(Failing(bytes(3 * blob.CHUNK)))
    assert all_files(tmp_path / "vault") == []


def test_cancelling_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    progress = Progress(lambda _report: progress.cancel())
    with pytest.raises(Cancelled):
        vault.put(io.BytesIO(bytes(5 * blob.CHUNK)), progress=progress)
    assert all_files(tmp_path / "vault") == []


def test_progress_counts_bytes(vault: Vault) -> None:
    seen: list[tuple[int, int]] = []
    progress = Progress(lambda report: seen.append((report.done, report.total)), interval=0)
    size = 2 * blob.CHUNK + 1
    vault.put(io.BytesIO(bytes(size)), progress=progress, total=size)
    assert seen == [(blob.CHUNK, size), (2 * blob.CHUNK, size), (size, size)]


def test_half_written_files_are_discarded(vault: Vault, tmp_path: Path) -> None:
    stored = put(vault, b"kept")
    (tmp_path / "vault" / f"left{files.TEMPORARY}").write_bytes(b"half")
    vault.discard_temporaries()
    assert len(all_files(tmp_path / "vault")) == 1
    assert vault.verify([stored.sha256]) == []


class Zeros(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        taken = min(size, self._left)
        self._left -= taken
        return bytes(taken)


def test_memory_stays_bounded(vault: Vault) -> None:
    tracemalloc.start()
    stored = vault.put(Zeros(64 * blob.CHUNK))  # type: ignore[arg-type]
    assert vault.verify([stored.sha256]) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * blob.CHUNK


def test_several_threads_at_once(vault: Vault) -> None:
    contents = [os.urandom(1000) * (number % 5 + 1) for number in range(20)]

    def work(content: bytes) -> bool:
        return read_whole(vault, put(vault, content).sha256) == content

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, contents * 2))


@pytest.fixture(autouse=True)
def fresh_compressors() -> Iterator[None]:
    """Threads keep a compressor each; a test must not inherit one."""
    yield
    blob._local.__dict__.clear()


def test_a_closed_reader_says_so(vault: Vault) -> None:
    stored = put(vault, b"content")
    stream = vault.open(stored.sha256)
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        stream.read()


def test_blobs_that_nothing_refers_to_go(vault: Vault, tmp_path: Path) -> None:
    kept, orphan = put(vault, b"kept"), put(vault, b"orphan")
    assert vault.keep_only([kept.sha256, "00" * 32]) == 1
    assert vault.has(kept.sha256)
    assert not vault.has(orphan.sha256)
    assert len(all_files(tmp_path / "vault")) == 1
    assert vault.keep_only([kept.sha256]) == 0
