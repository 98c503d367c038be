"""Handling (办理): search, and draft the reply item by item.

政府信息公开条例 articles 14 to 17 and 36 to 40. Consultation, extension and supplement stand in
modules of their own, since they are open in more than one state.
"""

from collections.abc import Iterable

from workflow import drafting, forms
from workflow.drafting import ReplyDraft
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, not_the_same_again, past_or_today
from workflow.record.case import Case, Search
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Role, State

HERE = State.HANDLING


def steps() -> tuple[Step, ...]:
    """The steps of handling."""
    return (
        Step(
            trigger="record_search", label="检索记录", source=HERE, dest=STAY, by=(Role.HANDLER,),
            article="条例第三十六条第四项", facts=SearchMade, guards=(is_handler,),
            checks=(past_or_today("on", "检索日期"), item_exists), effects=(keep_search,),
        ),
        Step(
            trigger="draft_reply", label="拟写答复", source=HERE, dest=STAY, by=(Role.HANDLER,),
            article="条例第三十六条、第三十七条", facts=ReplyDraft, guards=(is_handler,),
            checks=(drafting.every_item_answered, drafting.preconditions_hold,
                    drafting.third_parties_are_heard, drafting.leaf_is_named,
                    drafting.manner_is_possible, drafting.batches_are_possible,
                    drafting.inspection_is_arranged),
            effects=(drafting.keep_draft,), proof=drafting.proof, primary=True,
        ),
        Step(
            trigger="submit_for_review", label="送审", source=HERE, dest=State.REVIEW,
            by=(Role.HANDLER,), article="条例第四十五条", facts=Covering,
            guards=(is_handler, draft_stands, not_the_same_again, no_consultation_open,
                    no_extension_pending, no_reasons_awaited, no_fee_awaited,
                    drafting.draft_still_holds, drafting.overridden_parties_are_told),
            checks=(drafting.draft_is_proofread,), effects=(submit,), primary=True,
        ),
        Step(
            trigger="reassign", label="改派", source=HERE, dest=STAY,
            by=(Role.HEAD, Role.HANDLER), article="条例第四十五条", facts=Reassigned,
            checks=(handler_is_one,), effects=(give_to_other,),
        ),
    )


class SearchMade(Form):
    """A search: where, by which terms, for which period, by whom, and what came of it."""

    item = forms.number("申请事项序号", least=0, most=99, hint="针对全部事项的填0")
    where = forms.text("检索范围", required=True, long=True, hint="档案室、业务系统、纸质案卷等")
    terms = forms.text("检索词", required=True)
    period = forms.text("检索的时间范围", required=True)
    by = forms.text("检索人", required=True, limit=60)
    on = forms.day("检索日期", required=True)
    found = forms.answer("是否找到", required=True)
    result = forms.text("检索结果", required=True, long=True)
    papers = forms.files("检索记录、截图")


class Covering(Form):
    """The covering note to the reviewer."""

    note = forms.text("送审说明", long=True)


class Reassigned(Form):
    """Who takes over and why."""

    handler = forms.text("改派给", required=True,
                         options=lambda action: action.directory.of_seat(Role.HANDLER))
    unit = forms.text("承办单位", limit=60, offers=forms.units)
    reason = forms.text("改派理由", required=True, long=True)


def item_exists(action: Action) -> Iterable[Reason]:
    """The item searched for is one of the request's; 0 means all."""
    item = action.facts.number("item")
    if item and item not in {one.no for one in action.case.open_items}:
        yield Reason(f"没有第{item}项申请事项", "", "item")


def keep_search(case: Case, entry: Entry) -> None:
    """The search is on file."""
    facts = entry.facts
    case.searches.append(Search(
        item=facts.number("item"), where=facts.text("where"), terms=facts.text("terms"),
        period=facts.text("period"), by=facts.text("by"), on=facts.on("on"),
        found=facts.flag("found"), result=facts.text("result")))


@guard("尚未拟写答复", "条例第三十六条")
def draft_stands(action: Action) -> bool:
    """Only a draft can be submitted."""
    return action.case.draft is not None


def no_consultation_open(action: Action) -> Iterable[Reason]:
    """Every party has answered, fallen silent or proved unreachable."""
    for one in action.case.consultations.values():
        if one.open:
            yield Reason(f"征求意见{one.ref}（{one.party.label}）尚未答复，也未登记逾期",
                         "条例第三十二条")


@guard("延期申请尚未批准，请公开办负责人先作决定", "条例第三十三条第二款")
def no_extension_pending(action: Action) -> bool:
    """A pending extension is decided first."""
    return action.case.extension is None or not action.case.extension.pending


@guard("已要求申请人说明理由，请先登记说明的理由或者逾期未说明", "条例第三十五条")
def no_reasons_awaited(action: Action) -> bool:
    """What was asked is judged first."""
    return action.case.excess is None or not action.case.excess.open


@guard("收费尚未办结：请先由公开办负责人决定，或者登记缴费、逾期未缴费", "条例第四十二条")
def no_fee_awaited(action: Action) -> bool:
    """A fee is declined, paid or overdue first."""
    fee = action.case.fee
    return fee is None or not (fee.pending or fee.awaited)


def submit(case: Case, entry: Entry) -> None:
    """The draft lies with the reviewer; the submitter is the drafter (拟稿人)."""
    case.submitted_by, case.submitted_for = entry.officer, entry.in_place_of


def handler_is_one(action: Action) -> Iterable[Reason]:
    """The new handler holds the handler's seat."""
    login = action.facts.text("handler")
    if Role.HANDLER not in action.directory.seats(login):
        yield Reason(f"“{login}”不是本机关的承办人", "", "handler")


def give_to_other(case: Case, entry: Entry) -> None:
    """The request has a new handler; the clock knows nothing of it."""
    case.handler = entry.facts.text("handler")
    case.unit = entry.facts.text("unit") or case.unit
