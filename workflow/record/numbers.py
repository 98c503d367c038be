"""Series of document numbers (文号): no gap, no number twice, a voided one stays visible.

A number is reserved in a short transaction of its own before a letter is printed. A reservation
that came to nothing is used for the next letter; one whose letter was recalled stays void.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select, update

from workflow.record.models import Agency, DocumentNumber
from workflow.record.prepared import Prepared

#: After this time a reservation whose process died is given to the next letter.
ABANDONED_AFTER = timedelta(minutes=10)


# Statements made once: to build one costs more than to run it.
_NUMBER = DocumentNumber.__table__.c
_SERIES = (
    (DocumentNumber.agency_id == bindparam("of_agency"))
    & (DocumentNumber.series == bindparam("of_series"))
    & (DocumentNumber.year == bindparam("of_year"))
)
_ONE = _SERIES & (DocumentNumber.serial == bindparam("of_serial"))
_AGENCY = Prepared(
    select(Agency.id).where(Agency.id == bindparam("of_agency")).with_for_update())
_UNUSED = Prepared(select(func.min(DocumentNumber.serial)).where(
    _SERIES, (DocumentNumber.state == "free") | (
        (DocumentNumber.state == "reserved")
        & (DocumentNumber.reserved_at < bindparam("abandoned", type_=_NUMBER.reserved_at.type)))))
_FREE = Prepared(
    select(func.min(DocumentNumber.serial)).where(_SERIES, DocumentNumber.state == "free"))
_LAST = Prepared(select(func.max(DocumentNumber.serial)).where(_SERIES))
_TAKE = Prepared(update(DocumentNumber).where(_ONE))
_NEW = Prepared(insert(DocumentNumber))
_SETTLE = Prepared(
    update(DocumentNumber).where(_ONE, DocumentNumber.state == bindparam("of_state")))


def lock(connection: Connection, agency_id: int) -> None:
    """Let one writer at a time number things for an agency; SQLite has locked already."""
    if connection.dialect.name != "sqlite":
        _AGENCY.ask(connection, {"of_agency": agency_id})


def reserve(
    connection: Connection, agency_id: int, series: str, year: int, request: str, at: datetime
) -> int:
    """Take the lowest number not in use of a series and year; needs a write transaction."""
    lock(connection, agency_id)
    mine = {"of_agency": agency_id, "of_series": series, "of_year": year}
    taken = {"state": "reserved", "request": request, "reserved_at": at}
    unused = _UNUSED.ask(connection, {**mine, "abandoned": at - ABANDONED_AFTER})
    newest = _LAST.ask(connection, mine)
    serial = unused.scalar()
    if serial is not None:
        _TAKE.say(connection, {**mine, "of_serial": serial, **taken})
        return int(serial)
    last = newest.scalar() or 0
    _NEW.say(connection, {
        "agency_id": agency_id, "series": series, "year": year, "serial": last + 1, **taken})
    return int(last) + 1


def reserve_all(
    connection: Connection, agency_id: int, series: str, year: int, count: int, at: datetime
) -> list[int]:
    """Take the next numbers of a series and year at once, behind all others."""
    lock(connection, agency_id)
    last = _LAST.ask(connection, {
        "of_agency": agency_id, "of_series": series, "of_year": year}).scalar() or 0
    serials = list(range(last + 1, last + count + 1))
    _NEW.say(connection, [
        {"agency_id": agency_id, "series": series, "year": year, "serial": serial,
         "state": "reserved", "request": "", "reserved_at": at} for serial in serials])
    return serials


def settle_all(
    connection: Connection, agency_id: int, series: str, year: int, serials: Sequence[int],
    state: str,
) -> bool:
    """Mark numbers that were reserved at once; False if any is no longer reserved."""
    result = connection.execute(
        update(DocumentNumber)
        .where(DocumentNumber.agency_id == agency_id, DocumentNumber.series == series,
               DocumentNumber.year == year, DocumentNumber.state == "reserved",
               DocumentNumber.serial.between(serials[0], serials[-1]))
        .values(state=state))
    return result.rowcount == len(serials)


def next_serial(connection: Connection, agency_id: int, series: str, year: int) -> int:
    """The number the next letter of a series and year would get, by what is known now."""
    mine = {"of_agency": agency_id, "of_series": series, "of_year": year}
    free = _FREE.ask(connection, mine).scalar()
    return int(free or (_LAST.ask(connection, mine).scalar() or 0) + 1)


def settle(
    connection: Connection, agency_id: int, series: str, year: int, serial: int, state: str
) -> bool:
    """Mark a reserved number `used`, `free` again or `void`; False if it is no longer reserved."""
    return _SETTLE.change(connection, {
        "of_agency": agency_id, "of_series": series, "of_year": year, "of_serial": serial,
        "of_state": "used" if state == "void" else "reserved", "state": state}) == 1
