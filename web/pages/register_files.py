"""The register as an officer keeps and hands it on (台账的保存、打印、导出).

Some thousands of requests are exported while the officer waits; more of them in the background.
"""

import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.again import fresh
from web.headers import SEALED_OFF
from web.pages.register import Refused, address_here, refused, years
from web.pages.register_address import Address, read_query
from web.policy import case_seats
from web.site import at, officer, site, today
from workflow.errors import StepNotAllowed
from workflow.office import Directory
from workflow.record import errands
from workflow.record.database import reading, writing
from workflow.register_export import TITLE, Asked, Exported, export, refuse_unfit
from workflow.reports import register as reports
from workflow.reports.book.columns import ALL, IMPORTED, Shown
from workflow.reports.book.lines import Reader
from workflow.reports.book.narrowing import in_words
from workflow.saved_views import Listed, drop_view, save_view
from workflow.sheets import MEDIA_TYPES
from workflow.terms import SheetKind
from workflow.work.bulk_export import DIRECT, KIND

pages = Blueprint("register_files", __name__)
#: So many requests stand on a printed page; more are printed in parts, or exported.
PRINTED = 500
_BLOCK = 2**16
#: What an export may hold: the columns shown, all of them, or those an import asks for.
_WHICH = {"all": tuple(ALL.values()), "imported": IMPORTED}


@pages.get("/register/print")
@case_seats
def printed() -> str:
    """The register for paper: A3 across, the columns that are chosen, a few hundred requests."""
    asked = address_here(request.args)
    with reading(site().house.engine) as connection:
        found = reports.find(connection, officer(), asked.wanted, today(), order=asked.order,
                             after=request.args.get("after", ""), limit=PRINTED)
        reader = Reader(connection, officer(), today(), asked.columns, site().house.keys)
        lines = reader.read(found.ids, [place.number for place in found.places])
        names = Directory(connection, officer().agency_id, today()).names()
    return render_template("register_print.html", asked=asked, found=found, lines=lines,
                           narrowed=in_words(asked.wanted, names), most=PRINTED, title=TITLE)


@pages.post("/register/export")
@case_seats
@fresh
def exported() -> BaseResponse | tuple[str, int]:
    """The register as a file, as it is narrowed and sorted; it is logged before it leaves."""
    asked = read_query(request.form.get("query", ""), years())
    wanted = _wanted(asked)
    try:
        refuse_unfit(officer(), wanted)
        if _is_long(wanted):
            return _left_to_background(wanted)
    except StepNotAllowed as error:
        return refused(asked, Refused(error.reasons, request.form.to_dict()))
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed when it has been sent
    try:
        done = export(site().house.engine, site().house.keys, at(), officer(), wanted, file)
    except BaseException:
        file.close()
        raise
    return _sent(file, wanted.kind, done)


def _is_long(wanted: Asked) -> bool:
    with reading(site().house.engine) as connection:
        return reports.count(connection, officer(), wanted.wanted, today(), wanted.order,
                             DIRECT + 1) > DIRECT


def _left_to_background(wanted: Asked) -> BaseResponse:
    """Have the export made by a worker, to be fetched later by this officer."""
    with writing(site().house.engine) as connection:
        names = Directory(connection, officer().agency_id, today()).names()
        narrowed = "、".join(in_words(wanted.wanted, names)) or "全部"
        errands.ask(connection, site().house.keys, officer(), KIND,
                    f"{TITLE}（{wanted.kind.value.upper()}，{narrowed}）", wanted.to_json(), at())
    flash(f"超过{DIRECT}件，已交后台导出，办好后在本页下载。", "done")
    return redirect(url_for("errands.overview"), 303)


@pages.post("/register/views")
@case_seats
def keep_view() -> BaseResponse:
    """Keep the register as it is narrowed, sorted and shown now, under a name of one's own."""
    asked, name = read_query(request.form.get("query", ""), years()), request.form.get("name", "")
    try:
        with writing(site().house.engine) as connection:
            save_view(connection, officer(), Listed.REGISTER, name, asked.query)
    except StepNotAllowed as error:
        flash(f"视图没有保存：{'；'.join(one.text for one in error.reasons)}", "note")
    else:
        flash(f"已保存视图“{' '.join(name.split())}”。", "done")
    return redirect(_back_to(asked), 303)


@pages.post("/register/views/<int:view_id>/drop")
@case_seats
def forget_view(view_id: int) -> BaseResponse:
    """Delete a view of one's own."""
    asked = read_query(request.form.get("query", ""), years())
    with writing(site().house.engine) as connection:
        drop_view(connection, officer(), view_id)
    flash("已删除视图。", "done")
    return redirect(_back_to(asked), 303)


def _back_to(asked: Address) -> str:
    return f"{url_for('register.overview')}?{asked.query}"


def _wanted(asked: Address) -> Asked:
    form = request.form
    kind = next((one for one in SheetKind if one.value == form.get("format")), SheetKind.XLSX)
    columns: tuple[Shown, ...] = _WHICH.get(form.get("which", ""), asked.columns)
    return Asked(columns, kind, asked.wanted, asked.order, contacts="contacts" in form,
                 reason=form.get("reason", ""))


def _sent(file: IO[bytes], kind: SheetKind, done: Exported) -> Response:
    """The file block by block, under a name that says what it is and of which day."""
    name = quote(f"{TITLE}-{today().isoformat()}.{kind.value}")
    response = Response(_blocks(file), content_type=MEDIA_TYPES[kind], headers={
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Security-Policy": SEALED_OFF, "X-Yishen-Digest": done.digest})
    response.call_on_close(file.close)  # also where nobody waited for the whole
    return response


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block
