"""Accounts on the command line (账号): for whoever is locked out, by whoever has the machine."""

import click

from web.cli.house import config, house, now
from web.cli.speech import complain


@click.command("reset", help="重置口令：显示一次新的初始口令，本人登录后须先更换；"
                              "正在使用的登录全部退出。")
@click.argument("login", metavar="账号")
def reset_password(login: str) -> None:
    """Give an account a new start password."""
    from web.passwords import hashed, start_password
    from workflow import office  # loads the database library
    from workflow.record.database import writing

    password = start_password()
    with writing(house().engine) as connection:
        office.set_password(connection, now(), office.CONSOLE, login, hashed(password), start=True)
    click.echo(f"账号{login}的初始口令：{password}")
    click.echo("只显示这一次；请当面交给本人，登录后须先更换。")


@click.command("unlock", help="解除暂停登录：连续输错后不必等满十分钟。")
@click.argument("login", metavar="账号")
def unlock(login: str) -> None:
    """Forget the failures of an account."""
    from web.entrance_marks import mark_of
    from workflow import office, signing_in  # loads the database library
    from workflow.record.database import writing

    with writing(house().engine) as connection:
        failures = signing_in.open_again(
            connection, now(), office.CONSOLE, login, mark_of(config().secret, login))
    click.echo(f"账号{login}此前连续输错{failures}次，现在可以重新登录。")


@click.command("unbind", help="解除动态口令：手机和备用码都遗失、又没有系统管理员可以登录时使用。")
@click.argument("login", metavar="账号")
@click.option("--reason", required=True, help="理由，如：手机遗失，已当面核实本人身份")
def unbind(login: str, reason: str) -> None:
    """Take the second factor off an account."""
    from workflow import office  # loads the database library
    from workflow.record.database import writing

    if not reason.strip():
        raise complain("请写明理由，如：手机遗失，已当面核实本人身份")
    with writing(house().engine) as connection:
        office.drop_factor(connection, now(), office.CONSOLE, login, reason=reason)
    click.echo(f"账号{login}的动态口令已解除，正在使用的登录全部退出。")
