"""Substitution (代行): who may name whom, what a substitute may do, and that both are on record."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.bureau import SEATS, SINCE, Bureau
from tests.workflow import stages as to
from tests.workflow.census import nothing_written
from workflow import office, papers
from workflow.archive.auditor.audit import audit
from workflow.errors import NotFound, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.security import SecurityAct, newest
from workflow.record.substitutions import in_force, of_agency
from workflow.reports.views import View, counts
from workflow.substituting import LONGEST_DAYS, end_substitution, name_substitute
from workflow.terms import AgencyKind, Role

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = to.MONDAY, to.TUESDAY, to.WEDNESDAY, "2026-06-05"


def an_administrator(bureau: Bureau, login: str = "security") -> None:
    """Somebody who keeps the grants."""
    with writing(bureau.engine) as connection:
        office.add_officer(
            connection, bureau.now, office.CONSOLE, bureau.who("clerk").agency_id, login=login,
            name="测试安全管理员", branch="security")
        office.grant(connection, bureau.now, office.CONSOLE, login, Role.SECURITY_ADMIN,
                     valid_from=SINCE)


def end(bureau: Bureau, id: int, by: str) -> None:
    """End a substitution as an officer."""
    with writing(bureau.engine) as connection:
        end_substitution(connection, bureau.now, bureau.who(by), id)


@dataclass(frozen=True)
class Refusal:
    """One naming that is refused, and the words that must be among the reasons."""

    words: str
    field: str
    by: str = "head"
    absent: str = "head"
    role: Role = Role.HEAD
    substitute: str = "handler"
    first: date = date(2026, 6, 1)
    last: date = date(2026, 6, 5)
    more: dict[str, Any] = dataclasses.field(default_factory=lambda: {"reason": "出差"})


REFUSALS = (
    Refusal("由持有岗位的本人指定", "absent", by="leader"),
    Refusal("没有“公开办负责人”岗位", "role", by="clerk", absent="clerk"),
    Refusal("另一人", "substitute", substitute="head"),
    Refusal("不得由管理员账号代行", "substitute", substitute="security"),
    Refusal("本机关的工作人员", "substitute", substitute="nobody"),
    Refusal("不得倒签", "valid_from", first=date(2026, 5, 31)),
    Refusal("早于起始日", "valid_until", last=date(2026, 5, 31)),
    Refusal(f"最长{LONGEST_DAYS}天", "valid_until", last=date(2026, 12, 1)),
    Refusal("请写明代行的原因", "reason", more={"reason": " "}),
    Refusal("写一行", "reason", more={"reason": "出差\n休假"}),
    Refusal("不办理的步骤", "steps", more={"reason": "出差", "steps": ["approve"]}),
    Refusal("管理员岗位不得代行", "role", by="security", absent="security",
            role=Role.SECURITY_ADMIN),
)


@pytest.mark.parametrize("row", REFUSALS, ids=[f"{r.field} {r.words}" for r in REFUSALS])
def test_a_substitute_is_refused(small_bureau: Bureau, row: Refusal) -> None:
    bureau = small_bureau.at(f"{MONDAY} 09:00")
    an_administrator(bureau)
    with nothing_written(bureau.engine), pytest.raises(StepNotAllowed) as refused, writing(
            bureau.engine) as connection:
        name_substitute(connection, bureau.now, bureau.who(row.by), row.absent, row.role,
                        row.substitute, valid_from=row.first, valid_until=row.last, **row.more)

    found = [one for one in refused.value.reasons if row.words in one.text]
    assert found, refused.value.reasons
    assert found[0].field == row.field


def test_a_seat_has_one_substitute_at_a_time_and_a_substitute_names_none(
    small_bureau: Bureau,
) -> None:
    bureau = small_bureau.at(f"{MONDAY} 09:00")
    id = bureau.stand_in("head", "handler", until=FRIDAY)
    with pytest.raises(StepNotAllowed, match="已由测试承办人代行"):
        bureau.stand_in("head", "leader", until=WEDNESDAY)
    with pytest.raises(StepNotAllowed, match="不得再指定代行人"):
        bureau.stand_in("handler", "leader", seat="head", until=FRIDAY)

    bureau.at(f"{TUESDAY} 09:00")
    end(bureau, id, "head")
    bureau.stand_in("head", "leader", until=FRIDAY)


def test_it_holds_from_the_first_day_to_the_last_and_ends_when_it_is_ended(
    bureau: Bureau,
) -> None:
    bureau.at(f"{MONDAY} 09:00")
    id = bureau.stand_in("head", "handler", since=TUESDAY, until=FRIDAY)

    def holds(day: str) -> bool:
        actor = bureau.at(f"{day} 12:00").who("handler")
        assert actor.own == {Role.HANDLER}
        assert (Role.HEAD in actor.seats) == (Role.HEAD in actor.lent) == bool(actor.stand_ins)
        return Role.HEAD in actor.seats

    assert [holds(f"2026-06-0{day}") for day in range(1, 8)] == [
        False, True, True, True, True, False, False]
    bureau.at(f"{WEDNESDAY} 09:00")
    end(bureau, id, "handler")
    assert [holds(f"2026-06-0{day}") for day in (2, 3, 4)] == [True, False, False]
    with pytest.raises(StepNotAllowed, match="已经结束"):
        end(bureau, id, "head")


def test_it_falls_with_the_seat_of_the_absent_officer(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 09:00")
    bureau.stand_in("head", "handler", until=FRIDAY)
    with writing(bureau.engine) as connection:
        office.revoke(connection, bureau.now, office.CONSOLE, "head", Role.HEAD,
                      from_day=date(2026, 6, 3))

    assert Role.HEAD in bureau.at(f"{TUESDAY} 12:00").who("handler").seats
    assert Role.HEAD not in bureau.at(f"{WEDNESDAY} 12:00").who("handler").seats


def test_the_security_log_tells_of_naming_and_ending(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 09:00")
    an_administrator(bureau)
    id = bureau.stand_in("head", "handler", until=FRIDAY, by="security",
                         steps=("grant_extension", "decline_extension"))
    end(bureau, id, "security")

    with reading(bureau.engine) as connection:
        named = newest(connection, only=SecurityAct.SUBSTITUTE_NAMED)[0]
        ended = newest(connection, only=SecurityAct.SUBSTITUTE_ENDED)[0]
        agency = bureau.who("clerk").agency_id
        assert in_force(connection, agency, bureau.now.date()) == []
        assert [one.id for one in of_agency(connection, agency)] == [id]
    assert (named.officer, named.facts["absent"], named.facts["login"]) == (
        "security", "head", "handler")
    assert named.facts["steps"] == "decline_extension grant_extension"
    assert (ended.officer, ended.facts["substitution"]) == ("security", id)


def test_another_agency_names_and_ends_nothing(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 09:00")
    id = bureau.stand_in("head", "handler", until=FRIDAY)
    with writing(bureau.engine) as connection:
        other = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="HCJY", name="河川市教育局",
            short_name="河教", kind=AgencyKind.CITY_DEPARTMENT)
        office.add_officer(connection, bureau.now, office.CONSOLE, other, login="stranger",
                           name="外单位")
        office.grant(connection, bureau.now, office.CONSOLE, "stranger", Role.HEAD,
                     valid_from=SINCE)

    with pytest.raises(NotFound):
        end(bureau, id, "stranger")
    with pytest.raises(StepNotAllowed, match="本机关的工作人员"):
        bureau.stand_in("reviewer", "stranger", until=FRIDAY)


@pytest.mark.parametrize(("column", "value"), [
    ("substitute_id", "absent_id"), ("branch", "'security'"), ("role", "'security_admin'"),
    ("valid_until", "'2026-05-01'"),
])
def test_the_database_refuses_what_no_page_offers(
    bureau: Bureau, column: str, value: str
) -> None:
    bureau.at(f"{MONDAY} 09:00")
    bureau.stand_in("head", "handler", until=FRIDAY)
    with (
        nothing_written(bureau.engine), pytest.raises(IntegrityError),
        writing(bureau.engine) as connection,
    ):
        connection.execute(text(f"UPDATE substitution SET {column} = {value}"))


def test_an_act_names_the_absent_officer_wherever_it_is_shown(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("reviewer", "leader", until=FRIDAY)
    no = to.reviewed(bureau)
    bureau.act(no, "leader", "approve", note="同意")

    seen = bureau.see(no)
    line = seen.trail[-1]
    assert (line.entry.officer, line.entry.role) == ("leader", "reviewer")
    assert line.entry.in_place_of == "reviewer"
    assert line.role_label == "审核签发人，代行测试审核签发人"
    assert ("代行", "测试审核签发人") in line.facts
    assert seen.case.approval is not None
    assert (seen.case.approval.by, seen.case.approval.approver_for) == ("leader", "reviewer")
    opinion = papers.approval_sheet(seen, bureau.now.date(), "某").opinions[-1]
    assert opinion.officer == "测试分管领导（审核签发人，代行测试审核签发人）"
    with reading(bureau.engine) as connection:
        assert connection.execute(text(
            "SELECT approver, approver_for FROM approval WHERE request_no = :no"),
            {"no": no}).one() == ("leader", "reviewer")
    assert bureau.findings() == []


def test_the_own_seat_comes_first(small_bureau: Bureau) -> None:
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.seat("leader", "reviewer")
    bureau.stand_in("reviewer", "leader", until=FRIDAY)
    no = to.approved_by(bureau, "leader")

    assert bureau.see(no).trail[-1].entry.in_place_of == ""


def test_who_is_away_may_act_all_the_same_and_the_trail_says_so(small_bureau: Bureau) -> None:
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("reviewer", "leader", until=FRIDAY)
    no = to.approved_by(bureau, "reviewer")

    assert ("代行期间本人办理，代行人", "测试分管领导") in bureau.see(no).trail[-1].facts


def test_a_scope_is_kept_and_the_refusal_says_what_it_leaves_out(small_bureau: Bureau) -> None:
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("head", "clerk", until=FRIDAY, steps=("grant_extension",))
    no = to.extension_proposed(bureau)

    assert "代行范围不含本步骤" in bureau.refused(no, "clerk", "decline_extension", reason="不必")
    bureau.act(no, "clerk", "grant_extension")
    assert bureau.see(no).trail[-1].entry.in_place_of == "head"


def test_a_limited_seat_lends_no_other_right_of_it(small_bureau: Bureau) -> None:
    """A handler who may only grant extensions for the head handles no colleague's request."""
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("head", "colleague", until=FRIDAY, steps=("grant_extension",))
    no = to.assigned(bureau)

    assert "请由该承办人办理" in bureau.refused(
        no, "colleague", "draft_reply", manner="post", answers=[to.GRANTED])


def test_a_handler_s_substitute_handles_the_requests_of_that_handler(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("handler", "colleague", until=FRIDAY)
    no = to.assigned(bureau)
    bureau.act(no, "colleague", "draft_reply", manner="post", answers=[to.GRANTED])

    with reading(bureau.engine) as connection:
        mine = counts(connection, bureau.who("colleague"), [View.MINE])
    assert mine[View.MINE] == 1
    draft = bureau.see(no).case.draft
    assert draft is not None
    assert (draft.drafter, draft.in_place_of) == ("colleague", "handler")


def test_nobody_signs_in_the_name_of_the_drafter(small_bureau: Bureau) -> None:
    """The handler holds the reviewer's seat too: a substitute in it would sign the own draft."""
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.seat("handler", "reviewer", "secrecy")
    bureau.stand_in("handler", "leader", seat="reviewer", until=FRIDAY)
    bureau.stand_in("handler", "archivist", seat="secrecy", until=FRIDAY)
    no = to.reviewed(bureau)

    assert "代行人也不得以其名义办理" in bureau.refused(no, "leader", "approve")
    assert "代行人也不得以其名义办理" in bureau.refused(
        no, "archivist", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")


def test_nobody_signs_what_was_drafted_in_the_own_name(small_bureau: Bureau) -> None:
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.seat("handler", "reviewer")
    bureau.stand_in("handler", "colleague", until=FRIDAY)
    no = to.assigned(bureau)
    bureau.act(no, "colleague", "draft_reply", manner="post", answers=[to.GRANTED])
    bureau.act(no, "colleague", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")

    assert "拟稿人不得签发" in bureau.refused(no, "handler", "approve")
    assert bureau.see(no).case.drafters == {"handler", "colleague"}


def test_the_database_keeps_the_absent_apart_as_well(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("handler", "colleague", until=FRIDAY)
    no = to.assigned(bureau)
    bureau.act(no, "colleague", "draft_reply", manner="post", answers=[to.GRANTED])
    bureau.act(no, "colleague", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    for column in ("approver", "approver_for", "secrecy_reviewer", "secrecy_for"):
        for drafter in ("drafter", "drafter_for"):
            with (
                nothing_written(bureau.engine), pytest.raises(IntegrityError),
                writing(bureau.engine) as connection,
            ):
                connection.execute(text(f"UPDATE approval SET {column} = {drafter}"))


def test_a_clerk_in_the_legal_office_s_place_gives_its_opinion_without_a_scan(
    small_bureau: Bureau,
) -> None:
    """As a clerk an outside counsel's opinion needs its scan; as the substitute it is the own."""
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    no = to.refusal_submitted(bureau)
    assert "扫描件" in bureau.refused(no, "clerk", "legal_review", advice="agree", reasons="合法")

    bureau.stand_in("legal", "clerk", until=FRIDAY)
    bureau.act(no, "clerk", "legal_review", advice="agree", reasons="合法")
    entry = bureau.see(no).trail[-1].entry
    assert (entry.role, entry.in_place_of) == ("legal_office", "legal")


def audited(bureau: Bureau, no: str) -> list[str]:
    """What the auditor finds in a request, by code."""
    seen = audit(bureau.engine, bureau.keys, bureau.store, bureau.now.date(), [no])
    return [one.code for each in seen for one in each.findings]


def test_the_auditor_knows_a_substitute_from_an_intruder(bureau: Bureau) -> None:
    bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("reviewer", "leader", until=FRIDAY)
    bureau.stand_in("secrecy", "archivist", until=FRIDAY)
    no = to.submitted(bureau)
    bureau.act(no, "archivist", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "leader", "approve")
    bureau.act(no, "clerk", "issue")
    assert audited(bureau, no) == []

    # The log of who may do what is cut: nothing tells of the two substitutions any more.
    with writing(bureau.engine) as connection:
        for trigger in ("security_entry_no_delete", "security_entry_no_update",
                        "security_entry_no_change"):
            table = " ON security_entry" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}{table}"))
        connection.execute(text(
            "DELETE FROM security_entry WHERE body LIKE '%substitute_named%'"))
    assert audited(bureau, no) == ["A2", "A2"]


#: Seats held in person besides the one of the login, so that duties cross in every way.
_ALSO = {"handler": ("reviewer", "secrecy"), "colleague": ("reviewer",),
         "reviewer": ("secrecy",), "secrecy": ("handler",)}
_PEOPLE = ("handler", "colleague", "reviewer", "secrecy", "leader")
_SEATS = {"handler": ("handler", "colleague", "secrecy"),
          "reviewer": ("reviewer", "colleague", "handler"),
          "secrecy": ("secrecy", "reviewer", "handler")}
_STAND_INS = st.lists(
    st.sampled_from([(holder, seat) for seat, holders in _SEATS.items() for holder in holders])
    .flatmap(lambda one: st.tuples(st.just(one), st.sampled_from(_PEOPLE))),
    min_size=1, max_size=5, unique_by=lambda one: one[0])
_WHO = st.sampled_from(_PEOPLE)


@dataclass
class _Met:
    """What the examples came across: a property that meets nothing proves nothing."""

    in_place: int = 0
    #: Refused in person, and because the absent one had drafted.
    refused: int = 0
    absent_refused: int = 0


@pytest.mark.slow
def test_whoever_stands_in_for_whom_the_drafter_neither_approves_nor_reviews_for_secrecy(
    small_bureau: Bureau,
) -> None:
    bureau, met = small_bureau.at(f"{MONDAY} 08:00"), _Met()
    for login, more in _ALSO.items():
        bureau.seat(login, *more)

    @settings(max_examples=60, derandomize=True,
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(stand_ins=_STAND_INS, drafter=_WHO, sender=_WHO, reviews=st.permutations(_PEOPLE),
           approvals=st.permutations(_PEOPLE))
    def holds(
        stand_ins: list[Any], drafter: str, sender: str, reviews: list[str],
        approvals: list[str],
    ) -> None:
        named = [bureau.stand_in(holder, substitute, seat=seat, until=FRIDAY)
                 for (holder, seat), substitute in stand_ins if holder != substitute]
        no = to.assigned(bureau)
        _try(bureau, no, [drafter, "handler"], "draft_reply", met, manner="post",
             answers=[to.GRANTED])
        _try(bureau, no, [sender, "handler"], "submit_for_review", met)
        _try(bureau, no, reviews, "secrecy_review", met, may_be_disclosed=True, basis="不涉密")
        _try(bureau, no, approvals, "approve", met)
        for id in named:
            end(bureau, id, _absent(bureau, id))
        _apart(bureau, no, met)

    holds()
    assert met.in_place > 3
    assert met.refused > 5
    assert met.absent_refused > 0
    assert bureau.findings() == []


def _absent(bureau: Bureau, id: int) -> str:
    with reading(bureau.engine) as connection:
        agency = bureau.who("clerk").agency_id
        return next(one.absent for one in of_agency(connection, agency) if one.id == id)


def _try(
    bureau: Bureau, no: str, logins: list[str], step: str, met: _Met, **given: Any
) -> None:
    """Let the first who may take the step; count who was refused for having drafted."""
    for login in logins:
        try:
            bureau.act(no, login, step, **given)
        except StepNotAllowed as error:
            met.refused += "拟稿人不得" in str(error)
            met.absent_refused += "代行人也不得以其名义办理" in str(error)
        else:
            break


def _apart(bureau: Bureau, no: str, met: _Met) -> None:
    """By the trail and by the table, nobody is on both sides."""
    case = bureau.see(no).case
    approval = case.approval
    if approval is None:
        return
    trail = {line.entry.step: line.entry for line in bureau.see(no).trail}
    drafters = trail["draft_reply"].persons | trail["submit_for_review"].persons
    assert not drafters & trail["approve"].persons
    assert not drafters & trail["secrecy_review"].persons
    met.in_place += bool(approval.approver_for or approval.secrecy_for)
    with reading(bureau.engine) as connection:
        row = connection.execute(text(
            "SELECT drafter, drafter_for, approver, approver_for, secrecy_reviewer, secrecy_for"
            " FROM approval WHERE request_no = :no"), {"no": no}).one()
    assert not {*row[:2]} - {""} & {*row[2:]}


def test_what_a_substitute_does_outside_requests_names_the_absent_officer_too(
    small_bureau: Bureau,
) -> None:
    bureau = small_bureau.at(f"{MONDAY} 08:00")
    bureau.stand_in("legal", "leader", until=FRIDAY)
    no = to.assigned(bureau, phone="0000-12345678")
    keys = [one.key for one in bureau.see(no, "leader").sealed]
    bureau.desk.unmask(no, bureau.who("leader"), bureau.now, keys, "核对送达地址")

    with reading(bureau.engine) as connection:
        line = newest(connection, only=SecurityAct.PERSONAL_SHOWN)[0]
    assert (line.officer, line.facts["in_place_of"]) == ("leader", "legal")
    assert bureau.who("leader").instead(Role.LEADER, Role.LEGAL_OFFICE) == {}


def test_every_seat_of_the_bureau_can_be_substituted(small_bureau: Bureau) -> None:
    bureau = small_bureau.at(f"{MONDAY} 09:00")
    for login, role in SEATS.items():
        other = "leader" if login != "leader" else "head"
        bureau.stand_in(login, other, until=FRIDAY)
        assert role in bureau.who(other).seats
