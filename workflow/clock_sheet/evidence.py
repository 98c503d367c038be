"""What proves each move (证据): trail entry, document and mail number, dispatch and receipt.

Names of persons served are personal and stay sealed: the sheet names the entry and its proof.
"""

from collections.abc import Iterator
from typing import NamedTuple

from letters.internal import EventLine
from workflow.clock_sheet.wording import in_words, joined
from workflow.documents import long_date
from workflow.law.clock import Clock, LedgerLine, Move, place_of
from workflow.law.ledger import LineKind
from workflow.record.case import OutgoingDocument
from workflow.record.standing import beijing_day
from workflow.steps import CLOCK_SHEET
from workflow.terms import BY_POST, DeliveryFailure, Manner, MoveKind
from workflow.viewing import RequestView, TrailLine


class _Recorded(NamedTuple):
    """A move with the entry that recorded it."""

    move: Move
    by: TrailLine


def events(seen: RequestView, clock: Clock, article: str) -> tuple[EventLine, ...]:
    """The receipt, by its article, and every move in the order of the ledger, with its proof."""
    return (*_receipts(seen, article), *_Evidence(seen).events(clock))


def papers(seen: RequestView, line: TrailLine) -> str:
    """The names of the files handed in with an entry."""
    names = {file.digest: file.name for file in seen.files}
    sheet = line.entry.facts.text(CLOCK_SHEET)
    return "、".join(names.get(digest, digest[:12]) for digest in line.entry.file_digests
                    if digest != sheet)


def _receipts(seen: RequestView, article: str) -> Iterator[EventLine]:
    found = [one for one in _recorded(seen) if one.move.kind is MoveKind.RECEIVED]
    for place, one in enumerate(found, 1):
        last = place == len(found)
        how = "收到之日不计，次日起算" if last else "其后另有确认或者更正，不再采用"
        yield EventLine(
            one.move.on, f"收到申请（{one.by.step_label}），{how}", article, one.by.entry.seq)


def _recorded(seen: RequestView) -> list[_Recorded]:
    return [_Recorded(move, line) for line in seen.trail for move in line.entry.moves]


class _Evidence:
    """The trail of one request, asked for what proves its moves."""

    def __init__(self, seen: RequestView) -> None:
        self.seen = seen

    def events(self, clock: Clock) -> Iterator[EventLine]:
        """Moves in the order in which the clock replayed them, and silences between them."""
        moves = [one for one in _recorded(self.seen) if one.move.kind is not MoveKind.RECEIVED]
        source = iter(sorted(moves, key=lambda one: place_of(one.move)))
        for line in clock.ledger():
            if line.kind is LineKind.MOVE:
                yield self._event(line, next(source))
            elif line.kind is LineKind.SILENCE:
                yield self._silence(line)

    def _event(self, line: LedgerLine, one: _Recorded) -> EventLine:
        document, sent = self._document(one), None
        if document:
            sent = next(iter(self._about(document, "dispatch_document")), None)
        files = papers(self.seen, one.by)
        return EventLine(
            on=line.day, text=in_words(line.text), article=line.article, entry=one.by.entry.seq,
            document=f"{document.kind.label} {document.number}" if document else "",
            mail_no=sent.entry.facts.text("mail_no") if sent else "",
            dispatched=self._dispatched(document) if document else "",
            received=self._received(document) if document else "",
            notes=tuple(note for note in (f"附件：{files}" if files else "", self._consent(one))
                        if note))

    def _silence(self, line: LedgerLine) -> EventLine:
        """Silence is the law's doing; the entry that noted it is told where there is one."""
        noted = [one.entry.seq for one in self._of("consultation_silent")
                 if f"（{one.entry.facts.text('consultation')}）" in line.text]
        seq = noted[0] if noted else 0
        return EventLine(line.day, in_words(line.text), line.article, seq)

    def _document(self, one: _Recorded) -> OutgoingDocument | None:
        """The document of a move: the one sent or served, or the letter that was answered."""
        case = self.seen.case
        asked = case.consultations.get(one.move.ref)
        known = one.by.entry.facts.text("document") or (asked.document if asked else "")
        return case.documents.get(known)

    def _of(self, step: str) -> Iterator[TrailLine]:
        return (line for line in self.seen.trail if line.entry.step == step)

    def _about(self, document: OutgoingDocument, *steps: str) -> Iterator[TrailLine]:
        return (line for line in self.seen.trail
                if line.entry.step in steps and line.entry.facts.text("document") == document.id)

    def _dispatched(self, document: OutgoingDocument) -> str:
        sent = enumerate(self._about(document, "dispatch_document"))
        return joined(*(self._sending(line, again=place > 0) for place, line in sent)) or "尚未发出"

    def _sending(self, line: TrailLine, *, again: bool) -> str:
        """How it left; the first posting decides, a later one brings its own mail number."""
        facts = line.entry.facts
        manner = facts.term("manner", Manner)
        how = "交邮" if manner in BY_POST else "网络发出" if manner is Manner.ONLINE else "交付"
        number = f"再次发出，邮件号{facts.text('mail_no')}" if again else manner.label
        return self._proof(line, f"{long_date(facts.on('on'))}{how}", number)

    def _received(self, document: OutgoingDocument) -> str:
        steps = ("record_delivery_failure", "record_delivery")
        told = joined(*map(self._arrival, self._about(document, *steps)))
        return told or "尚无送达凭证"

    def _arrival(self, line: TrailLine) -> str:
        facts = line.entry.facts
        day = long_date(facts.on("on"))
        if line.entry.step == "record_delivery":
            return self._proof(line, f"{day}签收或者到达", facts.text("proof_kind"))
        why = facts.term("why", DeliveryFailure).label
        return self._proof(line, f"{day}{why}", facts.text("evidence"))

    def _proof(self, line: TrailLine, *what: str) -> str:
        said = (*what, papers(self.seen, line), f"台账第{line.entry.seq}条")
        return "，".join(part for part in said if part)

    def _consent(self, one: _Recorded) -> str:
        """Who agreed to the extension, and when (条例第三十三条第二款)."""
        granted = list(self._of("grant_extension"))
        if one.move.kind is not MoveKind.EXTENDED or not granted:
            return ""
        line = granted[-1]
        day = long_date(beijing_day(line.at))
        return f"公开办负责人同意：{line.by}，{day}（台账第{line.entry.seq}条）"
