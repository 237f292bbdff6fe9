"""The keys of a case: one random master key, opened by each officer's passphrase in his slot.

``case.json`` is the only plain file of a case. It names nobody: a slot carries an opaque id, and
whose it is stands inside ``case.db``. Three things protect it: a checksum tells accidental damage
from a wrong passphrase, every slot is sealed together with what describes it, and a keyed hash
over the whole header shows whether a slot was dropped, added or edited.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.base.errors import CaseDamaged, UsageError, WrongPassphrase
from app.base.i18n import _
from app.store.header import MAX_SLOTS, Cost, Header, Slot

if TYPE_CHECKING:
    from datetime import datetime

FORMAT_MAJOR = 1
DEFAULT_COST = Cost(memory_kib=96 * 1024, iterations=3, lanes=2)
_KEY_BYTES = 32


class Keys:
    """The opened master key and the subkeys made from it; shows nothing of them."""

    def __init__(self, master: bytes, case_id: str) -> None:
        self._master = master
        self._case_id = case_id

    def __repr__(self) -> str:
        return "Keys(...)"

    def __reduce__(self) -> str:
        raise TypeError("keys stay in this process")

    def subkey(self, purpose: str) -> bytes:
        """32 bytes for one purpose (``database``, ``ledger`` ...), the same each time."""
        info = f"xunxian/{FORMAT_MAJOR}/{self._case_id}/{purpose}".encode()
        return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=info).derive(self._master)

    def wrap(self, key: bytes, nonce: bytes, bound: bytes) -> bytes:
        """Seal the master key under ``key`` together with ``bound``."""
        return AESGCM(key).encrypt(nonce, self._master, bound)


def _normal(passphrase: str) -> bytes:
    """The bytes of a passphrase, the same from every keyboard and system."""
    if not passphrase:
        raise WrongPassphrase(_("The passphrase is empty."), _("Enter the passphrase."))
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def _slot_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(_normal(passphrase))


def _make_slot(header: Header, keys: Keys, slot_id: str, passphrase: str) -> Slot:
    slot = Slot(slot_id, DEFAULT_COST, os.urandom(16), os.urandom(12), b"")
    key = _slot_key(passphrase, slot.salt, slot.cost)
    return replace(slot, wrapped=keys.wrap(key, slot.nonce, slot.bound(header)))


def _sealed(header: Header, keys: Keys) -> Header:
    """The header with its keyed hash made anew."""
    mac = hmac.new(keys.subkey("header"), header.body(), hashlib.sha256).digest()
    return replace(header, mac=mac)


def create(
    *, passphrase: str, minor: int, zone: str, created: datetime
) -> tuple[Header, Keys, str]:
    """Make the header of a new case with one slot.

    Returns:
        The header (not yet written), the keys, the id of the slot.

    Raises:
        WrongPassphrase: the passphrase is empty.
    """
    case_id = str(uuid.uuid4())
    keys = Keys(secrets.token_bytes(_KEY_BYTES), case_id)
    header = Header((FORMAT_MAJOR, minor), case_id, created, zone, (), b"")
    header, slot_id = add_slot(header, keys, passphrase)
    return header, keys, slot_id


def unlock(header: Header, passphrase: str) -> tuple[Keys, str]:
    """Open the case with a passphrase.

    Returns:
        The keys and the id of the slot that opened.

    Raises:
        WrongPassphrase: no slot opens.
        CaseDamaged: a slot opens but the header is not the one that was written.
    """
    for slot in header.slots:
        key = _slot_key(passphrase, slot.salt, slot.cost)
        try:
            master = AESGCM(key).decrypt(slot.nonce, slot.wrapped, slot.bound(header))
        except InvalidTag:
            continue
        keys = Keys(master, header.case_id)
        prove(header, keys)
        return keys, slot.slot_id
    raise WrongPassphrase(
        _("The passphrase does not open this case."), _("Check the keyboard and try again.")
    )


def prove(header: Header, keys: Keys) -> None:
    """Raise ``CaseDamaged`` unless the header is the one that was written with these keys."""
    if not hmac.compare_digest(_sealed(header, keys).mac, header.mac):
        raise CaseDamaged(
            _("The file case.json was altered: its key slots are not as they were written."),
            _("Take case.json from a backup of this case."),
        )


def add_slot(header: Header, keys: Keys, passphrase: str) -> tuple[Header, str]:
    """The header with one slot more, and the new slot's id.

    Raises:
        UsageError: there are too many slots already.
        WrongPassphrase: the passphrase is empty.
    """
    if len(header.slots) >= MAX_SLOTS:
        raise UsageError(_("The case has as many passphrases as it can hold."))
    slot_id = secrets.token_hex(8)
    slot = _make_slot(header, keys, slot_id, passphrase)
    return _sealed(replace(header, slots=(*header.slots, slot)), keys), slot_id


def change_slot(header: Header, keys: Keys, slot_id: str, passphrase: str) -> Header:
    """The header with another passphrase on the slot ``slot_id``; raises ``UsageError``."""
    _find(header, slot_id)
    made = _make_slot(header, keys, slot_id, passphrase)
    slots = tuple(made if slot.slot_id == slot_id else slot for slot in header.slots)
    return _sealed(replace(header, slots=slots), keys)


def remove_slot(header: Header, keys: Keys, slot_id: str) -> Header:
    """The header without the slot; raises ``UsageError`` for the last one or an unknown one."""
    _find(header, slot_id)
    if len(header.slots) == 1:
        raise UsageError(
            _("This is the last passphrase of the case."),
            _("Add another one first; without any the case could never be opened."),
        )
    slots = tuple(slot for slot in header.slots if slot.slot_id != slot_id)
    return _sealed(replace(header, slots=slots), keys)


def with_minor(header: Header, keys: Keys, minor: int) -> Header:
    """The header after the case was brought to the minor format version ``minor``."""
    return _sealed(replace(header, version=(header.version[0], minor)), keys)


def _find(header: Header, slot_id: str) -> None:
    if all(slot.slot_id != slot_id for slot in header.slots):
        raise UsageError(_("The case has no such passphrase slot."))
