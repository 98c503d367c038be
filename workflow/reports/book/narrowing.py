"""What the register is narrowed to (筛选), as conditions on the rows of the requests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from workflow.law.clock import ClockState
from workflow.record.models import Request
from workflow.terms import ApplicantKind, Channel, Outcome, State

#: In an address: requests no unit has in hand.
NO_UNIT = "-"


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; nothing set shows all. All days are included."""

    text: str = ""
    states: tuple[State, ...] = ()
    #: The year of receipt.
    year: int | None = None
    outcome: Outcome | None = None
    kind: ApplicantKind | None = None
    channel: Channel | None = None
    #: The unit that handles it (科室); NO_UNIT: handed to none.
    unit: str = ""
    #: The login of the handler.
    handler: str = ""
    received_from: date | None = None
    received_until: date | None = None
    #: The day the reply bears (答复日期).
    replied_from: date | None = None
    replied_until: date | None = None
    #: Only what was replied to late, or is overdue on the day of asking (逾期).
    late: bool = False
    #: Only those whose limit was extended (延期).
    extended: bool = False
    #: Only, or none of, those taken over from an earlier register (历史导入).
    imported: bool | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything is set."""
        return self != EVERYTHING


EVERYTHING = Wanted()


def in_words(wanted: Wanted, names: Mapping[str, str]) -> list[str]:
    """What is set, a few words each; `names` are those of officers by login.

    What was looked for may be somebody's name: it is told by its presence alone.
    """
    told = ["含检索词"] if wanted.text.strip() else []
    told += [state.label for state in wanted.states]
    told += [f"{wanted.year}年收到"] if wanted.year else []
    told += [one.label for one in (wanted.outcome, wanted.kind, wanted.channel) if one]
    if wanted.unit:
        told.append("尚未分办" if wanted.unit == NO_UNIT else wanted.unit)
    told += [names.get(wanted.handler, wanted.handler)] if wanted.handler else []
    told += [f"{wanted.received_from}起收到"] if wanted.received_from else []
    told += [f"{wanted.received_until}止收到"] if wanted.received_until else []
    told += [f"{wanted.replied_from}起答复"] if wanted.replied_from else []
    told += [f"{wanted.replied_until}止答复"] if wanted.replied_until else []
    marks = {"逾期": wanted.late, "延期": wanted.extended, "历史导入": wanted.imported is True,
             "不含历史导入": wanted.imported is False}
    return told + [word for word, is_set in marks.items() if is_set]


def narrowing(wanted: Wanted, today: date) -> Iterator[ColumnElement[bool]]:
    """The conditions of everything set but the words, which `search` looks for."""
    if wanted.states:
        yield Request.state.in_(wanted.states)
    if wanted.year:
        yield Request.received_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31))
    for column, value in (
        (Request.outcome, wanted.outcome), (Request.applicant_kind, wanted.kind),
        (Request.channel, wanted.channel), (Request.handler, wanted.handler),
    ):
        if value:
            yield column == value
    if wanted.unit:
        yield Request.unit == ("" if wanted.unit == NO_UNIT else wanted.unit)
    yield from _between(Request.received_on, wanted.received_from, wanted.received_until)
    yield from _between(Request.replied_on, wanted.replied_from, wanted.replied_until)
    if wanted.late:
        yield late(today)
    if wanted.extended:
        yield Request.extended == 1
    if wanted.imported is not None:
        yield Request.imported == int(wanted.imported)


def late(today: date) -> ColumnElement[bool]:
    """Ended after the limit, or still running beyond it: `is_late` as SQL."""
    return and_(Request.due_on.is_not(None), or_(
        and_(Request.clock_state == ClockState.ENDED.value, Request.ended_on > Request.due_on),
        and_(Request.clock_state == ClockState.RUNNING.value, Request.closed == 0,
             Request.due_on < today)))


class _Clocked(Protocol):
    """What a row tells of its clock."""

    @property
    def clock_state(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def closed(self) -> int: ...


def is_late(row: _Clocked, today: date) -> bool:
    """Whether a request was replied to late, or is overdue today (条例第三十三条).

    What ended the clock decides, not the date the letter bears; a clock that ended or stands
    still without a due date is not late.
    """
    if row.due_on is None:
        return False
    if row.clock_state == ClockState.ENDED:
        return row.ended_on is not None and row.ended_on > row.due_on
    return row.clock_state == ClockState.RUNNING and not row.closed and row.due_on < today


def _between(
    column: InstrumentedAttribute[date | None], first: date | None, last: date | None
) -> Iterator[ColumnElement[bool]]:
    if first:
        yield column >= first
    if last:
        yield column <= last
