"""Auditing on the command line (核验): replay the trails, and write the lists anew from them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import config, house
from web.cli.speech import complain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workflow.archive.logbook import Evidence


@click.command(help="核验办理台账：逐件重放；有问题的逐条列出，退出码为 1。")
@click.option("--request", "no", metavar="编号", help="只核验这一件")
@click.option("--witness-notes", "outside", metavar="DIR",
              type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="见证方保存检查点的目录：据此发现整件删除、截断和全部改写")
@click.option("--processes", type=click.IntRange(1, 64), metavar="N",
              help="用几个进程核验（默认：台账大时用全部处理器，否则一个）")
@click.pass_context
def verify(
    ctx: click.Context, no: str | None, outside: Path | None, processes: int | None
) -> None:
    """Replay every trail and list what does not prove what it should; exit 1 if anything."""
    from workflow.archive.crew import crew_of, hands  # loads the database library
    from workflow.archive.replay import verify as replay

    opened = house()
    requests, entries = _counts(opened.engine, no)
    found = 0
    evidence = _evidence(outside)
    members = 1 if no is not None else processes or hands(entries)
    with crew_of(opened.engine, opened.keys, opened.store, members) as crew:
        for finding in replay(opened.engine, opened.keys, opened.store, no, evidence, crew):
            click.echo(str(finding))
            found += 1
    for line in _security_log(opened.engine) if no is None else ():
        click.echo(line)
        found += 1
    if no is not None and not requests and not found:
        raise complain(f"没有找到申请{no}")
    if found:
        click.echo(f"核验{requests}件、{entries}条台账，发现{found}处问题", err=True)
        ctx.exit(1)
    click.echo(f"核验无误：{requests}件申请、{entries}条台账" + (
        "" if no else "，安全日志完整"))


@click.command(help="按办理台账重写各列表；报告改正了多少件。")
def rebuild() -> None:
    """Write the projections anew from the trails."""
    from workflow.archive.replay import rebuild as write_anew  # loads the database library

    opened = house()
    mended = write_anew(opened.engine, opened.keys)
    click.echo(f"已按台账核对全部申请，改正{mended}件")


def _evidence(outside: Path | None) -> "Evidence":
    """The notary's public keys where they lie, and what the witness keeps."""
    from workflow.archive.logbook import Evidence
    from workflow.record.notary import known_keys
    from workflow.record.witness import outside_notes

    kept = tuple(outside_notes(outside)) if outside else ()
    if outside is not None and not kept:
        raise complain(f"{outside}中没有见证过的检查点")
    return Evidence(known_keys(config().notary), kept)


def _counts(engine: "Engine", no: str | None) -> tuple[int, int]:
    """How many requests have a trail, and how many entries there are."""
    from sqlalchemy import func, select

    from workflow.record.database import reading
    from workflow.record.models import TrailEntry

    query = select(func.count(TrailEntry.request.distinct()), func.count())
    if no is not None:
        query = query.where(TrailEntry.request == no)
    with reading(engine) as connection:
        requests, entries = connection.execute(query).one()
    return requests, entries


def _security_log(engine: "Engine") -> Iterator[str]:
    from workflow.record.database import reading
    from workflow.record.security import verify_security_log

    with reading(engine) as connection:
        for broken in verify_security_log(connection):
            yield f"E8-安全日志 第{broken.seq}条：{broken.text}"
