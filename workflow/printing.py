"""The print room (文印): numbers reserved, letters linted and printed, before any write lock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine

from letters.finding import Finding
from letters.letter import Letter
from letters.render import Printed, Printer
from letters.sealing import SealService, sealed
from workflow import proofreading
from workflow.errors import LetterRefused, MovedOn, StepNotAllowed
from workflow.record import numbers
from workflow.record.codes import grouped, new_code
from workflow.record.database import writing
from workflow.record.evidence import FileStore, Kept
from workflow.record.number_text import number_text
from workflow.record.people import Office
from workflow.steps import Action, Outgoing
from workflow.terms import DocumentKind


@dataclass(frozen=True)
class Ready:
    """A document made ready to leave."""

    outgoing: Outgoing
    number: str
    year: int
    serial: int
    code: str
    letter: Letter
    printed: Printed
    kept: Kept

    def fact(self, id: str) -> dict[str, Any]:
        """What the trail says of the document."""
        return {
            "id": id, "kind": self.outgoing.kind, "number": self.number,
            "digest": self.printed.digest, "dated": self.letter.dated, "ref": self.outgoing.ref,
            "title": self.letter.title,
            "series": self.outgoing.kind.value, "year": self.year, "serial": self.serial,
            "code": self.code,
        }


def _with_code(letter: Letter, code: str, office: Office) -> Letter:
    """The letter with its verification code, and the address that leads to it if one is set."""
    base = office.setting("verify_base").rstrip("/")
    return replace(letter, verify_code=grouped(code), verify_url=f"{base}/{code}" if base else "")


class PrintRoom:
    """Makes documents ready for one installation."""

    def __init__(
        self, engine: Engine, store: FileStore, press: Callable[[], Printer],
        seals: SealService | None = None,
    ) -> None:
        """Work with the number series, the file store, the press and, if any, a seal service."""
        self._engine, self._store, self.press, self._seals = engine, store, press, seals

    def make_ready(self, action: Action, outgoing: Sequence[Outgoing]) -> list[Ready]:
        """Number, lint, print and keep the documents of a step, or none of them.

        Raises LetterRefused with all findings against a document, StepNotAllowed with those that
        an officer has to answer for.
        """
        ready: list[Ready] = []
        try:
            for one in outgoing:
                ready.append(self._one(action, one))
        except BaseException:
            self.release(action.office, ready)
            raise
        return ready

    def draft(self, one: Outgoing) -> Printed:
        """Print a document as it stands now: watermarked, without a number."""
        return self.press().print(one.build(""), draft=True)

    def doubts(self, action: Action, one: Outgoing) -> tuple[Finding, ...]:
        """What the proofreading says of a document as it stands now."""
        return proofreading.findings(action, one.kind, one.build(""), draft=True)

    def release(self, office: Office, ready: Sequence[Ready]) -> None:
        """Give back the numbers of documents that did not leave."""
        if ready:
            with writing(self._engine, flows=True) as connection:
                self.give_back(connection, office, ready)

    def give_back(
        self, connection: Connection, office: Office, ready: Sequence[Ready]
    ) -> None:
        """The same in a write transaction that is already open."""
        for one in ready:
            numbers.settle(connection, office.id, one.outgoing.kind.value, one.year, one.serial,
                           "free")

    def settle(self, connection: Connection, office: Office, ready: Sequence[Ready]) -> None:
        """Use up the numbers in the transaction of the act.

        Raises MovedOn if a reservation was lost meanwhile.
        """
        for one in ready:
            if not numbers.settle(
                connection, office.id, one.outgoing.kind.value, one.year, one.serial, "used"
            ):
                raise MovedOn(f"文号{one.number}的预留已失效，请重新办理一次")

    def _one(self, action: Action, one: Outgoing) -> Ready:
        year = one.build("").dated.year
        with writing(self._engine, flows=True) as connection:
            serial = numbers.reserve(
                connection, action.office.id, one.kind.value, year, action.case.no, action.at)
        try:
            number = number_text(action.office, one.kind, year, serial)
            code = new_code()
            letter = _with_code(one.build(number), code, action.office)
            printed = self._printed(action, one.kind, letter)
            kept = self._store.keep(printed.data)
        except BaseException:
            self._free(action.office, one.kind, year, serial)
            raise
        return Ready(one, number, year, serial, code, letter, printed, kept)

    def _printed(self, action: Action, kind: DocumentKind, letter: Letter) -> Printed:
        found = proofreading.findings(action, kind, letter)
        blocking = [str(one) for one in found if one.blocking]
        if blocking:
            raise LetterRefused(blocking)
        unanswered = proofreading.unanswered(action, found)
        if unanswered:
            raise StepNotAllowed(unanswered)
        return sealed(self._seals, self.press().print(letter), agency=letter.agency,
                      number=letter.number)

    def _free(self, office: Office, kind: DocumentKind, year: int, serial: int) -> None:
        with writing(self._engine, flows=True) as connection:
            numbers.settle(connection, office.id, kind.value, year, serial, "free")
