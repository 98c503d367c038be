"""What a page shows of a request (案件视图): the case, its trail in words, and every step.

Every step of the state is shown, open or with all reasons and articles against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import Connection, bindparam, literal_column, select

from workflow import machine, masking
from workflow.errors import Reason
from workflow.law.articles import cite
from workflow.law.clock import Clock, ClockState
from workflow.law.rules import REGULATION
from workflow.masking import SealedField
from workflow.record import models
from workflow.record.case import Case, OutgoingDocument
from workflow.record.counts import EarlierRequest, earlier_requests
from workflow.record.facts import Facts
from workflow.record.people import Office
from workflow.record.prepared import Answer, Prepared
from workflow.record.trail import ALTHOUGH_AWAY, IN_PLACE_OF, MINUTES_BACK, Entry
from workflow.reports.inbox import Light, light_of
from workflow.reports.remedies import RemedyLine, remedy_line
from workflow.steps import (
    CLOCK_SHEET,
    FOUR_CHECKS,
    PACKAGE,
    RECEIVED_FILES,
    Action,
    Hands,
    Step,
    form_of,
)
from workflow.terms import (
    CheckedProperty,
    CheckResult,
    DocumentKind,
    Manner,
    Outcome,
    Role,
    State,
    VirusScan,
)

#: Facts the desk itself adds to an entry, as the trail names them.
ADDED = {"due_before": "原届满日", "due_now": "现届满日", CLOCK_SHEET: "存档的期限计算单",
         "yuan": "应缴金额（元）", "counted": "系统查得件数", PACKAGE: "归档包摘要",
         IN_PLACE_OF: "代行", ALTHOUGH_AWAY: "代行期间本人办理，代行人",
         MINUTES_BACK: "系统时间早于上一条记录（分钟）"}


#: Steps that prove the service of a document: their papers are never 后补.
_OF_SERVICE = frozenset((
    "dispatch_document", "record_delivery", "record_delivery_failure", CLOCK_SHEET))
_SUCCESSORS = select(models.Request.no).where(
    # The empty text is said as it is: only then is the index of what was answered anew known.
    models.Request.redo_of == bindparam("of"), models.Request.redo_of != literal_column("''"),
).order_by(models.Request.id)

_FILES = Prepared(
    select(models.StoredFile.digest, models.StoredFile.name, models.StoredFile.seq,
           models.StoredFile.media_type, models.StoredFile.size)
    .where(models.StoredFile.request == bindparam("of"))
    .order_by(models.StoredFile.seq, models.StoredFile.name))


@dataclass(frozen=True)
class StepView:
    """One step as a page offers it."""

    trigger: str
    label: str
    article: str
    seats: str
    open: bool
    reasons: tuple[Reason, ...]
    primary: bool
    fresh: bool
    has_letter: bool
    form: Schema
    options: Mapping[str, list[tuple[str, str]]]
    initial: Mapping[str, Any]
    mine: bool
    #: The name of the absent officer in whose place it would be recorded (代行); "" = in person.
    in_place_of: str = ""


@dataclass(frozen=True)
class TrailLine:
    """One entry in words."""

    entry: Entry
    officer_name: str
    step_label: str
    role_label: str
    #: What logins and digests are called in words.
    names: Mapping[str, str]
    called: Mapping[str, str]
    #: The officer in whose place it was done (代行); "" = in person.
    absent_name: str = ""

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Its facts with their labels: put into words where they are shown, most papers do not."""
        step = _step_of(self.entry)
        form = form_of(step.facts) if step else None
        return tuple(_in_words(self.entry.facts, form, self.names, self.called))

    @property
    def by(self) -> str:
        """Who did it, and in whose place (代行)."""
        absent = self.absent_name
        return f"{self.officer_name}（代行{absent}）" if absent else self.officer_name

    @property
    def at(self) -> datetime:
        """When it happened (UTC)."""
        return self.entry.at

    @property
    def article(self) -> str:
        """The article it rests on."""
        return self.entry.article

    @property
    def hash(self) -> str:
        """Its link of the chain."""
        return self.entry.hash


@dataclass(frozen=True)
class DocumentLine:
    """One outgoing document and its service."""

    id: str
    kind: DocumentKind
    number: str
    dated: date
    manner: Manner | None
    mail_no: str
    dispatched_on: date | None
    delivered_on: date | None
    voided: bool
    revoked: bool
    failed: str


@dataclass(frozen=True)
class FileLine:
    """One file of the case."""

    digest: str
    name: str
    what: str
    seq: int
    media_type: str
    size: int
    #: What the virus scan came to when it was taken in; "" for a file we made ourselves.
    scan: str = ""
    #: Whether it came into the file after the reply was issued (后补).
    later: bool = False


@dataclass(frozen=True)
class AnnulledLine:
    """One item of a reply that was annulled: what it decided, on what articles, for what reason."""

    item: int
    outcome: str
    basis: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class RequestView:
    """Everything the page of one request shows."""

    no: str
    case: Case
    office: Office
    applicant_name: str
    subject: str
    clock: Clock | None
    light: Light
    trail: tuple[TrailLine, ...]
    personal: Mapping[str, str]
    in_a_list: Mapping[str, str]
    sealed: tuple[SealedField, ...]
    documents: tuple[DocumentLine, ...]
    files: tuple[FileLine, ...]
    earlier: tuple[EarlierRequest, ...]
    steps: tuple[StepView, ...]
    handler_name: str
    names: Mapping[str, str]
    outcome: Outcome | None
    #: Its reconsiderations and lawsuits, each with what is still to be done.
    remedies: tuple[RemedyLine, ...] = ()
    #: The requests in which it is answered anew by order.
    successors: tuple[str, ...] = ()
    #: What the reply annulled by an order decided, where this request answers anew.
    annulled: tuple[AnnulledLine, ...] = ()

    def who(self, login: str, absent: str = "") -> str:
        """An officer by name, and in whose place he or she acted (代行)."""
        name = self.names.get(login, login)
        return f"{name}（代行{self.names.get(absent, absent)}）" if absent else name


def view(
    connection: Connection, action: Action, entries: Sequence[Entry]
) -> RequestView:
    """Build the view of one request for one officer."""
    return replace(file_view(connection, action, entries),
                   earlier=earlier_requests(connection, action.office.id,
                                            action.person("applicant_name"), action.case.no),
                   successors=tuple(connection.scalars(_SUCCESSORS, {"of": action.case.no})),
                   steps=step_views(action))


def file_view(
    connection: Connection, action: Action, entries: Sequence[Entry]
) -> RequestView:
    """What is on file, without what may be done next."""
    case, filed = action.case, _FILES.ask(connection, {"of": action.case.no})
    names = action.directory.names()
    files = tuple(_files(filed, case, entries))
    labels = {file.digest: file.name for file in files} | {
        one.id: f"{one.kind.label} {one.number}" for one in case.documents.values()} | {
        one.ref: one.name for one in case.remedies.values()} | {
        one.ref: one.what for one in case.publications.values()}
    return RequestView(
        no=case.no, case=case, office=action.office,
        applicant_name=masking.name_of(action) or "（未写明）", subject=case.wanted,
        clock=action.clock, light=_light(action),
        trail=tuple(trail_line(entry, names, labels) for entry in entries),
        personal=masking.shown(action), in_a_list=masking.in_a_list(action),
        sealed=masking.sealed_fields(action, entries),
        documents=tuple(map(_document, case.documents.values())),
        files=files, earlier=(), steps=(), names=names,
        handler_name=names.get(case.handler, case.handler), outcome=case.outcome(),
        remedies=tuple(remedy_line(one, action.today, action.calendar)
                       for one in case.remedies.values()),
        annulled=tuple(_annulled(case)),
    )


def _annulled(case: Case) -> Iterator[AnnulledLine]:
    redo = case.redo
    if redo is None:
        return
    text = REGULATION.on(redo.applied_on)
    for row in redo.earlier:
        yield AnnulledLine(row.number("item"), row.term("outcome", Outcome).label,
                           tuple(cite(key, text) for key in row.texts("articles")),
                           row.text("reason"))


def _light(action: Action) -> Light:
    clock, closed = action.clock, action.case.state is State.ARCHIVED
    if action.case.redo_by:
        return light_of(action.case.redo_by, ClockState.RUNNING, closed, action.today,
                        action.calendar)
    return light_of(clock.due_on if clock else None, clock.state if clock else "", closed,
                    action.today, action.calendar)


def step_views(action: Action) -> tuple[StepView, ...]:
    """Every step of the state: the officer's own open ones first, then the rest."""
    found = [step_view(step, action) for step in machine.steps_of(action.case.state)]
    return tuple(sorted(found, key=lambda s: (not s.open, not s.mine, not s.primary)))


def step_view(step: Step, action: Action) -> StepView:
    """One step with its form, its options, and all reasons against it."""
    reasons, hands = step.reasons(action, given=False), step.hands(action)
    form = form_of(step.facts)
    return StepView(
        trigger=step.trigger, label=step.label, article=step.article,
        seats="、".join(role.label for role in step.by), open=not reasons, reasons=reasons,
        primary=step.primary and step.by[0] in action.officer.seats, fresh=step.fresh,
        has_letter=step.may_print, form=form,
        options=dict(_options(form, action)) if not reasons else {},
        initial=_initial(form, action) if not reasons else {},
        mine=hands is not None, in_place_of=_absent(hands, action),
    )


def _absent(hands: Hands | None, action: Action) -> str:
    absent = hands.in_place_of if hands else ""
    return action.directory.names().get(absent, absent)


def _options(form: Schema, action: Action, path: str = "") -> Iterator[
        tuple[str, list[tuple[str, str]]]]:
    for name, asked in form.fields.items():
        place = f"{path}{name}"
        if asked.metadata.get("options"):
            yield place, asked.metadata["options"](action)
        if isinstance(asked, fields.List) and isinstance(asked.inner, fields.Nested):
            yield from _options(asked.inner.schema, action, f"{place}.")


def _initial(form: Schema, action: Action) -> dict[str, Any]:
    return {
        name: asked.metadata["start"](action)
        for name, asked in form.fields.items() if asked.metadata.get("start")
    }


def _document(document: OutgoingDocument) -> DocumentLine:
    names = DocumentLine.__dataclass_fields__
    return DocumentLine(**{name: getattr(document, name) for name in names})


def _files(filed: Answer, case: Case, entries: Sequence[Entry]) -> Iterator[FileLine]:
    scans = {row.text("digest"): _scan(row) for entry in entries
             for row in entry.facts.rows(RECEIVED_FILES)}
    for digest, name, seq, media_type, size in filed.all():
        what = case.files.get(digest, "")
        yield FileLine(digest, name, _step_label(what), seq, media_type, size,
                       scans.get(digest, ""), _is_later(case, what, seq))


def _is_later(case: Case, what: str, seq: int) -> bool:
    """Whether a file came after the reply was issued (后补): it cannot have led to the reply.

    行政诉讼法第三十四条、第三十五条; the service of the reply itself always comes after it.
    """
    reply = case.documents.get(case.reply)
    return (reply is not None and seq > int(reply.id.split("-")[0])
            and what not in _OF_SERVICE)


def _scan(row: Facts) -> str:
    """What was found out about viruses in a file, with the scanner."""
    label = VirusScan(row["scan"]).label
    return f"{label}（{row['scanner']}）" if row.text("scanner") else label


_STEP_LABELS = {step.trigger: step.label for step in machine.BOOK.values()} | {
    CLOCK_SHEET: ADDED[CLOCK_SHEET]}


def _step_label(what: str) -> str:
    return _STEP_LABELS.get(what, what)


def trail_line(
    entry: Entry, names: Mapping[str, str], files: Mapping[str, str] | None = None
) -> TrailLine:
    """One entry in words: labels instead of keys, names instead of logins."""
    step = _step_of(entry)
    return TrailLine(
        entry=entry, officer_name=names.get(entry.officer, entry.officer),
        step_label=step.label if step else entry.step, role_label=_seat(entry, names),
        names=names, called=files or {},
        absent_name=names.get(entry.in_place_of, entry.in_place_of))


def _step_of(entry: Entry) -> Step | None:
    return machine.BOOK.get((State(entry.source), entry.step))


def _seat(entry: Entry, names: Mapping[str, str]) -> str:
    """The seat in which it was done, with the absent officer in whose place (代行)."""
    seat, absent = Role(entry.role).label, entry.in_place_of
    return f"{seat}，代行{names.get(absent, absent)}" if absent else seat


def _in_words(
    facts: Facts, form: Schema | None, names: Mapping[str, str], files: Mapping[str, str],
    prefix: str = "",
) -> Iterator[tuple[str, str]]:
    for name, asked in (form.fields.items() if form else ()):
        told = name in facts and asked.metadata.get("widget") != "hidden"
        if not told or _says_nothing(facts[name], asked):
            continue
        label = prefix + asked.metadata.get("label", name)
        if isinstance(asked, fields.List) and isinstance(asked.inner, fields.Nested):
            for place, row in enumerate(facts.rows(name), 1):
                yield from _in_words(row, asked.inner.schema, names, files, f"{label}{place}·")
            continue
        yield label, word(facts[name], asked, names, files)
    for name, label in ADDED.items():
        if not prefix and name in facts and not (form and name in form.fields):
            said = str(facts[name])
            yield label, files.get(said) or names.get(said) or said or "无届满日"
    for row in facts.rows(FOUR_CHECKS) if not prefix else ():
        result = row.term("result", CheckResult).label
        yield (f"四性检测·{row.term('property', CheckedProperty).label}",
               f"{row.text('item')}：{result}。{row.text('why')}")
    yield from _scanned(facts, files)
    for row in facts.rows("documents"):
        yield "文书", f"{DocumentKind(row['kind']).label} {row['number']}"


def _scanned(facts: Facts, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was found out about viruses, the files of one finding together."""
    scans: dict[str, list[str]] = {}
    for row in facts.rows(RECEIVED_FILES):
        scans.setdefault(_scan(row), []).append(files.get(row["digest"], row["digest"][:12]))
    for told, which in scans.items():
        yield "病毒扫描", f"{told}：{'、'.join(which)}"


def _says_nothing(value: Any, asked: Any) -> bool:
    """A blank or a box left unticked; a no that was said is a fact."""
    unticked = value is False and asked.metadata.get("widget") == "checkbox"
    return unticked or value in ("", None, [])


def word(value: Any, asked: Any, names: Mapping[str, str], files: Mapping[str, str]) -> str:
    """A fact as officials read it: the label of a key, the name of a login or a file."""
    if isinstance(value, dict):
        return "（个人信息，已封存）"
    if isinstance(value, list):
        return "；".join(word(one, asked, names, files) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    choices = dict(asked.metadata.get("choices") or ())
    return choices.get(text) or names.get(text) or files.get(text) or text + asked.metadata.get(
        "unit", "")
