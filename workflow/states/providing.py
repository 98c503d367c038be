"""Providing in batches (分批提供): each batch named in the reply is given and recorded.

政府信息公开条例 article 36(2): the reply tells manner, route and time. The reply is made when the
last batch has been given.
"""

from collections.abc import Iterable
from datetime import date

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import SERVICE_RULE as RULE
from workflow.guards import carrier_is_lawful, no_hold, past_or_today
from workflow.law.clock import Move
from workflow.record.case import Case
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import BY_POST, Manner, MoveKind, Role, State

ARTICLE = "条例第三十六条第二项"


def steps() -> tuple[Step, ...]:
    """Once the reply has left."""
    return (
        Step(trigger="release_batch", label="登记分批提供", source=State.REPLY, dest=STAY,
             by=(Role.INTAKE_CLERK, Role.HANDLER), article=ARTICLE, facts=Released,
             guards=(something_is_outstanding, reply_has_left, no_hold),
             checks=(batch_is_outstanding, past_or_today("on", "提供日期"), not_before_the_reply,
                     carrier_is_lawful),
             effects=(give,), moves=reply_is_made, primary=True),
    )


def _outstanding(action: Action) -> list[tuple[str, str]]:
    batches = action.case.batches
    return [(str(n), f"第{n}批：{batches[n - 1].text('content')[:40]}"
                     f"（{batches[n - 1].on('on'):%Y-%m-%d}前）") for n in action.case.outstanding]


class Released(Form):
    """Which batch was given, how and when."""

    batch = forms.text("批次", required=True, options=_outstanding)
    manner = forms.choice("提供方式", Manner, required=True)
    on = forms.day("寄出或者交付日期", required=True, hint="邮寄以交邮之日为准")
    mail_no = forms.text("邮件号", limit=40, hint="邮寄的必填")
    carrier = forms.text("寄递单位", limit=40, hint="邮寄的填中国邮政")
    received_by = forms.text("签收人", personal=True, limit=80)
    proof = forms.files("交邮或者签收凭证")


@guard("答复没有分批提供，或者各批都已提供", ARTICLE)
def something_is_outstanding(action: Action) -> bool:
    """Only what the reply promised in batches."""
    return bool(action.case.outstanding)


@guard("答复书尚未发出，请先发出答复书", ARTICLE)
def reply_has_left(action: Action) -> bool:
    """The reply names the batches, so it goes first."""
    reply = action.case.documents.get(action.case.reply)
    return reply is not None and reply.dispatched_on is not None


def batch_is_outstanding(action: Action) -> Iterable[Reason]:
    """The batch named is one not given yet."""
    if action.facts.text("batch") not in dict(_outstanding(action)):
        yield Reason("没有这一批，或者已经提供", ARTICLE, "batch")


def not_before_the_reply(action: Action) -> Iterable[Reason]:
    """A batch follows the reply that names it."""
    reply = action.case.documents.get(action.case.reply)
    day = action.facts.day("on")
    if reply and reply.dispatched_on and day and day < reply.dispatched_on:
        yield Reason(f"早于答复书发出之日（{reply.dispatched_on:%Y-%m-%d}）", RULE, "on")


def give(case: Case, entry: Entry) -> None:
    """The batch has been given."""
    case.released[int(entry.facts.text("batch"))] = entry.facts.on("on")


def reply_is_made(action: Action) -> tuple[Move, ...]:
    """The last batch ends the period, once the reply itself is proved to have been made."""
    case, on = action.case, action.facts.on("on")
    proved = _reply_proved_on(case)
    if case.outstanding != [int(action.facts.text("batch"))] or proved is None:
        return ()
    return (Move(MoveKind.REPLIED, max(on, proved, *case.released.values()),
                 note="最后一批提供之日"),)


def _reply_proved_on(case: Case) -> date | None:
    reply = case.documents.get(case.reply)
    if reply is None:
        return None
    return reply.dispatched_on if reply.manner in BY_POST else reply.delivered_on
