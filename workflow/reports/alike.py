"""Requests for the same information (内容相近的申请): found beside one, each with its answer.

Shown for a human to compare, and nothing follows from it: whether an application repeats another
(条例第三十六条第六项) or several ask for what belongs to everybody (第四十四条) is for those to say
who handle them. What the same person asked for before is compared whole; what others asked for is
looked up by keys (`bands`), a bounded number of them, and then compared.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, union_all

from workflow.differences import Piece, differences
from workflow.record.alike.bands import bands
from workflow.record.alike.likeness import ALIKE_FROM, Likeness, likeness, nearest
from workflow.record.counts import earlier_requests
from workflow.record.models import Document, Request, RequestBand, RequestItem
from workflow.record.people import Actor, Office
from workflow.record.settings import ALIKE
from workflow.terms import DocumentKind, Outcome, State

#: What a reader may move the threshold to.
THRESHOLDS = tuple(range(50, 100, 5))
#: How many of the newest requests of one person are compared.
_OF_ONE_PERSON = 200
#: How many keys are looked up, and how many of the newest items each may bring.
_KEYS, _A_KEY = 24, 60
#: So many of what the keys brought are compared, those with most keys in common first.
_COMPARED = 40
#: So many are shown.
_SHOWN = 20
_ANSWERED = (State.REPLY, State.ARCHIVING, State.ARCHIVED)


@dataclass(frozen=True)
class Alike:
    """An item of another request, how alike it is, and what was answered to it."""

    no: str
    item: int
    wanted: str
    likeness: Likeness
    received_on: date | None
    state: State
    outcome: Outcome | None
    reply_number: str
    replied_on: date | None
    #: The reply among its documents; "" while there is none.
    reply: str
    #: By what its applicant is taken for the same person (证件号码、姓名、电话); nothing otherwise.
    same: tuple[str, ...] = ()
    #: The item of the request at hand it is nearest to.
    ours: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What stands in both texts, only in theirs, only in ours."""
        return differences(self.wanted, self.ours)

    @property
    def answered(self) -> bool:
        """Whether its reply was issued."""
        return self.state in _ANSWERED and bool(self.reply or self.replied_on)

    def told(self, at_least: int) -> str:
        """What was compared, for whoever links the two to go on from."""
        other = "；".join(f"{kind.label} {one}／{two}" for kind, one, two in self.likeness.apart)
        apart = f"，不同之处：{other}" if other else ""
        before = f"在先申请已答复（{self.reply_number}）" if self.answered else "在先申请尚未答复"
        return (f"系统比对相似度{self.likeness.score}%（阈值{at_least}%）{apart}。"
                f"{'、'.join(self.same)}；{before}。")


@dataclass(frozen=True)
class Beside:
    """What stands beside a request: candidates of the same person, and what others asked for."""

    at_least: int
    repeats: tuple[Alike, ...] = ()
    others: tuple[Alike, ...] = ()


def threshold(office: Office, asked: int | None = None) -> int:
    """From which likeness on requests are shown: as asked, else as the agency has set it."""
    if asked in THRESHOLDS:
        return asked
    found = office.setting(ALIKE)
    return int(found) if found else ALIKE_FROM


# Statements made once: to build one costs more than to run it.
_ITEMS = (
    select(Request.no, Request.received_on, Request.state, Request.reply_number,
           Request.replied_on, RequestItem.item, RequestItem.wanted, RequestItem.outcome)
    .join(RequestItem, RequestItem.request_no == Request.no)
    # By their numbers: PostgreSQL would read all requests of an agency it takes for a small one.
    .where(Request.agency_id + 0 == bindparam("agency"), Request.void == 0,
           Request.no.in_(bindparam("numbers", expanding=True)),
           Request.redo_of != bindparam("no")))
_REPLIES = select(Document.request_no, Document.id).where(
    Document.request_no.in_(bindparam("numbers", expanding=True)),
    Document.kind == DocumentKind.REPLY, Document.voided.is_(False), Document.revoked.is_(False))
_OWN = select(Request.applicant_name, Request.redo_of).where(
    Request.agency_id == bindparam("agency"), Request.no == bindparam("no"))
_IS_ASKED = select(RequestBand.request_no, RequestBand.item).where(
    RequestBand.request_no.in_(bindparam("numbers", expanding=True))).distinct()


@cache
def _with_keys(count: int) -> Any:
    """The newest items of each of so many keys, in one statement."""
    each = (select(RequestBand.request_no, RequestBand.item)
            .where(RequestBand.agency_id == bindparam("agency"),
                   RequestBand.band == bindparam(f"key_{n}"))
            .order_by(RequestBand.request_no.desc(), RequestBand.item.desc())
            .limit(_A_KEY).subquery() for n in range(count))
    return union_all(*map(select, each))


def beside(
    connection: Connection, actor: Actor, no: str, wanted: Sequence[str], at_least: int,
    *, others: bool = True,
) -> Beside:
    """What of the own agency is like the items of a request, the most alike first."""
    own = connection.execute(_OWN, {"agency": actor.agency_id, "no": no}).one_or_none()
    if own is None:
        return Beside(at_least)
    of_one = {one.no: one.same for one in earlier_requests(
        connection, actor.agency_id, own.applicant_name, no, _OF_ONE_PERSON)}
    of_one.pop(own.redo_of, None)
    live = _live(connection, of_one)
    found = [key for key in (candidates(connection, actor.agency_id, wanted) if others else ())
             if key[0] not in {no, own.redo_of, *of_one}][:_COMPARED]
    rows = _items(connection, actor, no, {one for one, _ in (*live, *found)})
    near = [_nearest(rows, wanted, at_least, keys) for keys in (live, found)]
    replies = replies_of(connection, {row.no for kept in near for row, _ in kept})
    return Beside(at_least, *(tuple(
        _alike(row, how, wanted, replies, of_one.get(row.no, ())) for row, how in kept)
        for kept in near))


def candidates(
    connection: Connection, agency: int, wanted: Iterable[str]
) -> list[tuple[str, int]]:
    """Items that have a key in common with a text, those with most of them first, then the newest.

    However many requests there are, no more are read than a fixed number for each key.
    """
    found: Counter[tuple[str, int]] = Counter()
    keys = dict.fromkeys(key for text in wanted for key in bands(text))
    told = {f"key_{n}": key for n, key in enumerate(list(keys)[:_KEYS])}
    if told:
        found.update(map(tuple, connection.execute(
            _with_keys(len(told)), {"agency": agency, **told})))
    newest = sorted(found, reverse=True)
    return sorted(newest, key=lambda one: -found[one])


def _live(connection: Connection, numbers: Collection[str]) -> list[tuple[str, int]]:
    """The items still asked for in these requests: neither withdrawn nor split off."""
    if not numbers:
        return []
    rows = connection.execute(_IS_ASKED, {"numbers": list(numbers)})
    return [(row.request_no, row.item) for row in rows]


def _items(
    connection: Connection, actor: Actor, no: str, numbers: Collection[str]
) -> Sequence[Any]:
    if not numbers:
        return ()
    return connection.execute(
        _ITEMS, {"agency": actor.agency_id, "numbers": sorted(numbers), "no": no}).all()


def _nearest(
    rows: Iterable[Any], wanted: Sequence[str], at_least: int, keys: Collection[tuple[str, int]]
) -> list[tuple[Any, Likeness]]:
    """The rows of these items that are alike enough, the most alike first."""
    near = [(row, nearest(wanted, (row.wanted,))) for row in rows if (row.no, row.item) in keys]
    return sorted((one for one in near if one[1].score >= at_least),
                  key=lambda one: (one[1].score, one[0].no), reverse=True)[:_SHOWN]


def replies_of(connection: Connection, numbers: Collection[str]) -> dict[str, str]:
    """The id of the reply that stands, by the number of its request."""
    if not numbers:
        return {}
    return {row.request_no: row.id
            for row in connection.execute(_REPLIES, {"numbers": sorted(numbers)})}


def _alike(
    row: Any, how: Likeness, wanted: Sequence[str], replies: Mapping[str, str],
    same: tuple[str, ...],
) -> Alike:
    names = ("no", "item", "wanted", "received_on", "state", "outcome", "reply_number",
             "replied_on")
    ours = max(wanted, key=lambda one: likeness(one, row.wanted).score)
    return Alike(likeness=how, reply=replies.get(row.no, ""), same=same, ours=ours,
                 **{name: getattr(row, name) for name in names})
