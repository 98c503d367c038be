"""Steps of registration (登记) and of the supplement (补正): what stands against each."""

from typing import Any

from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import MONDAY, POINTS, WEDNESDAY, Stages

ARTICLE = "条例第三十条"


def correction(**given: Any) -> dict[str, Any]:
    """A correction with its reason."""
    return {"reason": "笔误", **given}


@table(
    Row("registered", "clerk", "assign", {}, "承办人：必填", field="handler"),
    Row("registered", "clerk", "assign", {"handler": "reviewer"}, "不是本机关的承办人",
        field="handler"),
    Row("registered", "handler", "assign", {"handler": "handler"}, "您没有该岗位"),
    Row("supplement_asked", "clerk", "assign", {"handler": "handler"},
        "正在等待申请人补正", ARTICLE),
    # A correction names the new value; the day of receipt also its evidence.
    Row("registered", "clerk", "correct_entry", {"what": "phone", "phone": "1"}, "更正理由：必填",
        field="reason"),
    Row("registered", "clerk", "correct_entry", correction(what="phone"), "请填写更正后的联系电话",
        field="phone"),
    Row("registered", "clerk", "correct_entry", correction(what="wanted", wanted="x", item=7),
        "申请事项序号", field="item"),
    Row("registered", "clerk", "correct_entry", correction(what="receipt_day", day=MONDAY),
        "必须附上依据", "条例第三十一条", field="evidence"),
    Row("registered", "clerk", "answer_on_the_spot", {"outcome": "partial", "source": "x"},
        "没有“partial”这一选项", field="outcome", about="only what is public or released"),
    Row("registered", "clerk", "answer_on_the_spot", {"outcome": "granted"},
        "获取方式、途径：必填", field="source"),
)
def test_a_step_of_registration_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)


def test_a_day_of_receipt_is_not_corrected_into_the_future(stages: Stages) -> None:
    evidence = [stages.bureau.upload("签收单.png")]
    given = correction(what="receipt_day", day="2026-06-09", evidence=evidence)

    check(stages, Row("registered", "clerk", "correct_entry", given, "不能登记将来的日期",
                      field="day"))


def asked(**given: Any) -> dict[str, Any]:
    """A notice to supplement with a reasonable term."""
    return {"points": POINTS, "term_working_days": 10, **given}


def came(**given: Any) -> dict[str, Any]:
    """A supplement as it came."""
    return {"received_on": WEDNESDAY, "how": "邮寄", "contents": "大桥", "clear_now": True, **given}


@table(
    # Asked once, all points together, and only for what article 29 asks.
    Row("supplement_asked", "clerk", "ask_for_supplement", asked(), "补正只能一次性告知", ARTICLE),
    Row("registered", "clerk", "ask_for_supplement", asked(points=[]), "必填", field="points"),
    Row("registered", "clerk", "ask_for_supplement",
        asked(points=[{"element": "purpose", "point": "用途", "guidance": "请说明"}]),
        "没有“purpose”这一选项", field="points.0.element", about="never the purpose"),
    Row("registered", "clerk", "ask_for_supplement", asked(term_working_days=0), "应当在1到60之间",
        field="term_working_days"),
    # Working day seven after Monday 2026-06-01 is Wednesday 2026-06-10.
    Row("registered", "clerk", "ask_for_supplement", asked(), "2026-06-10前", ARTICLE,
        at="2026-06-11 09:00", field="late_reason", about="on working day eight"),
    Row("assigned", "colleague", "ask_for_supplement", asked(), "请由该承办人办理"),
    Row("registered", "clerk", "receive_supplement", came(), "没有告知过补正", ARTICLE),
    Row("supplement_asked", "clerk", "receive_supplement", came(received_on="2026-06-04"),
        "不能登记将来的日期", field="received_on"),
    Row("supplement_asked", "clerk", "receive_supplement", came(received_on="2026-05-29"),
        "早于收到申请之日", field="received_on"),
    # Served on Tuesday 2026-06-02; the tenth working day is Tuesday 2026-06-16.
    Row("supplement_asked", "clerk", "receive_supplement", came(received_on="2026-06-17"),
        "补正超过了期限（2026-06-16）", ARTICLE, at="2026-06-17 09:00", field="late_good_reason"),
    Row("supplement_asked", "clerk", "supplement_overdue", {"why": "无", "handler": "handler"},
        "2026-06-16届满，尚未届满", ARTICLE, at="2026-06-16 17:00", about="on the last day"),
    Row("supplement_asked", "clerk", "supplement_overdue", {"why": "无"}, "请指定承办人",
        at="2026-06-17 09:00", field="handler"),
    Row("supplement_asked", "clerk", "supplement_overdue", {"why": "无", "handler": "legal"},
        "不是本机关的承办人", at="2026-06-17 09:00", field="handler"),
    Row("registered", "clerk", "supplement_overdue", {"why": "无", "handler": "handler"},
        "没有告知过补正", ARTICLE),
)
def test_a_step_of_the_supplement_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)
