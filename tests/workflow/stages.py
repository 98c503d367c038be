"""A request at every stage of the procedure, reached through the desk as officers would."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bureau import Bureau
from tests.workflow.census import nothing_written
from workflow.errors import Reason, StepNotAllowed

#: All of it happens on these days of 2026, none of them a holiday.
MONDAY, TUESDAY, WEDNESDAY = "2026-06-01", "2026-06-02", "2026-06-03"
POINTS = [{"element": "content", "point": "未写明项目名称", "guidance": "请写明项目名称或者文号"}]
GRANTED = {"item": 1, "outcome": "granted", "description": "批复1份", "form": "paper"}
REFUSED = {
    "item": 1, "outcome": "deny.process", "articles": ["16.2"], "separable": False,
    "reason": "属于过程性信息", "separability_reason": "全文均为讨论内容",
    "discretion_reason": "公开将影响尚未完成的决策"}


@dataclass
class Stages:
    """Where requests stand, by the name of the stage."""

    bureau: Bureau
    numbers: dict[str, str] = field(default_factory=dict)

    def reasons(
        self, stage: str, login: str, trigger: str, given: dict[str, Any], at: str
    ) -> tuple[Reason, ...]:
        """All reasons against a step on the request of a stage; nothing may be written."""
        bureau, no = self.bureau.at(at), self.numbers[stage]
        with nothing_written(bureau.engine):
            try:
                bureau.act(no, login, trigger, **given)
            except StepNotAllowed as error:
                return error.reasons
        raise AssertionError(f"{trigger} was taken")


def received(bureau: Bureau, **given: Any) -> str:
    """Handed in on Monday 2026-06-01."""
    bureau.at(f"{MONDAY} 09:00")
    facts = {"channel": "in_person", "submitted_on": MONDAY, "applicant_name": "吴玥",
             "items": [{"wanted": "滨江大桥建设项目批复"}], **given}
    return bureau.receive(**facts)


def registered(bureau: Bureau, **given: Any) -> str:
    """Registered the same day."""
    no = received(bureau, **given)
    bureau.act(no, "clerk", "register")
    return no


def assigned(bureau: Bureau, **given: Any) -> str:
    """Handed to its handler the same day."""
    no = registered(bureau, **given)
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    return no


def drafted(bureau: Bureau, answer: dict[str, Any] | None = None, **given: Any) -> str:
    """Drafted on Tuesday."""
    no = assigned(bureau, **given)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[answer or GRANTED])
    return no


def submitted(bureau: Bureau, answer: dict[str, Any] | None = None, **given: Any) -> str:
    """Submitted for review on Tuesday."""
    no = drafted(bureau, answer, **given)
    bureau.act(no, "handler", "submit_for_review")
    return no


def reviewed(bureau: Bureau, answer: dict[str, Any] | None = None, **given: Any) -> str:
    """Both opinions given on Tuesday."""
    no = submitted(bureau, answer, **given)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
    return no


def approved(bureau: Bureau, **given: Any) -> str:
    """Approved on Tuesday."""
    return approved_by(bureau, "reviewer", **given)


def approved_by(bureau: Bureau, login: str, **given: Any) -> str:
    """Approved on Tuesday by an officer."""
    no = reviewed(bureau, **given)
    bureau.act(no, login, "approve")
    return no


def issued(bureau: Bureau, **given: Any) -> str:
    """Issued on Wednesday."""
    no = approved(bureau, **given)
    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.act(no, "clerk", "issue")
    return no


def dispatched(bureau: Bureau, **given: Any) -> str:
    """Posted on Wednesday."""
    no = issued(bureau, **given)
    bureau.post(no, "reply", on=WEDNESDAY)
    return no


def closed(bureau: Bureau, **given: Any) -> str:
    """Delivered and closed on Wednesday."""
    no = dispatched(bureau, **given)
    bureau.delivered(no, "reply", on=WEDNESDAY)
    bureau.act(no, "clerk", "close")
    return no


def archived(bureau: Bureau, **given: Any) -> str:
    """Sealed on Wednesday."""
    no = closed(bureau, **given)
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no=f"YSQ-{no}")
    return no


def two_items(bureau: Bureau) -> str:
    """Two things asked for, in the handler's hands."""
    return assigned(bureau, items=[{"wanted": "环评批复"}, {"wanted": "用地批复"}])


def letter_waiting(bureau: Bureau) -> str:
    """An ordinary letter that came on Monday; the call of that day reached nobody."""
    return received(bureau, channel="ordinary_letter", submitted_on="", first_seen_on=MONDAY,
                    called_same_day=True)


def supplement_asked(bureau: Bureau) -> str:
    """Asked to supplement, the notice served on Tuesday."""
    no = registered(bureau)
    bureau.act(no, "clerk", "ask_for_supplement", term_working_days=10, points=POINTS)
    bureau.post(no, "supplement", on=MONDAY)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.delivered(no, "supplement", on=TUESDAY)
    return no


def consulting(bureau: Bureau) -> str:
    """A company is asked on Tuesday; its letter is delivered on Wednesday."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
               part="设备报价", why="可能涉及商业秘密")
    bureau.post(no, "consultation", on=TUESDAY)
    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.delivered(no, "consultation", on=WEDNESDAY)
    return no


def extension_proposed(bureau: Bureau) -> str:
    """The handler asks for ten working days on Tuesday."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要逐页区分")
    return no


def extension_granted(bureau: Bureau) -> str:
    """The head consents; the notice has not left yet."""
    no = extension_proposed(bureau)
    bureau.act(no, "head", "grant_extension")
    return no


def held(bureau: Bureau) -> str:
    """Approved, but held by the legal office."""
    no = approved(bureau)
    bureau.act(no, "legal", "hold", reason="案情待核")
    return no


def withdrawn(bureau: Bureau) -> str:
    """Withdrawn on Tuesday, to be confirmed."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "clerk", "withdraw", on=TUESDAY, how="书面")
    return no


def on_the_spot(bureau: Bureau) -> str:
    """Answered at the counter, not issued yet."""
    no = registered(bureau)
    bureau.act(no, "clerk", "answer_on_the_spot", outcome="granted_public", source="门户网站")
    return no


def refusal_submitted(bureau: Bureau) -> str:
    """A refusal under article 16 lies with the reviewer, without any opinion."""
    return submitted(bureau, REFUSED)


def two_requests(bureau: Bureau) -> None:
    """One answered on Tuesday, with a file and a reply served; one waiting for a supplement."""
    no = assigned(bureau, phone="0000-1", scans=[bureau.upload("申请表.png")])
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[GRANTED])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on=TUESDAY)
    bureau.delivered(no, "reply", on=TUESDAY)
    supplement_asked(bureau)


REACH = (
    received, letter_waiting, registered, supplement_asked, on_the_spot, assigned, two_items,
    consulting, extension_proposed, extension_granted, drafted, submitted, refusal_submitted,
    reviewed, withdrawn, approved, held, issued, dispatched, closed, archived,
)


def reach_all(bureau: Bureau, *more: Callable[[Bureau], str]) -> Stages:
    """Bring one request to each stage."""
    return Stages(bureau, {reach.__name__: reach(bureau) for reach in (*REACH, *more)})
