"""The account of the application in PostgreSQL: it does the work, and can change no evidence."""

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
from workflow.record import checkpoints
from workflow.record.database import connect, writing
from workflow.record.guards import APPEND_ONLY
from workflow.record.logs import Log
from workflow.record.notary import Notary
from workflow.record.roles import grants
from workflow.record.security import SecurityAct, append

_ROLE = "yishen_app"


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
