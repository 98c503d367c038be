"""What officers ask for in the background: the asker's alone, one effect, gone after three days."""

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tests.bureau import Bureau, pdf_text
from tests.workflow import stages as to
from workflow import office
from workflow.errors import NotFound, StepNotAllowed, TrailBroken
from workflow.record import errands, outbox
from workflow.record.beats import Beat, beat
from workflow.record.database import reading, writing
from workflow.record.errands import KEPT, MOST_OPEN, PIECE, Standing, Told
from workflow.record.models import Errand, ErrandPiece, Job
from workflow.record.outbox import MOST_ATTEMPTS, TAKEN
from workflow.record.rotation import rotate
from workflow.record.security import SecurityAct, newest
from workflow.register_export import Asked, export
from workflow.reports.book.columns import chosen
from workflow.reports.book.narrowing import Wanted
from workflow.reports.book.order import Order, Sort
from workflow.terms import SheetKind, State
from workflow.work import bulk_export
from workflow.work.health import is_worked
from workflow.work.jobs import Done, Workshop, do_next, work_off
from workflow.work.lease import held
from workflow.work.sweeper import sweep

SPAN = {"first": "2024-09-01", "last": "2024-09-30"}


def ask(bureau: Bureau, login: str = "clerk", **asked: str) -> str:
    """Letters of September asked for in the background, or of other days; the errand's name."""
    with writing(bureau.engine) as connection:
        return errands.ask(connection, bureau.keys, bureau.who(login), "letters", "九月文书",
                           {**SPAN, **asked}, bureau.now)


def standing(bureau: Bureau, name: str, login: str = "clerk") -> Standing:
    with reading(bureau.engine) as connection:
        return errands.own_one(connection, bureau.keys, bureau.who(login), name, bureau.now)


def ended(bureau: Bureau, name: str, data: bytes) -> bool:
    """End an errand with a file, as its worker would."""
    with writing(bureau.engine) as connection:
        one = errands.to_do(connection, bureau.keys, name)
        assert one is not None
        return errands.end(connection, one, bureau.now, Told(file_name="九月.pdf"), data)


def count(bureau: Bureau, table: type[Errand | ErrandPiece | Job]) -> int:
    with reading(bureau.engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_letters_of_a_span_are_bound_with_their_contents(bureau: Bureau) -> None:
    to.issued(bureau)
    name = ask(bureau, first="2026-05-15", last=to.WEDNESDAY)

    assert work_off(Workshop(bureau.desk), bureau.now) == Done(done=1)
    found = standing(bureau, name).errand
    data = b"".join(errands.read(bureau.engine, found))
    assert len(data) == found.size
    assert found.told.facts["letters"] >= 1
    assert "成批文书目录" in pdf_text(data)
    assert "政府信息公开告知书" in pdf_text(data)


def test_a_register_left_to_the_background_is_the_one_that_leaves_at_once(bureau: Bureau) -> None:
    no = to.received(bureau)
    asked = Asked(chosen(("no", "applicant_name", "phone")), SheetKind.CSV,
                  Wanted(text="批复", states=(State.REGISTRATION, State.RECEIPT)),
                  Order(Sort.RECEIVED, up=True), contacts=True, reason="移交新系统")
    assert Asked.of_json(json.loads(json.dumps(asked.to_json()))) == asked
    direct = io.BytesIO()
    export(bureau.engine, bureau.keys, bureau.now, bureau.who("clerk"), asked, direct)
    with writing(bureau.engine) as connection:
        name = errands.ask(connection, bureau.keys, bureau.who("clerk"), "register_export", "",
                           asked.to_json(), bureau.now)

    for wait in (timedelta(0), TAKEN + timedelta(seconds=1)):  # as if its mark had been lost
        with writing(bureau.engine) as connection:
            connection.execute(update(Job).values(done_at=None, dropped_at=None))
        work_off(Workshop(bureau.desk), bureau.now + wait)

    found = standing(bureau, name).errand
    assert b"".join(errands.read(bureau.engine, found)) == direct.getvalue()
    assert no.encode() in direct.getvalue()
    with reading(bureau.engine) as connection:
        logged = newest(connection, only=SecurityAct.REGISTER_EXPORTED)
    assert [line.facts["digest"] for line in logged] == [found.digest] * 2
    assert logged[0].facts == logged[1].facts


def test_an_export_that_is_too_large_is_neither_kept_nor_logged(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_export, "LARGEST", 10)
    with writing(small_bureau.engine) as connection:
        name = errands.ask(
            connection, small_bureau.keys, small_bureau.who("clerk"), "register_export", "",
            Asked(chosen(())).to_json(), small_bureau.now)
    work_off(Workshop(small_bureau.desk), small_bureau.now)

    assert "请筛选、少选几列" in standing(small_bureau, name).errand.told.reasons[0].text
    with reading(small_bureau.engine) as connection:
        assert newest(connection, only=SecurityAct.REGISTER_EXPORTED) == []


def test_what_cannot_be_done_is_told_to_the_officer_and_not_tried_again(
    small_bureau: Bureau
) -> None:
    names = [ask(small_bureau), ask(small_bureau, last="2025-09-30")]

    assert work_off(Workshop(small_bureau.desk), small_bureau.now) == Done(done=2)
    told = [standing(small_bureau, name).errand for name in names]
    assert [one.refused for one in told] == [True, True]
    assert [one.told.reasons[0].text for one in told] == [
        "这些天没有制发文书", "一次最多31天，请缩短期间"]


def test_an_officer_who_has_lost_the_seat_gets_nothing(small_bureau: Bureau) -> None:
    name = ask(small_bureau)
    with writing(small_bureau.engine) as connection:
        office.disable(connection, small_bureau.now, office.CONSOLE, "clerk", reason="离职")

    assert work_off(Workshop(small_bureau.desk), small_bureau.now) == Done(done=1)
    with reading(small_bureau.engine) as connection:
        one = errands.to_do(connection, small_bureau.keys, name)
    assert one is not None
    assert one.told.reasons[0].text == "没有“clerk”这个可用的账号"


def test_the_same_is_under_way_once_and_another_only_up_to_a_limit(small_bureau: Bureau) -> None:
    first = ask(small_bureau)

    assert ask(small_bureau) == first
    assert ask(small_bureau, "archivist") != first
    for day in range(2, MOST_OPEN + 1):
        ask(small_bureau, first=f"2024-09-{day:02}")
    with pytest.raises(StepNotAllowed, match="没有办完"):
        ask(small_bureau, first="2024-09-20")
    assert count(small_bureau, Job) == MOST_OPEN + 1


def test_an_errand_and_its_job_are_written_together_or_not_at_all(small_bureau: Bureau) -> None:
    def act() -> None:
        with writing(small_bureau.engine) as connection:
            errands.ask(connection, small_bureau.keys, small_bureau.who("clerk"), "letters", "",
                        SPAN, small_bureau.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert (count(small_bureau, Errand), count(small_bureau, Job)) == (0, 0)
    ask(small_bureau)
    assert (count(small_bureau, Errand), count(small_bureau, Job)) == (1, 1)


def test_a_worker_killed_before_it_marked_leaves_one_effect(bureau: Bureau) -> None:
    """The errand has ended, the job has not: whoever takes it next finds nothing to do."""
    to.issued(bureau)
    name = ask(bureau, first=to.WEDNESDAY, last=to.WEDNESDAY)
    shop = Workshop(bureau.desk)
    with writing(bureau.engine) as connection:
        assert outbox.take(connection, bureau.now) is not None  # by the one that is to die
    assert ended(bureau, name, b"one")

    assert do_next(shop, bureau.now) is None
    bureau.now += TAKEN + timedelta(seconds=1)
    assert do_next(shop, bureau.now) == "dropped"
    assert not ended(bureau, name, b"two")
    assert b"".join(errands.read(bureau.engine, standing(bureau, name).errand)) == b"one"


def test_nobody_else_finds_it_and_its_pieces_are_sealed(small_bureau: Bureau) -> None:
    name = ask(small_bureau)
    data = "王䶮".encode() * PIECE
    assert ended(small_bureau, name, data)

    for login in ("archivist", "head"):
        with pytest.raises(NotFound):
            standing(small_bureau, name, login)
    one = standing(small_bureau, name).errand
    assert (one.pieces, b"".join(errands.read(small_bureau.engine, one))) == (6, data)
    with reading(small_bureau.engine) as connection:
        kept = [*connection.scalars(select(ErrandPiece.sealed)),
                *connection.execute(select(Errand.asked, Errand.told)).one()]
    assert not any(word in bytes(each) for each in kept for word in (data[:6], "九月".encode()))


def test_a_piece_in_the_place_of_another_is_refused(small_bureau: Bureau) -> None:
    name = ask(small_bureau)
    ended(small_bureau, name, bytes(2 * PIECE))
    with writing(small_bureau.engine) as connection:
        first = connection.scalar(select(ErrandPiece.sealed).where(ErrandPiece.place == 0))
        connection.execute(update(ErrandPiece).where(ErrandPiece.place == 1).values(sealed=first))

    with pytest.raises(TrailBroken, match="已被改动"):
        list(errands.read(small_bureau.engine, standing(small_bureau, name).errand))


def test_a_result_is_gone_after_three_days_with_its_row(small_bureau: Bureau) -> None:
    kept, gone = ask(small_bureau), ask(small_bureau, first="2024-09-02")
    ended(small_bureau, gone, bytes(PIECE + 1))
    small_bureau.now += KEPT
    ended(small_bureau, kept, b"kept")
    sweep(small_bureau.engine, small_bureau.now, mail=False)
    assert count(small_bureau, ErrandPiece) == 3

    sweep(small_bureau.engine, small_bureau.now + timedelta(seconds=1), mail=False)

    assert count(small_bureau, ErrandPiece) == 1
    with pytest.raises(NotFound):
        standing(small_bureau, gone)
    assert standing(small_bureau, kept).errand.size == 4


def test_a_job_whose_errand_was_deleted_is_dropped(small_bureau: Bureau) -> None:
    name = ask(small_bureau)
    with writing(small_bureau.engine) as connection:
        errands.delete_one(connection, name)

    assert work_off(Workshop(small_bureau.desk), small_bureau.now) == Done(dropped=1)


def test_one_that_was_given_up_shows_why_and_is_set_going_again(small_bureau: Bureau) -> None:
    name = ask(small_bureau)
    with writing(small_bureau.engine) as connection:
        connection.execute(update(Job).values(failed_at=small_bureau.now, error="磁盘已满"))
    shown = standing(small_bureau, name)
    assert (shown.stopped, shown.error) == (True, "磁盘已满")

    assert ask(small_bureau) == name
    assert standing(small_bureau, name).is_open
    assert work_off(Workshop(small_bureau.desk), small_bureau.now) == Done(done=1)


def test_new_keys_are_rotated_over_what_waits(small_bureau: Bureau) -> None:
    name = ask(small_bureau)
    list(rotate(small_bureau.engine, small_bureau.keys))

    assert small_bureau.keys.numbers == [2]
    assert standing(small_bureau, name).errand.title == "九月文书"


def test_a_long_job_is_held_for_as_long_as_it_takes(small_bureau: Bureau) -> None:
    ask(small_bureau)
    with writing(small_bureau.engine) as connection:
        job = outbox.take(connection, small_bureau.now)
    assert job is not None
    taken = select(Job.taken_until)

    with held(small_bureau.engine, job, small_bureau.now, timedelta(milliseconds=5)):
        until = small_bureau.now + TAKEN
        while until <= small_bureau.now + TAKEN:
            with reading(small_bureau.engine) as connection:
                until = connection.scalar(taken) or until
    with writing(small_bureau.engine) as connection:
        other = outbox.take(connection, until + timedelta(seconds=1))
        assert other is not None
        assert not outbox.renew(connection, job, small_bureau.now)
        assert outbox.renew(connection, other, small_bureau.now)


def test_a_job_that_kills_every_worker_is_given_up(small_bureau: Bureau) -> None:
    ask(small_bureau)
    for _ in range(MOST_ATTEMPTS + 1):
        with writing(small_bureau.engine) as connection:
            assert outbox.take(connection, small_bureau.now) is not None
        small_bureau.now += TAKEN + timedelta(seconds=1)
    with writing(small_bureau.engine) as connection:
        assert outbox.take(connection, small_bureau.now) is None
        assert outbox.is_any_failed(connection)
    with reading(small_bureau.engine) as connection:
        assert "多次中断" in str(connection.scalar(select(Job.error)))


def test_a_worker_is_missed_some_minutes_after_it_was_heard_of(small_bureau: Bureau) -> None:
    heard = []
    for wait in (0, 3, 5):
        with writing(small_bureau.engine) as connection:
            if not wait:
                heard.append(is_worked(connection, small_bureau.now))
                beat(connection, Beat.WORKER, small_bureau.now)
            heard.append(is_worked(connection, small_bureau.now + timedelta(minutes=wait)))

    assert heard == [False, True, True, False]


def test_what_was_erased_stands_in_no_result_any_more(small_bureau: Bureau) -> None:
    name, waiting = ask(small_bureau), ask(small_bureau, first="2024-09-03")
    ended(small_bureau, name, b"a name")
    with writing(small_bureau.engine) as connection:
        errands.forget_of_agency(connection, small_bureau.who("clerk").agency_id)

    assert count(small_bureau, ErrandPiece) == 0
    assert standing(small_bureau, waiting).is_open
