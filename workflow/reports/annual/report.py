"""The report (年度报告): all that is counted of a period and told for a year, put together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.record.annual_figures import Figure, told_of
from workflow.record.people import Office, office_of
from workflow.record.prepared import Prepared
from workflow.reports.annual import form as forms
from workflow.reports.annual.counting import REDONE, WAITING, Counts
from workflow.reports.annual.fees import Fees
from workflow.reports.annual.figures import figures
from workflow.reports.annual.form import CARRIED_IN, CARRIED_OUT, COLUMNS, Form, form_of
from workflow.reports.annual.reviews import RESULTS, WAYS, Reviews
from workflow.reports.annual.scope import BELOW, REDO_COUNTS, Scope
from workflow.reports.annual.suspects import Suspect, suspects
from workflow.reports.annual.table_three import (
    Cells,
    Equation,
    Imbalance,
    equations,
    imbalances,
    table_three,
)
from workflow.reports.annual.told import Told, added_up, told
from workflow.reports.period import Period, year_of

#: How requests are counted, for readers of the report.
RULES = (
    "收到之日（条例第三十一条）在本期的，计为新收；首次答复（文书日期）在本期的，计为办结；"
    "期末没有答复的，结转。登记作废的不计，分拆的各计一件，区分处理的只计“部分公开”。",
    "行政复议、行政诉讼：结果在本期登记的，计入相应结果；期末尚未审结的，计入“尚未审结”。"
    "登记有误作废的不计。",
)


@dataclass(frozen=True)
class Difference:
    """A figure that was published and is another one now (与定稿不一致)."""

    where: str
    published: int
    now: int

    def __str__(self) -> str:
        """Both figures."""
        return f"{self.where}：定稿{self.published}，现在{self.now}"


@dataclass(frozen=True)
class Report:
    """The report of a period; of a calendar year with what was told and published."""

    office: Office
    scope: Scope
    period: Period
    form: Form
    counts: Counts
    cells: Cells
    imbalances: tuple[Imbalance, ...]
    suspects: tuple[Suspect, ...]
    reviews: Reviews
    fees: Fees
    agencies: int
    told: Told = field(default_factory=Told)
    edition: Figure | None = None
    #: What the edition of the year before carried over and this report does not take up.
    carry_over: tuple[Difference, ...] = ()
    #: Whether there is an edition of the year before to compare with.
    chained: bool = False

    @property
    def balanced(self) -> bool:
        """Whether every sum of table three comes out."""
        return not self.imbalances

    @property
    def title(self) -> str:
        """The heading of the report."""
        if self.period.is_year:
            return f"{self.office.name}{self.period.year}年政府信息公开工作年度报告"
        return f"{self.office.name}政府信息公开申请办理情况统计表（{self.period.name}）"

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The balance of every column."""
        return equations(self.cells)

    @property
    def form_note(self) -> str:
        """By what document the rows are, and whether that is known to hold for the year."""
        note = f"格式：{self.form.number}"
        if not forms.is_verified(self.period.year):
            note += f"。{self.period.year}年尚无经核实的全国统一格式，按2019年格式列出"
        return note

    @property
    def redo_note(self) -> str:
        """How requests answered anew by order are counted here."""
        rule = ("另计一件" if self.counts.redo_agencies
                else "不另计（没有收到新的申请，条例第三十一条）")
        if self.counts.redo_agencies and self.scope.rollup:
            rule = f"{len(self.counts.redo_agencies)}个机关另计一件，其余不另计"
        left_out = f"，本期有{self.redone}件未计" if self.redone else ""
        return f"责令重新答复的：{rule}" + left_out

    @property
    def redone(self) -> int:
        """How many requests answered anew by order came in and are no new ones here."""
        return self.counts.of(REDONE)

    @property
    def fee_sentence(self) -> str:
        """What part six says of the processing fee, as the form asks."""
        if not self.fees.requests:
            return "本期未收取信息处理费。"
        return f"本期收取信息处理费{self.fees.requests}件，共{self.fees.yuan}元。"

    @property
    def waiting(self) -> int:
        """How many wait for their day of receipt to be confirmed, and are counted nowhere yet."""
        return self.counts.of(WAITING)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What is another figure now than the one that was published."""
        return tuple(_differences(self)) if self.edition else ()

    def figures(self) -> dict[str, Any]:
        """What is published of it: figures and texts, as plain values."""
        return {
            "rows": {key: dict(row) for key, row in self.cells.items()},
            "balanced": self.balanced,
            "reviews": {key: dict(row) for key, row in self.reviews.items()},
            "fees": {"requests": self.fees.requests, "yuan": self.fees.yuan},
            "table_two": dict(self.told.figures),
            "texts": dict(self.told.texts),
            "form": self.form.number,
            "first": self.period.first.isoformat(), "last": self.period.last.isoformat(),
            "redo": {"agencies_counting": len(self.counts.redo_agencies),
                     "not_counted": self.redone},
        }

    def to_json(self) -> dict[str, Any]:
        """All of it, as `yishen report annual` answers."""
        return {
            "agency": self.office.code, "name": self.office.name, "title": self.title,
            "rollup": self.scope.rollup, "agencies": self.agencies,
            **self.figures(),
            "form_verified": forms.is_verified(self.period.year),
            "imbalances": [one.text for one in self.imbalances],
            "cases": [{"no": one.no, "agency": one.agency, "reasons": list(one.reasons)}
                      for one in self.suspects],
            "waiting": self.waiting,
            "published_at": self.edition.written_at.isoformat() if self.edition else None,
            "differences": [str(one) for one in (*self.differences, *self.carry_over)],
        }


def annual_report(
    connection: Connection, agency_id: int, year: int, *, rollup: bool = False
) -> Report:
    """The report of a calendar year. Raises RuleNotInForce before 2008, NotFound for no agency."""
    scope, form = Scope(agency_id, rollup), form_of(year)
    counted = _counted(connection, scope, year_of(year), form)
    if rollup:
        return replace(counted, told=added_up(connection, scope, year, form, counted.agencies))
    lines = told_of(connection, agency_id, year)
    return replace(
        counted, told=told(lines.figures, form), edition=lines.edition,
        carry_over=tuple(_carried(counted.cells, lines.edition_before)),
        chained=lines.edition_before is not None)


def period_report(
    connection: Connection, agency_id: int, first: date, last: date, *, rollup: bool = False
) -> Report:
    """The same figures between any two days, both included; nothing is told or published of them.

    Raises BadFacts if the last day is before the first, RuleNotInForce before 2008.
    """
    period = Period(first, last)
    form_of(first.year)
    return _counted(connection, Scope(agency_id, rollup), period, form_of(period.year))


def _counted(connection: Connection, scope: Scope, period: Period, form: Form) -> Report:
    office = office_of(connection, scope.agency_id, period.last)
    own = (scope.agency_id,) if office.setting(REDO_COUNTS) == "on" else ()
    counts, reviews, fees = figures(connection, scope, period, None if scope.rollup else own)
    cells = table_three(form, counts)
    found = imbalances(form, cells, counts)
    return Report(
        office, scope, period, form, counts, cells, found,
        suspects(connection, scope, period, form, counts.redo_agencies) if found else (),
        reviews, fees, _agencies(connection, scope))


_AGENCIES = Prepared(select(func.count()).select_from(BELOW.subquery()))


def _agencies(connection: Connection, scope: Scope) -> int:
    return _AGENCIES.ask(connection, scope.bound).scalar() or 0 if scope.rollup else 1


def _carried(cells: Cells, before: Figure | None) -> Iterator[Difference]:
    """Where 二 is not the 四 that was published for the year before."""
    if before is None:
        return
    published = json.loads(before.value)["rows"][CARRIED_OUT]
    for column in COLUMNS:
        was, now = published.get(column, 0), cells[CARRIED_IN][column]
        if was != now:
            yield Difference(f"上年结转（{column_label(column)}）与上年定稿的结转下年度", was, now)


def _differences(report: Report) -> Iterator[Difference]:
    assert report.edition is not None
    published = json.loads(report.edition.value)
    labels = {row.key: row.name for row in report.form.rows}
    for key, row in report.cells.items():
        for column, now in row.items():
            was = published["rows"].get(key, {}).get(column, 0)
            if was != now:
                yield Difference(f"{labels[key]}（{column_label(column)}）", was, now)
    yield from _review_differences(report.reviews, published["reviews"])
    if published["fees"]["yuan"] != report.fees.yuan:
        yield Difference("信息处理费（元）", published["fees"]["yuan"], report.fees.yuan)


def _review_differences(
    now: Reviews, published: Mapping[str, Mapping[str, int]]
) -> Iterator[Difference]:
    for way, row in now.items():
        for result, number in row.items():
            was = published.get(way, {}).get(result, 0)
            if was != number:
                yield Difference(f"复议诉讼（{review_label(way, result)}）", was, number)


def column_label(column: str) -> str:
    """A column of table three as the form heads it."""
    return forms.COLUMN_LABELS[column]


def review_label(way: str, result: str) -> str:
    """A cell of table four in words."""
    return f"{WAYS[way][0]}·{RESULTS[result]}"
