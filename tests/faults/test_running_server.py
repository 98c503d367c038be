"""A server that runs: a form sent ten times at once, its database restarted, its clock jumping."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.bureau import Bureau, found
from tests.faults.browser import Session, sign_in
from tests.faults.doing import QuickPress
from tests.faults.serving import serving
from tests.postgresql import Cluster
from tests.web.conftest import CHEAP
from tests.web.visitor import PASSWORD
from web.passwords import hashed
from workflow import office
from workflow.archive.invariants import invariants
from workflow.desk import Desk
from workflow.record.database import connect, reading, writing
from workflow.record.evidence import FileStore
from workflow.record.models import Request, TrailEntry
from workflow.record.personal import KeyRing
from workflow.record.trail import MINUTES_BACK, Entry, entries

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PROCESSES, CLICKS, NO = 2, 10, "BJZR-2026-0001"
#: Gunicorn ends a worker that shows no life for some minutes, and minutes are what jumps here.
PATIENT = ("-c", "python:web.gunicorn", "--timeout", "0", "--graceful-timeout", "1")


@pytest.fixture
def bureau(database_url: str, tmp_path: Path) -> Iterator[Bureau]:
    """A clerk with a password, and a request of Monday 2026-06-01."""
    engine = connect(database_url)
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
    found(bureau)
    bureau.at("2026-06-01 09:00")
    with writing(engine) as connection:
        office.set_password(connection, bureau.now, office.CONSOLE, "clerk",
                            hashed(PASSWORD, CHEAP))
    assert bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复") == NO
    yield bureau
    assert invariants(engine, keys, store) == []
    engine.dispose()


@pytest.fixture
def environ(bureau: Bureau, database_url: str, tmp_path: Path) -> dict[str, str]:
    """What tells a server where the bureau lies."""
    return {"YISHEN_DATA": str(tmp_path), "YISHEN_DATABASE_URL": database_url,
            "YISHEN_NOTARY_EVERY": "0", "YISHEN_WORK_EVERY": "0"}


def of(bureau: Bureau, step: str) -> list[Entry]:
    """The entries of a step."""
    with reading(bureau.engine) as connection:
        return [one for one in entries(connection, NO) if one.step == step]


def ten_clicks(session: Session, port: int, seen: int) -> None:
    """A form sent ten times at once: every click is told the same, it is done."""
    answers: list[tuple[int, str]] = []
    gate = threading.Barrier(CLICKS)
    form = {"seen_seq": str(seen), "command_id": "the one command", "text": "备注"}

    def click() -> None:
        gate.wait(60)
        answers.append(session.post(port, f"/requests/{NO}/note", form))

    clicks = [threading.Thread(target=click) for _ in range(CLICKS)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(answers) == CLICKS
    assert set(answers) == {(303, answers[0][1])}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_ten_clicks_are_one_act_and_a_database_that_restarts_fails_one_page_a_process_at_most(
    bureau: Bureau, environ: dict[str, str], cluster: Cluster
) -> None:
    """Connections that were cut are noticed before they are used."""
    with serving("web.wsgi:app", PROCESSES, environ) as port:
        session = sign_in(port, "clerk")
        ten_clicks(session, port, 1)
        bureau.engine.dispose()
        cluster.restart()
        answers = [session.get(port, "/inbox") for _ in range(8)]
        status, _ = session.post(port, f"/requests/{NO}/note", {
            "seen_seq": "2", "command_id": "after the restart", "text": "备注"})

    assert sum(status != 200 for status in answers) <= PROCESSES
    assert set(answers[PROCESSES:]) == {200}
    assert status == 303
    assert [one.command_id for one in of(bureau, "note")] == [
        "the one command", "after the restart"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ten_clicks_are_one_act_and_a_server_whose_clock_jumps_goes_on(
    bureau: Bureau, environ: dict[str, str], tmp_path: Path
) -> None:
    """400 days ahead and back behind the start, by libfaketime: due dates and order stand."""
    clock, before = tmp_path / "clock", _due(bureau)
    false_time = {"LD_PRELOAD": _libfaketime(), "FAKETIME_TIMESTAMP_FILE": str(clock),
                  "FAKETIME_NO_CACHE": "1", "TZ": "UTC"}
    _set(clock, "2026-06-01 02:00:00")
    with serving("web.wsgi:app", 1, environ | false_time, PATIENT) as port:
        ten_clicks(sign_in(port, "clerk"), port, 1)
        for seen, moment in enumerate(("2027-07-06 02:00:00", "2026-05-30 02:00:00"), 2):
            _set(clock, moment)
            session = sign_in(port, "clerk")  # no session outlives 400 days
            status, _ = session.post(port, f"/requests/{NO}/note", {
                "seen_seq": str(seen), "command_id": moment, "text": "备注"})
            assert status == 303, moment

    notes = of(bureau, "note")
    assert [one.at.date().isoformat() for one in notes] == [
        "2026-06-01", "2027-07-06", "2026-05-30"]
    assert [one.seq for one in notes] == [2, 3, 4]
    assert timedelta(minutes=notes[-1].facts.number(MINUTES_BACK) or 0) > timedelta(days=401)
    assert _due(bureau) == before


def _set(clock: Path, moment: str) -> None:
    clock.write_text(f"@{moment}\n")


def _due(bureau: Bureau) -> list[object]:
    with reading(bureau.engine) as connection:
        assert connection.scalar(select(TrailEntry.request)) == NO
        return list(connection.scalars(select(Request.due_on)))


def _libfaketime() -> str:
    """Debian's library; its absence fails the test, it never skips it."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert found, "libfaketime is missing: `./run test` installs the Debian package of that name"
    return str(found[0])
