"""How the command line speaks (用语): mistakes of any origin as one Chinese sentence."""

import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import click
from click import exceptions

from workflow.errors import Reason, WorkflowError
from workflow.terms import Term

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The exit code for a mistake in what was asked.
FAILED = 2


class Commands(click.Group):
    """A group of commands that names the ones there are when asked for another."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; the first words of the arguments."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = "、".join(self.list_commands(ctx))
            ctx.fail(f"{ctx.command_path}没有“{args[0]}”这个命令，可用的命令有：{known}")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were added: the ones needed first come first."""
        return list(self.commands)


class Day(click.ParamType[date]):
    """A date as officials write it to a machine: 2024-09-27."""

    name = "日期"

    def __init__(self, article: str = "") -> None:
        """Remember the article by which the day is asked for."""
        self.article = article

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Parse a date; anything else is named with its field."""
        if isinstance(value, date):
            return value
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        text = f"{_name_of(param)}：“{value}”不是日期，应当写成 2024-09-27 的样子"
        raise click.BadParameter(str(Reason(text, self.article)))


class Whole(click.ParamType[int]):
    """A whole number."""

    name = "整数"

    def __init__(self, article: str = "") -> None:
        """Remember the article by which the number is asked for."""
        self.article = article

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse a whole number; anything else is named with its field."""
        try:
            return int(value)
        except ValueError:
            text = f"{_name_of(param)}：“{value}”不是整数"
            raise click.BadParameter(str(Reason(text, self.article))) from None


class OneOf(click.ParamType[Term]):
    """A member of a closed list, by its key or by its Chinese label."""

    name = "取值"

    def __init__(self, members: type[Term]) -> None:
        """Remember the list."""
        self.members = members

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Term:
        """Find the member; anything else is answered with all keys and labels."""
        members = {word: member for member in self.members
                   for word in (member.value, member.label)}
        if value in members:
            return members[value]
        known = "、".join(f"{member.value}（{member.label}）" for member in self.members)
        raise click.BadParameter(f"{_name_of(param)}：没有“{value}”，可选：{known}")


DAY, WHOLE = Day(), Whole()


def complain(text: str) -> exceptions.Exit:
    """Say a sentence on standard error; to be raised, so that nothing follows."""
    click.echo(text, err=True)
    return exceptions.Exit(FAILED)


def sentence_of(error: Exception) -> str | None:
    """The sentence for an error, "" for one that needs none; None for a defect of ours."""
    if isinstance(error, WorkflowError):
        return str(error)
    if isinstance(error, exceptions.Abort):
        return "已中止，没有做任何改动。"
    if isinstance(error, exceptions.NoArgsIsHelpError):
        return error.ctx.get_help()
    if isinstance(error, exceptions.UsageError):
        return _usage(error)
    if isinstance(error, BrokenPipeError):
        return ""
    if isinstance(error, OSError):
        return f"无法读写{error.filename or '文件'}：{error.strerror or error}"
    return _of_database(error)


def _usage(error: exceptions.UsageError) -> str:
    if isinstance(error, exceptions.MissingParameter):
        return f"缺少{_name_of(error.param)}，请补充。{_how(error.ctx)}"
    if isinstance(error, exceptions.NoSuchOption):
        near = "、".join(error.possibilities or ())
        return f"没有选项{error.option_name}。" + (f"是否要用{near}？" if near else _how(error.ctx))
    if isinstance(error, exceptions.BadOptionUsage):
        return f"选项{error.option_name}缺少取值或者取值有误。{_how(error.ctx)}"
    if isinstance(error, exceptions.BadParameter) or _is_ours(error.message):
        return error.message
    return f"参数有误。{_how(error.ctx)}"


def _name_of(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.human_readable_name if param else "参数"


def _is_ours(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _how(ctx: click.Context | None) -> str:
    if ctx is None:
        return ""
    words: Sequence[str] = ctx.command.collect_usage_pieces(ctx)
    return f"用法：{' '.join([ctx.command_path, *words])}"


def _of_database(error: Exception) -> str | None:
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is not None and isinstance(error, sqlalchemy.SQLAlchemyError):
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return f"数据库无法使用，请检查 YISHEN_DATA 和 YISHEN_DATABASE_URL：{cause}"
    return None
