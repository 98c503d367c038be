"""The papers of a file (案卷用纸), gathered from the case and its trail; nothing is written.

国家档案局令第8号 articles 3 and 10: what proves a citizen's rights is filed, drafts and approval
with the final version. The order is that of the proceedings.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from letters.internal import Stated
from letters.papers import (
    ActLine,
    ApplicationForm,
    ApprovalSheet,
    CheckLine,
    DecisionLine,
    FileCover,
    FiledLine,
    FileList,
    OpinionLine,
    ServiceProof,
    TrailSheet,
)
from workflow.documents import long_date
from workflow.drafting import governing
from workflow.errors import NotFound
from workflow.inspection import CheckItem
from workflow.law.articles import cite
from workflow.record.case import OutgoingDocument
from workflow.record.facts import Facts
from workflow.record.people import Office
from workflow.record.standing import BEIJING, beijing_day
from workflow.remedies_told import articles_of
from workflow.states.archiving import Retention
from workflow.steps import CLOCK_SHEET
from workflow.terms import (
    ApplicantKind,
    Channel,
    DocumentKind,
    IdKind,
    Manner,
    Outcome,
    ProvisionForm,
    ProvisionRoute,
)
from workflow.viewing import FileLine, RequestView, TrailLine

#: Personal fields on the application form: natural person, organisation.
_PERSON = (
    ("applicant_name", "姓名"), ("id_kind", "身份证明"), ("id_number", "证件号码"),
    ("phone", "联系电话"), ("address", "通信地址"), ("postcode", "邮政编码"), ("email", "电子邮箱"),
)
_ORGANISATION = (
    ("applicant_name", "名称"), ("applicant_kind", "类别"), ("id_number", "统一社会信用代码"),
    ("contact", "联系人"), ("phone", "联系电话"), ("address", "通信地址"),
    ("postcode", "邮政编码"), ("email", "电子邮箱"),
)
_REVIEW = ("draft_reply", "submit_for_review", "secrecy_review", "legal_review",
           "amend_at_signing", "return_to_handler", "approve")
#: Where a piece stands in the file: by the step it came with, or the kind of document it is.
_ORDER = (
    "receive", "split_off", "receive_order", "confirm_with_applicant", "hand_over_inside",
    DocumentKind.RECEIPT, "record_person", "correct_entry", DocumentKind.SUPPLEMENT,
    "receive_supplement",
    DocumentKind.EXTENSION, DocumentKind.CONSULTATION, DocumentKind.CONSULTATION_TOLD,
    "record_opinion", DocumentKind.DISCLOSURE_TOLD, "record_search", DocumentKind.REASONS_ASKED,
    "record_reasons", DocumentKind.DELAY, DocumentKind.FEE, "record_payment", "secrecy_review",
    "legal_review", DocumentKind.INSPECTION, "record_inspection", "draft_reply",
    DocumentKind.REPLY, CLOCK_SHEET, "release_batch", DocumentKind.CORRECTION,
    DocumentKind.REMEDIES_SUPPLIED, DocumentKind.REVOCATION, "dispatch_document",
    "record_delivery", "record_delivery_failure", "withdraw", "attach",
    "record_remedy", "amend_remedy", "record_remedy_answer", "record_remedy_result",
    "record_remedy_opinion", "record_remedy_report", "record_compliance",
)
#: More than this in one 办理台账 would outgrow what a form may print.
_MOST_CHARACTERS = 40_000
_PLACES = {str(name): place for place, name in enumerate(_ORDER)}


def blank_application(
    office: Office, organisation: bool, printed_on: date, printed_by: str
) -> ApplicationForm:
    """申请表 to be filled in by hand."""
    labels = _ORGANISATION if organisation else _PERSON
    return ApplicationForm(
        agency=office.name, request_no="", printed_on=printed_on, printed_by=printed_by,
        organisation=organisation, applicant=tuple(Stated(label, "") for _, label in labels),
        wanted="", submit_to=_submit_to(office))


def application(seen: RequestView, today: date, printed_by: str) -> ApplicationForm:
    """申请表 as registered; personal fields as this seat may see them."""
    case = seen.case
    organisation = case.applicant_kind is not ApplicantKind.NATURAL
    known = {**seen.personal, "applicant_name": seen.applicant_name,
             "applicant_kind": case.applicant_kind.label,
             "id_kind": IdKind(case.id_kind).label if case.id_kind else ""}
    labels = _ORGANISATION if organisation else _PERSON
    return ApplicationForm(
        agency=seen.office.name, request_no=seen.no, printed_on=today, printed_by=printed_by,
        organisation=organisation,
        applicant=tuple(Stated(label, known.get(name, "")) for name, label in labels),
        wanted=case.wanted,
        form_wanted=ProvisionForm(case.form_wanted).label if case.form_wanted else "",
        route_wanted=ProvisionRoute(case.route_wanted).label if case.route_wanted else "",
        oral=case.channel is Channel.ORAL, submit_to=_submit_to(seen.office))


def _submit_to(office: Office) -> str:
    return "；".join(filter(None, (office.setting("address"), office.setting("contact"))))


def service_proof(
    seen: RequestView, document_id: str, today: date, printed_by: str
) -> ServiceProof:
    """送达回证 of one document. Raises NotFound if the request has no such document."""
    document = seen.case.documents.get(document_id)
    if document is None:
        raise NotFound(f"{seen.no}没有这份文书")
    own = not document.ref  # what goes to a consulted party is addressed by hand
    return ServiceProof(
        agency=seen.office.name, request_no=seen.no, printed_on=today, printed_by=printed_by,
        document=document.kind.label, number=document.number,
        addressee=seen.applicant_name if own else "",
        address=seen.personal.get("address", "") if own else "",
        manner=document.manner.label if document.manner else "", mail_no=document.mail_no,
        dispatched=_on(document.dispatched_on), received=_received(seen, document))


def _on(day: date | None) -> str:
    return long_date(day) if day else ""


def _received(seen: RequestView, document: OutgoingDocument) -> str:
    lines = [line for line in seen.trail if line.entry.step == "record_delivery"
             and line.entry.facts.text("document") == document.id]
    if not lines or document.delivered_on is None:
        return ""
    proof = lines[-1].entry.facts.text("proof_kind")
    return f"{long_date(document.delivered_on)}送达，凭证：{proof}（台账第{lines[-1].entry.seq}条）"


def approval_sheet(seen: RequestView, today: date, printed_by: str) -> ApprovalSheet:
    """审批单. Raises NotFound before anything was drafted."""
    if seen.case.draft is None:
        raise NotFound(f"{seen.no}尚未拟写答复，没有审批单可以打印")
    reply = seen.case.documents.get(seen.case.reply)
    return ApprovalSheet(
        agency=seen.office.name, request_no=seen.no, printed_on=today, printed_by=printed_by,
        about=tuple(_about(seen)), decisions=tuple(_decisions(seen)),
        opinions=tuple(_opinion(line) for line in seen.trail if line.entry.step in _REVIEW),
        issued=f"{reply.number}，{long_date(reply.dated)}制发。" if reply else "")


def _about(seen: RequestView) -> Iterator[Stated]:
    case, clock = seen.case, seen.clock
    yield Stated("申请人", f"{seen.applicant_name}（{case.applicant_kind.label}）")
    yield Stated("申请内容", case.wanted)
    yield Stated("收到", f"{_on(case.received_on)}，{case.channel.label}")
    if clock:
        yield Stated("答复期限", f"{_on(clock.due_on or clock.first_due_on)}届满")
    yield Stated("承办", f"{case.unit}　{seen.handler_name}".strip())
    if case.draft:
        yield Stated("拟稿", f"{seen.who(case.draft.drafter, case.draft.in_place_of)}，"
                             f"第{case.draft.version}稿")
        manner = case.draft.whole.text("manner")
        yield Stated("拟定送达方式", Manner(manner).label if manner else "")


def _decisions(seen: RequestView) -> Iterator[DecisionLine]:
    case = seen.case
    text = governing(case)
    for row in case.draft.answers if case.draft else ():
        item = case.items.get(row.number("item"))
        basis = "、".join(cite(key, text) for key in articles_of(row))
        yield DecisionLine(item.wanted if item else "", row.term("outcome", Outcome).label, basis,
                           _reason(row))


def _reason(row: Facts) -> str:
    parts = (row.text("reason"), row.text("discretion_reason"), row.text("separability_reason"),
             *(f"{part.text('part')}：{part.text('reason')}" for part in row.rows("withheld")),
             row.text("description"), row.text("source"))
    return "；".join(part for part in parts if part)


def _opinion(line: TrailLine) -> OpinionLine:
    # A draft is told above, item by item.
    told = () if line.entry.step == "draft_reply" else line.facts
    return OpinionLine(
        line.step_label, f"{line.officer_name}（{line.role_label}）",
        f"{line.at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "；".join(f"{label}：{text}" for label, text in told))


def file_list(seen: RequestView, today: date, printed_by: str) -> FileList:
    """卷内目录."""
    return FileList(
        agency=seen.office.name, request_no=seen.no, printed_on=today, printed_by=printed_by,
        archive_no=archive_no(seen), pieces=tuple(_pieces(seen)))


def in_order(seen: RequestView) -> list[FileLine]:
    """The files of a request in the order of the proceedings."""
    issued = {document.digest: document for document in seen.case.documents.values()}

    def place(file: FileLine) -> tuple[int, int]:
        document = issued.get(file.digest)
        name = str(document.kind) if document else seen.case.files.get(file.digest, "")
        return _PLACES.get(name, len(_PLACES)), file.seq

    return sorted(seen.files, key=place)


def _pieces(seen: RequestView) -> Iterator[FiledLine]:
    for file in in_order(seen):
        yield filed(seen, file)


def filed(seen: RequestView, file: FileLine) -> FiledLine:
    """One file as the catalogue names it."""
    later = file.later
    for document in seen.case.documents.values():
        if document.digest == file.digest:
            void = "（已作废）" if document.voided else ""
            return FiledLine(f"{document.kind.label}{void}", document.number, seen.office.name,
                             document.dated.isoformat(), file.seq, file.digest[:12], later)
    day = next(beijing_day(line.at) for line in seen.trail if line.entry.seq == file.seq)
    sheet = seen.case.files.get(file.digest) == CLOCK_SHEET
    name = "期限计算单" if sheet else f"{file.what}：{file.name}"
    return FiledLine(name, "", "", day.isoformat(), file.seq, file.digest[:12], later)


def trail_sheets(
    seen: RequestView, today: date, printed_by: str, checks: Sequence[CheckItem] = ()
) -> tuple[TrailSheet, ...]:
    """办理台账 in words, in as many parts as its length asks for."""
    acts = [_act(line) for line in seen.trail]
    parts: list[list[ActLine]] = [[]]
    length = 0
    for act in acts:
        length += 200 + sum(len(one.text) for one in act.stated)
        if length > _MOST_CHARACTERS and parts[-1]:
            parts.append([])
            length = 0
        parts[-1].append(act)
    lines = tuple(CheckLine(c.of.label, c.item, c.result.label, c.why) for c in checks)
    return tuple(
        TrailSheet(
            agency=seen.office.name, request_no=seen.no, printed_on=today, printed_by=printed_by,
            part=f"第{place}部分，共{len(parts)}部分" if len(parts) > 1 else "", acts=tuple(part),
            checks=lines if place == 1 else ())
        for place, part in enumerate(parts, 1))


def _act(line: TrailLine) -> ActLine:
    return ActLine(
        line.entry.seq, f"{line.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}", line.officer_name,
        line.role_label, line.step_label, line.article,
        tuple(Stated(label, text) for label, text in line.facts), line.hash)


def archive_no(seen: RequestView) -> str:
    """The number under which the file was sealed (档号); "" before."""
    sealed = [line.entry for line in seen.trail if line.entry.step == "seal"]
    return sealed[-1].facts.text("archive_no") if sealed else ""


def file_cover(seen: RequestView, today: date, printed_by: str) -> FileCover:
    """档案封面."""
    case = seen.case
    reply = case.documents.get(case.reply)
    sealed = [beijing_day(line.at) for line in seen.trail if line.entry.step == "seal"]
    kept = Retention(case.retention).label if case.retention else ""
    approval = seen.office.setting("retention_approval")
    about = (
        Stated("申请人类型", case.applicant_kind.label),
        Stated("办理结果", seen.outcome.label if seen.outcome else ""),
        Stated("答复文号", reply.number if reply else ""),
        Stated("承办", f"{case.unit}　{seen.handler_name}".strip()),
        Stated("保管期限依据", approval),
    )
    return FileCover(
        agency=seen.office.name, request_no=seen.no, printed_on=today, printed_by=printed_by,
        subject=case.wanted, about=about, opened_on=beijing_day(seen.trail[0].at),
        closed_on=long_date(sealed[-1]) if sealed else "", pieces=len(seen.files),
        retention=kept, archive_no=archive_no(seen))
