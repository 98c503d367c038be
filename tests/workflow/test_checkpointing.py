"""Checkpoints in the background: by a worker that holds the key, and by no other."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow.packing import CHECKPOINT
from workflow.record import outbox
from workflow.record.checkpoints import checkpoint_now, newest, unsigned_since
from workflow.record.database import reading, writing
from workflow.record.logs import Log
from workflow.record.models import Job
from workflow.record.notary import Notary
from workflow.record.outbox import Put
from workflow.work.checkpointing import SPAN
from workflow.work.jobs import Done, Workshop, work_off
from workflow.work.sweeper import sweep


def with_key(folder: Path) -> Notary:
    """A notary whose key is there already."""
    notary = Notary(folder / "notary")
    notary.verifier(Log.LEGAL)
    return notary


def work(bureau: Bureau, notary: Notary | None) -> Done:
    return work_off(Workshop(bureau.desk, notary=notary), bureau.now)


def jobs(bureau: Bureau) -> list[Any]:
    with reading(bureau.engine) as connection:
        return list(connection.execute(
            select(Job.key, Job.dropped_at, Job.error, Job.agency_id)
            .where(Job.kind == CHECKPOINT).order_by(Job.id)))


def unsigned(bureau: Bureau) -> set[Log]:
    with reading(bureau.engine) as connection:
        return {log for log in Log if unsigned_since(connection, log)}


def test_a_seal_is_followed_by_a_checkpoint_where_the_worker_holds_the_key(
    bureau: Bureau, tmp_path: Path
) -> None:
    no = to.archived(bureau)
    [job] = jobs(bureau)
    seal = bureau.see(no).case.seq
    assert (job.key, job.agency_id) == (
        f"checkpoint/{no}/{seal}", bureau.who("clerk").agency_id)
    assert Log.LEGAL in unsigned(bureau)

    assert work(bureau, with_key(tmp_path)) == Done(done=1)  # the receipt is looked after later

    assert unsigned(bureau) == set()
    with reading(bureau.engine) as connection:
        note = newest(connection, Log.LEGAL)
    assert note is not None
    assert note[1] == bureau.now


def test_a_worker_without_the_key_leaves_it_to_the_notary_and_makes_none(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    to.archived(small_bureau)
    folder = tmp_path / "elsewhere"

    assert work(small_bureau, Notary(folder)) == Done(dropped=1)

    [job] = jobs(small_bureau)
    assert job.error == "本程序不持有签名私钥：由签发程序（yishen notary）按时签发"
    assert not folder.exists()
    assert not Notary(folder).may_sign
    assert Log.LEGAL in unsigned(small_bureau)


def test_a_key_nobody_may_use_here_is_as_good_as_none(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    """The folder of a notary of another account: its notes may be read, its key is not there."""
    notary = with_key(tmp_path)
    checkpoint_now(small_bureau.engine, notary, small_bureau.now)
    (tmp_path / "notary" / "signing.pem").unlink()
    to.archived(small_bureau)

    assert work(small_bureau, Notary(tmp_path / "notary")) == Done(dropped=1)
    assert not (tmp_path / "notary" / "signing.pem").exists()


def test_entries_that_wait_too_long_are_signed_at_the_end_of_the_span(
    bureau: Bureau, tmp_path: Path
) -> None:
    notary = with_key(tmp_path)
    to.received(bureau)
    checkpoint_now(bureau.engine, notary, bureau.now)
    bureau.now += timedelta(hours=1)
    to_be_signed = bureau.receive(channel="in_person", submitted_on=to.MONDAY, wanted="批复")
    for minutes, count in ((10, 0), (1, 1), (0, 1), (0, 1)):
        bureau.now += timedelta(minutes=minutes)
        sweep(bureau.engine, bureau.now, mail=False)
        assert len(jobs(bureau)) == count, minutes
    assert timedelta(minutes=10) == SPAN

    assert work(bureau, notary) == Done(done=1)
    assert unsigned(bureau) == set()
    assert bureau.see(to_be_signed).case.seq == 1
    bureau.now += timedelta(hours=1)
    sweep(bureau.engine, bureau.now, mail=False)
    assert len(jobs(bureau)) == 1


def test_a_log_that_was_changed_is_told_and_not_signed(
    small_bureau: Bureau, tmp_path: Path
) -> None:
    notary = with_key(tmp_path)
    to.received(small_bureau)
    checkpoint_now(small_bureau.engine, notary, small_bureau.now)
    state = tmp_path / "notary" / "legal" / "state.json"
    state.write_text(json.dumps({**json.loads(state.read_text()), "last": "0" * 64}))
    with writing(small_bureau.engine) as connection:
        outbox.put(connection, [Put(CHECKPOINT, "checkpoint/1")], small_bureau.now)

    assert work(small_bureau, notary) == Done(failed=1)
    assert "与已经签发的不同，拒绝签发" in jobs(small_bureau)[0].error
