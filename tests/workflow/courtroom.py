"""Requests that were answered well (答复案卷), one of each kind that the auditor asks about."""

from typing import Any

from tests.bureau import Bureau
from tests.workflow import stages as to

MONDAY, TUESDAY, WEDNESDAY = to.MONDAY, to.TUESDAY, to.WEDNESDAY


def granted(bureau: Bureau) -> str:
    """Granted, served and closed."""
    return to.closed(bureau)


def refused(bureau: Bureau) -> str:
    """Refused under article 16, paragraph 2."""
    return _answered(bureau, to.assigned(bureau), to.REFUSED)


def not_held(bureau: Bureau) -> str:
    """Searched for and not found."""
    no = to.assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "record_search", item=1, where="档案室", terms="滨江大桥",
               period="2010年至今", by="承办人", on=TUESDAY, found=False, result="未找到")
    return _answered(bureau, no, {"item": 1, "outcome": "unable.not_held"})


def third_party(bureau: Bureau) -> str:
    """A company objects with good reason; refused under article 15."""
    no = to.consulting(bureau)
    bureau.act(no, "handler", "record_opinion", consultation="A", answered_on=WEDNESDAY,
               opinion="objects", grounds="商业秘密", reasonable=True, assessment="理由成立")
    return _answered(bureau, no, {
        "item": 1, "outcome": "deny.third_party", "articles": ["15"], "separable": False,
        "reason": "涉及商业秘密", "separability_reason": "全文均为报价"}, WEDNESDAY)


def extended(bureau: Bureau) -> str:
    """Extended by ten working days, and answered on Wednesday 2026-07-08."""
    no = to.extension_granted(bureau)
    bureau.post(no, "extension", on=TUESDAY)
    return _answered(bureau, no, to.REFUSED, "2026-07-08")


def supplemented(bureau: Bureau) -> str:
    """Asked to supplement on Monday, supplemented on Wednesday."""
    no = to.supplement_asked(bureau)
    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.act(no, "clerk", "receive_supplement", received_on=WEDNESDAY, how="邮寄",
               contents="滨江大桥建设项目批复", clear_now=True)
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    return _answered(bureau, no, to.REFUSED, WEDNESDAY)


def late(bureau: Bureau) -> str:
    """Answered on Thursday 2026-07-02; the limit ended on Tuesday."""
    return _answered(bureau, to.assigned(bureau), to.REFUSED, "2026-07-02", late_reason="人手不足")


def partial(bureau: Bureau) -> str:
    """Given but for a part under article 16."""
    return _answered(bureau, to.assigned(bureau), {
        "item": 1, "outcome": "partial", "description": "批复1份", "form": "paper",
        "separable": True, "withheld": [{
            "part": "附件二", "articles": ["16.2"], "reason": "讨论记录",
            "discretion_reason": "公开影响决策"}]})


def online(bureau: Bureau) -> str:
    """Refused and served online, with the online way to reconsideration."""
    no = to.assigned(bureau, online_consent=True)
    return _answered(bureau, no, to.REFUSED, manner="online")


CASES = (granted, refused, not_held, third_party, extended, supplemented, late, partial, online)


def _answered(
    bureau: Bureau, no: str, answer: dict[str, Any], day: str = TUESDAY, *,
    late_reason: str = "", manner: str = "ems",
) -> str:
    """Drafted, reviewed, approved, issued, served and closed, all on one day."""
    bureau.at(f"{day} 10:00")
    bureau.act(no, "handler", "draft_reply", manner=manner, answers=[answer])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue", late_reason=late_reason)
    if manner == "ems":
        bureau.post(no, "reply", on=day)
    else:
        bureau.act(no, "clerk", "dispatch_document", document=bureau.newest(no, "reply"),
                   manner=manner, on=day)
    bureau.delivered(no, "reply", on=day)
    bureau.act(no, "clerk", "close")
    return no
