"""Personal fields (个人信息): sealed beside the trail, committed to in it, masked when shown.

Each request has a data key of its own, wrapped by a key that lies outside the database. Destroying
the data key makes the fields unreadable for good; the trail stays verifiable, since it holds only
keyed commitments. 个人信息保护法第十九条、第二十八条、第五十一条.
"""

import hmac
import os
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, insert, select, text

from workflow.errors import TrailBroken
from workflow.record.keyring import NONCE, KeyRing, agency_of
from workflow.record.models import PersonalField, RequestKey
from workflow.record.prepared import Answer, Prepared

__all__ = [
    "KeyRing", "Vault", "empty_vault", "fields_of", "masked", "masked_name", "new_vault", "newest",
    "store", "vault_of",
]

_FORMAT = b"g2"
_KEY_ID = 4
_STARS = 3
#: The first version named no key and did not bind the agency.
_FIRST_FORMAT = b"g1"


class Vault:
    """The personal fields and file keys of one request, under its data key."""

    def __init__(self, request: str, data_key: bytes) -> None:
        """Hold the data key while one act or view needs it."""
        self.request = request
        self._agency = agency_of(request)
        self._cipher = AESGCM(data_key)
        self._salt = hmac.digest(data_key, b"commitment", "sha256")
        self._head = _FORMAT + hmac.digest(data_key, b"key id", "sha256")[:_KEY_ID]

    @property
    def salt(self) -> bytes:
        """What the commitments are keyed with; only an archive package may hold it."""
        return self._salt

    def commitment(self, seq: int, name: str, value: str) -> dict[str, str]:
        """What the trail holds instead of the value: a keyed hash nobody can guess from."""
        message = f"{seq}|{name}|{value}".encode()
        return {"commitment": hmac.digest(self._salt, message, "sha256").hex()}

    def seal(self, seq: int, name: str, value: str) -> bytes:
        """Encrypt a value, bound to agency, table, request, entry and field."""
        return self._sealed(self._field(seq, name), value.encode())

    def open(self, seq: int, name: str, sealed: bytes) -> str:
        """Decrypt a value.

        Raises TrailBroken if it was changed or moved from elsewhere.
        """
        try:
            if sealed[: len(_FIRST_FORMAT)] == _FIRST_FORMAT:
                return self._of_the_first_version(seq, name, sealed).decode()
            return self._opened(self._field(seq, name), sealed).decode()
        except (InvalidTag, ValueError, TypeError) as error:
            raise TrailBroken(f"{self.request}第{seq}条的个人信息“{name}”已被改动") from error

    def seal_key(self, digest: str, place: str, key: bytes) -> bytes:
        """Wrap the key of a file, bound to agency, table, request, digest and place."""
        return self._sealed(self._file(digest, place), key)

    def open_key(self, digest: str, place: str, sealed: bytes) -> bytes:
        """Unwrap the key of a file.

        Raises TrailBroken if it was changed or belongs to another file or request.
        """
        try:
            return self._opened(self._file(digest, place), sealed)
        except (InvalidTag, ValueError, TypeError) as error:
            raise TrailBroken(f"{self.request}材料{digest[:12]}的密钥已被改动") from error

    def _sealed(self, context: str, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return self._head + nonce + self._cipher.encrypt(
            nonce, plain, self._head + context.encode())

    def _opened(self, context: str, sealed: bytes) -> bytes:
        start = len(self._head)
        if sealed[:start] != self._head:
            raise ValueError("another format or another key")
        nonce, rest = sealed[start : start + NONCE], sealed[start + NONCE :]
        return self._cipher.decrypt(nonce, rest, self._head + context.encode())

    def _of_the_first_version(self, seq: int, name: str, sealed: bytes) -> bytes:
        start = len(_FIRST_FORMAT)
        nonce, rest = sealed[start : start + NONCE], sealed[start + NONCE :]
        return self._cipher.decrypt(nonce, rest, f"{self.request}/{seq}/{name}".encode())

    def _field(self, seq: int, name: str) -> str:
        return f"{self._agency}/personal_field/{self.request}/{seq}/{name}"

    def _file(self, digest: str, place: str) -> str:
        return f"{self._agency}/stored_file/{self.request}/{digest}/{place}"


# Statements made once: to build one costs more than to run it.
_WRAPPED = select(RequestKey.wrapped).where(RequestKey.request == bindparam("of"))
_FIELDS = Prepared(
    select(PersonalField.seq, PersonalField.field, PersonalField.sealed)
    .where(PersonalField.request == bindparam("of"))
    .order_by(PersonalField.seq)
)
_NO_ROTATION_ENDS = Prepared(text("LOCK TABLE request_key IN ROW EXCLUSIVE MODE"))
_KEEP, _NEW_KEY = Prepared(insert(PersonalField)), Prepared(insert(RequestKey))


def new_vault(connection: Connection, ring: KeyRing, request: str) -> Vault:
    """Make the data key of a new request."""
    data_key = new_data_key()
    enter_keys(connection, ring, {request: data_key})
    return Vault(request, data_key)


def new_data_key() -> bytes:
    """A data key that belongs to no request yet; nothing holds it until it is entered."""
    return AESGCM.generate_key(256)


def enter_keys(connection: Connection, ring: KeyRing, keys: Mapping[str, bytes]) -> None:
    """Keep the data keys of new requests, wrapped by the newest key of the ring."""
    if connection.dialect.name == "postgresql":  # SQLite has locked the file already
        # The key is chosen under this lock, so that a rotation meets every row it wraps.
        _NO_ROTATION_ENDS.say(connection, {})
    _NEW_KEY.say(connection, [
        {"request": request, "wrapped": ring.wrap(request, key)} for request, key in keys.items()])


def vault_of(connection: Connection, ring: KeyRing, request: str) -> Vault:
    """Open the vault of a request.

    Raises TrailBroken if its key is gone.
    """
    return opened_vault(ring, request, connection.scalar(_WRAPPED, {"of": request}))


def opened_vault(ring: KeyRing, request: str, wrapped: bytes | None) -> Vault:
    """Open the vault of a request by its wrapped key.

    Raises TrailBroken if there is none.
    """
    if wrapped is None:
        raise TrailBroken(f"{request}的个人信息密钥已不存在")
    return Vault(request, ring.unwrap(request, wrapped))


def empty_vault(request: str) -> Vault:
    """The vault of a request whose data key was destroyed: nothing that lies there opens."""
    return Vault(request, AESGCM.generate_key(256))


def store(connection: Connection, vault: Vault, seq: int, values: Mapping[str, str]) -> None:
    """Keep the personal fields of one entry, sealed."""
    store_all(connection, sealed_rows(vault, seq, values))


def sealed_rows(vault: Vault, seq: int, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The personal fields of one entry as rows of their table, sealed."""
    return [
        {"request": vault.request, "seq": seq, "field": name, "sealed": vault.seal(seq, name, text)}
        for name, text in values.items()
    ]


def store_all(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep rows of personal fields, of as many requests as there are."""
    if rows:
        _KEEP.say(connection, rows)


def fields_of(connection: Connection, vault: Vault) -> dict[tuple[int, str], str]:
    """All personal fields of a request, by entry and name."""
    return opened(vault, ask(connection, vault.request))


def ask(connection: Connection, request: str) -> Answer:
    """Ask for the personal fields of a request without waiting for them."""
    return _FIELDS.ask(connection, {"of": request})


def opened(vault: Vault, answer: Answer) -> dict[tuple[int, str], str]:
    """The personal fields that were asked for, by entry and name."""
    return {(seq, name): vault.open(seq, name, sealed) for seq, name, sealed in answer.all()}


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


def masked_name(name: str) -> str:
    """Show the first character of a person's name alone."""
    return name[:1] + "*" * min(len(name) - 1, _STARS) if name else ""
