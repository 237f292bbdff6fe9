"""``case.json``: format version, case id, time zone, key slots; plain, read with suspicion."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import uuid
import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.base.clock import iso
from app.base.errors import CaseDamaged, UsageError
from app.base.i18n import _
from app.store.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "case.json"
MAX_SLOTS = 32
_MAX_FILE_BYTES = 256 * 1024
_MAX_MEMORY_KIB = 1024 * 1024
_MAX_ITERATIONS = 32
_MAX_LANES = 16


@dataclass(frozen=True)
class Cost:
    """What one try of a passphrase costs: memory in KiB, passes, lanes (Argon2id)."""

    memory_kib: int
    iterations: int
    lanes: int

    def is_sane(self) -> bool:
        """Whether the numbers are ones that this program would work with."""
        return (
            1 <= self.lanes <= _MAX_LANES
            and 1 <= self.iterations <= _MAX_ITERATIONS
            and 8 * self.lanes <= self.memory_kib <= _MAX_MEMORY_KIB
        )


@dataclass(frozen=True)
class Slot:
    """The master key, sealed for one passphrase."""

    slot_id: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def bound(self, header: Header) -> bytes:
        """What is sealed with the key, so that editing any of it closes the slot.

        The minor version is left out: bringing a case up to date must not close the slots of
        officers whose passphrases are not at hand. The keyed hash of the header covers it.
        """
        return _canonical(
            {
                "major": header.version[0],
                "case": header.case_id,
                "slot": self.slot_id,
                "kdf": _kdf_json(self),
            }
        )


@dataclass(frozen=True)
class Header:
    """What ``case.json`` says. ``version`` is (major, minor): a newer minor adds, never changes."""

    version: tuple[int, int]
    case_id: str
    created: datetime
    zone: str
    slots: tuple[Slot, ...]
    mac: bytes

    def body(self) -> bytes:
        """The canonical text that the keyed hash covers."""
        return _canonical(self._json())

    def _json(self) -> dict[str, Any]:
        return {
            "program": "xunxian",
            "format": list(self.version),
            "case_id": self.case_id,
            "created": iso(self.created),
            "zone": self.zone,
            "slots": [
                {
                    "id": slot.slot_id,
                    "kdf": _kdf_json(slot),
                    "nonce": _text(slot.nonce),
                    "wrapped": _text(slot.wrapped),
                }
                for slot in self.slots
            ],
        }

    def write(self, folder: Path) -> None:
        """Write ``case.json`` whole; raises ``StorageFull``."""
        document = {**self._json(), "mac": self.mac.hex()}
        document["check"] = _check(document)
        text = json.dumps(document, ensure_ascii=False, indent=1)
        write_atomically(folder / FILE_NAME, text.encode() + b"\n")


def _canonical(document: dict[str, Any]) -> bytes:
    return json.dumps(
        document, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _check(document: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(document)).hexdigest()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _kdf_json(slot: Slot) -> dict[str, Any]:
    return {
        "name": "argon2id",
        "memory_kib": slot.cost.memory_kib,
        "iterations": slot.cost.iterations,
        "lanes": slot.cost.lanes,
        "salt": _text(slot.salt),
    }


def damaged() -> CaseDamaged:
    """The failure of a header that cannot be believed."""
    return CaseDamaged(
        _("The file case.json is damaged or was altered."),
        _("Take case.json from a backup of this case."),
    )


def read(folder: Path, *, known_major: int) -> Header:
    """Read and check ``case.json``.

    Raises:
        UsageError: the folder is not there or is not a case.
        CaseDamaged: the header is unreadable, altered or of a newer major format.
    """
    path = folder / FILE_NAME
    if not folder.is_dir():
        raise UsageError(_("There is no such folder."), _("Check the path of the case."))
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_FILE_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError):
        if (folder / "case.db").exists():
            raise CaseDamaged(
                _("The file case.json of this case is missing."),
                _("Take it from a backup of this case."),
            ) from None
        raise UsageError(
            _("This folder is not a case."), _("Choose a folder that holds the file case.json.")
        ) from None
    except OSError:
        raise damaged() from None
    if len(content) > _MAX_FILE_BYTES:
        raise damaged()
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise damaged() from None
    if not isinstance(document, dict):
        raise damaged()
    return _parse(document, known_major)


def _parse(document: dict[str, Any], known_major: int) -> Header:
    version = document.get("format")
    if (
        not isinstance(version, list)
        or [type(part) for part in version] != [int, int]
        or document.get("program") != "xunxian"
    ):
        raise damaged()
    if version[0] > known_major:
        raise CaseDamaged(
            _("The case was made by a newer version of the program (format %d.%d).")
            % (version[0], version[1]),
            _("Open it with that version."),
        )
    check = document.pop("check", None)
    try:
        if not isinstance(check, str) or not hmac.compare_digest(
            check.encode(), _check(document).encode()
        ):
            raise damaged()
        header = Header(
            (version[0], version[1]),
            str(uuid.UUID(document["case_id"])),
            datetime.fromisoformat(document["created"]),
            zoneinfo.ZoneInfo(document["zone"]).key,
            tuple(_parse_slot(slot) for slot in document["slots"]),
            bytes.fromhex(document.pop("mac")),
        )
    except (KeyError, ValueError, TypeError, AttributeError, OSError, binascii.Error):
        raise damaged() from None
    ids = {slot.slot_id for slot in header.slots}
    if version[0] < 1 or version[1] < 0 or not 1 <= len(ids) == len(header.slots) <= MAX_SLOTS:
        raise damaged()
    if header.body() != _canonical(document):
        raise damaged()
    return header


def _parse_slot(document: dict[str, Any]) -> Slot:
    kdf = document["kdf"]
    numbers = [kdf[name] for name in ("memory_kib", "iterations", "lanes")]
    if any(type(number) is not int for number in numbers):
        raise TypeError
    cost = Cost(*numbers)
    slot = Slot(
        str(document["id"]),
        cost,
        base64.b64decode(kdf["salt"], validate=True),
        base64.b64decode(document["nonce"], validate=True),
        base64.b64decode(document["wrapped"], validate=True),
    )
    sizes = (len(slot.salt), len(slot.nonce), len(slot.wrapped))
    if kdf["name"] != "argon2id" or not cost.is_sane() or sizes != (16, 12, 48):
        raise ValueError
    return slot
