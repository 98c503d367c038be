"""A backup (备份): database, files and packages in one folder, the keys in another.

Written under a passing name and given its own only when all of it lies on the disk, so that what
looks complete is complete. The database is copied before the files, which an act stores before it
commits: whatever the copy names is there. Notes of the notary come first: none is newer than the
database beside it.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from workflow.errors import BackupFailed
from workflow.record import manifest, security
from workflow.record.beats import Beat, beat_if_known
from workflow.record.database import writing
from workflow.record.dumping import NAMES, Holds, dump
from workflow.record.durable import sync_folder
from workflow.record.manifest import About
from workflow.record.security import SecurityAct
from workflow.record.trail import moment_text

#: The folder of the keys, and what is a key wherever else it lies: never beside what it opens.
KEYS = "keys"
_KEY_FILES = {".key", ".pem"}
#: The notary's own folder, copied before the database.
NOTARY = "notary"
#: A key that is still being made: it gets its name when it is whole.
_PASSING = re.compile(r".*\.[0-9a-f]{8}")
_BLOCK = 1 << 20
_SQLITE_FILES = ("", "-wal", "-shm", "-journal")
#: What carries jobs to the workers: whatever is lost of it is brought there again.
_QUEUE = "queue.sqlite"


@dataclass(frozen=True)
class Source:
    """What is backed up: the data folder, its database, and the notary's folder if it is ours."""

    data: Path
    engine: Engine
    notary: Path | None = None

    def places(self) -> dict[str, Path]:
        """Every file there is, by the name it gets."""
        return places(self.data, self.notary)


def places(data: Path, notary: Path | None) -> dict[str, Path]:
    """Every file of a data folder and of the notary's, which may lie elsewhere."""
    found = {name: data / name for name in manifest.names_in(data, without=NOTARY)}
    if notary is not None and notary.is_dir():
        found |= {f"{NOTARY}/{name}": notary / name for name in manifest.names_in(notary)
                  if os.access(notary / name, os.R_OK)}  # the key may be for another account
    return found


@dataclass(frozen=True)
class Done:
    """What a backup came to."""

    about: About
    digest: str
    copied: int
    linked: int


@dataclass
class _Copying:
    """A folder being filled: digests so far, and an earlier backup whose files may be shared."""

    to: Path
    earlier: Path | None = None
    sums: dict[str, str] = field(default_factory=dict)
    copied: int = 0
    linked: int = 0

    def __post_init__(self) -> None:
        self._known = manifest.sums_of(self.earlier) if self.earlier else {}

    def take(self, source: Path, name: str) -> None:
        """Bring one file; a file that is gone meanwhile is left out."""
        place = self.to / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            digest = self._shared(source, name, place)
            self.linked += digest is not None
            if digest is None:
                digest = _copy(source, place)
                self.copied += 1
        except FileNotFoundError:  # it was on its way to another name; that one is found as well
            place.unlink(missing_ok=True)
            return
        self.sums[name] = digest

    def _shared(self, source: Path, name: str, place: Path) -> str | None:
        """Link the file of the earlier backup, if it is the same and whole; not across devices."""
        digest = self._known.get(name)
        if self.earlier is None or digest is None:
            return None
        other, here = self.earlier / name, source.stat()
        try:
            there = other.stat()
            same = (there.st_size, there.st_mtime_ns) == (here.st_size, here.st_mtime_ns)
            if not same or manifest.digest_of(other) != digest:
                return None
            place.hardlink_to(other)
        except OSError:
            return None
        return digest


def back_up(
    source: Source, to: Path, keys_to: Path | None, at: datetime, officer: str, version: str
) -> Done:
    """Make a backup and note it in the security log; nothing is left of one that fails.

    Raises BackupFailed if it cannot lie there or cannot be made.
    """
    to = to.resolve()
    keys_to = keys_to.resolve() if keys_to else None
    for target in filter(None, (to, keys_to)):
        _may_lie(target, source.data)
    if keys_to and (keys_to == to or to in keys_to.parents or keys_to in to.parents):
        raise BackupFailed("密钥不得与备份放在一处：请用 --keys 另选一个目录，最好是另一介质")
    passing = {one: one.with_name(f"{one.name}.partial-{secrets.token_hex(4)}")
               for one in (to, keys_to) if one}
    made: set[Path] = set()
    try:
        for one in passing.values():
            one.mkdir(mode=0o700)
            made.add(one)
        held = _fill(source, passing[to], _newest_beside(to), at, version)
        if keys_to:
            _keep_keys(source, passing[keys_to], held.about.keys)
        with writing(source.engine) as connection:
            security.append(connection, at, officer, SecurityAct.BACKED_UP,
                            _facts(to, keys_to, held))
            beat_if_known(connection, Beat.BACKUP, at, "" if keys_to else "没有备份密钥")
            for one in filter(None, (keys_to, to)):
                _name(passing[one], one)
                made.add(one)
    except BaseException:
        for one in made:
            shutil.rmtree(one, ignore_errors=True)
        raise
    return held


def _may_lie(target: Path, data: Path) -> None:
    if target.exists():
        raise BackupFailed(f"{target}已经存在，不会覆盖；每次备份请用一个新的目录名")
    if not target.parent.is_dir():
        raise BackupFailed(f"{target.parent}不存在；请确认备份介质已经接上")
    if data.resolve() in (target, *target.parents):
        raise BackupFailed(f"备份不得放在数据目录{data}之内：数据目录损坏时备份会一同丢失")


def _fill(
    source: Source, to: Path, earlier: Path | None, at: datetime, version: str
) -> Done:
    copying = _Copying(to, earlier)
    kind = source.engine.dialect.name
    keys = key_digests(source)
    for name, place in _parts(source, noted=True):
        copying.take(place, name)
    held = dump(source.engine, to)
    copying.sums[NAMES[kind]] = manifest.digest_of(to / NAMES[kind])
    for name, place in _parts(source, noted=False):
        copying.take(place, name)
    if key_digests(source) != keys:
        raise BackupFailed("备份期间密钥有变动（正在轮换密钥？），请在轮换完成后重新备份")
    about = _about(held, at, version, kind, keys)
    _sync_folders(to)
    digest = manifest.sealed(to, copying.sums, about)
    return Done(about, digest, copying.copied, copying.linked)


def _about(
    held: Holds, at: datetime, version: str, kind: str, keys: Mapping[str, str]
) -> About:
    return About(at=moment_text(at), version=version, database=kind, keys=keys, **held.__dict__)


def _parts(source: Source, *, noted: bool) -> Iterator[tuple[str, Path]]:
    """Every file but keys and the database: those of the notary, or all others."""
    database = Path(source.engine.url.database or "").name
    own = {database + end for end in _SQLITE_FILES}
    queue = {_QUEUE + end for end in _SQLITE_FILES}
    for name, place in sorted(source.places().items()):
        if "\n" in name or "\\" in name:
            raise BackupFailed(f"文件名无法列入清单：{name!r}")
        in_database = source.engine.dialect.name == "sqlite" and place.name in own
        wanted = (Path(name).parts[0] == NOTARY) is noted and not is_key(name)
        if wanted and not in_database and name not in queue and place.is_file():
            yield name, place


def is_key(name: str) -> bool:
    """Whether a file of the data folder is a key, which no backup holds beside the rest."""
    path = Path(name)
    return path.parts[0] == KEYS or not _KEY_FILES.isdisjoint(path.suffixes)


def key_digests(source: Source) -> dict[str, str]:
    """The digests of all keys there are: they tell which keys belong to a backup."""
    return {name: manifest.digest_of(place) for name, place in sorted(source.places().items())
            if is_key(name) and not _PASSING.fullmatch(name)}


def _keep_keys(source: Source, to: Path, keys: Mapping[str, str]) -> None:
    copying, places = _Copying(to), source.places()
    for name in keys:
        copying.take(places[name], name)
    if copying.sums != dict(keys):
        raise BackupFailed("备份期间密钥有变动，请重新备份")
    _sync_folders(to)
    manifest.sealed(to, copying.sums)


def _facts(to: Path, keys_to: Path | None, held: Done) -> dict[str, Any]:
    return {
        "where": str(to), "keys": str(keys_to or ""), "requests": held.about.requests,
        "entries": held.about.entries, "files": held.copied + held.linked, "digest": held.digest}


def _name(passing: Path, target: Path) -> None:
    """Give a finished folder its own name."""
    if target.exists():  # an empty folder would be replaced without a word
        raise BackupFailed(f"{target}在备份期间被别的程序占用，请换一个目录名重新备份")
    passing.rename(target)
    sync_folder(target.parent)


def _newest_beside(to: Path) -> Path | None:
    """The newest backup in the same folder, whose unchanged files need not be copied again."""
    found: list[tuple[str, Path]] = []
    for place in to.parent.glob(f"*/{manifest.ABOUT}"):
        try:
            manifest.sums_of(place.parent)
            found.append((manifest.about(place.parent).at, place.parent))
        except BackupFailed:
            continue
    return max(found)[1] if found else None


def _copy(source: Path, to: Path) -> str:
    """Copy a file durably, with its times and access, and return its digest."""
    digest = hashlib.sha256()
    with source.open("rb") as origin, to.open("xb") as file:
        while block := origin.read(_BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    shutil.copystat(source, to)
    return digest.hexdigest()


def _sync_folders(top: Path) -> None:
    for place, _, _ in os.walk(top):
        sync_folder(Path(place))
