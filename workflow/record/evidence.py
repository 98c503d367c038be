"""Files received and issued (案卷材料): kept by the digest of their bytes, never changed."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import NotFound


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in: display name, media type and bytes."""

    name: str
    media_type: str
    data: bytes


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, as `fsync` does for the bytes of a file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FileStore:
    """A folder of files named by SHA-256."""

    def __init__(self, folder: Path) -> None:
        """Use the folder, made on first write."""
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Store bytes durably and return their digest (64 hex digits); the same bytes only once."""
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        if not place.exists():
            if not place.parent.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(self._folder)
            passing = place.with_name(f"{digest}.{secrets.token_hex(4)}")
            try:
                with passing.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                passing.replace(place)
            except BaseException:  # a full disk keeps nothing that is not whole
                passing.unlink(missing_ok=True)
                raise
            sync_folder(place.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest.

        Raises NotFound if they are missing or no longer what the digest says.
        """
        try:
            data = self._place(digest).read_bytes()
        except OSError as error:
            raise NotFound(f"案卷材料缺失：{digest[:16]}…") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise NotFound(f"案卷材料已被改动：{digest[:16]}…")
        return data

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]
