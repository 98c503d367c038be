"""The shelf (档案架): where the packages of a request stand, each put there whole or not at all.

`<archive>/<agency>/<year>/<request>/package-<seq of the seal>`; beside it its receipt and the
supplements. A package is written under a passing name and renamed within the transaction of the
act; what an act that failed left behind is swept by the next one on that request.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from workflow.archive.file_names import safe_name
from workflow.record.durable import sync_folder

_MAKING = ".making-"
#: Something still under its passing name after so many seconds was left by a crash.
_ABANDONED = 3600


class Shelf:
    """The archive folder of an installation."""

    def __init__(self, folder: Path) -> None:
        """Use the folder, made on first write with access for this account only."""
        self._folder = folder

    def room(self, no: str) -> Path:
        """Where everything of a request stands; its number begins with agency and year."""
        parts = no.rsplit("-", 2)
        agency, year = (parts[0], parts[1]) if len(parts) == 3 else ("", "")
        return self._folder / safe_name(agency) / safe_name(year) / safe_name(no)

    def making(self, room: Path) -> Path:
        """A new folder to write in, nobody else's."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = room / f"{_MAKING}{secrets.token_hex(8)}"
        place.mkdir(parents=True, mode=0o700)
        return place

    def put(self, made: Path, name: str) -> Path:
        """Give what was made its name; takes the place of one that no entry tells of."""
        place = made.with_name(name)
        if place.exists():
            shutil.rmtree(place)
        made.rename(place)
        for folder in (place.parent, *list(place.parents)[1:4]):
            sync_folder(folder)
        return place

    def sweep(self, room: Path, keep: Collection[str], made: Path) -> None:
        """Remove packages that no entry tells of, and what crashes left half-written."""
        for each in room.iterdir():
            left = each.name.startswith(_MAKING) and each != made and (
                made.stat().st_mtime - each.stat().st_mtime > _ABANDONED)
            orphan = each.name.startswith("package-") and each.is_dir() and each.name not in keep
            if (left or orphan) and each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            elif left:
                each.unlink(missing_ok=True)

    def leave(self, room: Path, name: str, data: bytes) -> None:
        """Write a paper beside the packages, whole or not at all."""
        passing = room / f"{_MAKING}{secrets.token_hex(8)}"
        with passing.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(room / name)
        sync_folder(room)

    def clear(self, no: str) -> None:
        """Remove everything of a request whose personal data was destroyed."""
        room = self.room(no)
        if room.is_dir():
            shutil.rmtree(room)
            sync_folder(room.parent)


def seal_name(seq: int) -> str:
    """The name of the package sealed by an entry."""
    return f"package-{seq}"


def tag_digest(bag: Path) -> str:
    """The digest the trail names a bag by; "" if there is none."""
    try:
        return hashlib.sha256((bag / "tagmanifest-sha512.txt").read_bytes()).hexdigest()
    except OSError:
        return ""
