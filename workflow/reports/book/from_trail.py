"""Columns read from the trail (办理台账): what happened, as the replay of the entries tells it."""

from collections.abc import Callable, Sequence
from datetime import date

from workflow import machine
from workflow.errors import BadFacts, RuleNotInForce
from workflow.law.articles import cite
from workflow.law.fees import FeeMethod
from workflow.law.receipt_day import receipt_day
from workflow.law.remedy_texts import REMEDY_WORDING
from workflow.law.rules import REGULATION
from workflow.record.case import Consultation, OutgoingDocument, RemedyCase
from workflow.record.standing import beijing_day
from workflow.record.trail import Entry
from workflow.register_columns import word_of
from workflow.reports.book.line import Line, day, several
from workflow.terms import (
    RECONSIDERATIONS,
    DocumentKind,
    IdKind,
    MoveKind,
    ProvisionForm,
    ProvisionRoute,
    State,
    Term,
)

_RETENTION: dict[str, str] = dict(machine.BOOK[State.ARCHIVING, "complete_file"].facts().fields[
    "retention"].metadata["choices"])


def _label(members: type[Term], key: str) -> str:
    return next((one.label for one in members if one.value == key), key)


def receipt_rule(line: Line) -> str:
    """By which rule the day of receipt is fixed (条例第三十一条)."""
    if line.told.imported:
        return "照录自原登记台账"
    if line.told.receipt is None:
        return ""
    try:
        return receipt_day(line.told.receipt, line.today).rule
    except BadFacts:  # registers of former days know less
        return ""


def arrival(name: str) -> Callable[[Line], str]:
    """One of the days of the arrival: submitted, signed for, first seen, confirmed."""
    def read(line: Line) -> str:
        on: date | None = getattr(line.told.receipt, name, None)
        return day(on)

    return read


def id_kind(line: Line) -> str:
    """What proves the applicant's identity."""
    found = next((one for one in IdKind if one.value == line.told.id_kind), None)
    return word_of(found) if found else line.told.id_kind


def form_wanted(line: Line) -> str:
    """In what form the information is wanted."""
    return _label(ProvisionForm, line.told.form_wanted)


def route_wanted(line: Line) -> str:
    """By what route it is wanted."""
    return _label(ProvisionRoute, line.told.route_wanted)


def help_needed(line: Line) -> str:
    """What help the applicant needs (条例第二十九条、第三十条)."""
    return line.told.help_needed


def split_from(line: Line) -> str:
    """The request it was split from (一事一申请)."""
    return line.told.split_from


def split_off(line: Line) -> str:
    """How many of its items became requests of their own."""
    gone = sum(bool(item.split_to) for item in line.told.items.values())
    return str(gone) if gone else ""


def earlier(line: Line) -> str:
    """Earlier requests it was linked to."""
    return "、".join(line.told.earlier_requests)


def regulation(line: Line) -> str:
    """Which Regulation it is handled by."""
    version = _regulation(line.told.applied_on)
    return f"{version}年条例" if version else ""


def _regulation(on: date | None) -> str:
    """The Regulation of a day; "" before the first one (2008-05-01)."""
    try:
        return REGULATION.on(on) if on else ""
    except RuleNotInForce:
        return ""


def _dispatched(line: Line, id: str) -> str:
    found = line.document(id)
    return day(found.dispatched_on) if found else ""


def _delivered(line: Line, id: str) -> str:
    found = line.document(id)
    return day(found.delivered_on) if found else ""


def _moved(line: Line, kind: MoveKind) -> str:
    """The day of the last move of a kind: all that is known of a request taken over."""
    days = [move.on for move in line.told.moves if move.kind == kind]
    return day(days[-1]) if days else ""


def supplement_asked_on(line: Line) -> str:
    """When the applicant was told to supplement (条例第三十条)."""
    asked = line.told.supplement
    if asked is None:
        return ""
    return _dispatched(line, asked.document) or _moved(line, MoveKind.SUPPLEMENT_ASKED)


def supplement_term(line: Line) -> str:
    """The term for it, in working days."""
    asked = line.told.supplement
    return str(asked.term_working_days) if asked and asked.term_working_days else ""


def supplemented_on(line: Line) -> str:
    """When the supplement came; what did not come says so."""
    asked = line.told.supplement
    if asked is None:
        return ""
    return day(asked.received_on)


def consulted(line: Line) -> str:
    """Whom we consulted, by kind: third parties are named in no list (条例第三十二条)."""
    return several([one.party.label for one in line.told.consultations.values()])


def consultations(
    of: Callable[[OutgoingDocument], date | None]
) -> Callable[[Line], str]:
    """A day of the letter of each consultation."""
    def read(line: Line) -> str:
        letters = [line.document(one.document) for one in line.told.consultations.values()]
        return several([day(of(one)) if one else "" for one in letters])

    return read


def consultation_answered(line: Line) -> str:
    """When each answer came, and what it was."""
    return several([_answer(one) for one in line.told.consultations.values()])


def _answer(one: Consultation) -> str:
    if one.unreachable:
        return "未能送达"
    if one.silent:
        return "逾期未答复"
    opinion = one.opinion.label if one.opinion else ""
    return f"{day(one.answered_on)} {opinion}".strip()


def extension_granted(line: Line) -> str:
    """Who granted the extension, and when (条例第三十三条第二款)."""
    asked = line.told.extension
    if asked is None or not asked.granted_by or line.told.imported:
        return ""
    granted = _newest(line.entries, "grant_extension")
    on = day(beijing_day(granted.at)) if granted else ""
    return f"{line.officer(asked.granted_by)} {on}".strip()


def extended_on(line: Line) -> str:
    """When the applicant was told of it: only then does it count."""
    asked = line.told.extension
    if asked is None or not asked.granted_by:
        return ""
    if line.told.imported:
        return _moved(line, MoveKind.EXTENDED)
    return _dispatched(line, asked.document)


def extended_working_days(line: Line) -> str:
    """By how many working days the limit was extended, as the applicant was told."""
    asked = line.told.extension
    return str(asked.working_days) if asked and extended_on(line) else ""


def fee(line: Line) -> str:
    """How the fee is counted and what it comes to, in yuan (条例第四十二条)."""
    asked = line.told.fee
    if asked is None or asked.declined or not asked.document:
        return ""
    return f"{_label(FeeMethod, asked.method)} {asked.yuan}元"


def fee_noticed_on(line: Line) -> str:
    """When the notice of the fee arrived."""
    asked = line.told.fee
    return _delivered(line, asked.document) if asked and asked.document else ""


def fee_paid_on(line: Line) -> str:
    """When it was paid."""
    asked = line.told.fee
    if asked is None:
        return ""
    return "逾期未缴" if asked.overdue else day(asked.paid_on)


def articles(line: Line) -> str:
    """The articles the reply rests on, each once."""
    case, text = line.told, _regulation(line.told.applied_on)
    if case.draft is None or not text or not line.decided:
        return ""
    keys = dict.fromkeys(key for row in case.draft.answers for key in row.texts("articles"))
    return "、".join(cite(key, text) for key in keys)


def secrecy_reviewer(line: Line) -> str:
    """Who reviewed it for secrecy."""
    found = line.told.secrecy_review
    return line.officer(found.by) if found else ""


def legal_reviewer(line: Line) -> str:
    """Who gave the legal opinion on the draft."""
    found = line.told.legal_review
    return line.officer(found.by) if found else ""


def approver(line: Line) -> str:
    """Who approved the reply (签发)."""
    found = line.told.approval
    return line.officer(found.by) if found else ""


def _reply(line: Line) -> OutgoingDocument | None:
    return line.document(line.told.reply)


def posted_on(line: Line) -> str:
    """When the reply left."""
    return _dispatched(line, line.told.reply)


def reply_mail_no(line: Line) -> str:
    """The mail number it left under."""
    found = _reply(line)
    return found.mail_no if found else ""


def remedies_told(line: Line) -> str:
    """The wording of the remedies in force on the day of the reply."""
    on = line.row.replied_on
    try:
        return REMEDY_WORDING.on(on).version if on else ""
    except RuleNotInForce:
        return ""


def mended(line: Line) -> str:
    """Letters by which our own mistakes were put right."""
    kinds = (DocumentKind.CORRECTION, DocumentKind.REMEDIES_SUPPLIED, DocumentKind.REVOCATION)
    return several([f"{one.kind.label}{one.number}" for one in line.told.documents.values()
                    if one.kind in kinds and not one.voided])


def reconsideration(line: Line) -> str:
    """Its reconsiderations: body, number, result."""
    return _disputes([one for one in line.told.remedies.values() if one.kind in RECONSIDERATIONS])


def lawsuit(line: Line) -> str:
    """Its lawsuits."""
    return _disputes([
        one for one in line.told.remedies.values() if one.kind not in RECONSIDERATIONS])


def _disputes(cases: Sequence[RemedyCase]) -> str:
    return several([f"{one.name}，{one.result.label}" for one in cases if not one.void])


def published(line: Line) -> str:
    """Whether the information is to become public, and since when it is (条例第四十四条)."""
    return several([f"{one.state.label} {day(one.published_on)}".strip()
                    for one in line.told.publications.values()])


def archive_no(line: Line) -> str:
    """The number under which the file was sealed (档号)."""
    sealed = _newest(line.entries, "seal")
    return sealed.facts.text("archive_no") if sealed else ""


def retention(line: Line) -> str:
    """How long the file is kept (保管期限)."""
    return _RETENTION.get(line.told.retention, line.told.retention)


def _newest(entries: Sequence[Entry], step: str) -> Entry | None:
    return next((one for one in reversed(entries) if one.step == step), None)
