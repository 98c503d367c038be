"""The outbox and what carries it: each job's effect once, nothing lost with the queue."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

import migrations
from tests.bureau import Bureau
from workflow import office
from workflow.record import outbox
from workflow.record.beats import Beat, begin, heard
from workflow.record.database import reading, writing
from workflow.record.models import Job, Reminder
from workflow.record.outbox import CARRIED, KEPT, TAKEN, Put
from workflow.work.carrier import FILE, Service, queue_of
from workflow.work.jobs import Done, Workshop, do_next, work_off
from workflow.work.post import FolderMailer, mail

ADDRESS = "handler@gov.example"


def mails(bureau: Bureau, count: int) -> list[int]:
    """So many mails that wait for the handler; gives the numbers of their jobs."""
    handler = bureau.who("handler")
    refs = [f"BJZR-2026-{n:04}#1" for n in range(count)]
    with writing(bureau.engine) as connection:
        office.set_email(connection, bureau.now, handler, ADDRESS)
        connection.execute(insert(Reminder), [
            {"login": "handler", "ref": ref, "request_no": ref[:14], "of_limit": False,
             "text": f"{ref[:14]}：已办理", "at": bureau.now} for ref in refs])
        outbox.put(connection, [
            mail(handler.agency_id, "handler", ADDRESS, ref, ref[:14], bureau.now)
            for ref in refs], bureau.now)
        return list(connection.scalars(select(Job.id).order_by(Job.id)))


class Counting:
    """A mail server that keeps the names of the mails it was given."""

    sender = "ogi@gov.example"

    def __init__(self) -> None:
        self.names: list[str] = []

    def send(self, message: EmailMessage) -> None:
        """Keep the name."""
        self.names.append(str(message["Message-ID"]))


@pytest.fixture
def service(bureau: Bureau, tmp_path: Path) -> Iterator[Service]:
    """A worker of this process, driven by hand."""
    queue = queue_of("", tmp_path)
    yield Service(Workshop(bureau.desk, Counting()), queue, lambda: bureau.now,
                  timedelta(minutes=1))
    queue.storage.close()


def drained(service: Service) -> int:
    """Do everything that lies in the queue; how many tasks there were."""
    count = 0
    while (task := service.queue.dequeue()) is not None:
        service.queue.execute(task)
        count += 1
    return count


def rows(bureau: Bureau) -> list[Any]:
    with reading(bureau.engine) as connection:
        return list(connection.execute(select(Job.__table__).order_by(Job.id)))


def test_the_same_key_is_put_once(bureau: Bureau) -> None:
    for _ in range(2):
        with writing(bureau.engine) as connection:
            outbox.put(connection, [Put("mail", "mail/a", {"n": 1})], bureau.now)

    assert [row.key for row in rows(bureau)] == ["mail/a"]


def test_what_rolls_back_leaves_no_job(bureau: Bureau) -> None:
    def act() -> None:
        with writing(bureau.engine) as connection:
            outbox.put(connection, [Put("mail", "mail/a")], bureau.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    assert rows(bureau) == []


def test_the_queue_brings_each_waiting_job_once_and_again_when_it_was_lost(
    bureau: Bureau, service: Service, tmp_path: Path
) -> None:
    mails(bureau, 5)
    service.look()
    assert service.queue.storage.queue_size() == 5 + 1  # and the sweep
    service.look()
    assert service.queue.storage.queue_size() == 6

    for place in tmp_path.glob(f"{FILE}*"):
        place.unlink()
    bureau.now += CARRIED + timedelta(seconds=1)
    service.look()

    assert (tmp_path / FILE).exists()
    assert drained(service) == 6
    assert isinstance(service.shop.mailer, Counting)
    assert len(set(service.shop.mailer.names)) == len(service.shop.mailer.names) == 5
    assert {bool(row.done_at) for row in rows(bureau)} == {True}


def test_a_job_that_lies_in_the_queue_twice_is_done_once(
    bureau: Bureau, service: Service
) -> None:
    mails(bureau, 2)
    for _ in range(2):
        service.look()
        bureau.now += CARRIED + timedelta(seconds=1)

    assert drained(service) == 4 + 2
    assert isinstance(service.shop.mailer, Counting)
    assert len(service.shop.mailer.names) == 2


def test_a_job_in_hand_is_left_alone_until_its_worker_must_be_dead(bureau: Bureau) -> None:
    [id] = mails(bureau, 1)
    shop = Workshop(bureau.desk, Counting())
    with writing(bureau.engine) as connection:
        assert outbox.take(connection, bureau.now) is not None

    assert do_next(shop, bureau.now, id) is None
    assert do_next(shop, bureau.now + TAKEN, id) is None
    assert do_next(shop, bureau.now + TAKEN + timedelta(seconds=1), id) == "done"


def test_a_worker_that_was_overtaken_does_not_spoil_what_the_other_did(bureau: Bureau) -> None:
    mails(bureau, 1)
    with writing(bureau.engine) as connection:
        slow = outbox.take(connection, bureau.now)
        other = outbox.take(connection, bureau.now + TAKEN + timedelta(seconds=1))
        assert slow is not None
        assert other is not None
        outbox.done(connection, other, bureau.now)
        outbox.failed(connection, slow, bureau.now, "迟到")

    [row] = rows(bureau)
    assert (bool(row.done_at), row.error, row.attempts) == (True, "", 2)


def test_a_job_no_worker_knows_waits_for_one_that_does(bureau: Bureau) -> None:
    with writing(bureau.engine) as connection:
        outbox.put(connection, [Put("future", f"future/{n}") for n in range(3)], bureau.now)

    assert work_off(Workshop(bureau.desk), bureau.now) == Done(failed=1)  # the others are held back
    assert "请升级" in rows(bureau)[0].error
    assert work_off(Workshop(bureau.desk), bureau.now) == Done()


def test_a_program_error_is_told_without_its_words(
    bureau: Bureau, caplog: pytest.LogCaptureFixture
) -> None:
    mails(bureau, 1)

    class Faulty(Counting):
        def send(self, message: EmailMessage) -> None:
            raise LookupError(ADDRESS)

    assert work_off(Workshop(bureau.desk, Faulty()), bureau.now) == Done(failed=1)
    assert rows(bureau)[0].error == "程序出错：请把运行日志交给维护人员（LookupError）"
    assert "LookupError" in caplog.text


def test_a_server_that_is_down_is_asked_once_for_all_mails(bureau: Bureau, tmp_path: Path) -> None:
    mails(bureau, 4)
    file = tmp_path / "no-folder"
    file.write_text("")

    assert work_off(Workshop(bureau.desk, FolderMailer("a@b", file)), bureau.now) == Done(failed=1)
    assert [row.attempts for row in rows(bureau)] == [1, 0, 0, 0]
    bureau.now += timedelta(minutes=5)
    assert work_off(Workshop(bureau.desk, Counting()), bureau.now) == Done(done=4)


def test_what_was_done_long_ago_is_forgotten(bureau: Bureau) -> None:
    first, second, third = mails(bureau, 3)
    with writing(bureau.engine) as connection:
        connection.execute(update(Job).where(Job.id == first).values(done_at=bureau.now))
        outbox.discard(connection, second, bureau.now)
        outbox.forget(connection, bureau.now + KEPT + timedelta(days=1))

    assert [row.id for row in rows(bureau)] == [third]


def test_one_worker_alone_begins_a_sweep(bureau: Bureau) -> None:
    minute = timedelta(minutes=1)
    with writing(bureau.engine) as connection:
        turns = [begin(connection, Beat.SWEEPER, bureau.now + wait, minute)
                 for wait in (0 * minute, minute / 2, minute, minute * 1.5, -minute)]

    assert turns == [True, False, True, False, True]  # at last the clock was set back


def test_a_worker_shows_that_it_is_there_and_sweeps(bureau: Bureau, service: Service) -> None:
    service.look()
    drained(service)

    with reading(bureau.engine) as connection:
        known = heard(connection)
    assert known[Beat.WORKER].at == known[Beat.SWEEPER].at == bureau.now
    bureau.now += timedelta(seconds=30)
    service.look()
    assert service.queue.storage.queue_size() == 0


@pytest.mark.parametrize("url", ["mysql://a/b", "queue.sqlite", "http://x"])
def test_a_queue_of_another_kind_is_a_sentence(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="YISHEN_QUEUE"):
        queue_of(url, tmp_path)


def test_what_lies_in_the_queue_cannot_be_a_program(service: Service) -> None:
    """A pickle, which runs what it says when it is read, is no message of ours."""
    service.queue.storage.enqueue(b"cos\nsystem\n(S'false'\ntR.")

    with pytest.raises(ValueError, match="Expecting value"):
        service.queue.dequeue()


def test_mails_that_waited_before_the_outbox_carried_other_jobs_go_on_waiting(
    bureau: Bureau,
) -> None:
    mails(bureau, 2)
    work_off(Workshop(bureau.desk, Counting()), bureau.now, most=1)
    before = [row[1:] for row in rows(bureau)]

    migrations.downgrade(bureau.engine, "0023")
    with reading(bureau.engine) as connection:
        assert connection.execute(text(
            "SELECT count(*), count(sent_at), min(address) FROM outbox_mail")).one() == (
                2, 1, ADDRESS)
    migrations.upgrade(bureau.engine)

    assert sorted(row[1:] for row in rows(bureau))[0][:5] == sorted(before)[0][:5]
    shop = Workshop(bureau.desk, Counting())
    assert work_off(shop, bureau.now) == Done(done=1)
    assert isinstance(shop.mailer, Counting)
    assert f"mail/{shop.mailer.names[0][1:33]}" in {row[2] for row in before}


def test_where_the_queue_does_not_answer_the_work_is_done_without_it(
    bureau: Bureau, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mails(bureau, 3)
    mailer = Counting()
    nowhere = queue_of("redis://127.0.0.1:1/0", tmp_path)
    service = Service(Workshop(bureau.desk, mailer), nowhere, lambda: bureau.now,
                      timedelta(minutes=1))

    service.look()

    assert len(mailer.names) == 3
    assert {bool(row.done_at) for row in rows(bureau)} == {True}
    assert "the queue does not answer" in caplog.text
    with reading(bureau.engine) as connection:
        assert heard(connection)[Beat.SWEEPER].at == bureau.now
