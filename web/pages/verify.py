"""The verification page (文书核验): open to anybody who holds a letter of ours, and throttled."""

from hashlib import sha256

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.policy import anyone
from web.site import site
from web.throttle import OFTEN, limiter
from workflow.evidence.limits import LARGEST
from workflow.record.codes import grouped, read_code
from workflow.record.database import reading
from workflow.reports.verification import Certificate, certificate

pages = Blueprint("verify", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/verify")
@anyone
@limiter.limit(OFTEN)
def ask() -> Page:
    """Type the code, or be led on by the form."""
    typed = request.args.get("code", "")[:40]
    if not typed:
        return render_template("verify.html", typed="", unknown=False)
    code = read_code(typed)
    if code:
        return redirect(url_for("verify.show", code=code))
    return render_template("verify.html", typed=typed, unknown=True), 404


@pages.get("/verify/<code>")
@anyone
@limiter.limit(OFTEN)
def show(code: str) -> Page:
    """What the code stands for."""
    return _shown(code, None)


@pages.post("/verify/<code>")
@anyone
@limiter.limit(OFTEN)
def compare(code: str) -> Page:
    """Compare a file with the document as issued; the file is read once and kept nowhere."""
    file = request.files.get("file")
    data = file.read(LARGEST + 1) if file else b""
    return _shown(code, data)


def _shown(typed: str, data: bytes | None) -> Page:
    found = _certificate(typed)
    if found is None:
        return render_template("verify.html", typed=typed[:40], unknown=True), 404
    return render_template(
        "verified.html", found=found, code=read_code(typed), grouped=grouped(read_code(typed)),
        compared=_compared(found, data))


def _certificate(typed: str) -> Certificate | None:
    with reading(site().house.engine) as connection:
        return certificate(connection, read_code(typed))


def _compared(found: Certificate, data: bytes | None) -> str:
    """What came of the comparison: "" where none was asked for."""
    if data is None:
        return ""
    if not data:
        return "empty"
    if len(data) > LARGEST:
        return "large"
    return "same" if sha256(data).hexdigest() == found.digest else "other"
