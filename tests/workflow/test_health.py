"""Health: red for each cause, green again without it, and never red where nothing is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import disk_usage

import pytest
from sqlalchemy import Engine, text, update

import migrations
from tests.bureau import Bureau
from tests.web.scans import listening, walked
from workflow import office
from workflow.record import outbox
from workflow.record.beats import Beat, beat
from workflow.record.checkpoints import checkpoint_now
from workflow.record.database import connect, writing
from workflow.record.models import Job
from workflow.record.notary import Notary
from workflow.record.outbox import Put
from workflow.record.sequencer import sequence
from workflow.terms import AgencyKind
from workflow.work.health import Asked, Condition, conditions, disk, is_ready
from workflow.work.jobs import Workshop, work_off
from workflow.work.sweeper import sweep

HEAD = migrations.revisions()[-1]


def asked(bureau: Bureau, folder: Path) -> dict[str, Condition]:
    """What holds, by its key."""
    found = conditions(Asked(bureau.engine, folder, HEAD, bureau.now))
    return {one.key: one for one in found}


def wrong(bureau: Bureau, folder: Path) -> set[str]:
    return {key for key, one in asked(bureau, folder).items() if one.holds is False}


def made_fit(bureau: Bureau, folder: Path) -> Bureau:
    """A bureau in which everything was done just now."""
    checkpoint_now(bureau.engine, Notary(folder / "notary"), bureau.now)
    sweep(bureau.engine, bureau.now, mail=False)
    with writing(bureau.engine) as connection:
        for name in (Beat.BACKUP, Beat.DRILL):
            beat(connection, name, bureau.now)
    return bureau


@pytest.fixture
def fit(filled: Bureau, tmp_path: Path) -> Bureau:
    """Such a bureau of each kind."""
    return made_fit(filled.at("2026-06-03 10:00"), tmp_path)


def said(statement: str) -> Callable[[Bureau], None]:
    """Something said behind the desk's back."""
    def say(bureau: Bureau) -> None:
        with writing(bureau.engine) as connection:
            connection.execute(text(statement))

    return say


def received(bureau: Bureau) -> None:
    bureau.receive(channel="in_person", submitted_on=f"{bureau.now:%Y-%m-%d}", wanted="批复")


def acted(bureau: Bureau) -> None:
    """An act nobody has signed, and half an hour in which no worker held the key."""
    received(bureau)
    for minutes in (14, 14, 3):
        bureau.now += timedelta(minutes=minutes)
        sweep(bureau.engine, bureau.now, mail=False)
        work_off(Workshop(bureau.desk), bureau.now)


def waited(bureau: Bureau) -> None:
    """A job nobody does, and a quarter of an hour in which limits were looked through."""
    with writing(bureau.engine) as connection:
        outbox.put(connection, [Put("mail", "mail/x")], bureau.now)
    bureau.now += timedelta(minutes=16)
    sweep(bureau.engine, bureau.now, mail=False)


def nobody_swept(bureau: Bureau) -> None:
    bureau.now += timedelta(minutes=16)


def ran_ahead(bureau: Bureau) -> None:
    with writing(bureau.engine) as connection:
        beat(connection, Beat.SWEEPER, bureau.now + timedelta(days=400))


def set_back(bureau: Bureau) -> None:
    """Two days: what was done at a time that is yet to come proves nothing either."""
    bureau.now -= timedelta(days=2)


def gave_up(bureau: Bureau) -> None:
    with writing(bureau.engine) as connection:
        outbox.put(connection, [Put("mail", "mail/x")], bureau.now)
        connection.execute(update(Job).values(failed_at=bureau.now))


def at_night(hours: int) -> Callable[[Bureau], None]:
    """So many hours in which only limits were looked through."""
    def wait(bureau: Bureau) -> None:
        bureau.now += timedelta(hours=hours)
        sweep(bureau.engine, bureau.now, mail=False)

    return wait


CAUSES: dict[str, tuple[Callable[[Bureau], None], set[str]]] = {
    "nobody swept": (nobody_swept, {"sweeper"}),
    "the clock ran ahead when it was swept": (ran_ahead, {"sweeper"}),
    "an act waits to be signed": (acted, {"checkpoint_legal"}),
    "the clock was set back": (set_back, {"clock", "sweeper", "backup", "drill"}),
    "a job waits": (waited, {"outbox"}),
    "a job was given up": (gave_up, {"failed"}),
    "the backup is late": (at_night(27), {"backup"}),
    "the drill is late": (at_night(36 * 24), {"backup", "drill"}),
    "the keys were not backed up": (
        said("UPDATE beat SET fault = '没有备份密钥' WHERE name = 'backup'"), {"backup"}),
    "an open request has no clock": (
        said("UPDATE request SET clock_state = '' WHERE no = 'BJZR-2026-0002'"), {"clocks"}),
    "an answered request is counted": (
        said("UPDATE request SET state = 'archived', clock_state = 'running'"
             " WHERE no = 'BJZR-2026-0002'"), {"clocks"}),
    "another schema": (said("UPDATE alembic_version SET version_num = '0001'"), {"schema"}),
}


def test_everything_holds_where_everything_was_done(fit: Bureau, tmp_path: Path) -> None:
    found = asked(fit, tmp_path)

    assert {key for key, one in found.items() if not one.holds} == set()
    assert is_ready(tuple(found.values()))


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_turns_its_own_condition_red_and_says_what_to_do(
    fit: Bureau, tmp_path: Path, cause: str
) -> None:
    happen, expected = CAUSES[cause]
    happen(fit)
    found = asked(fit, tmp_path)
    red = {key: one for key, one in found.items() if one.holds is False}

    assert set(red) == expected
    assert all(one.advice for one in red.values())
    assert is_ready(tuple(found.values())) is not any(one.serving for one in red.values())


def test_an_act_after_a_quiet_weekend_is_no_alarm(fit: Bureau, tmp_path: Path) -> None:
    fit.now += timedelta(days=3)
    with writing(fit.engine) as connection:
        beat(connection, Beat.BACKUP, fit.now)
    sweep(fit.engine, fit.now, mail=False)
    received(fit)
    fit.now += timedelta(minutes=5)

    assert wrong(fit, tmp_path) == set()
    sequence(fit.engine)
    assert wrong(fit, tmp_path) == set()


def test_a_new_installation_is_not_late_with_what_it_could_not_do_yet(
    engine: Engine, tmp_path: Path
) -> None:
    def red(since: timedelta) -> set[str]:
        found = conditions(Asked(engine, tmp_path, HEAD, Bureau.now + since))
        return {one.key for one in found if one.holds is False}

    assert red(timedelta(0)) == {"sweeper"}
    with writing(engine) as connection:
        office.add_agency(connection, Bureau.now, office.CONSOLE, code="BJZR", name="某局",
                          short_name="某局", kind=AgencyKind.CITY_DEPARTMENT, parent_code="")
    assert red(timedelta(minutes=10)) == {"sweeper"}
    assert red(timedelta(hours=27)) == {"sweeper", "checkpoint_security", "backup"}


def test_a_database_that_only_reads_is_not_ready(fit: Bureau, tmp_path: Path) -> None:
    only = {"sqlite": f"sqlite:///file:{tmp_path / 'yishen.sqlite'}?mode=ro&uri=true",
            "postgresql": f"{fit.engine.url.render_as_string(hide_password=False)}"
                          "&options=-c%20default_transaction_read_only%3Don"}
    engine: Engine = connect(only[fit.engine.dialect.name])
    found = conditions(Asked(engine, tmp_path, HEAD, fit.now))
    engine.dispose()

    assert {one.key for one in found if one.holds is False} == {"database"}


def test_somebody_who_writes_this_moment_proves_that_it_can_be_written(
    fit: Bureau, tmp_path: Path
) -> None:
    with writing(fit.engine) as connection:
        beat(connection, Beat.WORKER, fit.now)
        assert wrong(fit, tmp_path) == set()


def test_a_database_that_does_not_answer_is_all_that_is_said(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'no' / 'folder.sqlite'}")
    found = conditions(Asked(engine, tmp_path, HEAD, Bureau.now))
    engine.dispose()

    assert [(one.key, one.holds) for one in found] == [("database", False), ("disk", True)]


@pytest.mark.parametrize(("free", "holds"), [(9, False), (10, True)])
def test_a_tenth_of_the_disk_must_be_free(tmp_path: Path, free: int, holds: bool) -> None:
    usage = type(disk_usage(tmp_path))

    assert disk(tmp_path, lambda _: usage(100, 100 - free, free)).holds is holds


def test_asking_walks_through_no_table_that_grows(small_filled: Bureau, tmp_path: Path) -> None:
    fit = made_fit(small_filled, tmp_path)
    with listening() as statements:
        asked(fit, tmp_path)
    found = [line for statement, values in statements.items()
             for line in walked(fit.engine, statement, values)]

    assert len(statements) >= 8
    assert found == []
    assert "FROM request" in " ".join(" ".join(statements).split())
