"""The web application (网页): one Flask app over one house."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    auth,
    cookies,
    errors,
    frame,
    journal,
    languages,
    shown,
    static_files,
    transport,
    uploads,
)
from web.config import Config, open_house
from web.headers import hardened
from web.numbers import Number
from web.pages import PAGES
from web.site import EXTENSION, Site, wall_clock
from web.throttle import limiter
from workflow.evidence.limits import LARGEST_FORM
from workflow.record.database import prepare
from workflow.record.models import Base
from workflow.record.security import prove_writable

#: The most one post may hold, in bytes; up to here a form with too many files comes back with
#: everything typed in it, beyond it only a page that says so.
LARGEST_POST = 2 * LARGEST_FORM
#: Bytes of one typed field, and how many fields a form may have.
LARGEST_TEXT_OF_A_FORM, MOST_FIELDS = 500_000, 2000


def create_app(
    config: Config | None = None, now: Callable[[], datetime] = wall_clock,
    ticks: Callable[[], datetime] = wall_clock,
) -> Flask:
    """The application for an installation; `now` tells the moment of each request.

    Sessions are measured by `ticks`, which is the same clock wherever officers work.
    """
    config = config or Config.from_environ()
    config.data.mkdir(parents=True, exist_ok=True)
    secret, *former = config.secrets
    app = Flask("web", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=secret,
        SECRET_KEY_FALLBACKS=former,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=config.pool.options(config.database_url),
        MAX_CONTENT_LENGTH=LARGEST_POST,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT_OF_A_FORM,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=transport.trusted(config),
        SESSION_COOKIE_NAME=cookies.named("yishen-form", config),
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if config.proxies:
        behind = dict.fromkeys(("x_for", "x_proto", "x_host"), config.proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, **behind)  # type: ignore[method-assign]  # Flask's way
    db = SQLAlchemy(app, metadata=Base.metadata)
    with app.app_context():
        engine = db.engine
    prepare(engine)
    app.extensions[EXTENSION] = Site(
        open_house(config, engine), config, now, ticks)
    prove_writable(engine, wall_clock())
    journal.init_app(app)
    transport.init_app(app)
    auth.init_app(app)
    errors.init_app(app)
    shown.init_app(app)
    languages.init_app(app)
    frame.init_app(app)
    static_files.init_app(app)
    limiter.init_app(app)
    app.url_map.converters["int"] = Number
    uploads.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    app.after_request(hardened)
    return app
