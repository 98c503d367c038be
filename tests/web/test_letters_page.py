"""The letters of a day (当日文书): who sees them, for which day, and the file to print from."""

import pytest

from tests.bureau import pdf_text
from tests.web.conftest import Site
from tests.workflow import stages as to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_clerk_prints_what_was_issued_on_a_day(site: Site) -> None:
    no = to.issued(site.bureau)
    clerk = site.visitor("clerk")

    page = clerk.get(f"/letters?day={to.WEDNESDAY}").text
    assert "合并打印 1 份" in page
    assert no in page
    data = clerk.get(f"/letters/{to.WEDNESDAY}.pdf").data
    assert "当日文书目录" in pdf_text(data)
    assert "政府信息公开告知书" in pdf_text(data)


def test_a_day_without_letters_and_a_slip_of_the_pen_say_so(site: Site) -> None:
    to.issued(site.bureau)
    clerk = site.visitor("clerk")

    assert "没有制发文书" in clerk.get("/letters?day=2026-05-01").text
    assert "不是日期" in clerk.get("/letters?day=2026-13-01").text
    assert clerk.get("/letters/2026-05-01.pdf").status_code == 404
    assert clerk.get("/letters/tomorrow.pdf").status_code == 404


def test_a_reviewer_has_no_business_there(site: Site) -> None:
    assert site.visitor("reviewer").get("/letters").status_code == 403
