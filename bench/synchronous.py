"""How long SQLite waits for the disk, for an engine of a bench."""

from typing import Any

from sqlalchemy import Engine, event


def set_synchronous(engine: Engine, mode: str) -> None:
    """Let SQLite wait for the disk as an installation does (FULL), or for a checkpoint alone."""
    @event.listens_for(engine, "connect")
    def _set(driver: Any, record: object) -> None:
        driver.execute(f"PRAGMA synchronous={mode}")
