"""Series of document numbers (文号): no gap, no number twice, a voided one stays visible.

A number is reserved in a short transaction of its own before a letter is printed. A reservation
that came to nothing is used for the next letter; one whose letter was recalled stays void.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from workflow.record.models import Agency, DocumentNumber

#: After this time a reservation whose process died is given to the next letter.
ABANDONED_AFTER = timedelta(minutes=10)


def lock(connection: Connection, agency_id: int) -> None:
    """Let one writer at a time number things for an agency; SQLite has locked already."""
    connection.execute(select(Agency.id).where(Agency.id == agency_id).with_for_update())


def reserve(
    connection: Connection, agency_id: int, series: str, year: int, request: str, at: datetime
) -> int:
    """Take the lowest number not in use of a series and year; needs a write transaction."""
    lock(connection, agency_id)
    mine = (
        (DocumentNumber.agency_id == agency_id)
        & (DocumentNumber.series == series)
        & (DocumentNumber.year == year)
    )
    unused = (DocumentNumber.state == "free") | (
        (DocumentNumber.state == "reserved") & (DocumentNumber.reserved_at < at - ABANDONED_AFTER)
    )
    serial = connection.scalar(select(func.min(DocumentNumber.serial)).where(mine & unused))
    if serial is not None:
        connection.execute(
            update(DocumentNumber)
            .where(mine & (DocumentNumber.serial == serial))
            .values(state="reserved", request=request, reserved_at=at)
        )
        return int(serial)
    last = connection.scalar(select(func.max(DocumentNumber.serial)).where(mine)) or 0
    connection.execute(
        insert(DocumentNumber),
        {
            "agency_id": agency_id, "series": series, "year": year, "serial": last + 1,
            "state": "reserved", "request": request, "reserved_at": at,
        },
    )
    return int(last) + 1


def reserve_all(
    connection: Connection, agency_id: int, series: str, year: int, count: int, at: datetime
) -> list[int]:
    """Take the next numbers of a series and year at once, behind all others."""
    lock(connection, agency_id)
    last = connection.scalar(select(func.max(DocumentNumber.serial)).where(
        DocumentNumber.agency_id == agency_id, DocumentNumber.series == series,
        DocumentNumber.year == year)) or 0
    serials = list(range(last + 1, last + count + 1))
    connection.execute(insert(DocumentNumber), [
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
    mine = (
        (DocumentNumber.agency_id == agency_id)
        & (DocumentNumber.series == series)
        & (DocumentNumber.year == year)
    )
    free = connection.scalar(
        select(func.min(DocumentNumber.serial)).where(mine & (DocumentNumber.state == "free")))
    last = connection.scalar(select(func.max(DocumentNumber.serial)).where(mine)) or 0
    return int(free or last + 1)


def settle(
    connection: Connection, agency_id: int, series: str, year: int, serial: int, state: str
) -> bool:
    """Mark a reserved number `used`, `free` again or `void`; False if it is no longer reserved."""
    wanted = "used" if state == "void" else "reserved"
    result = connection.execute(
        update(DocumentNumber)
        .where(
            DocumentNumber.agency_id == agency_id,
            DocumentNumber.series == series,
            DocumentNumber.year == year,
            DocumentNumber.serial == serial,
            DocumentNumber.state == wanted,
        )
        .values(state=state)
    )
    return result.rowcount == 1
