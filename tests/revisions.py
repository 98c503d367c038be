"""Revisions of the schema read once a process: every application asks whether it is up to date.

Alembic reads and compiles each of them anew for each question.
"""

from os import PathLike
from pathlib import Path
from types import ModuleType

from alembic import util

_Place = str | PathLike[str]
_load = util.load_python_file
_READ: dict[tuple[Path, int], ModuleType] = {}


def _once(dir_: _Place, filename: _Place) -> ModuleType:
    place = Path(dir_) / filename
    if place.parent.name != "versions":  # env.py acts whenever it is loaded
        return _load(dir_, filename)
    key = place, place.stat().st_mtime_ns
    if key not in _READ:
        _READ[key] = _load(dir_, filename)
    return _READ[key]


def read_revisions_once() -> None:
    """Let every upgrade from now on take the revisions another one has read."""
    util.load_python_file = _once
