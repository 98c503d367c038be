"""Stages of inspection, batches and the mending of our own letters, reached as officers would."""

from typing import Any

from tests.bureau import Bureau
from tests.workflow.stages import (
    GRANTED,
    TUESDAY,
    WEDNESDAY,
    archived,
    assigned,
    dispatched,
)

FRIDAY = "2026-06-05"
APPOINTMENT: dict[str, Any] = {
    "what": "批复原件（12页）", "on": WEDNESDAY, "hours": "9:00至11:30", "place": "一楼105室"}
READ: dict[str, Any] = {"came": True, "on": WEDNESDAY, "seen": "批复全文", "copied_pages": 2}
SLIP: dict[str, Any] = {
    "changes": [{"wrong": "批复1份", "right": "批复2份"}], "why": "校对疏漏", "only_words": True}
LACKING = {"lacking": "未告知起诉期限"}
REVOKED: dict[str, Any] = {
    "reason": "未经检索即认定信息范围", "redo_by": "2026-06-18", "handler": "colleague"}
BATCHES = [{"content": "第一册（100页）", "on": "2026-06-12"},  # Friday
           {"content": "第二册（120页）", "on": "2026-06-26"}]  # Friday


def inspection_arranged(bureau: Bureau) -> str:
    """The applicant is invited on Tuesday to read on Wednesday."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "arrange_inspection", **APPOINTMENT)
    return no


def answered(bureau: Bureau, **given: Any) -> str:
    """Granted, in batches if any are given; approved on Tuesday, posted on Wednesday."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[GRANTED], **given)
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on=WEDNESDAY)
    return no


def in_batches(bureau: Bureau) -> str:
    """The reply promises two batches and has left on Wednesday."""
    return answered(bureau, batches=BATCHES)


def correction_proposed(bureau: Bureau) -> str:
    """The handler proposes to correct the posted reply on Wednesday."""
    no = dispatched(bureau)
    bureau.act(no, "handler", "correct_letter", document=bureau.newest(no, "reply"), **SLIP)
    return no


def revocation_proposed(bureau: Bureau) -> str:
    """The handler proposes to revoke the posted reply on Wednesday."""
    no = dispatched(bureau)
    bureau.act(no, "handler", "revoke_and_reply_anew", **REVOKED)
    return no


def revoked_from_the_archive(bureau: Bureau) -> str:
    """The legal office finds the reply wrong after sealing; the reviewer revokes it."""
    no = archived(bureau)
    bureau.act(no, "legal", "revoke_and_reply_anew", **REVOKED)
    bureau.act(no, "reviewer", "approve_revocation")
    return no


def replied_anew(bureau: Bureau, no: str) -> None:
    """The reply is made anew on Friday and posted."""
    bureau.at(f"{FRIDAY} 09:00")
    bureau.act(no, "colleague", "draft_reply", manner="post", answers=[GRANTED])
    bureau.act(no, "colleague", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on=FRIDAY)
    bureau.delivered(no, "reply", on=FRIDAY)


MORE = (inspection_arranged, in_batches, correction_proposed, revocation_proposed)
