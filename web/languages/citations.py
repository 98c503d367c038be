"""Dates and articles in English (日期与条文): what no catalogue can list one by one."""

import re
from collections.abc import Callable
from datetime import date

_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:（周[一二三四五六日]）)?(前|止|起)?")
_SHORT_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日(前|止|起)?")
_SIDE = {"前": "before ", "止": "until ", "起": "from ", None: ""}
_WEEKDAY = re.compile(r"周([一二三四五六日])")
_WEEKDAYS = dict(zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
                     strict=True))
_AMOUNT = re.compile(r"(\d+)(个工作日内|日内|个工作日|个月|日|天|年|元|件|页|项|条)")
_UNITS = {"个工作日内": "working days or less", "日内": "days or less",
          "个工作日": "working days", "个月": "months", "日": "days", "天": "days", "年": "years",
          "元": "yuan", "件": "requests", "页": "pages", "项": "items", "条": "entries"}
_NUMBER = re.compile(r"(?!如)[\u4e00-\u9fff]{2,14}〔\d{4}〕\d+号")
_NUMERALS = "零一二三四五六七八九"
#: Laws by the names that articles are cited with.
LAWS = {
    "条例": "OGI Regulations", "全国年节及纪念日放假办法": "Holiday Measures",
    "2019年条例": "OGI Regulations 2019",
    "2008年条例": "OGI Regulations 2008", "原条例": "OGI Regulations 2008",
    "政府信息公开条例": "OGI Regulations",
    "行政复议法": "Administrative Reconsideration Law",
    "行政诉讼法": "Administrative Litigation Law", "民法典": "Civil Code",
    "个人信息保护法": "Personal Information Protection Law", "保守国家秘密法": "State Secrets Law",
    "保密法": "State Secrets Law", "档案法": "Archives Law", "民事诉讼法": "Civil Procedure Law",
    "邮政法": "Postal Law", "电子签名法": "Electronic Signature Law",
    "放假办法": "Holiday Measures",
    "行政诉讼法解释": "SPC Interpretation of the Administrative Litigation Law",
    "国务院关于职工工作时间的规定": "State Council Rules on Working Hours",
}
_ARTICLE = re.compile(
    r"(?:《?(?P<law>[^《》第、，；]{2,20}?)》?(?P<year>（\d{4}年）)?)?"
    r"第(?P<article>[零一二三四五六七八九十百]+)条(?:第(?P<paragraph>[一二三四五六七八九十]+)款)?"
    r"(?:第（?(?P<item>[一二三四五六七八九十]+)）?项)?")


def cited(text: str) -> str | None:
    """A date, a weekday, an article or the number of a document; None for anything else."""
    for pattern, spoken in _SPOKEN:
        found = pattern.fullmatch(text)
        if found:
            return spoken(found)
    return None


def _weekday(found: re.Match[str]) -> str:
    return _WEEKDAYS[found[1]]


def _amount(found: re.Match[str]) -> str:
    return f"{found[1]} {_UNITS[found[2]]}"


def _number(found: re.Match[str]) -> str:
    return found[0]  # a document is known by its number as it is written


def _day(found: re.Match[str]) -> str | None:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return f"{_SIDE[found[4]]}{day:%a} {day.day} {day:%b} {day.year}"


def _short_day(found: re.Match[str]) -> str | None:
    try:
        day = date(2024, int(found[1]), int(found[2]))  # a leap year knows every day
    except ValueError:
        return None
    return f"{_SIDE[found[3]]}{day.day} {day:%b}"


def _article(found: re.Match[str]) -> str | None:
    law = found["law"] or ""
    if law and law not in LAWS:
        return None
    text = f"art. {number_of(found['article'])}"
    text += f" para. {number_of(found['paragraph'])}" if found["paragraph"] else ""
    text += f" item {number_of(found['item'])}" if found["item"] else ""
    year = f" {found['year'][1:5]}" if found["year"] else ""
    return f"{LAWS[law]}{year}, {text}" if law else text


def number_of(numeral: str) -> int:
    """A Chinese numeral below one thousand: 三十三 is 33, 二百零一 is 201."""
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    found = 100 * _digit(hundreds, 1 if "百" in numeral else 0)
    found += 10 * _digit(tens.lstrip("零"), 1 if ten else 0)
    return found + _digit(ones.lstrip("零"), 0)


def _digit(numeral: str, blank: int) -> int:
    return _NUMERALS.index(numeral) if numeral else blank


_SPOKEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_DAY, _day), (_SHORT_DAY, _short_day), (_ARTICLE, _article), (_WEEKDAY, _weekday),
    (_NUMBER, _number), (_AMOUNT, _amount),
)
