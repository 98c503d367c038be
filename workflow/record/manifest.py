"""The manifest of a backup (备份清单): the digest of every part, and what the backup holds.

`SHA256SUMS` is written last and lists everything else, so that a folder without it is no backup;
`sha256sum -c SHA256SUMS` checks one without our programs. Every byte of it is held by what it
lists: a changed line belies a file, and a file no line names is a finding.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflow.errors import BackupFailed
from workflow.record.durable import sync_folder
from workflow.record.trail import canonical, moment

SUMS, ABOUT = "SHA256SUMS", "manifest.json"
_FORMAT, _VERSION = "yishen-backup", 1
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")


@dataclass(frozen=True)
class About:
    """What a backup holds: its moment and versions, how much, and where the two logs ended."""

    at: str
    version: str
    revision: str
    database: str
    requests: int
    entries: int
    newest: Mapping[str, Any] = field(default_factory=dict)
    security: Mapping[str, Any] = field(default_factory=dict)
    #: Digests of the keys the backup belongs to; the keys themselves lie elsewhere.
    keys: Mapping[str, str] = field(default_factory=dict)


def digest_of(place: Path) -> str:
    """The SHA-256 of a file."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(folder: Path, sums: Mapping[str, str], about: About | None = None) -> str:
    """Write the manifest of a folder, durably; returns the digest of `SHA256SUMS`."""
    listed = dict(sums)
    if about is not None:
        text = canonical({"format": _FORMAT, "v": _VERSION, **about.__dict__})
        _write(folder / ABOUT, text + "\n")
        listed[ABOUT] = digest_of(folder / ABOUT)
    _write(folder / SUMS, "".join(f"{listed[name]}  {name}\n" for name in sorted(listed)))
    sync_folder(folder)
    return digest_of(folder / SUMS)


def _write(place: Path, text: str) -> None:
    with place.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sums_of(folder: Path) -> dict[str, str]:
    """The digests a folder's `SHA256SUMS` lists, by name.

    Raises BackupFailed where there is none or it is not as it was written.
    """
    try:
        text = (folder / SUMS).read_bytes().decode(errors="surrogateescape")
    except OSError:
        raise BackupFailed(f"{folder}中没有{SUMS}，不是一份完整的备份") from None
    lines = _LINE.findall(text)
    if "".join(f"{digest}  {name}\n" for digest, name in lines) != text:
        raise BackupFailed(f"{SUMS}已被改动，无法读取")
    listed = {name: digest for digest, name in lines}
    if len(listed) != len(lines) or any(map(_leaves, listed)):
        raise BackupFailed(f"{SUMS}已被改动：同一文件列了两次，或者指向备份之外")
    return listed


def _leaves(name: str) -> bool:
    path = Path(name)
    return path.is_absolute() or ".." in path.parts


def about(folder: Path) -> About:
    """What a backup says it holds.

    Raises BackupFailed if it says nothing this version understands.
    """
    try:
        values = json.loads((folder / ABOUT).read_bytes())
        if (values.pop("format"), values.pop("v")) != (_FORMAT, _VERSION):
            raise ValueError("另一种格式")
        return _read(values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupFailed(f"{ABOUT}无法读取，不是本系统的备份：{error}") from error


def _read(values: dict[str, Any]) -> About:
    """Nothing of another type goes on: who reads it must not stumble."""
    found = About(**values)
    kinds = {"requests": int, "entries": int, "newest": dict, "security": dict, "keys": dict}
    for name, value in found.__dict__.items():
        if type(value) is not kinds.get(name, str):
            raise TypeError(name)
    if not all(isinstance(text, str) for text in found.keys.values()):
        raise TypeError("keys")
    moment(found.at)
    return found


def faults(folder: Path) -> Iterator[str]:
    """Everything in a folder that is not as its manifest says; nothing if all is well."""
    try:
        listed = sums_of(folder)
    except BackupFailed as error:
        yield str(error)
        return
    lying = set(names_in(folder)) - {SUMS}
    yield from (f"{name}已缺失" for name in sorted(set(listed) - lying))
    yield from (f"{name}不在清单之内" for name in sorted(lying - set(listed)))
    for name in sorted(lying & set(listed)):
        text = _fault(folder / name, listed[name])
        if text:
            yield f"{name}{text}"


def _fault(place: Path, digest: str) -> str:
    if place.is_symlink() or not place.is_file():
        return "不是普通文件"
    try:
        return "" if digest_of(place) == digest else "的内容与清单不符"
    except OSError as error:
        return f"无法读取：{error.strerror}"


def names_in(folder: Path, without: str = "") -> Iterator[str]:
    """Every file below a folder, but for one folder in it, as the manifest names it.

    Raises OSError for what cannot be read: a file passed over would be missing later.
    """
    for place, folders, files in os.walk(folder, onerror=_refuse, followlinks=True):
        if without in folders and Path(place) == folder:
            folders.remove(without)
        for name in files:
            yield str((Path(place) / name).relative_to(folder))


def _refuse(error: OSError) -> None:
    raise error
