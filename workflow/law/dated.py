"""A dated rule (规则的时间效力): a value, the day it began to hold, and the text it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from workflow.errors import RuleNotInForce
from workflow.terms import Term

Value = TypeVar("Value")


class Unit(Term):
    """What a value counts (单位)."""

    WORKING_DAYS = "working_days", "个工作日"
    CALENDAR_DAYS = "calendar_days", "日"
    MONTHS = "months", "个月"
    NONE = "none", ""


class DecidedBy(Term):
    """Which day decides the version of a rule that governs (由哪一日决定)."""

    RECEIPT = "receipt", "收到申请之日"
    FEE_NOTICE = "fee_notice", "收费通知送达之日"
    DECISION = "decision", "作出答复之日"
    NOTICE = "notice", "补充告知之日"
    REVIEW_COPY = "review_copy", "收到复议申请书副本之日"
    COMPLAINT_COPY = "complaint_copy", "收到起诉状副本之日"
    FORMED = "formed", "政府信息形成或者变更之日"
    OPINION = "opinion", "收到行政复议意见书之日"
    THE_DAY = "the_day", "该日所在年度"


@dataclass(frozen=True)
class Since(Generic[Value]):
    """A value and the day from which it holds, with its source (文件、条、款、项)."""

    day: date
    value: Value
    source: str


@dataclass(frozen=True)
class DatedRule(Generic[Value]):
    """A rule with every version it has had, oldest first."""

    name: str
    label: str
    unit: Unit
    decided_by: DecidedBy
    history: Sequence[Since[Value]]

    def since(self, day: date) -> Since[Value]:
        """The version in force on a day. Raises RuleNotInForce before the first."""
        for version in reversed(self.history):
            if day >= version.day:
                return version
        first = self.history[0]
        raise RuleNotInForce(
            f"{self.label}自{first.day}起施行（{first.source}），{self.decided_by.label}{day}尚无此规定"
        )

    def on(self, day: date) -> Value:
        """The value in force on a day. Raises RuleNotInForce before the first version."""
        return self.since(day).value

    def in_force(self, day: date) -> bool:
        """Whether any version is in force on a day."""
        return day >= self.history[0].day
