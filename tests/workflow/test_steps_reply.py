"""Steps of reply (答复) and service (送达): what stands against each."""

from datetime import date
from typing import Any

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import TUESDAY, WEDNESDAY, Stages

RULE = "国办公开办函〔2016〕235号"


def sending(**given: Any) -> dict[str, Any]:
    """The reply, posted by EMS on Wednesday."""
    return {"document": "9-1", "manner": "ems", "on": WEDNESDAY, "mail_no": "E1",
            "carrier": "中国邮政", **given}


def arrival(**given: Any) -> dict[str, Any]:
    """The reply, received on Wednesday."""
    return {"document": "9-1", "on": WEDNESDAY, "received_by": "本人", "proof_kind": "签收记录",
            **given}


@table(
    Row("issued", "clerk", "issue", {}, "答复书已经制发"),
    Row("held", "clerk", "issue", {}, "法制机构已暂缓本件（案情待核）"),
    Row("approved", "clerk", "issue", {"decided_on": "2026-06-04"}, "不得晚于今天",
        field="decided_on"),
    Row("approved", "clerk", "issue", {"decided_on": "2026-06-01"}, "不得早于签发之日",
        field="decided_on"),
    # Received on Monday 2026-06-01; the twentieth working day is Tuesday 2026-06-30.
    Row("approved", "clerk", "issue", {}, "已超过答复期限1个工作日，请写明逾期原因",
        "条例第三十三条",
        at="2026-07-01 09:00", field="late_reason", about="a day late"),
    Row("dispatched", "clerk", "recall", {"reason": "有误"}, "不能收回"),
    Row("on_the_spot", "clerk", "recall", {"reason": "有误"}, "没有承办人"),
    Row("approved", "clerk", "recall", {}, "收回理由：必填", field="reason"),
    Row("approved", "clerk", "close", {}, "答复书尚未制发", "条例第三十六条"),
    Row("dispatched", "clerk", "close", {}, "尚无送达凭证", RULE),
    Row("issued", "clerk", "withdraw", {"on": WEDNESDAY, "how": "书面"}, "已经制发，不能再撤回"),
)
def test_a_step_of_reply_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("issued", "clerk", "dispatch_document", sending(document="99-1"),
        "不存在、已作废或者已经发出",
        field="document"),
    Row("dispatched", "clerk", "dispatch_document", sending(), "已经发出", field="document",
        about="sent already"),
    Row("issued", "clerk", "dispatch_document", sending(on="2026-06-04"), "不能登记将来的日期",
        field="on"),
    Row("issued", "clerk", "dispatch_document", sending(on=TUESDAY), "早于文书成文日期", RULE,
        field="on"),
    Row("issued", "clerk", "dispatch_document", sending(mail_no=""), "请填写邮件号", RULE,
        field="mail_no"),
    # The postal enterprise only, never a private courier, never at the applicant's expense.
    Row("issued", "clerk", "dispatch_document", sending(carrier="顺丰速运"), "不得交快递公司", RULE,
        field="carrier"),
    Row("issued", "clerk", "dispatch_document", sending(carrier="中国邮政（到付）"), "不得以到付",
        RULE, field="carrier"),
    Row("issued", "clerk", "dispatch_document", sending(manner="online"), "没有同意网络送达",
        field="manner"),
    Row("issued", "clerk", "dispatch_document", sending(manner="pigeon"), "没有“pigeon”这一选项",
        field="manner"),
    Row("held", "clerk", "dispatch_document", sending(), "法制机构已暂缓本件"),
    Row("issued", "clerk", "record_delivery", arrival(), "尚未发出", field="document"),
    Row("dispatched", "clerk", "record_delivery", arrival(on="2026-06-04"), "不能登记将来的日期",
        field="on"),
    Row("dispatched", "clerk", "record_delivery", arrival(on=TUESDAY), "早于发出日期", RULE,
        field="on"),
    Row("dispatched", "clerk", "record_delivery", arrival(received_by=""), "请填写签收人",
        field="received_by"),
    Row("dispatched", "clerk", "record_delivery", arrival(proof_kind=""), "凭证：必填",
        field="proof_kind"),
    Row("dispatched", "handler", "record_delivery", arrival(), "您没有该岗位"),
    Row("dispatched", "clerk", "record_delivery_failure",
        {"document": "9-1", "on": WEDNESDAY, "why": "refused"}, "证据：必填", field="evidence"),
    Row("dispatched", "clerk", "record_delivery_failure",
        {"document": "9-1", "on": WEDNESDAY, "why": "eaten", "evidence": "x"},
        "没有“eaten”这一选项",
        field="why"),
)
def test_a_step_of_service_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)


def test_a_reply_refused_at_the_door_is_made_by_its_posting(bureau: Bureau) -> None:
    """国办公开办函〔2016〕235号: direct service counts on signing, post on the day of posting."""
    no = to.issued(bureau)
    reply = bureau.newest(no, "reply")
    bureau.act(no, "clerk", "dispatch_document", document=reply, manner="direct", on=WEDNESDAY)
    bureau.act(no, "clerk", "record_delivery_failure", document=reply, on=WEDNESDAY,
               why="refused", evidence="居委会见证人签字")
    assert bureau.clock(no).ended_on is None

    bureau.at("2026-06-04 09:00")
    bureau.post(no, "reply", on="2026-06-04")  # Thursday
    assert bureau.clock(no).ended_on == date(2026, 6, 4)
    bureau.delivered(no, "reply", on="2026-06-04")
    assert bureau.clock(no).ended_on == date(2026, 6, 4)
    assert bureau.findings() == []
