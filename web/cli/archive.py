"""Archive packages on the command line (归档包): export a file, check a package or all of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import console, house, now
from web.cli.speech import Commands, complain

if TYPE_CHECKING:
    from web.config import House
    from workflow.packing import Exported
    from workflow.record.people import Actor


@click.group(cls=Commands, help="归档包：导出案卷，核对归档包。")
def archive() -> None:
    """What is done with archive packages without a browser."""


@archive.command(help="导出一件申请的全卷：已封卷的为归档包、回执和补充包，未封卷的为截至目前的全卷。")
@click.argument("no", metavar="NO")
@click.option("--to", metavar="DIR", default=".", show_default="当前文件夹",
              type=click.Path(file_okay=False, path_type=Path), help="写到哪个文件夹")
def export(no: str, to: Path) -> None:
    """Write the complete file of a request into a folder named after it; the export is logged."""
    opened = house()
    at, looking = now(), console(opened.engine, no)
    folder = to / no
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise complain(f"{folder}已经存在，请另选一个文件夹") from None
    done = opened.desk.export(no, looking, at, folder)
    _log(opened, looking, no, done)
    for name, digest in done.bags.items():
        click.echo(f"已写出{folder / name}（包摘要{digest}）")
    for remark in done.remarks:
        click.echo(f"注意：{remark}", err=True)


@archive.command(help="核对一个归档包（清单、台账、存在证明、签名）；不填则核对本机全部归档包。"
                      "有问题的逐条列出，退出码为 1。")
@click.argument("bag", metavar="[BAG]", required=False, type=click.Path(path_type=Path))
@click.option("--key", metavar="FILE", type=click.Path(path_type=Path), help="另行取得的公钥文件")
@click.pass_context
def check(ctx: click.Context, bag: Path | None, key: Path | None) -> None:
    """Run the verifier on one package, or on every sealed one, with what the trail says of it."""
    from workflow.archive import verifier  # loads the database library

    if bag is not None:
        ctx.exit(verifier.main([str(bag), *(["--key", str(key)] if key else [])]))
    from workflow.archive.shelved import faults_on_the_shelf
    from workflow.record.database import reading

    opened = house()
    shelf = opened.desk.packing_room.shelf
    assert shelf is not None  # the house gives its desk one
    with reading(opened.engine) as connection:
        found = list(faults_on_the_shelf(connection, shelf, key))
    for finding in found:
        click.echo(str(finding))
    if found:
        click.echo(f"发现{len(found)}处问题", err=True)
        ctx.exit(1)
    click.echo("归档包均在，与台账相符，核验无误")


def _log(opened: "House", looking: "Actor", no: str, done: "Exported") -> None:
    from workflow.office import note
    from workflow.record.database import writing
    from workflow.record.security import SecurityAct
    from workflow.terms import HandoverTo

    with writing(opened.engine) as connection:
        note(connection, now(), looking.login, SecurityAct.FILE_EXPORTED, looking.agency_id,
             request=no, purpose=HandoverTo.OTHER,
             packages="、".join(f"{name} {digest}" for name, digest in done.bags.items()))
