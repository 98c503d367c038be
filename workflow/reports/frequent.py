"""Who applied most (同一申请人的申请件数): in a calendar month or a year, with the cases.

For the fee by case (国办函〔2020〕109号第四条: the applications of one applicant in one calendar
month) and for article 35 (数量、频次明显超过合理范围). The same ID number is one applicant under
every spelling of the name; without one the name tells. How many there are `counts.applications_of`
says, as it does in the forms of these steps: this list only finds whom to ask it about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, union

from workflow.errors import BadFacts, NotFound, RuleNotInForce
from workflow.law.fees import FEE_BY_CASE, fee_by_case
from workflow.law.rules import FEE_MEASURES
from workflow.law.workdays import Calendar
from workflow.record.counts import Application, applications_of, counted_applications
from workflow.record.erasures import ERASED_NAME
from workflow.record.identity import ID_NUMBER
from workflow.record.models import PersonMark, Request
from workflow.record.people import Actor
from workflow.reports.inbox import InboxRow, read_rows, rows_query
from workflow.reports.views import sees_names
from workflow.terms import ApplicantKind

#: No page lists more applicants, or more cases of one, than these.
MOST, MOST_CASES = 100, 200
#: From how many applications in a year somebody is listed at first: the law names no number.
MANY_IN_A_YEAR = 20
_NAMELESS = ("", ERASED_NAME)


@dataclass(frozen=True)
class Frequent:
    """An applicant with many applications, as the request that finds the most of them tells.

    `by_number` of the `count` bear the same ID number; the others only the same name.
    """

    no: str
    name: str
    kind: ApplicantKind
    count: int
    by_number: int
    other_names: tuple[str, ...] = ()

    @property
    def by_name_alone(self) -> int:
        """Those that only bear the same name: perhaps somebody else's."""
        return self.count - self.by_number


@dataclass(frozen=True)
class Counted:
    """One application of an applicant, and the how-manieth of its calendar month it is.

    `yuan` is what the fee by case comes to for it, where one may be charged.
    """

    row: InboxRow
    same: Application
    place: int | None
    yuan: int | None


@dataclass(frozen=True)
class Applicant:
    """Whoever applied through a request: name, how many applications, the newest of them."""

    name: str
    count: int
    cases: tuple[Counted, ...]


def charged_from(today: date) -> int:
    """From the how-manieth application of a month on the fee by case is more than nothing."""
    brackets = FEE_BY_CASE.on(max(today, FEE_MEASURES))
    return next(one.first for one in brackets if one.yuan)


def fee_of_month(count: int, month: date, today: date) -> int | None:
    """What the fee by case comes to for a month's applications, in yuan; None where none may be.

    A proposal: nothing is charged by itself (条例第四十二条).
    """
    if month < FEE_MEASURES:
        return None
    try:
        return fee_by_case(count, today).total_yuan
    except (BadFacts, RuleNotInForce):
        return None


def frequent(
    connection: Connection, actor: Actor, first: date, last: date, least: int
) -> tuple[list[Frequent], bool]:
    """Who applied at least so often from a first to a last day, most first; whether there are more.

    Only for seats that see names.
    """
    if not sees_names(actor):
        return [], False
    pairs = [_Pair(*row) for row in connection.execute(
        _candidates(actor.agency_id, first, last, least))]
    told = sorted(_told(pairs, least), key=lambda one: (-one.number, -one.pair.newest))
    return list(_named(connection, told[:MOST])), len(told) > MOST


def cases_of(
    connection: Connection, actor: Actor, no: str, first: date, last: date, today: date,
    calendar: Calendar, *, by_month: bool,
) -> Applicant:
    """The applicant of a request, and the applications that are counted.

    Raises NotFound for a request of another agency, and for seats that see no names.
    """
    name = connection.scalar(select(Request.applicant_name).where(
        Request.no == no, Request.agency_id == actor.agency_id))
    if name is None or not sees_names(actor):
        raise NotFound(f"没有找到申请{no}")
    asked = (connection, actor.agency_id, name, no, first, last)
    same = counted_applications(*asked, MOST_CASES)
    query = rows_query().where(Request.id.in_([one.id for one in same]))
    rows = {row.id: row for row in read_rows(connection, actor, query, today, calendar)}
    return Applicant(name, applications_of(*asked), tuple(
        _counted(connection, actor, rows[one.id], one, today, by_month=by_month)
        for one in same))


def _counted(
    connection: Connection, actor: Actor, row: InboxRow, same: Application, today: date, *,
    by_month: bool,
) -> Counted:
    """As the form of the fee counts it: from the first of the month to its own day."""
    if not by_month or row.received_on is None:
        return Counted(row, same, None, None)
    month = row.received_on.replace(day=1)
    place = applications_of(connection, actor.agency_id, row.applicant_name, row.no, month,
                            row.received_on)
    if month < FEE_MEASURES:
        return Counted(row, same, place, None)
    return Counted(row, same, place, fee_by_case(place, today).last_yuan)


@dataclass(frozen=True)
class _Pair:
    """The applications of a period under one name and one mark of an ID number; "" for none."""

    name: str
    mark: str
    count: int
    newest: int

    @property
    def named(self) -> bool:
        """Whether the name may tell who it is."""
        return self.name not in _NAMELESS

    def counts(self, other: "_Pair") -> bool:
        """Whether the applications of another pair are counted with these."""
        same_name = self.named and self.name == other.name
        return self == other or same_name or bool(self.mark and self.mark == other.mark)


@dataclass(frozen=True)
class _Told:
    """An applicant: the pair that finds the most, how many, and under which other names."""

    pair: _Pair
    number: int
    by_number: int
    other_names: tuple[str, ...]


def _candidates(agency: int, first: date, last: date, least: int) -> Select[Any]:
    """Every pair that can belong to somebody with so many applications, each counted whole.

    Whoever has so many has half of them under one name or one number at least.
    """
    came = (
        select(Request.id, Request.applicant_name.label("name"),
               func.coalesce(PersonMark.mark, "").label("mark"))
        .outerjoin(PersonMark, (PersonMark.request_no == Request.no)
                   & (PersonMark.kind == ID_NUMBER))
        .where(Request.agency_id == agency, Request.received_on.between(first, last))
        .cte("came"))
    half = func.count() >= (least + 1) // 2
    a_name, a_mark = came.c.name.not_in(_NAMELESS), came.c.mark != ""
    many_names = select(came.c.name).where(a_name).group_by(came.c.name).having(half)
    many_marks = select(came.c.mark).where(a_mark).group_by(came.c.mark).having(half)
    names = union(many_names, select(came.c.name).where(a_name, came.c.mark.in_(many_marks)))
    marks = union(many_marks, select(came.c.mark).where(a_mark, came.c.name.in_(many_names)))
    return select(came.c.name, came.c.mark, func.count(), func.max(came.c.id)).where(
        or_(came.c.name.in_(names.scalar_subquery()), came.c.mark.in_(marks.scalar_subquery()))
    ).group_by(came.c.name, came.c.mark)


def _told(pairs: Sequence[_Pair], least: int) -> Iterator[_Told]:
    by_name, by_mark = _totals(pairs, "name"), _totals(pairs, "mark")
    for own in _persons(pairs).values():
        names, left = {one.name for one in own if one.named}, list(own)
        while left:
            number, pair = max(((_number(one, by_name, by_mark), one) for one in left),
                               key=lambda found: (found[0], found[1].newest))
            if number >= least:
                yield _Told(pair, number, by_mark.get(pair.mark, 0) if pair.mark else 0,
                            tuple(sorted(names - {pair.name})))
            # What is found neither by this name nor by this number has a line of its own: the
            # steps count by one request, and do not go on from spelling to spelling.
            left = [one for one in left if not pair.counts(one)]


def _totals(pairs: Sequence[_Pair], of: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in pairs:
        found[getattr(one, of)] = found.get(getattr(one, of), 0) + one.count
    return found


def _number(pair: _Pair, by_name: Mapping[str, int], by_mark: Mapping[str, int]) -> int:
    """What `applications_of` counts for a request of this pair: the same name or number."""
    if not pair.named:
        return by_mark[pair.mark] if pair.mark else 1
    return by_name[pair.name] + (by_mark[pair.mark] - pair.count if pair.mark else 0)


def _persons(pairs: Sequence[_Pair]) -> dict[tuple[str, str], list[_Pair]]:
    """The pairs of each person: by number; by name where no number, or not one alone, goes by it.

    Without a number the applications of a name are its own person's where only one has that name.
    """
    marks: dict[str, set[str]] = {}
    for one in pairs:
        if one.mark and one.named:
            marks.setdefault(one.name, set()).add(one.mark)
    found: dict[tuple[str, str], list[_Pair]] = {}
    for one in pairs:
        owners = {one.mark} if one.mark else marks.get(one.name, set())
        key = ("", next(iter(owners))) if len(owners) == 1 else (one.name, "")
        found.setdefault(key, []).append(one)
    return found


def _named(connection: Connection, told: Sequence[_Told]) -> Iterator[Frequent]:
    ids = [one.pair.newest for one in told]
    rows = {row.id: row for row in connection.execute(select(
        Request.id, Request.no, Request.applicant_kind).where(Request.id.in_(ids)))}
    for one in told:
        row = rows[one.pair.newest]
        yield Frequent(row.no, one.pair.name, row.applicant_kind, one.number, one.by_number,
                       one.other_names)
