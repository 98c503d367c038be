"""What an officer asked for in the background, on a page: asked, seen to come, fetched, deleted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.bureau import pdf_text
from tests.web.conftest import Site
from tests.web.visitor import Visitor, forms_of, words
from tests.workflow import stages as to
from web.pages import letters
from workflow import office
from workflow.record import outbox
from workflow.record.beats import Beat, beat
from workflow.record.database import reading, writing
from workflow.record.models import Errand, Job
from workflow.record.security import SecurityAct, newest
from workflow.terms import Role
from workflow.work.jobs import Done, Workshop, work_off
from workflow.work.sweeper import sweep

PAGE, LETTERS = "/my/errands", "/letters?day=2026-05-15&until=2026-06-03"


@pytest.fixture
def clerk(site: Site) -> Visitor:
    to.issued(site.bureau)
    return site.visitor("clerk")


def ask(clerk: Visitor) -> None:
    assert clerk.fill(LETTERS, "/letters/bind").headers["Location"] == PAGE


def work(site: Site) -> Done:
    return work_off(Workshop(site.bureau.desk), site.bureau.now)


def press(visitor: Visitor, button: str) -> TestResponse:
    """Press the first button of a name on the page; `button` ends the address of its form."""
    form = next(one for one in forms_of(visitor.get(PAGE)) if one.action.endswith(button))
    return visitor.post(form.action, **form.values)


def test_letters_of_some_days_are_asked_for_seen_to_come_and_fetched(
    site: Site, clerk: Visitor
) -> None:
    page = words(clerk.get(LETTERS))
    assert "交后台合并 2 份（PDF，附目录）" in page
    assert "2026-06-03 答复书（PDF）" in page
    ask(clerk)
    shown = clerk.get(PAGE)
    assert "成批文书 成批文书-2026-05-15至2026-06-03（2份）" in words(shown)
    assert "○ 等待办理" in words(shown)
    assert 'hx-trigger="every 4s"' in shown.text

    assert work(site) == Done(done=1)

    shown = clerk.get(PAGE)
    assert "● 已办好" in words(shown)
    assert "2026-06-06 09:00 自动删除" in words(shown)
    assert "hx-trigger" not in shown.text
    file = press(clerk, "/file")
    assert file.headers["Content-Type"] == "application/pdf"
    assert "政府信息公开告知书" in pdf_text(file.data)
    assert int(file.headers["Content-Length"]) == len(file.data)
    assert "2026-06-03 09:00 下载过" in words(clerk.get(PAGE))
    with reading(site.bureau.engine) as connection:
        [line] = newest(connection, only=SecurityAct.RESULT_FETCHED)
    assert (line.officer, line.facts["digest"]) == ("clerk", file.headers["X-Yishen-Digest"])
    log = words(site.visitor("audit").get("/admin/log"))
    assert "下载办理结果" in log
    assert "类型：成批文书" in log


def test_many_letters_of_one_day_are_left_to_the_background(
    site: Site, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "DIRECT", 0)
    day = f"/letters?day={to.WEDNESDAY}"

    assert "交后台合并 1 份" in words(clerk.get(day))
    assert clerk.get(f"/letters/{to.WEDNESDAY}.pdf").headers["Location"] == day
    assert clerk.fill(day, "/letters/bind").status_code == 303
    assert f"当日文书-{to.WEDNESDAY}（1份）" in words(clerk.get(PAGE))


def test_days_that_cannot_be_bound_are_refused_beside_their_fields(
    site: Site, clerk: Visitor
) -> None:
    form = next(one for one in forms_of(clerk.get(LETTERS)) if one.action == "/letters/bind")
    for days, told in (
            ({"day": "2026-06-03", "until": "2026-06-01"}, "截止日期早于开始日期"),
            ({"day": "2026-06-01", "until": "2026-07-02"}, "一次最多31天"),
            ({"day": "2026-05-01", "until": "2026-05-02"}, "这些天没有制发文书"),
            ({"day": "x", "until": "y"}, "“y”不是日期")):
        page = clerk.post("/letters/bind", **{**form.values, **days})
        assert page.status_code == 422
        assert told in words(page)
    with reading(site.bureau.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(Job)) == 0


def test_nobody_else_sees_or_fetches_it(site: Site, clerk: Visitor) -> None:
    ask(clerk)
    work(site)
    action = next(one.action for one in forms_of(clerk.get(PAGE)) if one.action.endswith("/file"))
    for login in ("archivist", "stranger"):
        other = site.visitor(login)
        token = forms_of(other.get(PAGE))[0].values["csrf_token"]
        assert "没有交后台办理的事项" in words(other.get(PAGE))
        for act in ("file", "guarded-file", "again", "drop"):
            address = f"{action.rpartition('/')[0]}/{act}"
            assert other.post(address, csrf_token=token).status_code == 404
    guarded = action.replace("/file", "/guarded-file")
    own = next(one for one in forms_of(clerk.get(PAGE)) if one.action == action)
    assert clerk.post(guarded, **own.values).status_code == 404
    with writing(site.bureau.engine) as connection:
        office.revoke(connection, site.bureau.now, office.CONSOLE, "clerk", Role.INTAKE_CLERK,
                      from_day=site.bureau.now.date())
        office.grant(connection, site.bureau.now, office.CONSOLE, "clerk", Role.HANDLER,
                     valid_from=site.bureau.now.date())
    assert clerk.sign_in("clerk").status_code == 302
    own = next(one for one in forms_of(clerk.get(PAGE)) if one.action == action)
    refused = clerk.post(action, **own.values)
    assert refused.status_code == 422
    assert "您已没有办理“成批文书”的岗位，不能下载" in words(refused)


def test_it_is_gone_after_three_days_or_when_it_is_deleted(site: Site, clerk: Visitor) -> None:
    ask(clerk)
    work(site)
    form = next(one for one in forms_of(clerk.get(PAGE)) if one.action.endswith("/file"))
    site.bureau.now += timedelta(days=3, seconds=1)
    sweep(site.bureau.engine, site.bureau.now, mail=False)
    assert clerk.post(form.action, **form.values).status_code == 404

    ask(clerk)
    work(site)
    assert press(clerk, "/drop").status_code == 303
    assert "没有交后台办理的事项" in words(clerk.get(PAGE))
    with reading(site.bureau.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(Errand)) == 0


def test_what_was_given_up_says_why_and_is_done_once_more(site: Site, clerk: Visitor) -> None:
    ask(clerk)
    with writing(site.bureau.engine) as connection:
        connection.execute(update(Job).values(
            failed_at=site.bureau.now, error="磁盘已满：请清理磁盘（OSError 28）"))
    shown = words(clerk.get(PAGE))
    assert "▲ 已停止办理 磁盘已满：请清理磁盘" in shown
    assert press(clerk, "/again").status_code == 303
    assert work(site) == Done(done=1)
    assert "● 已办好" in words(clerk.get(PAGE))

    assert press(clerk, "/again").status_code == 303
    assert work(site) == Done(done=1)
    assert words(clerk.get(PAGE)).count("● 已办好") == 2


def test_a_worker_that_is_missing_is_missed_on_the_page(site: Site, clerk: Visitor) -> None:
    warning = "后台任务程序没有在运行"
    assert warning not in words(clerk.get(PAGE))
    ask(clerk)
    assert warning in words(clerk.get(PAGE))
    with writing(site.bureau.engine) as connection:
        beat(connection, Beat.WORKER, site.bureau.now)
    assert warning not in words(clerk.get(PAGE))
    site.bureau.now += timedelta(minutes=5)
    assert warning in words(clerk.get(PAGE))


def test_what_a_worker_has_in_hand_shows_how_far_it_is(site: Site, clerk: Visitor) -> None:
    ask(clerk)
    with writing(site.bureau.engine) as connection:
        assert outbox.take(connection, site.bureau.now) is not None
        connection.execute(update(Errand).values(done=3, total=12))
    page = clerk.get(PAGE)

    assert "◐ 正在办理" in words(page)
    assert "25%" in words(page)
    assert not [one for one in forms_of(page) if one.action.endswith("/drop")]
    assert "成批文书" in words(site.visitor("system").get("/admin/jobs"))
