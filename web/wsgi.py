"""The entry for a web server: `gunicorn -c python:web.gunicorn web.wsgi:app`."""

from web.app import create_app
from web.journal import write_lines

write_lines()
app = create_app()
