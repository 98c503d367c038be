"""Recheck (复查): the legal office looks at an issued letter again, whenever there is one.

条例第四十五条: the whole course is watched over (全程把关). It moves nothing: what has to
be mended is mended by its own steps, which stand in `correction.py`.
"""

from collections.abc import Iterable

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Role, State, Term

ARTICLE = "条例第四十五条"
#: Before a request is registered nothing has been issued.
OPEN_IN = tuple(state for state in State if state is not State.RECEIPT)


class Verdict(Term):
    """What the legal office thinks of a letter it has looked at again (复查结论)."""

    LAWFUL = "lawful", "合法、适当"
    FLAWED = "flawed", "有瑕疵，提醒注意"
    TO_MEND = "to_mend", "应当纠正"


#: What a human looks at again, beyond what a program can count (复查清单).
CHECKLIST = (
    ("wanted", "答复针对的正是申请的内容，没有遗漏事项"),
    ("facts", "事实清楚，检索范围与申请内容相称"),
    ("basis", "引用的条款准确，理由针对本件，不是套话"),
    ("separated", "能够区分处理的，已经区分处理"),
    ("third_party", "第三方的意见经过审查，没有简单照搬"),
    ("words", "文书用语规范、平和，附件齐全"),
    ("remedies", "救济途径清楚易懂，复议机关和法院正确"),
    ("served", "送达凭证与登记一致"),
)


def steps() -> tuple[Step, ...]:
    """One step, in every state in which something may have been issued."""
    return tuple(
        Step(trigger="record_recheck", label="复查", source=here, dest=STAY,
             by=(Role.LEGAL_OFFICE,), article=ARTICLE, facts=Recheck, guards=(has_issued,),
             checks=(document_is_issued, faults_are_named))
        for here in OPEN_IN)


def issued(action: Action) -> list[tuple[str, str]]:
    """The letters of the request that were not recalled, the newest first."""
    return [(d.id, f"{d.title or d.kind.label} {d.number}")
            for d in reversed(action.case.documents.values()) if not d.voided]


class Recheck(Form):
    """Which letter, what was looked at, and what came of it."""

    document = forms.text("复查的文书", required=True, options=issued)
    checked = forms.texts("已核对的事项", options=lambda action: list(CHECKLIST))
    result = forms.choice("复查结论", Verdict, required=True)
    findings = forms.texts("发现的问题", hint="一行一项；没有的不填")
    text = forms.text("复查意见", required=True, long=True)
    papers = forms.files("附件")


@guard("本件尚未制发文书，没有可以复查的", ARTICLE)
def has_issued(action: Action) -> bool:
    """Only what was issued is looked at again."""
    return bool(issued(action))


def document_is_issued(action: Action) -> Iterable[Reason]:
    """The letter named is one of the request."""
    if action.facts.text("document") not in dict(issued(action)):
        yield Reason("没有这份文书，或者已经作废", ARTICLE, "document")


def faults_are_named(action: Action) -> Iterable[Reason]:
    """Whoever finds a letter wanting says what is wrong with it."""
    if action.facts.text("result") != Verdict.LAWFUL and not action.facts.texts("findings"):
        yield Reason("结论不是“合法、适当”的，请逐项写明发现的问题", ARTICLE, "findings")
