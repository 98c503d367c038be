"""Inspection (查阅), batches (分批提供) and our own mistakes (更正、补告、撤销重作)."""

from datetime import date
from typing import Any

import pytest

from tests.bureau import Bureau
from tests.workflow import stages_mending as to
from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import (
    GRANTED,
    TUESDAY,
    WEDNESDAY,
    Stages,
    archived,
    assigned,
    dispatched,
)
from workflow.record.database import reading
from workflow.reports.inbox import InboxFilter, Light, inbox
from workflow.reports.verification import certificate
from workflow.reports.views import View
from workflow.terms import State

FORTY, THIRTY_SIX, OWN = "条例第四十条", "条例第三十六条第二项", "行政复议法第六十五条"


def sending(**given: Any) -> dict[str, Any]:
    """A batch posted on the Wednesday on which the reply left."""
    return {"batch": "1", "manner": "ems", "on": WEDNESDAY, "mail_no": "E2",
            "carrier": "中国邮政", **given}


@table(
    Row("assigned", "reviewer", "arrange_inspection", to.APPOINTMENT, "您没有该岗位"),
    Row("assigned", "handler", "arrange_inspection", {**to.APPOINTMENT, "on": TUESDAY},
        "早于今天", FORTY, field="on", about="yesterday"),
    Row("assigned", "handler", "arrange_inspection", {**to.APPOINTMENT, "on": "2026-06-06"},
        "不是工作日", FORTY, field="on", about="a Saturday"),
    Row("assigned", "handler", "arrange_inspection", {**to.APPOINTMENT, "on": "2026-07-01"},
        "晚于答复期限届满日（2026-06-30）", "条例第三十三条", field="on"),
    Row("inspection_arranged", "handler", "arrange_inspection", to.APPOINTMENT,
        "尚未登记结果", FORTY),
    Row("assigned", "handler", "record_inspection", to.READ, "没有待登记的查阅", FORTY),
    Row("inspection_arranged", "handler", "record_inspection", {**to.READ, "seen": ""},
        "请写明查阅、抄录的内容", FORTY, field="seen"),
    Row("inspection_arranged", "handler", "record_inspection", {**to.READ, "came": False},
        "没有前来的，不填写", FORTY, field="seen"),
    Row("assigned", "handler", "draft_reply",
        {"manner": "post", "answers": [{"item": 1, "outcome": "granted", "description": "批复",
                                        "form": "inspection"}]},
        "请先办理“安排查阅”", THIRTY_SIX, field="answers.0.form"),
)
def test_inspection(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("assigned", "handler", "draft_reply",
        {"manner": "post", "answers": [{"item": 1, "outcome": "granted", "description": "批复",
                                        "form": "paper"}],
         "batches": [{"content": "x", "on": "2026-07-01"}]},
        "晚于答复期限届满日（2026-06-30）", "条例第三十三条", field="batches.0.on"),
    Row("assigned", "handler", "draft_reply",
        {"manner": "post", "answers": [{"item": 1, "outcome": "reject.publication",
                                        "reason": "年鉴", "source": "书店"}],
         "batches": [{"content": "x", "on": "2026-06-05"}]},
        "没有予以公开的内容", THIRTY_SIX, field="batches"),
    Row("dispatched", "clerk", "release_batch", sending(), "答复没有分批提供", THIRTY_SIX),
    Row("in_batches", "clerk", "release_batch", sending(batch="3"), "没有这一批", THIRTY_SIX,
        field="batch"),
    Row("in_batches", "clerk", "release_batch", sending(on=TUESDAY), "早于答复书发出之日",
        field="on"),
    Row("in_batches", "clerk", "release_batch", sending(carrier="顺丰"), "不得交快递公司",
        field="carrier"),
    Row("in_batches", "clerk", "close", {}, "尚有未提供的批次", THIRTY_SIX),
)
def test_batches(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("assigned", "handler", "correct_letter", {"document": "2-1", **to.SLIP},
        "还没有已经发出的文书", OWN),
    Row("dispatched", "handler", "correct_letter", {"document": "77-1", **to.SLIP},
        "尚未发出或者已经撤销", OWN, field="document"),
    Row("dispatched", "handler", "correct_letter",
        {"document": "9-1", **to.SLIP, "only_words": False}, "更正只能改正文字", OWN,
        field="only_words"),
    Row("dispatched", "handler", "correct_letter",
        {"document": "9-1", **to.SLIP, "changes": [{"wrong": "甲", "right": "甲"}]},
        "更正前后的文字相同", field="changes.0.right"),
    Row("dispatched", "clerk", "correct_letter", {"document": "9-1", **to.SLIP}, "您没有该岗位"),
    Row("correction_proposed", "handler", "revoke_and_reply_anew", to.REVOKED, "已有一项", OWN),
    Row("correction_proposed", "reviewer", "approve_revocation", {}, "没有待决定的撤销", OWN),
    Row("revocation_proposed", "reviewer", "approve_mending", {}, "没有待决定的更正", OWN),
    Row("revocation_proposed", "handler", "approve_revocation", {}, "您没有该岗位"),
    Row("dispatched", "reviewer", "decline_mending", {"reason": "x"}, "没有待决定", OWN),
    Row("issued", "handler", "supply_remedy_notice", to.LACKING, "答复书尚未发出", OWN),
    Row("dispatched", "handler", "revoke_and_reply_anew",
        {**to.REVOKED, "redo_by": "2026-07-03"}, "不晚于2026-07-02", "条例第三十三条第二款",
        field="redo_by", about="21 working days"),
    Row("dispatched", "handler", "revoke_and_reply_anew",
        {**to.REVOKED, "redo_by": "2026-06-20"}, "不是工作日", field="redo_by",
        about="a Saturday"),
    Row("dispatched", "handler", "revoke_and_reply_anew", {**to.REVOKED, "handler": "clerk"},
        "不是本机关的承办人", field="handler"),
    Row("revocation_proposed", "reviewer", "approve_revocation", {}, "日期已到", OWN,
        at="2026-06-18 09:00", about="on the day promised"),
    Row("correction_proposed", "clerk", "close", {}, "尚待决定", OWN),
    Row("archived", "handler", "correct_letter", {"document": "9-1", **to.SLIP}, "您没有该岗位",
        about="only the legal office opens a sealed file"),
)
def test_mending(stages: Stages, row: Row) -> None:
    check(stages, row)


def test_whoever_proposes_a_mending_does_not_decide_it(bureau: Bureau) -> None:
    """One officer may hold both seats, never in one mending."""
    no = dispatched(bureau)
    bureau.seat("reviewer", "handler")
    bureau.act(no, "reviewer", "correct_letter", document=bureau.newest(no, "reply"), **to.SLIP)

    assert "由提出人以外的人决定" in bureau.refused(no, "reviewer", "approve_mending")


def test_the_inspection_stands_in_the_reply_and_is_recorded_before_closing(
    small_bureau: Bureau,
) -> None:
    bureau, no = small_bureau, to.inspection_arranged(small_bureau)
    assert "2026年6月3日，9:00至11:30" in bureau.text(no, "inspection")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[
        {"item": 1, "outcome": "granted", "description": "批复1份", "form": "inspection"}])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    assert "查阅、抄录（2026年6月3日9:00至11:30，一楼105室）" in bureau.text(no, "reply")
    bureau.post(no, "reply", on=TUESDAY)
    bureau.at(f"{WEDNESDAY} 12:00")
    bureau.delivered(no, "reply", on=WEDNESDAY)

    assert "安排的查阅尚未登记结果" in bureau.refused(no, "clerk", "close")
    bureau.act(no, "handler", "record_inspection", **to.READ)
    bureau.act(no, "clerk", "close")
    assert bureau.findings() == []


def test_the_last_batch_makes_the_reply(bureau: Bureau) -> None:
    """条例第三十六条第二项: Wednesday the reply, Friday the first batch, Friday week the last."""
    no = to.in_batches(bureau)
    assert "分二批提供" in bureau.text(no, "reply")
    bureau.delivered(no, "reply", on=WEDNESDAY)
    assert bureau.clock(no).state == "running"

    bureau.at("2026-06-12 10:00")
    bureau.act(no, "clerk", "release_batch", **sending(on="2026-06-12"))
    assert bureau.clock(no).state == "running"
    bureau.at("2026-06-26 10:00")
    bureau.act(no, "clerk", "release_batch", **sending(batch="2", on="2026-06-26"))

    assert bureau.clock(no).ended_on == date(2026, 6, 26)
    bureau.act(no, "clerk", "close")
    assert bureau.findings() == []


def test_a_reply_that_comes_after_its_batches_is_made_when_it_comes(small_bureau: Bureau) -> None:
    """Served by hand: the reply counts from its signature, even where the batches were quicker."""
    bureau, no = small_bureau, assigned(small_bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "draft_reply", manner="direct", answers=[GRANTED],
               batches=to.BATCHES[:1])
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    reply = bureau.newest(no, "reply")
    bureau.act(no, "clerk", "dispatch_document", document=reply, manner="direct", on=TUESDAY)
    bureau.act(no, "clerk", "release_batch", **sending(on=TUESDAY))
    assert bureau.clock(no).state == "running"

    bureau.at(f"{WEDNESDAY} 09:00")
    bureau.delivered(no, "reply", on=WEDNESDAY)
    assert bureau.clock(no).ended_on == date(2026, 6, 3)


def test_a_correction_is_sent_and_changes_nothing_decided(bureau: Bureau) -> None:
    no = to.correction_proposed(bureau)
    bureau.act(no, "reviewer", "approve_mending")

    told = bureau.text(no, "correction")
    reply = bureau.see(no).case.documents[bureau.newest(no, "reply")]
    assert "原文“批复1份”，更正为“批复2份”" in told
    assert reply.number in told
    assert not reply.revoked
    bureau.delivered(no, "reply", on=WEDNESDAY)
    assert "更正通知书" in bureau.refused(no, "clerk", "close")
    bureau.post(no, "correction", on=WEDNESDAY)
    bureau.delivered(no, "correction", on=WEDNESDAY)
    bureau.act(no, "clerk", "close")
    assert bureau.clock(no).ended_on == date(2026, 6, 3)
    assert bureau.findings() == []


def test_a_declined_mending_leaves_the_letter_alone(small_bureau: Bureau) -> None:
    bureau, no = small_bureau, to.correction_proposed(small_bureau)
    bureau.act(no, "reviewer", "decline_mending", reason="原文无误")

    assert bureau.see(no).case.mending is None
    assert [d.kind for d in bureau.see(no).documents if d.kind == "correction"] == []


def test_remedies_are_supplied_from_the_archive_and_run_from_that_notice(bureau: Bureau) -> None:
    """行政复议法第二十条第三款: the periods run from when the remedies are told, a year at most."""
    no = archived(bureau)
    bureau.act(no, "legal", "supply_remedy_notice", **to.LACKING)
    bureau.act(no, "reviewer", "approve_mending")

    told = bureau.text(no, "remedies_supplied")
    assert "如对原答复不服，可以在收到本通知书之日起60日内" in told
    assert "最长不超过一年" in told
    bureau.post(no, "remedies_supplied", on=WEDNESDAY)
    bureau.delivered(no, "remedies_supplied", on=WEDNESDAY)
    assert bureau.see(no, "legal").case.state is State.ARCHIVED
    assert bureau.findings() == []


def test_a_revoked_reply_is_made_anew_by_the_day_promised(bureau: Bureau) -> None:
    no = to.revoked_from_the_archive(bureau)

    case = bureau.see(no, "legal").case
    first = bureau.see(no).case.documents["9-1"]
    assert (case.state, case.handler, case.redo_by) == (
        State.HANDLING, "colleague", date(2026, 6, 18))
    assert first.revoked
    told = bureau.text(no, "revocation")
    assert "撤销原答复，并将在2026年6月18日之前" in told
    assert "如对本决定书不服" in told
    with reading(bureau.engine) as connection:
        page = inbox(connection, bureau.who("colleague"), bureau.now.date(),
                     bureau.desk.calendar(None, bureau.now), InboxFilter(View.MINE))
        public = certificate(connection, first.code)
    assert [(row.no, row.due_on, row.light) for row in page.rows] == [
        (no, date(2026, 6, 18), Light.NORMAL)]
    assert public is not None
    assert public.revoked

    to.replied_anew(bureau, no)
    anew = bureau.text(no, "reply")
    assert f"（{first.number}）" in anew
    assert "现重新作出答复" in anew
    assert bureau.see(no).case.redo_by is None
    assert bureau.clock(no).ended_on == date(2026, 6, 3)  # the first posting decided
    assert "答复撤销决定书" in bureau.refused(no, "clerk", "close")
    bureau.post(no, "revocation", on=to.FRIDAY)
    bureau.delivered(no, "revocation", on=to.FRIDAY)
    bureau.act(no, "clerk", "close")
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no="2")
    assert bureau.findings() == []


@pytest.mark.parametrize("reach", [to.correction_proposed, to.revocation_proposed])
def test_the_reviewer_finds_what_waits_for_a_decision(small_bureau: Bureau, reach: Any) -> None:
    no = reach(small_bureau)
    with reading(small_bureau.engine) as connection:
        page = inbox(connection, small_bureau.who("reviewer"), small_bureau.now.date(),
                     small_bureau.desk.calendar(None, small_bureau.now), InboxFilter(View.MEND))

    assert [row.no for row in page.rows] == [no]


def test_an_earlier_notice_can_be_corrected_while_the_request_is_handled(
    small_bureau: Bureau,
) -> None:
    bureau, no = small_bureau, to.inspection_arranged(small_bureau)
    bureau.post(no, "inspection", on=TUESDAY)
    bureau.act(no, "handler", "correct_letter", document=bureau.newest(no, "inspection"),
               changes=[{"wrong": "105室", "right": "106室"}], why="房间调整", only_words=True)
    bureau.act(no, "reviewer", "approve_mending")

    assert "更正为“106室”" in bureau.text(no, "correction")
