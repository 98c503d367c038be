"""Steps of review (审核): what stands against each."""

from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import Stages


@table(
    Row("submitted", "secrecy", "secrecy_review", {"basis": "不涉密"}, "必填",
        field="may_be_disclosed"),
    Row("submitted", "legal", "legal_review", {"advice": "agree"}, "理由：必填", field="reasons"),
    # Outside counsel's opinion is entered by the clerk with its signed scan.
    Row("submitted", "clerk", "legal_review", {"advice": "agree", "reasons": "合法"},
        "签字的意见扫描件", field="signed_scan"),
    Row("submitted", "reviewer", "approve", {}, "尚未经保密审查", "条例第十七条"),
    Row("refusal_submitted", "reviewer", "approve", {}, "应当先经法制审核", "条例第四十五条"),
    Row("withdrawn", "reviewer", "approve", {}, "应当先经法制审核", "条例第四十五条"),
    Row("reviewed", "clerk", "approve", {}, "您没有该岗位"),
    Row("submitted", "reviewer", "return_to_handler", {}, "退回理由：必填", field="reasons"),
    Row("withdrawn", "reviewer", "return_to_handler", {"reasons": "改"}, "只需确认撤回"),
    Row("reviewed", "reviewer", "amend_at_signing", {"item": 2, "description": "x", "why": "改"},
        "草稿中没有这一项", field="item"),
    Row("reviewed", "reviewer", "amend_at_signing", {"item": 1, "why": "改"}, "请填写修改后的文字"),
)
def test_a_step_of_review_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)
