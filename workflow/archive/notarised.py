"""What a package needs of the log (存在证明): proofs of its entries, and the signers' keys.

A package asks for them through this protocol; an installation without a signing process has none,
and its packages say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection

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
    """Whoever keeps the log."""

    def proofs(self, connection: Connection, entries: Sequence[Entry]) -> Mapping[int, EntryProof]:
        """The proofs of entries of one request by their seq; what has none yet is left out."""

    def public_keys(self) -> Mapping[str, bytes]:
        """The Ed25519 keys (32 bytes) of the log and its witnesses, by their names."""
