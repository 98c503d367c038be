"""Access (访问控制, ASVS 5.0 V8): each line of `docs/security.md` is one test."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.bureau import SEATS, SINCE, Bureau
from tests.security.routes import a_seat_for, addresses, listening_for_writes, routes
from tests.web.conftest import ADMINISTRATION, Site
from tests.web.matrix import MATRIX
from tests.web.visitor import Visitor
from tests.workflow import stages
from web.policy import audience_of
from workflow import office
from workflow.errors import StepNotAllowed
from workflow.office import BRANCHES, CONSOLE
from workflow.record.database import reading, writing
from workflow.terms import Role
from workflow.work.accounts import look_after_accounts


def test_8_2_1_a_route_that_declares_nothing_cannot_be_reached_at_all(site: Site) -> None:
    views = site.app.view_functions
    assert [rule for rule in routes(site.app) if audience_of(views[rule.endpoint]) is None] == []

    site.app.add_url_rule("/forgotten", "forgotten", lambda: "secret", methods=["GET", "POST"])
    visitors = [site.visitor(login) for login in ("", *SEATS, *ADMINISTRATION)]
    assert {one.get("/forgotten").status_code for one in visitors} == {403}
    assert {one.post("/forgotten").status_code for one in visitors} == {403}


def test_8_2_2_what_belongs_to_another_agency_is_not_there(site: Site) -> None:
    no = site.request()
    site.bureau.act(no, "clerk", "attach", what="信封", papers=[site.bureau.upload("信封.png")])
    digest = site.bureau.see(no).files[-1].digest
    paths = (f"/requests/{no}", f"/requests/{no}/pane", f"/requests/{no}/documents/2-1.pdf",
             f"/requests/{no}/files/{digest}", f"/requests/{no}/clock.pdf", f"/audit/{no}")
    own, other = site.visitor("legal"), site.visitor("stranger")

    assert [own.get(path).status_code for path in paths] == [200] * len(paths)
    assert [other.get(path).status_code for path in paths] == [404] * len(paths)
    assert no not in other.get("/register").text


def test_8_2_3_fields_a_form_does_not_ask_for_change_nothing(site: Site) -> None:
    no = site.request()
    before = site.bureau.see(no)
    answer = site.visitor("clerk").fill(
        f"/requests/{no}", f"/requests/{no}/note", text="已电话核对", state="ARCHIVED",
        handler="clerk", due_on="2030-01-01", agency_id="2", officer="head", at="2001-01-01")
    after = site.bureau.see(no)

    assert answer.status_code == 303
    assert (after.case.state, after.case.handler) == (before.case.state, before.case.handler)
    assert "2030-01-01" not in str(after)


def test_8_3_2_a_seat_taken_back_is_gone_at_the_next_request(site: Site) -> None:
    clerk = site.visitor("clerk")
    assert clerk.get("/register/import").status_code == 200
    with writing(site.bureau.engine) as connection:
        office.revoke(connection, site.bureau.now, CONSOLE, "clerk", Role.INTAKE_CLERK,
                      from_day=site.bureau.now.date())
    assert clerk.get("/register/import").status_code == 302
    again = site.visitor("clerk")

    assert again.get("/register/import").status_code == 403


def test_sod_whoever_drafted_or_touched_the_draft_does_not_approve(site: Site) -> None:
    """职责分离: refused by the desk with its reason, and by the database itself."""
    bureau = site.bureau
    bureau.seat("handler", "reviewer")
    bureau.at(f"{stages.MONDAY} 09:00")
    no = stages.reviewed(bureau)
    assert "拟稿" in bureau.refused(no, "handler", "approve")

    bureau.act(no, "reviewer", "approve")
    for change in ("UPDATE approval SET approver = drafter",
                   "UPDATE approval SET secrecy_reviewer = drafter"):
        with pytest.raises(DBAPIError), writing(bureau.engine) as connection:
            connection.execute(text(change))


def test_8_2_4_the_three_administrations_and_case_work_exclude_one_another(site: Site) -> None:
    """三权分立: any two of them in one person are refused by the office and by the database."""
    engine, at = site.bureau.engine, site.bureau.now
    roles = {"case": Role.HANDLER, "system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN,
             "audit": Role.AUDIT_ADMIN}
    holders = {"case": "handler", "system": "system", "security": "security", "audit": "audit"}
    pairs = [(one, other) for one in BRANCHES for other in BRANCHES if one != other]
    for one, other in pairs:
        with pytest.raises(StepNotAllowed), writing(engine) as connection:
            office.grant(connection, at, CONSOLE, holders[one], roles[other], valid_from=SINCE)
        with pytest.raises(DBAPIError), writing(engine) as connection:
            connection.execute(text(
                "INSERT INTO seat_grant (officer_id, branch, role, valid_from) SELECT id, branch,"
                " :role, '2020-01-01' FROM officer WHERE login = :login"),
                {"role": roles[other].value, "login": holders[one]})

    assert len(pairs) == 12


@pytest.mark.parametrize("login", ADMINISTRATION)
def test_8_4_2_no_administrator_sees_a_case(site: Site, login: str) -> None:
    no = site.request()
    visitor = site.visitor(login)
    letter = {"system": "s", "security": "g", "audit": "a"}[login]
    opened = [visitor.get(path) for path in addresses(site, letter, no)]

    assert {page.status_code for page in opened
            if page.request.path != "/readyz"} <= {200, 302, 404}  # which says by 503 what is late
    assert [page.request.path for page in opened
            if no in page.text or "王䶮" in page.text or "滨河路" in page.text] == []
    assert visitor.get(f"/requests/{no}").status_code == 403


def test_idle_accounts_are_disabled_by_the_daily_round_where_the_agency_says_so(
    site: Site
) -> None:
    bureau: Bureau = site.bureau.at("2026-06-01 09:00")
    for login in ("clerk", "system"):
        site.visitor(login)
    later = bureau.now + timedelta(days=100)
    look_after_accounts(bureau.engine, later)
    assert _active(bureau, "handler")

    bureau.set("signin.unused_days", "120", since="2026-06-01")
    look_after_accounts(bureau.engine, later + timedelta(days=1))
    assert (_active(bureau, "handler"), _active(bureau, "clerk")) == (False, True)

    for days in (100, 101):  # a leap of months is believed on its second day
        assert _active(bureau, "clerk")
        look_after_accounts(bureau.engine, later + timedelta(days=days))
    assert (_active(bureau, "clerk"), _active(bureau, "system")) == (False, True)


def _active(bureau: Bureau, login: str) -> bool:
    with reading(bureau.engine) as connection:
        return bool(connection.scalar(
            text("SELECT active FROM officer WHERE login = :login"), {"login": login}))


def test_a_get_writes_nothing(site: Site) -> None:
    """Every page, asked by a seat that may: the database hears no statement that changes it."""
    no = site.request()
    visitors: dict[str, Visitor] = {}
    with listening_for_writes(site.bureau.engine) as written:
        for route in MATRIX:
            if route.startswith("GET ") and "/sign-in" not in route:
                seat = a_seat_for(route)
                if seat not in visitors:
                    visitors[seat] = site.visitor(seat)
                    written.clear()
                for path in addresses(site, "", no, only=route):
                    visitors[seat].get(path)
                    assert written == [], path

    assert len(visitors) > 5
