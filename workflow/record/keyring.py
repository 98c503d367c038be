"""The key ring (密钥): the keys outside the database, each with its number.

`personal.key` is number 1, `personal-2.key` the next: the newest seals, all of them open. What is
sealed begins with its format and the number of its key. A retired key is kept beside them under
another name, for backups made before; no process opens anything with it.
"""

import os
import re
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.errors import TrailBroken
from workflow.record.durable import first_written, sync_folder

NONCE = 12
_FORMAT = b"w1"
#: Length of the header: format and number of the key.
HEAD = len(_FORMAT) + 2
#: What the first version wrapped: a nonce, 32 bytes and their tag, without any header.
_UNNUMBERED = NONCE + 32 + 16
_NAME = re.compile(r"personal(?:-(\d{1,5}))?\.key")


def agency_of(request: str) -> str:
    """The code of the agency a request number begins with."""
    return request.rsplit("-", 2)[0]


class KeyRing:
    """The keys of one installation, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        """Read the keys; the first is made on first use with access for this account only."""
        self.folder = folder
        if not self._numbers():
            first_written(self._place(1), AESGCM.generate_key(256))
        index = folder / "index.key"
        if not index.exists():
            first_written(index, os.urandom(32))
        #: The key of the blind index, by which the same person is found again.
        self.index = index.read_bytes()
        # All at once: a key may be retired while a page still reads what it had wrapped.
        self._ciphers: dict[int, AESGCM] = {}
        for number in self._numbers():
            with suppress(FileNotFoundError):  # retired this very moment: nothing needs it
                self._ciphers[number] = self._read(number)

    @property
    def newest(self) -> int:
        """The number of the key that seals, as the folder says now."""
        return max(self._numbers())

    @property
    def numbers(self) -> list[int]:
        """The numbers of all keys in use, oldest first."""
        return sorted(self._numbers())

    def seal(self, context: str, plain: bytes) -> bytes:
        """Encrypt under the newest key, bound to a context."""
        number, nonce = self.newest, os.urandom(NONCE)
        head = head_of(number)
        return head + nonce + self._cipher(number).encrypt(nonce, plain, head + context.encode())

    def open(self, context: str, sealed: bytes) -> bytes:
        """Decrypt what one of the keys has sealed.

        Raises TrailBroken if it was sealed in another context, changed, or by a key not here.
        """
        try:
            return self._opened(context, sealed)
        except (InvalidTag, OSError, ValueError, TypeError, OverflowError) as error:
            raise TrailBroken(f"{context}无法打开") from error

    def wrap(self, request: str, data_key: bytes) -> bytes:
        """Wrap the data key of a request."""
        return self.seal(_wrapping(request), data_key)

    def unwrap(self, request: str, wrapped: bytes) -> bytes:
        """Unwrap the data key of a request.

        Raises TrailBroken if it was wrapped for another request or by another key.
        """
        try:
            if len(wrapped) == _UNNUMBERED:
                nonce, rest = wrapped[:NONCE], wrapped[NONCE:]
                return self._cipher(1).decrypt(nonce, rest, request.encode())
            return self._opened(_wrapping(request), wrapped)
        except (InvalidTag, OSError, ValueError, TypeError, OverflowError) as error:
            raise TrailBroken(f"{request}的个人信息密钥无法打开") from error

    def add(self) -> int:
        """Make the next key, which seals from now on in every process; returns its number."""
        number = self.newest + 1
        first_written(self._place(number), AESGCM.generate_key(256))
        return number

    def retire(self, number: int) -> None:
        """Put a key aside that nothing is wrapped by any more."""
        place = self._place(number)
        if place.exists():
            place.replace(place.with_suffix(".retired"))
            sync_folder(self.folder)

    def _opened(self, context: str, sealed: bytes) -> bytes:
        head, rest = sealed[:HEAD], sealed[HEAD:]
        if head[: len(_FORMAT)] != _FORMAT:
            raise ValueError("another format")
        return self._cipher(number_of(sealed)).decrypt(
            rest[:NONCE], rest[NONCE:], head + context.encode())

    def _cipher(self, number: int) -> AESGCM:
        if number not in self._ciphers:
            self._ciphers[number] = self._read(number)
        return self._ciphers[number]

    def _read(self, number: int) -> AESGCM:
        return AESGCM(self._place(number).read_bytes())

    def _numbers(self) -> list[int]:
        places = self.folder.iterdir() if self.folder.exists() else ()
        names = (_NAME.fullmatch(place.name) for place in places)
        return [int(found[1] or 1) for found in names if found]

    def _place(self, number: int) -> Path:
        return self.folder / ("personal.key" if number == 1 else f"personal-{number}.key")


def _wrapping(request: str) -> str:
    return f"{agency_of(request)}/request_key/{request}"


def head_of(number: int) -> bytes:
    """How everything begins that the key of a number has sealed."""
    return _FORMAT + number.to_bytes(2)


def number_of(wrapped: bytes) -> int:
    """The number of the key by which something is wrapped."""
    return 1 if len(wrapped) == _UNNUMBERED else int.from_bytes(wrapped[len(_FORMAT) : HEAD])
