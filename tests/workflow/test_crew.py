"""Verification shared out among processes: it finds the same in the same order, and loses none."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.test_attacks import STATEMENTS
from tests.workflow.test_verify import FIRST, SECOND, attack
from workflow.archive import progress
from workflow.archive.bulk import Picture, look
from workflow.archive.crew import EXAMINE, WALK, Crew, crew_of, hands, one_picture
from workflow.archive.finding import Finding
from workflow.archive.replay import examined, verify, verify_links
from workflow.archive.slices import Slice, slices
from workflow.record.database import as_stored, reading, writing

#: One after the other on one trail: what each changes is found beside what the others changed.
ATTACKS = (
    "UPDATE request_item SET wanted = 'x' WHERE request_no = :second",
    "DELETE FROM personal_field WHERE request = :first AND field = 'applicant_name'",
    "UPDATE stored_file SET size = size + 1 WHERE request = :first",
    "UPDATE document_number SET state = 'void' WHERE series = 'receipt'",
    "UPDATE search_index SET tokens = NULL",
    "INSERT INTO erasure SELECT no, '', '', '', '', '', '' FROM request WHERE no = :third",
    "UPDATE trail_entry SET officer = 'head' WHERE request = :third AND seq = 2",
    "UPDATE log_leaf SET hash = 'nonsense' WHERE idx = 3",
    "UPDATE trail_entry SET body = '{' WHERE request = :third AND seq = 1",
    "UPDATE trail_entry SET request = 'X-1' WHERE request = :third AND seq = 2",
)
_TOKENS = {"postgresql": "UPDATE search_index SET tokens = ARRAY['x']",
           "sqlite": "UPDATE search_index SET tokens = 'x'"}


@pytest.fixture
def three(filled: Bureau) -> Bureau:
    """Two requests under way and a third one, registered."""
    to.registered(filled)
    return filled


@pytest.fixture
def two(small_bureau: Bureau) -> Bureau:
    """Two requests in a small bureau, for what is the same on either database."""
    small_bureau.at("2026-06-01 09:00")
    to.registered(small_bureau)
    to.registered(small_bureau)
    return small_bureau


@contextmanager
def two_of(bureau: Bureau) -> Iterator[Crew]:
    """Two processes beside this one."""
    with crew_of(bureau.engine, bureau.keys, bureau.store, 2) as crew:
        assert crew is not None
        yield crew


def shared(bureau: Bureau, crew: Crew | None) -> list[Finding]:
    """What a verification finds, with a crew or without."""
    return list(verify(bureau.engine, bureau.keys, bureau.store, crew=crew))


def slice_by_slice(bureau: Bureau, crew: Crew) -> list[Finding]:
    """What the crew finds of the requests, each of them in a slice of its own."""
    with one_picture(bureau.engine, crew) as connection:
        begun = crew.share(EXAMINE, slices(connection, 1))
        return [one for done in begun for one in done.result()[0]]


def one_by_one(bureau: Bureau) -> list[Finding]:
    """The same by this process, again each by itself."""
    with reading(bureau.engine) as connection, as_stored(connection):
        picture = Picture(connection, bureau.keys, bureau.store)
        return [one for part in slices(connection, 1) for one in examined(picture, part)[0]]


def said(statement: str, dialect: str) -> str:
    """An attack in the words of a database."""
    return _TOKENS[dialect] if "search_index" in statement else statement


def test_a_crew_finds_what_one_finds_alone_in_the_same_order(three: Bureau) -> None:
    with reading(three.engine) as connection:
        numbers = list(connection.scalars(text("SELECT no FROM request ORDER BY no")))
    third = numbers[-1]
    with two_of(three) as crew:
        assert shared(three, crew) == []
        for statement in ATTACKS:
            attack(three, said(statement, three.engine.dialect.name), first=FIRST, second=SECOND,
                   third=third)
            alone = shared(three, None)
            assert alone
            assert shared(three, crew) == alone
            assert slice_by_slice(three, crew) == one_by_one(three)
        assert list(verify_links(three.engine, crew=crew)) == list(verify_links(three.engine))
        assert len(crew.processes()) == 2


def test_what_one_shows_by_itself_shows_among_all(three: Bureau) -> None:
    """The quick look vouches for nothing in which the careful look at one finds anything."""
    attack(three, "UPDATE request SET subject = 'x' WHERE no = :second",
           "DELETE FROM stored_file WHERE request = :first", first=FIRST, second=SECOND)
    among_all = shared(three, None)
    for no in (FIRST, SECOND):
        alone = list(verify(three.engine, three.keys, three.store, no))
        assert alone
        assert [one for one in among_all if one.request == no] == alone


def test_a_page_that_goes_step_by_step_finds_what_each_shows_by_itself(three: Bureau) -> None:
    attack(three, "DELETE FROM log_pending WHERE request = :first",
           "UPDATE trail_entry SET officer = 'head' WHERE request = :second AND seq = 2",
           first=FIRST, second=SECOND)
    numbers = [FIRST, SECOND]
    alone = [one for no in numbers
             for one in verify(three.engine, three.keys, three.store, no)]

    assert alone
    assert list(progress.verify_some(three.engine, three.keys, three.store, numbers)) == alone


@pytest.mark.parametrize("name", ["edit a body", "delete one entry", "swap two entries"])
def test_the_links_alone_show_what_breaks_them(three: Bureau, name: str) -> None:
    attack(three, *STATEMENTS[name].statements, no=FIRST)

    assert {one.code for one in verify_links(three.engine)} >= {"E1-链"}


def test_what_a_lost_process_was_to_do_is_done_all_the_same(two: Bureau) -> None:
    attack(two, "UPDATE request SET subject = 'x'")
    alone = shared(two, None)
    with two_of(two) as crew:
        crew.ready()
        os.kill(crew.processes()[0], signal.SIGKILL)
        assert shared(two, crew) == alone
        assert len(crew.processes()) == 1
        os.kill(crew.processes()[0], signal.SIGKILL)
        assert shared(two, crew) == alone
        assert crew.processes() == []


def test_a_verification_left_half_way_leaves_a_crew_for_the_next(two: Bureau) -> None:
    attack(two, "UPDATE request SET subject = 'x'")
    alone = shared(two, None)
    with two_of(two) as crew:
        begun = verify(two.engine, two.keys, two.store, crew=crew)
        assert next(begun) == alone[0]
        begun.close()  # type: ignore[attr-defined]  # it is a generator
        assert shared(two, crew) == alone


def test_all_of_a_crew_see_what_stood_there_when_it_began(three: Bureau) -> None:
    with two_of(three) as crew, one_picture(three.engine, crew) as connection:
        before = connection.scalar(text("SELECT COUNT(*) FROM trail_entry"))
        to.registered(three)
        walks = [done.result() for done in crew.share(WALK, [Slice(), Slice()])]
        assert [one.placed + len(one.unplaced) for one in walks] == [before, before]


def test_nobody_waits_for_processes_that_a_small_trail_does_not_need(three: Bureau) -> None:
    assert hands(39_999) == 1
    with crew_of(three.engine, three.keys, three.store, 1) as crew:
        assert crew is None


def test_a_look_vouches_for_all_that_verifies(three: Bureau) -> None:
    with reading(three.engine) as connection:
        looked = look(Picture(connection, three.keys, three.store), Slice())

    assert looked.doubtful == set()
    assert looked.walk.doubtful == set()


def test_writing_goes_on_while_a_crew_is_at_work(three: Bureau) -> None:
    with two_of(three) as crew, one_picture(three.engine, crew), writing(three.engine) as other:
        other.execute(text("UPDATE request SET subject = subject"))
