"""The page of background jobs: what failed and why, retried or given up, each on record."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.web.conftest import Site
from tests.web.visitor import forms_of, words
from workflow import office
from workflow.record import outbox
from workflow.record.database import reading, writing
from workflow.record.models import Job
from workflow.record.outbox import Put
from workflow.work.jobs import Done, Workshop, work_off
from workflow.work.post import FolderMailer

PAGE = "/admin/jobs"
WHY = "连接被拒绝：请确认服务器已启动、地址和端口无误（ConnectionRefusedError 111）"


def put(site: Site, *numbers: int, agency: int | None = None) -> list[int]:
    """Mails about these requests that wait to leave; gives the numbers of their jobs."""
    agency = agency or site.bureau.who("system").agency_id
    with writing(site.bureau.engine) as connection:
        outbox.put(connection, [
            Put("mail", f"mail/{agency}/{n}", {"login": "handler", "no": f"BJZR-2024-{n:04}",
                                               "ref": f"BJZR-2024-{n:04}#1"}, agency)
            for n in numbers], site.bureau.now)
        return list(connection.scalars(select(Job.id).order_by(Job.id)))[-len(numbers):]


def give_up(site: Site, *ids: int) -> None:
    with writing(site.bureau.engine) as connection:
        connection.execute(update(Job).where(Job.id.in_(ids)).values(
            failed_at=site.bureau.now, attempts=12, error=WHY))


def test_what_failed_is_shown_with_its_reason_and_retried_at_a_press(
    site: Site, tmp_path: Path
) -> None:
    no = site.request()
    with writing(site.bureau.engine) as connection:
        office.set_email(connection, site.bureau.now, site.bureau.who("handler"), "a@b.example")
    [id] = put(site, int(no[-4:]))
    give_up(site, id)
    system = site.visitor("system")
    shown = words(system.get(PAGE))
    assert f"提醒邮件 {no}" in shown
    assert WHY in shown
    assert work_off(Workshop(site.bureau.desk), site.bureau.now) == Done()

    done = system.fill(PAGE, f"{PAGE}/{id}/retry")

    assert done.status_code == 303
    shown = words(system.get(PAGE))
    assert "没有停止重试的任务。" in shown
    assert "已到时间" in shown
    folder = FolderMailer("a@b.example", tmp_path / "mail")
    assert work_off(Workshop(site.bureau.desk, folder), site.bureau.now) == Done(dropped=1)
    log = words(site.visitor("audit").get("/admin/log"))
    assert "类型：提醒邮件" in log
    assert f"原因：{WHY[:20]}" in log
    assert f"申请：{no}" in log


def test_a_job_is_given_up_after_being_asked_once_more(site: Site) -> None:
    first, second = put(site, 1, 2)
    give_up(site, first)
    system = site.visitor("system")

    for id in (first, second):
        assert system.fill(PAGE, f"{PAGE}/{id}/discard").status_code == 303

    shown = words(system.get(PAGE))
    assert "没有停止重试的任务。" in shown
    assert "没有等待办理的任务。" in shown
    assert "放弃后台任务" in words(site.visitor("audit").get("/admin/log"))
    with reading(site.bureau.engine) as connection:
        assert None not in connection.scalars(select(Job.dropped_at)).all()


def test_everything_that_failed_is_retried_at_one_press(site: Site) -> None:
    give_up(site, *put(site, 1, 2, 3))
    system = site.visitor("system")

    assert "3项已交后台重新办理" in words(
        system.client.get(system.fill(PAGE, f"{PAGE}/retry").headers["Location"]))

    assert "条数：3" in words(site.visitor("audit").get("/admin/log"))


def test_a_job_of_another_agency_is_neither_seen_nor_touched(site: Site) -> None:
    with reading(site.bureau.engine) as connection:
        other = office.agency_id_of(connection, "HCJY")
    [theirs] = put(site, 77, agency=other)
    [ours] = put(site, 1)
    system = site.visitor("system")

    assert "BJZR-2024-0077" not in words(system.get(PAGE))
    form = next(one for one in forms_of(system.get(PAGE)) if one.action.endswith(f"{ours}/retry"))
    for act in ("retry", "discard"):
        assert system.post(f"{PAGE}/{theirs}/{act}", **form.values).status_code == 404
        assert system.post(f"{PAGE}/{ours}/{act}", **form.values).status_code == 303
    with reading(site.bureau.engine) as connection:
        assert connection.scalar(select(Job.dropped_at).where(Job.id == theirs)) is None


def test_long_lists_are_shown_a_page_at_a_time(site: Site) -> None:
    ids = put(site, *range(1, 131))
    give_up(site, *ids[:60])
    with writing(site.bureau.engine) as connection:  # all of a minute, so that the number decides
        connection.execute(update(Job).where(Job.id.in_(ids[100:])).values(
            not_before=site.bureau.now + timedelta(minutes=1)))
    system = site.visitor("system")
    seen: list[int] = []
    path: str | None = PAGE
    while path:
        page = system.get(path).text
        waiting = page[page.index('id="waiting"'):]
        seen += map(int, re.findall(r"<td>BJZR-2024-(\d+)</td>", waiting))
        following = re.search(r'href="([^"]+)#waiting"', waiting)
        path = following[1] if following else None

    assert seen == [*range(61, 131)]


def test_what_failed_is_paged_too(site: Site) -> None:
    give_up(site, *put(site, *range(1, 61)))
    system = site.visitor("system")
    first = system.get(PAGE).text
    following = re.search(r'href="([^"]+)#failed"', first)
    assert following

    pages = (first, system.get(following[1]).text)

    assert [re.findall(r"<td>BJZR-2024-(\d+)</td>", page)[::49] for page in pages] == [
        ["0060", "0011"], ["0010"]]


@pytest.mark.parametrize("query", [
    "before=99999999999999999999", "before=x", "after=1-99999999999", "after=-", "after=1-²",
    "after=9999999999999999-1"])
def test_a_place_of_the_lists_that_is_none_is_the_first_page(site: Site, query: str) -> None:
    put(site, 1)

    page = site.visitor("system").get(f"{PAGE}?{query}")

    assert page.status_code == 200
