"""Data, cryptography, configuration (ASVS 5.0 V11 to V16): each line is one test."""

import importlib.metadata
import json
import re
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from tests.house import ROOT, modules, tracked
from tests.security.document import Document
from tests.security.inventory import unknown, used
from tests.web.conftest import Site
from tests.web.visitor import Visitor, words
from tests.workflow import stages
from web.app import create_app
from web.cli import main
from web.cli.sbom import bill
from web.config import Config, WeakSecret
from workflow.errors import TrailBroken
from workflow.record.beats import Beat, beat, heard
from workflow.record.database import reading, writing
from workflow.record.keyring import KeyRing
from workflow.record.settings import SETTINGS
from workflow.work import health


def test_11_1_2_the_inventory_of_cryptography_is_what_the_code_uses() -> None:
    written = {line.algorithm: set(line.modules) for line in Document.read().inventory}

    assert unknown() == set()
    assert written == used()


def test_11_1_3_what_must_not_be_guessed_comes_from_the_system_not_from_a_sequence() -> None:
    drawing = {module.name for module in modules() if any(
        re.search(r"^(?:import random|from random )", line)
        for line in module.path.read_text(encoding="utf-8").splitlines())}

    # Made-up applicants, and how long a refused write waits before it is tried again.
    assert drawing == {"web.demo.tale", "web.demo.neighbours", "workflow.record.database"}


def test_11_2_2_whatever_is_sealed_or_hashed_names_its_format_and_its_key(
    site: Site, tmp_path: Path
) -> None:
    no = site.request()
    with reading(site.bureau.engine) as connection:
        bodies = connection.scalars(text("SELECT body FROM trail_entry")).all()
        sealed = connection.scalars(text("SELECT sealed FROM personal_field")).all()
    assert bodies
    assert {(json.loads(one)["v"] > 0, json.loads(one)["alg"]) for one in bodies} == {
        (True, "sha256")}
    assert {bytes(one[:2]) for one in sealed} == {b"g2"}

    ring = KeyRing(tmp_path / "ring")
    held = ring.seal(f"BJZR/{no}", b"x")
    assert held[:2] == b"w1"
    for changed in (b"w9" + held[2:], held[:2] + b"\x00\x09" + held[4:], held[:-1] + b"\x00"):
        with pytest.raises(TrailBroken):
            ring.open(f"BJZR/{no}", changed)
    with pytest.raises(TrailBroken):
        ring.open("BJZR/elsewhere", held)  # moved to another row


def test_14_2_1_nothing_personal_lies_in_the_clear_where_it_is_kept(site: Site) -> None:
    site.bureau.at(f"{stages.MONDAY} 09:00")
    stages.assigned(site.bureau, applicant_name="赵明远", phone="0000-77317731", id_number="",
                    address="滨江市静夜思巷77号")
    data = site.app.extensions["yishen"].config.data
    with reading(site.bureau.engine) as connection:
        rows = str(connection.execute(text("SELECT body FROM trail_entry")).all())
    files = b"".join(path.read_bytes() for path in (data / "files").rglob("*") if path.is_file())

    for value in ("0000-77317731", "静夜思巷77号"):
        assert value not in rows
        assert value.encode() not in files
    assert not re.search(rb"%PDF|PNG", files)


def _plain(site: Site, **more: Any) -> Visitor:
    """A browser on another machine, before a site as it is served unless told otherwise."""
    held = site.app.extensions["yishen"].config
    app = create_app(Config(held.data, held.database_url, **more))
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    return visitor


def test_12_2_1_no_page_is_served_to_another_machine_without_tls(site: Site) -> None:
    answers = {}
    for name, more in (("usual", {}), ("told", {"plain_http": True}), ("tls", {"https": True})):
        visitor = _plain(site, **more)
        answers[name] = visitor.get("/sign-in")
        visitor.app.extensions["yishen"].house.engine.dispose()
    assert {name: one.status_code for name, one in answers.items()} == {
        "usual": 403, "told": 200, "tls": 403}
    assert "只通过 HTTPS" in answers["usual"].text

    here = _plain(site)
    here.client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
    assert here.get("/sign-in").status_code == 200
    here.app.extensions["yishen"].house.engine.dispose()


def test_4_1_3_what_a_proxy_says_is_believed_only_of_as_many_as_are_named(site: Site) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.9",
            "X-Forwarded-Host": "evil.example"}
    unnamed, named = _plain(site), _plain(site, proxies=1, https=True)
    assert unnamed.client.get("/sign-in", headers=told).status_code == 403
    assert named.client.get("/sign-in", headers=told).status_code == 200
    twice = {**told, "X-Forwarded-Proto": "https, http", "X-Forwarded-For": "127.0.0.1, 192.0.2.9"}
    assert named.client.get("/sign-in", headers=twice).status_code == 403
    for one in (unnamed, named):
        one.app.extensions["yishen"].house.engine.dispose()


@pytest.mark.parametrize("weak", ["", "secret", "a" * 64, "0123456789" * 2])
def test_13_3_1_a_key_that_could_be_guessed_is_not_used(tmp_path: Path, weak: str) -> None:
    place = tmp_path / "keys" / "cookie.key"
    place.parent.mkdir()
    place.write_text(weak)
    with pytest.raises(WeakSecret, match="没有启动"):
        create_app(Config(tmp_path, f"sqlite:///{tmp_path / 'yishen.sqlite'}"))


def test_13_3_2_keys_lie_in_files_for_one_account_and_in_neither_database_nor_repository(
    site: Site
) -> None:
    data = site.app.extensions["yishen"].config.data
    keys = [path for path in (data / "keys").iterdir() if path.is_file()]
    assert {path.name for path in keys} >= {"cookie.key", "personal.key", "index.key"}
    assert [path for path in keys if stat.S_IMODE(path.stat().st_mode) & 0o077] == []

    held = (data / "yishen.sqlite").read_bytes()
    assert [path for path in keys if path.read_bytes() in held] == []
    assert not [key for key in SETTINGS if re.search("password$|secret|token|private", key)]
    holding = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{40}")
    assert [path for path in tracked() if holding.search(path.read_bytes())] == []


def _signer(app: Flask) -> Any:
    """What signs the cookies of an application."""
    return SecureCookieSessionInterface().get_signing_serializer(app)


def test_13_3_4_a_new_key_of_cookies_takes_over_and_what_the_old_one_signed_still_holds(
    tmp_path: Path
) -> None:
    config = Config(tmp_path, f"sqlite:///{tmp_path / 'yishen.sqlite'}")
    first, app = config.secret, create_app(config)
    with app.test_request_context():
        session["kept"] = "1"
        signed = str(_signer(app).dumps(dict(session)))
    (tmp_path / "keys" / "cookie.key").write_text(f"{'0123456789abcdef' * 4}\n{first}\n")
    after = create_app(config)

    assert config.secret != first
    assert _signer(after).loads(signed)["kept"] == "1"
    (tmp_path / "keys" / "cookie.key").write_text("0123456789abcdef" * 4)
    alone = create_app(config)
    with pytest.raises(Exception, match="Signature"):
        _signer(alone).loads(signed)
    for one in (app, after, alone):
        one.extensions["yishen"].house.engine.dispose()


def test_13_4_2_nothing_is_debugged_in_service_and_no_version_is_told(site: Site) -> None:
    assert (site.app.debug, site.app.testing) == (False, False)
    versions = {importlib.metadata.version(name) for name in ("flask", "werkzeug", "gunicorn",
                                                              "jinja2", "yishen")}
    for path in ("/sign-in", "/nowhere", "/guide"):
        answer = site.visitor().get(path)
        told = f"{answer.headers} {answer.text}"
        assert [one for one in versions if re.search(rf"\b{re.escape(one)}\b", told)] == []
        assert "X-Powered-By" not in answer.headers
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT"):
        answer = site.visitor().client.open("/sign-in", method=method)
        assert answer.status_code == 405
    assert [site.visitor().get(path).status_code for path in (
        "/static/", "/static/../web/config.py", "/.git/config", "/console")] == [404] * 4


def test_16_5_4_whatever_goes_wrong_is_answered_by_a_page_and_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in the guard itself lets nobody in."""
    clerk = site.visitor("clerk")

    def fail(*_: object) -> None:
        raise RuntimeError("fault")

    monkeypatch.setattr("web.auth.sessions.entered", fail)
    page = clerk.get("/inbox")
    assert (page.status_code, "已记录，编号" in words(page)) == (500, True)
    monkeypatch.undo()
    monkeypatch.setattr("web.auth.audience_of", fail)
    assert clerk.get("/inbox").status_code == 500
    assert clerk.post("/sign-out").status_code == 500


def test_15_2_1_every_library_is_locked_by_digest_and_stands_in_the_bill_of_materials(
    capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        pins = re.findall(r"^([a-z0-9-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)",
                          (ROOT / name).read_text(), re.M)
        lines = [line for line in (ROOT / name).read_text().splitlines() if "==" in line]
        assert len(pins) == len(lines) > 50

    listed = {(one["name"], one["version"]) for one in bill()["components"]}
    run = re.findall(r"^([a-z0-9-]+)==(\S+) \\", (ROOT / "requirements.txt").read_text(), re.M)
    assert {pin for pin in run if pin not in listed and pin[0] not in _ELSEWHERE} == set()
    assert {"bootstrap", "htmx.org", "GW-Fang.ttf"} <= {name for name, _ in listed}
    assert main(["sbom"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["bomFormat"], printed["specVersion"]) == ("CycloneDX", "1.6")


#: Locked for machines other than this one.
_ELSEWHERE = {"colorama"}


def test_13_2_6_a_backup_that_is_late_or_was_never_made_turns_the_check_up_red(
    site: Site
) -> None:
    def found(passed: timedelta) -> bool | None:
        at = site.bureau.now + passed
        with reading(site.bureau.engine) as connection:
            return health.backed_up(connection, heard(connection).get(Beat.BACKUP), at).holds

    never = found(timedelta(days=2))
    with writing(site.bureau.engine) as connection:
        beat(connection, Beat.BACKUP, site.bureau.now)

    assert [never, found(timedelta(hours=25)), found(timedelta(hours=27))] == [False, True, False]


def test_14_2_6_no_more_is_asked_of_an_applicant_than_the_regulation_asks(site: Site) -> None:
    """条例第二十九条: name, proof of identity, contact; what is asked for; the form wanted."""
    form = site.bureau.desk.receive_form(site.bureau.who("clerk"), site.bureau.now).form
    required = {name for name, field in form.fields.items() if field.required}
    personal = {name for name, field in form.fields.items() if field.metadata.get("personal")}

    assert required == {"channel", "items"}
    assert personal == {
        "applicant_name", "id_number", "phone", "address", "postcode", "email"}
