"""The drill (恢复演练): what a restored installation does not prove.

A schema older than the program is brought up to date first, as a real start would do.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workflow.archive.logbook import Evidence
    from workflow.record.dumping import Holds
    from workflow.record.manifest import About
    from workflow.record.notes import Note, VerifierKey

    Kept = Sequence[tuple[VerifierKey, Note]]


def findings(
    engine: "Engine", data: Path, about: "About", *, keys: bool, outside: "Kept" = ()
) -> Iterator[str]:
    """Everything wrong with a restored installation; nothing if all is well.

    `outside` are the notes a witness keeps that are no newer than the backup.
    """
    yield from _schema(engine, about)
    yield from _contents(engine, about)
    evidence = _evidence(data, outside)
    if keys:
        yield from _invariants(engine, data, evidence)
    else:
        yield from _security_log(engine)
        yield from _chains(engine, evidence)


def of_its_time(kept: "Kept", made_at: str) -> "Kept":
    """The notes a backup can be held against: what was witnessed later may be longer than it.

    `made_at` is its moment as ISO 8601 has it.
    """
    from datetime import datetime

    made = datetime.fromisoformat(made_at).timestamp()
    return [(key, note) for key, note in kept if _seen_at(note) <= made]


def _seen_at(note: "Note") -> int:
    """The second a witness signed a note; 0 for one without a cosignature."""
    times = [int.from_bytes(each.data[:8]) for each in note.signatures if len(each.data) == 72]
    return min(times, default=0)


def _evidence(data: Path, outside: "Kept") -> "Evidence":
    from workflow.archive.logbook import Evidence
    from workflow.record.backup import NOTARY
    from workflow.record.notary import known_keys

    return Evidence(known_keys(data / NOTARY), outside)


def _schema(engine: "Engine", about: "About") -> Iterator[str]:
    """The revision is the one noted and one we know; brought up to date, nothing is missing."""
    import migrations

    known, found = migrations.revisions(), migrations.current(engine)
    if found != about.revision:
        yield f"表结构版本为{found}，备份清单记为{about.revision}"
    if found not in known:
        yield f"表结构版本{found}不是本程序所知的：请用备份时的版本（{about.version}）恢复"
        return
    migrations.upgrade(engine)
    for text in migrations.check(engine):
        yield f"表结构：{text}"


def _contents(engine: "Engine", about: "About") -> Iterator[str]:
    from workflow.record.database import reading
    from workflow.record.dumping import holds

    with reading(engine) as connection:
        held = holds(connection)
    for name, label in _COUNTED.items():
        there, noted = getattr(held, name), getattr(about, name)
        if there != noted:
            yield f"{label}为{_words(there)}，备份清单记为{_words(noted)}"


_COUNTED = {"requests": "申请件数", "entries": "台账条数", "newest": "最新一条台账",
            "security": "安全日志末条"}


def _words(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(str(value[name]) for name in sorted(value)) or "无"
    return str(value)


def _security_log(engine: "Engine") -> Iterator[str]:
    from workflow.record.database import reading
    from workflow.record.security import verify_security_log

    with reading(engine) as connection:
        for broken in verify_security_log(connection):
            yield f"E8-安全日志 第{broken.seq}条：{broken.text}"


def _invariants(engine: "Engine", data: Path, evidence: "Evidence") -> list[str]:
    """Everything that must hold, over the files and keys as they were laid back."""
    from workflow.archive.invariants import invariants
    from workflow.record.backup import KEYS
    from workflow.record.evidence import FileStore
    from workflow.record.personal import KeyRing

    return invariants(engine, KeyRing(data / KEYS), FileStore(data / "files"), evidence)


def _chains(engine: "Engine", evidence: "Evidence") -> Iterator[str]:
    """What can be checked without keys: each link of each chain, and the signed log."""
    from workflow.archive.replay import verify_links

    yield from map(str, verify_links(engine, evidence))


def summary(about: "Holds | About") -> str:
    """How much there is, and the newest act."""
    last = about.newest
    newest = f"，最新一条为{last['request']}第{last['seq']}条（{last['at']}）" if last else ""
    return f"{about.requests}件申请、{about.entries}条台账{newest}"
