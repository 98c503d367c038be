"""The pages of letters under review as pictures (文书页面图), printed once and kept for a while.

A picture is kept by the digest of everything its letter states, so that a new version, a new day or
a new setting is a new letter. What is kept lies in memory only: letters hold personal data.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from flask import current_app

from web.pictures import pictures
from web.site import desk
from workflow.reviewing import Shown

#: How many bytes of pictures are kept; about three hundred letters.
MOST_BYTES = 48 * 1024 * 1024
_EXTENSION = "yishen-proofs"


@dataclass
class Proofs:
    """The pictures kept, those looked at last at the end."""

    most: int = MOST_BYTES
    _kept: OrderedDict[str, tuple[bytes, ...]] = field(default_factory=OrderedDict)
    _printing: dict[str, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _bytes: int = 0

    def known(self, digest: str) -> tuple[bytes, ...] | None:
        """The pages of a letter if they are kept."""
        with self._lock:
            pages = self._kept.get(digest)
            if pages is not None:
                self._kept.move_to_end(digest)
            return pages

    def of(self, shown: Shown) -> tuple[bytes, ...]:
        """The pages of a letter, printed if need be; two who ask at once wait for one printing.

        Raises LetterRefused if the letter cannot be printed.
        """
        with self._lock:
            turn = self._printing.setdefault(shown.digest, Lock())
        try:
            with turn:
                pages = self.known(shown.digest)
                if pages is None:
                    pages = _printed(shown)
                    self._keep(shown.digest, pages)
                return pages
        finally:
            with self._lock:
                self._printing.pop(shown.digest, None)

    def _keep(self, digest: str, pages: tuple[bytes, ...]) -> None:
        with self._lock:
            self._kept[digest] = pages
            self._bytes += sum(map(len, pages))
            while self._bytes > self.most and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._bytes -= sum(map(len, old))


def _printed(shown: Shown) -> tuple[bytes, ...]:
    return pictures(desk().print_room.press().print(shown.letter, draft=True).data)


def proofs() -> Proofs:
    """The proofs of the running application."""
    found: Proofs = current_app.extensions.setdefault(_EXTENSION, Proofs())
    return found
