"""The floor of a page: what Flask and the server need to say nothing at all."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def nothing() -> str:
    """An empty page."""
    return "<!doctype html><title>-</title>"
