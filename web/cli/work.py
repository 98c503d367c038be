"""Background work on the command line (后台任务): do what is due, once or as a service."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from web.cli.house import config, house, now
from web.cli.speech import complain

if TYPE_CHECKING:
    from web.config import House
    from workflow.work.jobs import Workshop


@click.command(help="后台任务：提醒临近的期限和办理动态，投递邮件（YISHEN_MAIL），办理等待的任务。"
               "加 --every 的一直运行，多台机器可以同时运行，共用一个队列（YISHEN_QUEUE）。")
@click.option("--every", type=click.IntRange(5, 3600), metavar="秒",
              help="一直运行，每隔多少秒巡查一次，收到停止信号后办完手头的再停")
@click.option("--once", is_flag=True, help="只办现在到期的，办完就结束（不填 --every 的也是如此）")
@click.option("--threads", type=click.IntRange(1, 32), default=2, show_default=True,
              help="一直运行时，同时办几项")
def work(every: int | None, once: bool, threads: int) -> None:
    """Do what is due now, or run as a service that shares the work with others."""
    if once and every is not None:
        raise complain("请在 --once（只办一次）和 --every 秒（一直运行）中选用一个")
    opened = house()
    shop = _shop(opened)
    if every is None:
        _once(shop)
    else:
        _serve(opened, shop, every, threads)


def _shop(opened: "House") -> "Workshop":
    from workflow.work.jobs import Workshop  # here and below: loads the database library
    from workflow.work.post import mailer_of

    try:
        return Workshop(opened.desk, mailer_of(config().mail), opened.notary)
    except ValueError as error:
        raise complain(str(error)) from None


def _once(shop: "Workshop") -> None:
    from workflow.work.jobs import work_off
    from workflow.work.sweeper import sweep

    told = sweep(shop.desk.engine, now(), mail=shop.mailer is not None)
    found = work_off(shop, now())
    click.echo(f"提醒{told}条，办完任务{found.done}项，无需再办{found.dropped}项，"
               f"未完成{found.failed}项")


def _serve(opened: "House", shop: "Workshop", every: int, threads: int) -> None:
    from web.journal import write_lines  # here and below: loads what the pages need
    from workflow.work.carrier import Service, queue_of

    place = config()
    try:
        queue = queue_of(place.queue, place.data)
    except ValueError as error:
        raise complain(str(error)) from None
    write_lines()
    Service(shop, queue, now, timedelta(seconds=every), click.echo).run(threads)
