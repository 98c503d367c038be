"""The column of the lists a request stands in (待办视图): what each act does to it."""

from sqlalchemy import select, text

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.stages import Stages
from workflow import machine
from workflow.record.awaiting import View, awaits, sign_of
from workflow.record.database import reading, writing
from workflow.record.models import Request
from workflow.terms import State


def stands_in(bureau: Bureau, no: str) -> set[str]:
    """The views of a request as its row says."""
    with reading(bureau.engine) as connection:
        found = connection.scalar(select(Request.awaits).where(Request.no == no)) or ""
    return set(filter(None, found.split(",")))


def test_a_reply_waits_for_one_seat_after_the_other(bureau: Bureau) -> None:
    no = to.assigned(bureau)
    assert stands_in(bureau, no) == {"open"}

    bureau.act(no, "handler", "draft_reply", manner="post", answers=[to.GRANTED])
    bureau.act(no, "handler", "submit_for_review")
    assert stands_in(bureau, no) == {"open", "secrecy", "legal", "sign"}

    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    assert stands_in(bureau, no) == {"open", "legal", "sign"}

    bureau.act(no, "reviewer", "return_to_handler", reasons="请写明页数")
    assert stands_in(bureau, no) == {"open"}

    bureau.act(no, "handler", "submit_for_review")
    assert stands_in(bureau, no) == {"open", "legal", "sign"}  # the opinion of this version stands

    bureau.act(no, "reviewer", "approve")
    assert stands_in(bureau, no) == {"open", "serve"}


def test_an_extension_waits_until_it_is_decided(bureau: Bureau) -> None:
    no = to.assigned(bureau)
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要检索历史档案")
    assert stands_in(bureau, no) == {"open", "extension"}

    bureau.act(no, "head", "decline_extension", reason="可以如期答复")
    assert stands_in(bureau, no) == {"open"}


def test_what_was_flagged_stays_with_the_leader_until_it_is_sealed(bureau: Bureau) -> None:
    no = to.assigned(bureau)
    bureau.act(no, "handler", "flag_for_leader", text="涉及面广", leader="leader")

    assert stands_in(bureau, no) == {"open", "flagged"}


def test_every_stage_waits_for_whoever_is_next(stages: Stages) -> None:
    """Of every request in every state: registering, review, service and filing are told by it."""
    bureau = stages.bureau
    with reading(bureau.engine) as connection:
        rows = connection.execute(select(Request.no, Request.state, Request.awaits)).all()
    by_state = {State.RECEIPT: View.INTAKE, State.REGISTRATION: View.INTAKE,
                State.REVIEW: View.SIGN, State.REPLY: View.SERVE, State.ARCHIVING: View.ARCHIVE}

    assert {row.state for row in rows} == set(State)
    for row in rows:
        assert (sign_of(View.OPEN) in row.awaits) == (row.state is not State.ARCHIVED), row.no
        told = by_state.get(row.state)
        assert told is None or sign_of(told) in row.awaits, row.no


#: Lists that came with later revisions: `yishen rebuild` after the upgrade fills them.
LATER = (View.HELD, View.REMEDY, View.PUBLISH)


def _then(views: str) -> str:
    """The lists of a request as far as the revision knows them."""
    kept = [view for view in views.strip(",").split(",") if view not in LATER]
    return f",{','.join(kept)}," if any(kept) else ""


def test_the_upgrade_finds_for_old_requests_what_their_cases_tell(stages: Stages) -> None:
    """The revision that adds the column reads it from the trails, in SQL."""
    bureau = stages.bureau
    sql = _statement_of_the_upgrade()
    with reading(bureau.engine) as connection:
        told = {row.no: row.views for row in connection.execute(text(
            f"SELECT no, {sql} AS views FROM request"))}
        cases = {no: machine.fold(bureau.desk.bench(
            connection, no, bureau.who("clerk"), bureau.now).entries) for no in told}
    unlike = {no: (views, awaits(case)) for no, case in cases.items()
              if (views := f",{told[no]}" if told[no] else "") != _then(awaits(case))}

    assert unlike == {}


def _statement_of_the_upgrade() -> str:
    from importlib import import_module

    module = import_module("migrations.versions.0011_search")
    found: str = module._views()
    return found


def test_a_changed_list_is_found_and_mended(small_filled: Bureau) -> None:
    from workflow.archive.replay import rebuild

    with writing(small_filled.engine) as connection:
        connection.execute(text("UPDATE request SET awaits = ',open,sign,'"))

    assert any("awaits" in one.text for one in small_filled.findings())
    assert rebuild(small_filled.engine, small_filled.keys) > 0
    assert small_filled.findings() == []
