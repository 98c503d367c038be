"""A race through the web: six clerks, several processes; exactly one act on each request.

Every clerk has the same page open and sends it at the same moment. One is done, five are told who
was first, nobody sees an error.
"""

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, insert, select

from tests.bureau import SETTINGS, SINCE, Bureau, found
from tests.faults import naive
from tests.faults.browser import sign_in
from tests.faults.doing import QuickPress
from tests.faults.rotation import Rotation
from tests.faults.serving import HOST, serving
from tests.web.conftest import CHEAP
from tests.web.visitor import PASSWORD
from web.passwords import hashed
from web.site import wall_clock
from workflow import office
from workflow.archive.invariants import invariants
from workflow.desk import Desk
from workflow.record.database import connect, reading, writing
from workflow.record.evidence import FileStore
from workflow.record.models import TrailEntry
from workflow.record.personal import KeyRing
from workflow.record.standing import BEIJING
from workflow.terms import Role

PROCESSES, CLERKS = 4, 6
#: Requests raced for in a run that takes every point; in any other fewer, by two processes.
REQUESTS, FEW = 60, 12
#: So many requests are raced for at once: each of the six clerks has so many windows open.
WINDOWS = 4
NAMES = {f"clerk{n}": f"收件{name}" for n, name in enumerate("甲乙丙丁戊己", 1)}


@dataclass(frozen=True)
class Answer:
    """What a clerk was answered: who, about which request, with which status and page."""

    clerk: str
    no: str
    status: int
    page: str


#: Four processes start and fill their caches on a machine that may be busy with other tests.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
#: Sends one clerk's page about one request.
Send = Callable[[http.client.HTTPConnection, str, str], Answer]


@pytest.fixture
def bureau(database_url: str, tmp_path: Path, points: Rotation) -> Iterator[Bureau]:
    """Six clerks with passwords, and many requests registered today."""
    engine = connect(database_url)
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys,
                    wall_clock().astimezone(BEIJING))
    found(bureau, SETTINGS)
    with writing(engine) as connection:
        agency, password = office.agency_id_of(connection, "BJZR"), hashed(PASSWORD, CHEAP)
        for login, name in NAMES.items():
            office.add_officer(connection, bureau.now, office.CONSOLE, agency, login=login,
                               name=name, password_hash=password)
            office.grant(connection, bureau.now, office.CONSOLE, login, Role.INTAKE_CLERK,
                         valid_from=SINCE)
    for _ in range(REQUESTS if points.every else FEW):
        no = bureau.receive(channel="in_person", submitted_on=f"{bureau.now:%Y-%m-%d}",
                            wanted="批复")
        bureau.act(no, "clerk", "register")
    yield bureau
    engine.dispose()


@pytest.fixture
def numbers(bureau: Bureau) -> list[str]:
    """The requests."""
    with reading(bureau.engine) as connection:
        return list(connection.scalars(
            select(TrailEntry.request).where(TrailEntry.step == "register")
            .order_by(TrailEntry.request)))


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> Mapping[str, str]:
    """What tells a server where the bureau lies."""
    return {"YISHEN_DATA": str(tmp_path), "YISHEN_DATABASE_URL": database_url,
            "YISHEN_NOTARY_EVERY": "0", "YISHEN_WORK_EVERY": "0"}


def race(port: int, numbers: Sequence[str], send: Send) -> list[Answer]:
    """Every clerk sends the page of every request, all of a batch at the same moment."""
    answers: list[Answer] = []
    gate = threading.Barrier(CLERKS * WINDOWS)

    def run(clerk: str, window: int) -> None:
        for no in numbers[window::WINDOWS]:
            with closing(http.client.HTTPConnection(HOST, port, timeout=120)) as line:
                line.connect()
                gate.wait(120)
                answers.append(send(line, clerk, no))

    threads = [threading.Thread(target=run, args=(clerk, window))
               for clerk in NAMES for window in range(WINDOWS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def exactly_one_act_each(
    answers: Sequence[Answer], acts: Sequence[tuple[str, str]], numbers: Sequence[str]
) -> None:
    """One clerk acted on each request and was told so; the others read who it was."""
    assert len(answers) == CLERKS * len(numbers)
    assert not [one for one in answers if one.status >= 500]
    assert Counter(no for no, _ in acts) == dict.fromkeys(numbers, 1)
    done = {(one.no, one.clerk) for one in answers if one.status == 303}
    assert done == set(acts)
    assert Counter(one.status for one in answers) == {
        303: len(numbers), 409: (CLERKS - 1) * len(numbers)}
    winner = dict(acts)
    assert all(NAMES[winner[one.no]] in one.page for one in answers if one.status == 409)


def test_of_six_clerks_on_one_request_one_acts_and_five_are_told_who(
    bureau: Bureau, numbers: list[str], environ: Mapping[str, str], points: Rotation
) -> None:
    """Assigning a request to its handler: the real application, signed in, under gunicorn."""
    processes = PROCESSES if points.every else 2
    with serving("web.wsgi:app", processes, environ) as port:
        sessions = {clerk: sign_in(port, clerk) for clerk in NAMES}

        def send(line: http.client.HTTPConnection, clerk: str, no: str) -> Answer:
            session = sessions[clerk]
            form = {"csrf_token": session.token, "seen_seq": "2", "handler": "handler",
                    "command_id": f"{no} {clerk}"}
            line.request("POST", f"/requests/{no}/assign", urlencode(form), {
                "Cookie": session.cookie, "Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            return Answer(clerk, no, answer.status, answer.read().decode())

        answers = race(port, numbers, send)

    with reading(bureau.engine) as connection:
        acts = [(no, officer) for no, officer in connection.execute(
            select(TrailEntry.request, TrailEntry.officer).where(TrailEntry.step == "assign"))]
    exactly_one_act_each(answers, acts, numbers)
    assert invariants(bureau.engine, bureau.keys, bureau.store) == []


def test_a_handler_that_reads_and_then_writes_fails_the_same_race(
    database_url: str, environ: Mapping[str, str]
) -> None:
    numbers = [f"BJZR-2026-{n:04d}" for n in range(1, REQUESTS + 1)]
    engine = create_engine(database_url)
    naive.TABLES.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(naive.REQUEST), [
            {"no": no, "seq": 2, "officer": ""} for no in numbers])

    def send(line: http.client.HTTPConnection, clerk: str, no: str) -> Answer:
        line.request("POST", f"/requests/{no}/assign", "", {"X-Officer": clerk})
        answer = line.getresponse()
        return Answer(clerk, no, answer.status, answer.read().decode())

    threads = ("--worker-class", "gthread", "--threads", "8")
    with serving("tests.faults.naive:app", PROCESSES, environ, threads) as port:
        answers = race(port, numbers, send)
    with engine.begin() as connection:
        acts = [(no, officer) for no, officer in connection.execute(
            select(naive.ENTRY.c.request, naive.ENTRY.c.officer))]
    engine.dispose()

    with pytest.raises(AssertionError):
        exactly_one_act_each(answers, acts, numbers)
    assert max(Counter(no for no, _ in acts).values()) > 1
