"""Personal fields (个人信息): sealed beside the trail, committed to in it, masked when shown.

Each request has a data key of its own, wrapped by a key that lies outside the database. Destroying
the data key makes the fields unreadable for good; the trail stays verifiable, since it holds only
keyed commitments. 个人信息保护法第十九条、第二十八条、第五十一条.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, insert, select

from workflow.errors import TrailBroken
from workflow.record.evidence import sync_folder
from workflow.record.models import PersonalField, RequestKey

_NONCE = 12
_FORMAT = b"g1"


class KeyRing:
    """The key that wraps the data keys (密钥), a file outside the database."""

    def __init__(self, folder: Path) -> None:
        """Read the key, made on first use with access for this account only."""
        place = folder / "personal.key"
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make_key(place)
        self._key = AESGCM(place.read_bytes())

    def wrap(self, request: str, data_key: bytes) -> bytes:
        """Wrap the data key of a request."""
        nonce = os.urandom(_NONCE)
        return nonce + self._key.encrypt(nonce, data_key, request.encode())

    def unwrap(self, request: str, wrapped: bytes) -> bytes:
        """Unwrap the data key of a request.

        Raises TrailBroken if it was wrapped for another request or by another key.
        """
        try:
            return self._key.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], request.encode())
        except (InvalidTag, ValueError, TypeError) as error:
            raise TrailBroken(f"{request}的个人信息密钥无法打开") from error


def _make_key(place: Path) -> None:
    """Put a whole new key in its place; of several processes at once the first one wins."""
    passing = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(AESGCM.generate_key(256))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        place.hardlink_to(passing)
    passing.unlink()
    sync_folder(place.parent)


class Vault:
    """The personal fields of one request."""

    def __init__(self, request: str, data_key: bytes) -> None:
        """Hold the data key while one act or view needs it."""
        self.request = request
        self._cipher = AESGCM(data_key)
        self._salt = hmac.digest(data_key, b"commitment", "sha256")

    @property
    def salt(self) -> bytes:
        """What the commitments are keyed with; only an archive package may hold it."""
        return self._salt

    def commitment(self, seq: int, name: str, value: str) -> dict[str, str]:
        """What the trail holds instead of the value: a keyed hash nobody can guess from."""
        message = f"{seq}|{name}|{value}".encode()
        return {"commitment": hmac.new(self._salt, message, hashlib.sha256).hexdigest()}

    def seal(self, seq: int, name: str, value: str) -> bytes:
        """Encrypt a value, bound to request, entry and field."""
        nonce = os.urandom(_NONCE)
        return _FORMAT + nonce + self._cipher.encrypt(
            nonce, value.encode(), self._context(seq, name))

    def open(self, seq: int, name: str, sealed: bytes) -> str:
        """Decrypt a value.

        Raises TrailBroken if it was changed or moved from elsewhere.
        """
        start = len(_FORMAT)
        try:
            if sealed[:start] != _FORMAT:
                raise ValueError("another format")
            nonce, rest = sealed[start : start + _NONCE], sealed[start + _NONCE :]
            return self._cipher.decrypt(nonce, rest, self._context(seq, name)).decode()
        except (InvalidTag, ValueError, TypeError) as error:
            raise TrailBroken(f"{self.request}第{seq}条的个人信息“{name}”已被改动") from error

    def _context(self, seq: int, name: str) -> bytes:
        return f"{self.request}/{seq}/{name}".encode()


# Statements made once: to build one costs more than to run it.
_WRAPPED = select(RequestKey.wrapped).where(RequestKey.request == bindparam("of"))
_FIELDS = (
    select(PersonalField.seq, PersonalField.field, PersonalField.sealed)
    .where(PersonalField.request == bindparam("of"))
    .order_by(PersonalField.seq)
)
_KEEP, _NEW_KEY = insert(PersonalField), insert(RequestKey)


def new_vault(connection: Connection, ring: KeyRing, request: str) -> Vault:
    """Make the data key of a new request."""
    data_key = AESGCM.generate_key(256)
    connection.execute(_NEW_KEY, {"request": request, "wrapped": ring.wrap(request, data_key)})
    return Vault(request, data_key)


def vault_of(connection: Connection, ring: KeyRing, request: str) -> Vault:
    """Open the vault of a request.

    Raises TrailBroken if its key is gone.
    """
    wrapped = connection.scalar(_WRAPPED, {"of": request})
    if wrapped is None:
        raise TrailBroken(f"{request}的个人信息密钥已不存在")
    return Vault(request, ring.unwrap(request, wrapped))


def store(connection: Connection, vault: Vault, seq: int, values: Mapping[str, str]) -> None:
    """Keep the personal fields of one entry, sealed."""
    rows = [
        {"request": vault.request, "seq": seq, "field": name, "sealed": vault.seal(seq, name, text)}
        for name, text in values.items()
    ]
    if rows:
        connection.execute(_KEEP, rows)


def fields_of(connection: Connection, vault: Vault) -> dict[tuple[int, str], str]:
    """All personal fields of a request, by entry and name."""
    rows = connection.execute(_FIELDS, {"of": vault.request})
    return {(seq, name): vault.open(seq, name, sealed) for seq, name, sealed in rows}


def newest(fields: Mapping[tuple[int, str], str], name: str) -> str:
    """The newest value of a field, "" if it was never given."""
    found = [value for (_, field), value in sorted(fields.items()) if field == name]
    return found[-1] if found else ""


def masked(value: str) -> str:
    """Show only the ends of a number or address, as lists and logs may."""
    if len(value) <= 4:
        return value[:1] + "*" * max(0, len(value) - 1)
    keep = 3 if len(value) < 12 else 4
    return value[:keep] + "*" * (len(value) - 2 * keep + 1) + value[-keep + 1 :]
