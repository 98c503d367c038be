"""A full disk, a database that is away: a page says so, and work goes on afterwards."""

import re
import sqlite3
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.faults.test_planted_trigger import WORDS, planted
from tests.web.conftest import Site
from tests.web.visitor import words
from web.errors import NOTHING_WRITTEN
from workflow.desk import Desk
from workflow.record import sessions
from workflow.record.evidence import FileStore

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FULL = sqlite3.OperationalError("database or disk is full")


@on_sqlite
@pytest.mark.parametrize("fault", [
    OperationalError("COMMIT", {}, FULL), OSError(28, "No space left on device"),
    OSError(5, "Input/output error")], ids=["database full", "disk full", "disk failing"])
def test_a_step_the_disk_refuses_is_answered_with_what_to_do(
    site: Site, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    no = site.request()
    clerk = site.visitor("clerk")
    page = clerk.get(f"/requests/{no}")

    def refuse(*_: Any, **__: Any) -> None:
        raise fault

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Desk, "perform", refuse)
        answer = clerk.send(page, f"/requests/{no}/note", text="备注")

    assert answer.status_code == 503
    assert "磁盘已满" in words(answer)
    assert NOTHING_WRITTEN in words(answer)
    assert clerk.send(page, f"/requests/{no}/note", text="备注").status_code == 303


@on_sqlite
def test_a_file_the_disk_refuses_is_answered_the_same_way(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = site.request()
    clerk = site.visitor("clerk")

    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileStore, "read", refuse)
    answer = clerk.get(f"/requests/{no}/documents/2-1.pdf")

    assert answer.status_code == 503


@on_sqlite
def test_a_database_that_is_away_does_not_break_the_page_that_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = site.visitor("clerk")

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("unable to open"))

    monkeypatch.setattr(sessions, "entered", away)

    assert clerk.get("/").status_code == 503


@on_sqlite
def test_a_mistake_of_ours_is_no_trouble_of_the_disk(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = site.visitor("clerk")

    def wrong(*_: Any, **__: Any) -> None:
        raise IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE"))

    monkeypatch.setattr(Desk, "view", wrong)

    assert clerk.get("/requests/BJZR-2024-0001").status_code == 500


def test_an_act_whose_entry_cannot_be_written_is_answered_with_a_number_to_tell(
    site: Site
) -> None:
    """A trigger planted on the trail: neither the disk's fault nor the officer's."""
    no = site.request()
    clerk = site.visitor("clerk")
    page = clerk.get(f"/requests/{no}")
    with planted(site.bureau.engine, "trail_entry"):
        answer = clerk.send(page, f"/requests/{no}/note", text="备注")

    assert answer.status_code == 500
    assert re.search("已记录，编号 [0-9a-f]{8}", words(answer))
    assert NOTHING_WRITTEN in words(answer)
    assert WORDS not in answer.text
    assert clerk.send(page, f"/requests/{no}/note", text="备注").status_code == 303


def _only_read(engine: Engine, switch: str) -> None:
    """Stop all writing in the database of an engine, or allow it again, as its owner would."""
    with engine.begin() as connection:
        connection.execute(text("SET TRANSACTION READ WRITE"))
        connection.execute(text(
            f'ALTER DATABASE "{engine.url.database}" SET default_transaction_read_only = {switch}'))
    engine.dispose()  # what is open keeps its setting


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_may_only_be_read_is_read(site: Site) -> None:
    """A standby, or one whose administrator has stopped writing: pages show, acts are refused."""
    no = site.request()
    clerk = site.visitor("clerk")
    page = clerk.get(f"/requests/{no}")

    _only_read(site.bureau.engine, "on")
    answer = clerk.send(page, f"/requests/{no}/note", text="备注")
    assert clerk.get(f"/requests/{no}").status_code == 200
    _only_read(site.bureau.engine, "off")

    assert answer.status_code == 503
    assert NOTHING_WRITTEN in words(answer)
    assert clerk.send(page, f"/requests/{no}/note", text="备注").status_code == 303
