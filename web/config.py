"""Settings of an installation (配置), read from the environment, and the house they open.

`open_house` needs no Flask: the command line and the web pages open the same house.
"""

import atexit
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

import migrations
from letters.press_room import PressRoom
from workflow.archive.notarised import SignedLog
from workflow.archive.shelf import Shelf
from workflow.desk import Desk
from workflow.errors import WorkflowError
from workflow.evidence.intake import Intake
from workflow.evidence.room import ExaminationRoom
from workflow.evidence.scanner import ClamAV, Policy
from workflow.evidence.slips import Slips
from workflow.record.database import Pool, connect
from workflow.record.durable import first_written
from workflow.record.evidence import FileStore
from workflow.record.notary import Notary
from workflow.record.personal import KeyRing

#: Argon2id as argon2-cffi sets it: memory in KiB, passes, lanes.
ARGON2 = {"time_cost": 3, "memory_cost": 65536, "parallelism": 4}


class WeakSecret(WorkflowError):
    """A key that somebody could guess (密钥过弱): nothing is served with it."""


@dataclass(frozen=True)
class Config:
    """Where everything lies and how the pages are served."""

    data: Path
    database_url: str
    #: Whether pages are served over TLS: cookies are then Secure, browsers told to stay (HSTS).
    https: bool = False
    #: Reverse proxies in front whose forwarded headers are believed.
    proxies: int = 0
    #: The names under which the pages are asked for; empty: any.
    hosts: tuple[str, ...] = ()
    #: Whether pages are served without TLS to other machines too, as behind a proxy that is silent.
    plain_http: bool = False
    #: Whether files handed in are scanned for viruses, and what if they cannot be.
    clamav: Policy = Policy.AUTO
    argon2: Mapping[str, int] = field(default_factory=lambda: dict(ARGON2))
    #: Where mails are handed over, "" for nowhere: see `workflow.work.post.mailer_of`.
    mail: str = ""
    #: What carries background jobs, "" for a file of its own: see `workflow.work.carrier.queue_of`.
    queue: str = ""
    #: The notary's folder where it is another than `data/notary` (an account of its own).
    notary_folder: Path | None = None
    #: Connections of each process to PostgreSQL.
    pool: Pool = field(default_factory=Pool)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read YISHEN_DATA, YISHEN_DATABASE_URL and the others, each named as its field.

        Raises ValueError for numbers that are none and a policy there is not.
        """
        data = Path(environ.get("YISHEN_DATA") or "var").resolve()
        notary = environ.get("YISHEN_NOTARY")
        url = environ.get("YISHEN_DATABASE_URL") or f"sqlite:///{data / 'yishen.sqlite'}"
        return cls(
            data=data, database_url=url, https=environ.get("YISHEN_HTTPS") == "on",
            proxies=int(environ.get("YISHEN_PROXIES") or 0),
            hosts=tuple(environ.get("YISHEN_HOSTS", "").replace(",", " ").split()),
            plain_http=environ.get("YISHEN_PLAIN_HTTP") == "on",
            notary_folder=Path(notary).resolve() if notary else None,
            mail=environ.get("YISHEN_MAIL", ""),
            queue=environ.get("YISHEN_QUEUE", ""),
            clamav=Policy(environ.get("YISHEN_CLAMAV") or "auto"),
            pool=pool_of(environ.get("YISHEN_POOL", "")),
        )

    @property
    def notary(self) -> Path:
        """Where the notary keeps its key and what it signed."""
        return self.notary_folder or self.data / "notary"

    @property
    def secret(self) -> str:
        """The key that signs cookies, made on first use with access for this account only."""
        return self.secrets[0]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The keys of cookies, one a line: the first signs, what the others signed still holds.

        Raises WeakSecret for one that could be guessed.
        """
        place = self.data / "keys" / "cookie.key"
        if not place.exists():
            first_written(place, secrets.token_hex(32).encode())
        found = tuple(place.read_text().split())
        if not found or any(len(one) < 32 or len(set(one)) < 8 for one in found):
            raise WeakSecret(
                f"{place}中的密钥过短或者过于简单，可以猜出，没有启动；请删去该文件，"
                "启动时自动生成新的（届时全部登录退出）")
        return found


def pool_of(text: str) -> Pool:
    """The pool as it is written: "8+4" keeps eight connections and opens four more under load.

    Raises ValueError for anything else.
    """
    if not text:
        return Pool()
    size, plus, overflow = text.partition("+")
    if int(size) < 1 or int(overflow if plus else 0) < 0:
        raise ValueError(text)
    return Pool(int(size), int(overflow if plus else 0))


@dataclass(frozen=True)
class House:
    """What an installation works with: database, files, keys and the desk."""

    engine: Engine
    store: FileStore
    keys: KeyRing
    desk: Desk
    notary: Notary


@cache
def press() -> PressRoom:
    """The presses of this process, one unless `YISHEN_PRESSES` says more; started when needed."""
    room = PressRoom(int(os.environ.get("YISHEN_PRESSES", "1")))
    atexit.register(room.close)
    return room


@cache
def examination() -> ExaminationRoom:
    """The room of this process in which files handed in are examined."""
    room = ExaminationRoom()
    atexit.register(room.close)
    return room


def open_house(config: Config, engine: Engine | None = None) -> House:
    """Open the house of an installation; makes the folder, keys and schema it lacks."""
    config.data.mkdir(parents=True, exist_ok=True)
    engine = engine or connect(config.database_url, config.pool)
    migrations.upgrade(engine)
    store = FileStore(config.data / "files")
    keys = KeyRing(config.data / "keys")
    notary = Notary(config.notary)
    intake = Intake(Slips(config.secret.encode()), examination(), ClamAV(config.clamav))
    desk = Desk(engine, store, keys, press, intake=intake, shelf=Shelf(config.data / "archive"),
                notary=SignedLog(engine, notary))
    return House(engine, store, keys, desk, notary)
