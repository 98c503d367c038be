"""A trigger planted on one table after another: what cannot write all of itself writes nothing.

So it is seen that no table of an act is written past its transaction, and that no failure of the
trail or of the security log is passed over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.bureau import Bureau, found
from tests.faults.doing import QuickPress
from tests.workflow.census import NUMBERS, nothing_written
from workflow import office
from workflow.archive.invariants import invariants
from workflow.desk import Desk
from workflow.record.database import writing
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing
from workflow.record.sequencer import sequence
from workflow.terms import Role

WORDS = "planted"
#: Every table a request is opened or registered through.
OPENED = ("document_number", "request_key", "trail_entry", "log_pending", "personal_field",
          "stored_file", "request", "request_item", "person_mark", "request_search")
ISSUED = ("document_number", "trail_entry", "log_pending", "stored_file", "document", "request")


@pytest.fixture
def bureau(engine: Engine, tmp_path: Path) -> Iterator[Bureau]:
    """A founded bureau on Monday 2026-06-01."""
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(engine, store, keys, QuickPress), store, keys)
    found(bureau)
    yield bureau.at("2026-06-01 09:00")
    assert invariants(engine, keys, store) == []


@contextmanager
def planted(engine: Engine, table: str) -> Iterator[None]:
    """Every insert into a table and every update of it fails."""
    small = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if not small:
            connection.execute(text(
                "CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"))
        body = (f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END" if small
                else "FOR EACH ROW EXECUTE FUNCTION planted()")
        for act in ("insert", "update"):
            connection.execute(text(
                f"CREATE TRIGGER planted_{act} BEFORE {act} ON {table} {body}"))
    yield
    with engine.begin() as connection:
        for act in ("insert", "update"):
            connection.execute(text(
                f"DROP TRIGGER planted_{act}{'' if small else f' ON {table}'}"))


def fails(bureau: Bureau, table: str, act: Callable[[], object]) -> None:
    """The act fails because of the table, and nothing but a reservation is left of it."""
    with (nothing_written(bureau.engine, but=(NUMBERS,)), planted(bureau.engine, table),
          pytest.raises(DBAPIError, match=WORDS)):
        act()


def test_a_request_that_cannot_be_written_whole_is_not_opened(bureau: Bureau) -> None:
    scan = bureau.upload("申请表.png")

    def receive() -> str:
        return bureau.receive(channel="in_person", submitted_on="2026-06-01", phone="0000-1",
                              scans=[scan], wanted="批复")

    for table in OPENED:
        fails(bureau, table, receive)

    assert receive() == "BJZR-2026-0001"


def test_a_letter_that_cannot_be_written_whole_is_not_issued(bureau: Bureau) -> None:
    """The same command goes through afterwards, with the first number of its series."""
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")

    def register() -> int:
        return bureau.desk.perform(no, "register", bureau.who("clerk"), bureau.now, {},
                                   seen_seq=1, command_id="the one command").seq

    for table in ISSUED:
        fails(bureau, table, register)

    assert register() == 2
    assert "收〔2026〕1号" in bureau.see(no).documents[0].number


def test_an_entry_keeps_waiting_while_it_cannot_get_its_place(bureau: Bureau) -> None:
    bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="批复")

    fails(bureau, "log_leaf", lambda: sequence(bureau.engine))

    assert sequence(bureau.engine) == 1


def test_an_act_of_the_office_fails_with_the_security_log(bureau: Bureau) -> None:
    def grant() -> None:
        with writing(bureau.engine) as connection:
            office.grant(connection, bureau.now, office.CONSOLE, "clerk", Role.HANDLER,
                         valid_from=bureau.now.date())

    fails(bureau, "security_entry", grant)
    grant()

    assert Role.HANDLER in bureau.who("clerk").seats
