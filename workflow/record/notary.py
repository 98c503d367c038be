"""The notary (签发检查点): signs the root of a log, and never one that contradicts an earlier one.

What it signed last lies in a folder of its own, outside the database: whoever rewrites the database
cannot rewrite that. It reads new entries with their bytes and hashes them itself; whatever it has
signed before it can read once more as a whole (每日首次签发时全量复核).
"""

import fcntl
import json
import os
import re
import secrets
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from workflow.errors import TrailBroken
from workflow.record import logs, notes
from workflow.record.durable import sync_folder, written
from workflow.record.logs import Log
from workflow.record.merkle import Frontier
from workflow.record.signing_key import signing_key, verifier_of
from workflow.record.standing import beijing_day
from workflow.record.trail import hash_of


class NotaryRefuses(TrailBroken):
    """The log is not what was signed before, or not what its entries say; nothing was signed."""


@dataclass(frozen=True)
class _Signed:
    """What was signed last: its size and edge, its last leaf, the note, the day of review."""

    size: int = 0
    edge: tuple[str, ...] = ()
    last: str = ""
    note: str = ""
    reviewed: str = ""


class Notary:
    """Signs the checkpoints of one installation."""

    def __init__(self, folder: Path) -> None:
        """Work in a folder that holds key, origin and all notes; made when first signed."""
        self._folder = folder

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return signing_key(self._folder / "signing.pem")

    @property
    def may_sign(self) -> bool:
        """Whether this account can use the key there is; one that is not there is not made."""
        return os.access(self._folder / "signing.pem", os.R_OK) and os.access(
            self._folder, os.W_OK)

    def origin(self, log: Log) -> str:
        """The name of a log, never used for another one: the first line of its checkpoints."""
        place = self._folder / "origin"
        if not place.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            put(place, f"yishen.invalid/{secrets.token_hex(6)}\n")
        return f"{place.read_text().strip()}/{log.value}"

    def name(self, origin: str) -> None:
        """Give the installation its name before anything is signed: gov.example/ysqgk.

        Raises TrailBroken for a name that is none, or where one was given before.
        """
        if not re.fullmatch(r"[a-z0-9.-]+(/[a-z0-9._-]+)*", origin):
            raise TrailBroken(f"名称“{origin}”应当写成gov.example/ysqgk的样子，用小写字母")
        place = self._folder / "origin"
        if place.exists() and place.read_text().strip() != origin:
            raise TrailBroken(f"本机的日志已经以“{place.read_text().strip()}”的名义签发，不能改名")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        put(place, f"{origin}\n")

    def verifier(self, log: Log) -> notes.VerifierKey:
        """The public key that verifies the checkpoints of a log."""
        return verifier_of(self.origin(log), self._key)

    def published(self, log: Log) -> notes.VerifierKey:
        """The same key for an account that may read what was signed, but not sign.

        Raises KeyError before anything was signed, PermissionError where nothing may be read.
        """
        try:
            return self.verifier(log)
        except PermissionError:
            return known_keys(self._folder)[log]

    def newest(self, log: Log) -> str:
        """The newest note of a log; "" before the first."""
        return self._last(log).note

    def sign(
        self, connection: Connection, log: Log, at: datetime, *, review: bool = False
    ) -> str:
        """Sign a log as it stands, or give its newest note again where nothing was added.

        Reads all that was signed before once a day, or when asked to. Raises NotaryRefuses for a
        log that is shorter than what was signed, or changed, or whose entries belie it.
        """
        self.origin(log)  # makes the folder
        with _alone(self._folder / "lock"):
            return self._sign(connection, log, beijing_day(at).isoformat(), review)

    def _sign(self, connection: Connection, log: Log, today: str, review: bool) -> str:
        signed = self._last(log)
        self._compare_end(connection, log, signed)
        if review or signed.reviewed != today:
            self._review(connection, log, signed)
        edge = Frontier(signed.size, [bytes.fromhex(each) for each in signed.edge])
        last = signed.last
        for leaf in self._new(connection, log, signed.size):
            edge.add(bytes.fromhex(leaf))
            last = leaf
        note = signed.note if edge.size == signed.size and signed.note else self._note(log, edge)
        kept = tuple(each.hex() for each in edge.hashes)
        self._keep(log, _Signed(edge.size, kept, last, note, today))
        return note

    def _note(self, log: Log, edge: Frontier) -> str:
        origin = self.origin(log)
        text = notes.checkpoint_text(origin, edge.size, edge.root())
        signature = notes.sign(text, self.verifier(log), self._key)
        return str(notes.Note(origin, edge.size, edge.root(), (signature,)))

    def _compare_end(self, connection: Connection, log: Log, signed: _Signed) -> None:
        found = logs.size(connection, log)
        if found < signed.size:
            raise NotaryRefuses(
                f"{log.label}只有{found}条，短于已经签发的{signed.size}条，拒绝签发")
        if signed.size and logs.last_hash(connection, log, signed.size) != signed.last:
            raise NotaryRefuses(f"{log.label}第{signed.size}条与已经签发的不同，拒绝签发")

    def _review(self, connection: Connection, log: Log, signed: _Signed) -> None:
        """Read all that was signed before: its root must be the one that was signed."""
        edge = Frontier()
        with closing(self._new(connection, log, 0)) as leaves:
            for leaf in islice(leaves, signed.size):
                edge.add(bytes.fromhex(leaf))
        if tuple(each.hex() for each in edge.hashes) != signed.edge:
            raise NotaryRefuses(f"{log.label}的前{signed.size}条与已经签发的不同，拒绝签发")

    def _new(
        self, connection: Connection, log: Log, first: int
    ) -> Generator[str, None, None]:
        """The hashes of the entries from one place on, each made anew from its bytes."""
        for expected, leaf in enumerate(logs.leaves_from(connection, log, first), first):
            if leaf.index != expected:
                raise NotaryRefuses(f"{log.label}的序号不连续（应为{expected}），拒绝签发")
            if leaf.body is None or hash_of(leaf.body) != leaf.hash:
                raise NotaryRefuses(f"{log.label}第{expected + 1}条的内容与摘要不符，拒绝签发")
            yield leaf.hash

    def _last(self, log: Log) -> _Signed:
        place = self._folder / log.value / "state.json"
        if not place.exists():
            return _Signed()
        try:
            values = json.loads(place.read_text())
            return _Signed(**{**values, "edge": tuple(values["edge"])})
        except (ValueError, TypeError, KeyError) as error:
            raise TrailBroken(f"签发记录无法读取：{log.value}/state.json") from error

    def _keep(self, log: Log, signed: _Signed) -> None:
        """Write the note, then what was signed: after a fall in between it is signed once more."""
        folder = self._folder / log.value
        folder.mkdir(exist_ok=True, mode=0o750)  # notes are for others to read; the key is not
        put(folder / "notary.vkey", f"{self.verifier(log)}\n")
        put(folder / f"{signed.size:012d}.note", signed.note)
        put(folder / "state.json", json.dumps(asdict(signed), indent=1))


def known_keys(folder: Path) -> Mapping[Log, notes.VerifierKey]:
    """The public keys in a notary's folder, for whoever may read but not sign."""
    places = {log: folder / log.value / "notary.vkey" for log in Log}
    return {log: notes.VerifierKey.read(place.read_text())
            for log, place in places.items() if place.exists()}


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Keep a second process waiting: two notaries of one folder would sign past one another."""
    with place.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def put(place: Path, text: str) -> None:
    """Write a file whole and durably, or not at all."""
    passing = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    written(passing, text.encode(), 0o644)
    passing.replace(place)
    sync_folder(place.parent)
