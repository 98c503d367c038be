"""Many at once: nothing is lost, nothing is done twice, nobody's request holds another's facts."""

import multiprocessing
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.census import census
from workflow import office
from workflow.desk import Desk, Done
from workflow.errors import MovedOn, StepNotAllowed
from workflow.record import models
from workflow.record.database import connect, reading, writing
from workflow.record.evidence import FileStore
from workflow.record.people import actor_of
from workflow.record.personal import KeyRing
from workflow.terms import Role

#: Four processes, forty requests each.
PROCESSES, EACH = 4, 40


def _no_press() -> Any:
    raise AssertionError("taking in prints nothing")


def _take_in(url: str, folder: str, at: Any, process: int, start: Any, gone: Any) -> None:
    """One process at the counter: its own engine, forty requests, every twentieth click double."""
    engine = connect(url)
    desk = Desk(engine, FileStore(Path(folder) / "files"), KeyRing(Path(folder) / "keys"),
                _no_press)
    with reading(engine) as connection:
        clerk = actor_of(connection, "clerk", at.date())
    start.wait(60)
    for n in range(EACH):
        who = f"{process}-{n}"
        given = {
            "channel": "in_person", "submitted_on": at.date().isoformat(),
            "applicant_name": f"申请人{who}", "phone": f"0000-{who}",
            "items": [{"wanted": f"文件{who}"}]}
        for _ in range(2 if n % 20 == 0 else 1):
            done = desk.open_request(clerk, at, given, command_id=f"take-in-{who}")
        gone.put((done.no, who))
    engine.dispose()


def test_four_processes_taking_in_160_requests_lose_and_mix_none(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.at(f"{to.MONDAY} 09:00")
    url = bureau.engine.url.render_as_string(hide_password=False)
    bureau.engine.dispose()  # nothing open crosses into another process
    started = multiprocessing.get_context("spawn")
    gate, gone = started.Barrier(PROCESSES), started.Queue()
    workers = [
        started.Process(target=_take_in, args=(url, str(tmp_path), bureau.now, n, gate, gone))
        for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    told = dict(gone.get(timeout=40) for _ in range(PROCESSES * EACH))
    for worker in workers:
        worker.join(60)

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert sorted(told) == [f"BJZR-2026-{n:04d}" for n in range(1, PROCESSES * EACH + 1)]
    for table, (count, _) in census(bureau.engine).items():
        if table in ("request", "request_item", "trail_entry", "request_key", "document_number"):
            assert count == PROCESSES * EACH, table
    for no, who in told.items():
        seen = bureau.see(no)
        assert (seen.applicant_name, seen.subject) == (f"申请人{who}", f"文件{who}")
        assert seen.personal["phone"] == f"0000-{who}"
    assert bureau.findings() == []


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Let several threads act at the same moment; what each came to, or what it was told."""
    barrier, results = threading.Barrier(count), list[Any]([None] * count)

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = act(place)
        except Exception as error:  # handed to the test, which looks at each
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_eight_clicks_of_one_command_act_once_and_all_get_its_answer(bureau: Bureau) -> None:
    no = to.received(bureau)
    clerk = bureau.who("clerk")

    results = at_once(8, lambda _: bureau.desk.perform(
        no, "register", clerk, bureau.now, {}, seen_seq=1, command_id="one click"))

    assert {type(one) for one in results} == {Done}, results
    assert len(set(results)) == 1
    assert _numbers(bureau, "receipt") <= {"used", "free"}
    assert len(bureau.see(no).documents) == 1
    assert bureau.findings() == []


def test_eight_clicks_at_the_counter_open_one_request(bureau: Bureau) -> None:
    bureau.at(f"{to.MONDAY} 09:00")
    clerk = bureau.who("clerk")
    given = {"channel": "in_person", "submitted_on": to.MONDAY, "items": [{"wanted": "规划"}]}

    results = at_once(8, lambda _: bureau.desk.open_request(
        clerk, bureau.now, given, command_id="one click"))

    assert {type(one) for one in results} == {Done}, results
    assert len(set(results)) == 1
    assert census(bureau.engine)["request"][0] == 1


@pytest.mark.parametrize("round", range(2))
def test_two_officers_approving_one_draft_make_one_approval(bureau: Bureau, round: int) -> None:
    """Eight threads, two officers: exactly one act, the others are told who it was."""
    with writing(bureau.engine) as connection:
        office.grant(connection, bureau.now, office.CONSOLE, "head", Role.REVIEWER,
                     valid_from=date(2008, 5, 1))
    no = to.reviewed(bureau)
    seen = bureau.see(no).case.seq
    officers = [bureau.who("reviewer"), bureau.who("head")]

    results = at_once(8, lambda n: bureau.desk.perform(
        no, "approve", officers[n % 2], bureau.now, {},
        seen_seq=seen, command_id=f"click {n}"))

    assert [type(one) for one in results].count(Done) == 1, results
    assert [type(one) for one in results].count(MovedOn) == 7, results
    by = {"reviewer": "测试审核签发人", "head": "测试公开办负责人"}
    approval = bureau.see(no).case.approval
    assert approval is not None
    assert all(by[approval.by] in str(one) and "签发" in str(one)
               for one in results if isinstance(one, MovedOn))
    assert census(bureau.engine)["approval"][0] == 1
    assert bureau.findings() == []


def test_letters_issued_at_once_get_numbers_without_gap_or_repeat(bureau: Bureau) -> None:
    numbers = [to.received(bureau) for _ in range(6)]
    clerk = bureau.who("clerk")

    results = at_once(6, lambda n: bureau.desk.perform(
        numbers[n], "register", clerk, bureau.now, {}, seen_seq=1, command_id=f"register {n}"))

    assert {type(one) for one in results} == {Done}, results
    printed = sorted(bureau.see(no).documents[0].number for no in numbers)
    assert printed == [f"滨自然资公开收〔2026〕{n}号" for n in range(1, 7)]
    assert bureau.findings() == []


def test_verification_reads_one_moment_while_others_write(bureau: Bureau) -> None:
    """An act between two queries of the verifier is no finding."""
    numbers = [to.registered(bureau) for _ in range(3)]
    clerk, done = bureau.who("clerk"), threading.Event()

    def act(place: int) -> Any:
        if place == 0:
            found = [one for _ in range(12) for one in bureau.findings()]
            done.set()
            return found
        written = 0
        while not done.is_set():
            no = numbers[place - 1]
            seq = bureau.desk.view(no, clerk, bureau.now).case.seq
            bureau.desk.perform(no, "note", clerk, bureau.now, {"text": "备注"}, seen_seq=seq,
                                command_id=f"{no} {seq}")
            written += 1
        return written

    found, *written = at_once(4, act)

    assert found == []
    assert all(isinstance(one, int) and one > 0 for one in written), written


def test_of_six_notes_from_one_page_one_is_taken_and_five_are_told(bureau: Bureau) -> None:
    """Each thread saw the same page."""
    no = to.received(bureau)
    clerk = bureau.who("clerk")

    results = at_once(6, lambda n: bureau.desk.perform(
        no, "note", clerk, bureau.now, {"text": str(n)}, seen_seq=1, command_id=f"note {n}"))

    assert [type(one) for one in results].count(Done) == 1, results
    assert {type(one) for one in results} == {Done, MovedOn}
    assert not any(isinstance(one, StepNotAllowed) for one in results)


def _numbers(bureau: Bureau, series: str) -> set[str]:
    number = models.DocumentNumber
    with reading(bureau.engine) as connection:
        used = connection.scalar(select(func.count()).where(
            number.series == series, number.state == "used"))
        assert used == 1
        return set(connection.scalars(select(number.state).where(number.series == series)))
