"""The whole rule book (规则簿全本): every dated value there is, with the version of it all.

The values stand where they are used: the days in `rules`, the brackets in `fees`, the authorities
in `authorities`, the days off in `festivals`. To add a change of law, append one `Since` there.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from workflow.law import rules
from workflow.law.articles import cite
from workflow.law.authorities import REVIEW_AUTHORITY
from workflow.law.dated import DatedRule, Since
from workflow.law.fees import FEE_BY_CASE, FEE_BY_VOLUME, Bracket
from workflow.law.festivals import STATUTORY_DAYS, DaysOff
from workflow.law.remedy_texts import REMEDY_WORDING, Wording

RULE_BOOK: tuple[DatedRule[Any], ...] = (
    rules.REGULATION,
    rules.REPLY_LIMIT,
    rules.EXTENSION_LIMIT,
    rules.SUPPLEMENT_NOTICE_LIMIT,
    rules.CONSULTATION_TERM,
    rules.OTHER_AGENCY_TERM_CAP,
    rules.FEE_PAYMENT_TERM,
    FEE_BY_CASE,
    FEE_BY_VOLUME,
    rules.RECONSIDERATION_PERIOD,
    rules.RECONSIDERATION_FIRST,
    rules.ONLINE_RECONSIDERATION,
    REVIEW_AUTHORITY,
    rules.LITIGATION_PERIOD,
    rules.LITIGATION_AFTER_RECONSIDERATION,
    rules.UNTOLD_REMEDY_LIMIT,
    REMEDY_WORDING,
    rules.PUBLICATION_LIMIT,
    rules.ANSWER_TO_RECONSIDERATION,
    rules.ANSWER_TO_RECONSIDERATION_SIMPLIFIED,
    rules.ANSWER_TO_COURT,
    rules.REPORT_ON_OPINION,
    STATUTORY_DAYS,
)


@dataclass(frozen=True)
class PrintedValue:
    """One version of one rule as `yishen rules` prints it; `until` is its last day."""

    rule: DatedRule[Any]
    version: Since[Any]
    until: date | None

    @property
    def value(self) -> str:
        """The value in words, with its unit."""
        return "；".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """The same, a line for each part of it."""
        value = self.version.value
        if isinstance(value, Mapping):
            return tuple(
                f"{kind.label}：{'或者'.join(one.label for one in found)}"
                for kind, found in value.items()
            )
        if isinstance(value, Wording):
            return value.lines
        if self.rule is rules.RECONSIDERATION_FIRST:
            return ("、".join(cite(article, "2019") for article in value) or "无",)
        if isinstance(value, tuple):
            return tuple(map(str, value))
        if isinstance(value, bool):
            return ("是" if value else "否",)
        return (f"{value}{self.rule.unit.label}",)

    def to_json(self) -> dict[str, object]:
        """The version with its value both in words and as it stands."""
        return {
            "name": self.rule.name,
            "label": self.rule.label,
            "since": self.version.day.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "value": _plain(self.version.value),
            "unit": self.rule.unit.value,
            "in_words": self.value,
            "decided_by": self.rule.decided_by.label,
            "source": self.version.source,
        }


def printed_values() -> list[PrintedValue]:
    """Every version of every rule, the oldest first within its rule."""
    return [
        PrintedValue(rule, version, _last_day(rule, number))
        for rule in RULE_BOOK
        for number, version in enumerate(rule.history)
    ]


def _last_day(rule: DatedRule[Any], number: int) -> date | None:
    later = rule.history[number + 1 : number + 2]
    return later[0].day - timedelta(1) if later else None


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(found) for key, found in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Bracket | DaysOff | Wording):
        return asdict(value)
    return value


def _version() -> str:
    content = json.dumps([value.to_json() for value in printed_values()], ensure_ascii=False)
    last = max(version.day for rule in RULE_BOOK for version in rule.history)
    return f"{last.isoformat()}/{sha256(content.encode()).hexdigest()[:8]}"


#: The newest day of change in the book and the digest of everything in it.
RULE_BOOK_VERSION = _version()
