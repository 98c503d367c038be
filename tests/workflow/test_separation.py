"""Separation of duties (岗位分离): asked by the desk, and held by the database where it is hard."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.bureau import SINCE, Bureau
from tests.workflow import stages as to
from tests.workflow.census import nothing_written
from workflow import machine, office
from workflow.errors import NotFound
from workflow.record.database import writing
from workflow.terms import ADMINISTRATORS, Role, State


def also(bureau: Bureau, login: str, *roles: Role) -> None:
    """One officer may hold several seats."""
    with writing(bureau.engine) as connection:
        for role in roles:
            office.grant(connection, bureau.now, office.CONSOLE, login, role, valid_from=SINCE)


def setting(bureau: Bureau, key: str, value: str) -> None:
    """Set a rule of the agency from that day on."""
    with writing(bureau.engine) as connection:
        office.change_setting(
            connection, bureau.now, office.CONSOLE, bureau.who("clerk").agency_id, key, value,
            effective_from=bureau.now.date(), reason="仅有三人")


def test_the_drafter_does_not_approve(bureau: Bureau) -> None:
    also(bureau, "handler", Role.REVIEWER)
    no = to.reviewed(bureau)

    with nothing_written(bureau.engine):
        assert bureau.refused(no, "handler", "approve") == "拟稿人不得签发自己拟写的答复"


def test_the_drafter_does_not_approve_by_sql_either(bureau: Bureau) -> None:
    no = to.approved(bureau)

    for column in ("approver", "secrecy_reviewer"):
        with (
            nothing_written(bureau.engine),
            pytest.raises(IntegrityError, match="drafter_is_not"),
            writing(bureau.engine) as connection,
        ):
            connection.execute(text(f"UPDATE approval SET {column} = drafter"))
    with (
        nothing_written(bureau.engine),
        pytest.raises(IntegrityError, match="drafter_is_not_approver"),
        writing(bureau.engine) as connection,
    ):
        connection.execute(text(
            "INSERT INTO approval (request_no, seq, drafter, approver, secrecy_reviewer, digest)"
            " VALUES (:no, 99, 'a', 'a', 'b', 'x')"), {"no": no})


@pytest.mark.parametrize(("step", "given"), [
    ("secrecy_review", {"may_be_disclosed": True, "basis": "不涉密"}),
    ("legal_review", {"advice": "agree", "reasons": "合法"}),
])
def test_the_drafter_reviews_nothing_of_the_own_draft(
    small_bureau: Bureau, step: str, given: dict[str, Any]
) -> None:
    also(small_bureau, "handler", Role.SECRECY_REVIEWER, Role.LEGAL_OFFICE)
    no = to.submitted(small_bureau)

    assert "拟稿人不得进行保密审查或者法制审核" in small_bureau.refused(
        no, "handler", step, **given)


def test_whoever_submits_another_s_draft_counts_as_its_drafter_too(small_bureau: Bureau) -> None:
    also(small_bureau, "handler", Role.REVIEWER)
    also(small_bureau, "colleague", Role.REVIEWER)
    no = to.drafted(small_bureau)
    small_bureau.act(no, "head", "reassign", handler="colleague", reason="原承办人休假")
    small_bureau.act(no, "colleague", "submit_for_review")
    small_bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")

    for login in ("handler", "colleague"):
        assert "拟稿人不得签发" in small_bureau.refused(no, login, "approve")
    small_bureau.act(no, "reviewer", "approve")


def test_a_reviewer_who_takes_the_draft_over_needs_another_reviewer(bureau: Bureau) -> None:
    """The opinion stands, the draft is the same: only its drafter has become its reviewer."""
    also(bureau, "colleague", Role.SECRECY_REVIEWER)
    no = to.submitted(bureau)
    bureau.act(no, "colleague", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "return_to_handler", reasons="换人办理")
    bureau.act(no, "head", "reassign", handler="colleague", reason="换人办理")
    bureau.act(no, "colleague", "draft_reply", manner="post", answers=[to.GRANTED])
    bureau.act(no, "colleague", "submit_for_review")

    with nothing_written(bureau.engine):
        assert "请由他人重新办理“保密审查”" in bureau.refused(no, "reviewer", "approve")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")


def test_an_amendment_at_signing_does_not_make_the_reviewer_the_drafter(
    small_bureau: Bureau,
) -> None:
    no = to.reviewed(small_bureau)
    small_bureau.act(no, "reviewer", "amend_at_signing", item=1, description="批复1份（共3页）",
                     why="写明页数")
    small_bureau.act(no, "reviewer", "approve")

    approval = small_bureau.see(no).case.approval
    assert approval is not None
    assert (approval.drafter, approval.by) == ("handler", "reviewer")


#: The agency's dated rules, each with the stage, the step and the two seats in one hand.
RULES = {
    "rule.proposer_is_not_granter": (
        to.extension_proposed, "handler", Role.HEAD, "grant_extension", {}, "申请延期的人与批准人"),
    "rule.legal_is_not_approver": (
        to.reviewed, "legal", Role.REVIEWER, "approve", {}, "法制审核人与签发人"),
    "rule.archivist_is_not_drafter": (
        to.closed, "handler", Role.ARCHIVIST, "seal", {"archive_no": "1"},
        "归档人不得为本件拟稿人"),
}


@pytest.mark.parametrize(
    ("rule", "reach", "login", "role", "step", "given", "words"),
    [(rule, *row) for rule, row in RULES.items()], ids=RULES)
def test_a_rule_of_the_agency_holds_until_it_is_waived_with_a_reason(
    small_bureau: Bureau, rule: str, reach: Any, login: str, role: Role, step: str,
    given: dict[str, Any], words: str,
) -> None:
    also(small_bureau, login, role)
    no = reach(small_bureau)
    if step == "seal":
        small_bureau.act(no, "archivist", "complete_file", retention="ten_years")
    assert words in small_bureau.refused(no, login, step, **given)

    setting(small_bureau, rule, "off")
    small_bureau.act(no, login, step, **given)
    assert small_bureau.findings() == []


@pytest.mark.parametrize(("branch", "role"), [
    ("case", "system_admin"), ("case", "security_admin"), ("case", "audit_admin"),
    ("system", "intake_clerk"), ("system", "security_admin"), ("security", "audit_admin"),
    ("audit", "legal_office"), ("nowhere", "handler"),
])
def test_the_administrations_exclude_one_another_and_case_work(
    bureau: Bureau, branch: str, role: str
) -> None:
    """三权分立: an account has one branch for good, and a seat belongs to one branch."""
    with nothing_written(bureau.engine), pytest.raises(IntegrityError):
        _seated_by_sql(bureau, branch, role)


def _seated_by_sql(bureau: Bureau, branch: str, role: str) -> None:
    with writing(bureau.engine) as connection:
        connection.execute(text(
            "INSERT INTO officer (agency_id, login, name, unit, branch, password, active) "
            "SELECT agency_id, 'new', 'new', '', :branch, '', active "
            "FROM officer WHERE login = 'clerk'"), {"branch": branch})
        connection.execute(text(
            "INSERT INTO seat_grant (officer_id, branch, role, valid_from) "
            "SELECT id, :branch, :role, '2026-01-01' FROM officer WHERE login = 'new'"),
            {"branch": branch, "role": role})


def test_an_account_cannot_change_its_branch_while_it_holds_a_seat(bureau: Bureau) -> None:
    with (
        nothing_written(bureau.engine),
        pytest.raises(IntegrityError),
        writing(bureau.engine) as connection,
    ):
        connection.execute(text("UPDATE officer SET branch = 'system' WHERE login = 'clerk'"))


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_sees_no_case(small_bureau: Bureau, role: Role) -> None:
    no = to.received(small_bureau)
    branch = {Role.SYSTEM_ADMIN: "system", Role.SECURITY_ADMIN: "security"}.get(role, "audit")
    with writing(small_bureau.engine) as connection:
        agency = small_bureau.who("clerk").agency_id
        office.add_officer(connection, small_bureau.now, office.CONSOLE, agency, login="admin",
                           name="管理员", branch=branch)
        office.grant(connection, small_bureau.now, office.CONSOLE, "admin", role, valid_from=SINCE)

    with pytest.raises(NotFound):
        small_bureau.see(no, "admin")
    with pytest.raises(NotFound):
        small_bureau.act(no, "admin", "note", text="备注")


OFFICERS = {
    Role.INTAKE_CLERK: "clerk", Role.HANDLER: "handler", Role.REVIEWER: "reviewer",
    Role.HEAD: "head", Role.SECRECY_REVIEWER: "secrecy", Role.LEGAL_OFFICE: "legal",
    Role.ARCHIVIST: "archivist", Role.LEADER: "leader",
}
AT = {
    State.RECEIPT: "received", State.REGISTRATION: "registered", State.HANDLING: "assigned",
    State.REVIEW: "submitted", State.REPLY: "approved", State.ARCHIVING: "closed",
}


@pytest.mark.parametrize("state", AT, ids=str)
def test_each_step_is_refused_for_every_other_seat(stages: to.Stages, state: State) -> None:
    """Whoever lacks the seat is told so, whatever else may stand against the step."""
    bureau = stages.bureau.at(f"{to.WEDNESDAY} 12:00")
    for role, login in OFFICERS.items():
        for step in bureau.see(stages.numbers[AT[state]], login).steps:
            declared = machine.BOOK[state, step.trigger]
            told = any("您没有该岗位" in reason.text for reason in step.reasons)
            assert told == (role not in declared.by), (login, step.trigger)
            assert step.mine == (role in declared.by)
