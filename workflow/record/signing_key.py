"""A private signing key in a file (签名私钥): made on first use, readable by its account alone."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow.errors import TrailBroken
from workflow.record.durable import first_written
from workflow.record.notes import VerifierKey

_PEM, _PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


def signing_key(place: Path) -> Ed25519PrivateKey:
    """The key in a file, made where there is none.

    Raises TrailBroken for a file that holds none.
    """
    if not place.exists():
        first_written(place, Ed25519PrivateKey.generate().private_bytes(
            _PEM, _PKCS8, serialization.NoEncryption()))
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
