"""Everywhere (通用): papers, persons, notes, reports and holds, in every state up to the reply.

政府信息公开条例 article 45. None of them moves a clock.
"""

from collections.abc import Iterable

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.record.case import Case, Hold, LegalOpinion
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Addressee, PersonRole, Role, State

OPEN = (State.RECEIPT, State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY)
ALL_SEATS = (
    Role.INTAKE_CLERK, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.SECRECY_REVIEWER,
    Role.LEGAL_OFFICE, Role.ARCHIVIST, Role.LEADER,
)
_RULES = "条例第四十五条"


def steps() -> tuple[Step, ...]:
    """All of them, state by state."""
    return tuple(step for here in OPEN for step in _general(here))


def _general(here: State) -> tuple[Step, ...]:
    return (
        Step(trigger="note", label="备注", source=here, dest=STAY, by=ALL_SEATS, article=_RULES,
             facts=Note),
        Step(trigger="attach", label="添加材料", source=here, dest=STAY, by=ALL_SEATS,
             article=_RULES, facts=Papers, checks=(no_classified_carrier,), effects=(file_them,)),
        Step(trigger="flag_for_leader", label="报分管领导", source=here, dest=STAY, by=ALL_SEATS,
             article=_RULES, facts=Flagged, effects=(flag,)),
        Step(trigger="record_person", label="登记相关人员", source=here, dest=STAY,
             by=(Role.INTAKE_CLERK,), article="民法典第二十三条；行政复议法第十四条（类推）",
             facts=Person, checks=(papers_are_there,)),
        Step(trigger="legal_opinion", label="法制意见", source=here, dest=STAY,
             by=(Role.LEGAL_OFFICE,), article=_RULES, facts=Opinion, effects=(tell_opinion,)),
        Step(trigger="hold", label="暂缓", source=here, dest=STAY, by=(Role.LEGAL_OFFICE,),
             article=_RULES, facts=Held, guards=(not_held,), effects=(hold_it,)),
        Step(trigger="release_hold", label="解除暂缓", source=here, dest=STAY,
             by=(Role.LEGAL_OFFICE, Role.HEAD), article=_RULES, facts=Released,
             guards=(is_held,), effects=(release,)),
    )


class Note(Form):
    """A note in the trail."""

    text = forms.text("内容", required=True, long=True)


class Papers(Form):
    """Files put on the case file."""

    what = forms.text("材料名称", required=True)
    others = forms.yes("含有他人个人信息")
    classified = forms.yes("属于涉密载体",
                           hint="涉密载体不得录入，请改填“备注”：标题、密级、保管人")
    papers = forms.files("文件", required=True)


class Flagged(Form):
    """What the leader should know."""

    text = forms.text("报告事项", required=True, long=True)


class Person(Form):
    """Another person in the request, or a changed contact."""

    part = forms.choice("类别", PersonRole, required=True)
    applicant_name = forms.text("承继后的申请人", personal=True, limit=200, hint="仅承继时填写")
    person = forms.text("姓名或者名称", personal=True, required=True, limit=200)
    person_phone = forms.text("其联系电话", personal=True, limit=40)
    person_address = forms.text("其通信地址", personal=True)
    phone = forms.text("申请人新的联系电话", personal=True, limit=40,
                       hint="仅联系方式变更、承继时填写")
    address = forms.text("申请人新的通信地址", personal=True, hint="仅联系方式变更、承继时填写")
    scope = forms.text("代理权限或者说明", long=True)
    papers = forms.files("委托书、监护或者承继证明")


class Opinion(Form):
    """What the legal office thinks while the request is under way, and whom it tells."""

    to = forms.choice("送", Addressee, required=True)
    text = forms.text("意见", required=True, long=True,
                      hint="不停止办理；需要停止发出文书的，另办“暂缓”")
    papers = forms.files("附件")


class Held(Form):
    """Why the legal office holds the request."""

    reason = forms.text("暂缓理由", required=True, long=True)


class Released(Form):
    """Why the hold ends."""

    reason = forms.text("解除（或者放行）理由", required=True, long=True)


def no_classified_carrier(action: Action) -> Iterable[Reason]:
    """Classified carriers stay outside the system."""
    if action.facts.flag("classified"):
        yield Reason("涉密载体不得录入本系统，请登记标题、密级和保管人",
                     "保守国家秘密法第二十四条、第三十一条",
                     "classified")


def file_them(case: Case, entry: Entry) -> None:
    """The files carry the name given to them."""
    for digest in entry.file_digests:
        case.files[digest] = entry.facts.text("what")


def flag(case: Case, entry: Entry) -> None:
    """The leader sees it."""
    case.flagged = entry.facts.text("text")


def tell_opinion(case: Case, entry: Entry) -> None:
    """Drafter and reviewer read it on the page of the case."""
    case.legal_opinions.append(LegalOpinion(
        entry.officer, entry.at, Addressee(entry.facts.text("to")).label, entry.facts.text("text"),
        tuple(entry.file_digests), entry.in_place_of))


def papers_are_there(action: Action) -> Iterable[Reason]:
    """Agent, guardian and successor prove their part."""
    part = action.facts.term("part", PersonRole)
    proven = (PersonRole.AGENT, PersonRole.GUARDIAN, PersonRole.SUCCESSOR)
    if part in proven and not action.facts.texts("papers"):
        yield Reason(f"登记{part.label}的，须附委托书或者证明材料", "民法典第二十三条", "papers")
    changing = (PersonRole.CONTACT, PersonRole.SUCCESSOR)
    if part not in changing and {"phone", "address"} & action.given_personal.keys():
        yield Reason(f"登记{part.label}不改变申请人的联系方式，请填写“其联系电话”“其通信地址”",
        "", "phone")
    if part is PersonRole.SUCCESSOR and not action.given_personal.get("applicant_name"):
        yield Reason("请填写承继后的申请人", "", "applicant_name")


@guard("本件已经暂缓")
def not_held(action: Action) -> bool:
    """One hold at a time."""
    return action.case.hold is None


@guard("本件没有暂缓")
def is_held(action: Action) -> bool:
    """Only a hold can be released."""
    return action.case.hold is not None


def hold_it(case: Case, entry: Entry) -> None:
    """Nothing leaves meanwhile."""
    case.hold = Hold(entry.officer, entry.facts.text("reason"), entry.in_place_of)


def release(case: Case, entry: Entry) -> None:
    """The legal office lifts its hold; the head overrides it with a reason."""
    case.hold = None
