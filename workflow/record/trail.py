"""The trail (办理台账): one entry an act, canonical bytes, a hash chain for each request."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from workflow.errors import TrailBroken
from workflow.law.clock import Move
from workflow.record.facts import Facts
from workflow.record.models import LogPending, TrailEntry
from workflow.record.prepared import Answer, Prepared

VERSION = 1
ALGORITHM = "sha256"
#: What `prev` holds in the first entry of a request.
ORIGIN = "0" * 64
#: The facts that name a second person (代行): the absent officer in whose place an act was done;
#: the substitute of one who acted in person although away.
IN_PLACE_OF, ALTHOUGH_AWAY = "in_place_of", "although_away"
#: The fact that tells of a clock set back: by how many minutes the act says it is earlier than the
#: one before it. The order of the acts is that of their numbers, whatever any clock said.
MINUTES_BACK = "minutes_back"
#: The clocks of several machines may differ by so much without anything being wrong.
CLOCKS_DIFFER = timedelta(minutes=1)
MOMENT_LENGTH = len("2026-06-01T01:00:00.000000Z")
#: What is hashed before a body (RFC 6962): a leaf hash begins with a zero byte, an inner node
#: with a one.
LEAF = b"\x00"


@dataclass(frozen=True)
class Entry:
    """One act as recorded: who, when, in which seat, which step, on which facts."""

    request: str
    seq: int
    prev: str
    at: datetime
    officer: str
    role: str
    step: str
    source: str
    dest: str
    article: str
    facts: Facts
    moves: tuple[Move, ...]
    letter_digest: str
    file_digests: tuple[str, ...]
    command_id: str
    body: str = ""
    hash: str = ""

    @property
    def in_place_of(self) -> str:
        """The login of the absent officer in whose name it was done; "" = in person."""
        return self.facts.text(IN_PLACE_OF)

    @property
    def persons(self) -> frozenset[str]:
        """Everybody in whose name it was done: the separation of duties asks about each."""
        return frozenset({self.officer, self.in_place_of} - {""})


def moment_text(at: datetime) -> str:
    """Write a moment as UTC with microseconds, the one form the trail knows."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """Read a moment the trail wrote.

    Raises ValueError for any other spelling.
    """
    if len(text) != MOMENT_LENGTH or text[-1] != "Z" or text[10] != "T":
        raise ValueError(f"not a moment of the trail: {text}")
    return datetime.fromisoformat(text)


def plain(value: Any) -> Any:
    """Turn typed facts into JSON values: days as ISO text, terms as keys, text in NFC.

    Raises TypeError for anything else, floats above all: they have no single spelling.
    """
    if value is None or isinstance(value, bool) or type(value) is int:
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(value: Any) -> str:
    """Write JSON with sorted keys and no blanks: the bytes that are hashed and kept."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(body: str) -> str:
    """The chain link and leaf hash of an entry: SHA-256 over a zero byte and the body."""
    return hashlib.sha256(LEAF + body.encode()).hexdigest()


def sealed(entry: Entry) -> Entry:
    """Give an entry its body and hash."""
    body = canonical(_body(entry))
    return Entry(**{**entry.__dict__, "body": body, "hash": hash_of(body)})


#: Every key of a body, no more and no less.
_KEYS = frozenset((
    "v", "alg", "request", "seq", "prev", "at", "officer", "role", "step", "from", "to", "article",
    "facts", "moves", "letter_digest", "file_digests", "command_id",
))


def _body(entry: Entry) -> dict[str, Any]:
    return {
        "v": VERSION,
        "alg": ALGORITHM,
        "request": entry.request,
        "seq": entry.seq,
        "prev": entry.prev,
        "at": entry.at,
        "officer": entry.officer,
        "role": entry.role,
        "step": entry.step,
        "from": entry.source,
        "to": entry.dest,
        "article": entry.article,
        "facts": dict(entry.facts),
        "moves": [move.to_json() for move in entry.moves],
        "letter_digest": entry.letter_digest,
        "file_digests": list(entry.file_digests),
        "command_id": entry.command_id,
    }


_decoded = msgspec.json.Decoder().decode


def parsed(body: Any) -> Any:
    """The JSON value of a body, as `json.loads` reads it and with its errors, only faster.

    What the quick reader accepts it reads as the slow one does; what it refuses, such as halves of
    characters or infinite numbers, the slow one is asked for.
    """
    try:
        return _decoded(body)
    except (msgspec.MsgspecError, UnicodeError, TypeError):
        return json.loads(body)


class Link(msgspec.Struct):
    """What a chain needs of a body: the hash it names as that of the entry before it, if any."""

    prev: Any = None


#: The link of a body in UTF-8. All of it is read as JSON, but nothing is built of the rest.
#: Raises an error of msgspec, TypeError or RecursionError where it is no object of JSON, and for
#: a few spellings of numbers and characters that `parsed` would accept but no trail holds.
link_of = msgspec.json.Decoder(Link).decode


def read(body: str, digest: str) -> Entry:
    """Read an entry back from its body.

    Raises TrailBroken if the body is not one this version writes.
    """
    try:
        return entry_of(parsed(body), body, digest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrailBroken(f"台账条目无法读取：{error}") from error


def entry_of(values: Any, body: str, digest: str) -> Entry:
    """The entry of a parsed body; the parsed object itself becomes the entry.

    Raises ValueError, KeyError, TypeError or AttributeError if it is not one this version writes.
    """
    if values.keys() != _KEYS or (values["v"], values["alg"]) != (VERSION, ALGORITHM):
        raise ValueError("这一版本不认识的内容")
    values["at"] = moment(values["at"])
    values["facts"] = Facts(values["facts"])
    values["moves"] = tuple([Move.from_json(move) for move in values["moves"]])
    values["file_digests"] = tuple(values["file_digests"])
    del values["v"], values["alg"]
    values["source"], values["dest"] = values.pop("from"), values.pop("to")
    values["body"], values["hash"] = body, digest
    # A trail is read entry by entry a million times: the constructor would take twice as long.
    entry = object.__new__(Entry)
    object.__setattr__(entry, "__dict__", values)
    return entry


# Statements made once: to build one costs more than to run it.
_APPEND, _QUEUE = Prepared(insert(TrailEntry)), Prepared(insert(LogPending))
_ENTRIES = Prepared(
    select(TrailEntry.body, TrailEntry.hash)
    .where(TrailEntry.request == bindparam("of"), TrailEntry.seq > bindparam("after"))
    .order_by(TrailEntry.seq)
)
_BY_COMMAND = Prepared(select(TrailEntry.body, TrailEntry.hash).where(
    TrailEntry.command_id == bindparam("command")))


def append(connection: Connection, entry: Entry) -> None:
    """Write a sealed entry; the database refuses a second one and any later change.

    It is queued for its place in the log in the same transaction.
    """
    append_all(connection, (entry,))


def append_all(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write many sealed entries, of as many requests, each as `append` does."""
    _APPEND.say(connection, [
        {
            "request": entry.request,
            "seq": entry.seq,
            "command_id": entry.command_id,
            "at": moment_text(entry.at),
            "officer": entry.officer,
            "step": entry.step,
            "body": entry.body,
            "hash": entry.hash,
        }
        for entry in entries
    ])
    _QUEUE.say(
        connection, [{"request": entry.request, "seq": entry.seq} for entry in entries])


def entries(connection: Connection, request: str) -> list[Entry]:
    """All entries of a request, oldest first."""
    return told(ask(connection, request))


def ask(connection: Connection, request: str, after: int = 0) -> Answer:
    """Ask for the entries of a request after one of them, without waiting for them."""
    return _ENTRIES.ask(connection, {"of": request, "after": after})


def told(answer: Answer) -> list[Entry]:
    """The entries that were asked for, oldest first."""
    return [read(body, digest) for body, digest in answer.all()]


def by_command(connection: Connection, command_id: str) -> Entry | None:
    """The entry a command has already made, if it was sent twice."""
    return told_one(ask_command(connection, command_id))


def ask_command(connection: Connection, command_id: str) -> Answer:
    """Ask for the entry of a command without waiting for it."""
    return _BY_COMMAND.ask(connection, {"command": command_id})


def told_one(answer: Answer) -> Entry | None:
    """The entry that was asked for, if there is one."""
    row = answer.first()
    return read(row.body, row.hash) if row else None
