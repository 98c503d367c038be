"""The site of the pages' tests, on SQLite: what a database refuses is proved on both elsewhere."""

import shutil
from pathlib import Path

import pytest

from tests.web.conftest import site, staffed_cluster, staffed_file

__all__ = ["database_url", "site", "staffed_cluster", "staffed_file"]


@pytest.fixture
def database_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of this test's own."""
    path = tmp_path / "yishen.sqlite"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"
