"""The legal office's desk (全程把关): every open request, what must be reviewed first.

条例第四十五条. Whatever is not given in full, and whatever is disclosed over a third party's
objection, has its legal review before it is approved; the others by sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from workflow.law.workdays import Calendar
from workflow.record.awaiting import sign_of
from workflow.record.models import Request, TrailEntry
from workflow.record.people import Actor
from workflow.reports.inbox import InboxRow, read_rows, rows_query
from workflow.reports.views import View, asking, conditions, sees_requests
from workflow.terms import GIVING, Outcome, Role, State, Term

_NEVER = date.max
_LEGAL = Request.awaits.contains(sign_of(View.LEGAL))
_FLAGGED = Request.awaits.contains(sign_of(View.FLAGGED))
_BEFORE_APPROVAL = (State.RECEIPT, State.REGISTRATION, State.HANDLING, State.REVIEW)


class ReviewNeed(Term):
    """How a request stands to its legal review (法制审核情况), what must be done first."""

    WAITS = "waits", "必审，待审核"
    WILL = "will", "必审，尚未送审"
    MAY = "may", "可以抽审，已送审"
    DONE = "done", "已审核"
    NONE = "none", "—"


_NEEDS = tuple(ReviewNeed)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; nothing set shows every open request."""

    state: State | None = None
    outcome: Outcome | None = None
    need: ReviewNeed | None = None
    flagged: bool = False
    held: bool = False


@dataclass(frozen=True)
class Watched:
    """One open request as the legal office sees it: whether it must be reviewed, and why."""

    row: InboxRow
    need: ReviewNeed
    why: str
    flagged: bool
    opinions: int

    @property
    def after(self) -> str:
        """Where the next page begins, as a token for the address."""
        due = (self.row.due_on or _NEVER).isoformat()
        return f"{_NEEDS.index(self.need)}_{due}_{self.row.id}"


@dataclass(frozen=True)
class WatchedPage:
    """A page of the desk, how many stand in each need, and where the next page begins."""

    rows: tuple[Watched, ...]
    counts: dict[ReviewNeed, int]
    next_after: str


def watched(
    connection: Connection, actor: Actor, today: date, calendar: Calendar,
    wanted: Wanted = Wanted(), after: str = "", limit: int = 50,
) -> WatchedPage:
    """The open requests of the agency: what must be reviewed first, then by what is due first."""
    counts = dict.fromkeys(ReviewNeed, 0)
    if not sees_requests(actor) or Role.LEGAL_OFFICE not in actor.seats:
        return WatchedPage((), counts, "")
    need, due = _need(), func.coalesce(Request.due_on, _NEVER)
    scope = [*conditions(View.OPEN), *_narrowed(wanted)]
    for place, number in connection.execute(
            select(need, func.count()).where(*scope).group_by(need), asking(actor)):
        counts[_NEEDS[place]] = number
    shown = [*scope, *([need == _NEEDS.index(wanted.need)] if wanted.need else [])]
    query = (
        rows_query().add_columns(
            need.label("need"), _overrides().label("overrides"), _FLAGGED.label("flagged"),
            _opinions().label("opinions"))
        .where(*shown, *_beyond(need, due, after)).order_by(need, due, Request.id)
        .limit(limit + 1))
    more = connection.execute(query, asking(actor)).mappings().all()
    rows = read_rows(connection, actor, query, today, calendar, asking(actor))
    found = [_watched(row, about) for row, about in zip(rows, more, strict=True)]
    return WatchedPage(
        tuple(found[:limit]), counts, found[limit - 1].after if len(found) > limit else "")


def _watched(row: InboxRow, about: RowMapping) -> Watched:
    return Watched(row, _NEEDS[about["need"]], _why(row, bool(about["overrides"])),
                   bool(about["flagged"]), about["opinions"])


def _why(row: InboxRow, overrides: bool) -> str:
    """Why its legal review is compulsory; "" if it is not."""
    if row.state not in _BEFORE_APPROVAL:
        return ""
    if row.outcome is not None and row.outcome not in GIVING:
        return f"拟“{row.outcome.label}”"
    return "不顾第三方反对，因公共利益公开（条例第十五条）" if overrides else ""


def _need() -> ColumnElement[int]:
    place = _NEEDS.index
    must = or_(Request.outcome.not_in(GIVING), _overrides())
    reviewing, before = Request.state == State.REVIEW, Request.state.in_(_BEFORE_APPROVAL)
    return case(
        (and_(reviewing, ~_LEGAL), place(ReviewNeed.DONE)),
        (and_(reviewing, must), place(ReviewNeed.WAITS)),
        (and_(before, must), place(ReviewNeed.WILL)),
        (reviewing, place(ReviewNeed.MAY)),
        else_=place(ReviewNeed.NONE))


def _overrides() -> ColumnElement[bool]:
    """Whether the newest draft discloses over an objection for the public interest."""
    draft, newer = aliased(TrailEntry), aliased(TrailEntry)
    later = exists().where(newer.request == draft.request, newer.seq > draft.seq,
                           newer.step == "draft_reply")
    return exists().where(draft.request == Request.no, draft.step == "draft_reply",
                          draft.body.contains('"public_interest_reason":"'), ~later)


def _opinions() -> Any:
    given = aliased(TrailEntry)
    return (select(func.count()).where(given.request == Request.no, given.step == "legal_opinion")
            .correlate(Request).scalar_subquery())


def _narrowed(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(Request.state == wanted.state)
    if wanted.outcome:
        found.append(Request.outcome == wanted.outcome)
    if wanted.flagged:
        found.append(_FLAGGED)
    if wanted.held:
        found.append(Request.held.is_(True))
    return found


def _beyond(
    need: ColumnElement[int], due: ColumnElement[date], after: str
) -> Sequence[ColumnElement[bool]]:
    parts = after.split("_")
    if len(parts) != 3:
        return ()
    try:
        place, day, id = int(parts[0]), date.fromisoformat(parts[1]), int(parts[2])
    except ValueError:
        return ()
    return (or_(need > place, and_(need == place, or_(
        due > day, and_(due == day, Request.id > id)))),)
