"""What holds after whatever happened (不变式): one function for tests, drills, load and the doctor.

After a kill, a full disk, a stopped database, a clock that jumped: either this list is empty, or
something was lost or halved. Most of it is the verification (`replay`); what that does not ask,
whether every open request is counted, what waits in the outbox, the numbers, the database's own
promises, stands beside it here.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine

from workflow.archive import constraints, counting, numbering, outgoing
from workflow.archive.finding import Finding, finding
from workflow.archive.logbook import Evidence
from workflow.archive.replay import verify_on
from workflow.record.database import as_stored, reading
from workflow.record.evidence import FileStore
from workflow.record.logs import Log
from workflow.record.personal import KeyRing
from workflow.record.security import verify_security_log

_NO_EVIDENCE = Evidence()
_SECURITY = "E8-安全日志"


def invariants(
    engine: Engine, keys: KeyRing, store: FileStore, evidence: Evidence = _NO_EVIDENCE
) -> list[str]:
    """Everything that does not hold, one line each; empty if all is well. Nothing is written.

    Chains, log and leaves; every table against the replay of the trails; one clock for each
    request that needs one; the outbox against its causes; numbers neither lost nor given twice;
    the security log; constraints, guards and the file itself. It reads everything: as long as
    `yishen verify`, and a little more.
    """
    with reading(engine) as connection:
        return [str(one) for one in invariants_on(connection, keys, store, evidence)]


def invariants_on(
    connection: Connection, keys: KeyRing, store: FileStore, evidence: Evidence = _NO_EVIDENCE
) -> Iterator[Finding]:
    """The same within a transaction that is already open."""
    yield from constraints.broken(connection)
    yield from verify_on(connection, keys, store, evidence=evidence)
    yield from of_the_lists(connection)
    yield from _security(connection)


def of_the_lists(connection: Connection) -> Iterator[Finding]:
    """The part that replays nothing, quick enough for a page: clocks, numbers, outbox."""
    yield from counting.miscounted(connection)
    yield from numbering.lost_or_twice(connection)
    yield from outgoing.without_cause(connection)


def _security(connection: Connection) -> Iterator[Finding]:
    with as_stored(connection):
        for broken in verify_security_log(connection):
            yield finding(_SECURITY, Log.SECURITY.label, broken.seq, broken.text)
