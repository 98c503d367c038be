"""Files received and issued (案卷材料): encrypted at rest, never changed, bound to their digest.

Every file is encrypted under a key of its own (AES-256-GCM) before anything is known of the
request it will belong to; its name on disk is random. The file's key then lies in `stored_file`,
wrapped by the data key of the request: filing moves no bytes, and once the data key is destroyed
the file cannot be read. A file that nobody files is noise to which no key exists.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.errors import NotFound
from workflow.record.durable import sync_folder, written
from workflow.record.keyring import NONCE

_FORMAT = b"yf1"
_TAG = 16
#: Bytes a file is longer at rest.
_OVERHEAD = len(_FORMAT) + NONCE + _TAG
_RANDOM = 16
#: Bytes of the room in which files are proved; a larger one is read by itself.
_ROOM = 4 << 20
#: What the name of a file is made of.
_SIGNS = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in: display name, media type and bytes."""

    name: str
    media_type: str
    data: bytes


class Kept(NamedTuple):
    """A file at rest: SHA-256 of its plain bytes in hex, where it lies, the key that opens it."""

    digest: str
    place: str
    key: bytes
    size: int


class FileStore:
    """A folder of encrypted files under random names."""

    def __init__(self, folder: Path) -> None:
        """Use the folder, made on first write."""
        self._folder, self._root = folder, os.fspath(folder)

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._folder

    def keep(self, data: bytes) -> Kept:
        """Encrypt bytes under a new key and store them durably."""
        digest, key = hashlib.sha256(data).hexdigest(), AESGCM.generate_key(256)
        name, nonce = secrets.token_hex(_RANDOM), os.urandom(NONCE)
        place = self._place(name)
        if not place.parent.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder)
        context = _FORMAT + digest.encode()
        written(place, _FORMAT + nonce + AESGCM(key).encrypt(nonce, data, context), 0o640)
        sync_folder(place.parent)
        return Kept(digest, name, key, len(data))

    def read(self, kept: Kept) -> bytes:
        """Return the plain bytes of a file.

        Raises NotFound if they are missing or no longer what the digest says.
        """
        sealed, start = memoryview(self._bytes(kept.place, kept.digest)), len(_FORMAT)
        nonce, rest = sealed[start : start + NONCE], sealed[start + NONCE :]
        try:
            if sealed[:start] != _FORMAT:
                raise ValueError("another format")
            data = AESGCM(kept.key).decrypt(nonce, rest, _FORMAT + kept.digest.encode())
        except (InvalidTag, ValueError, TypeError) as error:
            raise NotFound(f"案卷材料已被改动：{kept.digest[:16]}…") from error
        return _proved(data, kept.digest)

    def read_plain(self, digest: str) -> bytes:
        """The bytes of a file the first version kept: not encrypted, named by its digest.

        Raises NotFound as `read` does.
        """
        return _proved(self._bytes(digest, digest), digest)

    def has(self, kept: Kept) -> bool:
        """Whether a file of this length lies in its place."""
        try:
            return self._place(kept.place).stat().st_size == kept.size + _OVERHEAD
        except (OSError, ValueError):
            return False

    def names(self) -> Iterator[tuple[str, float]]:
        """The name of every file, with the moment (seconds) at which it was written."""
        for place in sorted(self._folder.glob("??/*")):
            yield place.parent.name + place.name, place.stat().st_mtime

    def remove(self, name: str) -> None:
        """Take a file away that nothing refers to."""
        self._place(name).unlink(missing_ok=True)

    def _bytes(self, name: str, digest: str) -> bytes:
        try:
            with FileIO(self.path(name)) as file:  # read at once, without a buffer between
                return file.read()
        except (OSError, ValueError, TypeError) as error:
            raise NotFound(f"案卷材料缺失：{digest[:16]}…") from error

    def _place(self, name: str) -> Path:
        return Path(self.path(name))

    def path(self, name: str) -> str:
        """Where a file lies. Raises ValueError for what is no name of a file here."""
        if not name or not _SIGNS.issuperset(name):
            raise ValueError("no name of a file here")
        return f"{self._root}/{name[:2]}/{name[2:]}"


class Prover:
    """Opens files one after the other only to prove them, in room that is kept between them.

    Fresh memory for every letter would cost more than to read, decrypt and hash it.
    """

    def __init__(self, store: FileStore) -> None:
        """Prove files of a store."""
        self._store = store
        self._sealed, self._plain = bytearray(_ROOM), bytearray(_ROOM)

    def size(self, kept: Kept) -> int:
        """The length of the plain bytes of a file.

        Raises NotFound as `FileStore.read` does.
        """
        if kept.size >= _ROOM - _OVERHEAD:
            return len(self._store.read(kept))
        length, start = self._read(kept), len(_FORMAT)
        sealed = memoryview(self._sealed)[:length]
        plain = memoryview(self._plain)[: max(0, length - _OVERHEAD)]
        nonce, rest = sealed[start : start + NONCE], sealed[start + NONCE :]
        try:
            if sealed[:start] != _FORMAT:
                raise ValueError("another format")
            AESGCM(kept.key).decrypt_into(nonce, rest, _FORMAT + kept.digest.encode(), plain)
        except (InvalidTag, ValueError, TypeError) as error:
            raise NotFound(f"案卷材料已被改动：{kept.digest[:16]}…") from error
        _prove(plain, kept.digest)
        return len(plain)

    def _read(self, kept: Kept) -> int:
        """Read a file into the room; how long it is. One that fills it is not what it should be."""
        room, length = memoryview(self._sealed), 0
        try:
            file = os.open(self._store.path(kept.place), os.O_RDONLY | os.O_CLOEXEC)
            try:  # an object around it would cost a third as much again
                while found := os.readv(file, (room[length:],)):
                    length += found
            finally:
                os.close(file)
        except (OSError, ValueError, TypeError) as error:
            raise NotFound(f"案卷材料缺失：{kept.digest[:16]}…") from error
        return length


def _proved(data: bytes, digest: str) -> bytes:
    _prove(data, digest)
    return data


def _prove(data: bytes | memoryview, digest: str) -> None:
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotFound(f"案卷材料已被改动：{digest[:16]}…")
