"""This engine at the equal job: its write path, a rule book and a chain, and nothing of the law.

The parts are those of the desk: `connect` and `writing` (WAL, turns of the writers, BEGIN
IMMEDIATE), statements made once (`Prepared`), and one shared machine of `transitions` that
fires on what was read. What the desk does beside it for a request (guards, clocks, sealed fields,
projections, letters) no other engine does here, and neither does this one.
"""

import sys
from dataclasses import dataclass
from functools import partial

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)
from transitions import Machine

from bench.engines.job import (
    ACTOR,
    AT,
    DUE_ON,
    EVENTS,
    NEXT,
    NOTHING,
    STATES,
    TITLE,
    Place,
    chained,
    serve,
)
from bench.synchronous import set_synchronous
from workflow.record.database import connect, writing
from workflow.record.prepared import Prepared

_TABLES = MetaData()
_CASES = Table(
    "cases", _TABLES, Column("id", Integer, primary_key=True), Column("state", String),
    Column("version", Integer), Column("head", String), Column("title", String),
    Column("due_on", String))
_AUDIT = Table(
    "audit", _TABLES, Column("id", Integer, primary_key=True), Column("case_id", Integer),
    Column("seq", Integer), Column("event", String), Column("src", String), Column("dst", String),
    Column("at", String), Column("actor", String), Column("prev", String), Column("hash", String))
_READ = Prepared(select(_CASES.c.state, _CASES.c.version, _CASES.c.head).where(
    _CASES.c.id == bindparam("of")))
_NEW = Prepared(insert(_CASES))
_CHANGE = Prepared(update(_CASES).where(
    _CASES.c.id == bindparam("of"), _CASES.c.version == bindparam("was")).values(
        state=bindparam("dest"), version=bindparam("now"), head=bindparam("hash")))
_ADD = Prepared(insert(_AUDIT))


@dataclass
class Case:
    """What was read of a case; the machine changes its state."""

    state: str
    version: int
    head: str


def _rule_book() -> Machine:
    machine = Machine(model=None, states=list(STATES), initial=STATES[0], auto_transitions=False)
    for (source, event), dest in NEXT.items():
        machine.add_transition(event, source, dest, conditions=[lambda case: case.version < 8])
    return machine


_BOOK = _rule_book()


def step(engine: Engine, case: int, event: str) -> None:
    """Read, fire, update under the version, add a line: one transaction."""
    with writing(engine, flows=True) as connection:
        found = _read(connection, case, event)
        source = found.state
        assert _BOOK.events[event].trigger(found, found)
        hash = chained(found.head, case, found.version + 1, event, source, found.state)
        _keep(connection, case, found, hash)
        _ADD.say(connection, {
            "case_id": case, "seq": found.version + 1, "event": event, "src": source,
            "dst": found.state, "at": AT, "actor": ACTOR, "prev": found.head, "hash": hash})


def _read(connection: Connection, case: int, event: str) -> Case:
    if event == EVENTS[0]:
        return Case(STATES[0], 0, NOTHING)
    return Case(*_READ.ask(connection, {"of": case}).one())


def _keep(connection: Connection, case: int, found: Case, hash: str) -> None:
    if not found.version:
        _NEW.say(connection, {"id": case, "state": found.state, "version": 1, "head": hash,
                              "title": TITLE, "due_on": DUE_ON})
        return
    changed = _CHANGE.change(connection, {
        "of": case, "was": found.version, "dest": found.state, "now": found.version + 1,
        "hash": hash})
    assert changed == 1


def opened(place: Place) -> Engine:
    """The engine of an installation, waiting for the disk as the others do here."""
    engine = connect(place.url)
    if place.is_sqlite:
        set_synchronous(engine, place.synchronous)
    return engine


def main(address: str) -> None:
    """Eight transactions a case."""
    place = Place(address)
    place.make()
    act = partial(step, opened(place))

    def live(case: int) -> None:
        for event in EVENTS:
            act(case, event)

    serve(place, live)


if __name__ == "__main__":
    main(sys.argv[1])
