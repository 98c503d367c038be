"""A log of one test (日志): entries among strangers, checkpoints signed by a key of its own."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow.archive.notarised import EntryProof
from workflow.record import merkle
from workflow.record.trail import Entry

ORIGIN = "gk.example.gov.cn/ysqgk"


class Notary:
    """Puts whatever it is asked for into its log and proves it."""

    def __init__(self, seed: int = 1) -> None:
        """Begin with a few entries of others."""
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.leaves = [hashlib.sha256(bytes([n])).digest() for n in range(5)]

    def sign(self, at: datetime) -> None:
        """Nothing to prepare: it signs whatever it is asked to prove."""

    def proofs(self, entries: Sequence[Entry]) -> Mapping[int, EntryProof]:
        """Prove entries under one new checkpoint."""
        for entry in entries:
            if bytes.fromhex(entry.hash) not in self.leaves:
                self.leaves.append(bytes.fromhex(entry.hash))
        note, size = self.note(), len(self.leaves)
        return {entry.seq: self._proof(entry, size, note) for entry in entries}

    def _proof(self, entry: Entry, size: int, note: str) -> EntryProof:
        index = self.leaves.index(bytes.fromhex(entry.hash))
        path = tuple(step.hex() for step in merkle.inclusion(
            lambda first, end: merkle.root(self.leaves[first:end]), size, index))
        return EntryProof(index, size, path, note)

    def note(self) -> str:
        """The signed checkpoint of the log as it stands."""
        root = base64.b64encode(merkle.root(self.leaves)).decode()
        return signed(f"{ORIGIN}\n{len(self.leaves)}\n{root}\n", ORIGIN, self.key)

    def public_keys(self) -> Mapping[str, bytes]:
        """The key of the log."""
        return {ORIGIN: self.key.public_key().public_bytes_raw()}


def signed(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """A text with one signature line (C2SP signed note)."""
    raw = key.public_key().public_bytes_raw()
    id = hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
    return f"{text}\n— {name} {base64.b64encode(id + key.sign(text.encode())).decode()}\n"
