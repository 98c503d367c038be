"""What is due, on the case page and on the page of the officer's day."""

import re

import pytest

from tests.web.conftest import Site
from tests.web.visitor import words
from tests.workflow import stages
from workflow.reports.month import month
from workflow.work.today import day_of


def test_the_case_page_says_what_is_due_by_when_and_what_follows(site: Site) -> None:
    """条例第三十条: received on Friday 2024-09-27, seventh working day Saturday 2024-10-12."""
    page = words(site.visitor("handler").get(f"/requests/{site.request()}"))

    assert "今天该做什么" in page
    assert "剩 7 个工作日 10月12日 周六 核对申请内容；不明确的，一次性告知补正" in page
    assert "不做的后果 此日之后告知的，须经公开办负责人同意，且不停止计算答复期限" in page


def test_what_is_due_leads_to_the_form_that_does_it(site: Site) -> None:
    no = site.request()
    page = site.visitor("handler").get(f"/requests/{no}")

    assert f'href="/requests/{no}?step=ask_for_supplement#step-ask_for_supplement"' in page.text


def test_the_form_of_what_is_due_stands_open(site: Site) -> None:
    """Once a draft is kept it is to be submitted; a file that is in order is to be sealed."""
    no = site.request()
    assert opened(site, "handler", no) == ["draft_reply"]

    site.bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "granted", "description": "补偿安置方案1份（9页）", "form": "paper"}])
    assert opened(site, "handler", no) == ["submit_for_review"]


def test_a_file_in_order_is_to_be_sealed_and_its_form_stands_open(site: Site) -> None:
    no = stages.closed(site.bureau)
    assert opened(site, "archivist", no) == ["complete_file"]

    site.bureau.act(no, "archivist", "complete_file", retention="ten_years")

    page = words(site.visitor("archivist").get(f"/requests/{no}"))
    assert "当即办理 封卷归档 条例第四十五条" in page
    assert opened(site, "archivist", no) == ["seal"]


def test_who_asks_for_another_form_has_it_open_alone(site: Site) -> None:
    no = site.request()

    assert opened(site, "handler", no, step="note") == ["note"]


def opened(site: Site, login: str, no: str, step: str = "") -> list[str]:
    """The steps whose forms stand open on the case page of an officer."""
    page = site.visitor(login).get(f"/requests/{no}" + (f"?step={step}" if step else ""))
    return re.findall(r'<details class="step[^"]*" id="step-(\w+)" open>', page.text)


def test_an_officer_without_a_part_in_it_reads_whose_it_is(site: Site) -> None:
    page = words(site.visitor("legal").get(f"/requests/{site.request()}"))

    assert "没有等待您办理的事项" in page
    assert "拟写答复并送审，留足审核、签发和送达的时间 条例第三十三条 承办人" in page


def test_my_day_gathers_what_is_due_by_day(site: Site) -> None:
    """条例第三十三条: two requests, due on Wednesday 2024-10-30 and on Thursday 2024-10-31."""
    first = site.request()
    site.bureau.at("2024-09-29 09:00")
    second = site.bureau.receive(channel="in_person", submitted_on="2024-09-29", wanted="规划文本")
    site.bureau.act(second, "clerk", "register")
    site.bureau.act(second, "clerk", "assign", handler="handler")
    site.bureau.at("2024-10-31 09:00")
    page = words(site.visitor("handler").get("/duties"))

    late, today = page.index("已经过期（1）"), page.index("今天 2024年10月31日（周四）")
    assert late < page.index(first) < today < page.index(second)
    assert "逾期未答复，申请人可以投诉、举报" in page


def test_my_day_shows_nothing_of_a_colleague_and_nothing_of_another_agency(site: Site) -> None:
    no = site.request()

    for login in ("colleague", "stranger"):
        page = words(site.visitor(login).get("/duties"))
        assert no not in page
        assert "今天没有等待您办理的事项" in page


def test_the_seats_of_the_counter_and_the_head_have_a_day_of_their_own(site: Site) -> None:
    no = site.request()
    site.bureau.at("2024-10-24 09:00")
    site.bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要逐页区分")
    page = words(site.visitor("head").get("/duties"))

    assert "决定是否延长10个工作日，批准的当日发出告知书 条例第三十三条第二款" in page
    assert "剩 4 个工作日 10月30日 周三" in page


def test_a_day_reads_no_more_requests_than_it_says(site: Site) -> None:
    numbers = [site.request() for _ in range(3)]
    day = day_of(site.bureau.desk, site.bureau.who("handler"), site.bureau.now, most=2)

    assert (day.requests, day.more) == (2, True)
    assert {due.no for due in day.duties} == set(numbers[:2])
    with pytest.raises(ValueError, match="at least one"):
        day_of(site.bureau.desk, site.bureau.who("handler"), site.bureau.now, most=0)


def test_the_calendar_of_the_clock_shows_every_day_with_how_it_counted(site: Site) -> None:
    """条例第三十三条第二款: from Friday 2024-09-27 to Wednesday 2024-10-30, with 国庆节 between."""
    no = site.request()
    shown = month(site.bureau.clock(no))
    cells = {f"{cell.day:%m-%d}": cell for week in shown.weeks for cell in week if cell}

    assert (cells["09-27"].mark, cells["09-27"].today) == ("收", True)
    assert (cells["09-29"].mark, cells["10-01"].mark) == ("1", "休")  # Sunday worked, holiday
    assert (cells["10-30"].mark, cells["10-30"].due, cells["10-30"].ahead) == ("20", True, True)
    assert [week[2].day.day for week in shown.weeks if week[2]] == [2, 9, 16, 23, 30]
    assert not shown.earlier
    assert 'class="counted ahead due"' in site.visitor("handler").get(f"/requests/{no}").text
