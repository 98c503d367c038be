"""The statutory days off (法定节假日) of a year whose State Council notice is not out yet.

全国年节及纪念日放假办法 article 2, in the version of that year. Which days are moved for them
(articles 6 and 7) only the notice says, so a count over them is provisional.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from workflow.law.dated import DatedRule, DecidedBy, Since, Unit

#: What a provisional day off rests on.
STATUTE = "《全国年节及纪念日放假办法》第二条"


@dataclass(frozen=True)
class DaysOff:
    """The days off of one festival: how many, and the first counted from the festival's day."""

    festival: str
    calendar_days: int
    first: int = 0

    def __str__(self) -> str:
        """Return the festival with its days."""
        eve = "（自除夕起）" if self.first < 0 else ""
        return f"{self.festival}{self.calendar_days}天{eve}"


_SINCE_2008 = (
    DaysOff("元旦", 1),
    DaysOff("春节", 3, -1),  # 除夕、正月初一、初二
    DaysOff("清明节", 1),
    DaysOff("劳动节", 1),
    DaysOff("端午节", 1),
    DaysOff("中秋节", 1),
    DaysOff("国庆节", 3),
)
_SINCE_2014 = tuple(DaysOff("春节", 3) if off.festival == "春节" else off for off in _SINCE_2008)
_LONGER = {"春节": DaysOff("春节", 4, -1), "劳动节": DaysOff("劳动节", 2)}
_SINCE_2025 = tuple(_LONGER.get(off.festival, off) for off in _SINCE_2014)

STATUTORY_DAYS = DatedRule[tuple[DaysOff, ...]](
    "statutory_days",
    "全体公民放假的法定节假日",
    Unit.NONE,
    DecidedBy.THE_DAY,
    (
        Since(date(2008, 1, 1), _SINCE_2008, f"{STATUTE}（国务院令第513号）"),
        Since(date(2014, 1, 1), _SINCE_2014, f"{STATUTE}（国务院令第644号）"),
        Since(date(2025, 1, 1), _SINCE_2025, f"{STATUTE}（国务院令第795号）"),
    ),
)

#: Year, first day of the first lunar month, 清明, 端午, 中秋 (published almanac, Beijing time).
_ALMANAC = """
2008 02-07 04-04 06-08 09-14
2009 01-26 04-04 05-28 10-03
2010 02-14 04-05 06-16 09-22
2011 02-03 04-05 06-06 09-12
2012 01-23 04-04 06-23 09-30
2013 02-10 04-04 06-12 09-19
2014 01-31 04-05 06-02 09-08
2015 02-19 04-05 06-20 09-27
2016 02-08 04-04 06-09 09-15
2017 01-28 04-04 05-30 10-04
2018 02-16 04-05 06-18 09-24
2019 02-05 04-05 06-07 09-13
2020 01-25 04-04 06-25 10-01
2021 02-12 04-04 06-14 09-21
2022 02-01 04-05 06-03 09-10
2023 01-22 04-05 06-22 09-29
2024 02-10 04-04 06-10 09-17
2025 01-29 04-04 05-31 10-06
2026 02-17 04-05 06-19 09-25
2027 02-06 04-05 06-09 09-15
2028 01-26 04-04 05-28 10-03
2029 02-13 04-04 06-16 09-22
2030 02-03 04-05 06-05 09-12
2031 01-23 04-05 06-24 10-01
2032 02-11 04-04 06-12 09-19
2033 01-31 04-04 06-01 09-08
2034 02-19 04-05 06-20 09-27
2035 02-08 04-05 06-10 09-16
2036 01-28 04-04 05-30 10-04
2037 02-15 04-04 06-18 09-24
2038 02-04 04-05 06-07 09-13
2039 01-24 04-05 05-27 10-02
2040 02-12 04-04 06-14 09-20
2041 02-01 04-04 06-03 09-10
2042 01-22 04-04 06-22 09-28
2043 02-10 04-05 06-11 09-17
2044 01-30 04-04 05-31 10-05
2045 02-17 04-04 06-19 09-25
2046 02-06 04-04 06-08 09-15
2047 01-26 04-05 05-29 10-04
2048 02-14 04-04 06-15 09-22
2049 02-02 04-04 06-04 09-11
2050 01-23 04-04 06-23 09-30
2051 02-11 04-05 06-13 09-19
2052 02-01 04-04 06-01 09-07
2053 02-19 04-04 06-20 09-26
2054 02-08 04-04 06-10 09-16
2055 01-28 04-05 05-30 10-05
2056 02-15 04-04 06-17 09-24
2057 02-04 04-04 06-06 09-13
2058 01-24 04-04 06-25 10-02
2059 02-12 04-05 06-14 09-21
2060 02-02 04-04 06-03 09-09
2061 01-21 04-04 06-22 09-28
2062 02-09 04-04 06-11 09-17
2063 01-29 04-05 06-01 10-06
2064 02-17 04-04 06-19 09-25
2065 02-05 04-04 06-08 09-15
2066 01-26 04-04 05-28 10-03
2067 02-14 04-05 06-16 09-23
2068 02-03 04-04 06-04 09-11
2069 01-23 04-04 06-23 09-29
2070 02-11 04-04 06-13 09-19
2071 01-31 04-05 06-02 09-08
2072 02-19 04-04 06-20 09-26
2073 02-07 04-04 06-10 09-16
2074 01-27 04-04 05-30 10-05
2075 02-15 04-04 06-17 09-24
2076 02-05 04-04 06-06 09-12
2077 01-24 04-04 06-24 10-01
2078 02-12 04-04 06-14 09-20
2079 02-02 04-04 06-04 09-10
2080 01-22 04-04 06-22 09-28
2081 02-09 04-04 06-11 09-17
2082 01-29 04-04 06-01 10-06
2083 02-17 04-04 06-19 09-26
2084 02-06 04-04 06-07 09-14
2085 01-26 04-04 05-27 10-03
2086 02-14 04-04 06-15 09-22
2087 02-03 04-04 06-05 09-11
2088 01-24 04-04 06-23 09-29
2089 02-10 04-04 06-13 09-18
2090 01-30 04-04 06-02 09-08
2091 02-18 04-04 06-21 09-27
2092 02-07 04-04 06-09 09-16
2093 01-27 04-04 05-29 10-05
2094 02-15 04-04 06-17 09-24
2095 02-05 04-04 06-06 09-13
2096 01-25 04-04 06-24 09-30
2097 02-12 04-04 06-14 09-20
2098 02-01 04-04 06-04 09-09
2099 01-21 04-04 06-23 09-29
"""


@cache
def _almanac() -> dict[int, dict[str, date]]:
    rows = (line.split() for line in _ALMANAC.split("\n") if line)
    return {int(year): _festivals(year, days) for year, *days in rows}


def _festivals(year: str, lunar: list[str]) -> dict[str, date]:
    names = ("春节", "清明节", "端午节", "中秋节", "元旦", "劳动节", "国庆节")
    days = (*lunar, "01-01", "05-01", "10-01")
    return {
        name: date.fromisoformat(f"{year}-{day}") for name, day in zip(names, days, strict=True)
    }


def last_year_known() -> int:
    """The last year the almanac covers; no calendar reaches beyond it."""
    return max(_almanac())


def statutory_days(year: int) -> Iterator[tuple[date, str]]:
    """Every day all citizens have off by statute in a year, each with the festival's name."""
    festivals = _almanac()[year]
    for off in STATUTORY_DAYS.on(date(year, 1, 1)):
        first = festivals[off.festival] + timedelta(off.first)
        for more in range(off.calendar_days):
            yield first + timedelta(more), off.festival
