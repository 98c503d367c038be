"""Housekeeping of files (材料整理): encrypt those of the first version, sweep what nobody filed."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, Engine, func, select, text, update

from workflow.errors import WorkflowError
from workflow.record.database import reading, writing
from workflow.record.evidence import FileStore
from workflow.record.keyring import KeyRing
from workflow.record.models import StoredFile
from workflow.record.personal import vault_of
from workflow.record.shelf import shelf_of

_HANDFUL = 200
_PLAIN = (StoredFile.place == "") & StoredFile.key.is_(None)
_NO_OTHER_WRITES = text("LOCK TABLE stored_file IN SHARE ROW EXCLUSIVE MODE")


def encrypt_plain(
    engine: Engine, ring: KeyRing, store: FileStore
) -> Iterator[WorkflowError | None]:
    """Encrypt every file the first version kept plain; what cannot be read is yielded, and stays.

    Each file is a transaction of its own: stopped at any moment, it goes on where it stood.
    """
    with reading(engine) as connection:
        plain = [tuple(row) for row in connection.execute(
            select(StoredFile.request, StoredFile.digest).where(_PLAIN)
            .order_by(StoredFile.request, StoredFile.digest))]
    for request, digest in plain:
        try:
            _encrypt(engine, ring, store, request, digest)
        except WorkflowError as error:
            yield error
        else:
            yield None


def _encrypt(engine: Engine, ring: KeyRing, store: FileStore, request: str, digest: str) -> None:
    with reading(engine) as connection:
        vault = vault_of(connection, ring, request)
        kept = store.keep(shelf_of(connection, store, vault).read(digest))
    own = (StoredFile.request == request) & (StoredFile.digest == digest)
    with writing(engine) as connection:
        connection.execute(update(StoredFile).where(own & _PLAIN).values(
            place=kept.place, key=vault.seal_key(digest, kept.place, kept.key)))
        others = connection.scalar(select(func.count()).select_from(StoredFile).where(
            (StoredFile.digest == digest) & _PLAIN))
    if not others:
        store.remove(digest)


def sweep(engine: Engine, store: FileStore, written_before: float) -> int:
    """Remove files written before a moment (seconds) that no request holds; returns how many."""
    with reading(engine) as connection:
        held = {row.place or row.digest for row in connection.execute(
            select(StoredFile.place, StoredFile.digest))}
    stray = (name for name, at in store.names() if at < written_before and name not in held)
    removed = 0
    while names := tuple(islice(stray, _HANDFUL)):
        removed += _removed(engine, store, names)
    return removed


def _removed(engine: Engine, store: FileStore, names: tuple[str, ...]) -> int:
    """Remove a few files, looking once more while nobody can file one."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # SQLite has locked the file already
            connection.execute(_NO_OTHER_WRITES)
        gone = set(names) - _held(connection, names)
        for name in gone:
            store.remove(name)
    return len(gone)


def _held(connection: Connection, names: tuple[str, ...]) -> set[str]:
    return {*connection.scalars(select(StoredFile.place).where(StoredFile.place.in_(names))),
            *connection.scalars(select(StoredFile.digest).where(
                StoredFile.digest.in_(names) & _PLAIN))}
