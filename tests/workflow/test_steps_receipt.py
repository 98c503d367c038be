"""Steps of receipt (收件): what stands against each."""

from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import MONDAY, TUESDAY, Stages

CONFIRMED = {"how": "电话", "with_whom": "吴玥", "result": "已确认"}


@table(
    # Only channels without proof of arrival are confirmed.
    Row("received", "clerk", "confirm_with_applicant", {**CONFIRMED, "confirmed_on": MONDAY},
        "已经确定，无需确认", "条例第三十一条"),
    Row("letter_waiting", "clerk", "confirm_with_applicant",
        {**CONFIRMED, "confirmed_on": "2026-06-04"}, "不能登记将来的日期", field="confirmed_on"),
    Row("letter_waiting", "clerk", "confirm_with_applicant",
        {**CONFIRMED, "confirmed_on": "2026-05-29"}, "早于", "条例第三十一条第（二）项",
        about="before it came"),
    Row("letter_waiting", "clerk", "confirm_with_applicant", {"confirmed_on": MONDAY},
        "确认方式：必填", field="how"),
    # A call in vain is logged where something is to be confirmed, never ahead of time.
    Row("received", "clerk", "log_call",
        {"called_on": MONDAY, "how": "电话", "call_result": "no_answer"}, "无需确认",
        "条例第三十一条"),
    Row("letter_waiting", "clerk", "log_call",
        {"called_on": "2026-06-05", "how": "电话", "call_result": "no_answer"},
        "不能登记将来的日期", field="called_on"),
    Row("letter_waiting", "clerk", "log_call", {"called_on": MONDAY, "how": "电话"},
        "联系结果：必填", field="call_result"),
    # Nothing is registered before the day of receipt is known.
    Row("letter_waiting", "clerk", "register", {}, "收到申请之日尚未确定", "条例第三十一条"),
    Row("letter_waiting", "clerk", "withdraw", {"on": TUESDAY, "how": "书面"},
        "收到申请之日尚未确定", "条例第三十一条"),
    Row("received", "handler", "register", {}, "您没有该岗位"),
    Row("received", "clerk", "hand_over_inside",
        {"first_unit": "收发室", "first_got_on": MONDAY, "reached_on": "2026-06-05"},
        "不能登记将来的日期", field="reached_on"),
    # A voided entry needs the head's consent by name.
    Row("received", "clerk", "void_entry", {"why": "重复登记", "head": "handler"},
        "请选择本机关的公开办负责人", field="head"),
    Row("received", "clerk", "void_entry", {"head": "head"}, "作废理由：必填", field="why"),
)
def test_a_step_of_receipt_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)
