"""The schema and its history: bring a database up to date, back, and compare it with the models.

Works on an engine of `workflow.record.database.connect`, without any ini file. A whole upgrade is
one transaction: it happens, or it leaves no trace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from migrations.drift import differences

_LOCK = 0x79697368  # "yish": the advisory lock of migrations on PostgreSQL


class ForeignKeysBroken(Exception):
    """A migration left rows on SQLite that point nowhere; nothing of it was kept."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to a revision; does nothing where it is there already.

    Raises ForeignKeysBroken, with nothing changed, if rows would point nowhere afterwards.
    """
    with _migrating(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to a revision, `base` for none; what later revisions added is lost."""
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def current(engine: Engine) -> str | None:
    """Name the revision the database is at; None where nothing was migrated yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def revisions() -> tuple[str, ...]:
    """All revisions there are, oldest first; the last is the one a database is brought to."""
    scripts = ScriptDirectory(str(Path(__file__).parent))
    return tuple(script.revision for script in scripts.walk_revisions())[::-1]


def check(engine: Engine) -> tuple[str, ...]:
    """Say in words what models and guards promise and the database lacks, or the reverse."""
    with engine.connect() as connection:
        return tuple(differences(connection))


def draft(engine: Engine, revision: str, message: str) -> None:
    """Write `versions/<revision>_<message>.py`: what an upgraded database lacks of the models.

    The draft is a proposal: read it, then `ruff format` it. The first revision also gets all
    triggers of `guards.py`; a later one gets its triggers by hand, with their text as it stands
    that day, so that history stays what it was.
    """
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction that keeps a second process waiting until the first has migrated."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
                _refuse_broken_keys(connection)
        else:
            with connection.begin():
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it; with foreign keys on, its children would go."""
    connection.execution_options(sqlite_begin="IMMEDIATE")
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_broken_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        tables = "、".join(sorted({f"{row[0]} → {row[2]}" for row in broken}))
        raise ForeignKeysBroken(
            f"迁移后有 {len(broken)} 行指向不存在的记录（{tables}），数据库未作任何改动。"
        )
