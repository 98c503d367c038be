"""A founded bureau for every test of the core, and one in which a request stands at each stage."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from letters.render import Press
from tests.bureau import Bureau, found
from tests.workflow import stages_fees, stages_mending, stages_remedies
from tests.workflow.stages import Stages, reach_all, two_requests
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record.database import connect
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing

if TYPE_CHECKING:
    from tests.postgresql import Cluster

_number = count(1)


@dataclass(frozen=True)
class Founded:
    """Databases to copy from, one of each kind, with the files and keys that belong to them."""

    file: Path
    cluster: "Cluster | None"
    name: str
    folder: Path

    @contextmanager
    def copy(self, kind: str, to: Path, press: Press) -> Iterator[Bureau]:
        """A bureau of a test's own."""
        for part in ("files", "keys"):
            if (self.folder / part).exists():
                shutil.copytree(self.folder / part, to / part)
        if kind == "sqlite":
            with _open(f"sqlite:///{shutil.copy(self.file, to / 'yishen.sqlite')}", to, press) as b:
                yield b
            return
        assert self.cluster is not None
        name = f"core_{os.getpid()}_{next(_number)}"
        with _open(self.cluster.copy(self.name, name), to, press) as b:
            yield b
        self.cluster.drop(name)


@contextmanager
def _open(url: str, folder: Path, press: Press) -> Iterator[Bureau]:
    engine = connect(url)
    store, keys = FileStore(folder / "files"), KeyRing(folder / "keys")
    try:
        desk = Desk(engine, store, keys, lambda: press, shelf=Shelf(folder / "archive"))
        yield Bureau(engine, desk, store, keys)
    finally:
        engine.dispose()


def _prepared(
    request: pytest.FixtureRequest, source: Path, cluster: "Cluster | None", template: str,
    name: str, fill: Callable[[Bureau], object],
) -> Founded:
    """Fill a database of each kind once, for many tests to copy."""
    press = request.getfixturevalue("press")
    folder = request.getfixturevalue("tmp_path_factory").mktemp(name)
    file = Path(shutil.copy(source, folder / "yishen.sqlite"))
    with _open(f"sqlite:///{file}", folder, press) as bureau:
        fill(bureau)
    if cluster is not None:
        with _open(cluster.copy(template, name), folder, press) as bureau:
            fill(bureau)
    return Founded(file, cluster, name, folder)


@pytest.fixture(scope="session")
def founded(request: pytest.FixtureRequest, migrated_file: Path, cluster: "Cluster") -> Founded:
    """The bureau, freshly founded."""
    return _prepared(request, migrated_file, cluster, "migrated", "founded", found)


@pytest.fixture(scope="session")
def answered(request: pytest.FixtureRequest, founded: Founded) -> Founded:
    """The bureau with two requests: one answered, one waiting for a supplement."""
    return _prepared(request, founded.file, founded.cluster, founded.name, "answered", two_requests)


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(
    request: pytest.FixtureRequest, founded: Founded, tmp_path: Path, press: Press
) -> Iterator[Bureau]:
    """滨江市自然资源局, freshly founded, on SQLite and on PostgreSQL."""
    with founded.copy(request.param, tmp_path, press) as bureau:
        yield bureau


@pytest.fixture
def small_bureau(founded: Founded, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """The same on SQLite alone, where the kind of database cannot matter."""
    with founded.copy("sqlite", tmp_path, press) as bureau:
        yield bureau


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, answered: Founded, tmp_path: Path, press: Press
) -> Iterator[Bureau]:
    """Two requests lie in the bureau, on SQLite and on PostgreSQL."""
    with answered.copy(request.param, tmp_path, press) as bureau:
        yield bureau


@pytest.fixture
def small_filled(answered: Founded, tmp_path: Path, press: Press) -> Iterator[Bureau]:
    """The same on SQLite alone."""
    with answered.copy("sqlite", tmp_path, press) as bureau:
        yield bureau


@pytest.fixture(scope="session")
def stages(
    founded: Founded, press: Press, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stages]:
    """One request at every stage of the procedure; nothing may be written here any more."""
    with founded.copy("sqlite", tmp_path_factory.mktemp("stages"), press) as bureau:
        yield reach_all(bureau, *stages_fees.MORE, *stages_mending.MORE,
                        *stages_remedies.MORE)
