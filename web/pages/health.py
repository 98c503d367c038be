"""Health (系统健康): two addresses for whoever watches the server, a page for the administrator."""

from functools import cache

from flask import Blueprint, Response, jsonify, render_template

import migrations
from web.policy import anyone, seats
from web.site import at, site
from workflow.record.beats import heard
from workflow.record.database import reading
from workflow.terms import Role
from workflow.work.health import Asked, Condition, conditions, is_ready

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@anyone
def alive() -> Response:
    """The program answers; nothing else is asked."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
@anyone
def ready() -> tuple[Response, int]:
    """Whether all is well, by name: true, false, or null where there is nothing yet to hold."""
    found = [one for one in _conditions() if one.serving]
    fit = is_ready(tuple(found))
    return jsonify(ready=fit, checks={one.key: one.holds for one in found}), 200 if fit else 503


@pages.get("/admin/health")
@seats(Role.SYSTEM_ADMIN)
def overview() -> str:
    """The same in words, with what is to be done."""
    found = _conditions()
    with reading(site().house.engine) as connection:
        beats = heard(connection)
    return render_template(
        "admin/health.html", conditions=sorted(found, key=lambda one: one.holds is not False),
        bad=sum(one.holds is False for one in found), beats=beats, at=at())


def _conditions() -> tuple[Condition, ...]:
    return conditions(Asked(site().house.engine, site().config.data, _head(), at()))


@cache
def _head() -> str:
    return migrations.revisions()[-1]
