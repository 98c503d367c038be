"""A large register looked over and taken over in the background (历史导入): all of it, or nothing.

The errand ends in the transaction that writes the requests: a worker that dies has either done both
or neither.
"""

from sqlalchemy import Connection

from workflow.errors import Reason, StepNotAllowed
from workflow.imports.look import Look, told
from workflow.imports.preview import FaultyRegister, preview, take_over
from workflow.imports.table import Unreadable
from workflow.record.errands import Told
from workflow.record.evidence import Upload
from workflow.register_rows import TakenOver
from workflow.terms import Role
from workflow.work.errands import ErrandKind, Making

LOOK, IMPORT = "register_look", "register_import"
#: A file of more bytes has some two thousand rows or more: a workbook is packed, a text is not.
_LARGE_WORKBOOK, _LARGE_TEXT = 160_000, 500_000
_JSON = "application/json"


def is_large(upload: Upload) -> bool:
    """Whether a file takes longer than an officer should wait for a page."""
    packed = upload.data.startswith(b"PK")
    return len(upload.data) > (_LARGE_WORKBOOK if packed else _LARGE_TEXT)


def _look(making: Making) -> None:
    asked = making.errand.asked
    data = making.desk.handed_in(asked["slip"]).data
    try:
        seen = Look.of(preview(making.desk, making.officer, making.at, data, asked["leave_out"],
                               making.progress))
    except Unreadable as error:
        raise StepNotAllowed([Reason(str(error), field="file")]) from error
    with making.writing() as connection:
        making.end(connection, Told({"faults": seen.fault_count, "rows": seen.rows}, (), "", _JSON),
                   seen.kept())


def _import(making: Making) -> None:
    asked = making.errand.asked
    data = making.desk.handed_in(asked["slip"]).data

    def ending(connection: Connection, done: TakenOver) -> None:
        """End with what the import came to, in its own transaction."""
        making.end(connection, Told({"done": told(done)}))

    try:
        take_over(making.desk, making.officer, making.at, data,
                  command_id=f"errand-{making.errand.name}", leave_out=asked["leave_out"],
                  progress=making.progress, ending=ending)
    except Unreadable as error:
        raise StepNotAllowed([Reason(str(error), field="file")]) from error
    except FaultyRegister as error:
        with making.writing() as connection:
            making.end(connection, Told(
                {"faults": len(error.faults)}, (Reason(str(error)),), "", _JSON),
                Look.of_faults(error.faults).kept())


_SEATS = frozenset({Role.INTAKE_CLERK})
LOOKED = ErrandKind("检查登记台账", _SEATS, _look, page="importing.shown", repeatable=False)
IMPORTED = ErrandKind("历史导入", _SEATS, _import, page="importing.shown", repeatable=False)
