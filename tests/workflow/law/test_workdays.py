"""The working-day calendar agrees with every source and says of each day why."""

from datetime import date, timedelta

import holidays
import pytest

from tests.workflow.law.counted_by_hand import every_day, worked
from workflow.errors import BadFacts, CalendarNotPublished, RuleNotInForce
from workflow.law.clock import replay
from workflow.law.notice import Notice, national_notices, notice_from_toml
from workflow.law.workdays import (
    Calendar,
    DayKind,
    Deadline,
    national_calendar,
    regional_calendar,
)

FIRST, LAST = date(2008, 1, 1), date(2026, 12, 31)


def test_every_day_of_2008_to_2026_is_worked_or_off_as_chinesecalendar_has_it() -> None:
    calendar = national_calendar()

    assert [d for d in every_day(FIRST, LAST) if calendar.is_working_day(d) != worked(d)] == []


def test_every_day_of_2008_to_2026_is_worked_or_off_as_holidays_has_it() -> None:
    calendar = national_calendar()
    china = holidays.country_holidays("CN", years=range(2008, 2027))

    days = every_day(FIRST, LAST)
    assert [d for d in days if calendar.is_working_day(d) != china.is_working_day(d)] == []


def test_there_is_a_notice_for_every_year_and_three_that_changed_one() -> None:
    years = [notice.year for notice in national_notices()]

    assert set(years) == set(range(2008, 2027))
    assert [year for year in sorted(years) if years.count(year) > 1] == [2015] * 2 + [2019] * 2 + [
        2020
    ] * 2


@pytest.mark.parametrize("notice", national_notices(), ids=lambda notice: str(notice.number))
def test_a_notice_names_its_number_and_how_it_was_established(notice: Notice) -> None:
    assert notice.number.startswith(("国办发明电〔", "国发明电〔"))
    assert str(notice.published_on.year) in notice.number
    assert notice.checked


@pytest.mark.parametrize("notice", national_notices(), ids=lambda notice: str(notice.number))
def test_a_notice_works_only_weekend_days(notice: Notice) -> None:
    assert [day for day in notice.work if day.weekday() < 5] == []


@pytest.mark.parametrize(
    ("day", "kind", "name", "notice"),
    [
        # 抗战胜利70周年: Thursday off for once, Sunday worked for it
        (date(2015, 9, 3), DayKind.HOLIDAY, "抗战胜利70周年纪念日", "国发明电〔2015〕1号"),
        (date(2015, 9, 6), DayKind.MAKE_UP, "抗战胜利70周年纪念日调休上班", "国发明电〔2015〕1号"),
        # 2020: the extension takes Friday 31 January and the make-up Saturday after it
        (date(2020, 1, 30), DayKind.HOLIDAY, "春节", "国办发明电〔2019〕16号"),
        (date(2020, 1, 31), DayKind.HOLIDAY, "春节（延长）", "国办发明电〔2020〕1号"),
        (date(2020, 2, 1), DayKind.HOLIDAY, "春节（延长）", "国办发明电〔2020〕1号"),
        (date(2020, 2, 3), DayKind.WORKING, "", ""),
        # 2019: the later notice gives Thursday 2 May off, Sunday 5 May worked
        (date(2019, 5, 1), DayKind.HOLIDAY, "劳动节", "国办发明电〔2019〕3号"),
        (date(2019, 5, 2), DayKind.HOLIDAY, "劳动节", "国办发明电〔2019〕3号"),
        (date(2019, 5, 5), DayKind.MAKE_UP, "劳动节调休上班", "国办发明电〔2019〕3号"),
        # a notice of one year reaches into the year before: Saturday 31 December 2011 worked
        (date(2011, 12, 31), DayKind.MAKE_UP, "元旦调休上班", "国办发明电〔2011〕45号"),
        (date(2018, 12, 31), DayKind.HOLIDAY, "元旦", "国办发明电〔2018〕15号"),
        (date(2023, 9, 29), DayKind.HOLIDAY, "中秋节、国庆节", "国办发明电〔2022〕16号"),
        # the number of this one notice is not established, and the ledger says so
        (date(2009, 1, 2), DayKind.HOLIDAY, "元旦", "国办发明电〔2008〕42号（文号待核）"),
        # an ordinary Saturday, an ordinary Monday
        (date(2024, 9, 28), DayKind.WEEKEND, "", ""),
        (date(2024, 9, 30), DayKind.WORKING, "", ""),
    ],
)
def test_a_day_says_what_it_is_and_which_notice_made_it_so(
    day: date, kind: DayKind, name: str, notice: str
) -> None:
    status = national_calendar().status(day)

    assert (status.kind, status.name, status.notice) == (kind, name, notice)
    assert status.working is worked(day)
    assert not status.provisional


def test_the_day_itself_is_not_counted() -> None:
    friday = date(2024, 9, 27)  # Friday; Saturday off, Sunday 29 September a make-up working day

    assert national_calendar().add(friday, 1) == Deadline(date(2024, 9, 29), False)


def test_a_date_beyond_the_last_notice_is_provisional_and_no_exception() -> None:
    calendar = national_calendar()

    assert calendar.published_until == date(2026, 12, 31)
    assert calendar.add(date(2026, 12, 3), 20) == Deadline(date(2026, 12, 31), False)
    assert calendar.add(date(2026, 12, 10), 20) == Deadline(date(2027, 1, 8), True)


def test_a_provisional_day_off_rests_on_the_statute() -> None:
    status = national_calendar().status(date(2027, 2, 5))  # Friday, 除夕

    assert (status.kind, status.name) == (DayKind.HOLIDAY, "春节")
    assert status.notice == "《全国年节及纪念日放假办法》第二条"
    assert status.provisional


@pytest.mark.parametrize("year", range(2027, 2051))
def test_the_statutory_days_of_a_year_without_notice_are_thirteen(year: int) -> None:
    calendar = national_calendar()
    days = [calendar.status(d) for d in every_day(date(year, 1, 1), date(year, 12, 31))]
    off = [status.day for status in days if status.kind is DayKind.HOLIDAY]
    china = holidays.country_holidays("CN", years=year)

    assert 11 <= len(off) <= 13  # 中秋 may fall on 国庆, 清明 never does
    assert [day for day in off if day not in china] == []


def test_between_counts_the_last_day_and_not_the_first() -> None:
    calendar = national_calendar()

    assert calendar.between(date(2024, 9, 27), date(2024, 10, 8)) == 3
    assert calendar.between(date(2024, 10, 8), date(2024, 9, 27)) == 0


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2024, 9, 28), date(2024, 9, 29)),  # Saturday to the make-up Sunday
        (date(2024, 9, 29), date(2024, 9, 29)),  # Sunday, a make-up working day, stays
        (date(2024, 10, 1), date(2024, 10, 8)),  # Tuesday, 国庆节
        (date(2024, 10, 9), date(2024, 10, 9)),  # Wednesday
    ],
)
def test_a_last_day_moves_off_a_day_off_but_not_off_a_make_up_day(day: date, moved: date) -> None:
    assert national_calendar().next_day_not_off(day).on == moved


def test_the_working_days_of_a_span_include_both_ends() -> None:
    calendar = national_calendar()

    assert list(calendar.working_days(date(2024, 9, 29), date(2024, 10, 8))) == [
        date(2024, 9, 29),
        date(2024, 9, 30),
        date(2024, 10, 8),
    ]
    assert list(calendar.working_days(date(2024, 10, 1), date(2024, 10, 7))) == []
    assert list(calendar.working_days(date(2024, 10, 8), date(2024, 10, 1))) == []
    assert calendar.working_days(FIRST, date(2008, 1, 2)) == [date(2008, 1, 2)]


def test_before_2008_there_is_no_calendar() -> None:
    calendar = national_calendar()
    eve = FIRST - timedelta(1)

    with pytest.raises(RuleNotInForce, match="2008-01-01"):
        calendar.status(eve)
    with pytest.raises(RuleNotInForce, match="早于"):
        calendar.add(eve, 1)
    with pytest.raises(RuleNotInForce):
        calendar.between(eve, FIRST)


def test_beyond_the_almanac_the_date_must_be_a_mistake() -> None:
    calendar = national_calendar()

    with pytest.raises(CalendarNotPublished, match="2099"):
        calendar.add(date(2099, 12, 20), 20)
    with pytest.raises(CalendarNotPublished):
        calendar.is_working_day(date(2100, 1, 1))


@pytest.mark.parametrize("number", [0, -1])
def test_less_than_one_working_day_cannot_be_added(number: int) -> None:
    with pytest.raises(BadFacts, match="正整数"):
        national_calendar().add(date(2024, 9, 27), number)


LOCAL = """
year = 2024
number = "桂政办电〔2024〕00号（虚构）"
title = "关于2024年“壮族三月三”放假的通知（虚构）"
issuer = "虚构的自治区人民政府办公厅"
published_on = 2024-03-01
local = true
region = "虚构自治区"

[[festival]]
name = "壮族三月三"
off = [2024-04-11, 2024-04-12]
"""

#: The days of a real local notice; its number was not found.
IN_2017 = """
year = 2017
number = "无文号"
title = "广西壮族自治区人民政府办公厅关于2017年“壮族三月三”放假的通知"
issuer = "广西壮族自治区人民政府办公厅"
published_on = 2017-02-10
local = true
region = "广西壮族自治区"

[[festival]]
name = "壮族三月三"
off = [2017-03-30, 2017-03-31, 2017-04-01]
work = [2017-04-08]
"""


def test_local_rest_days_are_one_more_notice_and_publish_no_year() -> None:
    national = national_calendar()
    local = national.with_notice(notice_from_toml(LOCAL))

    assert not local.is_working_day(date(2024, 4, 11))  # Thursday
    assert national.is_working_day(date(2024, 4, 11))
    assert local.published_until == national.published_until
    assert local.version != national.version


def test_a_local_notice_may_move_a_make_up_day_of_the_national_one() -> None:
    notices = [notice_from_toml(IN_2017), notice_from_toml(LOCAL)]
    local = regional_calendar("广西壮族自治区", notices)
    thursday, saturday, week_after = date(2017, 3, 30), date(2017, 4, 1), date(2017, 4, 8)

    assert [local.is_working_day(d) for d in (thursday, saturday, week_after)] == [
        False, False, True,
    ]  # fmt: skip
    assert national_calendar().is_working_day(saturday)
    assert local.status(thursday).notice == "无文号（文号待核）"
    assert local.is_working_day(date(2024, 4, 11))  # the other region's day


def test_a_receipt_in_the_region_is_due_by_its_own_calendar() -> None:
    local = regional_calendar("广西壮族自治区", [notice_from_toml(IN_2017)])
    received_on = date(2017, 3, 20)  # Monday, fifteen working days under the 2008 Regulation

    assert replay(received_on, [], as_of=received_on).due_on == date(2017, 4, 11)
    assert replay(received_on, [], as_of=received_on, calendar=local).due_on == date(2017, 4, 13)


def test_a_calendar_without_the_last_notice_is_provisional_a_year_earlier() -> None:
    calendar = Calendar(n for n in national_notices() if n.year != 2026)

    assert calendar.published_until == date(2025, 12, 31)
    assert calendar.add(date(2025, 12, 15), 20).provisional
    assert Calendar([]).published_until == date(2007, 12, 31)
    assert Calendar([]).version.startswith("无通知/")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("year = ", "Invalid"),
        (LOCAL.replace('number = "桂政办电〔2024〕00号（虚构）"\n', ""), "number"),
        (LOCAL.replace("2024-04-12]", "2024-04-11]"), "重复"),
        (LOCAL.replace("2024-04-12]", '"2024-04-12"]'), "不是日期"),
        (LOCAL + "work = [2024-04-12]\n", "同一天既放假又上班"),
        (LOCAL.replace('region = "虚构自治区"\n', ""), "region"),
        (LOCAL[: LOCAL.index("[[")], "festival"),
    ],
    ids=[
        "no-toml",
        "no-number",
        "day-twice",
        "text-for-day",
        "off-and-worked",
        "no-region",
        "no-festival",
    ],
)
def test_a_file_that_is_no_notice_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadFacts, match=why) as refused:
        notice_from_toml(text)

    assert refused.value.reason.field == "notice"
    assert "放假通知文件不能读取" in str(refused.value)
