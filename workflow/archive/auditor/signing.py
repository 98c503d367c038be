"""Signing (签发): by another person, in the seat, of these very facts, after the reviews."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflow.archive.auditor.finding import Fault
from workflow.archive.auditor.paper import what_was_decided
from workflow.archive.auditor.people import People
from workflow.archive.auditor.told import Act, CaseFile, Paper, Told
from workflow.archive.auditor.world import Bureau

_DRAFTING = ("draft_reply", "withdraw")
#: What makes an earlier opinion worthless.
_UNDOING = ("recall", "approve_revocation", "withdraw")
_DISCLOSING = ("granted", "partial")
_GIVING = ("granted", "granted_public")


@dataclass(frozen=True)
class Signing:
    """The acts behind a reply: who drafted, submitted, reviewed and approved it."""

    case: CaseFile
    paper: Paper
    letter: Told
    approval: Act | None
    draft: Act | None
    submitted: Act | None
    secrecy: Act | None
    legal: Act | None

    @property
    def drafters(self) -> set[str]:
        """Everybody who had a hand in the draft."""
        return {one for act in (self.draft, self.submitted) if act for one in act.persons}


def signing_of(case: CaseFile, paper: Paper, letter: Told) -> Signing:
    """Find the acts behind a reply."""
    approval = case.last("approve", before=paper.made)
    undone = case.last("recall", "approve_revocation", before=paper.made)
    if approval and undone and undone.seq > approval.seq:
        approval = None
    until = approval or paper.made
    return Signing(
        case, paper, letter, approval, case.last(*_DRAFTING, before=until),
        case.last("submit_for_review", "withdraw", before=until),
        _standing(case, "secrecy_review", until), _standing(case, "legal_review", until))


def _standing(case: CaseFile, step: str, until: Act) -> Act | None:
    """The last opinion, if the draft is still the one it was given on."""
    found = case.last(step, before=until)
    undone = case.last(*_UNDOING, before=until)
    if found is None or (undone and undone.seq > found.seq):
        return None
    seen = case.last("draft_reply", before=found)
    changed = [act for act in case.of("draft_reply", before=until)
               if act.seq > found.seq and _substance(act) != _substance(seen)]
    return None if changed else found


def _substance(act: Act | None) -> list[Any]:
    rows = act.facts.rows("answers") if act else ()
    return [(row.number("item"), row.text("outcome"), row.texts("articles"),
             [(part.text("part"), part.texts("articles")) for part in row.rows("withheld")])
            for row in rows]


def signed(found: Signing, bureau: Bureau, people: People) -> Iterator[Fault]:
    """What is wrong with the approval of a reply."""
    approval = found.approval
    if approval is None:
        yield from _on_the_spot(found, bureau, people)
        return
    if approval.persons & found.drafters:
        yield Fault("A1", f"拟稿（送审）人{approval.officer}签发了自己的答复")
    if not people.entitled(approval, ("reviewer",), bureau.id):
        yield Fault("A2", f"{approval.officer}于{approval.day}签发时没有审核签发人岗位")
    if approval.facts.text("approved_digest") != what_was_decided(found.letter):
        yield Fault("A3", "答复书所载内容与签发时的内容不一致")
    yield from _reviews(found, bureau, people)


def _on_the_spot(found: Signing, bureau: Bureau, people: People) -> Iterator[Fault]:
    """At the counter the head's standing authorisation is the approval (第三十三条第一款)."""
    case, day = found.case, found.paper.made.day
    spoken = case.last("answer_on_the_spot", before=found.paper.made)
    revoked = case.last("approve_revocation", before=found.paper.made)
    if spoken is None or (revoked and revoked.seq > spoken.seq):
        yield Fault("A1", "答复书没有经过签发")
        return
    if not bureau.says("on_the_spot_authorisation", day, usual=False):
        yield Fault("A1", "当场答复时没有有效的当场答复授权", "条例第三十三条第一款")
    seats = ("intake_clerk", "handler", "head")
    if not people.entitled(spoken, seats, bureau.id):
        yield Fault("A2", f"{spoken.officer}于{spoken.day}当场答复时没有相应岗位")


def _reviews(found: Signing, bureau: Bureau, people: People) -> Iterator[Fault]:
    kinds = {answer.text("kind") for answer in found.letter.rows("answers")}
    if kinds & {*_DISCLOSING}:
        yield from _secrecy(found, bureau, people)
    draft = found.draft.facts.rows("answers") if found.draft else ()
    if kinds - {*_GIVING} or any(row.text("public_interest_reason") for row in draft):
        yield from _legal(found, bureau, people)


def _secrecy(found: Signing, bureau: Bureau, people: People) -> Iterator[Fault]:
    review = found.secrecy
    if review is None:
        yield Fault("A10", "拟公开的内容没有经过保密审查", "条例第十七条")
        return
    if not review.facts.says("may_be_disclosed"):
        yield Fault("A10", "保密审查意见为不得公开，答复却予以公开", "条例第十七条")
    if review.persons & found.drafters:
        yield Fault("A1", f"拟稿人{review.officer}对自己的答复作了保密审查", "条例第十七条")
    if not people.entitled(review, ("secrecy_reviewer",), bureau.id):
        yield Fault("A2", f"{review.officer}于{review.day}保密审查时没有保密审查人岗位")


def _legal(found: Signing, bureau: Bureau, people: People) -> Iterator[Fault]:
    review = found.legal
    if review is None:
        yield Fault("A10", "这类答复应当经法制审核，没有审核记录", "条例第四十五条")
        return
    if review.facts.text("advice") not in ("agree", "change"):
        yield Fault("A10", "法制审核意见为不同意，答复仍予签发", "条例第四十五条")
    if review.persons & found.drafters:
        yield Fault("A1", f"拟稿人{review.officer}对自己的答复作了法制审核")
    seats = ("legal_office", "intake_clerk")
    if not people.entitled(review, seats, bureau.id):
        yield Fault("A2", f"{review.officer}于{review.day}法制审核时没有相应岗位")
