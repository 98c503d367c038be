"""The rule book (程序): all declared steps in one `transitions` machine, and the replay of a trail.

The machine owns no request: a step fires on the case it is handed. This is the only module that
imports `transitions`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from transitions import Machine

from workflow import forms
from workflow.errors import TrailBroken
from workflow.record.case import Case
from workflow.record.trail import Entry
from workflow.states import (
    archiving,
    consultation,
    correction,
    everywhere,
    excessive,
    extension,
    fees,
    handling,
    importing,
    inspection,
    providing,
    publication,
    receipt,
    recheck,
    recomputing,
    redo,
    reevaluation,
    registration,
    remedies,
    reply,
    review,
    service,
    splitting,
    supplement,
    withdrawal,
)
from workflow.steps import Action, Step, no_letter, record
from workflow.terms import Role, State

#: The procedure in the order of the law: 登记、审核、办理、答复、归档 (条例第四十五条).
PROCEDURE = (
    receipt, registration, supplement, handling, consultation, inspection, extension,
    excessive, fees,
    review, reply, service, providing, correction,
    archiving, everywhere, withdrawal, splitting,
    recomputing, recheck, remedies, redo, publication, reevaluation, importing,
)


def _collect() -> dict[tuple[State, str], Step]:
    book: dict[tuple[State, str], Step] = {}
    for room in PROCEDURE:
        for step in room.steps():
            if (step.source, step.trigger) in book:
                raise ValueError(f"{step.trigger} is declared twice in {step.source}")
            book[step.source, step.trigger] = _answering(step)
    return book


def _answering(step: Step) -> Step:
    """A step that sends a letter asks, where the proofreading has doubts, for an answer to them."""
    if step.letters is no_letter:
        return step
    return replace(step, facts=forms.with_answer(step.facts))


#: Every step by state and trigger.
BOOK: Mapping[tuple[State, str], Step] = MappingProxyType(_collect())
#: The same by the words of an entry: a replay looks up each of them.
_SAID = {(source.value, trigger): (step, step.arrives.value)
         for (source, trigger), step in BOOK.items()}
_UNSAID = (None, "")


def _machine() -> Machine:
    machine = Machine(
        model=None,
        states=State,
        initial=State.RECEIPT,
        auto_transitions=False,
    )
    for step in BOOK.values():
        machine.add_transition(
            step.trigger,
            step.source,
            step.arrives,
            conditions=[_allowed(step)],
            before=[_effects(step)],
        )
    return machine


def _allowed(step: Step):  # type: ignore[no-untyped-def]  # transitions is untyped
    def ask(action: Action) -> bool:
        return action.cleared or not step.reasons(action, given=True)

    return ask


def _effects(step: Step):  # type: ignore[no-untyped-def]  # transitions is untyped
    def apply(action: Action) -> None:
        if action.entry is None:
            raise TrailBroken("an act without an entry")
        for effect in step.effects:
            effect(action.case, action.entry)

    return apply


MACHINE = _machine()


def fire(step: Step, action: Action) -> bool:
    """Take a step through the rule book: effects first, then the state; False if it refused."""
    fired = bool(MACHINE.events[step.trigger].trigger(action.case, action))
    if fired and action.entry is not None:
        record(action.case, action.entry)
    return fired


def steps_of(state: State) -> list[Step]:
    """The steps declared in a state, in the order of the procedure; openings left out."""
    return [s for (source, _), s in BOOK.items() if source is state and not s.creates]


def step_of(state: State, trigger: str) -> Step | None:
    """The step of a trigger in a state, if the procedure has one."""
    return BOOK.get((state, trigger))


def is_of(seats: Iterable[Role], trigger: str) -> bool:
    """Whether a step belongs to one of these seats in any state."""
    own = set(seats)
    return any(own & set(step.by) for (_, name), step in BOOK.items() if name == trigger)


def fold(entries: Iterable[Entry]) -> Case:
    """Replay a trail into the case it tells.

    Raises TrailBroken if an entry is no step of the procedure or does not follow the one before.
    """
    case: Case | None = None
    for entry in entries:
        case = case or Case(no=entry.request, agency=entry.facts.text("agency"))
        apply(case, entry)
    if case is None:
        raise TrailBroken("没有任何台账条目")
    return case


def apply(case: Case, entry: Entry) -> None:
    """Replay one entry onto a case.

    Raises TrailBroken if the procedure has no such step from where the case stands.
    """
    step, arrives = _said(entry)
    if step is None or step.creates != (case.seq == 0) or arrives != entry.dest or (
            case.seq and case.state != entry.source):
        raise TrailBroken(f"第{entry.seq}条“{entry.step}”不是从“{case.state}”可以办理的步骤")
    try:
        for effect in step.effects:
            effect(case, entry)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TrailBroken(f"第{entry.seq}条“{step.label}”的事实不完整：{error}") from error
    record(case, entry)


def _said(entry: Entry) -> tuple[Step | None, str]:
    """The step an entry names and where it leads; None if the state has no such step.

    Raises ValueError for a state there is not.
    """
    if type(entry.source) is str and type(entry.step) is str:
        known = _SAID.get((entry.source, entry.step))
        if known is not None:
            return known
    step = BOOK.get((State(entry.source), entry.step))
    return (step, step.arrives.value) if step else _UNSAID


def diagram() -> str:
    """The procedure as a Mermaid state diagram (`yishen machine`)."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in State]
    lines.append(f"    [*] --> {State.RECEIPT.value} : 收件 receive")
    lines += [
        f"    {s.source.value} --> {s.arrives.value} : {s.label} {s.trigger}"
        for s in BOOK.values() if s.arrives is not s.source and not s.creates
    ]
    general = _open_in_every_state()
    lines += _note("left of receipt", ["各环节通用", *general.values()])
    for state in State:
        stays = {s.trigger: s.label for s in steps_of(state) if s.arrives is state}
        own = [label for trigger, label in stays.items() if trigger not in general]
        lines += _note(f"right of {state.value}", own)
    lines.append(f"    {State.ARCHIVED.value} --> [*]")
    return "\n".join(lines) + "\n"


def _open_in_every_state() -> dict[str, str]:
    """The steps that stay where they are and stand in every state up to the reply."""
    rooms = [
        {s.trigger: s.label for s in steps_of(state) if s.arrives is state}
        for state in State if state not in (State.ARCHIVING, State.ARCHIVED)
    ]
    return {t: label for t, label in rooms[0].items() if all(t in room for room in rooms)}


def _note(place: str, words: list[str], a_line: int = 5) -> list[str]:
    """A note of the diagram, a few words to the line; none if there is nothing to say."""
    if not words:
        return []
    rows = ["、".join(words[i : i + a_line]) for i in range(0, len(words), a_line)]
    return [f"    note {place}", *(f"        {row}" for row in rows), "    end note"]
