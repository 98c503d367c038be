"""The reading room (阅卷): everything that is shown of a request; nothing here writes its trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from letters.finding import Finding
from letters.render import Printed
from workflow import machine, masking, reviewing, viewing
from workflow.errors import (
    LawError,
    LetterRefused,
    NotFound,
    Reason,
    StepNotAllowed,
)
from workflow.given import Given
from workflow.inspection import CheckItem
from workflow.laid_open import ERASED, OPENING, LaidOpen, no_such_step
from workflow.law.workdays import Calendar
from workflow.packing import Exported
from workflow.record import models
from workflow.record.calendars import calendar_at, known
from workflow.record.case import Case
from workflow.record.database import reading
from workflow.record.evidence import Upload
from workflow.record.people import Actor, office_of
from workflow.record.security import NO_AGENCY
from workflow.record.standing import (
    beijing_day,
)
from workflow.terms import DocumentKind
from workflow.viewing import RequestView, StepView


class Preview(NamedTuple):
    """A document as it would leave: watermarked, without a number."""

    kind: DocumentKind
    printed: Printed


class Sketch(NamedTuple):
    """A document as far as what was typed goes, with everything that stands against it.

    `printed` is None where not enough is told to print anything.
    """

    printed: Printed | None
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]


class ReadingRoom(LaidOpen):
    """Shows the requests of one installation."""

    def calendar(self, officer: Actor | None, at: datetime) -> Calendar:
        """The working days of an officer's agency, else of the country, as known at a moment."""
        with reading(self.engine, flows=True) as connection:
            if officer is None or officer.agency_id == NO_AGENCY:
                return calendar_at(connection, (), at)
            office = office_of(connection, officer.agency_id, beijing_day(at))
            return calendar_at(connection, office.regions, at)

    def receive_form(self, officer: Actor, at: datetime) -> StepView:
        """The form that opens a request."""
        with reading(self.engine, flows=True) as connection:
            office = office_of(connection, officer.agency_id, beijing_day(at))
            case = Case(no="", agency=office.code)
            action = self._action(
                connection, case, office, officer, at, Given(), {}, known(connection))
            return viewing.step_view(OPENING, action)

    def view(self, no: str, officer: Actor, at: datetime) -> RequestView:
        """Everything the page of a request shows to this officer; nothing is written."""
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            return viewing.view(connection, self.action(connection, bench, officer, at),
                                bench.entries)

    def preview(
        self, no: str, trigger: str, officer: Actor, at: datetime, given: Mapping[str, Any]
    ) -> tuple[Preview, ...]:
        """The documents a step would send, watermarked and unnumbered; nothing is written.

        A reviewer sees the draft as it stands before having typed an opinion.
        """
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            step = machine.step_of(bench.case.state, trigger)
            if step is not None and step.shows_the_draft:
                action = self.action(connection, bench, officer, at)
            else:
                step, action, _ = self._prepare(connection, bench, trigger, officer, at, given)
            outgoing = (*step.letters(action), *step.proof(action))
        return tuple(Preview(one.kind, self.print_room.draft(one)) for one in outgoing)

    def sketch(
        self, no: str, trigger: str, officer: Actor, at: datetime, given: Mapping[str, Any]
    ) -> Sketch:
        """The first document of a step while its form is being filled in; nothing is written.

        Unlike a preview it shows what there is, beside every reason against the step.
        Raises NotFound outside the agency, StepNotAllowed where the state knows no such step.
        """
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            step = machine.step_of(bench.case.state, trigger)
            if step is None or step.creates or bench.erased:
                raise StepNotAllowed([ERASED if bench.erased else
                                      no_such_step(bench.case, trigger)])
            parsed = self._parsed(step, given)
            action = self.action(connection, bench, officer, at, parsed)
            reasons = dict.fromkeys((*parsed.reasons, *step.reasons(
                action, given=True, whole=not parsed.reasons)))
            try:
                outgoing = [*step.letters(action), *step.proof(action)]
                findings = self.print_room.doubts(action, outgoing[0]) if outgoing else ()
            except (KeyError, ValueError, LawError):  # a fact the letter needs is not there yet
                return Sketch(None, tuple(reasons), ())
        if not outgoing:
            return Sketch(None, tuple(reasons), ())
        try:
            return Sketch(self.print_room.draft(outgoing[0]), tuple(reasons), findings)
        except LetterRefused as error:
            return Sketch(None, (*reasons, *map(Reason, error.findings)), findings)

    def review(
        self, no: str, officer: Actor, at: datetime, against: int = 0
    ) -> reviewing.Sheet:
        """What a reviewer's page shows, the draft compared with a version (0: the last round's)."""
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            return reviewing.sheet(connection, self.action(connection, bench, officer, at),
                                   bench.entries, against)

    def shown(
        self, no: str, officer: Actor, at: datetime, version: int = 0
    ) -> reviewing.Shown | None:
        """The letter a reviewer sees, of a version of the draft; None if there is none."""
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            return reviewing.letter_of(self.action(connection, bench, officer, at), version)

    def meanwhile(
        self, no: str, officer: Actor, at: datetime, seen_seq: int
    ) -> reviewing.Meanwhile:
        """What happened to a request after the entry a page showed last."""
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            action = self.action(connection, bench, officer, at)
            return reviewing.meanwhile(
                viewing.file_view(connection, action, bench.entries), action, seen_seq)

    def document(self, no: str, id: str, officer: Actor, at: datetime) -> bytes:
        """The bytes of a document as issued.

        Raises NotFound if the request has no such document or its bytes are gone or changed.
        """
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            shelf = self._shelf(connection, bench)
        document = bench.case.documents.get(id)
        if document is None:
            raise NotFound(f"{no}没有这份文书")
        return shelf.read(document.digest)

    def file(self, no: str, digest: str, officer: Actor, at: datetime) -> Upload:
        """A file of the case: name, media type, bytes.

        Raises NotFound if the request has no such file or its bytes are gone or changed.
        """
        with reading(self.engine, flows=True) as connection:
            shelf = self._shelf(connection, self.bench(connection, no, officer, at))
            row = connection.execute(
                select(models.StoredFile.name, models.StoredFile.media_type)
                .where(models.StoredFile.request == no, models.StoredFile.digest == digest)
            ).first()
        if row is None:
            raise NotFound(f"{no}没有这份材料")
        return Upload(row.name, row.media_type, shelf.read(digest))

    def unmask(
        self, no: str, officer: Actor, at: datetime, keys: Sequence[str], reason: str
    ) -> tuple[tuple[str, str], ...]:
        """Sealed fields of a request in full, with their labels; who asked and why is logged.

        Raises StepNotAllowed without a reason or for a seat that need not know, NotFound outside
        the agency.
        """
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            action = self.action(connection, bench, officer, at)
        return masking.ask(self.engine, action, bench.entries, keys, reason)

    def inspect(self, no: str, officer: Actor, at: datetime) -> tuple[CheckItem, ...]:
        """The four checks of a file that waits to be sealed, item by item; none elsewhere."""
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            waits = any(step.inspection for step in machine.steps_of(bench.case.state))
            return self._inspected(connection, bench) if waits else ()

    def export(self, no: str, officer: Actor, at: datetime, to: Path) -> Exported:
        """Write the complete file of a request into a folder, as a body or court asks for it.

        Raises NotFound outside the agency.
        """
        with reading(self.engine, flows=True) as connection:
            bench = self.bench(connection, no, officer, at)
            opened = self._opened(connection, bench, self.action(connection, bench, officer, at))
        return self.packing_room.export(opened, to)
