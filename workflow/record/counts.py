"""How often somebody applied (申请件数): by name, for articles 35 and 42.

A name is no person: the officer sees the number, checks it, and answers for the one given.
"""

from datetime import date

from sqlalchemy import Connection, bindparam, func, or_, select

from workflow.record.models import Request

# Made once: to build a statement costs more than to run it.
_UNDER_ONE_NAME = select(func.count()).select_from(Request).where(
    Request.agency_id == bindparam("agency"),
    Request.received_on.between(bindparam("first"), bindparam("last")),
    or_(Request.applicant_name == bindparam("name"), Request.no == bindparam("no")),
)


def applications_of(
    connection: Connection, agency: int, name: str, no: str, first: date, last: date
) -> int:
    """Applications to an agency under a name, received from the first to the last day."""
    return connection.scalar(_UNDER_ONE_NAME, {
        "agency": agency, "name": name or "\0", "no": no, "first": first, "last": last}) or 0
