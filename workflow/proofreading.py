"""Proofreading (发文前校对): what a letter lacks, by its own elements and by the case.

`letters.lint` looks at the letter alone; here it is held against the case and the law of its day.
A finding that blocks stops the letter; any other is answered for with a reason, kept in the trail.
"""

from collections.abc import Iterator, Sequence

from letters.finding import Finding
from letters.letter import Letter
from letters.lint import findings as elements
from letters.mending import Mended
from letters.privacy import foreign_numbers
from letters.replies import Reply, Withdrawn
from workflow.errors import Reason
from workflow.law import outcomes
from workflow.record.case import Draft
from workflow.remedies_told import remedy_paragraphs
from workflow.steps import Action
from workflow.terms import DocumentKind, Outcome

#: Documents to somebody else than the applicant.
_TO_OTHERS = frozenset({DocumentKind.CONSULTATION, DocumentKind.DISCLOSURE_TOLD})
#: Personal fields whose numbers the applicant may read: the applicant's own.
_OWN = ("id_number", "phone", "address", "email", "contact")
#: The fact in which an officer answers for what does not block.
ACKNOWLEDGED = "acknowledged"


def findings(action: Action, kind: DocumentKind, letter: Letter) -> tuple[Finding, ...]:
    """Everything wrong with a letter of this case, blocking ones first."""
    found = [
        *elements(letter), *foreign_numbers(letter, _numbers(action, kind, letter)),
        *_head(action, kind, letter)]
    draft = action.case.draft
    if isinstance(letter, Reply) and draft is not None:
        drafts = action.case.drafts
        found += [*_remedies(action, draft, letter), *_lateness(action, letter),
                  *_enclosures(drafts, letter)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.blocking))


def unanswered(action: Action, found: tuple[Finding, ...]) -> tuple[Reason, ...]:
    """The findings that ask for a reason none was given for."""
    if action.facts.text(ACKNOWLEDGED):
        return ()
    return tuple(
        Reason(f"{one.where}：{one.text.rstrip('。')}。确认无误的，请写明理由", one.article,
               ACKNOWLEDGED)
        for one in found if not one.blocking)


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
    """Addressee, signer, number and day of receipt are those of the case."""
    name = action.person("applicant_name")
    if name and _to_applicant(action, kind, letter) and letter.addressee != name:
        yield Finding("addressee", f"收件人与申请人（{name}）不一致。", "条例第三十六条")
    if letter.signer != action.office.name:
        yield Finding("signer", "署名机关不是本机关。", "条例第三十六条")
    if letter.number and f"〔{letter.dated.year}〕" not in letter.number:
        yield Finding("number", f"文号{letter.number}的年份与成文日期不一致。", "GB/T 9704—2012")
    if action.case.received_on and letter.received_on != action.case.received_on:
        yield Finding("received_on", "收到申请之日与台账不一致。", "条例第三十一条")


def _remedies(action: Action, draft: Draft, letter: Reply) -> Iterator[Finding]:
    """The paragraphs are those in force on the date of the letter, for its basis and service."""
    if any(isinstance(answer, Withdrawn) for answer in letter.answers):
        return
    if letter.remedies != remedy_paragraphs(action, draft, letter.dated):
        yield Finding("remedies", "救济途径不是成文之日适用的文字，请重新生成。",
                      "行政复议法第二十条第三款、第二十三条")
    text = action.clock.regulation if action.clock else "2019"
    for place, row in enumerate(draft.answers):
        rule = outcomes.RULES.get(row.term("outcome", Outcome))
        allowed = rule.articles.get(text, ()) if rule else ()
        wrong = [key for key in row.texts("articles") if allowed and key not in allowed]
        for key in wrong:
            yield Finding(
                f"answers[{place}].basis",
                f"{outcomes.cite(key, text)}不是“{row.term('outcome', Outcome).label}”"
                "的依据。", "国办公开办函〔2021〕30号")


def _lateness(action: Action, letter: Reply) -> Iterator[Finding]:
    """Late says by how much and why; in time says nothing of it."""
    clock, case = action.clock, action.case
    if clock is None or case.withdrawn_on or case.replies_anew:
        return
    late = clock.late and clock.late_by_working_days > 0
    if late and not letter.lateness:
        yield Finding("lateness", f"已逾期{clock.late_by_working_days}个工作日，答复没有说明。",
                      "条例第三十三条")
    if not clock.late and letter.lateness:
        yield Finding("lateness", "未逾期的答复写了逾期说明。", "条例第三十三条")


def _enclosures(drafts: Sequence[Draft], letter: Reply) -> Iterator[Finding]:
    """What the letter says is enclosed lies in the file, or an officer says where it is."""
    named = len(letter.attachments) + sum(
        len(getattr(answer, "files", ())) for answer in letter.answers)
    if named and not any(draft.whole.texts("papers") for draft in drafts):
        yield Finding(
            "attachments", f"列有附件、随附文件{named}件，历次草稿都没有上传电子件，"
            "请核对随文装入的文件。", "条例第三十六条第二项", blocking=False)
