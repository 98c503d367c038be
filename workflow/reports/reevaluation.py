"""What is due for re-evaluation (评估审查清单): the refusals nobody has looked at again in a year.

政府信息公开条例 article 18 asks for a periodical evaluation of what is not disclosed and leaves the
period to the agency; this list goes by calendar years. Nothing in it is decided by the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, bindparam, func, or_, select

from workflow.errors import WorkflowError
from workflow.law.articles import cite
from workflow.law.rules import REGULATION
from workflow.record.erasures import ERASED_NAME
from workflow.record.models import Officer, Request
from workflow.record.people import Actor
from workflow.reports.alike import replies_of
from workflow.terms import Outcome


@dataclass(frozen=True)
class Withheld:
    """A request of which something stays withheld: on what ground, since when, by which letter."""

    no: str
    id: int
    subject: str
    outcome: Outcome | None
    articles: tuple[str, ...]
    withheld_on: date
    #: Whether it was looked at again since the reply.
    looked_at: bool
    reply_number: str
    replied_on: date | None
    #: The reply among its documents.
    reply: str
    handler: str

    @property
    def after(self) -> str:
        """Where the next page begins."""
        return f"{self.withheld_on.isoformat()}_{self.id}"


@dataclass(frozen=True)
class WithheldPage:
    """A page of the list, how many it has in all, and where the next page begins."""

    rows: tuple[Withheld, ...]
    due: int
    looked_at: int
    next_after: str


# Statements made once: to build one costs more than to run it.
_KEPT = (Request.agency_id == bindparam("agency"), Request.withheld_on.is_not(None),
         Request.applicant_name != ERASED_NAME)
_DUE = (*_KEPT, Request.withheld_on < bindparam("first"))
_BEYOND = or_(Request.withheld_on > bindparam("day"),
              (Request.withheld_on == bindparam("day")) & (Request.id > bindparam("id")))
_PAGE = (
    select(Request.no, Request.id, Request.subject, Request.outcome, Request.withheld,
           Request.withheld_on, Request.reply_number, Request.replied_on, Request.received_on,
           func.coalesce(Officer.name, Request.handler).label("handler"))
    .outerjoin(Officer, Officer.login == Request.handler)
    .where(*_DUE, _BEYOND).order_by(Request.withheld_on, Request.id)
    .limit(bindparam("limit")))
_COUNT = select(func.count()).select_from(Request).where(*_DUE)
_LOOKED_AT = select(func.count()).select_from(Request).where(
    *_KEPT, Request.withheld_on.between(bindparam("first"), bindparam("last")),
    Request.withheld_on > Request.replied_on)


def due_in(
    connection: Connection, actor: Actor, year: int, after: str = "", limit: int = 50
) -> WithheldPage:
    """What was withheld before a year and not looked at in it, the longest withheld first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    day, id = _beyond(after)
    asked = {"agency": actor.agency_id, "first": first, "last": last}
    rows = connection.execute(
        _PAGE, {**asked, "day": day, "id": id, "limit": limit + 1}).mappings().all()
    replies = replies_of(connection, {row["no"] for row in rows})
    found = tuple(_row(row, replies) for row in rows[:limit])
    return WithheldPage(
        found, connection.scalar(_COUNT, asked) or 0, connection.scalar(_LOOKED_AT, asked) or 0,
        found[-1].after if len(rows) > limit else "")


def _beyond(after: str) -> tuple[date, int]:
    day, _, id = after.partition("_")
    try:
        return date.fromisoformat(day), int(id)
    except ValueError:
        return date.min, 0


def _row(row: RowMapping, replies: Mapping[str, str]) -> Withheld:
    names = ("no", "id", "subject", "outcome", "withheld_on", "reply_number", "replied_on",
             "handler")
    return Withheld(
        articles=_cited(row["withheld"].split(), row["received_on"]),
        looked_at=row["replied_on"] is None or row["withheld_on"] > row["replied_on"],
        reply=replies.get(row["no"], ""), **{name: row[name] for name in names})


def _cited(keys: Sequence[str], received_on: date | None) -> tuple[str, ...]:
    """The articles in words, by the text of the Regulation that governed the request."""
    if received_on is None:
        return tuple(keys)
    try:
        return tuple(cite(key, REGULATION.on(received_on)) for key in keys)
    except WorkflowError:  # what an old trail may cite, shown as it was written
        return tuple(keys)
