"""Steps of handling (办理), consultation (征求意见), extension (延期): what stands against each."""

from typing import Any

from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import GRANTED, REFUSED, TUESDAY, WEDNESDAY, Stages

CONSULTING = "条例第三十二条"
EXTENDING = "条例第三十三条第二款"


def draft(*answers: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A draft to be posted."""
    return {"manner": "post", "answers": [*answers], **given}


def searched(**given: Any) -> dict[str, Any]:
    """A search as recorded."""
    return {"item": 1, "where": "档案室", "terms": "桥", "period": "全部", "by": "甲",
            "on": WEDNESDAY, "found": False, "result": "无", **given}


@table(
    Row("assigned", "colleague", "record_search", searched(), "请由该承办人办理"),
    Row("assigned", "handler", "record_search", searched(on="2026-06-04"), "不能登记将来的日期",
        field="on"),
    Row("assigned", "handler", "record_search", searched(item=3),
        "没有第3项申请事项", field="item"),
    Row("assigned", "handler", "reassign", {"handler": "legal", "reason": "休假"},
        "不是本机关的承办人", field="handler"),
    Row("assigned", "handler", "reassign", {"handler": "colleague"}, "改派理由：必填",
        field="reason"),
    # Every item is answered exactly once.
    Row("two_items", "handler", "draft_reply", draft(GRANTED), "第2项申请事项尚未答复",
        "条例第三十六条", field="answers"),
    Row("assigned", "handler", "draft_reply", draft(GRANTED, GRANTED), "答复了不止一次",
        "条例第三十六条", field="answers"),
    Row("assigned", "handler", "draft_reply", draft(GRANTED, {**GRANTED, "item": 5}),
        "没有第5项申请事项", field="answers"),
    Row("assigned", "handler", "draft_reply", draft({"item": 1, "outcome": "maybe"}),
        "没有“maybe”这一选项", field="answers.0.outcome"),
    # What the file must hold before an outcome may be chosen.
    Row("assigned", "handler", "draft_reply", draft({"item": 1, "outcome": "unable.not_held"}),
        "检索", about="no search"),
    Row("assigned", "handler", "draft_reply",
        draft({**REFUSED, "outcome": "deny.third_party", "articles": ["15"]}), "第三方",
        about="nobody consulted"),
    Row("assigned", "handler", "draft_reply", draft({**REFUSED, "separable": None}), "区分",
        "条例第三十七条", about="separability open"),
    Row("assigned", "handler", "draft_reply", draft({**REFUSED, "discretion_reason": ""}), "裁量",
        about="discretion open"),
    Row("assigned", "handler", "draft_reply",
        draft({**REFUSED, "outcome": "deny.secret", "articles": ["14"]}), "定密",
        about="no classification"),
    Row("assigned", "handler", "draft_reply",
        draft({**GRANTED, "outcome": "partial", "withheld": [
            {"part": "附件一", "articles": ["16.2"], "reason": "讨论记录",
             "discretion_reason": "在研"},
            {"part": "附件二", "articles": ["36.3"], "reason": "不宜公开"}]}),
        "每个不予公开的部分都应当写明条款和理由", "条例第三十七条",
        about="one part rests on no ground", field="answers.0.withheld"),
    Row("assigned", "handler", "draft_reply",
        draft({"item": 1, "outcome": "reject.repeat", "reason": "重复"}), "首次答复",
        about="no first reply"),
    Row("assigned", "handler", "draft_reply", draft({"item": 1, "outcome": "other.no_supplement"}),
        "补正", about="never asked"),
    Row("assigned", "handler", "draft_reply", draft(GRANTED, manner="online"),
        "申请人没有同意网络送达", field="manner"),
    Row("assigned", "handler", "draft_reply", draft(GRANTED, manner="online"),
        "网上申请行政复议的渠道", "行政复议法第二十二条", about="no channel", field="manner"),
    # Different refusals count in one leaf, named with a reason.
    Row("two_items", "handler", "draft_reply",
        draft(REFUSED, {"item": 2, "outcome": "reject.petition", "reason": "举报",
                        "petition_channel": "12336"}),
        "请指明统计归类", "国办公开办函〔2021〕30号", field="leaf"),
    Row("assigned", "handler", "submit_for_review", {}, "尚未拟写答复", "条例第三十六条"),
    Row("consulting", "handler", "submit_for_review", {}, "尚未答复，也未登记逾期", CONSULTING),
    Row("extension_proposed", "handler", "submit_for_review", {}, "延期申请尚未批准", EXTENDING),
)
def test_a_step_of_handling_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)


def asking(**given: Any) -> dict[str, Any]:
    """A third party to be asked."""
    return {"who": "某公司", "item": 1, "part": "报价", "why": "商业秘密", **given}


def opinion(**given: Any) -> dict[str, Any]:
    """An opinion that came on Wednesday."""
    return {"consultation": "A", "answered_on": WEDNESDAY, "opinion": "objects",
            "reasonable": True, "assessment": "合理", **given}


@table(
    Row("assigned", "handler", "consult_third_party", asking(item=4), "没有第4项", field="item"),
    # The applicant's name does not reach the consulted party.
    Row("assigned", "handler", "consult_third_party", asking(part="吴玥申请的报价"),
        "不得透露申请人", "第三十二条", field="part"),
    Row("assigned", "handler", "consult_agency", asking(), "答复期限：必填",
        field="term_working_days"),
    Row("assigned", "handler", "record_opinion", opinion(), "没有征求过意见", CONSULTING),
    Row("consulting", "handler", "record_opinion", opinion(consultation="B"), "没有这一征求意见",
        field="consultation"),
    Row("consulting", "handler", "record_opinion", opinion(answered_on="2026-06-05"),
        "不能登记将来的日期", field="answered_on"),
    # An objection is judged; it is never taken as final.
    Row("consulting", "handler", "record_opinion", opinion(reasonable=None), "理由是否合理",
        CONSULTING, field="reasonable"),
    Row("consulting", "handler", "record_opinion", opinion(assessment=""), "审查意见", CONSULTING,
        field="assessment"),
    Row("consulting", "handler", "record_opinion", opinion(answered_on="2026-06-01"),
        "早于发出日期",
        CONSULTING, about="before it was sent"),
    # Served on Wednesday 2026-06-03; the fifteenth working day is Thursday 2026-06-25
    # (Friday 19 June is the Dragon Boat festival).
    Row("consulting", "handler", "consultation_silent", {"consultation": "A"},
        "2026-06-25届满，尚未届满", CONSULTING, at="2026-06-25 17:00", field="consultation"),
    Row("assigned", "handler", "consultation_silent", {"consultation": "A"},
        "没有尚未答复的征求意见", CONSULTING),
    Row("consulting", "handler", "notify_third_party_of_disclosure",
        {"consultation": "A", "content": "报价", "reasons": "公共利益", "release_on": TUESDAY},
        "尚未答复或者已经同意", CONSULTING),
)
def test_a_step_of_consultation_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("assigned", "handler", "propose_extension", {"working_days": 21, "reason": "多"},
        "不得超过20个工作日", EXTENDING, field="working_days"),
    Row("assigned", "handler", "propose_extension", {"working_days": 5}, "延期理由：必填",
        field="reason"),
    Row("extension_proposed", "handler", "propose_extension", {"working_days": 5, "reason": "多"},
        "只能延期一次", EXTENDING),
    Row("extension_granted", "handler", "propose_extension", {"working_days": 5, "reason": "多"},
        "只能延期一次", EXTENDING),
    # Received on Monday 2026-06-01; the twentieth working day is Tuesday 2026-06-30.
    Row("assigned", "handler", "propose_extension", {"working_days": 5, "reason": "多"},
        "首个答复期限已于2026-06-30届满", EXTENDING, at="2026-07-01 09:00", about="a day late"),
    Row("extension_proposed", "head", "grant_extension", {}, "不能再延期", EXTENDING,
        at="2026-07-01 09:00", about="a day late"),
    Row("assigned", "head", "grant_extension", {}, "没有待批准的延期申请", EXTENDING),
    Row("extension_proposed", "handler", "grant_extension", {}, "您没有该岗位"),
    Row("extension_proposed", "head", "decline_extension", {},
        "不同意的理由：必填", field="reason"),
    # An extension told after the first limit is void.
    Row("extension_granted", "clerk", "dispatch_document",
        {"document": "5-1", "manner": "ems", "on": "2026-07-01", "mail_no": "E1"},
        "逾期发出不产生延期效力", EXTENDING, at="2026-07-01 09:00", field="on"),
)
def test_a_step_of_the_extension_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)
