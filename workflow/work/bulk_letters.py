"""Letters in bulk (成批文书): what an agency issued on some days, bound into one file to print."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from letters.day_bundle import IssuedLetter, day_bundle
from workflow.desk import Desk
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record.database import reading
from workflow.record.errands import Told
from workflow.record.people import Actor, office_of
from workflow.record.standing import beijing_day
from workflow.register_rows import Progress, silent
from workflow.reports.issued import Issued, issued_between
from workflow.terms import Role
from workflow.work.errands import ErrandKind, Making

KIND = "letters"
#: So many letters are bound while the officer waits; more in the background.
DIRECT = 40
#: The longest span, in days.
LONGEST = 31


def title_of(first: date, last: date) -> str:
    """What the file is called."""
    return f"当日文书-{first}" if first == last else f"成批文书-{first}至{last}"


def _make(making: Making) -> None:
    first, last = (date.fromisoformat(making.errand.asked[each]) for each in ("first", "last"))
    if not timedelta(0) <= last - first < timedelta(days=LONGEST):
        raise StepNotAllowed([Reason(f"一次最多{LONGEST}天，请缩短期间")])
    with reading(making.desk.engine) as connection:
        found = issued_between(connection, making.officer, first, last)
    if not found:
        raise NotFound("这些天没有制发文书")
    data = bound(making.desk, making.officer, making.at, found, first, last, making.progress)
    told = Told({"letters": len(found)}, file_name=f"{title_of(first, last)}.pdf",
                media_type="application/pdf")
    with making.writing() as connection:
        making.end(connection, told, data)


def bound(
    desk: Desk, officer: Actor, at: datetime, found: Sequence[Issued], first: date, last: date,
    progress: Progress = silent,
) -> bytes:
    """What was issued on some days in one file, with a list of contents."""
    letters = []
    for done, one in enumerate(found):
        progress(done, len(found))
        data = desk.document(one.request_no, one.id, officer, at)
        letters.append(IssuedLetter(one.kind.label, one.number, one.request_no, data))
    with reading(desk.engine) as connection:
        office = office_of(connection, officer.agency_id, beijing_day(at))
    return day_bundle(
        desk.print_room.press(), letters, agency=office.name, day=first,
        until=last if last != first else None, printed_on=beijing_day(at),
        printed_by=officer.name)


LETTERS = ErrandKind("成批文书", frozenset({Role.INTAKE_CLERK, Role.ARCHIVIST}), _make)
