"""The course of a request (办理过程), stretch by stretch: what tales are made of."""

from typing import Any

from web.demo.applicants import Applicant
from web.demo.tale import Newest, Scan, Tale, When
from workflow.terms import Channel, DocumentKind, Manner, Party

_SIGNED_FOR = (Channel.EMS, Channel.REGISTERED_POST)
_HANDED_IN = (Channel.IN_PERSON, Channel.ORAL)
_CONSULT = {
    Party.THIRD_PARTY: "consult_third_party", Party.JOINT_MAKER: "consult_joint_maker",
    Party.OTHER_AGENCY: "consult_agency",
}


def take_in(
    tale: Tale, who: Applicant, channel: Channel, *wanted: str, when: When = 0, **more: Any
) -> None:
    """Receive an application by its channel, with the scans of what came."""
    received = tale.received_on.isoformat()
    if channel in _SIGNED_FOR:
        more |= {"signed_on": received, "mail_no": mail_no(tale, "X")}
    elif channel is Channel.ORDINARY_LETTER:
        more |= {"first_seen_on": received}
    else:
        more |= {"submitted_on": received}
    if channel in (*_SIGNED_FOR, Channel.ORDINARY_LETTER):
        more |= {"envelope": [Scan("信封.png")]}
    facts = {"form_wanted": "paper", "route_wanted": "post", "scans": [Scan("申请表.png")], **more}
    tale.act(when, "clerk", "receive", channel=channel, **who.facts(),
             items=[{"wanted": text} for text in wanted], **facts)


def register(tale: Tale, channel: Channel, when: When = 0) -> None:
    """Register, and let the receipt go the way the application came."""
    tale.act(when, "clerk", "register", makes=(DocumentKind.RECEIPT,))
    if channel in _HANDED_IN:
        serve(tale, DocumentKind.RECEIPT, when, Manner.DIRECT, arrives=when)
    else:
        serve(tale, DocumentKind.RECEIPT, when, Manner.POST, arrives=None)


def apply(
    tale: Tale, who: Applicant, channel: Channel, *wanted: str, **more: Any
) -> None:
    """Receive and register on the same day."""
    take_in(tale, who, channel, *wanted, **more)
    register(tale, channel)


def assign(tale: Tale, when: When, handler: str = "handler", unit: str = "耕地保护科",
           **more: Any) -> None:
    """Hand the request to a handler."""
    tale.act(when, "clerk", "assign", handler=handler, unit=unit, **more)


def serve(
    tale: Tale, kind: DocumentKind, when: When, manner: Manner = Manner.EMS, *,
    arrives: When | None, by: str = "本人",
) -> None:
    """Let the newest document of a kind leave, and record its arrival if it is known."""
    facts: dict[str, Any] = {}
    if manner in (Manner.POST, Manner.EMS):
        facts = {"mail_no": mail_no(tale, "R"), "carrier": "中国邮政"}
    tale.act(when, "clerk", "dispatch_document", document=Newest(kind), manner=manner,
             on=tale.on(when), **facts)
    if arrives is None:
        return
    proof = {Manner.DIRECT: "送达回证", Manner.ONLINE: "系统到达记录"}.get(manner, "邮件签收记录")
    tale.act(arrives, "clerk", "record_delivery", document=Newest(kind), on=tale.on(arrives),
             received_by=by, proof_kind=proof)


def mail_no(tale: Tale, letter: str) -> str:
    """A mail number that no post office gives out."""
    return f"{letter}Z{sum(map(ord, tale.name)):05d}{len(tale.told):04d}CN"


def ask_for_supplement(
    tale: Tale, when: When, point: str, guidance: str, *, arrives: When | None,
    term: int = 10,
) -> None:
    """Ask once for what is unclear, by EMS."""
    tale.act(when, "clerk", "ask_for_supplement", term_working_days=term,
             points=[{"element": "content", "point": point, "guidance": guidance}],
             makes=(DocumentKind.SUPPLEMENT,))
    serve(tale, DocumentKind.SUPPLEMENT, when, arrives=arrives)


def supplemented(tale: Tale, when: When, contents: str, *, clear: bool = True) -> None:
    """The supplement arrives; the limit starts anew."""
    tale.act(when, "clerk", "receive_supplement", received_on=tale.on(when), how="邮寄",
             contents=contents, clear_now=clear, papers=[Scan("补正材料.png")])


def search(
    tale: Tale, when: When, terms: str, result: str, *, found: bool, by: str = "handler",
    where: str = "档案室、电子公文系统、自然资源业务系统", period: str = "2005年1月至今",
) -> None:
    """Search and record it."""
    tale.act(when, by, "record_search", item=0, where=where, terms=terms,
             period=period, by="承办人和档案员", on=tale.on(when), found=found,
             result=result)


def consult(
    tale: Tale, when: When, party: Party, who: str, part: str, why: str, *,
    arrives: When | None, by: str = "handler", **more: Any,
) -> None:
    """Ask a party by EMS and tell the applicant."""
    tale.act(when, by, _CONSULT[party], who=who, item=0, part=part, why=why,
             address="滨江市内", makes=(DocumentKind.CONSULTATION, DocumentKind.CONSULTATION_TOLD),
             **more)
    serve(tale, DocumentKind.CONSULTATION, when, arrives=arrives, by="收发室")
    serve(tale, DocumentKind.CONSULTATION_TOLD, when, arrives=None)


def extend(tale: Tale, when: When, working_days: int, reason: str, *, by: str = "handler") -> None:
    """Propose an extension; the head grants it the same day, and the notice leaves."""
    tale.act(when, by, "propose_extension", working_days=working_days, reason=reason)
    tale.act(when, "head", "grant_extension", note="同意", makes=(DocumentKind.EXTENSION,))
    serve(tale, DocumentKind.EXTENSION, when, arrives=None)


def draft(
    tale: Tale, when: When, *answers: dict[str, Any], by: str = "handler",
    manner: Manner = Manner.EMS, **whole: Any,
) -> None:
    """Draft the reply, one answer an item."""
    rows = [{"item": item, **answer} for item, answer in enumerate(answers, 1)]
    if any(answer.get("handed_over") for answer in answers):
        whole.setdefault("papers", [Scan("拟公开的文件.png")])
    tale.act(when, by, "draft_reply", answers=rows, manner=manner, **whole)


def submit(tale: Tale, when: When, by: str = "handler") -> None:
    """Submit the draft for review."""
    tale.act(when, by, "submit_for_review", note="请审核")


def review(tale: Tale, when: When, *, secrecy: bool = False, legal: bool = True) -> None:
    """The reviews the draft needs."""
    if secrecy:
        tale.act(when, "secrecy", "secrecy_review", may_be_disclosed=True,
                 basis="经审查，拟公开内容不涉及国家秘密，可以公开")
    if legal:
        tale.act(when, "legal", "legal_review", advice="agree",
                 reasons="事实清楚，依据准确，程序合法，救济告知完整")


def approve(tale: Tale, when: When) -> None:
    """Approve by the reviewer."""
    tale.act(when, "reviewer", "approve", note="同意")


def issue(tale: Tale, when: When, late_reason: str = "") -> None:
    """Issue the reply."""
    why = {"late_reason": late_reason} if late_reason else {}
    tale.act(when, "clerk", "issue", makes=(DocumentKind.REPLY,), **why)


def reply(
    tale: Tale, when: When, *, arrives: When | None, manner: Manner = Manner.EMS,
    late_reason: str = "",
) -> None:
    """Issue the reply and let it leave the same day."""
    issue(tale, when, late_reason)
    serve(tale, DocumentKind.REPLY, when, manner, arrives=arrives)


def decide(
    tale: Tale, when: When, *answers: dict[str, Any], by: str = "handler",
    manner: Manner = Manner.EMS, secrecy: bool = False, legal: bool = True, **whole: Any,
) -> None:
    """Draft and submit on one day, review and approve on the next."""
    draft(tale, when, *answers, by=by, manner=manner, **whole)
    submit(tale, when, by)
    following = tale.diary.after(tale.day(when), 1)
    review(tale, following, secrecy=secrecy, legal=legal)
    approve(tale, following)


def close(tale: Tale, when: When) -> None:
    """The request is done."""
    tale.act(when, "clerk", "close")


def file(tale: Tale, when: When, retention: str = "ten_years") -> None:
    """Close, put the file in order and seal it."""
    close(tale, when)
    tale.act(when, "archivist", "complete_file", retention=retention)
    tale.act(when, "archivist", "seal", archive_no=f"YSQ-{tale.received_on:%Y}-{tale.name}")
