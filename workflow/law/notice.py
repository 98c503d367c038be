"""A holiday notice (放假安排通知): which days are off and which weekend days are worked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from workflow.errors import BadFacts, Reason

_FOLDER = Path(__file__).parent / "notices"


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
    try:
        table = tomllib.loads(text)
        off, work = _named_days(table, "off"), _named_days(table, "work")
        notice = Notice(
            year=int(table["year"]),
            number=str(table["number"]),
            title=str(table["title"]),
            issuer=str(table["issuer"]),
            published_on=_day(table["published_on"]),
            off=off,
            work=work,
            checked=str(table.get("checked", "")),
            verified=bool(table.get("verified", False)),
            local=bool(table.get("local", False)),
            region=str(table.get("region", "")),
        )
    except KeyError as error:
        raise _unreadable(f"缺少{error.args[0]}") from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise _unreadable(str(error)) from error
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


def _named_days(table: Mapping[str, Any], key: str) -> dict[date, str]:
    days: dict[date, str] = {}
    for festival in table["festival"]:
        for day in festival.get(key, ()):
            if _day(day) in days:
                raise ValueError(f"{day}重复")
            days[day] = str(festival["name"])
    return days


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"{value}不是日期")
    return value


def _unreadable(why: str) -> BadFacts:
    return BadFacts(
        Reason(f"放假通知文件不能读取：{why}", "《全国年节及纪念日放假办法》第七条", "notice")
    )
