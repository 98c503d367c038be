"""What each outgoing document states (文书要素), gathered from the case and the law of its day."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from letters import replies
from letters.endings import Excessive, NoPayment, NoSupplement
from letters.letter import Letter
from letters.replies import Answer, Batch, Reply, SearchLine, Withheld
from workflow.chronology import chronology
from workflow.law import outcomes
from workflow.law.rules import FEE_PAYMENT_TERM
from workflow.record.case import Case, Consultation, Draft, Item, OutgoingDocument
from workflow.record.facts import Facts
from workflow.record.trail import canonical
from workflow.remedies_told import remedy_paragraphs
from workflow.steps import Action
from workflow.terms import ApplicantKind, Opinion, Outcome, Party, ProvisionForm

#: Articles that protect third parties, of 国务院令第711号 and 第492号.
PROTECTING = frozenset({"15", "32", "23"})
#: What withholding for their sake finds, where the drafter has not said it in other words.
_NO_GREAT_HARM = "经审查，本机关认为不公开该内容不会对公共利益造成重大影响"
#: What changes between approval and issue without touching the decision.
_NOT_APPROVED = ("number", "dated", "receipt_code", "lateness", "verify_url", "verify_code")


def regulation(action: Action) -> str:
    """Which text of the Regulation governs: decided by the day of receipt."""
    return action.clock.regulation if action.clock else "2019"


def long_date(day: date) -> str:
    """A date as letters write it, without leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def head(action: Action, number: str, dated: date, *, addressee: str = "",
         wanted: str = "") -> dict[str, Any]:
    """The elements every document of a request shares."""
    case, office = action.case, action.office
    text = regulation(action)
    return {
        "agency": office.name, "signer": office.name, "number": number, "dated": dated,
        "addressee": addressee or action.person("applicant_name") or "申请人",
        "contact": office.setting("contact"), "request_no": case.no,
        "received_on": case.applied_on or dated, "channel": case.channel.label,
        "wanted": wanted or case.wanted, "regulation": outcomes.full_name(text),
        "receipt_code": receipt_code(case),
        "seal_svg": office.setting("seal_svg"),
        "layout": "document" if office.setting("document_format") == "on" else "letter",
        "applicant_is_organisation": case.applicant_kind is not ApplicantKind.NATURAL,
    }


def receipt_code(case: Case) -> str:
    """存证码: the newest entry of the trail on which a document rests."""
    return f"{case.no}-{case.seq}-{case.head[:16]}"


def approved_digest(letter: Letter) -> str:
    """The digest of what is decided: all facts of the letter but number, date and lateness."""
    facts = {k: v for k, v in letter.facts().items() if k not in _NOT_APPROVED}
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def reply(action: Action, draft: Draft, number: str, dated: date, late_reason: str = "") -> Reply:
    """The reply as the draft decides it, with the remedies of its date."""
    return Reply(
        **head(action, number, dated),
        answers=tuple(_answer(action, row) for row in draft.answers),
        chronology=tuple(chronology(action)),
        remedies=remedy_paragraphs(action, draft, dated),
        attachments=draft.whole.texts("attachments"),
        copies_to=draft.whole.texts("copies_to"),
        batches=tuple(Batch(row.text("content"), row.on("on"))
                      for row in draft.whole.rows("batches")),
        lateness=_lateness(action, dated, late_reason),
    )


def _answer(action: Action, row: Facts) -> Answer:
    """One answer of the letter out of one row of the draft."""
    item = _item(action.case, row)
    outcome = row.term("outcome", Outcome)
    text = regulation(action)
    common: dict[str, Any] = {
        "item": item.wanted if item else action.case.wanted,
        "basis": tuple(outcomes.cite(key, text) for key in row.texts("articles")),
    }
    if action.case.withdrawn_on:
        return replies.Withdrawn(**common, withdrawn_on=action.case.withdrawn_on)
    given: dict[str, Any] = {
        "description": row.text("description"), "form": _form(action.case, row),
        "files": row.texts("handed_over"), "other_form_reason": row.text("other_form_reason"),
    }
    match outcome:
        case Outcome.GRANTED_PUBLIC:
            return replies.Published(**common, how=row.text("source"))
        case Outcome.GRANTED:
            return replies.Given(**common, **given)
        case Outcome.PARTIAL:
            return replies.PartlyGiven(
                **common, **given,
                withheld=tuple(_withheld(action, row, part) for part in row.rows("withheld")))
        case Outcome.UNABLE_NOT_HELD if _lies_elsewhere(action.case, row):
            return replies.NotOurs(
                **common, reason=row.text("reason"), agency=row.text("responsible_agency"),
                agency_contact=row.text("responsible_contact"))
        case Outcome.UNABLE_NOT_HELD:
            return replies.NotHeld(**common, search=_searches(action.case, row))
        case Outcome.REJECT_PETITION:
            return replies.Petition(
                **common, content=row.text("reason"), channel=row.text("petition_channel"))
        case _ if outcome in _ENDINGS:
            return _ENDINGS[outcome](action, common)
        case _ if outcome.value.startswith("deny.") and outcome is not Outcome.DENY_QUERY:
            return replies.Refused(
                **common, reason=row.text("reason"),
                consultation=consultation_told(action, row.number("item")),
                discretion=row.text("discretion_reason"),
                separability=row.text("separability_reason"),
                public_interest=_public_interest(row))
        case _:
            pointer = row.text("first_reply_no") or row.text("source") or row.text(
                "responsible_contact")
            return replies.Declined(
                **common, outcome=outcome, reason=_reason(row), pointer=pointer)


def _lies_elsewhere(case: Case, row: Facts) -> bool:
    """Whether another agency is in charge (第三十六条第五项), or nothing was found (第四项).

    国务院令第492号第二十一条第三项 holds both: there an agency named, or no search, tells.
    """
    articles = row.texts("articles")
    if ("36.4" in articles) != ("36.5" in articles):
        return "36.5" in articles
    return bool(row.text("responsible_agency")) or not _searches(case, row)


def _public_interest(kept: Facts) -> str:
    """What keeping something for third parties finds on the public interest (第十五条)."""
    if not PROTECTING.intersection(kept.texts("articles")):
        return ""
    return kept.text("public_interest_reason") or _NO_GREAT_HARM


def _reason(row: Facts) -> str:
    """Why, and, where it was asked, why nothing can be given apart (条例第三十七条、第三十八条)."""
    why = (row.text("reason"), row.text("separability_reason"))
    return "。".join(text.rstrip("。") for text in why if text)


def _item(case: Case, row: Facts) -> Item | None:
    return case.items.get(row.number("item"))


def _form(case: Case, row: Facts) -> str:
    """In what form it is given; what lies open to be read, with time and place."""
    key = row.text("form")
    if key == ProvisionForm.INSPECTION and case.inspections:
        last = case.inspections[-1]
        return f"{ProvisionForm(key).label}（{long_date(last.on)}{last.hours}，{last.place}）"
    return ProvisionForm(key).label if key else ""


def _withheld(action: Action, row: Facts, part: Facts) -> Withheld:
    text = regulation(action)
    articles = part.texts("articles")
    asked = PROTECTING.intersection(articles)
    may = any(key.startswith("16.") for key in articles)
    return Withheld(
        part=part.text("part"), basis=tuple(outcomes.cite(key, text) for key in articles),
        reason=part.text("reason"),
        consultation=consultation_told(action, row.number("item")) if asked else "",
        discretion=part.text("discretion_reason") or (
            row.text("discretion_reason") if may else ""),
        public_interest=_public_interest(part))


def _searches(case: Case, row: Facts) -> tuple[SearchLine, ...]:
    return tuple(
        SearchLine(where=s.where, terms=s.terms, period=s.period, by=s.by, on=s.on, result=s.result)
        for s in case.searches if s.item in (0, row.number("item")))


def _no_supplement(action: Action, common: dict[str, Any]) -> Answer:
    asked = action.case.supplement
    assert asked is not None  # the outcome's preconditions were asked before
    document = action.case.documents[asked.document]
    served = document.delivered_on or document.dated
    expired = action.calendar.add(served, asked.term_working_days).on
    return NoSupplement(
        **common, asked_on=document.dated, asked_number=document.number, served_on=served,
        term_working_days=asked.term_working_days, expired_on=expired)


def _no_payment(action: Action, common: dict[str, Any]) -> Answer:
    fee = action.case.fee
    assert fee is not None  # the outcome's preconditions were asked before
    notice = action.case.documents[fee.document]
    served = notice.delivered_on or notice.dated
    term = FEE_PAYMENT_TERM.on(served)
    return NoPayment(
        **common, noticed_on=notice.dated, notice_number=notice.number, yuan=fee.yuan,
        served_on=served, term_working_days=term, expired_on=action.calendar.add(served, term).on)


def _excessive(action: Action, common: dict[str, Any]) -> Answer:
    asked = action.case.excess
    assert asked is not None  # the outcome's preconditions were asked before
    notice = action.case.documents[asked.document]
    return Excessive(
        **common, applications=asked.applications, first_on=asked.first_on,
        last_on=asked.last_on, asked_on=notice.dated, asked_number=notice.number,
        said=asked.said, judged=asked.judged)


#: What the applicant did or left undone ends these; the file tells it all.
_ENDINGS: dict[Outcome, Callable[[Action, dict[str, Any]], Answer]] = {
    Outcome.OTHER_NO_SUPPLEMENT: _no_supplement,
    Outcome.OTHER_NO_PAYMENT: _no_payment,
    Outcome.REJECT_EXCESSIVE: _excessive,
}


def party_of(action: Action, document: OutgoingDocument) -> str:
    """The consulted party a document went to (被征求意见方)."""
    seq = action.case.consultations[document.ref].document.split("-")[0]
    return action.personal.get(f"who@{seq}", "有关第三方")


def consultation_told(action: Action, item: int) -> str:
    """How third parties were asked about an item and what came of it; none is named."""
    told = [
        _asked_sentence(action, one)
        for one in action.case.consultations.values()
        if one.party is Party.THIRD_PARTY and one.item in (0, item)
    ]
    return "".join(told)


def _asked_sentence(action: Action, one: Consultation) -> str:
    document = action.case.documents.get(one.document)
    sent = document.dispatched_on if document else None
    day = f"于{long_date(sent)}" if sent else ""
    when = f"本机关{day}书面征求第三方意见，"
    if one.silent:
        return when + "第三方逾期未提出意见。"
    if one.unreachable:
        return when + "征求意见书未能送达第三方。"
    if one.opinion is None:
        return when + "尚未收到意见。"
    said = {Opinion.AGREES: "第三方同意公开", Opinion.OBJECTS: "第三方不同意公开",
            Opinion.PARTLY: "第三方同意部分公开"}[one.opinion]
    judged = {True: "，其理由合理", False: "，其理由不成立", None: ""}[one.reasonable]
    return f"{when}{said}{judged}。"


def _lateness(action: Action, dated: date, why: str) -> str:
    clock = action.clock
    if not clock or not clock.late or action.case.withdrawn_on or action.case.replies_anew:
        return ""
    reason = f"，原因：{why}" if why else ""
    doubt = "（暂按已公布的放假安排推算，以其后公布的放假通知为准）" if clock.provisional else ""
    days = clock.late_by_working_days
    over = f"{days}个工作日" if days or not clock.due_on else (
        f"（该期限已于{long_date(clock.due_on)}届满）")
    return f"本答复超过法定答复期限{over}{doubt}{reason}。"
