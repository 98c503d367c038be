"""Where a bench works: an empty database of each kind with a folder, and a bureau in it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from letters.fonts import default_fonts
from letters.render import Press
from tests.bureau import Bureau, found
from tests.postgresql import running
from web.config import ARGON2, Config, open_house
from web.passwords import hashed
from workflow import office
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record.database import connect, writing

PASSWORD = "lantern river bench 2026"
KINDS = ("SQLite", "PostgreSQL")


@contextmanager
def databases(only: str = "") -> Iterator[Iterator[tuple[str, str, Path]]]:
    """Each kind of database, empty, with a folder."""
    with folder() as place:
        def each() -> Iterator[tuple[str, str, Path]]:
            data = place / "sqlite"
            if only in ("", "sqlite"):
                yield "SQLite", f"sqlite:///{data / 'yishen.sqlite'}", data
            if only in ("", "postgresql"):
                with running(durable=True) as cluster:
                    cluster.say("CREATE DATABASE bench")
                    yield "PostgreSQL", cluster.url("bench"), place / "postgresql"
        yield each()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk one works on, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yishen-bench-", dir=Path.cwd()) as place:
        yield Path(place)


def bureau_in(config: Config, press: Press | None = None) -> Bureau:
    """A bureau with a press of its own, in the folder a server will open."""
    open_house(config).engine.dispose()
    bureau = opened(config, press or Press(default_fonts()))
    found(bureau)
    with writing(bureau.engine) as connection:
        for login in ("clerk", "handler"):
            office.set_password(connection, bureau.now, office.CONSOLE, login,
                                hashed(PASSWORD, ARGON2))
    return bureau


def opened(config: Config, press: Press) -> Bureau:
    """The bureau that was founded there."""
    engine = connect(config.database_url)
    house = open_house(config, engine)
    desk = Desk(engine, house.store, house.keys, lambda: press,
                shelf=Shelf(config.data / "archive"))
    return Bureau(engine, desk, house.store, house.keys)
