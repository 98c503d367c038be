"""Steps of article 35 (大量反复申请) and of the fee (信息处理费): what stands against each."""

import pytest

from tests.bureau import Bureau
from tests.workflow import stages_fees as to
from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import MONDAY, TUESDAY, WEDNESDAY, Stages, assigned

THIRTY_FIVE, FORTY_TWO, MEASURES = "条例第三十五条", "条例第四十二条", "国办函〔2020〕109号"


@table(
    Row("assigned", "clerk", "ask_for_reasons", to.ASKED, "您没有该岗位"),
    Row("assigned", "handler", "ask_for_reasons", {**to.ASKED, "last_on": "2025-12-31"},
        "末日早于首日", field="last_on"),
    Row("assigned", "handler", "ask_for_reasons", {**to.ASKED, "last_on": "2026-06-04"},
        "晚于今天", field="last_on", about="Thursday, tomorrow"),
    Row("assigned", "handler", "ask_for_reasons", {**to.ASKED, "why": ""}, "必填", field="why"),
    Row("reasons_asked", "handler", "ask_for_reasons", to.ASKED, "已经要求说明理由", THIRTY_FIVE),
    Row("assigned", "handler", "record_reasons", to.GOOD, "没有待登记", THIRTY_FIVE),
    Row("reasons_asked", "handler", "record_reasons", {**to.GOOD, "said": ""}, "请写明",
        THIRTY_FIVE, field="said"),
    Row("reasons_asked", "handler", "record_reasons", {"said": "有用", "judged": "x"},
        "请认定理由是否合理", THIRTY_FIVE, field="reasonable"),
    Row("reasons_asked", "handler", "record_reasons", {"silent": True, "judged": "x"},
        "到2026-06-09届满，尚未届满", THIRTY_FIVE, field="silent"),
    Row("reasons_asked", "handler", "record_reasons",
        {"silent": True, "judged": "x", "said": "y"}, "不填写理由", THIRTY_FIVE, field="said"),
    Row("reasons_asked", "handler", "submit_for_review", {}, "请先登记说明的理由", THIRTY_FIVE),
    Row("assigned", "head", "set_delay", {"until": "2026-09-01", "reason": "x"},
        "须先要求申请人说明理由", THIRTY_FIVE),
    Row("reasons_good", "handler", "set_delay", {"until": "2026-09-01", "reason": "x"},
        "您没有该岗位"),
    Row("reasons_good", "head", "set_delay", {"until": "2026-06-30", "reason": "x"},
        "应当晚于答复期限届满日（2026-06-30）", THIRTY_FIVE, field="until"),
    Row("reasons_good", "head", "set_delay", {"until": "2026-08-01", "reason": "x"},
        "2026-08-01不是工作日", THIRTY_FIVE, field="until", about="a Saturday"),
    Row("reasons_good", "head", "set_delay", {"until": "2026-08-03", "reason": "x"},
        "已于2026-06-30届满", THIRTY_FIVE, at="2026-07-01 09:00", about="after the limit"),
    Row("assigned", "handler", "draft_reply",
        {"manner": "post", "answers": [{"item": 1, "outcome": "reject.excessive"}]},
        "应当要求申请人说明理由", THIRTY_FIVE, about="nobody asked"),
)
def test_article_35(stages: Stages, row: Row) -> None:
    check(stages, row)


@table(
    Row("assigned", "clerk", "propose_fee", to.FEE, "您没有该岗位"),
    Row("assigned", "handler", "propose_fee", {**to.FEE, "count": 30}, "应缴0元", FORTY_TWO,
        field="count", about="30 pages are free"),
    Row("assigned", "handler", "propose_fee", {**to.FEE, "method": "by_case", "count": 10},
        "应缴0元", FORTY_TWO, field="count", about="ten cases are free"),
    Row("assigned", "handler", "propose_fee", {**to.FEE, "method": "by_case", "count": 10_001},
        "超过10000", MEASURES, field="count"),
    Row("fee_proposed", "handler", "propose_fee", to.FEE, "已经建议过收费", MEASURES),
    Row("fee_proposed", "handler", "notify_fee", {}, "您没有该岗位"),
    Row("assigned", "head", "notify_fee", {}, "没有待决定的收费建议", FORTY_TWO),
    Row("fee_proposed", "head", "notify_fee", {}, "已于2026-06-30届满", MEASURES,
        at="2026-07-01 09:00"),
    Row("fee_proposed", "head", "decline_fee", {}, "不收费的理由：必填", field="reason"),
    Row("fee_proposed", "handler", "submit_for_review", {}, "收费尚未办结", FORTY_TWO),
    Row("fee_noticed", "handler", "submit_for_review", {}, "收费尚未办结", FORTY_TWO),
    Row("fee_proposed", "clerk", "record_payment",
        {"on": WEDNESDAY, "yuan": 2740, "receipt_no": "A1"}, "没有待缴", MEASURES),
    Row("fee_noticed", "clerk", "record_payment",
        {"on": WEDNESDAY, "yuan": 2700, "receipt_no": "A1"}, "与收费通知书的2740元不符", MEASURES,
        field="yuan"),
    Row("fee_noticed", "clerk", "record_payment",
        {"on": MONDAY, "yuan": 2740, "receipt_no": "A1"}, "早于收到通知之日", MEASURES, field="on"),
    Row("fee_noticed", "clerk", "record_payment",
        {"on": "2026-07-02", "yuan": 2740, "receipt_no": "A1"}, "已于2026-07-01届满", MEASURES,
        field="on", at="2026-07-03 09:00", about="a day late"),
    Row("fee_noticed", "handler", "payment_overdue", {}, "到2026-07-01届满，尚未届满", MEASURES),
)
def test_the_fee(stages: Stages, row: Row) -> None:
    check(stages, row)


def test_neither_is_known_to_the_2008_regulation(small_bureau: Bureau) -> None:
    small_bureau.at("2014-03-03 09:00")  # Monday
    no = small_bureau.receive(channel="in_person", submitted_on="2014-03-03", wanted="规划文本",
                              purpose="生活需要")
    small_bureau.act(no, "clerk", "register")
    small_bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    asked = {**to.ASKED, "first_on": "2014-01-01", "last_on": "2014-03-03"}

    assert "2008年条例没有" in small_bureau.refused(no, "handler", "ask_for_reasons", **asked)
    assert "自2021年1月1日起" in small_bureau.refused(no, "handler", "propose_fee", **to.FEE)


def test_a_fee_needs_a_way_to_pay(bureau: Bureau) -> None:
    no = to.fee_proposed(bureau)
    bureau.set("fee_payment", "", since=TUESDAY)

    assert "尚未设置缴费方式" in bureau.refused(no, "head", "notify_fee")


def test_a_fee_notice_that_leaves_after_the_limit_is_stopped(bureau: Bureau) -> None:
    no = to.fee_proposed(bureau)
    bureau.act(no, "head", "notify_fee")
    bureau.at("2026-07-01 09:00")  # Wednesday, the day after the limit

    refused = bureau.refused(
        no, "clerk", "dispatch_document", document=bureau.newest(no, "fee"), manner="ems",
        on="2026-07-01", mail_no="EX1", carrier="中国邮政")
    assert "收费通知书应当在答复期限（2026-06-30）届满前发出" in refused


def test_a_delay_told_too_late_is_stopped(bureau: Bureau) -> None:
    no = to.reasons_good(bureau)
    bureau.act(no, "head", "set_delay", until="2026-09-01", reason="案卷很多")
    bureau.at("2026-07-01 09:00")

    refused = bureau.refused(
        no, "clerk", "dispatch_document", document=bureau.newest(no, "delay"), manner="ems",
        on="2026-07-01", mail_no="EX1", carrier="中国邮政")
    assert "延迟答复告知书应当在答复期限（2026-06-30）届满前发出" in refused


def test_a_declined_fee_may_be_proposed_anew_and_a_charged_one_not(bureau: Bureau) -> None:
    no = to.fee_proposed(bureau)
    bureau.act(no, "head", "decline_fee", reason="首次超过，不收")
    bureau.act(no, "handler", "propose_fee", **to.FEE)
    bureau.act(no, "head", "notify_fee")

    assert "已经建议过收费" in bureau.refused(no, "handler", "propose_fee", **to.FEE)
    assert bureau.findings() == []


@pytest.mark.parametrize("name", ["吴玥", ""])
def test_the_system_counts_the_applications_under_a_name(small_bureau: Bureau, name: str) -> None:
    """Nobody without a name is counted together with others without one."""
    for _ in range(3):
        no = assigned(small_bureau, applicant_name=name)
    small_bureau.act(no, "handler", "ask_for_reasons", **to.ASKED)

    entry = small_bureau.see(no).trail[-1].entry
    assert entry.facts["counted"] == (3 if name else 1)
    steps = {one.trigger: one for one in small_bureau.see(no, "handler").steps}
    assert steps["propose_fee"].initial["count"] == (3 if name else 1)
