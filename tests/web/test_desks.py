"""The desks of head, leader and legal office, and the page of substitution."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.bureau import Bureau
from tests.web.conftest import Site
from tests.web.visitor import words
from tests.workflow import stages as to
from tests.workflow import stages_fees
from workflow.record.database import reading
from workflow.record.substitutions import of_agency
from workflow.reports.inbox import InboxFilter, by_unit, inbox
from workflow.reports.oversight import ReviewNeed, watched
from workflow.reports.punctuality import Kept, Punctuality, punctuality, replies

MONDAY, WEDNESDAY, FRIDAY = to.MONDAY, to.WEDNESDAY, "2026-06-05"


def given(**more: str) -> dict[str, str]:
    """What is typed to let the handler stand in for the head until Friday."""
    return {"seat": "head/head", "substitute": "handler", "valid_from": MONDAY,
            "valid_until": FRIDAY, "reason": "出差", "scope": "all", **more}


def named(bureau: Bureau) -> list[Any]:
    """The substitutions on record."""
    with reading(bureau.engine) as connection:
        return of_agency(connection, bureau.who("clerk").agency_id)


def calendar(bureau: Bureau) -> Any:
    """The working days of the bureau."""
    return bureau.desk.calendar(bureau.who("clerk"), bureau.now)


def test_a_seat_holder_names_a_substitute_and_ends_it(site: Site) -> None:
    site.bureau.at(f"{MONDAY} 09:00")
    head = site.visitor("head")
    answer = head.fill("/substitution", "/substitution", **given())

    assert answer.status_code == 303
    assert [(one.absent, one.substitute) for one in named(site.bureau)] == [("head", "handler")]
    assert "公开办负责人（代行测试公开办负责人）" in site.visitor("handler").get("/head").text
    page = head.get("/substitution")
    id = named(site.bureau)[0].id
    assert head.send(page, f"/substitution/{id}/end").status_code == 303
    assert site.visitor("handler").get("/head").status_code == 403


def test_a_scope_is_ticked_step_by_step(site: Site) -> None:
    site.bureau.at(f"{MONDAY} 09:00")
    head = site.visitor("head")
    refused = head.fill("/substitution", "/substitution", **given(scope="some"))
    assert refused.status_code == 422
    assert "请勾选代行的步骤" in refused.text

    head.send(refused, "/substitution", steps=["head/grant_extension"])
    assert named(site.bureau)[0].steps == ("grant_extension",)


def test_what_was_typed_stays_with_every_reason(site: Site) -> None:
    site.bureau.at(f"{MONDAY} 09:00")
    page = site.visitor("head").fill(
        "/substitution", "/substitution",
        **given(substitute="", valid_from="", reason="赴省厅培训"))

    assert page.status_code == 422
    for said in ("请选择代行人", "请填写起始日期", 'value="赴省厅培训"', f'value="{FRIDAY}"'):
        assert said in page.text
    assert named(site.bureau) == []


def test_an_expired_token_changes_nothing_and_keeps_what_was_typed(site: Site) -> None:
    site.bureau.at(f"{MONDAY} 09:00")
    page = site.visitor("head").fill(
        "/substitution", "/substitution", **given(csrf_token="stale", reason="赴省厅培训"))

    assert page.status_code == 400
    assert 'value="赴省厅培训"' in page.text
    assert named(site.bureau) == []


@pytest.mark.parametrize(("login", "sees"), [
    ("head", True), ("legal", True), ("security", True), ("reviewer", True), ("handler", True),
    ("archivist", False), ("clerk", False)])
def test_who_is_away_is_seen_by_head_legal_office_and_the_two(
    site: Site, login: str, sees: bool
) -> None:
    site.bureau.at(f"{MONDAY} 09:00")
    site.bureau.stand_in("reviewer", "handler", until=FRIDAY)
    page = site.visitor(login).get("/substitution")

    assert ("正在代行" in page.text) == sees


@pytest.mark.parametrize(("login", "status"), [("system", 403), ("audit", 403), ("leader", 200)])
def test_administrators_but_the_keeper_of_grants_have_no_part_in_it(
    site: Site, login: str, status: int
) -> None:
    assert site.visitor(login).get("/substitution").status_code == status


def test_the_form_of_a_step_says_in_whose_name_it_is_taken(site: Site) -> None:
    site.bureau.at(f"{MONDAY} 08:00")
    site.bureau.stand_in("head", "leader", until=FRIDAY)
    site.bureau.seat("clerk", "reviewer")
    site.bureau.stand_in("head", "clerk", seat="head", since="2026-06-08", until="2026-06-09")
    no = to.extension_proposed(site.bureau)
    site.bureau.at("2026-06-08 09:00")
    page = site.visitor("clerk").get(f"/requests/{no}?step=grant_extension")

    assert "您代行测试公开办负责人的岗位，以其名义办理" in re.sub(r"<[^>]+>", "", page.text)


def test_the_head_s_page_gives_the_grounds_and_opens_the_form(site: Site) -> None:
    no = to.extension_proposed(site.bureau)
    fee = stages_fees.fee_proposed(site.bureau)
    held = to.held(site.bureau)
    site.bureau.at("2026-06-03 09:00")
    page = site.visitor("head").get("/head")
    read = words(page)

    for said in ("需要逐页区分", "10 个工作日", "本年第 1 次", "已用 2 个工作日", "案情待核",
                 "法规科", "今天没有代行的岗位"):
        assert said in read
    for number, step in ((no, "grant_extension"), (fee, "notify_fee"), (held, "release_hold")):
        address = f"/requests/{number}?step={step}"
        assert f'href="{address}#step-{step}"' in page.text
        assert f'id="step-{step}" open' in site.visitor("head").get(address).text
    assert "2026年6月25日" in read  # the hold lapses three working days before 2026-06-30


def test_a_number_of_a_unit_opens_its_list(site: Site) -> None:
    for unit in ("法规科", "登记科"):
        no = to.registered(site.bureau)
        site.bureau.act(no, "clerk", "assign", handler="handler", unit=unit)
    to.registered(site.bureau)
    site.bureau.at("2026-07-02 09:00")
    with reading(site.bureau.engine) as connection:
        found = by_unit(connection, site.bureau.who("head"), date(2026, 7, 2),
                        calendar(site.bureau))
    assert sorted((one.unit, one.total, one.counts["late"]) for one in found) == [  # type: ignore[index]  # a Term is its key
        ("", 1, 1), ("法规科", 1, 1), ("登记科", 1, 1)]

    head = site.visitor("head")
    for address in re.findall(r'href="(/inbox\?view=open&amp;unit=[^"]+)"', head.get("/head").text):
        assert "1 件" in words(head.get(address.replace("&amp;", "&")))


def answered(bureau: Bureau, day: str) -> str:
    """A request of Monday 2026-06-01, replied to and served on a day."""
    no = to.approved(bureau)
    bureau.at(f"{day} 09:00")
    late = day > "2026-06-30"
    bureau.act(no, "clerk", "issue", **({"late_reason": "人手不足"} if late else {}))
    bureau.post(no, "reply", on=day)
    return no


def test_the_share_in_time_counts_the_posting_against_the_limit(site: Site) -> None:
    bureau = site.bureau
    kept, late = answered(bureau, "2026-06-30"), answered(bureau, "2026-07-01")
    to.assigned(bureau)
    bureau.at("2026-07-02 09:00")
    leader, days = bureau.who("leader"), calendar(bureau)
    with reading(bureau.engine) as connection:
        assert punctuality(connection, leader, 2026) == Punctuality(2026, 2, 1)
        rows = {one: replies(connection, leader, date(2026, 7, 2), days, 2026, kept=one).rows
                for one in Kept}
    assert [row.no for row in rows[Kept.IN_TIME]] == [kept]
    assert [row.no for row in rows[Kept.LATE]] == [late]

    read = words(site.visitor("leader").get("/leader"))
    assert "50.0%" in read
    page = site.visitor("leader").get("/leader/replies?year=2026&kept=late")
    assert late in page.text
    assert kept not in page.text


def test_the_share_is_never_rounded_up_to_all() -> None:
    assert Punctuality(2026, 2000, 1).percent == "99.9%"
    assert Punctuality(2026, 3, 0).percent == "100.0%"
    assert Punctuality(2026, 0, 0).percent == ""


def test_the_leader_reads_why_a_request_was_reported_and_no_person_s_name(site: Site) -> None:
    no = to.assigned(site.bureau)
    site.bureau.act(no, "head", "flag_for_leader", text="涉及重大项目，请关注")
    page = site.visitor("leader").get("/leader")

    assert "涉及重大项目，请关注" in page.text
    assert f"{MONDAY}" in page.text
    assert "吴玥" not in page.text


def test_a_clock_that_stands_still_for_more_than_fifteen_days_is_counted_and_listed(
    site: Site,
) -> None:
    bureau = site.bureau
    no = to.supplement_asked(bureau)  # asked on Monday 2026-06-01
    leader, days = bureau.who("leader"), calendar(bureau)

    def still(day: date) -> list[str]:
        with reading(bureau.engine) as connection:
            return [row.no for row in inbox(connection, leader, day, days,
                                            InboxFilter(
                paused_before=day - timedelta(15))).rows]

    assert still(date(2026, 6, 16)) == []
    assert still(date(2026, 6, 17)) == [no]
    bureau.at("2026-06-17 09:00")
    visitor = site.visitor("leader")
    assert no in visitor.get("/leader").text
    assert no in visitor.get("/inbox?view=open&light=paused&still=15").text


def test_the_legal_desk_puts_what_must_be_reviewed_first(site: Site) -> None:
    bureau = site.bureau
    plain, granted = to.assigned(bureau), to.submitted(bureau)
    refusal = to.refusal_submitted(bureau)
    drafted = to.drafted(bureau, to.REFUSED)
    done = to.refusal_submitted(bureau)
    bureau.act(done, "legal", "legal_review", advice="agree", reasons="合法")
    with reading(bureau.engine) as connection:
        page = watched(connection, bureau.who("legal"), bureau.now.date(), calendar(bureau))
        first = watched(connection, bureau.who("legal"), bureau.now.date(), calendar(bureau),
                        limit=2)
        rest = watched(connection, bureau.who("legal"), bureau.now.date(), calendar(bureau),
                       after=first.next_after)
    assert [(one.row.no, one.need) for one in page.rows] == [
        (refusal, ReviewNeed.WAITS), (drafted, ReviewNeed.WILL), (granted, ReviewNeed.MAY),
        (done, ReviewNeed.DONE), (plain, ReviewNeed.NONE)]
    assert [one.row.no for one in (*first.rows, *rest.rows)] == [one.row.no for one in page.rows]
    assert "属于四类过程性信息" in page.rows[0].why

    legal = site.visitor("legal")
    text = legal.get("/legal").text
    assert f"/requests/{refusal}?step=legal_review#step-legal_review" in text
    narrowed = legal.get("/legal?need=waits")
    assert refusal in narrowed.text
    assert plain not in narrowed.text


@pytest.mark.parametrize("path", ["/legal", "/leader/replies"])
def test_a_clerk_has_no_part_in_oversight(site: Site, path: str) -> None:
    assert site.visitor("clerk").get(path).status_code == 403


def test_an_opinion_and_a_hold_stand_on_the_page_of_the_case(site: Site) -> None:
    no = to.held(site.bureau)
    legal = site.visitor("legal")
    legal.fill(f"/requests/{no}", f"/requests/{no}/legal_opinion", to="all", text="请补充依据")

    for login in ("handler", "reviewer", "head"):
        read = words(site.visitor(login).get(f"/requests/{no}"))
        for said in ("请补充依据", "送承办人和审核签发人", "案情待核", "2026年6月25日"):
            assert said in read


def test_the_audit_is_narrowed_to_the_archived(site: Site) -> None:
    opened, sealed = to.assigned(site.bureau), to.archived(site.bureau)
    page = site.visitor("legal").get("/audit?state=archived")

    assert sealed in page.text
    assert opened not in page.text


def test_the_case_page_names_both_beside_every_act(site: Site) -> None:
    site.bureau.at(f"{MONDAY} 08:00")
    site.bureau.stand_in("head", "leader", until=FRIDAY)
    site.bureau.stand_in("handler", "colleague", until=FRIDAY)
    no = to.extension_proposed(site.bureau)
    site.bureau.stand_in("secrecy", "archivist", until=FRIDAY)
    site.bureau.act(no, "clerk", "note", text="已电话联系")
    site.bureau.act(no, "head", "grant_extension")
    site.bureau.act(no, "colleague", "draft_reply", manner="post", answers=[to.GRANTED])
    site.bureau.act(no, "colleague", "submit_for_review")
    site.bureau.act(no, "archivist", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    read = words(site.visitor("reviewer").get(f"/requests/{no}"))

    for said in ("拟稿人 测试承办人（代行测试承办人）", "测试档案员（代行测试保密审查人）",
                 "承办人，代行测试承办人", "保密审查人，代行测试保密审查人"):
        assert said in read
    assert "代行期间本人办理，代行人 测试分管领导" in read
