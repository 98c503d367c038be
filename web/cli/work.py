"""Background work on the command line (后台任务): remind officers, send what waits to be mailed."""

import time

import click

from web.cli.house import config, house, now
from web.cli.speech import complain


@click.command(help="后台任务：提醒临近的期限和办理动态，投递邮件（YISHEN_MAIL）。")
@click.option("--every", type=click.IntRange(5, 3600), metavar="秒",
              help="每隔多少秒一次，直到停止；不填的只做一次")
def work(every: int | None) -> None:
    """Do what is to be done now, once or again and again."""
    from workflow.work.post import Delivered, mailer_of  # loads the database library
    from workflow.work.sweeper import sweep

    try:
        mailer = mailer_of(config().mail)
    except ValueError as error:
        raise complain(str(error)) from None
    opened = house()
    while True:
        told = sweep(opened.engine, now(), mail=mailer is not None)
        post = Delivered.round(opened.engine, mailer, now()) if mailer else Delivered()
        if told or post.sent or post.failed or every is None:
            click.echo(f"提醒{told}条，发出邮件{post.sent}封，未能发出{post.failed}封")
        if every is None:
            return
        time.sleep(every)
