"""Filled houses: rows as the engine would have kept them, kept for the next run, and copied."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bench import filling, houses
from bench.houses import House, house
from letters.render import Press
from tests.bureau import Bureau, found
from tests.workflow import stages
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record import search
from workflow.record.database import reading, writing
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing
from workflow.reports.book.narrowing import Wanted
from workflow.reports.register import find

TODAY = date(2026, 6, 30)
FILLED = 120


@pytest.fixture
def bureau(engine: Engine, press: Press, tmp_path: Path) -> Bureau:
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    one = Bureau(engine, Desk(engine, store, keys, lambda: press,
                              shelf=Shelf(tmp_path / "archive")), store, keys)
    found(one)
    return one


def indexes(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(connection.scalars(text(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
            if engine.dialect.name == "postgresql" else
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")))


def test_what_is_filled_is_found_like_what_was_lived_and_the_bureau_goes_on(bureau: Bureau) -> None:
    before, lived = indexes(bureau.engine), filling.live(bureau)
    filling.fill(bureau.engine, lived, lambda n: 1, FILLED, TODAY)

    assert indexes(bureau.engine) == before
    with reading(bureau.engine) as connection:
        rows = connection.execute(text(
            "SELECT r.id, r.no, r.subject, r.applicant_name, s.numbers, s.content, s.name, s.spelt"
            " FROM request AS r JOIN request_search AS s ON s.request_no = r.no"
            " WHERE r.no LIKE 'N1-%' ORDER BY r.id")).mappings().all()
        assert len(rows) == FILLED
        for row in rows:
            letters = search.row_of(
                row["numbers"].split("\n"), [row["subject"]], row["applicant_name"])
            assert letters == {name: row[name] for name in letters}
            held = search.held_of(connection, row["no"])
            if connection.dialect.name == "postgresql":  # SQLite looks it up, and reads it never
                assert held == " ".join(search.tokens(1, letters))
            hits = find(connection, bureau.who("clerk"), Wanted(row["no"]), TODAY, limit=9)
            assert hits.ids == [row["id"]]
        bands = connection.scalar(text(
            "SELECT count(DISTINCT request_no) FROM request_band WHERE request_no LIKE 'N1-%'"))
        assert bands == FILLED
    goes_on(bureau, len(lived) + FILLED)


def goes_on(bureau: Bureau, requests: int) -> None:
    """The next request follows the last one, and SQLite is as safe as it was."""
    stages.registered(bureau)

    with reading(bureau.engine) as connection:
        assert connection.scalar(text("SELECT max(id) FROM request")) == requests + 1
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_a_house_is_filled_once_and_every_bench_has_a_copy(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("KEPT", tmp_path / "kept"), ("AGENCIES", 9), ("STEADY", 100)):
        monkeypatch.setattr(houses, name, value)
    monkeypatch.chdir(tmp_path)
    old = tmp_path / "kept" / "made of something else"
    old.mkdir(parents=True)

    with house(kind, 130) as first:
        assert count(first) == 130
        assert count(first, "agency_id = :agency", first.steady) == 100
        with writing(first.bureau.engine) as connection:
            connection.execute(text("DELETE FROM request_search"))
    made = list((tmp_path / "kept").rglob("house.json"))
    with house(kind, 130) as again:
        with reading(again.bureau.engine) as connection:
            assert connection.scalar(text("SELECT count(*) FROM request_search")) > 100
            assert connection.scalar(text("SELECT count(*) FROM agency")) == 9 + 3
        assert again.bureau.see(again.lived["assigned"], "handler").case.state == "handling"

    assert list((tmp_path / "kept").rglob("house.json")) == made
    assert len(made) == 1
    assert not old.exists()


def count(one: House, whose: str = "no LIKE 'N%-%'", agency: int = 0) -> int:
    with reading(one.bureau.engine) as connection:
        found: int = connection.execute(text(
            f"SELECT count(*) FROM request WHERE {whose}"), {"agency": agency}).scalar_one()
        return found
