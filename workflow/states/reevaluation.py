"""Re-evaluation (评估审查): what was withheld is looked at again, as circumstances change.

政府信息公开条例 article 18: an agency evaluates periodically what it does not disclose, and what
has become disclosable is disclosed. It changes nothing of the reply, which was right on its day;
what is found disclosable goes on the publication list. Whoever wants it may apply again.
"""

from collections.abc import Iterable

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import formed_before, is_handler, past_or_today
from workflow.law.articles import cite
from workflow.law.rules import REGULATION
from workflow.record.case import Case, Publication, Reevaluation
from workflow.record.trail import Entry
from workflow.record.withholding import grounds, still_withheld
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import PublicationGround, Role, State, Term

ARTICLE = "条例第十八条"
#: From the moment the reply has left.
OPEN_IN = (State.REPLY, State.ARCHIVING, State.ARCHIVED)


class Found(Term):
    """What an evaluation came to (评估结论)."""

    WITHHELD = "withheld", "仍不予公开"
    DISCLOSABLE = "disclosable", "因情势变化可以公开，转主动公开"


def steps() -> tuple[Step, ...]:
    """One step, in every state in which a reply may lie with its applicant."""
    return tuple(
        Step(trigger="reevaluate", label="评估审查", source=here, dest=STAY,
             by=(Role.HANDLER, Role.HEAD), article=ARTICLE, facts=Evaluation,
             guards=(is_handler, something_is_withheld),
             checks=(items_are_withheld, past_or_today("on", "评估日期"), not_before_the_reply,
                     disclosable_is_whole, formed_before), effects=(reevaluate,))
        for here in OPEN_IN)


def withheld_items(action: Action) -> list[tuple[str, str]]:
    """The items of which something stays withheld, each with its articles."""
    day = action.case.applied_on
    text = REGULATION.on(day) if day else "2019"
    return [(str(row.number("item")), _named(action.case, row.number("item"),
                                             [cite(key, text) for key in grounds(row)]))
            for row, _ in still_withheld(action.case)]


def _named(case: Case, item: int, articles: list[str]) -> str:
    wanted = case.items[item].wanted if item in case.items else ""
    return f"{wanted[:40]}（{'、'.join(articles) or '未写明条款'}）"


class Evaluation(Form):
    """Which items were looked at again, what has changed, and what came of it."""

    items = forms.texts("评估的事项", required=True, options=withheld_items)
    on = forms.day("评估日期", required=True, start=lambda action: action.today)
    changed = forms.text("情势变化和评估意见", required=True, long=True,
                         hint="原不予公开的理由是否仍然成立：密级和保密期限、第三方意见、决策是否已经完成、"
                              "案件是否已经办结")
    result = forms.choice("评估结论", Found, required=True)
    asked = forms.text("征求意见情况", long=True,
                       hint="第三方、保密审查人、法制机构的意见；没有征求的不填")
    what = forms.text("可以公开的信息", limit=500, hint="结论为可以公开的必填：名称、文号")
    formed_on = forms.day("信息形成或者变更日期", hint="第二十六条的20个工作日自该日起算")
    examined = forms.yes("已经保密审查，且不含他人的个人隐私、商业秘密，或者权利人已经同意")
    papers = forms.files("评估审查材料")


@guard("本件没有仍不予公开的信息，不需要评估审查", ARTICLE)
def something_is_withheld(action: Action) -> bool:
    """Only what a reply that has left keeps back is looked at again."""
    return bool(withheld_items(action))


def items_are_withheld(action: Action) -> Iterable[Reason]:
    """What was given needs no evaluation."""
    kept = dict(withheld_items(action))
    for item in action.facts.texts("items"):
        if item not in kept:
            yield Reason(f"第{item}项没有仍不予公开的信息", ARTICLE, "items")


def not_before_the_reply(action: Action) -> Iterable[Reason]:
    """What is looked at again was decided before."""
    replied_on, day = action.case.concluded_on, action.facts.day("on")
    if replied_on and day and day < replied_on:
        yield Reason(f"评估日期（{day}）早于答复之日（{replied_on}）", ARTICLE, "on")


def disclosable_is_whole(action: Action) -> Iterable[Reason]:
    """What is to be published is named, and was examined first."""
    if action.facts.text("result") != Found.DISCLOSABLE:
        return
    if not action.facts.text("what"):
        yield Reason("请写明可以公开的信息的名称、文号", ARTICLE, "what")
    if not action.facts.flag("examined"):
        yield Reason("公开之前应当经过保密审查，并核对第三方的权益，请核对并勾选",
                     "条例第十五条、第十七条", "examined")


def reevaluate(case: Case, entry: Entry) -> None:
    """The evaluation is on file; what has become disclosable stands on the publication list."""
    facts, items = entry.facts, tuple(map(int, entry.facts.texts("items")))
    public = facts.text("result") == Found.DISCLOSABLE
    ref = f"P{entry.seq}" if public else ""
    case.reevaluations.append(Reevaluation(
        seq=entry.seq, on=facts.on("on"), by=entry.officer, items=items,
        found=facts.text("changed"), publication=ref, in_place_of=entry.in_place_of))
    if public:
        case.publications[ref] = Publication(
            ref=ref, what=facts.text("what"), items=items,
            ground=PublicationGround.REEVALUATED, proposed_by=entry.officer,
            proposed_on=facts.on("on"), formed_on=facts.day("formed_on"))
