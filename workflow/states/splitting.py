"""Splitting (分立): one matter, one request; and a hint at an earlier request that may be the same.

国办发〔2010〕5号 (一事一申请); 政府信息公开条例 article 36 item 6. A part was received on the same
day as the whole and shares its supplement.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, not_anew_by_order, not_withdrawn, several_items
from workflow.record.case import Case
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Role, State

OPEN_IN = (State.REGISTRATION, State.HANDLING)


def steps() -> tuple[Step, ...]:
    """Splitting and linking, at the counter and while the request is handled."""
    return tuple(step for here in OPEN_IN for step in _steps_in(here))


def _steps_in(here: State) -> tuple[Step, ...]:
    seats = (Role.INTAKE_CLERK, Role.HANDLER)
    return (
        Step(trigger="split", label="分立申请", source=here, dest=STAY, by=seats,
             article="国办发〔2010〕5号（一事一申请）", facts=Splitting,
             guards=(is_handler, not_withdrawn, not_anew_by_order, several_items,
                     nothing_awaited),
             checks=(parts_can_go,), effects=(part_with,), offspring=siblings),
        Step(trigger="link_repeat", label="关联在先申请", source=here, dest=STAY, by=seats,
             article="条例第三十六条第六项", facts=Earlier, guards=(is_handler,),
             effects=(link,)),
    )


class Splitting(Form):
    """Which items become requests of their own."""

    items = forms.texts("分立出去的事项", required=True,
                        options=lambda action: [(str(i.no), i.wanted[:40])
                                                for i in action.case.open_items])
    reason = forms.text("分立理由", required=True, long=True)


class Earlier(Form):
    """The earlier request that may be the same."""

    earlier = forms.text("在先申请编号", required=True, limit=40)
    comparison = forms.text("比对说明", required=True, long=True,
                            hint="仅作线索，是否重复由承办人判断")


def parts_can_go(action: Action) -> Iterable[Reason]:
    """At least one item stays with this request."""
    chosen, live = set(action.facts.texts("items")), {str(i.no) for i in action.case.open_items}
    if not chosen <= live:
        yield Reason("选择的事项不存在", "", "items")
    elif chosen == live:
        yield Reason("至少保留一项在本件中办理", "国办发〔2010〕5号（一事一申请）", "items")


@guard("正在等待申请人补正，补正到达或者期限届满后再分立", "条例第三十条")
def nothing_awaited(action: Action) -> bool:
    """What is still unclear is not taken apart."""
    asked = action.case.supplement
    return asked is None or asked.received_on is not None or asked.overdue


def part_with(case: Case, entry: Entry) -> None:
    """The items are answered in requests of their own."""
    for item in entry.facts.texts("items"):
        case.items[int(item)].split_to = "另件"


def siblings(action: Action) -> tuple[Mapping[str, Any], ...]:
    """One new request an item, received on the same day by the same channel."""
    case, receipt = action.case, action.case.receipt
    assert receipt is not None  # every case began with `receive`
    shared = {
        "channel": case.channel, "applicant_kind": case.applicant_kind,
        "submitted_on": receipt.submitted_on, "signed_on": receipt.signed_on,
        "first_seen_on": receipt.first_seen_on, "confirmed_on": receipt.confirmed_on,
        "called_same_day": receipt.called_same_day, "form_wanted": case.form_wanted,
        "route_wanted": case.route_wanted, "online_consent": case.online_consent,
        "split_from": case.no, "id_kind": case.id_kind, **_supplemented(case),
    }
    return tuple(
        {**shared, "items": [{"wanted": case.items[int(item)].wanted}]}
        for item in action.facts.texts("items"))


def _supplemented(case: Case) -> dict[str, Any]:
    """A part split off after the supplement counts from the supplement as well."""
    asked = case.supplement
    notice = case.documents.get(asked.document) if asked else None
    if asked is None or asked.received_on is None or notice is None:
        return {}
    return {"asked_on": notice.dispatched_on, "term_working_days": asked.term_working_days,
            "supplemented_on": asked.received_on}


def link(case: Case, entry: Entry) -> None:
    """A candidate only: the handler decides."""
    case.earlier_requests.append(entry.facts.text("earlier"))
