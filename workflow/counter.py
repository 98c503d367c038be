"""The counter (收件台): what a clerk is told while an application is typed in; nothing is written.

Which day would be the day of receipt and when the reply would be due (条例第三十一条、第三十三条),
whether the letter was taken in already, who applied before, and what may be a repetition.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow import masking
from workflow.applicant_kind import guessed_kind
from workflow.desk import Desk
from workflow.errors import BadFacts, LawError, Reason
from workflow.given import Given, parse
from workflow.laid_open import OPENING
from workflow.law.clock import Clock, replay
from workflow.law.receipt_day import ReceiptDay, receipt_day
from workflow.law.workdays import Calendar, DayKind, DayStatus
from workflow.record.alike.likeness import ALIKE_FROM
from workflow.record.database import reading
from workflow.record.facts import Facts
from workflow.record.identity import KINDS, mark_of
from workflow.record.people import Actor, Office, office_of
from workflow.record.standing import beijing_day
from workflow.reports.alike import threshold
from workflow.reports.earlier import (
    EarlierRequest,
    KnownApplicant,
    earlier_of,
    known_applicants,
    same_mail,
    unconfirmed,
)
from workflow.states.receipt import facts_of_receipt
from workflow.steps import form_of
from workflow.terms import ApplicantKind
from workflow.viewing import RequestView, TrailLine

#: The fields that decide on the day of receipt.
_DECIDING = ("channel", "submitted_on", "signed_on", "first_seen_on", "confirmed_on",
             "called_same_day")


@dataclass(frozen=True)
class Arrival:
    """What an application would come to if it were taken in now (试算).

    `clock` is None while the day of receipt is not known; `other_due_on` is the due date by the
    other reading of article 31, where there is one.
    """

    day: ReceiptDay | None = None
    status: DayStatus | None = None
    clock: Clock | None = None
    other_due_on: date | None = None
    warnings: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What is known beside what is typed (旁证): the same mail, the applicant, earlier requests."""

    same_mail: tuple[str, ...] = ()
    known: tuple[KnownApplicant, ...] = ()
    earlier: tuple[EarlierRequest, ...] = ()
    guess: ApplicantKind | None = None
    #: From which likeness on contents may be the same.
    alike_from: int = ALIKE_FROM


def arrival(desk: Desk, officer: Actor, at: datetime, typed: Mapping[str, Any]) -> Arrival:
    """Day of receipt and due date of what is typed, or the reasons why they cannot be told."""
    given = parse(form_of(OPENING.facts), {k: v for k, v in typed.items() if k in _DECIDING})
    reasons = tuple(one for one in given.reasons if one.field in _DECIDING)
    if reasons or "channel" not in given.facts:
        return Arrival(reasons=tuple(one for one in reasons if one.field != "channel"))
    with reading(desk.engine) as connection:
        office = office_of(connection, officer.agency_id, beijing_day(at))
    try:
        return _arrival(given, office, beijing_day(at), desk.calendar(officer, at))
    except BadFacts as error:
        return Arrival(reasons=(error.reason,))
    except LawError as error:
        return Arrival(reasons=(Reason(str(error)),))


def _arrival(given: Given, office: Office, today: date, calendar: Calendar) -> Arrival:
    day = receipt_day(facts_of_receipt(Facts(given.facts)), today)
    if day.on is None:
        return Arrival(day, warnings=(day.note,))
    clock = _clock(day.on, office, today, calendar)
    other = _clock(day.other_on, office, today, calendar) if day.other_on else None
    status = calendar.status(day.on)
    return Arrival(day, status, clock, other.due_on if other else None,
                   tuple(_warnings(day, status, clock, today)))


def _clock(on: date, office: Office, today: date, calendar: Calendar) -> Clock:
    return replay(on, (), as_of=today, calendar=calendar, settings=office.clock_settings)


def _warnings(day: ReceiptDay, status: DayStatus, clock: Clock, today: date) -> Iterator[str]:
    if not status.working:
        yield (f"收到之日不是工作日（{status.name or status.kind.label}）；收到之日不因此顺延，"
               "期限从其后第一个工作日起数")
    elif status.kind is DayKind.MAKE_UP:
        yield f"收到之日是{status.name}，按工作日计算"
    if day.note:
        yield day.note
    if clock.late:
        over = max(1, clock.late_by_working_days)
        yield f"答复期限已经届满，超过{over}个工作日，请立即报告公开办负责人"
    elif clock.used_working_days:
        used, left = clock.used_working_days, clock.left_working_days
        yield f"收到至今已过{used}个工作日，还剩{left}个工作日"
    limit = clock.supplement_notice_due_on
    if limit and today > limit:
        yield "收到之日起7个工作日的补正告知期限已过（条例第三十条）"


def beside(desk: Desk, officer: Actor, at: datetime, typed: Mapping[str, Any]) -> Beside:
    """What is known of a letter by its mail number, its applicant and its contents."""
    given = parse(form_of(OPENING.facts), typed)
    facts, own = Facts(given.facts), given.personal
    name = own.get("applicant_name", "")
    wanted = [row.text("wanted") for row in facts.rows("items")] if "items" in facts else []
    with reading(desk.engine) as connection:
        office = office_of(connection, officer.agency_id, beijing_day(at))
        marks = {kind: mark_of(desk.keys.index, office.code, kind, own[kind])
                 for kind in KINDS if own.get(kind)}
        return Beside(
            same_mail(connection, officer, facts.text("mail_no")),
            known_applicants(connection, officer, name),
            earlier_of(connection, officer, name, marks, wanted, threshold(office)),
            guessed_kind(name), threshold(office))


@dataclass(frozen=True)
class Awaiting:
    """A request whose arrival is still to be confirmed with the applicant (收件待确认)."""

    seen: RequestView
    day: ReceiptDay
    calls: tuple[TrailLine, ...]


def awaiting(
    desk: Desk, officer: Actor, at: datetime, *, after: int = 0, limit: int = 20
) -> tuple[tuple[Awaiting, ...], int | None]:
    """Letters, messages and faxes not confirmed yet, the oldest first; where the next page begins.

    Each with its calls and the day that counts as things stand, if nobody confirms anything.
    """
    with reading(desk.engine) as connection:
        found = unconfirmed(connection, officer, after, limit + 1)
    shown = [_awaiting(desk.view(no, officer, at), at) for _, no in found[:limit]]
    more = found[limit - 1][0] if len(found) > limit else None
    return tuple(one for one in shown if one is not None), more


def _awaiting(seen: RequestView, at: datetime) -> Awaiting | None:
    facts = seen.case.receipt
    if facts is None or facts.confirmed_on is not None:
        return None
    calls = tuple(line for line in seen.trail if line.entry.step == "log_call")
    return Awaiting(seen, receipt_day(facts, beijing_day(at)), calls)


def taken_over(desk: Desk, no: str, officer: Actor, at: datetime) -> dict[str, str]:
    """Name and contact of an earlier request for a new one; who took them is logged first.

    Raises StepNotAllowed for a seat that need not know, NotFound outside the agency.
    """
    with reading(desk.engine) as connection:
        bench = desk.bench(connection, no, officer, at)
        action = desk.action(connection, bench, officer, at)
    return masking.take_over(desk.engine, action, bench.entries)
