"""Forms filled in at random (随意填表): what a page offers, mostly sensible, sometimes not."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from marshmallow import Schema, fields

from tests.workflow.stages import POINTS
from workflow.viewing import RequestView, StepView

#: How often a field that may stay empty is filled in all the same.
_WILLING = 0.4
_WORDS = ("已核实", "滨江大桥建设项目批复", "按程序办理", "甲、乙、丙", "2026年6月")
#: What is known to be sensible of a form, by the request and the day.
_Knows = Callable[[RequestView, date, Random], dict[str, Any]]
_Options = Mapping[str, Sequence[tuple[str, str]]]


def filled_in(
    step: StepView, seen: RequestView, today: date, random: Random, sensible: float = 0.85
) -> dict[str, Any]:
    """The form of a step, filled in; by somebody who knows what to write so often."""
    given = {**dict(step.initial), **_rows(step.form, step.options, "", today, random)}
    if random.random() < sensible:
        given |= _SENSIBLE.get(step.trigger, _nothing)(seen, today, random)
    return {name: value for name, value in given.items() if value is not None}


def _rows(
    form: Schema, options: _Options, path: str, today: date, random: Random
) -> dict[str, Any]:
    return {
        name: _value(asked, options, f"{path}{name}", today, random)
        for name, asked in form.fields.items()
        if asked.required or random.random() < _WILLING
    }


def _value(
    asked: Any, options: _Options, place: str, today: date, random: Random
) -> Any:
    widget = asked.metadata.get("widget")
    offered = [value for value, _ in
               options.get(place) or asked.metadata.get("choices") or ()]
    if widget in ("files", "hidden"):
        return None
    if widget == "rows":
        return [_rows(asked.inner.schema, options, f"{place}.", today, random)]
    if widget == "checkboxes":
        return random.sample(offered, random.randint(1, len(offered))) if offered else []
    if widget in ("select", "radio"):
        return random.choice(offered) if offered else None
    if isinstance(asked, fields.Date):
        return (today + timedelta(random.choice((0, 0, 0, -1, 1, 5, 14, -30)))).isoformat()
    if isinstance(asked, fields.Integer):
        return random.choice((asked.metadata["least"], 5, 10, asked.metadata["most"]))
    if isinstance(asked, fields.Boolean):
        return random.random() < 0.5
    return [random.choice(_WORDS)] if widget == "lines" else random.choice(_WORDS)


def _nothing(seen: RequestView, today: date, random: Random) -> dict[str, Any]:
    return {}


def _reply(seen: RequestView, today: date, random: Random) -> dict[str, Any]:
    """The same decision on every item."""
    granted = {"outcome": "granted", "description": "批复1份", "form": "paper"}
    refused = {
        "outcome": "deny.process", "articles": ["16.2"], "separable": False,
        "reason": "属于过程性信息", "separability_reason": "全文均为讨论内容",
        "discretion_reason": "公开将影响尚未完成的决策"}
    answer = random.choice((granted, granted, refused))
    return {"manner": "post", "batches": None, "copies_to": None, "attachments": None,
            "leaf": None, "leaf_reason": None,
            "answers": [{"item": item.no, **answer} for item in seen.case.open_items]}


def _on(*names: str, days: int = 0, **more: Any) -> _Knows:
    """These days are today, or so many days from it."""
    def known(seen: RequestView, today: date, random: Random) -> dict[str, Any]:
        return {**{name: (today + timedelta(days)).isoformat() for name in names}, **more}

    return known


def _remedy(seen: RequestView, today: date, random: Random) -> dict[str, Any]:
    """A result of one that is undecided: an order, or none."""
    order = random.random() < 0.7
    return {"result": "corrected" if order else "upheld", "form": "decision",
            "number": "滨政复决〔2026〕12号", "on": today.isoformat(), "gist": "见决定书",
            **({"order": "redo", "term": 15, "term_unit": "calendar_days"} if order else
               {"order": None, "term": None, "term_unit": None})}


def _redo_by(seen: RequestView, today: date, random: Random) -> dict[str, Any]:
    assert seen.clock is not None
    return {"reason": "未经检索即认定信息范围", "handler": "colleague",
            "redo_by": seen.clock.calendar.add(today, 10).on.isoformat()}


def _handler(seen: RequestView, today: date, random: Random) -> dict[str, Any]:
    return {"handler": random.choice(("handler", "colleague")), "inner_due_on": None}


_POST: dict[str, Any] = {"mail_no": "EX123456789CN", "carrier": "中国邮政"}
#: What a careful officer writes, where a form filled in at random would nearly always be refused.
_SENSIBLE: Mapping[str, _Knows] = {
    "confirm_with_applicant": _on("confirmed_on"),
    "log_call": _on("called_on"),
    "attach": _on(classified=False),
    "draft_reply": _reply,
    "dispatch_document": _on("on", manner="ems", **_POST),
    "release_batch": _on("on", manner="ems", **_POST),
    "record_delivery": _on("on", received_by="本人", proof_kind="邮件签收记录"),
    "record_delivery_failure": _on("on", why="refused", evidence="邮件退回"),
    "assign": _handler, "reassign": _handler,
    "record_search": _on("on", item=None),
    "secrecy_review": _on(may_be_disclosed=True, basis="不涉密"),
    "legal_review": _on(advice="agree", reasons="合法"),
    "ask_for_supplement": _on(term_working_days=10, points=POINTS),
    "receive_supplement": _on("received_on", how="书面", contents="滨江大桥", clear_now=True),
    "record_opinion": _on("answered_on", opinion="disagree", grounds="商业秘密", reasonable=False,
                          assessment="不构成商业秘密"),
    "notify_third_party_of_disclosure": _on("release_on", days=15),
    "arrange_inspection": _on("on", days=1, what="批复原件", hours="9:00至11:30", place="105室"),
    "record_inspection": _on("on", came=True, seen="全文", copied_pages=2),
    "propose_extension": _on(working_days=10),
    "ask_for_reasons": _on("last_on", first_on="2026-01-01", applications=186,
                           term_working_days=5, why="其中163件只变换年份"),
    "record_reasons": _on(silent=False, said="办理诉讼", reasonable=True, judged="有实际需要"),
    "set_delay": _on("until", days=60),
    "propose_fee": _on(method="by_volume", count=201, why="要求复印201页"),
    "record_payment": _on("on", yuan=40, receipt_no="2026-1"),
    "consult_third_party": _on(item=1), "consult_joint_maker": _on(item=1),
    "consult_agency": _on(item=1, term_working_days=10),
    "withdraw": _on("on", how="书面"), "withdraw_part": _on("on", how="书面", item=1),
    "complete_file": _on(retention="ten_years"),
    "seal": lambda seen, today, random: {"archive_no": f"YSQ-{seen.no}"},
    "issue": _on(decided_on=None, late_reason="案卷调阅较多", acknowledged="已逐条核对"),
    "correct_letter": _on(changes=[{"wrong": "批复1份", "right": "批复2份"}], why="校对疏漏",
                          only_words=True),
    "supply_remedy_notice": _on(lacking="未告知起诉期限"),
    "revoke_and_reply_anew": _redo_by,
    "record_remedy": _on("copy_received_on", kind="reconsideration", body="滨江市人民政府",
                         case_no="滨政行复〔2026〕12号"),
    "record_remedy_answer": _on("on"),
    "record_remedy_result": _remedy,
    "record_remedy_opinion": _on("on", number="滨政复意〔2026〕3号"),
    "record_remedy_report": _on("on"), "record_compliance": _on("on"),
    "redo_as_ordered": _on(annulled="substance"),
    "propose_publication": _on(what="滨江大桥建设项目批复", ground="several", nothing_private=True,
                               formed_on="2026-05-20"),
    "accept_publication": _on("on", place="门户网站"),
    "reevaluate": _on("on", result="keep", formed_on=None, what=None),
}
