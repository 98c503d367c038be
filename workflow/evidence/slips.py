"""Slips (收存凭据): what a form carries of a file that was taken in, until the step is performed.

The browser holds the slip meanwhile, so it is marked with a key: nobody can make one for a file
that never came through the door, nor change its kind, its name or what the virus scan found. The
ticket on it tells where the file lies and opens it; only the desk can read that.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from workflow.terms import VirusScan

_MARK = 32


@dataclass(frozen=True)
class Kept:
    """A file that was taken in: digest of its bytes, kind, display name, virus scan, ticket."""

    digest: str
    media_type: str
    name: str
    scan: VirusScan = VirusScan.NONE
    scanner: str = ""
    ticket: str = ""


class Slips:
    """Writes slips, and reads only those it has written."""

    def __init__(self, secret: bytes) -> None:
        """Mark slips with a key derived from a secret of the installation."""
        self._key = hmac.digest(secret, b"evidence slip", sha256)

    def write(self, kept: Kept) -> str:
        """The slip of a file: digest, kind, scan, scanner, ticket, mark, name."""
        before = ";".join((kept.digest, kept.media_type, kept.scan.value, kept.scanner,
                           kept.ticket))
        return f"{before};{self._mark(before, kept.name)};{kept.name}"

    def read(self, slip: str) -> Kept | None:
        """The file of a slip; None if we did not write it so."""
        before, _, after = slip.rpartition(";")[0].rpartition(";")
        name, parts = slip.rpartition(";")[2], before.split(";")
        if len(parts) != 5 or not hmac.compare_digest(
                self._mark(before, name).encode(), after.encode()):
            return None
        return Kept(parts[0], parts[1], name, VirusScan(parts[2]), *parts[3:])

    def _mark(self, before: str, name: str) -> str:
        return hmac.new(self._key, f"{before};{name}".encode(), sha256).hexdigest()[:_MARK]


def scan_of(slip: str) -> VirusScan:
    """What a slip says of the virus scan, to be shown beside the file; nothing rests on it."""
    told = slip.split(";")[2:3]
    return next((scan for scan in VirusScan if [scan.value] == told), VirusScan.NONE)
