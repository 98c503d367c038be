"""A long register exported (导出登记台账): made once and logged once, kept for who asked."""

import tempfile

from sqlalchemy import Connection

from workflow.errors import Reason, StepNotAllowed
from workflow.record.errands import LARGEST, Told
from workflow.record.standing import beijing_day
from workflow.register_export import TITLE, Asked, Exported, export
from workflow.sheets import MEDIA_TYPES
from workflow.terms import WITHOUT_CASES, Role
from workflow.work.errands import ErrandKind, Making

KIND = "register_export"
#: So many requests are exported while the officer waits: some seconds; more in the background.
DIRECT = 3000


def _make(making: Making) -> None:
    asked = Asked.of_json(making.errand.asked)
    with tempfile.TemporaryFile() as file:

        def ending(connection: Connection, done: Exported) -> None:
            """Keep the file in the transaction in which the export is logged."""
            if file.seek(0, 2) > LARGEST:
                raise StepNotAllowed([Reason(
                    f"导出的文件超过{LARGEST >> 20}MB，没有保存；请筛选、少选几列后分次导出")])
            file.seek(0)
            name = f"{TITLE}-{beijing_day(making.at)}.{asked.kind.value}"
            making.end(connection, Told(
                {"requests": done.count}, (), name, MEDIA_TYPES[asked.kind]), file.read())

        export(making.desk.engine, making.desk.keys, making.at, making.officer, asked, file,
               ending=ending, progress=making.progress)


EXPORT = ErrandKind(
    "导出登记台账", frozenset(set(Role) - WITHOUT_CASES), _make, guarded=True)
