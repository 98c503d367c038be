"""Steps of archiving (归档): what stands against each; what is sealed is only added to."""

from datetime import date

import pytest

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.refusals import Row, check, table
from tests.workflow.stages import Stages
from workflow import machine, office
from workflow.record.database import writing
from workflow.terms import State

RULE = "国家档案局令第8号"


@table(
    Row("closed", "archivist", "seal", {"archive_no": "1"}, "案卷尚未整理", RULE),
    Row("closed", "archivist", "seal", {}, "档号：必填", field="archive_no"),
    Row("closed", "archivist", "complete_file", {}, "保管期限：必填", field="retention"),
    Row("closed", "archivist", "complete_file", {"retention": "a while"}, "没有“a while”这一选项",
        field="retention"),
    Row("closed", "clerk", "seal", {"archive_no": "1"}, "您没有该岗位"),
    Row("archived", "archivist", "seal", {"archive_no": "1"}, "现处于已归档环节"),
    Row("archived", "clerk", "note", {"text": "x"}, "现处于已归档环节"),
)
def test_a_step_of_archiving_is_refused(stages: Stages, row: Row) -> None:
    check(stages, row)


def test_a_sealed_file_is_opened_only_for_what_comes_afterwards() -> None:
    """行政诉讼法第六十二条; 行政复议法第六十五条; 条例第十八条、第四十四条: what comes after."""
    assert {step.trigger for step in machine.steps_of(State.ARCHIVED)} == {
        "correct_letter", "supply_remedy_notice", "revoke_and_reply_anew", "approve_mending",
        "approve_revocation", "decline_mending", "dispatch_document", "record_delivery",
        "record_delivery_failure", "record_recheck",
        "record_remedy", "amend_remedy", "record_remedy_answer", "record_remedy_result",
        "record_remedy_opinion", "record_remedy_report", "record_compliance", "redo_as_ordered",
        "propose_publication", "accept_publication", "decline_publication",
        "reevaluate"}


def test_no_term_of_retention_without_its_approval_document(small_bureau: Bureau) -> None:
    """档案法实施条例第十九条: the archives authority approves the terms."""
    no = to.closed(small_bureau)
    with writing(small_bureau.engine) as connection:
        office.change_setting(
            connection, small_bureau.now, office.CONSOLE, small_bureau.who("clerk").agency_id,
            "retention_approval", "", effective_from=date(2026, 1, 1), reason="批复到期")

    assert "尚未登记保管期限表的批准文件" in small_bureau.refused(
        no, "archivist", "complete_file", retention="ten_years")


@pytest.mark.parametrize(("approved", "chosen", "taken"), [
    ("30年", "thirty_years", True), ("定期30年", "thirty_years", True), ("永久", "permanent", True),
    ("10年、30年", "thirty_years", True), ("30年", "ten_years", False),
    ("永久", "ten_years", False), ("", "ten_years", True),
])
def test_only_the_approved_term_of_retention_is_chosen(
    small_bureau: Bureau, approved: str, chosen: str, taken: bool
) -> None:
    """档案法实施条例第十九条; where no term is entered, the archivist chooses by the table."""
    no = to.closed(small_bureau)
    small_bureau.set("retention", approved, since="2026-01-01")
    if taken:
        small_bureau.act(no, "archivist", "complete_file", retention=chosen)
    else:
        assert f"保管期限为“{approved}”" in small_bureau.refused(
            no, "archivist", "complete_file", retention=chosen)


@pytest.mark.parametrize(("data", "words"), [
    (b"", "为空文件"), (b"%PDF-1.7 cut", "PDF不完整"),
    (b"%PDF-1.7 /JavaScript %%EOF", "含有脚本"), (b"%PDF-1.7 /Launch %%EOF", "含有脚本"),
    (b"%PDF-1.7 /Encrypt %%EOF", "加密"),
], ids=["empty", "cut", "script", "launch", "encrypted"])
def test_a_paper_that_cannot_be_kept_stops_the_sealing(
    small_bureau: Bureau, data: bytes, words: str
) -> None:
    """档案法第三十七条; DA/T 70-2018: usable and safe."""
    no = to.closed(small_bureau)
    small_bureau.act(no, "archivist", "attach", what="补充材料",
                     papers=[small_bureau.smuggled("材料.pdf", "application/pdf", data)])
    small_bureau.act(no, "archivist", "complete_file", retention="ten_years")

    assert words in small_bureau.refused(no, "archivist", "seal", archive_no="1")
