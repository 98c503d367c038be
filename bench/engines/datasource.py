"""DBOS at the equal job: one workflow of eight steps, each a transaction of its data source.

Row, line and the checkpoint of the step commit together. SQLite is opened as DBOS opens it, with
WAL and a word on how long a commit waits besides: alone it sets neither.
"""

import os
import sys
from typing import Any

from dbos import DBOS, SQLAlchemyDatasource
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.event import listens_for

from bench.engines import job
from bench.engines.job import EVENTS, NEXT, NOTHING, STATES, Place, chained, serve

_READ = text("SELECT state, version, head FROM cases WHERE id = :case")
_NEW = text("INSERT INTO cases VALUES (:case, :dest, 1, :hash, :title, :due)")
_CHANGE = text("UPDATE cases SET state = :dest, version = :version, head = :hash"
               " WHERE id = :case AND version = :version - 1")
_ADD = text("INSERT INTO audit (case_id, seq, event, src, dst, at, actor, prev, hash)"
            " VALUES (:case, :version, :event, :state, :dest, :at, :actor, :head, :hash)")


def opened(place: Place, url: str) -> Engine:
    """An engine as DBOS makes it, and as durable as the others."""
    engine = create_engine(url)
    if place.is_sqlite:
        @listens_for(engine, "connect")
        def _connect(driver: Any, record: object) -> None:
            driver.isolation_level = "IMMEDIATE"
            for pragma in place.pragmas:
                driver.execute(f"PRAGMA {pragma}")
    return engine


def step(session: Any, case: int, event: str) -> None:
    """Read, decide, update under the version, add a line."""
    first = event == EVENTS[0]
    row = None if first else session.execute(_READ, {"case": case}).one()
    state, version, head = row or (STATES[0], 0, NOTHING)
    dest = NEXT[state, event]
    hash = chained(head, case, version + 1, event, state, dest)
    told = {"case": case, "state": state, "dest": dest, "version": version + 1, "hash": hash,
            "head": head, "event": event, "at": job.AT, "actor": job.ACTOR,
            "title": job.TITLE, "due": job.DUE_ON}
    assert session.execute(_NEW if first else _CHANGE, told).rowcount == 1
    session.execute(_ADD, told)


def main(address: str) -> None:
    """The tables of DBOS lie in a file beside (SQLite), or in a schema of their own."""
    place = Place(address)
    place.make()
    beside = f"{place.url}.system" if place.is_sqlite else place.url
    DBOS(config={"name": "bench", "system_database_url": beside, "log_level": "ERROR",
                 "system_database_engine": opened(place, beside), "use_listen_notify": False})
    source = SQLAlchemyDatasource.create(place.url, engine=opened(place, place.url))
    committed = None if place.is_sqlite else {"name": "step", "isolation_level": "READ COMMITTED"}

    def within(case: int, event: str) -> None:
        step(source.sql_session(), case, event)

    @DBOS.workflow()
    def live(case: int) -> None:
        for event in EVENTS:
            source.run_tx_step(committed, within, case, event)

    DBOS.launch()
    serve(place, live)
    sys.stdout.flush()
    os._exit(0)  # its threads would be waited for


if __name__ == "__main__":
    main(sys.argv[1])
