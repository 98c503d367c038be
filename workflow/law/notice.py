"""A holiday notice (放假安排通知): which days are off and which weekend days are worked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from workflow.errors import BadFacts, Reason
from workflow.law.festivals import last_year_known
from workflow.law.rules import R2008_IN_FORCE

T = TypeVar("T")

_FOLDER = Path(__file__).parent / "notices"
#: What a value of the file may be, in words.
_KINDS = {str: "文字", int: "整数", bool: "true或者false", list: "列表"}


@dataclass(frozen=True)
class Notice:
    """One notice, of the State Council or of a region for its own days (放假办法第四条).

    `off` and `work` give each day its festival. `checked` says how the number was established and
    `verified` whether it was; the days of every notice are checked in any case. A `local` one holds
    in its `region` alone, and publishes no year.
    """

    year: int
    number: str
    title: str
    issuer: str
    published_on: date
    off: Mapping[date, str]
    work: Mapping[date, str]
    checked: str = ""
    verified: bool = False
    local: bool = False
    region: str = ""

    @property
    def holds_in(self) -> str:
        """The region it holds in; "" for the whole country."""
        return self.region if self.local else ""

    @property
    def cited(self) -> str:
        """The number as it may be printed: one that is not established says so."""
        return self.number if self.verified else f"{self.number}（文号待核）"


def notice_from_toml(text: str) -> Notice:
    """A notice read from the text of its file.

    Raises BadFacts where the file is no notice, names a day twice, or has a festival without days.
    """
    table = _table(text)
    off, work = _named_days(table, "off"), _named_days(table, "work")
    notice = Notice(
        year=_year(table),
        number=_of(str, table, "number"),
        title=_of(str, table, "title"),
        issuer=_of(str, table, "issuer"),
        published_on=_day(_of(object, table, "published_on"), "published_on"),
        off=off,
        work=work,
        checked=_of(str, table, "checked", ""),
        verified=_of(bool, table, "verified", False),
        local=_of(bool, table, "local", False),
        region=_of(str, table, "region", ""),
    )
    if notice.local and not notice.region:
        raise _unreadable("地方的放假通知应当写明region（适用地区）")
    if set(off) & set(work):
        raise _unreadable("同一天既放假又上班")
    return notice


def shipped_texts() -> tuple[str, ...]:
    """The texts of the notice files that come with the law, by file name."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted(_FOLDER.glob("*.toml")))


@cache
def national_notices() -> tuple[Notice, ...]:
    """Every State Council notice since 2008, in the order they were published."""
    notices = map(notice_from_toml, shipped_texts())
    return tuple(sorted(notices, key=lambda notice: notice.published_on))


def _table(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(str(error)) from error
    except (ValueError, RecursionError) as error:  # a number or a nesting without end
        raise _unreadable("数字过长或者嵌套过深") from error


def _of(kind: type[T], table: Mapping[str, Any], key: str, usual: T | None = None) -> T:
    """A value of a kind; the usual one where the file may leave it out."""
    value = table.get(key, usual)
    if value is None:
        raise _unreadable(f"缺少{key}")
    if not isinstance(value, kind):
        raise _unreadable(f"{key}：“{value}”应当为{_KINDS[kind]}")
    return value


def _year(table: Mapping[str, Any]) -> int:
    year = _of(int, table, "year")
    if not R2008_IN_FORCE.year <= year <= last_year_known():
        raise _unreadable(f"year：{year}不在{R2008_IN_FORCE.year}至{last_year_known()}年之间")
    return year


def _named_days(table: Mapping[str, Any], key: str) -> dict[date, str]:
    days: dict[date, str] = {}
    for festival in _of(list, table, "festival"):
        if not isinstance(festival, Mapping):
            raise _unreadable(f"festival：“{festival}”应当写成[[festival]]表，一个假日一张")
        for value in _of(list, festival, key, []):
            day = _day(value, key)
            if day in days:
                raise _unreadable(f"{key}：{day}重复")
            days[day] = _of(str, festival, "name")
    return days


def _day(value: object, key: str) -> date:
    if type(value) is not date:
        raise _unreadable(f"{key}：{value}不是日期")
    return value


def _unreadable(why: str) -> BadFacts:
    return BadFacts(
        Reason(f"放假通知文件不能读取：{why}", "《全国年节及纪念日放假办法》第七条", "notice")
    )
