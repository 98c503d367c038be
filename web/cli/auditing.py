"""The case auditor on the command line (复核): every letter issued, by the second program."""

from datetime import date
from typing import TYPE_CHECKING

import click

from web.cli.house import house, today
from web.cli.speech import DAY, WHOLE, complain

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.command(help="复核已制发的文书：用另一套程序核对签发、内容、期限、送达、救济等；"
                    "有问题的逐条列出，退出码为 1。")
@click.option("--request", "no", metavar="编号", help="只复核这一件")
@click.option("--since", type=DAY, help="只复核这一天起制发的文书")
@click.option("--sample", type=WHOLE, help="只抽取这么多件，不予公开、无法提供、予以公开的轮流抽取")
@click.option("--seed", type=DAY, help="抽样的种子日期，同一日期抽得相同；不填的为今天")
@click.pass_context
def audit(
    ctx: click.Context, no: str | None, since: date | None, sample: int | None, seed: date | None
) -> None:
    """Look again at every letter issued, with the second program; exit 1 if anything is wrong."""
    from workflow.archive.auditor.audit import audit as look  # loads the database library

    opened = house()
    numbers = [no] if no is not None else None
    if sample is not None:
        numbers = _sampled(opened.engine, since, seed or today(), sample, no)
    requests = letters = found = 0
    for one in look(opened.engine, opened.keys, opened.store, today(), numbers, since):
        requests, letters = requests + 1, letters + one.letters
        for finding in one.findings:
            click.echo(str(finding))
            found += 1
    if no is not None and not requests:
        raise complain(f"没有找到申请{no}")
    if found:
        click.echo(f"复核{requests}件申请、{letters}份文书，发现{found}处问题", err=True)
        ctx.exit(1)
    click.echo(f"复核无误：{requests}件申请、{letters}份文书")


def _sampled(
    engine: "Engine", since: date | None, seed: date, count: int, no: str | None
) -> list[str]:
    from workflow.record.database import reading
    from workflow.reports.sample import in_turn, replied

    if no is not None or count < 1:
        raise complain("--sample 应当为正整数，且不能与 --request 同用")
    with reading(engine) as connection:
        numbers = in_turn(replied(connection, since), seed, count)
    click.echo(f"以{seed}为种子，抽取{len(numbers)}件：{'、'.join(numbers)}", err=True)
    return numbers
