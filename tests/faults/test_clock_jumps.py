"""A clock that runs 400 days ahead and two days back: no due date moves, nobody hears of it twice.

What the clock of the machine says is a claim of each entry; days that count are stated by officers,
and entries follow one another by their numbers. That the clock went back is noticed.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from tests.bureau import SEATS, Bureau, found
from tests.faults.doing import QuickPress
from tests.workflow.test_reminders import mailed_to
from workflow.archive.invariants import invariants
from workflow.desk import Desk
from workflow.record.database import reading, writing
from workflow.record.evidence import FileStore
from workflow.record.models import Job, Officer, Reminder, Request
from workflow.record.personal import KeyRing
from workflow.record.security import SecurityAct, append
from workflow.record.trail import MINUTES_BACK
from workflow.record.wall_clock import set_back
from workflow.work.health import told_right
from workflow.work.jobs import Workshop, work_off
from workflow.work.post import FolderMailer
from workflow.work.sweeper import sweep

TODAY, AHEAD, BACK = "2026-06-15 10:00", "2027-07-20 10:00", "2026-06-13 10:00"


@pytest.fixture
def bureau(engine: Engine, tmp_path: Path) -> Iterator[Bureau]:
    """A request of Monday 2026-06-01 in the hands of its handler, who is told of it by mail."""
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
    found(bureau)
    bureau.at("2026-06-01 09:00")
    sweep(engine, bureau.now, mail=True)
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler")
    mailed_to(bureau, "handler", "handler@gov.example")
    yield bureau
    assert invariants(engine, keys, store) == []


NO = "BJZR-2026-0001"


def due(bureau: Bureau) -> list[tuple[object, ...]]:
    """The due dates and clocks of all requests."""
    with reading(bureau.engine) as connection:
        return [tuple(row) for row in connection.execute(
            select(Request.no, Request.received_on, Request.due_on, Request.clock_state))]


def told(bureau: Bureau) -> list[tuple[str, str]]:
    """What officers were told, and of what."""
    with reading(bureau.engine) as connection:
        return [(login, ref) for login, ref in connection.execute(
            select(Reminder.login, Reminder.ref).order_by(Reminder.id))]


def minutes_back(bureau: Bureau) -> list[int]:
    """By how much each entry says it is earlier than the one before, 0 where it does not."""
    seen = bureau.see(NO)
    assert [line.entry.seq for line in seen.trail] == sorted(
        line.entry.seq for line in seen.trail)
    return [line.entry.facts.number(MINUTES_BACK) or 0 for line in seen.trail]


def sweeps(bureau: Bureau, *moments: str) -> None:
    """Sweep and mail at each moment, twice."""
    for moment in moments:
        bureau.at(moment)
        for _ in range(2):
            sweep(bureau.engine, bureau.now, mail=True)


def test_due_dates_stay_and_entries_follow_by_their_numbers(bureau: Bureau) -> None:
    before = due(bureau)
    for moment in (TODAY, AHEAD, BACK, TODAY):
        bureau.at(moment)
        bureau.act(NO, "clerk", "note", text=moment)
        assert due(bureau) == before

    back = minutes_back(bureau)
    assert back[:5] == [0, 0, 0, 0, 0]
    assert back[5:] == [402 * 24 * 60, 0]


def test_an_act_says_that_the_clock_went_back_before_it(bureau: Bureau) -> None:
    bureau.at(TODAY).act(NO, "clerk", "note", text="一")
    bureau.now -= timedelta(days=2)
    bureau.act(NO, "clerk", "note", text="二")

    assert minutes_back(bureau)[-2:] == [0, 2 * 24 * 60]
    said = [fact for line in bureau.see(NO).trail for fact in line.facts]
    assert ("系统时间早于上一条记录（分钟）", "2880") in said


def test_clocks_of_two_machines_may_differ_by_seconds(bureau: Bureau) -> None:
    bureau.at(TODAY).act(NO, "clerk", "note", text="一")
    bureau.now -= timedelta(seconds=40)
    bureau.act(NO, "clerk", "note", text="二")

    assert minutes_back(bureau)[-1] == 0


def test_a_clock_that_was_set_back_takes_no_reply_back(bureau: Bureau) -> None:
    """Withdrawn on one day, and noted on by a clock two days behind: it has ended all the same."""
    bureau.at(TODAY).act(NO, "clerk", "withdraw", on="2026-06-15", how="书面")
    before = due(bureau)
    bureau.at(BACK).act(NO, "clerk", "note", text="备注")

    assert due(bureau) == before
    assert before[0][-1] == "ended"


@pytest.mark.parametrize(("moment", "days"), [(TODAY, 0), (BACK, 2), (AHEAD, 0)])
def test_a_clock_that_was_set_back_is_noticed(bureau: Bureau, moment: str, days: int) -> None:
    bureau.at(TODAY).act(NO, "clerk", "note", text="一")
    bureau.at(moment)

    with reading(bureau.engine) as connection:
        assert set_back(connection, bureau.now) == timedelta(days=days)
        told = told_right(connection, bureau.now)
    assert told.holds is (days == 0)
    assert told.text == ("比最近一条记录早48小时" if days else "不早于最近一条记录")


def test_each_reminder_is_given_once(bureau: Bureau) -> None:
    """The clock runs ahead, is set right, runs back, is set right: nothing is said twice."""
    sweeps(bureau, TODAY, AHEAD, TODAY, BACK, TODAY, "2026-06-23 10:00", "2026-06-30 10:00")

    found = told(bureau)
    assert len(found) == len(set(found))
    marks = [ref.rpartition("/")[2] for login, ref in found if login == "handler" and "/" in ref]
    assert marks == ["10", "-1", "5", "0"]


def test_no_mail_waits_for_a_day_that_a_wrong_clock_named(
    bureau: Bureau, tmp_path: Path
) -> None:
    """Put into the outbox while the clock ran ahead, it leaves when the clock is right again."""
    sweeps(bureau, AHEAD)
    with reading(bureau.engine) as connection:
        first = connection.scalar(select(func.min(Job.not_before)))
    assert first is not None
    assert first > bureau.at(TODAY).now
    sweeps(bureau, TODAY)
    work_off(Workshop(bureau.desk, FolderMailer("a@b.example", tmp_path / "mail")), bureau.now)

    with reading(bureau.engine) as connection:
        waits = connection.scalar(text("SELECT count(*) FROM job WHERE done_at IS NULL"))
    assert waits == 0
    assert list((tmp_path / "mail").glob("*.eml"))


def test_a_clock_that_runs_ahead_shuts_nobody_out(bureau: Bureau) -> None:
    """Accounts unused for long are disabled, but not by one day that lies a year ahead."""
    bureau.at(TODAY)
    bureau.set("signin.unused_days", "200", since="2026-06-01")
    with writing(bureau.engine) as connection:
        for login in SEATS:
            append(connection, bureau.now, login, SecurityAct.SIGNED_IN, {})
    sweeps(bureau, TODAY, AHEAD, "2026-06-16 10:00")
    assert active(bureau) == len(SEATS)

    sweeps(bureau, "2027-07-20 10:00", "2027-07-21 10:00")
    assert active(bureau) == 0


def active(bureau: Bureau) -> int:
    """How many accounts are in use."""
    with reading(bureau.engine) as connection:
        return connection.scalar(
            select(func.count()).select_from(Officer).where(Officer.active)) or 0
