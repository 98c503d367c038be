"""Tickets (存件凭据): what a form carries for a file kept before its request exists.

A ticket holds the place and the key of the file, sealed by the key ring and bound to digest and
media type: nobody else's file can be named by its digest, and no other type claimed for it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from workflow.errors import TrailBroken
from workflow.record.evidence import Kept
from workflow.record.keyring import KeyRing

_PLACE = 16
_KEY = 32


def ticket_for(ring: KeyRing, kept: Kept, media_type: str) -> str:
    """The ticket of a kept file, in letters a form can carry."""
    held = bytes.fromhex(kept.place) + kept.key + kept.size.to_bytes(8)
    return urlsafe_b64encode(ring.seal(_context(kept.digest, media_type), held)).decode().rstrip(
        "=")


def kept_by(ring: KeyRing, digest: str, media_type: str, ticket: str) -> Kept:
    """The file a ticket stands for.

    Raises TrailBroken if the ticket is none of ours, or belongs to another file.
    """
    try:
        sealed = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
    except ValueError as error:
        raise TrailBroken("存件凭据无法识别") from error
    held = ring.open(_context(digest, media_type), sealed)
    place, key = held[:_PLACE].hex(), held[_PLACE : _PLACE + _KEY]
    return Kept(digest, place, key, int.from_bytes(held[_PLACE + _KEY :]))


def _context(digest: str, media_type: str) -> str:
    return f"ticket/{digest}/{media_type}"
