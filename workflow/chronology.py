"""The chronology a reply tells (办理经过): what was sent meanwhile, what it did to the limit.

Each sentence names day and number of a letter; what it did is read from the clock, never assumed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from letters.blocks import day
from workflow.law.effects import Effect
from workflow.record.case import OutgoingDocument, Redo
from workflow.steps import Action
from workflow.terms import ApplicantKind, DocumentKind, MoveKind

_AFTER_SUPPLEMENT = {
    Effect.RESTARTS: "，答复期限自该日起重新计算",
    Effect.EXCLUDES: "，补正所用的时间不计算在答复期限内",
}


def chronology(action: Action) -> Iterator[str]:
    """One or two sentences on every earlier reply and every letter that touched the limit."""
    if action.case.redo:
        yield _ordered(action.case.redo, _you(action))
    for document in action.case.documents.values():
        if document.kind is DocumentKind.REVOCATION and not document.voided:
            yield _revoked(action.case.documents[document.ref], document)
    yield from _supplement(action)
    for document in action.case.documents.values():
        tell = _TOLD.get(document.kind)
        if tell and document.dispatched_on and not document.voided:
            yield from tell(action, document, document.dispatched_on)


def _ordered(redo: Redo, you: str) -> str:
    earlier = f"本机关此前的答复（{redo.earlier_number}）" if redo.earlier_number else "此前的办理"
    return (f"{earlier}经行政复议或者行政诉讼，本机关于{day(redo.received_on)}收到{redo.order}，"
            f"现按其要求对{you}的申请重新作出答复。")


def _revoked(earlier: OutgoingDocument, document: OutgoingDocument) -> str:
    return (f"本机关曾于{day(earlier.dated)}作出《{earlier.title or '答复书'}》"
            f"（{earlier.number}），并于{day(document.dated)}以{document.number}"
            "决定书撤销该答复，现重新作出答复。")


def _supplement(action: Action) -> Iterator[str]:
    asked = action.case.supplement
    if asked is None:
        return
    notice = action.case.documents.get(asked.document)
    if notice:
        yield _sent(action, notice.dispatched_on or notice.dated, notice)
    if asked.received_on:
        effect = _AFTER_SUPPLEMENT.get(_effect(action, MoveKind.SUPPLEMENT_RECEIVED), "")
        yield f"{day(asked.received_on)}，本机关收到{_you(action)}的补正材料{effect}。"


def _consultation(action: Action, document: OutgoingDocument, on: date) -> Iterator[str]:
    yield f"{_sent(action, on, document)}征求意见所需时间不计算在答复期限内。"


def _extension(action: Action, document: OutgoingDocument, on: date) -> Iterator[str]:
    told, one = _sent(action, on, document), action.case.extension
    if one and _effect(action, MoveKind.EXTENDED) is Effect.EXTENDS:
        told = (f"经本机关政府信息公开工作机构负责人同意，答复期限延长{one.working_days}个工作日。"
                f"{told}")
    yield told


def _delay(action: Action, document: OutgoingDocument, on: date) -> Iterator[str]:
    told, one = _sent(action, on, document), action.case.delay
    if one and _effect(action, MoveKind.DELAY_SET) is Effect.DELAYS:
        told += f"答复期限延迟至{day(one.until)}。"
    yield told


def _fee(action: Action, document: OutgoingDocument, on: date) -> Iterator[str]:
    """Only a fee that was paid; what was not paid is the reply's own subject."""
    one = action.case.fee
    if one and one.paid_on:
        restarts = _effect(action, MoveKind.FEE_PAID) is Effect.RESTARTS
        then = "，答复期限自缴费次日起重新计算" if restarts else ""
        paid = f"{_you(action)}于{day(one.paid_on)}缴纳信息处理费{then}。"
        yield f"{_sent(action, on, document)}{paid}"


def _effect(action: Action, kind: MoveKind) -> Effect:
    """What the last move of a kind did to the clock."""
    steps = action.clock.timeline.steps if action.clock else []
    return next((one.effect for one in reversed(steps) if one.move.kind is kind), Effect.NOTHING)


def _you(action: Action) -> str:
    """How the applicant is called: a person or an organisation."""
    return "你" if action.case.applicant_kind is ApplicantKind.NATURAL else "你单位"


def _sent(action: Action, on: date, document: OutgoingDocument) -> str:
    named = f"《{document.kind.label}》（{document.number}）"
    return f"本机关于{day(on)}向{_you(action)}发出{named}。"


_TOLD: Mapping[DocumentKind, Callable[[Action, OutgoingDocument, date], Iterator[str]]] = {
    DocumentKind.CONSULTATION_TOLD: _consultation,
    DocumentKind.EXTENSION: _extension,
    DocumentKind.DELAY: _delay,
    DocumentKind.FEE: _fee,
}
