"""Stages of reconsiderations, lawsuits, replies made anew by order, and publications."""

from typing import Any

from tests.bureau import Bureau
from tests.workflow.stages import REFUSED, WEDNESDAY, archived, dispatched

THURSDAY, FRIDAY = "2026-06-04", "2026-06-05"
MONDAY_AFTER = "2026-06-08"
COPY: dict[str, Any] = {
    "kind": "reconsideration", "body": "滨江市人民政府", "case_no": "滨政行复〔2026〕12号",
    "copy_received_on": THURSDAY}
CORRECTED: dict[str, Any] = {
    "result": "corrected", "form": "decision", "number": "滨政复决〔2026〕12号",
    "on": MONDAY_AFTER, "gist": "撤销原答复，责令在收到决定书之日起十五日内重新作出答复",
    "order": "redo", "term": 15, "term_unit": "calendar_days"}
REDO: dict[str, Any] = {
    "items": ["1"], "annulled": "substance",
    "instructions": "撤销原答复，责令被申请人在收到本决定书之日起十五日内重新作出答复"}
OPINION: dict[str, Any] = {
    "number": "滨政复意〔2026〕3号", "on": MONDAY_AFTER, "gist": "答复未逐项说明理由，应当规范"}
PROPOSED: dict[str, Any] = {
    "items": ["1"], "what": "滨江大桥建设项目批复", "ground": "several", "formed_on": "2026-05-20",
    "reason": "今年已有三人申请同一批复", "nothing_private": True}


def disputed(bureau: Bureau) -> str:
    """A refusal of Wednesday; a copy of the application for reconsideration came on Thursday."""
    no = archived(bureau, answer=REFUSED)
    bureau.at(f"{FRIDAY} 09:00")
    bureau.act(no, "legal", "record_remedy", **COPY)
    return no


def the_case(bureau: Bureau, no: str) -> str:
    """The newest reconsideration or lawsuit of a request."""
    return [*bureau.see(no, "legal").case.remedies][-1]


def answered(bureau: Bureau) -> str:
    """Our answer was handed in on Friday."""
    no = disputed(bureau)
    bureau.act(no, "legal", "record_remedy_answer", remedy=the_case(bureau, no), on=FRIDAY,
               how="直接递交", what="答复书、证据目录",
               papers=[bureau.upload("行政复议答复书.png", b"answer")])
    return no


def ordered(bureau: Bureau) -> str:
    """The reply is annulled; the decision came on Monday 2026-06-08 and orders another."""
    no = answered(bureau)
    bureau.at(f"{MONDAY_AFTER} 15:00")
    bureau.act(no, "legal", "record_remedy_result", remedy=the_case(bureau, no), **CORRECTED)
    return no


def opinion_received(bureau: Bureau) -> str:
    """An opinion asks for a report within sixty days of Monday 2026-06-08."""
    no = answered(bureau)
    bureau.at(f"{MONDAY_AFTER} 15:00")
    bureau.act(no, "legal", "record_remedy_opinion", remedy=the_case(bureau, no), **OPINION)
    return no


def successor_of(bureau: Bureau, no: str) -> str:
    """The request in which another is answered anew."""
    return bureau.see(no, "legal").successors[-1]


def redone(bureau: Bureau, **given: Any) -> str:
    """The successor, registered by the legal office on Monday 2026-06-08."""
    no = ordered(bureau)
    bureau.act(no, "legal", "redo_as_ordered", remedy=the_case(bureau, no), **{**REDO, **given})
    return successor_of(bureau, no)


def redo_assigned(bureau: Bureau, **given: Any) -> str:
    """The successor in its handler's hands."""
    no = redone(bureau, **given)
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    return no


def publication_proposed(bureau: Bureau) -> str:
    """A granted, sealed request: the legal office proposes to publish what was given."""
    no = archived(bureau)
    bureau.at(f"{WEDNESDAY} 17:00")
    bureau.act(no, "legal", "propose_publication", **PROPOSED)
    return no


def publication_proposed_early(bureau: Bureau) -> str:
    """The same as soon as the reply has left."""
    no = dispatched(bureau)
    bureau.act(no, "handler", "propose_publication", **PROPOSED)
    return no


MORE = (disputed, ordered, opinion_received, redone, redo_assigned, publication_proposed,
        publication_proposed_early)
