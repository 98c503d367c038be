"""Django as both of its engines use it: one database, no middleware, nothing logged."""

from typing import Any

import django
from django.conf import settings

from bench.engines.job import Place


def begin(place: Place, *apps: str) -> None:
    """Set Django up on a database."""
    settings.configure(
        DATABASES={"default": _database(place)}, USE_TZ=True, DEBUG=False, SECRET_KEY="bench",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps])
    django.setup()


def _database(place: Place) -> dict[str, Any]:
    if place.is_sqlite:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": place.path, "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "".join(f"PRAGMA {one};" for one in place.pragmas)}}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": place.name, "USER": "yishen",
            "HOST": place.socket}
