"""Static files: what a page refers to names its version, and a changed file gets another one."""

import re
from pathlib import Path

from flask import Flask, url_for

from tests.web.conftest import Site
from web import static_files


def test_every_style_and_script_of_a_page_names_its_version(site: Site) -> None:
    visitor = site.visitor("clerk")
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.get("/inbox").text)

    assert found
    assert all(re.search(r"\?v=[0-9a-f]{12}$", one) for one in found)
    for one in found:
        with visitor.get(one) as answer:  # a file, to be closed
            assert answer.status_code == 200


def test_a_changed_file_gets_another_address(tmp_path: Path) -> None:
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    static_files.init_app(app)
    seen = []
    for text in ("a {}", "b {}"):
        (tmp_path / "page.css").write_text(text)
        with app.test_request_context():
            seen.append(url_for("static", filename="page.css"))

    assert len(set(seen)) == 2
