"""An earlier register on the command line (历史台账导入): looked over, then taken over whole."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.house import house, now, officer_at

if TYPE_CHECKING:
    from workflow.imports.preview import Preview
    from workflow.imports.reading import Fault
    from workflow.register_rows import Progress, TakenOver

#: The bar moves once in so many rows.
_EVERY = 100


@click.command("import", help=(
    "导入原有的登记台账（CSV、XLSX）：全部无误才一次导入，否则逐格列出错误、一件不导，退出码为1。"
    "列名中文、英文键均可，见 yishen columns；办理结果为空的为在办。可以重复执行，"
    "已导入的不再导入。"))
@click.argument("file", metavar="FILE",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", "code", required=True, metavar="代码", help="导入到哪个机关")
@click.option("--officer", "login", required=True, metavar="账号",
              help="以哪个收件登记岗的名义导入，记入每件的台账")
@click.option("--leave-out", "leave_out", multiple=True, metavar="列名",
              help="不导入的列，可以重复；没有指明的未知列按错误处理")
@click.option("--check", is_flag=True, help="只检查，不导入")
def import_register(
    file: Path, code: str, login: str, leave_out: tuple[str, ...], check: bool
) -> int:
    """Take over an earlier register, or list everything against it."""
    from workflow.imports.preview import FaultyRegister, preview, take_over

    opened, at = house(), now()
    by, data = officer_at(opened.engine, code, login), file.read_bytes()
    opened.desk.intake.admit_table(data, file.name)
    with _bar("检查") as progress:
        seen = preview(opened.desk, by, at, data, leave_out, progress)
    if seen.faults:
        return _tell(seen.faults)
    _tell_preview(seen)
    if check:
        click.echo("检查无误，没有导入（--check）")
        return 0
    command = f"import-{seen.reading.register.digest[:16]}-{at:%Y%m%d%H%M%S}"
    try:
        with _bar("导入") as progress:
            done = take_over(opened.desk, by, at, data, command_id=command, leave_out=leave_out,
                             progress=progress)
    except FaultyRegister as error:  # somebody took rows of it over since it was looked over
        return _tell(error.faults)
    _tell_done(seen, done)
    return 0


@click.command(help="列出台账文件的各列：英文键、中文列名、是否导入、允许的内容。")
def columns() -> None:
    """Every column of a register file, as an import understands it."""
    from workflow.imports.cells import allowed
    from workflow.register_columns import COLUMNS

    for one in COLUMNS:
        rest = "必填" if one.required else "可选" if one.imported else "只导出，不导入"
        names = "、".join((one.heading, *one.also))
        click.echo(f"{one.key}\t{names}\t{rest}\t{allowed(one) if one.imported else ''}".rstrip())


@contextmanager
def _bar(label: str) -> Iterator["Progress"]:
    """A progress bar on standard error."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, of: int) -> None:
            bar.length = of
            if done % _EVERY == 0 or done == of:
                bar.update(done - bar.pos)

        yield advance


def _tell(faults: "tuple[Fault, ...]") -> int:
    for one in faults:
        click.echo(str(one))
    click.echo(f"有{len(faults)}处错误，没有导入任何一件", err=True)
    return 1


def _tell_preview(seen: "Preview") -> None:
    sheet, row = seen.reading.headed.sheet.name, seen.reading.headed.row
    where = f"工作表“{sheet}”，" if sheet else ""
    click.echo(f"{where}表头在第{row}行，以下{seen.rows}行；SHA-256 {seen.reading.register.digest}")
    if seen.reading.passed_over:
        click.echo(f"只供查看、不导入的列：{'、'.join(seen.reading.passed_over)}")
    if seen.reading.left_out:
        click.echo(f"按要求不导入的列：{'、'.join(seen.reading.left_out)}")
    if seen.reading.void:
        click.echo(f"登记作废、不是申请的行：{len(seen.reading.void)}")


def _tell_done(seen: "Preview", done: "TakenOver") -> None:
    new, void = sum(done.new.values()), len(seen.reading.void)
    in_hand = done.new.get(None, 0)
    click.echo(f"已导入{new}件：已答复{new - in_hand}件，在办{in_hand}件"
               + (f"；本系统编号{done.first_no}至{done.last_no}" if new else ""))
    for outcome, count in sorted(done.new.items(), key=lambda one: str(one[0] or "~")):
        click.echo(f"  {outcome.label if outcome else '在办（办理结果为空）'}\t{count}")
    click.echo(f"核对相符：文件{seen.rows}行 = 新导入{new} + 此前已导入{done.here}"
               f" + 登记作废{void}")
    if in_hand:
        click.echo("在办的请公开办负责人逐件指定承办人（案件页面“改派”）")
