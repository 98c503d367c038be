"""A founded bureau for every test of the core, and one in which a request stands at each stage."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from letters.render import Press
from tests.bureau import Bureau, found
from tests.workflow.stages import Stages, reach_all
from workflow.desk import Desk
from workflow.record.database import connect
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing

if TYPE_CHECKING:
    from tests.postgresql import Cluster

_FOUNDED = "founded"
_number = count(1)


def bureau_on(engine: Engine, folder: Path, press: Press) -> Bureau:
    """The bureau of a founded database, with files and keys of its own."""
    store, keys = FileStore(folder / "files"), KeyRing(folder / "keys")
    return Bureau(engine, Desk(engine, store, keys, lambda: press), store, keys)


def _found(url: str, folder: Path, press: Press) -> None:
    engine = connect(url)
    found(bureau_on(engine, folder, press))
    engine.dispose()


@pytest.fixture(scope="session")
def founded_file(
    migrated_file: Path, press: Press, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite file with the bureau founded, to copy from."""
    folder = tmp_path_factory.mktemp("founded")
    path = Path(shutil.copy(migrated_file, folder))
    _found(f"sqlite:///{path}", folder, press)
    return path


@pytest.fixture(scope="session")
def founded_cluster(
    cluster: "Cluster", press: Press, tmp_path_factory: pytest.TempPathFactory
) -> "Cluster":
    """The PostgreSQL cluster with a database in which the bureau is founded, to copy from."""
    _found(cluster.copy("migrated", _FOUNDED), tmp_path_factory.mktemp("founded"), press)
    return cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def founded_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own with the bureau founded: each test runs on both kinds."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("founded_file"), tmp_path / "yishen.sqlite")
        yield f"sqlite:///{path}"
    else:
        cluster: Cluster = request.getfixturevalue("founded_cluster")
        name = f"core_{os.getpid()}_{next(_number)}"
        yield cluster.copy(_FOUNDED, name)
        cluster.drop(name)


@pytest.fixture
def bureau(founded_url: str, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """滨江市自然资源局, freshly founded, on SQLite and on PostgreSQL."""
    engine = connect(founded_url)
    yield bureau_on(engine, tmp_path, press)
    engine.dispose()


@pytest.fixture
def small_bureau(founded_file: Path, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """The same on SQLite alone, where the kind of database cannot matter."""
    engine = connect(f"sqlite:///{shutil.copy(founded_file, tmp_path / 'small.sqlite')}")
    yield bureau_on(engine, tmp_path, press)
    engine.dispose()


@pytest.fixture(scope="session")
def stages(
    founded_file: Path, press: Press, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stages]:
    """One request at every stage of the procedure; nothing may be written here any more."""
    folder = tmp_path_factory.mktemp("stages")
    engine = connect(f"sqlite:///{shutil.copy(founded_file, folder)}")
    yield reach_all(bureau_on(engine, folder, press))
    engine.dispose()
