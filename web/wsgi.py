"""The entry for a web server: `gunicorn -c python:web.gunicorn web.wsgi:app`."""

from web.app import create_app

app = create_app()
