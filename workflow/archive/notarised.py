"""What a package needs of the log (存在证明): proofs of its entries, and the keys to check them.

A package asks for them through a protocol; an installation whose log nobody signs has none, and
its packages say so.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine

from workflow.record import logs, notes
from workflow.record.checkpoints import checkpoint_now, newest
from workflow.record.database import reading
from workflow.record.logs import Log
from workflow.record.notary import Notary
from workflow.record.trail import Entry


@dataclass(frozen=True)
class EntryProof:
    """One entry is in the log: its index, the size of the log then, the path up to the root.

    `path` is hex from the bottom up (RFC 9162, 2.1.3); `note` is the whole signed checkpoint (C2SP
    signed note) of a log of that size.
    """

    index: int
    size: int
    path: tuple[str, ...]
    note: str

    def to_json(self, note: str) -> dict[str, Any]:
        """As a package keeps it; `note` is the name of the file with the checkpoint."""
        return {"index": self.index, "size": self.size, "path": list(self.path), "note": note}


class Notarised(Protocol):
    """Whoever keeps the log and has it signed."""

    def sign(self, at: datetime) -> None:
        """Have the log signed as it stands. Raises TrailBroken if the signer refuses."""

    def proofs(self, entries: Sequence[Entry]) -> Mapping[int, EntryProof]:
        """The proofs of entries of one request by their seq; what has none yet is left out."""

    def public_keys(self) -> Mapping[str, bytes]:
        """The Ed25519 keys (32 bytes) of the log, by their names."""


class SignedLog:
    """The log of this installation, signed by its notary."""

    def __init__(self, engine: Engine, notary: Notary) -> None:
        """Work with the database and the notary's folder."""
        self._engine, self._notary = engine, notary

    def sign(self, at: datetime) -> None:
        """Sequence and sign; a notary under another account signs by itself, in its own time.

        Raises NotaryRefuses for a log that is not what was signed before.
        """
        with suppress(PermissionError):
            checkpoint_now(self._engine, self._notary, at)

    def proofs(self, entries: Sequence[Entry]) -> Mapping[int, EntryProof]:
        """Under the newest checkpoint kept."""
        with reading(self._engine) as connection:
            kept = newest(connection, Log.LEGAL)
            if kept is None:
                return {}
            note, size = kept[0], notes.read(kept[0]).size
            found = {entry.seq: logs.inclusion_of(connection, entry.request, entry.seq, size)
                     for entry in entries}
        return {
            seq: EntryProof(one.index, one.size, tuple(step.hex() for step in one.path), note)
            for seq, one in found.items() if one is not None}

    def public_keys(self) -> Mapping[str, bytes]:
        """The notary's key; none where its folder cannot be read."""
        with suppress(PermissionError, KeyError):
            key = self._notary.published(Log.LEGAL)
            return {key.name: key.public}
        return {}
