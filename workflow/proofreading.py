"""Proofreading (发文前校对): what a letter lacks, by its own elements and by the case.

`letters.lint` looks at the letter alone; here it is held against the case and the law of its day.
A finding that blocks stops the letter; any other is answered for with a reason, kept in the trail.
"""

from collections.abc import Iterator

from letters.finding import Finding
from letters.letter import Letter
from letters.lint import findings as elements
from letters.mending import Mended, RemediesSupplied, Revocation
from letters.notices import DisclosureTold
from letters.privacy import foreign_numbers
from letters.replies import Reply
from workflow import documents, reply_proof
from workflow.errors import Reason
from workflow.record.number_text import is_in_series
from workflow.remedies_told import remedies_of_notice, remedies_supplied
from workflow.steps import Action
from workflow.terms import DocumentKind

#: Documents to somebody else than the applicant.
_TO_OTHERS = frozenset({DocumentKind.CONSULTATION, DocumentKind.DISCLOSURE_TOLD})
#: Personal fields whose numbers the applicant may read: the applicant's own.
_OWN = ("id_number", "phone", "address", "email", "contact")
#: The fact in which an officer answers for what does not block.
ACKNOWLEDGED = "acknowledged"


def findings(
    action: Action, kind: DocumentKind, letter: Letter, *, draft: bool = False
) -> tuple[Finding, ...]:
    """Everything wrong with a letter of this case, blocking ones first.

    A draft has neither its number nor the reason of its lateness yet. What is blank is named once.
    """
    own = elements(letter, draft=draft)
    named = {one.field for one in own}
    found = [
        *own, *foreign_numbers(letter, _numbers(action, kind, letter)),
        *(one for one in _by_the_case(action, kind, letter, draft) if one.field not in named)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.blocking))


def unanswered(action: Action, found: tuple[Finding, ...]) -> tuple[Reason, ...]:
    """The findings that ask for a reason none was given for."""
    if action.facts.text(ACKNOWLEDGED):
        return ()
    return tuple(
        Reason(f"{one.where}：{one.text.rstrip('。')}。确认无误的，请写明理由", one.article,
               ACKNOWLEDGED)
        for one in found if not one.blocking)


def _by_the_case(
    action: Action, kind: DocumentKind, letter: Letter, draft: bool
) -> Iterator[Finding]:
    yield from _head(action, kind, letter)
    if not draft:
        yield from _number(action, kind, letter)
    if isinstance(letter, Reply):
        yield from reply_proof.findings(action, letter, draft=draft)
    else:
        yield from _remedies_of_notice(action, kind, letter)


def _to_applicant(action: Action, kind: DocumentKind, letter: Letter) -> bool:
    if isinstance(letter, Mended):
        original = [d for d in action.case.documents.values()
                    if d.number == letter.original_number]
        return not any(one.kind in _TO_OTHERS for one in original)
    return kind not in _TO_OTHERS


def _numbers(action: Action, kind: DocumentKind, letter: Letter) -> list[str]:
    """What the addressee may read: what is ours, and to the applicant what is the applicant's."""
    office = action.office
    ours = [office.setting(key) for key in ("contact", "address", "fee_payment")]
    if not _to_applicant(action, kind, letter):
        return ours
    return [*ours, *(action.person(name) for name in _OWN)]


def _head(action: Action, kind: DocumentKind, letter: Letter) -> Iterator[Finding]:
    """Addressee, signer, and what is said of the application are those of the case."""
    case, name = action.case, action.person("applicant_name")
    to_applicant = _to_applicant(action, kind, letter)
    if name and to_applicant and letter.addressee != name:
        yield Finding("addressee", f"收件人与申请人（{name}）不一致。", "条例第三十六条")
    if letter.signer != action.office.name:
        yield Finding("signer", "署名机关不是本机关。", "条例第三十六条")
    if letter.request_no != case.no:
        yield Finding("request_no", f"登记编号与台账（{case.no}）不一致。", "条例第四十五条")
    if case.applied_on and letter.received_on != case.applied_on:
        yield Finding("received_on", "收到申请之日与台账不一致。", "条例第三十一条")
    if letter.channel != case.channel.label:
        yield Finding("channel", "收到方式与台账不一致。", "条例第三十一条")
    if to_applicant and letter.wanted != case.wanted:
        yield Finding("wanted", "引用的申请内容与申请原文不一致。", "条例第二十九条")
    if letter.receipt_code != documents.receipt_code(case):
        yield Finding("receipt_code", "存证码与台账不一致。", "条例第四十五条")


def _number(action: Action, kind: DocumentKind, letter: Letter) -> Iterator[Finding]:
    """The number belongs to the series of its kind and year, and to no other letter."""
    year, article = letter.dated.year, "GB/T 9704—2012第7.2.5条"
    if not is_in_series(action.office, kind, year, letter.number):
        yield Finding("number", f"文号{letter.number}不是{year}年“{kind.label}”的文号。", article)
    elif any(one.number == letter.number for one in action.case.documents.values()):
        yield Finding("number", f"文号{letter.number}已经用于本件的另一份文书。", article)


def _remedies_of_notice(action: Action, kind: DocumentKind, letter: Letter) -> Iterator[Finding]:
    """A notice that decides something tells the remedies in force on its date; no other does."""
    match letter:
        case DisclosureTold() | Revocation():
            due = remedies_of_notice(action, kind, letter.dated)
        case RemediesSupplied():
            due = remedies_supplied(action, letter.original_dated)
        case _:
            return
    if letter.remedies != due:
        yield Finding("remedies", "救济途径不是应当适用的文字，请重新生成。",
                      "行政复议法第二十条第三款、第二十三条")
