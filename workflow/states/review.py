"""Review (审核): secrecy review, legal review, and the approval by another person.

政府信息公开条例 article 17 (review before disclosure), 保守国家秘密法, and the duty to have rules
of review (article 45). The drafter neither approves nor reviews for secrecy.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow import documents, forms
from workflow.drafting import draft_is_proofread, draft_still_holds
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import no_hold
from workflow.record.case import Approval, Case, Draft, Review
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import GIVING, Advice, DocumentKind, Outcome, Role, State

HERE = State.REVIEW
#: Outcomes that disclose something not yet public: reviewed for secrecy first (条例第十七条).
DISCLOSING = frozenset({Outcome.GRANTED, Outcome.PARTIAL})


#: What of an answer may be worded otherwise at signing.
_AMENDED = ("description", "reason")


def steps() -> tuple[Step, ...]:
    """The steps of review."""
    return (
        Step(
            trigger="secrecy_review", label="保密审查", source=HERE, dest=STAY,
            by=(Role.SECRECY_REVIEWER,), article="条例第十七条", facts=SecrecyOpinion,
            guards=(reviewer_is_not_drafter,), effects=(keep_secrecy_review,), proof=final_proof,
            shows_the_draft=True,
            primary=True,
        ),
        Step(
            trigger="legal_review", label="法制审核", source=HERE, dest=STAY,
            by=(Role.LEGAL_OFFICE, Role.INTAKE_CLERK), article="条例第四十五条",
            facts=LegalOpinion, guards=(reviewer_is_not_drafter,),
            checks=(clerk_enters_a_signed_scan,), effects=(keep_legal_review,),
            proof=final_proof, shows_the_draft=True, primary=True, clerical=(Role.INTAKE_CLERK,),
        ),
        Step(
            trigger="approve", label="签发", source=HERE, dest=State.REPLY, by=(Role.REVIEWER,),
            article="条例第四十五条", facts=Approved,
            guards=(approver_is_not_drafter, opinions_are_there, reviewers_did_not_draft,
                    nothing_pending, no_hold, legal_reviewer_is_not_approver, draft_still_holds),
            checks=(publication_is_rechecked, draft_is_proofread, shown_is_approved),
            effects=(keep_approval,), adds=approved_facts, proof=final_proof, shows_the_draft=True,
            primary=True, fresh=True,
        ),
        Step(
            trigger="amend_at_signing", label="签发修改", source=HERE, dest=STAY,
            by=(Role.REVIEWER,), article="条例第四十五条", facts=Amendment,
            guards=(approver_is_not_drafter,), checks=(item_is_drafted,), effects=(amend,),
        ),
        Step(
            trigger="return_to_handler", label="退回承办人", source=HERE, dest=State.HANDLING,
            by=(Role.REVIEWER, Role.LEGAL_OFFICE), article="条例第四十五条", facts=Returned,
            guards=(can_be_mended,), effects=(give_back,),
        ),
    )


def draft_digest(action: Action) -> str:
    """The digest of what an approval would bind now."""
    draft = action.case.draft
    if draft is None:
        return ""
    return documents.approved_digest(documents.reply(action, draft, "", action.today))


class SecrecyOpinion(Form):
    """The result of the secrecy review, item by item where they differ."""

    may_be_disclosed = forms.answer("拟公开内容是否不涉密、可以公开", required=True)
    basis = forms.text("审查意见及依据", required=True, long=True)
    level = forms.text("涉密的，密级", limit=20)
    asked = forms.text("不能确定的，已请示的保密行政管理部门")


class LegalOpinion(Form):
    """The opinion of the legal office, or of outside counsel as a signed scan."""

    advice = forms.choice("审核意见", Advice, required=True)
    reasons = forms.text("理由", required=True, long=True)
    signed_scan = forms.files("外聘法律顾问的签字意见扫描件")


class Approved(Form):
    """The reviewer's own words, if any."""

    note = forms.text("签发意见", long=True)
    shown = forms.hidden("所见文书的摘要", start=draft_digest)
    still_public = forms.yes("已复核：告知的获取方式、途径现在仍然有效",
                             hint="答复为“已主动公开”的必须复核")


def _only(action: Action) -> Facts:
    """The one answer of the draft, to be amended where it stands; nothing if there are several."""
    answers = action.case.draft.answers if action.case.draft else ()
    return answers[0] if len(answers) == 1 else Facts({})


class Amendment(Form):
    """A change of wording; the decision stays what it was."""

    item = forms.number("申请事项序号", required=True, most=99,
                        start=lambda action: _only(action).get("item"))
    description = forms.text("提供的信息（改为）", long=True,
                             start=lambda action: _only(action).get("description"))
    reason = forms.text("理由（改为）", long=True,
                        start=lambda action: _only(action).get("reason"))
    why = forms.text("修改说明", required=True, long=True)


class Returned(Form):
    """Why the draft goes back."""

    reasons = forms.text("退回理由", required=True, long=True)


def reviewer_is_not_drafter(action: Action) -> Iterable[Reason]:
    """Nobody reviews the own draft, and nobody in the drafter's name."""
    yield from _not_by_the_drafter(action, "拟稿人不得进行保密审查或者法制审核")


def approver_is_not_drafter(action: Action) -> Iterable[Reason]:
    """Drafting and approving are two persons, always; a substitute counts as both."""
    yield from _not_by_the_drafter(action, "拟稿人不得签发自己拟写的答复")


def _not_by_the_drafter(action: Action, refused: str) -> Iterable[Reason]:
    drafters, names = action.case.drafters, action.directory.names()
    if action.officer.login in drafters:
        yield Reason(refused)
    for absent in sorted((action.persons - {action.officer.login}) & drafters):
        yield Reason(f"{refused}：{names.get(absent, absent)}是本件拟稿人，"
                     "代行人也不得以其名义办理，请由其他人员办理")


def _version(case: Case) -> int:
    return case.draft.version if case.draft else 0


def _outcomes(case: Case) -> set[Outcome]:
    answers = case.draft.answers if case.draft else ()
    return {row.term("outcome", Outcome) for row in answers}


@dataclass(frozen=True)
class Needed:
    """An opinion on a draft: by which step, whether it must be there, and what stands."""

    step: str
    label: str
    article: str
    required: bool
    review: Review | None
    missing: str
    adverse: str


def required_opinions(case: Case) -> tuple[Needed, ...]:
    """Both opinions, each with whether what the draft decides needs it."""
    found = _outcomes(case)
    return (
        Needed("secrecy_review", "保密审查", "条例第十七条", bool(found & DISCLOSING),
               case.secrecy_review, "拟公开信息尚未经保密审查",
               "保密审查意见为不得公开，请退回承办人"),
        Needed("legal_review", "法制审核", "条例第四十五条",
               bool(found - GIVING) or _overrides(case), case.legal_review,
               "不予公开、部分公开、无法提供、不予处理等答复应当先经法制审核",
               "法制审核意见为不同意，请退回承办人"),
    )


def opinions_are_there(action: Action) -> Iterable[Reason]:
    """The required opinions are present, favourable and of this version."""
    for one in required_opinions(action.case):
        if one.required and one.review is None:
            yield Reason(one.missing, one.article)
        elif one.required and one.review and not one.review.agrees:
            yield Reason(one.adverse, one.article)


def reviewers_did_not_draft(action: Action) -> Iterable[Reason]:
    """An opinion given before its author took the draft over no longer counts."""
    case = action.case
    for label, review in (("保密审查", case.secrecy_review), ("法制审核", case.legal_review)):
        if review and review.persons & case.drafters:
            yield Reason(f"{label}人后来成为本件拟稿人，请由他人重新办理“{label}”", "条例第十七条")


def _overrides(case: Case) -> bool:
    """Whether information is disclosed against a third party's wish for the public interest."""
    answers = case.draft.answers if case.draft else ()
    return any(row.text("public_interest_reason") for row in answers)


def nothing_pending(action: Action) -> Iterable[Reason]:
    """No opinion of a consulted party and no extension is still awaited."""
    for one in action.case.consultations.values():
        if one.open:
            yield Reason(f"征求意见{one.ref}（{one.party.label}）尚未答复", "条例第三十二条")
    if action.case.extension and action.case.extension.pending:
        yield Reason("延期申请尚未决定", "条例第三十三条第二款")


@guard("法制审核人与签发人不得为同一人（本机关岗位分离规则）")
def legal_reviewer_is_not_approver(action: Action) -> bool:
    """The agency's dated rule, on unless waived with a reason."""
    review = action.case.legal_review
    same = review is not None and bool(review.persons & action.persons)
    return not same or not action.office.holds("rule.legal_is_not_approver")


def clerk_enters_a_signed_scan(action: Action) -> Iterable[Reason]:
    """A clerk enters outside counsel's opinion only with the signed scan."""
    as_clerk = action.hands is not None and action.hands.role is Role.INTAKE_CLERK
    if not as_clerk or action.facts.texts("signed_scan"):
        return
    yield Reason("由收件登记岗代为录入的，须附外聘法律顾问签字的意见扫描件", "", "signed_scan")


def keep_secrecy_review(case: Case, entry: Entry) -> None:
    """The secrecy opinion stands for this version."""
    facts = entry.facts
    case.secrecy_review = Review(
        entry.officer, entry.at, facts.flag("may_be_disclosed"), facts.text("basis"),
        _version(case), entry.in_place_of)


def keep_legal_review(case: Case, entry: Entry) -> None:
    """The legal opinion stands for this version."""
    advice = entry.facts.term("advice", Advice)
    case.legal_review = Review(
        entry.officer, entry.at, advice is not Advice.DISAGREE, entry.facts.text("reasons"),
        _version(case), entry.in_place_of)


def final_proof(action: Action) -> tuple[Outgoing, ...]:
    """The reply as it would be issued today."""
    draft = action.case.draft
    if draft is None:
        return ()
    return (Outgoing(DocumentKind.REPLY,
                     lambda number: documents.reply(action, draft, number, action.today)),)


def publication_is_rechecked(action: Action) -> Iterable[Reason]:
    """What is said to be public must still be found where the letter sends the applicant."""
    if Outcome.GRANTED_PUBLIC in _outcomes(action.case) and not action.facts.flag("still_public"):
        yield Reason("答复告知该信息已主动公开，请复核获取方式、途径现在仍然有效",
        "条例第三十六条第一项",
                     "still_public")


def shown_is_approved(action: Action) -> Iterable[Reason]:
    """A page binds its reader to what it showed; the law of a new day, a new setting change it."""
    shown = action.facts.text("shown")
    if shown and shown != draft_digest(action):
        yield Reason("页面打开之后，答复书的内容已经变化（例如成文日期跨过法律变动日，或者机关设置"
                     "有改动）。现已重新生成，请核对后再签发", "条例第四十五条")


def approved_facts(action: Action) -> dict[str, str]:
    """What the approval binds: the digest of everything decided."""
    assert action.case.draft is not None  # nothing comes to review without a draft
    return {"approved_digest": draft_digest(action)}


def keep_approval(case: Case, entry: Entry) -> None:
    """The draft is approved as it stands; any change voids it."""
    review, draft = case.secrecy_review, case.draft
    case.approval = Approval(
        by=entry.officer, at=entry.at, drafter=draft.drafter if draft else case.submitted_by,
        secrecy_reviewer=review.by if review else "",
        digest=entry.facts.text("approved_digest"), seq=entry.seq,
        approver_for=entry.in_place_of,
        drafter_for=draft.in_place_of if draft else case.submitted_for,
        secrecy_for=review.in_place_of if review else "")


def item_is_drafted(action: Action) -> Iterable[Reason]:
    """The item amended is one the draft answers."""
    answers = action.case.draft.answers if action.case.draft else ()
    if action.facts.number("item") not in {row.number("item") for row in answers}:
        yield Reason("草稿中没有这一项", "", "item")
    said = [name for name in _AMENDED if action.facts.text(name)]
    if not said:
        yield Reason("请填写修改后的文字", "", "reason")
    for row in answers:
        if said and row.number("item") == action.facts.number("item") and all(
                row.text(name) == action.facts.text(name) for name in said):
            yield Reason("修改后的文字与草稿相同，没有改动", "", said[0])


def amend(case: Case, entry: Entry) -> None:
    """The wording changes beside the draft; the drafter stays the drafter."""
    draft = case.draft
    assert draft is not None
    changed = {k: entry.facts.text(k) for k in _AMENDED if entry.facts.text(k)}
    answers = tuple(
        Facts({**row, **changed}) if row.number("item") == entry.facts.number("item") else row
        for row in draft.answers)
    case.drafts.append(Draft(
        draft.version + 1, draft.drafter, entry.at, answers, draft.whole, entry.seq,
        draft.in_place_of))


@guard("已撤回的申请只需确认撤回，不再退回承办人")
def can_be_mended(action: Action) -> bool:
    """A withdrawal is confirmed, not handled."""
    return action.case.withdrawn_on is None


def give_back(case: Case, entry: Entry) -> None:
    """The draft is the handler's again."""
    case.approval = None
