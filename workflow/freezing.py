"""Freezing the clock sheet (期限计算单存档): printed with the act that issues or sends the reply.

The sheet on file tells how the limit was counted when it mattered; whatever is printed later is
an explanation (说明材料). It tells the act it belongs to as well, so the act is foreseen on the
case read once more; its own entry then holds the digest of the sheet.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from letters.internal import ClockSheet
from workflow import machine, viewing
from workflow.clock_sheet.sheet import clock_sheet
from workflow.filing import entry_of
from workflow.given import Given
from workflow.printing import Ready
from workflow.record.evidence import Kept
from workflow.record.personal import Vault
from workflow.record.standing import clock_of
from workflow.record.trail import Entry
from workflow.steps import CLOCK_SHEET, Action, Step
from workflow.terms import MoveKind
from workflow.viewing import RequestView


def is_due(step: Step, action: Action) -> bool:
    """Whether the sheet is frozen with this act: the reply is issued, or its leaving ends it."""
    if action.clock is None:
        return False
    return step.freezes_clock or any(
        move.kind is MoveKind.REPLIED for move in step.moves(action))


def sheet_after(
    connection: Connection, step: Step, action: Action, parsed: Given, vault: Vault,
    entries: Sequence[Entry], ready: Sequence[Ready],
) -> ClockSheet:
    """The sheet as it reads once the act is done; nothing is written."""
    seen = view_after(connection, step, action, parsed, vault, entries, ready)
    return clock_sheet(seen, action.officer.name, frozen_by=step.label)


def view_after(
    connection: Connection, step: Step, action: Action, parsed: Given, vault: Vault,
    entries: Sequence[Entry], ready: Sequence[Ready] = (),
) -> RequestView:
    """The file as it stands once an act is done; nothing is written."""
    foreseen = replace(action, case=machine.fold(entries))
    entry = foreseen.entry = entry_of(step, foreseen, vault, parsed, ready, "foreseen")
    machine.apply(foreseen.case, entry)
    foreseen.clock = clock_of(foreseen.case, action.office, action.today, action.calendar)
    return viewing.file_view(connection, foreseen, [*entries, entry])


def with_sheet(parsed: Given, sheet: Kept, no: str) -> Given:
    """The facts of the act with the sheet among them."""
    digest = sheet.digest
    name = f"期限计算单-{no}.pdf"
    return replace(
        parsed, facts={**parsed.facts, CLOCK_SHEET: digest},
        files={**parsed.files, digest: ("application/pdf", name)},
        kept={**parsed.kept, digest: sheet})
