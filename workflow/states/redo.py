"""Answering anew by order (责令重作): a decision, judgment or mediation document is carried out.

行政复议法第六十四条第二款: not the same decision for the same facts and reasons, unless it was
annulled for a fault of procedure; 行政诉讼法第七十一条 and 法释〔2018〕1号第九十条 say the same
for judgments. The old file stays sealed as it is; the new reply is made in a request of its own,
linked to it, whose clock runs from our receipt of the order: the ordered term, or, where none is
set, that of a new application (条例第三十三条第二款).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.record.case import Case, RemedyCase
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Annulled, Role, State

ARTICLE = "行政复议法第六十四条第二款、第七十七条；行政诉讼法第七十一条、第九十四条"
SAME = "行政复议法第六十四条第二款；行政诉讼法第七十一条；法释〔2018〕1号第九十条"


def steps() -> tuple[Step, ...]:
    """One step, in a sealed file."""
    return (
        Step(trigger="redo_as_ordered", label="按要求重新作出", source=State.ARCHIVED, dest=STAY,
             by=(Role.LEGAL_OFFICE,), article=ARTICLE, facts=Ordered,
             guards=(an_order_exists, something_can_be_redone),
             checks=(order_is_named, items_exist), effects=(hand_on,), offspring=successor,
             opens="receive_order"),
    )


def orders(action: Action) -> list[tuple[str, str]]:
    """The orders that wait to be carried out, by their paper."""
    return [(one.ref, _named(one)) for one in action.case.remedies.values() if one.ordered]


def _named(one: RemedyCase) -> str:
    form = f"《{one.form.label}》" if one.form else ""
    return f"{one.body}{form}（{one.number or one.case_no}）"


def _the_only_order(action: Action) -> str:
    found = orders(action)
    return found[0][0] if len(found) == 1 else ""


def answered(action: Action) -> list[tuple[str, str]]:
    """The items answered here."""
    return [(str(item.no), item.wanted[:60]) for item in action.case.open_items]


class Ordered(Form):
    """Which order, what of the request it concerns, and what it leaves free."""

    remedy = forms.text("依据的决定、判决、调解书", required=True, options=orders,
                        start=_the_only_order)
    items = forms.texts("重新作出答复的事项", required=True, options=answered)
    annulled = forms.choice(
        "原答复被撤销的理由", Annulled, required=True,
        hint="只有以违反法定程序为由撤销的，才可以以同一事实和理由作出与原答复相同的答复")
    instructions = forms.text("责令的要求", required=True, long=True,
                              hint="照录主文；承办人重新拟稿时可见。不写申请人的姓名和联系方式")


@guard("没有责令重作或者履行的决定、判决、调解书；请先办理“登记复议、诉讼结果”并选择责令的内容",
       ARTICLE)
def an_order_exists(action: Action) -> bool:
    """A redo rests on a recorded order that is not carried out yet."""
    return bool(orders(action))


@guard("本件没有可以重新答复的事项", ARTICLE)
def something_can_be_redone(action: Action) -> bool:
    """A voided entry never was an application."""
    return bool(answered(action)) and not action.case.void


def order_is_named(action: Action) -> Iterable[Reason]:
    """The order named is one that waits."""
    if action.facts.text("remedy") not in dict(orders(action)):
        yield Reason("没有这一项责令，或者已经办理", ARTICLE, "remedy")


def items_exist(action: Action) -> Iterable[Reason]:
    """Only what was asked for here is answered anew."""
    known = {value for value, _ in answered(action)}
    if not set(action.facts.texts("items")) <= known:
        yield Reason("选择的事项不存在", "", "items")


def hand_on(case: Case, entry: Entry) -> None:
    """The order is carried out in the new request."""
    case.remedies[entry.facts.text("remedy")].redone = True


def successor(action: Action) -> tuple[Mapping[str, Any], ...]:
    """The new request: the same applicant and items, received with the order."""
    case, facts, receipt = action.case, action.facts, action.case.receipt
    assert receipt is not None  # every case began with `receive`
    reply = case.documents.get(case.reply)
    one = case.remedies[facts.text("remedy")]
    chosen = [int(item) for item in facts.texts("items")]
    return ({
        "channel": case.channel, "submitted_on": receipt.submitted_on,
        "signed_on": receipt.signed_on, "first_seen_on": receipt.first_seen_on,
        "confirmed_on": receipt.confirmed_on, "called_same_day": receipt.called_same_day,
        "applicant_kind": case.applicant_kind, "id_kind": case.id_kind,
        "form_wanted": case.form_wanted, "route_wanted": case.route_wanted,
        "online_consent": case.online_consent, "help_needed": case.help_needed,
        "redo_of": case.no, "applied_on": case.applied_on,
        "earlier_number": reply.number if reply else "",
        "order_received_on": one.result_on, "order_body": one.body,
        "order_form": one.form, "order_number": one.number or one.case_no,
        "term": one.term or None, "term_unit": one.term_unit,
        "annulled": facts.text("annulled"), "instructions": facts.text("instructions"),
        "supplemented": case.supplement is not None,
        "items": [{"wanted": case.items[no].wanted} for no in chosen],
        "earlier": _earlier(case, chosen),
    },)


def _earlier(case: Case, chosen: list[int]) -> list[dict[str, Any]]:
    """What the reply decided on these items, by their numbers in the new request."""
    rows = {row.number("item"): row for row in (case.draft.answers if case.draft else ())}
    return [
        {"item": place, "outcome": rows[no].text("outcome"),
         "articles": list(rows[no].texts("articles")), "reason": rows[no].text("reason")}
        for place, no in enumerate(chosen, 1) if no in rows]
