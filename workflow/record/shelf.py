"""The files of one request (本案材料): each opened with its own key, which the vault unwraps."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from workflow.errors import NotFound, TrailBroken
from workflow.record.evidence import FileStore, Kept
from workflow.record.models import StoredFile
from workflow.record.personal import KeyRing, Vault, empty_vault, vault_of
from workflow.record.prepared import Prepared


class Filed(NamedTuple):
    """A file as an act files it: its bytes at rest, what it is called, how it is opened."""

    kept: Kept
    name: str
    media_type: str


class _Row(NamedTuple):
    """What the table says of a file."""

    size: int
    place: str
    key: bytes | None


# Statements made once: to build one costs more than to run it.
_ROWS = Prepared(select(
    StoredFile.digest, StoredFile.size, StoredFile.place, StoredFile.key
).where(StoredFile.request == bindparam("of")))
_KNOWN = Prepared(select(StoredFile.digest).where(StoredFile.request == bindparam("of")))
_FILE = Prepared(insert(StoredFile))


class Shelf:
    """The files of one request, by the digest of their plain bytes."""

    def __init__(self, store: FileStore, vault: Vault, rows: Mapping[str, _Row]) -> None:
        """Know the rows of the request; bytes are read when asked for."""
        self._store, self._vault, self._rows = store, vault, rows

    def read(self, digest: str) -> bytes:
        """The plain bytes of a file.

        Raises NotFound if the request has no such file, or its bytes or key are gone or changed.
        """
        row = self._rows.get(digest)
        if row is None:
            raise NotFound(f"案卷材料缺失：{digest[:16]}…")
        if not row.place and row.key is None:
            return self._store.read_plain(digest)
        try:
            key = self._vault.open_key(digest, row.place, row.key or b"")
        except TrailBroken as error:
            raise NotFound(f"案卷材料已被改动：{digest[:16]}…") from error
        return self._store.read(Kept(digest, row.place, key, row.size))


def shelf_of(connection: Connection, store: FileStore, vault: Vault) -> Shelf:
    """The files of the request of a vault."""
    rows = _ROWS.ask(connection, {"of": vault.request}).all()
    return Shelf(store, vault, {row.digest: _Row(*row[1:]) for row in rows})


def open_shelf(connection: Connection, ring: KeyRing, store: FileStore, no: str) -> Shelf:
    """The files of a request; of one whose key is gone, those of the first version alone."""
    try:
        vault = vault_of(connection, ring, no)
    except TrailBroken:
        vault = empty_vault(no)
    return shelf_of(connection, store, vault)


def put(
    connection: Connection, store: FileStore, vault: Vault, seq: int, files: Iterable[Filed]
) -> None:
    """File what an act brings, in its transaction; what the request holds already stays.

    Raises NotFound if a file has gone meanwhile.
    """
    wanted = {one.kept.digest: one for one in files}
    if not wanted:
        return
    for (digest,) in _KNOWN.ask(connection, {"of": vault.request}).all():
        wanted.pop(digest, None)
    for digest, one in wanted.items():
        if not store.has(one.kept):
            raise NotFound(f"案卷材料缺失：{digest[:16]}…")
    rows = [_row(vault, seq, one) for one in wanted.values()]
    _FILE.say(connection, rows)


def names_of(connection: Connection, request: str) -> list[str]:
    """The names on disk of the files that no other request holds."""
    elsewhere = select(StoredFile.digest, StoredFile.place).where(StoredFile.request != request)
    own = select(StoredFile.digest, StoredFile.place).where(StoredFile.request == request)
    shared = {_name(*row) for row in connection.execute(
        elsewhere.where(StoredFile.digest.in_(own.with_only_columns(StoredFile.digest))))}
    return [name for name in (_name(*row) for row in connection.execute(own))
            if name not in shared]


def _name(digest: str, place: str) -> str:
    """A file of the first version is named by its digest."""
    return place or digest


def _row(vault: Vault, seq: int, one: Filed) -> dict[str, object]:
    digest, place, key, size = one.kept
    return {"request": vault.request, "digest": digest, "seq": seq, "name": one.name,
            "media_type": one.media_type, "size": size, "place": place,
            "key": vault.seal_key(digest, place, key)}
