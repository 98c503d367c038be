"""The bureau in which the stories happen, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from letters.render import Press
from tests.bureau import Bureau, found
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.record.evidence import FileStore
from workflow.record.personal import KeyRing


@pytest.fixture
def bureau(engine: Engine, tmp_path: Path, press: Press) -> Bureau:
    """滨江市自然资源局, freshly founded."""
    store, keys = FileStore(tmp_path / "files"), KeyRing(tmp_path / "keys")
    bureau = Bureau(engine, Desk(
        engine, store, keys, lambda: press, shelf=Shelf(tmp_path / "archive")), store, keys,
        compares=True)
    found(bureau)
    return bureau
