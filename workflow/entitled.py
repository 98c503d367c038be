"""Who may do what outside requests (办理权限): the seat asked for, and the own agency alone."""

from collections.abc import Iterable

from workflow.errors import Reason, StepNotAllowed
from workflow.record.people import Actor
from workflow.record.security import NO_AGENCY
from workflow.terms import ADMINISTRATORS, Role

__all__ = ["CONSOLE", "Actor", "need", "unless", "words"]

#: Who acts on the command line of the installation: the one who has the machine itself.
CONSOLE = Actor("console", "命令行", NO_AGENCY, seats=ADMINISTRATORS)


def need(by: Actor, role: Role, agency_id: int, reasons: Iterable[Reason]) -> None:
    """Raise StepNotAllowed with everything wrong, first that this is not the officer's to do."""
    found = list(reasons)
    if role not in by.seats:
        found.insert(0, Reason(f"此项由{role.label}办理，您没有该岗位"))
    elif by is not CONSOLE and by.agency_id != agency_id:
        found.insert(0, Reason("只能办理本机关的事项"))
    if found:
        raise StepNotAllowed(found)


def unless(holds: object, text: str, field: str) -> list[Reason]:
    """The reason of a field, where something does not hold."""
    return [] if holds else [Reason(text, field=field)]


def words(text: str, label: str, field: str, *, most: int, asked: bool = True) -> list[Reason]:
    """What is wrong with a name of one line: blank, too long, or not to be printed."""
    text = text.strip()
    return [
        *unless(text or not asked, f"请填写{label}", field),
        *unless(len(text) <= most, f"{label}不超过{most}个字，现有{len(text)}个字", field),
        *unless(text.isprintable(), f"{label}含有换行或者不能显示的字符", field),
    ]
