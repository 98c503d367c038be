"""Sessions: they lie on the server, end of themselves, and are ended one by one or all at once."""

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from tests.web.conftest import Site
from tests.web.test_sign_in import copied
from tests.web.visitor import forms_of, words
from workflow.record.database import reading, writing, writing_at_once
from workflow.record.security import SecurityAct, newest

OWN = "/my/sign-ins"


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_a_session_ends_after_a_quarter_of_an_hour_without_use(
    site: Site, minutes: int, status: int
) -> None:
    visitor = site.visitor("clerk")
    site.later(minutes=minutes)

    assert visitor.get("/inbox").status_code == status


def test_a_session_ends_after_eight_hours_however_busy(site: Site) -> None:
    visitor = site.visitor("clerk")
    for _ in range(34):
        site.later(minutes=14)
        assert visitor.get("/inbox").status_code == 200
    site.later(minutes=5)

    assert visitor.get("/inbox").status_code == 302


def test_the_last_use_costs_at_most_one_write_a_minute(site: Site) -> None:
    visitor = site.visitor("clerk")
    written = []

    @event.listens_for(site.bureau.engine, "before_cursor_execute")
    def _listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")):
            written.append(statement)

    site.later(seconds=59)
    for _ in range(3):
        visitor.get("/inbox")
    assert written == []

    site.later(seconds=2)
    for _ in range(3):
        visitor.get("/inbox")
    assert len(written) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_does_not_wait_for_a_writer_to_note_its_use(site: Site) -> None:
    visitor = site.visitor("clerk")
    site.later(minutes=5)
    with writing(site.bureau.engine):
        assert visitor.get("/shortcuts").status_code == 200
        with pytest.raises(OperationalError), writing_at_once(site.bureau.engine):
            pass


def test_signing_out_ends_this_session_and_no_other(site: Site) -> None:
    here, there = site.visitor("clerk"), site.visitor("clerk")
    here.fill("/inbox", "/sign-out")

    assert here.get("/inbox").status_code == 302
    assert there.get("/inbox").status_code == 200


def test_signing_in_again_leaves_no_session_behind(site: Site) -> None:
    visitor = site.visitor("clerk")
    thief = copied(visitor)
    visitor.sign_in("handler")

    assert thief.get("/inbox").status_code == 302
    assert visitor.get("/inbox").status_code == 200


def test_all_sessions_are_ended_at_once(site: Site) -> None:
    here, there = site.visitor("clerk"), site.visitor("clerk")
    thief = copied(there)
    here.fill(OWN, f"{OWN}/end-all")

    assert [one.get("/inbox").status_code for one in (here, there, thief)] == [302] * 3
    with reading(site.bureau.engine) as connection:
        assert newest(connection, limit=1)[0].what is SecurityAct.SIGNED_OUT_EVERYWHERE


def test_the_own_sign_ins_are_listed_and_ended_one_by_one(site: Site) -> None:
    there = site.visitor()
    there.client.environ_base.update(
        REMOTE_ADDR="192.0.2.7",
        HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/86.0 Safari/537.36")
    there.sign_in("clerk")
    here = site.visitor("clerk")
    page = here.get(OWN)
    assert "192.0.2.7 Chrome（Windows）" in words(page)
    assert "本次登录" in words(page)

    other = next(form.action for form in forms_of(page)
                 if form.action.endswith("/end") and "1/" in form.action)
    answer = here.send(page, other)

    assert answer.headers["Location"] == OWN
    assert there.get("/inbox").status_code == 302
    assert "本人在别处结束" in words(here.get(OWN))


def test_nobody_ends_the_session_of_somebody_else(site: Site) -> None:
    theirs, mine = site.visitor("handler"), site.visitor("clerk")
    with reading(site.bureau.engine) as connection:
        id = connection.scalar(text("SELECT id FROM sign_in WHERE login = 'handler'"))
    token = forms_of(mine.get(OWN))[-1].values["csrf_token"]

    assert mine.post(f"{OWN}/{id}/end", csrf_token=token).status_code == 404
    assert theirs.get("/inbox").status_code == 200


def test_a_cookie_made_up_opens_nothing(site: Site) -> None:
    visitor = site.visitor()
    visitor.client.set_cookie("yishen", "made-up")

    assert visitor.get("/inbox").status_code == 302


def test_what_ended_long_ago_is_forgotten(site: Site) -> None:
    site.visitor("clerk")
    site.later(hours=9)
    site.visitor("clerk")
    assert "已满最长时间" in words(site.visitor("clerk").get(OWN))

    site.later(days=31)
    site.visitor("handler")

    with reading(site.bureau.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM sign_in")) == 1
