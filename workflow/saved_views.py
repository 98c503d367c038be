"""Saved views (我的视图): a list narrowed as an officer likes it, under a name of one's own.

A convenience of one person: it changes nothing about any request and opens nothing that the seats
of the officer do not open, so it leaves no trace in the logs.
"""

from typing import NamedTuple

from sqlalchemy import Connection, ScalarSelect, delete, func, insert, select, update

from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record.models import Officer, SavedView
from workflow.record.people import Actor
from workflow.terms import Term

#: More than these are no help, longer names fit no tab.
MOST, LONGEST = 20, 20
_LONGEST_QUERY = 1200


class Listed(Term):
    """The lists that can be saved (可保存的列表)."""

    INBOX = "inbox", "收件台"
    REGISTER = "register", "登记台账"


class OwnView(NamedTuple):
    """A saved view as the list shows it; `query` is that of the address."""

    id: int
    name: str
    query: str


def own_views(connection: Connection, by: Actor, of: Listed) -> tuple[OwnView, ...]:
    """The saved views of a list an officer has, in the order they were made."""
    rows = connection.execute(
        select(SavedView.id, SavedView.name, SavedView.query)
        .where(SavedView.officer_id == _id_of(by), SavedView.page == of).order_by(SavedView.id))
    return tuple(OwnView(*row) for row in rows)


def save_view(connection: Connection, by: Actor, of: Listed, name: str, query: str) -> None:
    """Keep a view of a list under a name; the same name keeps the newer one.

    Raises StepNotAllowed with what is wrong with the name, or when there are too many.
    """
    name = " ".join(name.split())
    mine = (SavedView.officer_id == _id_of(by), SavedView.page == of)
    own = (*mine, SavedView.name == name)
    known = connection.scalar(select(SavedView.id).where(*own))
    count = connection.scalar(select(func.count()).where(*mine)) or 0
    _refuse(name, query, full=known is None and count >= MOST)
    if known is not None:
        connection.execute(update(SavedView).where(*own).values(query=query))
    else:
        connection.execute(insert(SavedView).values(
            officer_id=_id_of(by), page=of, name=name, query=query))


def drop_view(connection: Connection, by: Actor, id: int) -> None:
    """Delete a view.

    Raises NotFound for one that is not the officer's own.
    """
    gone = connection.execute(
        delete(SavedView).where(SavedView.id == id, SavedView.officer_id == _id_of(by)))
    if not gone.rowcount:
        raise NotFound("没有这个视图，可能已经删除")


def _id_of(by: Actor) -> ScalarSelect[int]:
    return select(Officer.id).where(Officer.login == by.login).scalar_subquery()


def _refuse(name: str, query: str, *, full: bool) -> None:
    reasons = []
    if not name:
        reasons.append(Reason("请填写视图名称", field="name"))
    if len(name) > LONGEST or not name.isprintable():
        reasons.append(Reason(f"视图名称最多{LONGEST}个字，不含控制字符", field="name"))
    if full:
        reasons.append(Reason(f"最多保存{MOST}个视图，请先删去不用的", field="name"))
    if len(query) > _LONGEST_QUERY:
        reasons.append(Reason("筛选条件过长，请减少后再保存", field="name"))
    if reasons:
        raise StepNotAllowed(reasons)
