"""A backup laid back (恢复): into an empty folder and an empty database, whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from workflow.errors import BackupFailed
from workflow.record import manifest
from workflow.record.backup import is_key
from workflow.record.dumping import NAMES, load, load_file
from workflow.record.durable import sync_folder
from workflow.record.manifest import ABOUT, About

#: What the SQLite file of an installation is called in its data folder.
DATABASE = "yishen.sqlite"


def key_faults(about: About, keys: Path | None) -> Iterator[str]:
    """Why the keys at hand cannot open what a backup holds."""
    if keys is None:
        if about.keys:
            yield "没有给出密钥的备份（--keys）：个人信息无法读出，不能完整核验"
        return
    if not keys.is_dir():
        yield f"没有找到密钥的备份{keys}：个人信息无法读出，不能完整核验"
        return
    yield from (f"密钥备份：{text}" for text in manifest.faults(keys))
    for name, digest in about.keys.items():
        place = keys / name
        if not place.is_file():
            yield f"密钥备份中缺少{name}：用它加密的内容无法读出"
        elif manifest.digest_of(place) != digest:
            yield f"密钥备份中的{name}不是这份备份所用的密钥"


def restore(backup: Path, keys: Path | None, into: Path, database: Engine | None) -> None:
    """Restore a checked backup into an empty folder, and an empty PostgreSQL database if it is one.

    Raises BackupFailed, with nothing left in the folder, if the place is not empty or a step fails.
    """
    into = into.resolve()
    _fits(manifest.about(backup), database)
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise BackupFailed(f"{into}不是空目录，不会覆盖；请指定一个空的或者不存在的目录")
    passing = into.with_name(f"{into.name}.partial-{secrets.token_hex(4)}")
    try:
        passing.mkdir(mode=0o700)
        _lay_back(backup, keys, passing)
        if database is None:
            load_file(backup, passing / DATABASE)
        else:
            load(backup, database)
        for place, _, _ in os.walk(passing):
            sync_folder(Path(place))
        passing.replace(into)
        sync_folder(into.parent)
    except BaseException:
        shutil.rmtree(passing, ignore_errors=True)
        raise


def _fits(held: About, database: Engine | None) -> None:
    if held.database == "postgresql" and database is None:
        raise BackupFailed("这是 PostgreSQL 数据库的备份：请用 --database-url 指定一个空数据库")
    if held.database == "sqlite" and database is not None:
        raise BackupFailed("这是 SQLite 数据库的备份，恢复为文件：不需要 --database-url")


def _lay_back(backup: Path, keys: Path | None, into: Path) -> None:
    """Bring files, packages and keys to where they lay."""
    beside = {*NAMES.values(), ABOUT}
    for name in manifest.sums_of(backup):
        if name not in beside:
            _bring(backup / name, into / name)
    if keys is None:
        return
    for name in manifest.sums_of(keys):
        if not is_key(name):
            raise BackupFailed(f"密钥备份中的{name}不是密钥")
        _bring(keys / name, into / name)


def _bring(source: Path, to: Path) -> None:
    """Copy a file durably: never a link, or a later change here would reach the backup."""
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copy2(source, to)
    with to.open("rb") as file:
        os.fsync(file.fileno())
