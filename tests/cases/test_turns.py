"""Turns a request may take: split, held, recalled, corrected, taken over, late, sent back."""

from datetime import date

import pytest

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve, review_and_approve
from workflow.law.workdays import national_calendar
from workflow.record.database import reading
from workflow.reports.register import register


def received(bureau: Bureau, *wanted: str, **given: object) -> str:
    """Handed in on Monday 2026-06-01."""
    bureau.at("2026-06-01 09:00")
    return bureau.receive(channel="in_person", submitted_on="2026-06-01",
                          items=[{"wanted": one} for one in wanted], **given)


def assigned(bureau: Bureau, *wanted: str, **given: object) -> str:
    """Registered and handed to its handler at once."""
    no = received(bureau, *wanted, **given)
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler")
    return no


def drafted(bureau: Bureau, no: str, item: int = 1) -> None:
    """Everything is given."""
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[
        {"item": item, "outcome": "granted", "description": "批复1份", "form": "paper"}])
    bureau.act(no, "handler", "submit_for_review")


def approve(bureau: Bureau, no: str) -> None:
    """Secrecy review and approval."""
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉及国家秘密")
    bureau.act(no, "reviewer", "approve")


def test_two_matters_in_one_letter_become_two_requests_of_the_same_day(bureau: Bureau) -> None:
    """国办发〔2010〕5号: one matter one application; each part starts on the same receipt day."""
    no = assigned(bureau, "环评批复", "食堂采购合同", phone="0000-1", address="滨河路1号")
    bureau.act(no, "handler", "split", items=["2"], reason="两项事由不同")

    with reading(bureau.engine) as connection:
        page = register(connection, bureau.who("clerk"), bureau.now.date(), national_calendar())
    (sibling,) = {row.no for row in page.rows} - {no}
    first, second = bureau.see(no), bureau.see(sibling)
    assert (first.subject, second.subject) == ("环评批复", "食堂采购合同")
    assert second.case.split_from == no
    assert bureau.clock(sibling).due_on == bureau.clock(no).due_on == date(2026, 6, 30)  # Tuesday
    assert second.personal == {"applicant_name": "王䶮", "phone": "0000-1", "address": "滨河路1号"}
    assert "只有一项" in bureau.refused(no, "handler", "split", items=["1"], reason="再分")

    bureau.act(sibling, "clerk", "assign", handler="colleague")
    assert bureau.findings() == []


def test_an_item_split_off_after_drafting_no_longer_fits_the_draft(bureau: Bureau) -> None:
    no = assigned(bureau, "环评批复", "食堂采购合同")
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[
        {"item": n, "outcome": "granted", "description": "1份", "form": "paper"} for n in (1, 2)])
    bureau.act(no, "clerk", "split", items=["2"], reason="两项事由不同")

    assert "没有第2项申请事项" in bureau.refused(no, "handler", "submit_for_review")


def test_what_the_legal_office_holds_does_not_leave_until_the_head_lets_it(
    bureau: Bureau,
) -> None:
    no = assigned(bureau, "环评批复")
    drafted(bureau, no)
    approve(bureau, no)
    bureau.act(no, "legal", "hold", reason="正在复议，待核")
    assert "正在复议，待核" in bureau.refused(no, "clerk", "issue")

    bureau.act(no, "head", "release_hold", reason="复议机关已同意答复")
    issue_and_serve(bureau, no, day="2026-06-05", received="2026-06-08")
    archive(bureau, no)


def test_a_hold_lapses_near_the_limit(bureau: Bureau) -> None:
    """The limit is Tuesday 2026-06-30: three working days before it the hold stands no longer."""
    no = assigned(bureau, "环评批复")
    drafted(bureau, no)
    approve(bureau, no)
    bureau.act(no, "legal", "hold", reason="待核")
    bureau.at("2026-06-24 09:00")  # Wednesday, four working days left
    assert "待核" in bureau.refused(no, "clerk", "issue")

    bureau.at("2026-06-25 09:00")  # Thursday, three left
    bureau.act(no, "clerk", "issue")


def test_a_recalled_reply_is_drafted_again_under_a_new_number(bureau: Bureau) -> None:
    no = assigned(bureau, "环评批复")
    drafted(bureau, no)
    approve(bureau, no)
    bureau.act(no, "clerk", "issue")
    bureau.act(no, "reviewer", "recall", reason="附件有误")

    assert bureau.see(no).case.approval is None
    bureau.act(no, "handler", "submit_for_review")
    assert "尚未经保密审查" in bureau.refused(no, "reviewer", "approve")
    approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-06-05", received="2026-06-08")
    numbers = [(d.number[-3:], d.voided) for d in bureau.see(no).documents if d.kind == "reply"]
    assert numbers == [("〕1号", True), ("〕2号", False)]
    archive(bureau, no)


def test_a_corrected_day_of_receipt_starts_the_limit_anew_with_its_evidence(
    bureau: Bureau,
) -> None:
    """条例第三十一条: the day on the delivery slip, not the day of entry."""
    bureau.at("2026-06-03 09:00")
    no = bureau.receive(channel="ems", signed_on="2026-06-03", mail_no="EA1", wanted="环评批复")
    bureau.act(no, "clerk", "register")
    assert bureau.clock(no).due_on == date(2026, 7, 2)  # Thursday

    bureau.act(no, "clerk", "correct_entry", what="receipt_day", day="2026-06-01",
               reason="签收单载明6月1日", evidence=[bureau.upload("签收单.png")])
    assert bureau.clock(no).due_on == date(2026, 6, 30)  # Tuesday
    assert "签收单载明6月1日" in str(bureau.see(no).trail[-1].facts)
    assert bureau.findings() == []


@pytest.mark.parametrize(("called", "confirmed", "starts", "due"), [
    (False, "2026-06-03", date(2026, 6, 1), date(2026, 6, 30)),
    (True, "2026-06-03", date(2026, 6, 3), date(2026, 7, 2)),
], ids=["no call that day: 第三十一条第二项", "called in vain that day: 第三十一条第二项"])
def test_an_ordinary_letter_counts_from_its_coming_unless_the_call_failed(
    bureau: Bureau, called: bool, confirmed: str, starts: date, due: date
) -> None:
    bureau.at("2026-06-01 09:00")  # Monday
    no = bureau.receive(channel="ordinary_letter", first_seen_on="2026-06-01",
                        called_same_day=called, wanted="环评批复")
    bureau.at(f"{confirmed} 09:00")  # Wednesday
    bureau.act(no, "clerk", "confirm_with_applicant", confirmed_on=confirmed, how="电话",
               with_whom="王䶮", result="确认提交")
    bureau.act(no, "clerk", "register")

    clock = bureau.clock(no)
    assert (clock.received_on, clock.due_on) == (starts, due)
    assert bureau.findings() == []


def test_an_heir_goes_on_with_the_request_and_is_addressed_in_the_reply(bureau: Bureau) -> None:
    no = assigned(bureau, "环评批复", applicant_name="吴玥")
    assert "证明材料" in bureau.refused(no, "clerk", "record_person", part="successor",
                                        person="吴明", applicant_name="吴明")
    bureau.act(no, "clerk", "record_person", part="successor", person="吴明",
               applicant_name="吴明", papers=[bureau.upload("继承证明.png")])
    drafted(bureau, no)
    approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-06-05", received="2026-06-08")

    assert "吴明：" in bureau.text(no, "reply")
    archive(bureau, no)


def test_an_agent_does_not_take_the_applicant_s_place(bureau: Bureau) -> None:
    no = assigned(bureau, "环评批复", applicant_name="吴玥", phone="0000-1")
    bureau.act(no, "clerk", "record_person", part="agent", person="律师甲",
               papers=[bureau.upload("委托书.png")])

    seen = bureau.see(no)
    assert (seen.applicant_name, seen.personal["phone"]) == ("吴玥", "0000-1")


def test_a_late_reply_says_why_and_stays_possible(bureau: Bureau) -> None:
    """Late is a reading of the clock, not a dead end (条例第三十三条)."""
    no = assigned(bureau, "环评批复")
    drafted(bureau, no)
    approve(bureau, no)
    bureau.at("2026-07-02 09:00")  # Thursday, two working days late
    assert "已超过答复期限2个工作日" in bureau.refused(no, "clerk", "issue")

    bureau.act(no, "clerk", "issue", late_reason="档案室搬迁")
    bureau.post(no, "reply", on="2026-07-02")
    bureau.at("2026-07-03 09:00")
    bureau.delivered(no, "reply", on="2026-07-03")
    assert bureau.clock(no).late
    assert "超过法定答复期限2个工作日，原因：档案室搬迁" in bureau.text(no, "reply")
    archive(bureau, no)


def test_an_extension_that_is_told_after_the_limit_does_not_count(bureau: Bureau) -> None:
    """条例第三十三条第二款: told within the first limit, or it is void."""
    no = assigned(bureau, "环评批复")
    bureau.at("2026-06-29 09:00")  # Monday
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要逐页区分")
    bureau.act(no, "head", "grant_extension")
    bureau.at("2026-07-01 09:00")  # Wednesday, the limit was Tuesday
    why = bureau.refused(no, "clerk", "dispatch_document", document=bureau.newest(no, "extension"),
                         manner="ems", on="2026-07-01", mail_no="EC1", carrier="中国邮政")

    assert "逾期发出不产生延期效力" in why
    assert bureau.clock(no).due_on == date(2026, 6, 30)  # Tuesday
    assert bureau.clock(no).late


def test_a_letter_that_came_back_is_sent_again_and_the_first_posting_decides(
    bureau: Bureau,
) -> None:
    """国办公开办函〔2016〕235号: the same frozen bytes; timely by the first posting."""
    no = assigned(bureau, "环评批复")
    drafted(bureau, no)
    approve(bureau, no)
    bureau.at("2026-06-30 09:00")  # Tuesday, the last day
    bureau.act(no, "clerk", "issue")
    first = bureau.text(no, "reply")
    bureau.post(no, "reply", on="2026-06-30")
    bureau.at("2026-07-06 09:00")
    bureau.act(no, "clerk", "record_delivery_failure", document=bureau.newest(no, "reply"),
               on="2026-07-06", why="returned", evidence="查无此人")
    bureau.post(no, "reply", on="2026-07-06", mail_no="EX2")
    bureau.at("2026-07-08 09:00")
    bureau.delivered(no, "reply", on="2026-07-08")

    assert not bureau.clock(no).late
    assert bureau.text(no, "reply") == first
    archive(bureau, no)


def test_a_party_that_was_not_reached_at_first_may_still_answer(bureau: Bureau) -> None:
    """The exclusion closes on the day of return and stays closed; a late opinion is on file."""
    no = assigned(bureau, "环评批复")
    bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
               part="设备报价", why="可能涉及商业秘密")
    bureau.post(no, "consultation", on="2026-06-01")
    bureau.at("2026-06-08 09:00")  # Monday
    bureau.act(no, "clerk", "record_delivery_failure", document=bureau.newest(no, "consultation"),
               on="2026-06-08", why="returned", evidence="查无此单位")
    due = bureau.clock(no).due_on
    bureau.post(no, "consultation", on="2026-06-08")
    bureau.at("2026-06-10 09:00")
    bureau.delivered(no, "consultation", on="2026-06-10")
    bureau.act(no, "handler", "record_opinion", consultation="A", answered_on="2026-06-10",
               opinion="agrees")

    assert bureau.clock(no).due_on == due
    assert bureau.findings() == []


def test_an_entry_that_was_no_application_is_voided_with_the_head_s_consent(
    bureau: Bureau,
) -> None:
    no = received(bureau, "请问办公时间")
    bureau.act(no, "clerk", "void_entry", why="属于咨询，不是政府信息公开申请", head="head")

    seen = bureau.see(no)
    assert (seen.case.state, seen.case.void) == ("archived", True)
    assert bureau.clock(no).state == "ended"
    assert bureau.findings() == []


def test_a_draft_sent_back_keeps_the_opinions_only_if_the_decision_stays(bureau: Bureau) -> None:
    no = assigned(bureau, "环评批复")
    drafted(bureau, no)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "return_to_handler", reasons="请写明页数")
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[
        {"item": 1, "outcome": "granted", "description": "批复1份（3页）", "form": "paper"}])
    assert bureau.see(no).case.secrecy_review is not None

    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[
        {"item": 1, "outcome": "granted_public", "source": "门户网站"}])
    assert bureau.see(no).case.secrecy_review is None


def test_a_withdrawn_application_that_was_never_assigned_is_confirmed(bureau: Bureau) -> None:
    no = received(bureau, "环评批复")
    bureau.act(no, "clerk", "withdraw", on="2026-06-01", how="当面书面撤回")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-06-02", received="2026-06-03")

    archive(bureau, no)


def test_a_part_split_off_after_the_supplement_counts_from_the_supplement(bureau: Bureau) -> None:
    bureau.at("2026-03-02 10:00")  # Monday
    no = bureau.receive(
        channel="in_person", submitted_on="2026-03-02", id_kind="passport",
        items=[{"wanted": "有关拆迁的材料"}, {"wanted": "城东片区规划"}])
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "ask_for_supplement", term_working_days=10, points=[{
        "element": "content", "point": "未写明项目", "guidance": "请写明项目名称"}])
    bureau.post(no, "supplement", on="2026-03-02")
    bureau.at("2026-03-04 10:00")
    bureau.delivered(no, "supplement", on="2026-03-04")
    assert "正在等待申请人补正" in bureau.refused(no, "clerk", "split", items=["2"], reason="不同")

    bureau.at("2026-03-10 10:00")  # Tuesday
    bureau.act(no, "clerk", "receive_supplement", received_on="2026-03-10", how="当面",
               contents="城东片区2009年拆迁许可证", clear_now=True)
    bureau.act(no, "clerk", "split", items=["2"], reason="两项事由不同")
    part = bureau.see("BJZR-2026-0002")

    assert part.clock is not None
    assert part.clock.due_on == bureau.clock(no).due_on
    assert part.case.id_kind == "passport"
    assert "只能一次性告知" in bureau.refused(
        part.no, "clerk", "ask_for_supplement", term_working_days=5,
        points=[{"element": "content", "point": "仍不清楚", "guidance": "请再写"}])
    assert bureau.findings() == []


def test_a_reasonable_objection_yields_only_to_the_public_interest_and_is_told(
    bureau: Bureau,
) -> None:
    bureau.at("2026-06-01 09:00")  # Monday
    no = bureau.receive(channel="in_person", submitted_on="2026-06-01", wanted="尾矿库安全评估报告")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler")
    bureau.act(no, "handler", "consult_third_party", who="滨江某矿业有限公司", item=1,
               part="评估报告中的产能数据", why="可能涉及商业秘密")
    bureau.post(no, "consultation", on="2026-06-01")
    bureau.at("2026-06-08 09:00")
    bureau.delivered(no, "consultation", on="2026-06-03", by="公司前台")
    bureau.act(no, "handler", "record_opinion", consultation="A", answered_on="2026-06-08",
               opinion="objects", grounds="商业秘密", reasonable=True, assessment="理由合理")
    given = {"item": 1, "outcome": "granted", "description": "评估报告1份", "form": "paper"}

    assert "公共利益" in bureau.refused(
        no, "handler", "draft_reply", manner="post", answers=[given])

    bureau.act(no, "handler", "draft_reply", manner="post",
               answers=[{**given, "public_interest_reason": "关系下游居民安全"}])
    assert "告知第三方" in bureau.refused(no, "handler", "submit_for_review")

    bureau.act(no, "handler", "notify_third_party_of_disclosure", consultation="A",
               content="评估报告全文", reasons="关系下游居民安全", release_on="2026-06-22")
    bureau.act(no, "handler", "submit_for_review")
    assert bureau.see(no).case.state == "review"
