"""Keys, files and erasure on the command line (密钥): list, rotate, encrypt, sweep, destroy."""

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from web.cli.house import house, now
from web.cli.speech import Commands, complain

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: Files handed in with a form that was never sent are swept after this time.
_ABANDONED_AFTER = timedelta(days=7)


@click.group(cls=Commands, help="密钥与个人信息：查看、更换密钥，加密旧材料，清理暂存文件。")
def keys() -> None:
    """Commands about the keys outside the database."""


@keys.command("list", help="列出各密钥保护多少项：每件申请一项，每个动态口令一项。")
def list_keys() -> None:
    """Each key with the number of requests whose data key it wraps."""
    from workflow.record.rotation import usage  # loads the database library

    opened = house()
    for one in usage(opened.engine, opened.keys):
        state = "在用" if one.newest else "更换未完" if one.present else "缺失"
        click.echo(f"{one.number}号密钥（{state}）：保护{one.wraps}项")


@keys.command(help="更换密钥：各件的数据密钥和动态口令改由新密钥保护；可以随时中断，再次运行即继续。")
def rotate() -> None:
    """Make a new key and wrap every data key by it, while officers work on."""
    from workflow.record.rotation import rotate as wrap_anew  # loads the database library

    opened = house()
    before, done = opened.keys.numbers[-1], 0
    for done in wrap_anew(opened.engine, opened.keys):
        _progress(f"已改由新密钥保护：{done}项")
    newest = opened.keys.newest
    _log(opened.engine, before, newest, done)
    click.echo(f"已更换密钥：{newest}号密钥在用，本次改由其保护{done}项。")
    click.echo(f"旧密钥已停用，改名为 .retired 存于{opened.keys.folder}；"
               "用它加密的备份过期后即可销毁。")


def _log(engine: "Engine", before: int, newest: int, wrapped: int) -> None:
    from workflow import office
    from workflow.record.database import writing
    from workflow.record.security import SecurityAct

    with writing(engine) as connection:
        office.note(connection, now(), office.CONSOLE.login, SecurityAct.KEYS_ROTATED,
                    old_key=before, new_key=newest, wrapped=wrapped)


@keys.command(help="加密早期版本以明文保存的材料；可以随时中断，再次运行即继续。")
@click.pass_context
def seal(ctx: click.Context) -> None:
    """Encrypt the files an earlier version kept plain; exit 1 if some cannot be read."""
    from workflow.record.housekeeping import encrypt_plain  # loads the database library

    opened = house()
    done = failed = 0
    for error in encrypt_plain(opened.engine, opened.keys, opened.store):
        if error is None:
            done += 1
            _progress(f"已加密：{done}份")
        else:
            failed += 1
            click.echo(str(error), err=True)
    click.echo(f"已加密{done}份材料" + (f"，{failed}份无法读取，保持原样" if failed else ""))
    if failed:
        ctx.exit(1)


@keys.command(help="清理上传后七天内没有随任何步骤入卷的暂存文件。")
def sweep() -> None:
    """Remove the files of forms that were never sent."""
    from workflow.record.housekeeping import sweep as swept  # loads the database library

    opened = house()
    removed = swept(opened.engine, opened.store, (now() - _ABANDONED_AFTER).timestamp())
    click.echo(f"已清理{removed}份暂存文件")


@click.command(help="销毁已归档申请的个人信息：数据密钥不可恢复，办理台账仍可核验。")
@click.argument("no", metavar="编号")
@click.option("--officer", required=True, metavar="账号", help="销毁人，应当有档案岗位")
@click.option("--approver", required=True, metavar="账号",
              help="批准人，公开办负责人，不得与销毁人为同一人")
@click.option("--approval", default="", metavar="文号",
              help="保管期限届满的：鉴定意见的批准文号")
@click.option("--order", "decision", default="", metavar="文号",
              help="期满前依据生效决定销毁的：该决定的文号")
@click.option("--reason", required=True, help="理由")
def erase(
    no: str, officer: str, approver: str, approval: str, decision: str, reason: str
) -> None:
    """Destroy the personal data of an archived request."""
    from workflow.erasing import Order  # loads the database library
    from workflow.erasing import erase as destroy
    from workflow.record.erasures import Ground

    if bool(approval) == bool(decision):
        raise complain("期满的写 --approval 鉴定意见的批准文号，依据生效决定的写 --order 文号，"
                       "两者写一项")
    opened = house()
    ground = Ground.ORDER if decision else Ground.TERM_OVER
    shelf = opened.desk.packing_room.shelf
    assert shelf is not None  # the house gives its desk one
    emptied = destroy(opened.engine, opened.store, shelf, Order(
        no, officer, approver, ground, decision or approval, reason), now())
    click.echo(f"已销毁{no}的个人信息和归档包，记入安全日志；办理台账仍可核验。")
    click.echo("已导出、移交的案卷副本不在本机，请另行处理。")
    click.echo("销毁前的备份过期之前仍含有此件的数据密钥：从备份恢复后，应当再次销毁。")
    if opened.engine.dialect.name == "postgresql":
        click.echo("磁盘上的旧行请用 VACUUM FULL request, request_key, personal_field 清除。")
    if not emptied:
        click.echo("数据库日志正被读取，其中的残留内容在服务停止后即清除。", err=True)


def _progress(text: str) -> None:
    """One line that counts up, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(f"\r{text}", nl=False, err=True)
