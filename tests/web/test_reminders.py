"""The page of reminders: what was told, read at one press, and where it is mailed to."""

from tests.web.conftest import Site
from workflow.record.database import reading
from workflow.reports.reminders import address_of
from workflow.work.sweeper import sweep


def handed(site: Site) -> str:
    """A request whose assignment the handler was told of."""
    sweep(site.bureau.engine, site.bureau.now, mail=False)
    no = site.request()
    sweep(site.bureau.engine, site.bureau.now, mail=False)
    return no


def test_an_officer_sees_what_concerns_the_own_seat_and_marks_it_as_read(site: Site) -> None:
    no = handed(site)
    visitor = site.visitor("handler")
    page = visitor.get("/reminders")
    assert f"{no}：" in page.text
    assert '提醒 <span class="n hot">1</span>' in visitor.get("/inbox").text

    visitor.fill("/reminders", "/reminders/read")

    assert "未读" not in visitor.get("/reminders").text
    assert 'class="told-count"' not in visitor.get("/inbox").text
    assert no not in site.visitor("reviewer").get("/reminders").text


def test_another_agency_is_told_nothing(site: Site) -> None:
    no = handed(site)

    assert no not in site.visitor("stranger").get("/reminders").text


def test_an_address_that_is_none_stays_in_its_field(site: Site) -> None:
    visitor = site.visitor("handler")
    answer = visitor.fill("/reminders", "/reminders/address", email="liming@nowhere")

    assert answer.status_code == 422
    assert 'value="liming@nowhere"' in answer.text
    assert "请填写完整的电子邮箱" in answer.text

    assert visitor.fill("/reminders", "/reminders/address",
                          email="liming@gov.example").status_code == 303
    with reading(site.bureau.engine) as connection:
        assert address_of(connection, site.bureau.who("handler")) == "liming@gov.example"
