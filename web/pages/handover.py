"""Handing the file over (导出全卷): one ZIP for a reconsideration body, a court or the archive."""

import io
import tempfile
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, request, send_file

from web.again import fresh
from web.headers import SEALED_OFF
from web.policy import seats
from web.site import at, calendar, desk, officer, site, today
from workflow import office
from workflow.packing import Exported
from workflow.record.database import writing
from workflow.record.security import SecurityAct
from workflow.reports.answering import AnswerLine, answers_due
from workflow.terms import HandoverTo, Role

pages = Blueprint("handover", __name__)
#: Who hands a file over: who answers to the body or court, and who keeps it.
handover_seats = seats(Role.LEGAL_OFFICE, Role.ARCHIVIST)


@pages.post("/requests/<no>/export.zip")
@handover_seats
@fresh
def export(no: str) -> Response:
    """The complete file of a request at its present stage; the export is logged first."""
    purpose = _purpose()
    with tempfile.TemporaryDirectory(dir=site().config.data) as folder:
        done = desk().export(no, officer(), at(), Path(folder))
        archive = zipped(Path(folder), no)
    _log(no, purpose, done)
    response = send_file(archive, "application/zip", as_attachment=True,
                         download_name=f"{no}.zip")
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'案卷-{no}.zip')}")
    response.headers["Content-Security-Policy"] = SEALED_OFF
    return response


def _purpose() -> HandoverTo:
    try:
        return HandoverTo(request.form.get("purpose", ""))
    except ValueError:
        return HandoverTo.OTHER


def _log(no: str, purpose: HandoverTo, done: Exported) -> None:
    with writing(site().house.engine) as connection:
        office.note(connection, at(), officer().login, SecurityAct.FILE_EXPORTED,
                    officer().agency_id, request=no, purpose=purpose,
                    **officer().instead(Role.LEGAL_OFFICE, Role.ARCHIVIST),
                    packages="、".join(f"{name} {digest}" for name, digest in done.bags.items()))


def zipped(folder: Path, no: str) -> IO[bytes]:
    """Everything in a folder as one ZIP, under the number of the request."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the response
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{no}/{path.relative_to(folder).as_posix()}")
    file.seek(io.SEEK_SET)
    return file


def answer_lines() -> tuple[date, tuple[AnswerLine, ...]]:
    """The day the copy was received, as asked for or today, and by when we must answer."""
    day = today()
    with suppress(ValueError):  # not asked for, or no date
        day = min(day, date.fromisoformat(request.args.get("copy_on", "")))
    return day, tuple(answers_due(day, calendar()))
