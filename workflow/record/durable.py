"""Durable files (落盘): written whole, their names kept through a loss of power."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, as `fsync` does for the bytes of a file."""
    sync(folder)


def sync(place: Path) -> None:
    """Bring to the disk what was written to a file or folder, by whomever."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make all files of a folder and their names durable, once everything is written.

    The disk is asked after the last file: what was written before travels with the first answer.
    """
    for top, _, names in os.walk(folder):
        for name in names:
            sync(Path(top, name))
    for top, _, _ in os.walk(folder):
        sync_folder(Path(top))


def written(place: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a new file durably; a file that is there already is never written over."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # a full disk keeps nothing that is not whole
        place.unlink(missing_ok=True)
        raise


def first_written(place: Path, data: bytes) -> None:
    """Put a whole new file in its place; of several processes at once the first one wins."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    passing = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    written(passing, data)
    with suppress(FileExistsError):
        place.hardlink_to(passing)
    passing.unlink()
    sync_folder(place.parent)
