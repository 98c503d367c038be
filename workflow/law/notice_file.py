"""A new holiday notice from a file (放假通知文件): is it whole, and can it be what was published.

Asked before a notice is loaded into an installation; the notices shipped with the law are held to
the published calendars by the tests.
"""

import re
from collections.abc import Iterator
from datetime import date

from workflow.errors import BadFacts, Reason
from workflow.law.festivals import last_year_known, statutory_days
from workflow.law.notice import Notice, notice_from_toml
from workflow.law.workdays import Calendar, DayKind

ARTICLE = "《全国年节及纪念日放假办法》第七条"
_STATUTE = "《全国年节及纪念日放假办法》第二条"
_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


def read_notice(text: str) -> Notice:
    """A notice from the text of its file.

    Raises BadFacts naming line and column, or festival and day, of what cannot be read.
    """
    try:
        return notice_from_toml(text)
    except BadFacts as error:
        raise BadFacts(Reason(_in_chinese(error.reason.text), ARTICLE, "notice")) from error


def faults_of(notice: Notice, calendar: Calendar, today: date) -> Iterator[Reason]:
    """Everything that keeps a notice from being loaded beside what is known already."""
    for name, label in (("number", "文号"), ("title", "标题"), ("issuer", "发文机关")):
        if not str(getattr(notice, name)).strip():
            yield Reason(f"{name}：请写明{label}", ARTICLE, name)
    if notice.published_on > today:
        yield Reason(f"published_on：公布日期{notice.published_on}晚于今天", ARTICLE,
                     "published_on")
    yield from _other_notice(notice, calendar)
    yield from _impossible_days(notice)
    yield from _idle_days(notice, calendar)
    if not notice.local:
        yield from _forgotten(notice, calendar)


def first_day(notice: Notice, calendar: Calendar) -> date:
    """From which day on dates may move: its first changed day, or the first it makes certain.

    What it corrects moves dates as well: the days of the earlier notice of its number.
    """
    own = _corrected(notice, calendar)
    named = min(day for one in (notice, *own) for day in (*one.off, *one.work))
    return named if notice.local else min(named, calendar.published_until)


def with_correction(notice: Notice, calendar: Calendar) -> Calendar:
    """The calendar once a notice is loaded: it replaces the one of its number and region."""
    own = _corrected(notice, calendar)
    return Calendar((*(one for one in calendar.notices if one not in own), notice))


def _corrected(notice: Notice, calendar: Calendar) -> list[Notice]:
    return [one for one in calendar.notices
            if (one.number, one.holds_in) == (notice.number, notice.holds_in)]


def _other_notice(notice: Notice, calendar: Calendar) -> Iterator[Reason]:
    """A number used already belongs to a correction of that notice, never to another notice."""
    for one in _corrected(notice, calendar):
        if (one.year, _bare(one.title)) != (notice.year, _bare(notice.title)):
            yield Reason(
                f"number：文号{notice.number}已由{one.year}年的《{_bare(one.title)}》使用，载入会取消"
                "该通知的全部放假和上班日期；请核对文号，更正原通知的，年份和标题应当与原通知一致",
                ARTICLE, "number")


def _bare(title: str) -> str:
    return "".join(title.split()).strip("《》")


def _impossible_days(notice: Notice) -> Iterator[Reason]:
    if not notice.off and not notice.work:
        yield Reason("festival：没有写出放假或者上班的日期", ARTICLE, "festival")
    for day in sorted((*notice.off, *notice.work)):
        # New Year's holiday begins or ends in the neighbouring year.
        if abs((day - date(notice.year, 7, 2)).days) > 200 or day.year > last_year_known():
            yield Reason(f"{day}不在{notice.year}年前后，请核对年份", ARTICLE, "festival")


def _idle_days(notice: Notice, calendar: Calendar) -> Iterator[Reason]:
    """A make-up day falls on a day that is off otherwise; elsewhere it is a slip of the pen."""
    for day, festival in sorted(notice.work.items()):
        if day.year > last_year_known():
            continue
        status = calendar.status(day)
        if status.kind is DayKind.WORKING:
            yield Reason(f"{festival}：{day}（{_weekday(day)}）本来就是工作日，不会是调休上班",
                         ARTICLE, "festival")


def _forgotten(notice: Notice, calendar: Calendar) -> Iterator[Reason]:
    """The notice of a year takes off every statutory day (放假办法第二条), corrected as well."""
    known = calendar.published_until.year
    if notice.year > known + 1:
        yield Reason(f"year：{known + 1}年的放假通知尚未载入，不能先载入{notice.year}年的",
                     ARTICLE, "year")
    if notice.year > min(known + 1, last_year_known()):
        return
    after = calendar if notice.year > known else with_correction(notice, calendar)
    for day, festival in statutory_days(notice.year):
        taken_back = after.is_working_day(day) and not calendar.is_working_day(day)
        if taken_back or (after is calendar and day not in notice.off):
            yield Reason(f"{festival}：{day}是法定节假日，通知文件没有列为放假",
                         _STATUTE, "festival")


def _weekday(day: date) -> str:
    return f"周{'一二三四五六日'[day.weekday()]}"


def _in_chinese(text: str) -> str:
    """The reader of the format speaks English: keep its line and column, drop its words."""
    found = _PLACE.search(text)
    if found is None:
        return text
    where = f"第{found[1]}行第{found[2]}列" if found[1] else "文件末尾"
    return f"放假通知文件不能读取：{where}不合TOML格式"
