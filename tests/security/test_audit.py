"""Audit (安全审计, ASVS 5.0 V16): each line of `docs/security.md` is one test."""

import json
import logging
import shutil
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.web.conftest import Site
from tests.web.test_handover import whole
from tests.web.test_unmasking import OWN, ask, opened
from tests.web.visitor import PASSWORD, words
from web.app import create_app
from web.config import Config
from web.journal import Lines, access
from workflow import office
from workflow.errors import TrailBroken
from workflow.office import CONSOLE
from workflow.record.backup import Source, back_up
from workflow.record.database import connect, reading, writing
from workflow.record.security import SecurityAct, SecurityLine, newest, verify_security_log
from workflow.work.sweeper import sweep

#: What must be read nowhere: of the applicant, and the password of everybody.
SECRETS = (OWN["applicant_name"], OWN["id_number"], OWN["phone"], OWN["address"], OWN["email"],
           PASSWORD)


def lines(site: Site) -> list[SecurityLine]:
    with reading(site.bureau.engine) as connection:
        return newest(connection, limit=1000)


def a_day(site: Site) -> str:
    """Everybody does what the log must tell: the number of the request it was about."""
    no = opened(site)
    clerk, legal = site.visitor("clerk"), site.visitor("legal")
    site.visitor().sign_in("clerk", "不对的口令不对的口令")
    ask(clerk, no, ("id_number",), "电话联系申请人")
    whole(clerk.fill("/register", "/register/export", format="csv"))
    whole(legal.fill(f"/audit/{no}", f"/requests/{no}/export.zip"))
    legal.fill("/audit/verification", "/audit/verification")
    security, system = site.visitor("security"), site.visitor("system")
    security.fill("/admin/grants", "/admin/grants", login="colleague", role="handler",
                  valid_from="2026-01-05")
    system.fill("/admin/accounts", "/admin/accounts/colleague/password")
    system.fill("/admin/accounts", "/admin/accounts/colleague/disable")
    system.fill("/admin/settings", "/admin/settings", key="contact", value="联系人：张三",
                effective_from="2030-01-01", reason="换人")
    site.visitor("audit").fill("/admin/log", "/admin/log/verify")
    clerk.fill("/inbox", "/sign-out")
    return no


def test_16_2_1_who_when_where_what_and_with_what_result_is_logged(site: Site) -> None:
    before = len(lines(site))
    a_day(site)
    told = lines(site)[:-before]
    acts = {one.what for one in told}

    assert {SecurityAct.SIGNED_IN, SecurityAct.SIGN_IN_FAILED, SecurityAct.SIGNED_OUT,
            SecurityAct.SEAT_GRANTED, SecurityAct.PASSWORD_SET, SecurityAct.OFFICER_DISABLED,
            SecurityAct.SETTING_CHANGED, SecurityAct.PERSONAL_SHOWN, SecurityAct.FILE_EXPORTED,
            SecurityAct.REGISTER_EXPORTED, SecurityAct.LOG_VERIFIED,
            SecurityAct.TRAIL_VERIFIED} <= acts
    assert all(one.at.utcoffset() == timedelta() and one.agency and one.officer for one in told)
    entered = [one for one in told if one.what is SecurityAct.SIGNED_IN]
    assert all(one.facts["where"] == "127.0.0.1" and "agent" in one.facts for one in entered)


def test_16_4_2_nobody_switches_the_log_off_and_what_cannot_be_logged_is_not_done(
    site: Site
) -> None:
    engine = site.bureau.engine
    for statement in ("UPDATE security_entry SET body = ''", "DELETE FROM security_entry",
                      "INSERT OR REPLACE INTO security_entry VALUES (1, '{}', 'x')"):
        with pytest.raises(DBAPIError), writing(engine) as connection:
            connection.execute(text(statement))
    with writing(engine) as connection:  # a fault planted in the log alone
        connection.execute(text("CREATE TRIGGER planted BEFORE INSERT ON security_entry "
                                "BEGIN SELECT RAISE(ABORT, 'planted'); END"))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        office.disable(connection, site.bureau.now, CONSOLE, "clerk")
    page = site.visitor().sign_in("clerk")

    assert page.status_code == 500
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT active FROM officer WHERE login = 'clerk'"))
        assert connection.scalar(text("SELECT count(*) FROM sign_in")) == 0


def test_16_5_3_what_cannot_write_its_log_does_not_start(site: Site, tmp_path: Path) -> None:
    data = tmp_path / "other"
    data.mkdir()
    shutil.copy(tmp_path / "yishen.sqlite", data / "yishen.sqlite")
    url = f"sqlite:///{data / 'yishen.sqlite'}"
    create_app(Config(data, url)).extensions["yishen"].house.engine.dispose()
    engine = connect(url)
    before = lines(site)
    with writing(engine) as connection:
        connection.execute(text("CREATE TRIGGER planted BEFORE INSERT ON security_entry "
                                "BEGIN SELECT RAISE(ABORT, 'planted'); END"))
    engine.dispose()

    with pytest.raises(TrailBroken, match="安全日志不能写入，没有启动"):
        create_app(Config(data, url))
    assert lines(site) == before


def test_16_4_1_entries_are_kept_for_good_and_never_fall_out_of_their_chain(site: Site) -> None:
    """网络安全法: six months at least; here nothing that is logged is ever taken out."""
    site.bureau.at("2026-06-01 09:00")
    site.visitor("clerk")
    oldest = lines(site)[-1]
    sweep(site.bureau.engine, site.bureau.now + timedelta(days=4000), mail=False)
    with reading(site.bureau.engine) as connection:
        assert verify_security_log(connection) == ()
    assert lines(site)[-1] == oldest


def test_16_4_3_a_backup_takes_the_log_off_the_machine(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for _ in range(3):
        site.visitor("clerk")
    before = [line.hash for line in lines(site)]
    data = site.app.extensions["yishen"].config.data
    to = tmp_path_factory.mktemp("off") / "night"
    back_up(Source(data, site.bureau.engine, None), to, None, site.bureau.now, "", "1")
    copy = connect(f"sqlite:///{next(to.rglob('*.sqlite'))}")
    with reading(copy) as connection:
        kept = [line.hash for line in newest(connection, limit=1000)]
    copy.dispose()

    assert kept == before
    assert len(kept) > 20


def test_16_2_5_no_log_holds_a_secret_or_anything_of_the_applicant(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    root, level = logging.getLogger(), access.level
    monkeypatch.setattr(root, "handlers", [handler])
    access.setLevel(logging.INFO)
    try:
        no = a_day(site)
        clerk = site.visitor("clerk")
        clerk.get(f"/register?q={OWN['applicant_name']}")
        with monkeypatch.context() as fault:
            fault.setattr("workflow.desk.Desk.perform", _failing)
            clerk.fill(f"/requests/{no}", f"/requests/{no}/note", text=OWN["address"])
    finally:
        access.setLevel(level)
    logged = written.getvalue()

    with pytest.raises(IntegrityError) as fault_of_ours:
        _failing()
    assert OWN["address"] not in str(fault_of_ours.value)
    assert logged.count('"level": "error"') == 1
    assert [one for one in SECRETS if one in logged] == []
    assert [one for one in SECRETS if one in str(lines(site))] == []
    assert no not in logged


def _failing(*_: Any, **__: Any) -> None:
    """A fault of the database that would quote what it was given."""
    engine = connect("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a UNIQUE)"))
        for _again in range(2):
            connection.execute(text("INSERT INTO t VALUES (:a)"), {"a": OWN["address"]})


def test_16_4_4_a_line_of_the_journal_is_one_line_of_json_whatever_is_in_it() -> None:
    nasty = "张三\r\n{\"level\": \"info\"}\u2028\u0085\x00\x1b[31m"
    record = logging.LogRecord("yishen.web", logging.ERROR, "", 1, nasty, (), None)
    with suppress(OSError):
        try:
            raise OSError(5, nasty)
        except OSError as error:
            record.exc_info = (OSError, error, error.__traceback__)
            raise
    line = Lines().format(record)

    assert line.splitlines() == [line]
    assert json.loads(line)["text"] == nasty


def test_16_5_1_an_error_is_told_by_a_number_that_stands_in_the_journal(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    no = site.request()
    clerk = site.visitor("clerk")

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr("workflow.desk.Desk.view", fail)
    page = clerk.get(f"/requests/{no}")
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]

    assert page.status_code == 500
    assert f"编号 {vars(record)['mark']}" in words(page)
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    assert "secret" not in Lines().format(record)
