"""Grown: two web servers behind nginx and two workers share one database; one of each is killed.

Offices work through nginx over TLS the whole time. Afterwards every act that was acknowledged is in
its trail once, everything holds, every mail was sent, and no page was refused meanwhile.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Row, select, update

from bench.load import Took, lost, summed
from tests.bureau import Bureau
from tests.deploy.founding import PASSWORD, founded, login_in
from tests.deploy.growing import Service, all_of, answers, redis, web_server, worker
from tests.deploy.offices import Office
from tests.deploy.proxy import Proxy, proxying
from tests.faults.serving import free_port
from tests.postgresql import running
from tests.web.conftest import CHEAP
from web.config import Config
from workflow.archive.invariants import invariants
from workflow.record.database import reading, writing
from workflow.record.models import Job, Officer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
OFFICES = 4
#: Acts before anything is killed, between the two deaths and the return, and until the end.
BEFORE, WITHOUT, AFTER = 20, 12, 8


@dataclass
class Grown:
    """The whole installation while it runs."""

    bureau: Bureau
    proxy: Proxy
    webs: list[Service]
    workers: list[Service]
    mails: Path


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Grown]:
    """PostgreSQL, Redis, two servers, two workers, and nginx in front."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running(written=True))
        cluster.say("CREATE DATABASE grown")
        config = Config(tmp_path / "data", cluster.url("grown"), argon2=dict(CHEAP))
        bureau = founded(config, OFFICES)
        _give_addresses(bureau)
        mails = tmp_path / "mails"
        environ = {
            "YISHEN_DATA": str(config.data), "YISHEN_DATABASE_URL": config.database_url,
            "YISHEN_HTTPS": "on", "YISHEN_PROXIES": "1", "YISHEN_HOSTS": "localhost",
            "YISHEN_QUEUE": stack.enter_context(redis(tmp_path)),
            "YISHEN_MAIL": f"file://{mails}?from=ysqgk@gov.example", "YISHEN_POOL": "8+2"}
        ports = free_port(), free_port()
        webs = [web_server(port, environ, tmp_path) for port in ports]
        workers = [worker(n, environ, tmp_path) for n in (1, 2)]
        stack.enter_context(all_of(*webs, *workers))
        for port in ports:
            answers(port)
        proxy = stack.enter_context(proxying(tmp_path, ports))
        yield Grown(bureau, proxy, webs, workers, mails)
        bureau.engine.dispose()


def _give_addresses(bureau: Bureau) -> None:
    with writing(bureau.engine) as connection:
        connection.execute(update(Officer).values(email=Officer.login + "@gov.example"))


def test_one_server_and_one_worker_killed_under_load_lose_nothing(grown: Grown) -> None:
    offices = [Office(grown.proxy.address, login_in(n), PASSWORD, n, grown.proxy.trusted, tries=40)
               for n in range(OFFICES)]
    done = threading.Event()
    pages: Counter[int] = Counter()
    threads = [threading.Thread(target=_work, args=(office, done)) for office in offices]
    threads.append(threading.Thread(target=_watch, args=(grown.proxy, done, pages)))
    for thread in threads:
        thread.start()
    try:
        _until(offices, BEFORE)
        grown.webs[0].kill()
        grown.workers[0].kill()
        _until(offices, BEFORE + WITHOUT)
        grown.webs[0].start()  # as systemd would
        grown.workers[0].start()
        _until(offices, BEFORE + WITHOUT + AFTER)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    _, errors = summed("PostgreSQL", offices, Took(1.0, 1.0))

    assert not errors
    assert set(pages) == {200}
    assert list(lost(grown.bureau, offices)) == []
    assert invariants(grown.bureau.engine, grown.bureau.keys, grown.bureau.store) == []
    _every_mail_is_sent(grown)


def _work(office: Office, done: threading.Event) -> None:
    while not done.is_set():
        office.act()
    office.close()


def _watch(proxy: Proxy, done: threading.Event, pages: Counter[int]) -> None:
    """Somebody who asks for a page all the time, and never a second time."""
    port = urlsplit(proxy.address).port
    while not done.is_set():
        line = HTTPSConnection("localhost", port, timeout=60, context=proxy.trusted)
        line.request("GET", "/sign-in")
        answer = line.getresponse()
        answer.read()
        line.close()
        pages[answer.status] += 1
        time.sleep(0.1)


def _until(offices: list[Office], acts: int) -> None:
    """Wait until so many acts were acknowledged."""
    until = time.monotonic() + 200
    while sum(len(office.acknowledged) for office in offices) < acts:
        assert time.monotonic() < until, [office.samples[-3:] for office in offices]
        time.sleep(0.05)


def _every_mail_is_sent(grown: Grown) -> None:
    """Once office hours are passed over and ten minutes have gone by for what died on its way."""
    until = time.monotonic() + 120
    while not (jobs := _all_done(grown.bureau)):
        assert time.monotonic() < until
    sent = [message_from_bytes(place.read_bytes()) for place in grown.mails.glob("*.eml")]

    assert len(sent) == sum(1 for job in jobs if job.done_at)
    assert len({one["Message-ID"] for one in sent}) == len(sent)


def _all_done(bureau: Bureau) -> Sequence[Row[str, datetime | None, datetime | None]]:
    """All jobs there are, if all of them are done within a while; else none."""
    with writing(bureau.engine) as connection:
        waiting = (Job.done_at.is_(None), Job.dropped_at.is_(None))
        connection.execute(update(Job).where(*waiting).values(
            not_before=datetime.now(UTC), carried_until=None, taken_until=None))
    for _ in range(50):
        time.sleep(0.3)
        with reading(bureau.engine) as connection:
            jobs = connection.execute(select(Job.key, Job.done_at, Job.dropped_at)).all()
        if jobs and all(job.done_at or job.dropped_at for job in jobs):
            return jobs
    return ()
