"""Verification by the legal office (台账核验): the whole log or one request, step after step.

Without scripts one post does it all. With them each post verifies a few requests and hands back
how far it has come and what it found, signed; the page sends that on with the next post, so that
nothing is kept here between two of them and no thread runs on its own.
"""

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from web.findings import Line, Run, by_code, csv_of, text_of
from web.frame import the_office
from web.policy import seats
from web.site import at, desk, officer, site, today
from workflow import office
from workflow.archive.auditor.audit import audit
from workflow.archive.logbook import Evidence
from workflow.archive.progress import how_many, numbers_after, verify_rest, verify_some
from workflow.errors import NotFound
from workflow.record.database import reading, writing
from workflow.record.notary import known_keys
from workflow.record.security import SecurityAct
from workflow.terms import Role

pages = Blueprint("verification", __name__, url_prefix="/audit/verification")
#: How many requests one step verifies.
STEP = 20
_KINDS = {"csv": (csv_of, "text/csv"), "txt": (text_of, "text/plain")}


@pages.get("")
@seats(Role.LEGAL_OFFICE)
def overview() -> str:
    """The page on which a run is begun."""
    return render_template("verification.html", run=None, no=request.args.get("no", ""))


@pages.post("")
@seats(Role.LEGAL_OFFICE)
def whole() -> str:
    """A whole run in one post."""
    run = _begun()
    while not run.complete:
        run = _next(run)
    return render_template("verification.html", run=run, no=run.no, result=_result(run))


@pages.post("/step")
@seats(Role.LEGAL_OFFICE)
def step() -> str:
    """The next step of a run; after the last one its result."""
    signed = request.form.get("run", "")
    run = Run.of(signed, officer()) if signed else _begun()
    run = _next(run)
    return _result(run) if run.complete else render_template("_progress.html", run=run)


@pages.post("/findings.<kind>")
@seats(Role.LEGAL_OFFICE)
def download(kind: str) -> Response:
    """The findings of a run as a table (CSV) or as text."""
    write, mimetype = _KINDS.get(kind, (None, ""))
    if write is None:
        raise NotFound("没有这种格式")
    run = Run.of(request.form.get("run", ""), officer())
    response = Response(write(run.lines), mimetype=mimetype)
    name = f"findings-{run.agency}-{run.begun[:10]}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _begun() -> Run:
    """A new run of what was asked for.

    Raises NotFound for a request of another agency.
    """
    no, own = request.form.get("no", "").strip(), the_office()
    code = own.code if own else ""
    if no:
        desk().view(no, officer(), at())
    with reading(site().house.engine) as connection:
        total = 1 if no else how_many(connection, code)
    return Run(officer().login, code, no, bool(request.form.get("letters")), total,
               at().isoformat())


def _next(run: Run) -> Run:
    """Verify the next requests, and with the last of them what belongs to none."""
    house, numbers, last = site().house, [run.no], True
    if not run.no:
        with reading(house.engine) as connection:
            numbers = numbers_after(connection, run.agency, run.after, STEP)
        last = len(numbers) < STEP
    found = [Line.of(one) for one in verify_some(house.engine, house.keys, house.store, numbers)]
    if run.letters and numbers:
        found += [Line(one.name, one.request, one.letter, one.text, one.article)
                  for seen in audit(house.engine, house.keys, house.store, today(), numbers)
                  for one in seen.findings]
    if last and not run.no:
        evidence = Evidence(known_keys(site().config.notary))
        found += map(Line.of, verify_rest(house.engine, run.agency, evidence))
    after = numbers[-1] if numbers else run.after
    return run.gone_on(after, len(numbers), found, complete=last)


def _result(run: Run) -> Markup:
    """The findings by code; that the run was made stands in the security log."""
    with writing(site().house.engine) as connection:
        office.note(connection, at(), officer().login, SecurityAct.TRAIL_VERIFIED,
                    officer().agency_id, request=run.no or "*", requests=run.checked,
                    findings=run.found, **officer().instead(Role.LEGAL_OFFICE))
    return Markup(render_template("_verified.html", run=run, groups=by_code(run.lines)))
