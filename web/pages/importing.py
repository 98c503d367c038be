"""Taking over an earlier register (历史导入): choose a file, see what it comes to, then import it.

The file stays by its slip, so it is chosen once; the preview writes nothing. What is imported is
read from the file again, whatever the page showed. A large file is looked over and taken over in
the background, and a page of its own shows how far it is and what came of it.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web import auth
from web.errors import answer_to
from web.numbers import number
from web.policy import keeps_typing, seats
from web.site import at, desk, officer, site
from workflow.errors import FileRefused, MovedOn, NotFound, Reason, StepNotAllowed
from workflow.evidence.limits import LARGEST
from workflow.evidence.tables import EXTENSIONS
from workflow.imports.cells import allowed
from workflow.imports.look import Look, by_key
from workflow.imports.preview import FaultyRegister, preview, take_over
from workflow.imports.table import MOST_ROWS, Unreadable
from workflow.record import errands
from workflow.record.database import reading, writing
from workflow.record.errands import KEPT, Errand
from workflow.record.evidence import Upload
from workflow.register_columns import COLUMNS
from workflow.register_rows import TakenOver
from workflow.terms import Outcome, Role
from workflow.work.bulk_import import IMPORT, LOOK, is_large
from workflow.work.health import is_worked

pages = Blueprint("importing", __name__, url_prefix="/register/import")
#: So many faults stand on a page; the command line lists them all.
MOST_FAULTS = 500
_EXPIRED = Reason("页面停留过久，为防止他人冒用没有导入。文件仍在，请核对后再次点“导入”。")
Page = str | tuple[str, int] | BaseResponse


@dataclass(frozen=True)
class Shown:
    """What the page shows of a file: which one, what it comes to, or what came of it."""

    file: str = ""
    slip: str = ""
    look: Look = field(default_factory=Look)
    #: Whether it was looked over with nothing against it.
    seen: bool = False
    done: TakenOver | None = None
    new: Mapping[str, int] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    #: The errand it was done by; "" where it was done at once.
    errand: str = ""


@pages.get("")
@seats(Role.INTAKE_CLERK)
def overview() -> Page:
    """Which file, and what a file has to be like."""
    return _page()


@pages.post("")
@seats(Role.INTAKE_CLERK)
@keeps_typing
def look() -> Page:
    """What the file comes to; with the button 导入, that it was imported."""
    slip = request.form.get("slip", "")
    try:
        slip = _kept() or slip
        if not slip:
            raise StepNotAllowed([Reason("请选择登记台账文件（CSV、XLSX）", field="file")])
        upload = desk().handed_in(slip)
        expired = auth.token_expired()
        if is_large(upload) and not expired:
            return _left_to_background(upload, slip)
        if "import" in request.form and not expired:
            return _taken_over(upload, slip)
        told = (_EXPIRED,) if "import" in request.form else ()
        shown = _looked(upload, slip)
    except (FileRefused, StepNotAllowed) as error:
        return _page(answer_to(error).reasons), 422
    except Unreadable as error:
        return _page((Reason(str(error), field="file"),)), 422
    page = _page(told, shown)
    return (page, 422) if shown.look.faults or told else page


@pages.get("/<errand>")
@seats(Role.INTAKE_CLERK)
def shown(errand: str) -> Page:
    """How far the background is with a large file, and what came of it."""
    with reading(site().house.engine) as connection:
        standing = errands.own_one(connection, site().house.keys, officer(), errand, at())
        worked = is_worked(connection, at())
    one = standing.errand
    if one.kind not in (LOOK, IMPORT):
        raise NotFound("没有这项后台办理")
    if one.ended_at is None:
        return render_template("import_wait.html", standing=standing, idle=not worked,
                               importing=one.kind == IMPORT, kept_days=KEPT.days)
    return _page(() if one.pieces else one.told.reasons, _of_errand(one))


def _kept() -> str:
    """The slip of the file handed in; "" if none was."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    return desk().keep_table(Upload(file.filename, file.mimetype, file.read()))


def _left_out() -> Sequence[str]:
    return request.form.getlist("leave_out")


def _left_to_background(upload: Upload, slip: str) -> BaseResponse:
    """Have a large file looked over, or taken over, by a worker."""
    kind = IMPORT if "import" in request.form else LOOK
    asked = {"slip": slip, "leave_out": list(_left_out()), "name": upload.name}
    with writing(site().house.engine) as connection:
        name = errands.ask(connection, site().house.keys, officer(), kind, upload.name, asked,
                           at())
    return redirect(url_for("importing.shown", errand=name), 303)


def _looked(upload: Upload, slip: str) -> Shown:
    seen = Look.of(preview(desk(), officer(), at(), upload.data, _left_out()))
    return Shown(upload.name, slip, seen, not seen.faults, new=seen.new, left_out=_left_out())


def _taken_over(upload: Upload, slip: str) -> Page:
    command = request.form.get("command_id", "")[:48] or secrets.token_urlsafe(24)
    try:
        done = take_over(desk(), officer(), at(), upload.data, command_id=command,
                         leave_out=_left_out())
    except FaultyRegister as error:
        return _page((), Shown(upload.name, slip, Look.of_faults(error.faults))), 422
    except MovedOn as error:
        return _page((Reason(str(error)),), _looked(upload, slip)), 409
    return _page((), Shown(upload.name, done=done, new=by_key(done.new)))


def _of_errand(one: Errand) -> Shown:
    """What came of an errand, as the page of the file shows it."""
    file, slip, left_out = (one.asked[name] for name in ("name", "slip", "leave_out"))
    if "done" in one.told.facts:
        done = TakenOver(**one.told.facts["done"])
        return Shown(file, done=done, new=one.told.facts["done"]["new"], errand=one.name)
    if not one.pieces:
        return Shown(file, slip, left_out=left_out, errand=one.name)
    seen = Look.read(b"".join(errands.read(site().house.engine, one)))
    return Shown(file, slip, seen, not seen.fault_count, new=seen.new, left_out=left_out,
                 errand=one.name)


def _page(reasons: Sequence[Reason] = (), shown: Shown = Shown()) -> str:
    first = max(0, request.args.get("from", 0, type=number))
    faults = shown.look.faults
    return render_template(
        "import.html", reasons=reasons, shown=shown, look=shown.look, done=shown.done,
        faults=faults[first:first + MOST_FAULTS], first_fault=first, per_page=MOST_FAULTS,
        counts=_counts(shown.new), command_id=secrets.token_urlsafe(24),
        day_columns={one.key for one in COLUMNS if one.holds.value == "day"},
        columns=[(one, allowed(one)) for one in COLUMNS if one.imported],
        extensions=EXTENSIONS, largest=LARGEST, most_rows=MOST_ROWS)


def _counts(new: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many requests of each result, those in hand ("") last."""
    return [(Outcome(key).label if key else "", new[key])
            for key in sorted(new, key=lambda one: (not one, one))]
