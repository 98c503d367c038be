"""Headers that let a browser protect the page: no foreign script, no frame, no guessing."""

from urllib.parse import quote

from flask import Response, request

from web.site import site
from workflow.evidence.kinds import BY_MEDIA_TYPE, PDF

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: A file handed in by somebody: nothing in it may run, whatever it turns out to be.
SEALED_OFF = "sandbox; default-src 'none'"
#: A PDF, shown by the browser's viewer, which a sandbox would keep from starting.
OWN_PDF = "frame-ancestors 'none'"
#: A page of our own that stands alone: its style and its drawings are in it, nothing runs.
OWN_PAGE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def shown_alone(page: str) -> Response:
    """A page that needs nothing of the site, to be read, saved and published as it is."""
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = OWN_PAGE
    return response


def shown_inline(data: bytes, media_type: str, name: str) -> Response:
    """A PDF of our own in the window of the browser."""
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition("inline", name)
    response.headers["Content-Security-Policy"] = OWN_PDF
    return response


def handed_out(data: bytes, media_type: str, name: str) -> Response:
    """A file we made, to be saved."""
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition("attachment", name)
    return response


def handed_in(data: bytes, media_type: str, name: str) -> Response:
    """A file handed in: PDF and common pictures are shown, everything else is only saved.

    What was kept under another media type, perhaps before files were examined, is bytes to save.
    """
    kind = BY_MEDIA_TYPE.get(media_type)
    response = Response(data, mimetype=media_type if kind else "application/octet-stream")
    way = "inline" if kind and kind.inline else "attachment"
    response.headers["Content-Disposition"] = disposition(way, name)
    response.headers["Content-Security-Policy"] = OWN_PDF if kind is PDF else SEALED_OFF
    return response


def disposition(way: str, name: str) -> str:
    """With a Chinese name as RFC 6266 and RFC 8187 have it, and a plain one for old programs."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.() ") else "_" for c in name)
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def hardened(response: Response) -> Response:
    """Give every response its headers; what a view has set itself stays."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if site().config.https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
