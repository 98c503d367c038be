"""Headers that let a browser protect the page: no foreign script, no frame, no guessing."""

from flask import Response, request

from web.site import site

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: A file handed in by somebody: nothing in it may run, whatever it turns out to be.
SEALED_OFF = "sandbox; default-src 'none'"
#: A PDF of our own, shown by the browser's viewer.
OWN_PDF = "frame-ancestors 'none'"


def hardened(response: Response) -> Response:
    """Give every response its headers; what a view has set itself stays."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if site().config.https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
