"""Who sees which personal data (个人信息遮蔽): masked by default, in full for a logged reason.

个人信息保护法第五十一条. A name is in full for the seats that write to applicants or answer for the
file. Phone and addresses are in full for whoever sends the letters, on the page of an open case
alone. An ID number is masked for everybody; whoever needs it asks with a reason and sees it once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from workflow import machine
from workflow.errors import Reason, StepNotAllowed
from workflow.record import security
from workflow.record.database import writing
from workflow.record.personal import masked, masked_name
from workflow.record.security import SecurityAct
from workflow.record.trail import Entry
from workflow.reports.views import sees_names
from workflow.steps import Action
from workflow.terms import ApplicantKind, Role, State

_NAME = "applicant_name"
#: What the letters need: in full where they are sent from, as long as there are letters to send.
_CONTACT = ("phone", "address", "postcode", "email")
#: Seats that may ask for what is masked; the handler may for the own cases.
MAY_ASK = frozenset({
    Role.INTAKE_CLERK, Role.REVIEWER, Role.HEAD, Role.LEGAL_OFFICE, Role.ARCHIVIST})
_LAW = "个人信息保护法第五十一条"
_LONGEST = 200
_TAKEN_OVER = "登记同一申请人的新申请，沿用姓名或者名称和联系方式"
_OPENING = machine.BOOK[State.RECEIPT, "receive"].facts().fields


@dataclass(frozen=True)
class SealedField:
    """A sealed field of a request as a page offers it: where it lies, what it is called."""

    key: str
    label: str
    shown: str
    full: bool


def shown(action: Action) -> dict[str, str]:
    """The applicant's fields as this seat may see them on the page of the case."""
    in_full = _CONTACT if _sends_letters(action) else ()
    return {name: value if name in in_full else _masked(action, name, value)
            for name, value in action.personal.items() if "@" not in name}


def in_a_list(action: Action) -> dict[str, str]:
    """The same beside a list, where many are passed by: masked for everybody but for the name."""
    return {name: _masked(action, name, value)
            for name, value in action.personal.items() if "@" not in name}


def name_of(action: Action) -> str:
    """The applicant's name as this seat may see it."""
    return _masked(action, _NAME, action.person(_NAME))


def sealed_fields(action: Action, entries: Sequence[Entry]) -> tuple[SealedField, ...]:
    """What may be asked for: the applicant's newest fields, then those of everybody else."""
    if not may_ask(action):
        return ()
    visible = shown(action)
    own: dict[str, SealedField] = {}
    others: list[SealedField] = []
    for key, name, entry in _sealed(action, entries):
        value = action.personal[key]
        if name in _OPENING:
            own[name] = SealedField(key, _label(_OPENING, name), visible[name],
                                    visible[name] == value)
        else:
            others.append(SealedField(key, _of_another(entry, name), masked(value), False))
    return (*(own[name] for name in _OPENING if name in own and not own[name].full), *others)


def may_ask(action: Action) -> bool:
    """Whether this seat may ask for what is masked."""
    seats = action.officer.seats
    handles = Role.HANDLER in seats and action.officer.handles(action.case.handler)
    return handles or bool(MAY_ASK & seats)


def ask(
    engine: Engine, action: Action, entries: Sequence[Entry], keys: Sequence[str], reason: str
) -> tuple[tuple[str, str], ...]:
    """The fields asked for, in full, with their labels; the asking is logged before they are told.

    Raises StepNotAllowed without a reason, without a field, or for a seat that need not know.
    """
    offered = {one.key: one.label for one in sealed_fields(action, entries)}
    wanted = [key for key in dict.fromkeys(keys) if key in offered]
    against = list(_against(action, wanted, reason.strip()))
    if against:
        raise StepNotAllowed(against)
    with writing(engine) as connection:
        security.append(
            connection, action.at, action.officer.login, SecurityAct.PERSONAL_SHOWN,
            {"request": action.case.no, "fields": "、".join(offered[key] for key in wanted),
             "reason": reason.strip(),
             **action.officer.instead(*MAY_ASK, Role.HANDLER)}, action.office.id)
    return tuple((offered[key], action.personal[key]) for key in wanted)


def take_over(
    engine: Engine, action: Action, entries: Sequence[Entry]
) -> dict[str, str]:
    """Name and contact of the applicant for a new application; the taking is logged first.

    The ID number is not among them: that is checked against the letter each time.
    Raises StepNotAllowed for a seat that need not know.
    """
    if not may_ask(action):
        raise StepNotAllowed(list(_against(action, (), "")))
    lying = {name for _, name, _ in _sealed(action, entries)}
    wanted = [name for name in (_NAME, *_CONTACT) if name in lying]
    if not wanted:
        return {}
    with writing(engine) as connection:
        security.append(
            connection, action.at, action.officer.login, SecurityAct.PERSONAL_SHOWN,
            {"request": action.case.no, "fields": "、".join(_label(_OPENING, n) for n in wanted),
             "reason": _TAKEN_OVER}, action.office.id)
    return {name: action.person(name) for name in wanted}


def _against(action: Action, wanted: Sequence[str], reason: str) -> Iterator[Reason]:
    if not may_ask(action):
        seats = "、".join(role.label for role in Role if role in MAY_ASK)
        yield Reason(f"您的岗位不需要查看完整个人信息；可以查看的是本件承办人和{seats}", _LAW)
        return
    if not wanted:
        yield Reason("请选择要查看的项目", _LAW, "fields")
    if not reason:
        yield Reason("请写明查看的理由，将与您的账号一并记入安全日志", _LAW, "reason")
    if len(reason) > _LONGEST or not reason.isprintable():
        yield Reason(f"理由写一行，最多{_LONGEST}个字", "", "reason")


def _sends_letters(action: Action) -> bool:
    clerk = Role.INTAKE_CLERK in action.officer.seats
    return action.case.state is not State.ARCHIVED and (
        clerk or action.officer.handles(action.case.handler))


def _masked(action: Action, name: str, value: str) -> str:
    if name != _NAME:
        return masked(value)
    person = action.case.applicant_kind is ApplicantKind.NATURAL
    return masked_name(value) if person and not sees_names(action.officer) else value


def _sealed(action: Action, entries: Sequence[Entry]) -> Iterator[tuple[str, str, Entry]]:
    """Where each sealed field lies, its name, and the entry that committed to it."""
    for entry in entries:
        for name, fact in entry.facts.items():
            key = f"{name}@{entry.seq}"
            if isinstance(fact, Mapping) and "commitment" in fact and key in action.personal:
                yield key, name, entry


def _of_another(entry: Entry, name: str) -> str:
    step = machine.BOOK[State(entry.source), entry.step]
    return f"{_label(step.facts().fields, name)}（第{entry.seq}条 {step.label}）"


def _label(fields: Mapping[str, object], name: str) -> str:
    about: Mapping[str, str] = getattr(fields.get(name), "metadata", {})
    return about.get("label", name)
