"""Mending our own letters (自行纠正): correct a slip, supply the remedies, revoke and reply anew.

行政复议法第六十五条; 行政诉讼法第六十二条、第七十四条: an agency may mend its own act, also
while it is disputed. The handler proposes, or the legal office once the file is sealed; another
person decides. The letter mended stays in the file. A revoked reply has decided whether the limit
was kept; the day promised for the new one is a promise, shown in the lists, not a new limit.
"""

from collections.abc import Iterable
from typing import Any

from letters.mending import Change, Correction, Mended, RemediesSupplied, Revocation
from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, no_hold, not_withdrawn
from workflow.law.rules import REPLY_LIMIT, UNTOLD_REMEDY_LIMIT
from workflow.record.case import Case, Mending, OutgoingDocument
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.remedies_told import remedies_of_notice, remedies_supplied
from workflow.steps import STAY, Action, Guard, Outgoing, Step, guard
from workflow.terms import DocumentKind, Role, State

ARTICLE = "行政复议法第六十五条；行政诉讼法第六十二条、第七十四条"
UNTOLD = "行政复议法第二十条第三款；法释〔2018〕1号第六十四条"
CORRECT, SUPPLY, REVOKE = "correct_letter", "supply_remedy_notice", "revoke_and_reply_anew"
#: The longest period in the words of the law, by its months.
_AT_MOST = {12: "一年"}
#: Where a letter can have left that turns out to be wrong.
OPEN_IN = (State.HANDLING, State.REPLY, State.ARCHIVING, State.ARCHIVED)
#: Where the reply itself can have left.
ANSWERED = (State.REPLY, State.ARCHIVING, State.ARCHIVED)


def steps() -> tuple[Step, ...]:
    """Proposing and deciding, state by state."""
    return tuple(step for here in OPEN_IN for step in _steps_in(here))


def _steps_in(here: State) -> tuple[Step, ...]:
    sealed = here is State.ARCHIVED
    by = (Role.LEGAL_OFFICE,) if sealed else (Role.HANDLER,)
    own: tuple[Guard, ...] = () if sealed else (is_handler,)
    found = [
        Step(trigger=CORRECT, label="更正文书", source=here, dest=STAY, by=by, article=ARTICLE,
             facts=Correcting, guards=(*own, nothing_proposed, something_has_left),
             checks=(document_has_left, only_words_change), effects=(propose,)),
        Step(trigger="approve_mending", label="同意更正、补告", source=here, dest=STAY,
             by=(Role.REVIEWER,), article=ARTICLE, facts=Agreed,
             guards=(a_notice_is_proposed, decided_by_another, no_hold), effects=(settle,),
             letters=the_notice, primary=True, fresh=True),
        Step(trigger="decline_mending", label="不同意更正、补告、撤销", source=here, dest=STAY,
             by=(Role.REVIEWER,), article=ARTICLE, facts=Declined,
             guards=(something_proposed, decided_by_another), effects=(drop,)),
    ]
    if here in ANSWERED:
        found += [
            Step(trigger=SUPPLY, label="补充告知救济途径", source=here, dest=STAY, by=by,
                 article=UNTOLD, facts=Supplying,
                 guards=(*own, nothing_proposed, not_withdrawn, reply_has_left),
                 effects=(propose,)),
            Step(trigger=REVOKE, label="撤销并重新答复", source=here, dest=STAY, by=by,
                 article=ARTICLE, facts=Revoking,
                 guards=(*own, nothing_proposed, not_withdrawn, reply_has_left),
                 checks=(day_can_be_kept, new_handler_is_one), effects=(propose,)),
            Step(trigger="approve_revocation", label="同意撤销重作", source=here,
                 dest=State.HANDLING, by=(Role.REVIEWER,), article=ARTICLE, facts=Agreed,
                 guards=(revocation_is_proposed, decided_by_another, promise_is_ahead, no_hold),
                 effects=(revoke,), letters=the_notice, primary=True, fresh=True),
        ]
    return tuple(found)


def has_left(action: Action) -> list[tuple[str, str]]:
    """The letters that have left and still hold."""
    return [
        (d.id, f"{d.title or d.kind.label} {d.number}") for d in action.case.documents.values()
        if d.dispatched_on is not None and not d.voided and not d.revoked
    ]


class Changed(Form):
    """One passage, as printed and as it must read."""

    wrong = forms.text("原文", required=True, long=True)
    right = forms.text("更正为", required=True, long=True)


class Correcting(Form):
    """What is misprinted in which letter."""

    document = forms.text("文书", required=True, options=has_left)
    changes = forms.rows("更正的文字", Changed, required=True)
    why = forms.text("更正的原因", required=True, long=True, hint="将写入更正通知书，如：校对疏漏")
    only_words = forms.yes("只更正文字，处理结果、依据条款和救济途径都不改变",
                           hint="改变处理结果、依据的，办理“撤销并重新答复”；"
                                "救济途径有误的，办理“补充告知救济途径”")


class Supplying(Form):
    """What the reply did not say about the remedies, or said wrongly."""

    lacking = forms.text("原答复的问题", required=True, long=True,
                         hint="接在“因原答复”之后，如：未告知应当先申请行政复议")
    proceedings = forms.text("正在进行的复议、诉讼", hint="填机关、法院和案号；没有的不填")


class Revoking(Form):
    """Why the reply cannot stand, and until when a new one is made."""

    reason = forms.text("原答复存在的问题", required=True, long=True, hint="将写入决定书")
    redo_by = forms.day("重新答复的最后日期", required=True, hint="应当为工作日")
    handler = forms.text("重新办理的承办人", required=True,
                         options=lambda action: action.directory.of_seat(Role.HANDLER))
    proceedings = forms.text("正在进行的复议、诉讼",
                             hint="填机关、法院和案号，并另行书面告知；没有的不填")


class Agreed(Form):
    """A word on the decision."""

    note = forms.text("意见", long=True)


class Declined(Form):
    """Why it is not agreed to."""

    reason = forms.text("不同意的理由", required=True, long=True)


@guard("已有一项更正、补告或者撤销待决定", ARTICLE)
def nothing_proposed(action: Action) -> bool:
    """One at a time."""
    return action.case.mending is None


@guard("没有待决定的更正、补告或者撤销", ARTICLE)
def something_proposed(action: Action) -> bool:
    """What is declined was proposed."""
    return action.case.mending is not None


def _proposed(action: Action) -> str:
    return action.case.mending.step if action.case.mending else ""


@guard("没有待决定的更正或者补告", ARTICLE)
def a_notice_is_proposed(action: Action) -> bool:
    """A correction or the remedies; the request stays where it is."""
    return _proposed(action) in (CORRECT, SUPPLY)


@guard("没有待决定的撤销", ARTICLE)
def revocation_is_proposed(action: Action) -> bool:
    """A revocation; the request goes back to its handler."""
    return _proposed(action) == REVOKE


@guard("更正、补告、撤销由提出人以外的人决定")
def decided_by_another(action: Action) -> bool:
    """Proposing and deciding are two persons, always."""
    return action.case.mending is None or not action.case.mending.persons & action.persons


@guard("还没有已经发出的文书；尚未发出的请收回重制", ARTICLE)
def something_has_left(action: Action) -> bool:
    """What has not left is recalled instead."""
    return bool(has_left(action))


def document_has_left(action: Action) -> Iterable[Reason]:
    """The letter named is one that has left."""
    if action.facts.text("document") not in dict(has_left(action)):
        yield Reason("该文书不存在、尚未发出或者已经撤销", ARTICLE, "document")


def only_words_change(action: Action) -> Iterable[Reason]:
    """A correction never changes what is decided."""
    if not action.facts.flag("only_words"):
        yield Reason("更正只能改正文字。改变处理结果、依据的，请办理“撤销并重新答复”；未告知或者"
                     "错误告知救济途径的，请办理“补充告知救济途径”", ARTICLE, "only_words")
    for place, row in enumerate(action.facts.rows("changes")):
        if row.text("wrong") == row.text("right"):
            yield Reason("更正前后的文字相同", "", f"changes.{place}.right")


@guard("答复书尚未发出；尚未发出的请先收回", ARTICLE)
def reply_has_left(action: Action) -> bool:
    """Only a reply that has left is mended by another document."""
    reply = action.case.documents.get(action.case.reply)
    return reply is not None and reply.dispatched_on is not None


def day_can_be_kept(action: Action) -> Iterable[Reason]:
    """A working day ahead, no later than a reply to a new application would be due."""
    day, days = action.facts.on("redo_by"), action.calendar
    latest = days.add(action.today, REPLY_LIMIT.on(action.today)).on
    if not action.today < day <= latest:
        yield Reason(f"重新答复的日期应当晚于今天，且不晚于{latest:%Y-%m-%d}"
                     "（参照答复期限）", "条例第三十三条第二款（参照）", "redo_by")
    elif not days.is_working_day(day):
        yield Reason(f"{day:%Y-%m-%d}不是工作日，请另选一日", "", "redo_by")


def new_handler_is_one(action: Action) -> Iterable[Reason]:
    """Whoever is to handle it anew holds the handler's seat."""
    login = action.facts.text("handler")
    if Role.HANDLER not in action.directory.seats(login):
        yield Reason(f"“{login}”不是本机关的承办人", "", "handler")


def promise_is_ahead(action: Action) -> Iterable[Reason]:
    """The day named in the decision still lies ahead when it is made."""
    mending = action.case.mending
    if mending and mending.step == REVOKE and mending.facts.on("redo_by") <= action.today:
        yield Reason("拟定的重新答复日期已到，请不同意后重新提出", ARTICLE)


def propose(case: Case, entry: Entry) -> None:
    """The proposal lies with the reviewer."""
    document = entry.facts.text("document") or case.reply
    case.mending = Mending(entry.step, entry.officer, document, entry.facts, entry.in_place_of)


def drop(case: Case, entry: Entry) -> None:
    """Nothing is mended."""
    case.mending = None


def settle(case: Case, entry: Entry) -> None:
    """The notice stands; the file is to be listed anew."""
    case.mending = None
    case.retention = ""


def revoke(case: Case, entry: Entry) -> None:
    """The reply holds no more; the request is in a handler's hands, with a day to keep."""
    mending = case.mending
    assert mending is not None  # guard: proposed
    case.documents[case.reply].revoked = True
    case.reply, case.approval, case.on_the_spot = "", None, False
    case.secrecy_review = case.legal_review = None
    case.released = {}
    case.handler = mending.facts.text("handler")
    case.redo_by = mending.facts.on("redo_by")
    settle(case, entry)


def the_notice(action: Action) -> tuple[Outgoing, ...]:
    """更正通知书, 救济途径补充告知书, or 答复撤销决定书."""
    mending = action.case.mending
    assert mending is not None  # guard: proposed
    kind, build = _NOTICES[mending.step]
    original = action.case.documents[mending.document]

    def letter(number: str) -> Mended:
        return build(action, original, mending.facts, number)

    return (Outgoing(kind, letter, ref=original.id),)


def _original(action: Action, original: OutgoingDocument, number: str) -> dict[str, Any]:
    return {
        **documents.head(action, number, action.today), "original": original.title
        or original.kind.label, "original_number": original.number,
        "original_dated": original.dated}


def _correction(
    action: Action, original: OutgoingDocument, facts: Facts, number: str
) -> Correction:
    changes = tuple(Change(row.text("wrong"), row.text("right")) for row in facts.rows("changes"))
    head = _original(action, original, number)
    if original.kind in (DocumentKind.CONSULTATION, DocumentKind.DISCLOSURE_TOLD):
        head["addressee"] = documents.party_of(action, original)
    return Correction(**head, changes=changes, why=facts.text("why"))


def _supplied(
    action: Action, original: OutgoingDocument, facts: Facts, number: str
) -> RemediesSupplied:
    known = UNTOLD_REMEDY_LIMIT.in_force(action.today)
    return RemediesSupplied(
        **_original(action, original, number),
        lacking=facts.text("lacking"),
        remedies=remedies_supplied(action, original.dated),
        at_most=_AT_MOST[UNTOLD_REMEDY_LIMIT.on(action.today)] if known else "")


def _revocation(
    action: Action, original: OutgoingDocument, facts: Facts, number: str
) -> Revocation:
    return Revocation(
        **_original(action, original, number),
        reason=facts.text("reason"), redo_by=facts.on("redo_by"),
        remedies=remedies_of_notice(action, DocumentKind.REVOCATION, action.today))


_NOTICES = {
    CORRECT: (DocumentKind.CORRECTION, _correction),
    SUPPLY: (DocumentKind.REMEDIES_SUPPLIED, _supplied),
    REVOKE: (DocumentKind.REVOCATION, _revocation),
}
