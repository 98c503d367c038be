"""Recomputing (重算期限): a holiday notice came, or the way of counting was set anew, days moved.

The clock is computed, so nothing is moved by hand: the entry makes the new dates those of the
lists and says from when, and why, they hold. 全国年节及纪念日放假办法 articles 4 and 7.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.law.clock import ClockState
from workflow.record.standing import Reading
from workflow.steps import STAY, Action, Step
from workflow.terms import Role, State

ARTICLE = "《全国年节及纪念日放假办法》第四条、第七条"
_WHERE = (State.RECEIPT, State.REGISTRATION, State.HANDLING, State.REVIEW, State.REPLY)


def steps() -> tuple[Step, ...]:
    """In every state in which a limit may run."""
    return tuple(
        Step(
            trigger="recompute_calendar", label="重算期限", source=here, dest=STAY,
            by=(Role.INTAKE_CLERK, Role.SYSTEM_ADMIN), article=ARTICLE, facts=Recomputed,
            guards=(the_reading_changes,), adds=both_readings,
        ) for here in _WHERE)


class Recomputed(Form):
    """Why the dates move."""

    reason = forms.text("原因", required=True, hint="放假通知的文号，或者变更的期限口径")


def the_reading_changes(action: Action) -> Iterable[Reason]:
    """There is something to recompute: calendar or settings changed since the last act."""
    now = action.clock
    listed = action.clock_as_listed() if now and now.state is not ClockState.ENDED else None
    if listed is None or now is None:
        yield Reason("收到申请之日尚未确定或者期限已经终止，没有期限可以重算", ARTICLE)
    elif Reading.of(listed) == Reading.of(now):
        yield Reason("期限没有变动，不需要重算", ARTICLE)


def both_readings(action: Action) -> Mapping[str, Any]:
    """What the lists showed and what holds now, with the version of the calendar."""
    listed, now = action.clock_as_listed(), action.clock
    assert listed is not None  # guard: the reading changes
    assert now is not None
    return {
        "due_before": listed.due_on, "due_now": now.due_on,
        "provisional_before": listed.provisional, "provisional_now": now.provisional,
        "calendar": now.calendar.version,
    }
