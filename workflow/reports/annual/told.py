"""What officers told for a report (填报数据): table two and the texts of parts one, five and six.

They stand beside what is counted and are never mixed with it. Rolled up, the figures of table two
are added up over the agencies; texts belong to one agency alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from workflow.record.annual_figures import Figure
from workflow.record.models import AnnualFigure
from workflow.reports.annual.form import Form
from workflow.reports.annual.scope import Scope, within


@dataclass(frozen=True)
class Part:
    """A part of the report an officer writes: its key, its heading, what belongs into it."""

    key: str
    label: str
    hint: str


PARTS = (
    Part("part1", "一、总体情况",
         "主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障等方面的总体情况"),
    Part("part5", "五、存在的主要问题及改进情况",
         "本年度的主要问题和改进措施（条例第五十条第一款第五项）"),
    Part("part6", "六、其他需要报告的事项",
         "收取信息处理费的总金额由系统统计，自动列在前面；其他需要报告的事项写在这里"),
)
_YEAR: Any = bindparam("year")


@dataclass(frozen=True)
class Told:
    """Table two by key, the texts by part, and how many agencies of a roll-up told nothing."""

    figures: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    #: By key, who told it and when; of a roll-up nothing.
    lines: Mapping[str, Figure] = field(default_factory=dict)
    silent: int = 0

    def cell(self, key: str) -> str:
        """A figure of table two as it is shown; "" while nobody has told it."""
        return self.figures.get(key, "")


def told(lines: Mapping[str, Figure], form: Form) -> Told:
    """What one agency told for a year."""
    values = {key: line.value for key, line in lines.items() if line.value}
    return Told({key: values[key] for key in form.input_keys if key in values},
                {part.key: values.get(part.key, "") for part in PARTS}, lines)


def _newest() -> Any:
    inside = within(AnnualFigure.agency_id, True)
    last = (select(func.max(AnnualFigure.id)).where(
        inside, AnnualFigure.year == _YEAR, AnnualFigure.key.startswith("two."))
        .group_by(AnnualFigure.agency_id, AnnualFigure.key))
    return select(AnnualFigure.agency_id, AnnualFigure.key, AnnualFigure.value).where(
        AnnualFigure.id.in_(last))


_NEWEST = _newest()


def added_up(
    connection: Connection, scope: Scope, year: int, form: Form, agencies: int
) -> Told:
    """What all agencies of a roll-up told for a year, added up."""
    sums: dict[str, Decimal] = {}
    spoke = set()
    for agency, key, value in connection.execute(_NEWEST, {**scope.bound, "year": year}):
        number = number_of(value)
        if number is not None and key in form.input_keys:
            sums[key] = sums.get(key, Decimal(0)) + number
            spoke.add(agency)
    return Told({key: plain(number) for key, number in sums.items()},
                silent=agencies - len(spoke))


def number_of(value: str) -> Decimal | None:
    """The number a text says; None for none."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def plain(number: Decimal) -> str:
    """A number without an exponent and without zeros nobody typed."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
