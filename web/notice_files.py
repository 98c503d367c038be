"""Copies of national holiday notices (放假通知副本), for commands that open no database."""

import os
from hashlib import sha256
from pathlib import Path


def lay_copy(text: str, folder: Path, year: int, number: str) -> None:
    """Lay the text of a notice into a folder, at once or not at all.

    One file for each number: a correction takes its place, another notice never does.
    """
    place = folder / f"notice-{year}-{sha256(number.encode()).hexdigest()[:16]}.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    passing = place.with_suffix(f".{os.getpid()}")
    passing.write_text(text, encoding="utf-8")
    passing.replace(place)
