"""Requests of many agencies with random fates, written into the list alone; no trail behind them.

What the figures of supervision count is all in the columns, so thousands of rows cost a moment.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select

from workflow.record.models import Agency, RemedyCase, Request
from workflow.terms import (
    AgencyKind,
    ApplicantKind,
    Channel,
    RemedyKind,
    RemedyResult,
    State,
)

#: What no figure may show: a name, and words of an application.
NAME, SUBJECT = "欧阳秘密", "关于邻居张三的举报材料"
FIRST, TODAY = date(2025, 3, 1), date(2026, 6, 10)  # Wednesday
_OPEN_STATES = (State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY)
_SEATS = ("receipt_days", "handling_days", "review_days", "service_days")


def agencies(connection: Connection, count: int) -> list[int]:
    """A hierarchy: the first on top of all, every other below an earlier one."""
    random, ids = Random(count), list[int]()
    for number in range(count):
        parent = random.choice(ids) if ids else None
        ids.append(connection.execute(insert(Agency).returning(Agency.id), {
            "code": f"JG{number:04}", "name": f"第{number}局", "short_name": f"局{number}",
            "kind": AgencyKind.COUNTY_DEPARTMENT, "parent_id": parent}).scalar_one())
    return ids


def requests(
    connection: Connection, ids: list[int], count: int, seed: int = 1, first: int = 0
) -> list[dict[str, Any]]:
    """Random requests of these agencies, numbered from `first`, as the rows that were written."""
    random = Random(seed)
    rows = [_request(random, first + number, random.choice(ids)) for number in range(count)]
    connection.execute(insert(Request), rows)
    return rows


def _request(random: Random, number: int, agency: int) -> dict[str, Any]:
    received = FIRST + timedelta(random.randrange((TODAY - FIRST).days))
    due = received + timedelta(random.choice((28, 28, 30, 56)))
    ended = received + timedelta(random.randrange(1, 60))
    over = ended <= TODAY and random.random() < 0.9
    days = [random.randrange(8) for _ in _SEATS] if over else [0] * 4
    state = random.choice((State.ARCHIVING, State.ARCHIVED)) if over else random.choice(
        _OPEN_STATES)
    return {
        "agency_id": agency, "no": f"SJ-{number:06}", "state": state, "seq": 1, "head": "0" * 64,
        "received_on": received, "channel": Channel.EMS, "applicant_kind": ApplicantKind.NATURAL,
        "applicant_name": NAME, "subject": SUBJECT, "waiting_for": "", "outcome": None,
        "clock_state": "ended" if over else random.choice(("running", "running", "paused")),
        "due_on": due if random.random() < 0.97 else None, "ended_on": ended if over else None,
        "concluded_on": ended - timedelta(random.randrange(3)) if over else None,
        "closed": int(state is State.ARCHIVED),
        "awaits": "" if state is State.ARCHIVED else ",open,",
        "void": int(random.random() < 0.04), "imported": int(random.random() < 0.1),
        "redo_of": "SJ-000000" if random.random() < 0.05 else "",
        "extended": random.randrange(2), "used_days": sum(days),
        **dict(zip(_SEATS, days, strict=True)),
    }


def remedies(
    connection: Connection, rows: list[dict[str, Any]], seed: int = 1
) -> list[dict[str, Any]]:
    """A reconsideration or lawsuit over some of them."""
    random = Random(seed)
    found = [_remedy(random, row) for row in rows if row["ended_on"] and random.random() < 0.3]
    connection.execute(insert(RemedyCase), found)
    return found


def _remedy(random: Random, row: dict[str, Any]) -> dict[str, Any]:
    result = random.choice(tuple(RemedyResult))
    decided = result is not RemedyResult.PENDING
    copied = row["ended_on"] + timedelta(20)
    return {
        "request_no": row["no"], "seq": 9, "agency_id": row["agency_id"],
        "kind": random.choice(tuple(RemedyKind)), "body": "某市人民政府", "case_no": "1号",
        "copy_received_on": copied, "result": result, "number": "", "redone": False,
        "result_on": copied + timedelta(random.randrange(40)) if decided else None,
        "term": 0, "opinion_no": "", "void": random.random() < 0.1, "open": 0, "due": "",
    }


def everything(connection: Connection, agency_count: int, request_count: int) -> Any:
    """Agencies, requests and remedies: their ids and rows."""
    ids = agencies(connection, agency_count)
    rows = requests(connection, ids, request_count)
    return ids, rows, remedies(connection, rows)


def parents(connection: Connection) -> dict[int, int | None]:
    """Above which agency each one is."""
    return dict(connection.execute(select(Agency.id, Agency.parent_id)).all())
