"""The calendar page: what is known and missing, a notice looked at, loaded, dates brought along."""

import io
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.holiday_notices import NUMBER, notice_of_2027, notice_text
from tests.web.conftest import CHEAP, Site
from tests.web.visitor import PASSWORD, words
from tests.workflow.census import nothing_written
from web.passwords import hashed
from web.site import EXTENSION
from workflow import office
from workflow.errors import StepNotAllowed
from workflow.record.database import writing
from workflow.terms import AgencyKind, Role

CALENDAR = "/admin/calendar"


@pytest.fixture
def december(site: Site) -> Site:
    """A December with a request whose reply is due in January, and the notice not yet loaded."""
    site.bureau.at("2026-12-14 10:00")  # Monday
    no = site.bureau.receive(channel="in_person", submitted_on="2026-12-14", wanted="规划文本")
    site.bureau.act(no, "clerk", "register")
    site.bureau.at("2026-12-14 11:00")
    return site


def look(site: Site, text: str | bytes) -> TestResponse:
    """Hand in a file, and see that nothing is written by looking."""
    data = text.encode() if isinstance(text, str) else text
    system = site.visitor("system")
    with nothing_written(site.bureau.engine):
        return system.fill(CALENDAR, CALENDAR, file=(io.BytesIO(data), "2027.toml"))


def test_the_missing_year_and_what_depends_on_it_are_named(december: Site) -> None:
    page = words(december.visitor("system").get(CALENDAR))

    assert "▲ 尚未载入2027年的放假通知" in page
    assert "期限为暂定的有 1 件" in page
    assert "国办发明电〔2025〕7号" in page


def test_a_notice_is_looked_at_then_loaded_and_the_requests_come_along(december: Site) -> None:
    page = look(december, notice_of_2027())
    shown = words(page)
    assert "试用的放假通知（尚未载入）" in shown
    # 12-15 to 12-31 are 13 days; New Year's Day is off, the 20th is 2027-01-12 (Tuesday).
    assert "BJZR-2026-0001 2027-01-12 暂定 2027-01-12 由暂定转为确定" in shown

    system = december.visitor("system")
    page = system.fill(CALENDAR, CALENDAR, text=notice_of_2027())
    assert system.send(page, f"{CALENDAR}/load").status_code == 303
    after = words(system.get(CALENDAR))

    assert "重算本机关在办申请1件" in after
    assert "今年和明年的放假通知都已载入" in after
    assert f"{NUMBER}（文号待核）" in after
    assert "期限为暂定的有 0 件" in after
    trail = december.bureau.see("BJZR-2026-0001").trail
    assert (trail[-1].entry.step, trail[-1].entry.officer) == ("recompute_calendar", "system")
    folder: Path = december.app.extensions[EXTENSION].config.data / "notices"
    assert [one.read_text() for one in folder.glob("*.toml")] == [notice_of_2027()]
    assert december.bureau.findings() == []


@pytest.mark.parametrize(("text", "said"), [
    ("不是 TOML", "不合TOML格式"), ("", "请选择放假通知文件"), (b"\xff\xfe\x00", "UTF-8编码"),
    (notice_text(off=[]), "没有写出放假或者上班的日期"), (b"x" * 60_000, "文件过大"),
    (notice_of_2027().replace("2026-11-04", "2026-12-24"), "晚于今天"),
], ids=["words", "empty", "bytes", "no days", "large", "from tomorrow"])
def test_a_file_that_is_no_notice_is_explained(
    december: Site, text: str | bytes, said: str
) -> None:
    page = look(december, text)

    assert (page.status_code, said in words(page)) == (422, True)


def test_a_known_notice_is_not_loaded_twice(december: Site) -> None:
    system = december.visitor("system")
    page = system.fill(CALENDAR, CALENDAR, text=notice_of_2027())
    system.send(page, f"{CALENDAR}/load")
    again = system.send(page, f"{CALENDAR}/load")

    assert (again.status_code, "已经载入" in words(again)) == (422, True)


def test_an_agency_below_loads_nothing_and_is_told_who_does(december: Site) -> None:
    bureau = december.bureau
    with writing(bureau.engine) as connection:
        below = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="BJDY", name="东岸分局", short_name="东",
            kind=AgencyKind.DISPATCHED_OFFICE, parent_code="BJZR")
        office.add_officer(connection, bureau.now, office.CONSOLE, below, login="below",
                           name="董熙", branch="system", password_hash=hashed(PASSWORD, CHEAP))
        office.grant(connection, bureau.now, office.CONSOLE, "below", Role.SYSTEM_ADMIN,
                     valid_from=bureau.now.date())
        by = office.actor_of(connection, "below", bureau.now.date())
        with pytest.raises(StepNotAllowed, match="最上级机关"):
            office.load_notice(connection, bureau.now, by, notice_of_2027())
    page = december.visitor("below").get(CALENDAR)

    assert "由最上级机关的系统管理员载入" in words(page)
    assert 'name="file"' not in page.text


def test_a_changed_way_of_counting_is_brought_to_the_lists_with_its_reason(site: Site) -> None:
    bureau = site.bureau
    bureau.at("2024-09-28 10:00")  # Saturday
    no = bureau.receive(channel="in_person", submitted_on="2024-09-28", wanted="规划文本")
    bureau.act(no, "clerk", "register")
    bureau.set("clock.shift_rest_day_receipt", "on", since="2024-09-29")
    bureau.at("2024-09-29 10:00")
    system = site.visitor("system")
    page = system.get(f"{CALENDAR}?check=1")
    assert f"{no} 2024-10-30 2024-10-31 日期变动" in words(page)

    refused = system.send(page, f"{CALENDAR}/recompute", reason="")
    assert (refused.status_code, "请写明重算的原因" in words(refused)) == (422, True)
    assert system.send(page, f"{CALENDAR}/recompute", reason="变更口径").status_code == 303
    assert "本机关没有在办申请的日期变动" in words(system.get(f"{CALENDAR}?check=1"))


@pytest.mark.parametrize("login", ["clerk", "head", "security", "audit"])
def test_other_seats_keep_no_calendar(site: Site, login: str) -> None:
    assert site.visitor(login).get(CALENDAR).status_code == 403
