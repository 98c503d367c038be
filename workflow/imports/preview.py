"""What an import would come to (导入预览): every fault of a file and its rows, or the counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from workflow.desk import Desk
from workflow.errors import WorkflowError
from workflow.imports.reading import Fault, Reading, read_register
from workflow.record.people import Actor
from workflow.register_rows import (
    Against,
    Ending,
    Progress,
    RowsRefused,
    Survey,
    TakenOver,
    nothing_more,
    silent,
)


class FaultyRegister(WorkflowError):
    """A register with faults: nothing of it is taken over."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep every fault for whoever shows them in a table."""
        super().__init__(f"有{len(faults)}处错误，没有导入任何一件")
        self.faults = faults


@dataclass(frozen=True)
class Preview:
    """A register read and looked over."""

    reading: Reading
    survey: Survey
    faults: tuple[Fault, ...]

    @property
    def rows(self) -> int:
        """The rows below the headings that hold anything."""
        return self.survey.rows + len(self.reading.void)


def preview(
    desk: Desk, officer: Actor, at: datetime, data: bytes, leave_out: Collection[str] = (),
    progress: Progress = silent,
) -> Preview:
    """Read a register and ask of every row whether it may be taken over; nothing is written.

    Raises Unreadable where the file is no register, StepNotAllowed without the seat.
    """
    reading = read_register(data, leave_out)
    survey = desk.look_over(officer, at, reading.register, progress)
    return Preview(reading, survey, _all(reading, survey.against))


def _all(reading: Reading, against: Iterable[Against]) -> tuple[Fault, ...]:
    faults = [*reading.faults, *(_fault(reading, one) for one in against)]
    return tuple(sorted(faults, key=lambda one: one.row))


def _fault(reading: Reading, one: Against) -> Fault:
    reason = one.reason
    said = reading.said.get(one.place, {}).get(reason.field, "")
    return Fault(one.place, reading.column(reason.field), said,
                 f"{reason.text}（{reason.article}）" if reason.article else reason.text)


def take_over(
    desk: Desk, officer: Actor, at: datetime, data: bytes, *, command_id: str,
    leave_out: Collection[str] = (), progress: Progress = silent, ending: Ending = nothing_more,
) -> TakenOver:
    """Take over a register: all of it, or nothing; `ending` belongs to its transaction.

    Raises FaultyRegister with every fault of the file and its rows, and what `preview` raises.
    """
    reading = read_register(data, leave_out)
    if reading.faults:
        against = desk.look_over(officer, at, reading.register, progress).against
        raise FaultyRegister(_all(reading, against))
    try:
        return desk.take_over(
            officer, at, reading.register, command_id=command_id, progress=progress,
            ending=ending)
    except RowsRefused as error:
        raise FaultyRegister(_all(reading, error.against)) from error
