"""Backups on the command line (备份与恢复): make one, try one out, restore one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli import drill
from web.cli.house import config, now
from web.cli.speech import complain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from web.config import Config
    from workflow.record.manifest import About

_FOLDER = click.Path(path_type=Path)


@click.command(help="备份到一个新目录：数据库、案卷材料、归档包；密钥用 --keys 另存一处。")
@click.argument("to", metavar="DIR", type=_FOLDER)
@click.option("--keys", "keys_to", metavar="DIR", type=_FOLDER,
              help="密钥另存到这个新目录，不得与备份同处；不给的不备份密钥")
def backup(to: Path, keys_to: Path | None) -> None:
    """Make a backup; the schema is left as it is, so that one can be made before an upgrade."""
    from workflow.office import CONSOLE  # loads the database library
    from workflow.record.backup import Source, back_up

    place = config()
    with connected(place.database_url) as engine:
        if not is_installed(place, engine):
            raise complain(f"{place.data}中还没有安装，没有可以备份的内容")
        source = Source(place.data, engine, readable(place.notary))
        done = back_up(source, to, keys_to, now(), CONSOLE.login, version("yishen"))
    click.echo(f"已备份到{to}：{drill.summary(done.about)}")
    click.echo(f"新复制{done.copied}个文件，沿用上一份备份的{done.linked}个")
    click.echo(f"清单摘要：{done.digest}")
    if keys_to is None:
        click.echo("没有备份密钥：密钥丢失后个人信息无法读出，请用 --keys 另存到别处", err=True)
    else:
        click.echo(f"密钥已另存到{keys_to}，请与备份分开保管")


def readable(notary: Path) -> Path | None:
    """The notary's folder, unless it is for the eyes of its own account."""
    if notary.exists() and not os.access(notary, os.R_OK | os.X_OK):
        click.echo(f"签发目录{notary}读不到：请用签发账号另行备份、检查", err=True)
        return None
    return notary


@click.command(help="恢复备份。--check 只演练并核验，发现问题的退出码为 1；--into 恢复到空目录。")
@click.argument("folder", metavar="BACKUP", type=_FOLDER)
@click.option("--check", is_flag=True, help="恢复到临时目录并核验，不留下任何内容")
@click.option("--into", metavar="DIR", type=_FOLDER, help="恢复到这个空目录（新的 YISHEN_DATA）")
@click.option("--keys", metavar="DIR", type=_FOLDER, help="密钥的备份")
@click.option("--notes", "--witness-notes", "notes", metavar="DIR",
              type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="见证方保存检查点的目录：据此核对日志没有截断、改写")
@click.option("--database-url", "url", metavar="URL", default="",
              help="PostgreSQL 备份恢复到的空数据库；演练后清空")
@click.pass_context
def restore(
    ctx: click.Context, folder: Path, check: bool, into: Path | None, keys: Path | None,
    notes: Path | None, url: str,
) -> None:
    """Check a backup, lay it back, and verify what was laid back; exit 1 on any finding."""
    from workflow.record import manifest, restore  # loads the database library

    if check == (into is not None):
        raise complain("请在 --check（演练）和 --into DIR（恢复到空目录）中选用一个")
    found = [f"备份：{text}" for text in manifest.faults(folder)]
    if found:
        if check:
            _record_drill(folder, found)
        _report(ctx, found, "备份已损坏或者不完整，没有恢复")
        return
    about = manifest.about(folder)
    missing = list(restore.key_faults(about, keys))
    if missing and into is not None:
        _report(ctx, missing, "没有恢复：请用 --keys 给出这份备份的密钥")
        return
    kept = _kept(notes, about)
    with _place(into) as data:
        found = [*missing, *_restored(
            folder, about, None if missing else keys, data, url, kept, scratch=check)]
        if into is None:
            _record_drill(folder, found)
    _report(ctx, found, f"{'演练' if check else f'已恢复到{into}，'}发现{len(found)}处问题")
    if not found:
        done = "恢复演练通过" if check else f"已恢复到{into}"
        click.echo(f"{done}：{drill.summary(about)}；备份时间{about.at}，核验无误")


@contextmanager
def _place(into: Path | None) -> Iterator[Path]:
    """Where to restore: the folder asked for, or a scratch folder that goes again."""
    if into is not None:
        yield into
        return
    with tempfile.TemporaryDirectory(prefix="yishen-drill-") as scratch:
        yield Path(scratch) / "data"


def _restored(
    folder: Path, about: "About", keys: Path | None, data: Path, url: str, kept: "drill.Kept", *,
    scratch: bool,
) -> list[str]:
    """Lay the backup back and say what it does not prove; a scratch database is emptied again."""
    from workflow.record import dumping, restore

    if about.database == "sqlite":
        with _database(url) as engine:
            restore.restore(folder, keys, data, engine)
        url = f"sqlite:///{data.resolve() / restore.DATABASE}"
        with connected(url) as engine:
            return list(drill.findings(
                engine, data, about, keys=keys is not None, outside=kept))
    with _database(url) as engine:
        restore.restore(folder, keys, data, engine)
        assert engine is not None  # restore refuses to go without one
        try:
            return list(drill.findings(
                engine, data, about, keys=keys is not None, outside=kept))
        finally:
            if scratch:
                dumping.empty(engine)


def _kept(notes: Path | None, about: "About") -> "drill.Kept":
    """The notes of the witness that the backup can be held against; says which are left out."""
    from workflow.record.witness import outside_notes

    if notes is None:
        return ()
    kept = tuple(outside_notes(notes))
    if not kept:
        raise complain(f"{notes}中没有见证过的检查点")
    fit = drill.of_its_time(kept, about.at)
    if len(fit) < len(kept):
        click.echo(f"{len(kept) - len(fit)}份检查点见证于备份之后，没有比对", err=True)
    return fit


def _record_drill(folder: Path, found: list[str]) -> None:
    """Note the drill in the security log of this machine's installation, if there is one."""
    from workflow.office import CONSOLE
    from workflow.record import beats, manifest, security
    from workflow.record.database import writing

    place = config()
    with connected(place.database_url) as engine:
        if not is_installed(place, engine):
            click.echo("本机没有安装，演练结果没有记入安全日志", err=True)
            return
        sums = folder / manifest.SUMS
        facts = {"where": str(folder.resolve()), "findings": len(found),
                 "digest": manifest.digest_of(sums) if sums.is_file() else ""}
        with writing(engine) as connection:
            security.append(connection, now(), CONSOLE.login,
                            security.SecurityAct.RESTORE_DRILLED, facts)
            beats.beat_if_known(connection, beats.Beat.DRILL, now(),
                                f"发现{len(found)}处问题" if found else "")


def _report(ctx: click.Context, found: list[str], conclusion: str) -> None:
    """List what was found, and let the command end with 1."""
    for line in found:
        click.echo(line)
    if found:
        click.echo(conclusion, err=True)
        ctx.exit(1)


@contextmanager
def connected(url: str) -> Iterator["Engine"]:
    """An engine for as long as it is needed."""
    from workflow.record.database import connect  # loads the database library

    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _database(url: str) -> Iterator["Engine | None"]:
    if not url:
        yield None
        return
    with connected(url) as engine:
        yield engine


def is_installed(place: "Config", engine: "Engine") -> bool:
    """Whether there is an installation; asking must not make one."""
    import migrations

    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    return migrations.current(engine) is not None
