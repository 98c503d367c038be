"""Checkpoints on the command line (检查点、见证): the notary signs, the witness keeps."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import house, now
from web.cli.speech import Commands, complain

if TYPE_CHECKING:
    from web.config import House
    from workflow.record.logs import Log

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_KEPT = click.option("--notes", "folder", required=True, type=_FOLDER,
                     help="见证方保存检查点的目录，应当放在另一台机器上")


@click.command(help="签发检查点：把新的台账条目编入日志，签发两份日志的根。")
@click.option("--every", type=click.IntRange(10, 86_400), metavar="秒",
              help="每隔多少秒签发一次，直到停止；不填的只签发一次")
@click.option("--review", is_flag=True, help="先全量复核此前签发过的内容（每日首次签发时总会复核）")
@click.option("--origin", default="", help="首次签发前给日志起的名称，如 gov.example/ysqgk")
def notary(every: int | None, review: bool, origin: str) -> None:
    """Sign once, or again and again; a log that is not what was signed ends it with code 1."""
    from workflow.record.beats import Beat, beat  # loads the database library
    from workflow.record.checkpoints import checkpoint_now
    from workflow.record.database import writing
    from workflow.record.notary import NotaryRefuses

    opened = house()
    if origin:
        opened.notary.name(origin)
    said: dict[str, str] = {}
    while True:
        try:
            checkpoint_now(opened.engine, opened.notary, now(), review=review)
        except NotaryRefuses as refused:
            click.echo(str(refused), err=True)
            click.get_current_context().exit(1)
        with writing(opened.engine) as connection:
            beat(connection, Beat.NOTARY, now())
        _tell(opened, said)
        if every is None:
            return
        time.sleep(every)


def _tell(opened: "House", said: dict[str, str]) -> None:
    """Say what was signed that is new."""
    from workflow.record.logs import Log
    from workflow.record.notes import read

    for log in Log:
        text = opened.notary.newest(log)
        if said.get(log.value) != text:
            note = read(text)
            click.echo(f"{log.label}：{note.size}条，根{note.root.hex()[:16]}…（{note.origin}）")
            said[log.value] = text


@click.command(help="打印最新的检查点，供见证方核对、签名；--sheet 另存为带二维码的存档单（PDF）。")
@click.option("--log", "which", default="legal", type=click.Choice(["legal", "security"]),
              help="哪一份日志：legal 办理台账，security 安全日志")
@click.option("--since", default=0, type=click.IntRange(min=0), metavar="条数",
              help="见证方已有多少条（yishen witness list 会显示）")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="把检查点存档单写到这个文件")
def checkpoint(which: str, since: int, sheet: Path | None) -> None:
    """Print what a witness that knows `since` entries is shown."""
    from workflow.record.database import reading  # loads the database library
    from workflow.record.logs import Log
    from workflow.record.witness import presentation

    opened, log = house(), Log(which)
    note = opened.notary.newest(log)
    if not note:
        raise complain("还没有签发过检查点，请先运行 yishen notary")
    if sheet is not None:
        _print(opened, log, note, sheet)
        return
    with reading(opened.engine) as connection:
        click.echo(presentation(connection, log, note, since), nl=False)


def _print(opened: "House", log: "Log", note: str, to: Path) -> None:
    from letters.papers import CheckpointSheet
    from workflow.record.notes import read
    from workflow.record.standing import beijing_day

    read_back = read(note)
    form = CheckpointSheet(
        agency="依申请公开办理系统", request_no="", printed_on=beijing_day(now()),
        printed_by="签发程序", log=log.label, origin=read_back.origin, size=read_back.size,
        root=read_back.root.hex(), key=str(opened.notary.verifier(log)), note=note)
    printed = opened.desk.print_room.press().print_form(form)
    to.write_bytes(printed.data)
    click.echo(f"已写出{to}（{printed.pages}页）")


@click.group(cls=Commands, help="见证方（法制机构）：在另一台机器上核对、保存检查点，不需数据库。")
def witness() -> None:
    """Commands of the witness; none of them opens the installation."""


@witness.command("trust", help="登记一份日志的验签公钥（签发方目录中的 notary.vkey，须当面核对）。")
@click.argument("key", metavar="公钥或文件")
@_KEPT
def trust(key: str, folder: Path) -> None:
    """Trust the key of a log from now on."""
    from workflow.record.notes import VerifierKey
    from workflow.record.witness import Witness

    text = Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
    found = VerifierKey.read(text)
    Witness(folder).trust(found)
    click.echo(f"已登记{found.name}的公钥，指纹{found.key_id.hex()}；请与签发方当面核对")


@witness.command("see", help="核对 yishen checkpoint 的输出：与此前见证的一致才签名、保存。")
@click.argument("shown", metavar="FILE", type=_FILE)
@_KEPT
@click.option("--name", default="witness", help="见证方的名称，首次使用时确定，如 legal-office")
def see(shown: Path, folder: Path, name: str) -> None:
    """Check a checkpoint, sign it and keep it; exit 1 where it contradicts what was seen."""
    from workflow.record.witness import Witness, WitnessRefuses

    try:
        note = Witness(folder, name).see(shown.read_text(encoding="utf-8"), now())
    except WitnessRefuses as refused:
        click.echo(f"拒绝见证：{refused}", err=True)
        click.get_current_context().exit(1)
    click.echo(f"已见证{note.origin}：{note.size}条，根{note.root.hex()[:16]}…")


@witness.command("list", help="列出见证过的日志和条数。")
@_KEPT
def seen(folder: Path) -> None:
    """List what was seen, and how much of it."""
    from workflow.record.witness import outside_notes

    newest = {key.name: note.size for key, note in outside_notes(folder)}
    for name, size in newest.items():
        click.echo(f"{name}：{size}条")
    if not newest:
        click.echo("还没有见证过检查点")
