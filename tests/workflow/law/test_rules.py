"""The rule book: every change of law, the day before, the day and the day after."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from workflow.errors import RuleNotInForce
from workflow.law import rules
from workflow.law.authorities import REVIEW_AUTHORITY
from workflow.law.dated import DatedRule
from workflow.law.festivals import statutory_days
from workflow.law.rule_book import RULE_BOOK, RULE_BOOK_VERSION, printed_values
from workflow.terms import AgencyKind

REFUSALS = ("14", "15", "16.1", "16.2")


@pytest.mark.parametrize(
    ("rule", "change", "before", "after"),
    [
        (rules.REGULATION, date(2019, 5, 15), "2008", "2019"),  # 国务院令第711号第五十六条
        (rules.REPLY_LIMIT, date(2019, 5, 15), 15, 20),  # 第三十三条
        (rules.EXTENSION_LIMIT, date(2019, 5, 15), 15, 20),  # 第三十三条
        (rules.LITIGATION_PERIOD, date(2015, 5, 1), 3, 6),  # 行政诉讼法第四十六条
        (rules.RECONSIDERATION_PERIOD, date(2024, 1, 1), 60, 60),  # 行政复议法第二十条
        (rules.RECONSIDERATION_FIRST, date(2024, 1, 1), (), REFUSALS),  # 第二十三条
        (rules.LITIGATION_AFTER_RECONSIDERATION, date(2015, 5, 1), 15, 15),
    ],
    ids=lambda value: value.name if isinstance(value, DatedRule) else None,
)
def test_a_change_of_law_takes_effect_on_its_day(
    rule: DatedRule[Any], change: date, before: object, after: object
) -> None:
    day = timedelta(1)

    assert (rule.on(change - day), rule.on(change), rule.on(change + day)) == (before, after, after)
    assert rule.since(change).day == change


@pytest.mark.parametrize(
    ("rule", "first", "value"),
    [
        (rules.REGULATION, date(2008, 5, 1), "2008"),
        (rules.REPLY_LIMIT, date(2008, 5, 1), 15),
        (rules.SUPPLEMENT_NOTICE_LIMIT, date(2019, 5, 15), 7),
        (rules.CONSULTATION_TERM, date(2019, 5, 15), 15),
        (rules.OTHER_AGENCY_TERM_CAP, date(2019, 5, 15), 15),
        (rules.FEE_PAYMENT_TERM, date(2021, 1, 1), 20),
        (rules.ANSWER_TO_RECONSIDERATION, date(2024, 1, 1), 10),
        (rules.ANSWER_TO_RECONSIDERATION_SIMPLIFIED, date(2024, 1, 1), 5),
        (rules.ANSWER_TO_COURT, date(2015, 5, 1), 15),
    ],
    ids=lambda value: value.name if isinstance(value, DatedRule) else None,
)
def test_before_its_first_day_a_rule_is_not_in_force(
    rule: DatedRule[Any], first: date, value: object
) -> None:
    assert rule.on(first) == value
    assert rule.in_force(first)
    assert not rule.in_force(first - timedelta(1))
    with pytest.raises(RuleNotInForce, match=first.isoformat()):
        rule.on(first - timedelta(1))


@pytest.mark.parametrize("rule", RULE_BOOK, ids=lambda rule: rule.name)
def test_every_version_names_its_source_and_is_later_than_the_one_before(
    rule: DatedRule[Any],
) -> None:
    days = [version.day for version in rule.history]

    assert days == sorted(set(days))
    assert all(version.source for version in rule.history)
    assert rule.label


def test_the_rule_book_has_a_version_and_no_name_twice() -> None:
    assert RULE_BOOK_VERSION.startswith("2025-01-01/")
    assert len({rule.name for rule in RULE_BOOK}) == len(RULE_BOOK)


def test_every_version_is_printed_with_its_span_value_and_source() -> None:
    printed = printed_values()
    by_name = {(one.rule.name, one.version.day.year): one for one in printed}
    litigation = by_name["litigation_period", 1990]

    assert len(printed) == sum(len(rule.history) for rule in RULE_BOOK)
    assert (litigation.value, litigation.until) == ("3个月", date(2015, 4, 30))
    assert by_name["litigation_period", 2015].until is None
    assert by_name["reconsideration_first", 2024].value.startswith("第十四条、第十五条")
    assert by_name["reconsideration_first", 1999].value == "无"
    assert by_name["online_reconsideration", 2024].value == "是"
    assert by_name["online_reconsideration", 1999].value == "否"
    assert by_name["fee_by_case", 2021].value.endswith("31以上：200元，每满10为一档，每档加100元")
    assert "县级政府部门：本级人民政府；" in by_name["review_authority", 2024].value
    assert "县级政府部门：本级人民政府或者上一级主管部门" in by_name["review_authority", 1999].value
    assert by_name["statutory_days", 2025].value.startswith("元旦1天；春节4天（自除夕起）")


def test_the_rule_book_can_be_read_by_a_machine() -> None:
    shown = [json.loads(json.dumps(one.to_json())) for one in printed_values()]
    fee = next(one for one in shown if one["name"] == "fee_by_volume")

    assert all(one["source"] and one["since"] and one["label"] for one in shown)
    assert fee["value"][1] == {"first": 31, "last": 100, "yuan": 10, "block": 0, "step_yuan": 0}
    assert next(one for one in shown if one["name"] == "review_authority")["value"][
        "county_department"
    ] == ["same_level_government", "superior_department"]


@pytest.mark.parametrize(
    ("year", "number", "spring"),
    [
        (2008, 11, date(2008, 2, 6)),  # Wednesday, 除夕
        (2013, 11, date(2013, 2, 9)),  # Saturday, 除夕
        (2014, 11, date(2014, 1, 31)),  # Friday, 正月初一: 国务院令第644号
        (2024, 11, date(2024, 2, 10)),  # Saturday, 正月初一
        (2025, 13, date(2025, 1, 28)),  # Tuesday, 除夕: 国务院令第795号
        (2027, 13, date(2027, 2, 5)),  # Friday, 除夕
    ],
)
def test_the_days_off_by_statute_follow_the_version_of_the_year(
    year: int, number: int, spring: date
) -> None:
    days = list(statutory_days(year))

    assert len(days) == number
    assert min(day for day, name in days if name == "春节") == spring


def test_every_kind_of_agency_has_an_authority_in_every_period() -> None:
    for version in REVIEW_AUTHORITY.history:
        assert set(version.value) == set(AgencyKind)
