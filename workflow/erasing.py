"""Erasing (销毁个人信息): the data key of an archived request is destroyed; its trail stays whole.

个人信息保护法第四十七条: personal data goes once the retention term is over; until then nothing but
storage and protection is allowed. 档案法第二十一条: no archive is destroyed but by the rules of
appraisal; hence two persons, and the number of the approval or of the decision that orders it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, select

from workflow import machine
from workflow.archive.shelf import Shelf as PackageShelf
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record import erasures, errands, models, projection, search, security, shelf, trail
from workflow.record.calendars import calendar_at
from workflow.record.case import Case
from workflow.record.database import emptied_journal, writing
from workflow.record.erasures import ERASED_NAME, Ground
from workflow.record.evidence import FileStore
from workflow.record.identity import Applicant
from workflow.record.people import Office, actor_of, office_of
from workflow.record.security import SecurityAct
from workflow.record.standing import beijing_day, rows_of
from workflow.record.trail import Entry
from workflow.states.archiving import Retention
from workflow.terms import RemedyResult, Role, State

_LAW = "个人信息保护法第四十七条"
_ARCHIVES = "档案法第二十一条；档案法实施条例第二十四条"
_LONGEST = 120
_YEARS = {Retention.TEN_YEARS.value: 10, Retention.THIRTY_YEARS.value: 30}


@dataclass(frozen=True)
class Order:
    """Who erases what on which ground (销毁决定)."""

    no: str
    officer: str
    approver: str
    ground: Ground
    #: Number of the approval of the appraisal report, or of the decision that orders it.
    document: str
    reason: str


def kept_until(entries: Sequence[Entry], case: Case) -> date | None:
    """The last day of the retention term; None for a file kept for ever, or not sealed.

    The term is counted from the first of January after the sealing, the latest reading there is.
    """
    sealed = [beijing_day(entry.at) for entry in entries if entry.step == "seal"]
    years = _YEARS.get(case.retention)
    return date(sealed[-1].year + years, 12, 31) if sealed and years else None


def erase(
    engine: Engine, store: FileStore, packages: PackageShelf, order: Order, at: datetime
) -> bool:
    """Destroy the personal data of a request and the packages that hold it in clear.

    False if a reader still keeps the journal of the database full.

    Raises StepNotAllowed with all reasons against it, NotFound for an unknown request or officer.
    """
    with writing(engine) as connection:
        office = _office(connection, order.no, beijing_day(at))
        connection.execute(select(models.Request.id).where(
            models.Request.no == order.no).with_for_update())
        entries = trail.entries(connection, order.no)
        case = machine.fold(entries)
        against = [*_unripe(connection, entries, case, order, beijing_day(at)),
                   *_unfit(connection, office, order, beijing_day(at))]
        if against:
            raise StepNotAllowed(against)
        abandoned = shelf.names_of(connection, order.no)
        _destroy(connection, office, case, order, at)
    for name in abandoned:
        store.remove(name)
    packages.clear(order.no)
    return emptied_journal(engine)


def _destroy(
    connection: Connection, office: Office, case: Case, order: Order, at: datetime
) -> None:
    stone = erasures.Stone.of(
        case.no, at, order.officer, order.approver, order.ground, order.document, order.reason)
    erasures.destroy(connection, stone)
    errands.forget_of_agency(connection, office.id)
    days = calendar_at(connection, office.regions, case.last_at or at)
    projection.rewrite(connection, rows_of(case, _as_of_last(connection, office, case),
                                           Applicant(ERASED_NAME), days))
    search.forget(connection)
    security.append(connection, at, order.officer, SecurityAct.PERSONAL_ERASED,
                    stone.facts(), office.id)


def _as_of_last(connection: Connection, office: Office, case: Case) -> Office:
    """The office as the lists know it: by the settings of the last act."""
    day = beijing_day(case.last_at) if case.last_at else date.min
    return office_of(connection, office.id, day)


def _office(connection: Connection, no: str, today: date) -> Office:
    agency = connection.scalar(select(models.Request.agency_id).where(models.Request.no == no))
    if agency is None:
        raise NotFound(f"没有找到申请{no}")
    return office_of(connection, agency, today)


def _unripe(
    connection: Connection, entries: Sequence[Entry], case: Case, order: Order, today: date
) -> Iterator[Reason]:
    """Why this request may not be erased now."""
    if erasures.stone_of(connection, order.no) is not None:
        yield Reason("此件的个人信息已经销毁", _LAW)
    if case.state is not State.ARCHIVED or case.mending or case.redo_by:
        yield Reason("只能销毁已归档、没有待办事项的申请的个人信息；在办的不得删除", _LAW)
    elif order.ground is Ground.TERM_OVER:
        last = kept_until(entries, case)
        if last is None:
            yield Reason("此件永久保管，或者没有登记保管期限，只能依据生效决定销毁", _ARCHIVES)
        elif today <= last:
            yield Reason(f"保管期限至{last}，期满前只能存储和采取安全保护措施", _LAW)
    if any(one.result is RemedyResult.PENDING and not one.void for one in case.remedies.values()):
        yield Reason("此件的行政复议、行政诉讼尚未审结，其间不得销毁", _LAW)
    if not order.document.strip():
        yield Reason("请写明鉴定意见的批准文号，或者据以销毁的生效决定文号", _ARCHIVES)
    if len(order.document) > _LONGEST:
        yield Reason(f"文号最多{_LONGEST}个字")
    if not order.reason.strip():
        yield Reason("请写明销毁的理由")


def _unfit(
    connection: Connection, office: Office, order: Order, today: date
) -> Iterator[Reason]:
    """Why these two may not do it: the archivist destroys, the head approves."""
    officer = actor_of(connection, order.officer, today)
    approver = actor_of(connection, order.approver, today)
    if {officer.agency_id, approver.agency_id} != {office.id}:
        yield Reason("销毁人和批准人应当是本机关人员")
    if Role.ARCHIVIST not in officer.own:
        yield Reason(f"个人信息由{Role.ARCHIVIST.label}销毁，{officer.name}没有该岗位", _ARCHIVES)
    if Role.HEAD not in approver.own:
        yield Reason(f"销毁由{Role.HEAD.label}批准，{approver.name}没有该岗位", _ARCHIVES)
    if officer.login == approver.login:
        yield Reason("销毁人和批准人不得为同一人", _ARCHIVES)
