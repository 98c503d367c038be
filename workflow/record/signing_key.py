"""A private signing key in a file (签名私钥): made on first use, readable by its account alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow.errors import TrailBroken
from workflow.record.durable import sync_folder
from workflow.record.notes import VerifierKey

_PEM, _PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


def signing_key(place: Path) -> Ed25519PrivateKey:
    """The key in a file, made where there is none.

    Raises TrailBroken for a file that holds none.
    """
    if not place.exists():
        _make(place)
    try:
        key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise TrailBroken(f"签名私钥无法读取：{place.name}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise TrailBroken(f"签名私钥不是 Ed25519 密钥：{place.name}")
    return key


def verifier_of(name: str, key: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a key, under a name."""
    raw = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return VerifierKey(name, raw)


def _make(place: Path) -> None:
    """Put a whole new key in its place; of several processes at once the first one wins."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    passing = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes(
            _PEM, _PKCS8, serialization.NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        place.hardlink_to(passing)
    passing.unlink()
    sync_folder(place.parent)
