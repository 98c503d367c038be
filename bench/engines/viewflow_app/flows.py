"""The flow: eight nodes, each of which changes the case and adds a line; nothing else locks it."""

from collections.abc import Callable
from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock

from bench.engines.job import ACTOR, AT, DUE_ON, EVENTS, NOTHING, STATES, TITLE, chained
from bench.engines.viewflow_app.records import Case, Line


def _record(case: Any, n: int) -> Any:
    head, event = case.head or NOTHING, EVENTS[n]
    state, dest = STATES[n], STATES[n + 1]
    case.state, case.version = dest, n + 1
    case.head = chained(head, case.pk, n + 1, event, state, dest)
    case.save()
    Line.objects.create(case_id=case.pk, seq=n + 1, event=event, src=state, dst=dest, at=AT,
                        actor=ACTOR, prev=head, hash=case.head)
    return case


def _start(activation: Any, **given: Any) -> Any:
    case = activation.process
    case.title, case.due_on = TITLE, DUE_ON
    case.save()  # the hash needs its number
    return _record(case, 0)


def _handled(n: int) -> Callable[..., Any]:
    return lambda activation, **given: _record(activation.process, n)


def _nodes() -> dict[str, Any]:
    made = {EVENTS[0]: flow.StartHandle(_start).Next(getattr(this, EVENTS[1]))}
    for n, event in enumerate(EVENTS[1:], 1):
        after = getattr(this, EVENTS[n + 1]) if n + 1 < len(EVENTS) else this.end
        made[event] = flow.Handle(_handled(n)).Next(after)
    return {**made, "end": flow.End()}


RequestFlow: Any = type("RequestFlow", (flow.Flow,), {
    "process_class": Case, "lock_impl": lock.no_lock, "__module__": __name__, **_nodes()})
