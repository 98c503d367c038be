"""The accounts in PostgreSQL: one does the work and can change no evidence, one only signs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

import migrations
from letters.render import Press
from tests.bureau import Bureau
from tests.postgresql import Cluster
from tests.workflow import stages as to
from tests.workflow.conftest import Founded
from workflow.desk import Desk
from workflow.errors import TrailBroken
from workflow.record import checkpoints, sequencer
from workflow.record.beats import Beat, beat
from workflow.record.database import connect, writing
from workflow.record.dumping import dump
from workflow.record.guards import APPEND_ONLY
from workflow.record.logs import Log
from workflow.record.models import Base
from workflow.record.notary import Notary
from workflow.record.roles import SIGNED, grants, grants_of_notary
from workflow.record.security import SecurityAct, append

_ROLE, _NOTARY = "yishen_app", "yishen_notary"


@pytest.fixture
def as_application(
    founded: Founded, cluster: Cluster, press: Press, tmp_path: Path
) -> Iterator[Bureau]:
    """The bureau on PostgreSQL, reached by an account that is not the owner."""
    with founded.copy("postgresql", tmp_path, press) as bureau:
        cluster.say(f"CREATE ROLE {_ROLE} LOGIN")
        _say(bureau.engine, *grants(_ROLE))
        engine = connect(str(bureau.engine.url).replace("yishen@", f"{_ROLE}@"))
        yield replace(bureau, engine=engine, desk=Desk(
            engine, bureau.store, bureau.keys, lambda: press))
        engine.dispose()
        _say(bureau.engine, f"DROP OWNED BY {_ROLE}")
        cluster.say(f"DROP ROLE {_ROLE}")


@pytest.fixture
def as_notary(as_application: Bureau, cluster: Cluster) -> Iterator[Engine]:
    """The same database, reached by the account that signs; a request was replied to."""
    owner = connect(str(as_application.engine.url).replace(f"{_ROLE}@", "yishen@"))
    cluster.say(f"CREATE ROLE {_NOTARY} LOGIN")
    _say(owner, *grants_of_notary(_NOTARY))
    to.issued(as_application)
    sequencer.sequence(as_application.engine)
    engine = connect(str(as_application.engine.url).replace(f"{_ROLE}@", f"{_NOTARY}@"))
    yield engine
    engine.dispose()
    _say(owner, f"DROP OWNED BY {_NOTARY}")
    owner.dispose()
    cluster.say(f"DROP ROLE {_NOTARY}")


def _say(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_it_opens_signs_and_does_the_work(as_application: Bureau, tmp_path: Path) -> None:
    migrations.upgrade(as_application.engine)  # finds the schema up to date
    no = to.issued(as_application)
    with writing(as_application.engine) as connection:
        append(connection, as_application.now, "clerk", SecurityAct.SIGNED_IN, {})
    notary = Notary(tmp_path / "notary")
    checkpoints.checkpoint_now(as_application.engine, notary, as_application.now)

    assert as_application.see(no).case.reply
    assert notary.newest(Log.LEGAL)
    assert as_application.findings() == []


def test_it_can_make_the_backup(as_application: Bureau, tmp_path: Path) -> None:
    to.issued(as_application)

    assert dump(as_application.engine, tmp_path).requests == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}",
                                       "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {}"])
def test_it_can_change_no_evidence(
    as_application: Bureau, table: str, statement: str
) -> None:
    column = APPEND_ONLY[table].order
    said = statement.format(table, column, column)
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        _say(as_application.engine, said)


def test_a_name_that_would_have_to_be_quoted_is_refused() -> None:
    with pytest.raises(TrailBroken, match="角色名"):
        list(grants('x"; DROP TABLE request; --'))


def test_the_notary_signs_both_logs_as_they_stand(as_notary: Engine, tmp_path: Path) -> None:
    migrations.upgrade(as_notary)  # finds the schema up to date
    notary = Notary(tmp_path / "notary")
    checkpoints.checkpoint_now(as_notary, notary, Bureau.now)
    checkpoints.checkpoint_now(as_notary, notary, Bureau.now, review=True)
    for _ in range(2):
        with writing(as_notary) as connection:
            beat(connection, Beat.NOTARY, Bureau.now)

    assert "\n9\n" in notary.newest(Log.LEGAL)


def test_the_notary_changes_nothing_and_sees_no_case(as_notary: Engine) -> None:
    for table in Base.metadata.sorted_tables:
        column = next(iter(table.columns)).name
        said = [f"DELETE FROM {table.name}", f"TRUNCATE {table.name}"]
        if table.name != "beat":  # when it signed last
            said.append(f"UPDATE {table.name} SET {column} = NULL")
        if table.name not in {"checkpoint", "beat"}:
            said.append(f"INSERT INTO {table.name} DEFAULT VALUES")
        if table.name not in SIGNED | {"checkpoint", "beat"}:
            said.append(f"SELECT * FROM {table.name}")
        for statement in said:
            with pytest.raises(DBAPIError, match="permission denied"):
                _say(as_notary, statement)
