"""Taking over an earlier register (历史导入): choose a file, see what it comes to, then import it.

The file stays by its slip, so it is chosen once; the preview writes nothing. What is imported is
read from the file again, whatever the page showed.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence

from flask import Blueprint, render_template, request

from web import auth
from web.errors import answer_to
from web.policy import keeps_typing, seats
from web.site import at, desk, officer
from workflow.errors import FileRefused, MovedOn, Reason, StepNotAllowed
from workflow.evidence.limits import LARGEST
from workflow.evidence.tables import EXTENSIONS
from workflow.imports.cells import allowed
from workflow.imports.preview import FaultyRegister, Preview, preview, take_over
from workflow.imports.reading import Fault, Reading
from workflow.imports.table import MOST_ROWS, Unreadable
from workflow.record.evidence import Upload
from workflow.register_columns import COLUMNS, Column, term_of, word_of
from workflow.register_rows import TakenOver
from workflow.terms import Outcome, Role

pages = Blueprint("importing", __name__, url_prefix="/register/import")
#: So many faults stand on the page; the command line lists them all.
MOST_FAULTS = 500
#: So many rows are shown as they were understood.
_FIRST_ROWS = 5
_LONGEST_CELL = 120
_EXPIRED = Reason("页面停留过久，为防止他人冒用没有导入。文件仍在，请核对后再次点“导入”。")
Page = str | tuple[str, int]


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
        if "import" in request.form and not auth.token_expired():
            return _taken_over(upload, slip)
        expired = (_EXPIRED,) if "import" in request.form else ()
        seen = preview(desk(), officer(), at(), upload.data, _left_out())
    except (FileRefused, StepNotAllowed) as error:
        return _page(answer_to(error).reasons), 422
    except Unreadable as error:
        return _page((Reason(str(error), field="file"),)), 422
    page = _page(expired, upload=upload, slip=slip, seen=seen, faults=seen.faults)
    return (page, 422) if seen.faults or expired else page


def _kept() -> str:
    """The slip of the file handed in; "" if none was."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    return desk().keep_table(Upload(file.filename, file.mimetype, file.read()))


def _left_out() -> Sequence[str]:
    return request.form.getlist("leave_out")


def _taken_over(upload: Upload, slip: str) -> Page:
    command = request.form.get("command_id", "")[:48] or secrets.token_urlsafe(24)
    try:
        done = take_over(desk(), officer(), at(), upload.data, command_id=command,
                         leave_out=_left_out())
    except FaultyRegister as error:
        return _page(upload=upload, slip=slip, faults=error.faults), 422
    except MovedOn as error:
        seen = preview(desk(), officer(), at(), upload.data, _left_out())
        return _page((Reason(str(error)),), upload=upload, slip=slip, seen=seen,
                     faults=seen.faults), 409
    return _page(upload=upload, done=done)


def _page(
    reasons: Sequence[Reason] = (), *, upload: Upload | None = None, slip: str = "",
    seen: Preview | None = None, faults: Sequence[Fault] = (), done: TakenOver | None = None,
) -> str:
    return render_template(
        "import.html", reasons=reasons, file=upload.name if upload else "", slip=slip, seen=seen,
        faults=faults[:MOST_FAULTS], fault_count=len(faults), done=done,
        counts=_counts(done.new if done else seen.survey.new if seen else {}),
        left_out=_left_out(), command_id=secrets.token_urlsafe(24),
        first_rows=list(_first_rows(seen.reading)) if seen else (),
        columns=[(one, allowed(one)) for one in COLUMNS if one.imported],
        extensions=EXTENSIONS, largest=LARGEST, most_rows=MOST_ROWS)


def _first_rows(reading: Reading) -> Iterator[tuple[int, list[tuple[Column, str]]]]:
    """The first rows as they were understood: words of the lists, whatever was written."""
    columns = [one.column for one in reading.taken if one.column]
    for row in reading.register.rows[:_FIRST_ROWS]:
        yield row.place, [(one, _understood(one, row.given.get(one.key, ""))) for one in columns]


def _understood(column: Column, text: str) -> str:
    term = term_of(column.of, text) if column.of else None
    return word_of(term) if term else text[:_LONGEST_CELL]


def _counts(new: Mapping[Outcome | None, int]) -> list[tuple[str, int]]:
    """How many requests of each result, those in hand ("") last."""
    return [(outcome.label if outcome else "", new[outcome])
            for outcome in sorted(new, key=lambda one: (one is None, str(one)))]
