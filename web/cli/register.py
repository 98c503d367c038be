"""The register on the command line (登记台账): exported as a file, as the page does it."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from web.cli.house import house, now, officer_at
from web.cli.speech import DAY, Commands, OneOf, complain
from workflow.terms import ApplicantKind, Channel, Outcome, SheetKind, State

if TYPE_CHECKING:
    from workflow.reports.book.columns import Shown
    from workflow.reports.book.narrowing import Wanted
    from workflow.reports.book.order import Order

_SORTS = {"newest": "登记先后", "received": "收到日期", "due": "答复期限", "replied": "答复日期",
          "number": "编号"}


@click.group("register", cls=Commands, help="登记台账：导出为文件。")
def register() -> None:
    """The register of an agency."""


@register.command(help=(
    "导出一个机关的登记台账（XLSX或者CSV），导出人、件数、条件、列和文件摘要记入安全日志。"
    "列用英文键，以逗号分隔，见 yishen columns；all为全部列，imported为可以再导入的列，"
    "不填为常用列。"))
@click.option("--agency", "code", required=True, metavar="代码", help="哪个机关的台账")
@click.option("--officer", "login", required=True, metavar="账号",
              help="导出人；看不到姓名的岗位，姓名遮蔽")
@click.option("-o", "--output", "file", required=True, metavar="FILE",
              type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件；已有的被替换")
@click.option("--format", "kind", type=OneOf(SheetKind), default=SheetKind.XLSX,
              help="xlsx或者csv")
@click.option("--columns", metavar="列", default="", help="哪些列，如 no,received_on,outcome")
@click.option("--from", "received_from", type=DAY, help="收到日期自")
@click.option("--until", "received_until", type=DAY, help="收到日期至")
@click.option("--replied-from", type=DAY, help="答复日期自")
@click.option("--replied-until", type=DAY, help="答复日期至")
@click.option("--state", type=OneOf(State), help="环节")
@click.option("--outcome", type=OneOf(Outcome), help="办理结果")
@click.option("--kind", "applicant", type=OneOf(ApplicantKind), help="申请人类型")
@click.option("--channel", type=OneOf(Channel), help="收到方式")
@click.option("--unit", default="", metavar="科室", help="承办单位")
@click.option("--handler", default="", metavar="账号", help="承办人")
@click.option("--late", is_flag=True, help="只要逾期的")
@click.option("--extended", is_flag=True, help="只要延期的")
@click.option("--imported/--not-imported", default=None, help="只要、不要历史导入的")
@click.option("--sort", metavar="排序", default="received",
              help="、".join(f"{key} {label}" for key, label in _SORTS.items()))
@click.option("--descending", is_flag=True, help="降序；不填的为升序")
@click.option("--contacts", is_flag=True, help="包含联系方式（完整），须同时写明用途")
@click.option("--reason", default="", metavar="用途", help="导出联系方式的用途")
def export(
    code: str, login: str, file: Path, kind: SheetKind, columns: str, *, sort: str,
    descending: bool, contacts: bool, reason: str, **narrowed: Any,
) -> None:
    """Write the register into a file; it appears whole or not at all."""
    from workflow.register_export import Asked
    from workflow.register_export import export as write

    opened = house()
    by = officer_at(opened.engine, code, login)
    asked = Asked(_columns(columns), kind, _wanted(**narrowed), _order(sort, descending=descending),
                  contacts, reason)
    beside = file.with_name(f"{file.name}.part")
    try:
        with _own(beside) as sink:
            done = write(opened.engine, opened.keys, now(), by, asked, sink)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    click.echo(f"已导出{done.count}件、{len(asked.written)}列到{file}；SHA-256 {done.digest}")


def _own(file: Path) -> BinaryIO:
    """A new file that nobody else on this machine reads: personal data is in it."""
    return os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def _columns(typed: str) -> "tuple[Shown, ...]":
    from workflow.reports.book.columns import ALL, IMPORTED, chosen

    keys = [key.strip() for key in typed.split(",") if key.strip()]
    if keys == ["all"]:
        return tuple(ALL.values())
    if keys == ["imported"]:
        return IMPORTED
    unknown = [key for key in keys if key not in ALL]
    if unknown:
        raise complain(f"没有这些列：{'、'.join(unknown)}；可选：{'、'.join(ALL)}")
    return chosen(keys)


def _order(typed: str, *, descending: bool) -> "Order":
    from workflow.reports.book.order import Order, Sort

    if typed not in _SORTS:
        raise complain(f"--sort：没有“{typed}”，可选：{'、'.join(_SORTS)}")
    return Order(Sort(typed), not descending)


def _wanted(
    *, state: State | None, applicant: ApplicantKind | None, received_from: date | None,
    received_until: date | None, replied_from: date | None, replied_until: date | None, **rest: Any,
) -> "Wanted":
    from workflow.reports.book.narrowing import Wanted

    return Wanted(
        states=(state,) if state else (), kind=applicant, received_from=received_from,
        received_until=received_until, replied_from=replied_from, replied_until=replied_until,
        **rest)
