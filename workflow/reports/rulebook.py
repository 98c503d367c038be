"""The rule book for a page (规则簿): every dated value, outcome, choice and notice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from workflow.law.articles import cite
from workflow.law.clock_settings import ClockSettings, sentences_of
from workflow.law.outcome_table import RULES, OutcomeRule
from workflow.law.rule_book import RULE_BOOK_VERSION, printed_values
from workflow.record.calendars import calendar_at, known
from workflow.record.people import Office
from workflow.record.standing import beijing_day


@dataclass(frozen=True)
class Version:
    """One version of a rule: from its first to its last day (None: still in force)."""

    since: date
    until: date | None
    lines: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Rule:
    """A rule with all its versions, oldest first."""

    name: str
    label: str
    decided_by: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class OutcomeLine:
    """An outcome: its articles by Regulation, what its letter states, what the file must hold."""

    key: str
    label: str
    articles: Mapping[str, str]
    states: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A disputed choice of counting as the agency has it, and the other way."""

    name: str
    chosen: str
    other: str
    default: bool


@dataclass(frozen=True)
class NoticeLine:
    """A holiday notice: number, title, region, and since when it is known here."""

    year: int
    number: str
    title: str
    region: str
    published_on: date
    loaded_on: date | None


@dataclass(frozen=True)
class RuleBook:
    """The whole book, or what of it a search finds."""

    version: str
    calendar: str
    published_until: date
    rules: tuple[Rule, ...]
    outcomes: tuple[OutcomeLine, ...]
    choices: tuple[Choice, ...]
    notices: tuple[NoticeLine, ...]

    @property
    def empty(self) -> bool:
        """Whether the search found nothing."""
        return not (self.rules or self.outcomes or self.choices or self.notices)


def rule_book(
    connection: Connection, office: Office, at: datetime, wanted: str = ""
) -> RuleBook:
    """The book as it stands for an agency at a moment; `wanted` narrows it to what names it."""
    days = calendar_at(connection, office.regions, at)
    return RuleBook(
        version=RULE_BOOK_VERSION, calendar=days.version, published_until=days.published_until,
        rules=_found(_rules(), wanted), outcomes=_found(map(_outcome, RULES.values()), wanted),
        choices=_found(_choices(office.clock_settings), wanted),
        notices=_found(_notices(connection, office), wanted))


def _found(lines: Iterator[Any], wanted: str) -> tuple[Any, ...]:
    words = wanted.casefold().split()
    return tuple(line for line in lines if all(word in repr(line).casefold() for word in words))


def _rules() -> Iterator[Rule]:
    for rule, values in groupby(printed_values(), key=lambda value: value.rule):
        versions = tuple(
            Version(one.version.day, one.until, one.lines, one.version.source)
            for one in values)
        yield Rule(rule.name, rule.label, rule.decided_by.label, versions)


def _outcome(rule: OutcomeRule) -> OutcomeLine:
    return OutcomeLine(
        rule.outcome.value, rule.outcome.label,
        {text: "、".join(cite(key, text) for key in keys) or "不需要引用条款"
         for text, keys in sorted(rule.articles.items(), reverse=True)},
        rule.states, tuple(_requires(rule)))


def _requires(rule: OutcomeRule) -> Iterator[str]:
    for article, needs in rule.requires.items():
        names = "、".join(need.label for need in needs)
        yield f"依据{_cited(rule, article)}的：{names}" if article else names


def _cited(rule: OutcomeRule, article: str) -> str:
    """An article of the newer Regulation, or of that of 2008 where only it knows the article."""
    if article in rule.articles["2019"]:
        return cite(article, "2019")
    return f"2008年条例{cite(article, '2008')}"


def _choices(settings: ClockSettings) -> Iterator[Choice]:
    usual = ClockSettings(supplement_term_needs_service=True).to_json()
    for name, value in settings.to_json().items():
        chosen, other = sentences_of(name, value)
        yield Choice(name, chosen, other, value == usual[name])


def _notices(connection: Connection, office: Office) -> Iterator[NoticeLine]:
    for one in reversed(known(connection)):
        if one.region in ("", *office.regions):
            notice = one.notice
            loaded = beijing_day(one.known_from) if one.officer else None
            yield NoticeLine(notice.year, notice.cited, notice.title, one.region or "全国",
                             notice.published_on, loaded)
