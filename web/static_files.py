"""Static files (样式、脚本): their addresses name their version, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

_DIGITS = 12


def init_app(app: Flask) -> None:
    """Let `url_for('static', …)` name the version of the file: `?v=` and a digest of it."""
    folder = Path(str(app.static_folder))

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            place = folder / str(values["filename"])
            if place.is_file():
                values["v"] = _version(place, place.stat().st_mtime_ns)


@cache
def _version(place: Path, changed: int) -> str:
    """The digest of a file, read anew where it has changed."""
    return hashlib.sha256(place.read_bytes()).hexdigest()[:_DIGITS]
