"""Workers as processes of their own: one killed between sending and marking, two sharing the work.

Whatever happens to them, each mail is sent; where one is sent twice it bears the same name.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import insert, select, update

from tests.bureau import Bureau
from tests.house import ROOT
from tests.postgresql import Cluster
from web.site import wall_clock
from workflow import office
from workflow.archive.invariants import invariants
from workflow.record import errands, outbox
from workflow.record.database import reading, writing
from workflow.record.models import Job, Reminder
from workflow.record.outbox import IS_WAITING
from workflow.record.security import SecurityAct, newest
from workflow.record.sequencer import sequence
from workflow.register_export import Asked
from workflow.reports.book.columns import chosen
from workflow.work.post import mail

pytestmark = pytest.mark.slow
ADDRESS = "handler@gov.example"
_RUN = "import sys; from web.cli import main; sys.exit(main(sys.argv[1:]))"
#: A worker that is killed where it would call something: with its effect, or to mark it.
_DIES = ("import os, signal; from workflow.record import errands, outbox;"
         "{0} = lambda *given: os.kill(os.getpid(), signal.SIGKILL);" + _RUN)


class Server:
    """A mail server on the loopback address: it counts the names of mails, and may do more."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self.on_mail: Callable[[], None] = lambda: None
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    async def handle_DATA(  # noqa: N802  # the name is the library's
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        """Take a mail."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.names[str(message["Message-ID"])] += 1
        self.on_mail()
        return "250 OK"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(
    bureau: Bureau, server: Server, cluster: Cluster, tmp_path: Path
) -> Iterator[Start]:
    """Starts `yishen work` on the bureau; whatever still runs at the end is ended."""
    name, queue = f"queue_{os.getpid()}", ""
    if bureau.engine.dialect.name == "postgresql":
        queue = cluster.copy("template0", name)
    begun: list[subprocess.Popen[bytes]] = []

    def run(*words: str, program: str = _RUN) -> "subprocess.Popen[bytes]":
        begun.append(subprocess.Popen(
            [sys.executable, "-c", program, "work", *words], cwd=ROOT, stdout=subprocess.DEVNULL,
            env={**os.environ, "YISHEN_DATA": str(tmp_path), "YISHEN_QUEUE": queue,
                 "YISHEN_DATABASE_URL": bureau.engine.url.render_as_string(hide_password=False),
                 "YISHEN_MAIL": f"smtp://127.0.0.1:{server.port}?from=a@b.example&tls=off"}))
        return begun[-1]

    yield run
    for one in begun:
        one.kill()
        one.wait(60)
    if queue:
        cluster.drop(name)


def waiting(bureau: Bureau, count: int) -> None:
    """So many mails that wait to be sent, each of an entry of one request."""
    now, handler = wall_clock() - timedelta(seconds=1), bureau.who("handler")
    bureau.at("2026-06-01 09:00")
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")
    for n in range(count - 1):
        bureau.act(no, "clerk", "note", text=f"第{n}次")
    sequence(bureau.engine)
    refs = [f"{no}#{n}" for n in range(1, count + 1)]
    with writing(bureau.engine) as connection:
        office.set_email(connection, bureau.now, handler, ADDRESS)
        connection.execute(insert(Reminder), [
            {"login": "handler", "ref": ref, "request_no": ref[:14], "of_limit": False,
             "text": f"{ref[:14]}：已办理", "at": now} for ref in refs])
        outbox.put(connection, [mail(handler.agency_id, "handler", ADDRESS, ref, ref[:14], now)
                                for ref in refs], now)


def undone(bureau: Bureau) -> int:
    with reading(bureau.engine) as connection:
        return len(connection.scalars(select(Job.id).where(Job.done_at.is_(None))).all())


def test_a_worker_killed_between_sending_and_marking_leaves_the_mail_to_the_next(
    bureau: Bureau, server: Server, start: Start
) -> None:
    waiting(bureau, 1)
    first = start("--once")
    server.on_mail = lambda: os.kill(first.pid, signal.SIGKILL)

    assert first.wait(60) == -signal.SIGKILL
    assert (sum(server.names.values()), undone(bureau)) == (1, 1)

    server.on_mail = lambda: None
    with writing(bureau.engine) as connection:  # five minutes later
        connection.execute(update(Job).values(taken_until=wall_clock() - timedelta(seconds=1)))
    assert start("--once").wait(60) == 0
    assert (list(server.names.values()), undone(bureau)) == ([2], 0)  # twice, under one name
    assert invariants(bureau.engine, bureau.keys, bureau.store) == []


def listens(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process has made up its mind what to do when it is told to end."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_two_workers_share_one_outbox_and_end_when_they_are_told_to(
    bureau: Bureau, server: Server, start: Start
) -> None:
    waiting(bureau, 60)
    workers = [start("--every", "5"), start("--every", "5")]
    until = time.monotonic() + 90
    while undone(bureau) and time.monotonic() < until:
        time.sleep(0.1)

    assert undone(bureau) == 0
    assert invariants(bureau.engine, bureau.keys, bureau.store) == []
    assert Counter(server.names.values()) == {1: 60}
    for one in workers:
        while not listens(one):  # one alone may have done everything before the other was there
            time.sleep(0.05)
        one.send_signal(signal.SIGTERM)
    assert [one.wait(60) for one in workers] == [0, 0]


@pytest.mark.parametrize(("killed", "kept"), [("errands.end", 0), ("outbox.done", 1)])
def test_a_worker_killed_over_an_export_leaves_it_made_and_logged_once(
    bureau: Bureau, start: Start, killed: str, kept: int
) -> None:
    """Killed before its effect there is none of it; killed before its mark there is all of it."""
    now, asked = wall_clock() - timedelta(seconds=1), Asked(chosen(())).to_json()
    bureau.at("2026-06-01 09:00")
    bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")
    with writing(bureau.engine) as connection:
        name = errands.ask(connection, bureau.keys, bureau.who("clerk"), "register_export", "台账",
                           asked, now)

    assert start("--once", program=_DIES.format(killed)).wait(60) == -signal.SIGKILL
    assert exports(bureau) == kept
    with writing(bureau.engine) as connection:  # five minutes later
        connection.execute(update(Job).values(taken_until=wall_clock() - timedelta(seconds=1)))
    assert start("--once").wait(60) == 0

    assert exports(bureau) == 1
    with reading(bureau.engine) as connection:
        one = errands.to_do(connection, bureau.keys, name)
        waits = connection.scalar(select(Job.id).where(IS_WAITING))
    assert one is not None
    assert (len(b"".join(errands.read(bureau.engine, one))), waits) == (one.size, None)
    assert invariants(bureau.engine, bureau.keys, bureau.store) == []


def exports(bureau: Bureau) -> int:
    """How often an export was logged."""
    with reading(bureau.engine) as connection:
        return len(newest(connection, only=SecurityAct.REGISTER_EXPORTED))
