"""The command line for whoever is locked out: a start password, an unlocked account, no phone."""

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web.conftest import CHEAP
from tests.web.phone import Phone
from tests.web.visitor import PASSWORD, Visitor, words
from web.app import create_app
from web.cli import main
from web.config import Config
from workflow.evidence.scanner import Policy
from workflow.record.database import connect, reading
from workflow.record.security import newest

OWN = "渡口的船都回来了，已是黄昏"


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A browser before an installation in which the console has just opened an account."""
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path))
    monkeypatch.setenv("YISHEN_PASSWORD", PASSWORD)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(("agency", "add", "BJZR", "--name", "滨江市自然资源局",
                 "--kind", "city_department")) == 0
    assert main(("officer", "add", "admin", "--agency", "BJZR", "--name", "程明",
                 "--role", "system_admin")) == 0
    url = f"sqlite:///{tmp_path / 'yishen.sqlite'}"
    return Visitor(create_app(Config(tmp_path, url, argon2=CHEAP, clamav=Policy.OFF)))


def settled(visitor: Visitor) -> None:
    """The administrator has replaced the password the console knew."""
    visitor.sign_in("admin")
    visitor.fill("/password", "/password", _password=PASSWORD, new=OWN, again=OWN)


def test_the_password_the_console_knows_is_a_start_password(visitor: Visitor) -> None:
    visitor.sign_in("admin")

    assert visitor.get("/").headers["Location"] == "/password"


def test_a_reset_password_ends_what_is_open_and_must_be_replaced(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    settled(visitor)
    assert main(("officer", "reset", "admin")) == 0
    told = re.search(r"初始口令：([a-z2-9-]{19})", capsys.readouterr().out)
    assert told is not None

    assert visitor.get("/admin/accounts").status_code == 302
    visitor.sign_in("admin", told[1])
    assert visitor.get("/admin/accounts").headers["Location"] == "/password"


def test_an_account_that_is_shut_is_opened_again(visitor: Visitor) -> None:
    settled(visitor)
    other = Visitor(visitor.app)
    for _ in range(5):
        other.sign_in("admin", "不对的口令不对的口令")
    assert "暂停登录" in words(other.sign_in("admin", OWN))

    assert main(("officer", "unlock", "admin")) == 0

    assert other.sign_in("admin", OWN).status_code == 302


def test_a_phone_is_taken_off_with_a_reason(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    settled(visitor)
    page = visitor.fill("/my/code", "/my/code/offer", _password=OWN)
    visitor.send(page, "/my/code", code=Phone.typed_from(page).code(datetime.now(UTC)))
    assert main(("officer", "unbind", "admin", "--reason", " ")) == 2

    assert main(("officer", "unbind", "admin", "--reason", "手机遗失")) == 0

    assert Visitor(visitor.app).sign_in("admin", OWN).headers["Location"] == "/"
    assert main(("officer", "unbind", "admin", "--reason", "手机遗失")) == 2
    assert "没有绑定动态口令" in capsys.readouterr().err


@pytest.mark.parametrize("words_of_it", [("reset",), ("unlock",), ("unbind", "--reason", "x")])
def test_a_login_nobody_has_is_named(
    visitor: Visitor, capsys: pytest.CaptureFixture[str], words_of_it: tuple[str, ...]
) -> None:
    assert main(("officer", *words_of_it, "nobody")) == 2
    assert "没有“nobody”这个账号" in capsys.readouterr().err


def test_every_rescue_stands_in_the_security_log(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    settled(visitor)
    main(("officer", "reset", "admin"))
    main(("officer", "unlock", "admin"))
    engine = connect(Config.from_environ().database_url)
    with reading(engine) as connection:
        lines = newest(connection, limit=2)
    engine.dispose()

    assert [(line.officer, line.what.label) for line in lines] == [
        ("console", "解除暂停登录"), ("console", "变更口令")]
