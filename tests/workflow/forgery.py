"""Forged records (伪造): a request whose trail and letters say something else, chained as if true.

What is written here passed no guard: that is how a faulty program or a patient forger leaves it.
"""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pikepdf
from sqlalchemy import text

from tests.bureau import Bureau
from tests.workflow.test_verify import attack
from workflow.archive.auditor.paper import what_was_decided
from workflow.archive.auditor.told import Told
from workflow.record.database import reading, writing
from workflow.record.personal import vault_of
from workflow.record.shelf import Filed, open_shelf, put
from workflow.record.standing import BEIJING
from workflow.record.trail import ORIGIN, hash_of

Values = dict[str, Any]


class Forgery:
    """The entries of one request, to be changed and then chained anew."""

    def __init__(self, bureau: Bureau, no: str) -> None:
        """Read what was recorded."""
        self.bureau, self.no = bureau, no
        with reading(bureau.engine) as connection:
            self.bodies: list[Values] = [json.loads(body) for body in connection.scalars(text(
                "SELECT body FROM trail_entry WHERE request = :no ORDER BY seq"), {"no": no})]

    def act(self, step: str, **facts: Any) -> Values:
        """The last entry of a step, of those whose facts hold these values."""
        return [body for body in self.bodies if body["step"] == step
                and facts.items() <= body["facts"].items()][-1]

    def sent(self, kind: str, step: str = "dispatch_document") -> Values:
        """The entry by which the newest document of a kind left, or arrived."""
        return self.act(step, document=self.document(kind)["id"])

    def document(self, kind: str) -> Values:
        """What the trail says of the newest document of a kind."""
        found: list[Values] = [row for body in self.bodies
                               for row in body["facts"].get("documents", ())
                               if row["kind"] == kind]
        return found[-1]

    def drop(self, *steps: str) -> None:
        """Take every entry of some steps out."""
        self.bodies = [body for body in self.bodies if body["step"] not in steps]

    def letter(self, kind: str, change: Callable[[Values], None], *, approved: bool = True) -> None:
        """Print another letter over the newest of a kind, and let the trail vouch for it."""
        document = self.document(kind)
        with reading(self.bureau.engine) as connection:
            lying = open_shelf(connection, self.bureau.keys, self.bureau.store, self.no)
        values, data = _attached(lying.read(document["digest"]), change)
        document["digest"] = self.shelved(data)
        if approved:
            self.act("approve")["facts"]["approved_digest"] = what_was_decided(Told(values))

    def shelved(self, data: bytes) -> str:
        """Put a paper among those of the request; returns its digest."""
        bureau, kept = self.bureau, self.bureau.store.keep(data)
        with writing(bureau.engine) as connection:
            put(connection, bureau.store, vault_of(connection, bureau.keys, self.no), 1,
                [Filed(kept, "文书.pdf", "application/pdf")])
        return kept.digest

    def save(self) -> None:
        """Chain what is left from the beginning, behind the desk's back."""
        prev = ORIGIN
        statements, values = ["DELETE FROM trail_entry WHERE request = :no"], {"no": self.no}
        for seq, body in enumerate(self.bodies, 1):
            body |= {"seq": seq, "prev": prev}
            written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            prev = hash_of(written)
            statements.append(
                "INSERT INTO trail_entry (request, seq, command_id, at, officer, step, body, hash)"
                f" VALUES (:no, {seq}, :c{seq}, :a{seq}, :o{seq}, :s{seq}, :b{seq}, :h{seq})")
            values |= {f"c{seq}": body["command_id"], f"a{seq}": body["at"],
                       f"o{seq}": body["officer"], f"s{seq}": body["step"], f"b{seq}": written,
                       f"h{seq}": prev}
        attack(self.bureau, *statements, **values)


def at(day: str, hour: int = 9) -> str:
    """A moment of the trail on a day in Beijing."""
    moment = datetime.fromisoformat(f"{day}T{hour:02d}:00:00").replace(tzinfo=BEIJING)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _attached(data: bytes, change: Callable[[Values], None]) -> tuple[Values, bytes]:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        values: Values = json.loads(pdf.attachments["case.json"].get_file().read_bytes())
        change(values)
        del pdf.attachments["case.json"]
        pdf.attachments["case.json"] = json.dumps(values, ensure_ascii=False).encode()
        pdf.save(out, deterministic_id=True)
    assert hashlib.sha256(out.getvalue()).hexdigest() != hashlib.sha256(data).hexdigest()
    return values, out.getvalue()
