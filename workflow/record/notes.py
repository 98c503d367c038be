"""Signed notes (签名检查点): the root of a log as a text that anybody can verify.

The format is C2SP's `signed-note`, `tlog-checkpoint` and `tlog-cosignature`: three lines (origin,
size, root), a blank line, and a line a signature. `openssl pkeyutl` verifies the notary's line
without any program of ours.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workflow.errors import TrailBroken

_ED25519, _COSIGNATURE = b"\x01", b"\x04"
_DASH = "\u2014 "
_HASH = 32


@dataclass(frozen=True)
class Signature:
    """One signature line: who claims it, the number of the key, the bytes."""

    name: str
    key_id: bytes
    data: bytes

    def line(self) -> str:
        """The line as it stands in a note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A checkpoint with its signatures, read back."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """What is signed: three lines."""
        return checkpoint_text(self.origin, self.size, self.root)

    def __str__(self) -> str:
        """The whole note as it is kept and handed on."""
        return f"{self.text}\n{''.join(each.line() for each in self.signatures)}"


@dataclass(frozen=True)
class VerifierKey:
    """The public key of a notary or witness (验签公钥), written as C2SP writes it."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """Read `name+hash+base64`. Raises TrailBroken where the hash is not that of the key."""
        try:
            name, digits, coded = text.strip().split("+", 2)
            data = base64.b64decode(coded, validate=True)
            found = cls(name, data[1:])
            if data[:1] != _ED25519 or len(data) != _HASH + 1 or found.key_id.hex() != digits:
                raise ValueError(text)
        except (ValueError, binascii.Error) as error:
            raise TrailBroken(f"验签公钥无法读取：{text[:60]}") from error
        return found

    @property
    def key_id(self) -> bytes:
        """The four bytes a signature names its key by."""
        return _key_id(self.name, _ED25519, self.public)

    def __str__(self) -> str:
        """The key as text."""
        coded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{coded}"

    def signed(self, note: Note) -> bool:
        """Whether a note bears a good signature of this key."""
        return any(self._holds(each.data, note.text) for each in note.signatures
                   if (each.name, each.key_id) == (self.name, self.key_id))

    def cosigned(self, note: Note) -> bool:
        """Whether a note bears a good cosignature of this key (见证)."""
        id = _key_id(self.name, _COSIGNATURE, self.public)
        return any(
            self._holds(each.data[8:], _cosigned(note.text, int.from_bytes(each.data[:8])))
            for each in note.signatures if (each.name, each.key_id) == (self.name, id))

    def _holds(self, signature: bytes, text: str) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Signs(Protocol):
    """Whatever holds a private Ed25519 key: a file, or a device."""

    def sign(self, data: bytes) -> bytes:
        """The signature over some bytes."""


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The three lines of a checkpoint."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def sign(text: str, key: VerifierKey, private: Signs) -> Signature:
    """Sign the lines of a checkpoint."""
    return Signature(key.name, key.key_id, private.sign(text.encode()))


def cosign(text: str, key: VerifierKey, private: Signs, at: datetime) -> Signature:
    """Sign that a checkpoint was seen at a moment, consistent with all seen before."""
    seconds = int(at.timestamp())
    data = seconds.to_bytes(8) + private.sign(_cosigned(text, seconds).encode())
    return Signature(key.name, _key_id(key.name, _COSIGNATURE, key.public), data)


def read(text: str) -> Note:
    """Read a note back. Raises TrailBroken where it is none."""
    try:
        body, _, lines = text.partition("\n\n")
        origin, size, root = body.split("\n")
        note = Note(origin, _number(size), base64.b64decode(root, validate=True),
                    tuple(_signature(line) for line in lines.splitlines()))
        if not origin or not note.signatures or len(note.root) != _HASH or str(note) != text:
            raise ValueError(text)
    except (ValueError, binascii.Error) as error:
        raise TrailBroken(f"检查点无法读取：{text[:60]!r}") from error
    return note


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise ValueError(text)
    return int(text)


def _signature(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise ValueError(line)
    name, coded = line.removeprefix(_DASH).split(" ")
    data = base64.b64decode(coded, validate=True)
    return Signature(name, data[:4], data[4:])


def _key_id(name: str, algorithm: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + algorithm + public).digest()[:4]


def _cosigned(text: str, seconds: int) -> str:
    return f"cosignature/v1\ntime {seconds}\n{text}"
