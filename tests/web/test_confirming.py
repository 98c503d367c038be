"""What waits to be confirmed with the applicant: the calls, and which day counts meanwhile."""

from tests.web.conftest import Site
from tests.web.visitor import words

LIST = "/confirmations"


def letter(site: Site, **given: object) -> str:
    """An ordinary letter that came on Thursday 2024-09-26."""
    return site.bureau.receive(**{
        "channel": "ordinary_letter", "first_seen_on": "2024-09-26", "applicant_name": "赵䶮",
        "phone": "0000-87654321", "wanted": "滨河路拓宽工程批复", **given})


def test_an_unconfirmed_letter_counts_from_the_day_it_came(site: Site) -> None:
    no = letter(site)
    page = words(site.visitor("clerk").get(LIST))

    assert no in page
    assert "2024年9月26日（周四） ，答复期限 2024年10月29日（周二）" in page
    assert "当日未确认的，以信函到达之日为收到申请之日" in page
    assert "还没有联系记录" in page
    assert "0000-87654321" not in page


def test_a_call_in_vain_is_logged_and_moves_no_clock(site: Site) -> None:
    no, clerk = letter(site), site.visitor("clerk")
    before = site.bureau.clock(no).due_on
    done = clerk.fill(f"/requests/{no}", f"/requests/{no}/log_call", called_at="09:30", how="电话",
                      call_result="no_answer")
    page = words(clerk.get(LIST))

    assert done.status_code == 303
    assert "2024-09-27 09:30 无人接听、无法接通" in page
    assert site.bureau.clock(no).due_on == before
    assert site.bureau.findings() == []


def test_an_applicant_called_the_same_day_in_vain_has_no_day_until_contact_is_made(
    site: Site,
) -> None:
    no = letter(site, first_seen_on="2024-09-27", called_same_day=True)
    clerk = site.visitor("clerk")
    page = words(clerk.get(LIST))
    assert "尚未起算" in page
    assert "自恢复联系并确认之日起算" in page

    site.bureau.at("2024-09-30 09:00")
    clerk.fill(f"/requests/{no}", f"/requests/{no}/confirm_with_applicant", how="电话",
               confirmed_on="2024-09-30", with_whom="赵䶮", result="确认为本人提交")

    assert no not in clerk.get(LIST).text
    assert str(site.bureau.clock(no).received_on) == "2024-09-30"


def test_what_came_with_proof_or_was_registered_does_not_wait(site: Site) -> None:
    signed = site.bureau.receive(channel="ems", signed_on="2024-09-27", wanted="批复")
    gone_on = letter(site)
    site.bureau.act(gone_on, "clerk", "register")
    page = site.visitor("clerk").get(LIST)

    assert signed not in page.text
    assert gone_on not in page.text
    assert "没有等待确认的收件" in words(page)


def test_the_list_goes_on_where_it_ended_and_stays_in_the_agency(site: Site) -> None:
    numbers = [letter(site) for _ in range(21)]
    clerk = site.visitor("clerk")
    first = clerk.get(LIST)
    more = clerk.get(first.text.split('rel="next" href="')[1].split('"')[0])

    assert [no for no in numbers if no in first.text] == numbers[:20]
    assert [no for no in numbers if no in more.text] == numbers[20:]
    assert numbers[0] not in site.visitor("stranger").get(LIST).text
    assert site.visitor("handler").get(LIST).status_code == 403
