"""Unclear applications (条例第三十条): supplemented and not held, or never supplemented at all."""

from datetime import date

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve, review_and_approve


def unclear(bureau: Bureau) -> str:
    """Submitted online on Monday 2026-03-02, registered the same day."""
    bureau.at("2026-03-02 10:00")
    no = bureau.receive(
        channel="internet", submitted_on="2026-03-02", first_seen_on="2026-03-02",
        applicant_name="孙堃", wanted="所有有关拆迁的材料", email="sun@example.invalid",
        online_consent=True, form_wanted="electronic", route_wanted="email")
    bureau.act(no, "clerk", "register")
    return no


def asked_on_day_seven(bureau: Bureau, no: str) -> None:
    """The notice leaves on Wednesday 2026-03-11, working day 7, and arrives on Friday."""
    bureau.at("2026-03-11 09:00")
    bureau.act(no, "clerk", "ask_for_supplement", term_working_days=10, points=[{
        "element": "content", "point": "未写明项目名称、地块和文件种类",
        "guidance": "请写明项目名称或者地块位置，以及需要的文件名称、文号或者大致时间"}])
    bureau.post(no, "supplement", on="2026-03-11")
    bureau.at("2026-03-13 16:00")
    bureau.delivered(no, "supplement", on="2026-03-13")


def test_an_answered_supplement_starts_the_limit_anew_and_nothing_is_held(bureau: Bureau) -> None:
    no = unclear(bureau)
    assert bureau.clock(no).supplement_notice_due_on == date(2026, 3, 11)  # Wednesday
    asked_on_day_seven(bureau, no)
    assert (bureau.clock(no).state, bureau.clock(no).due_on) == ("paused", None)
    assert "正在等待申请人补正" in bureau.refused(no, "clerk", "assign", handler="handler")

    bureau.at("2026-03-20 10:00")
    bureau.act(no, "clerk", "receive_supplement", received_on="2026-03-20", how="网上提交",
               contents="城东片区棚户区改造项目2009年的拆迁许可证", clear_now=True)
    assert bureau.clock(no).due_on == date(2026, 4, 20)  # Monday; 4 to 6 April is Qingming
    assert "只能一次性告知" in bureau.refused(
        no, "clerk", "ask_for_supplement", term_working_days=5,
        points=[{"element": "content", "point": "仍不清楚", "guidance": "请再写"}])
    bureau.act(no, "clerk", "assign", handler="handler")

    bureau.at("2026-03-30 09:00")
    answer = {"item": 1, "outcome": "unable.not_held"}
    assert "检索" in bureau.refused(no, "handler", "draft_reply", manner="post", answers=[answer])
    bureau.act(
        no, "handler", "record_search", item=0, where="档案室、房屋征收业务系统",
        terms="城东、拆迁许可证",
        period="2008年至2010年", by="测试承办人", on="2026-03-30", found=False, result="未检索到")
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[answer])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-04-17", received="2026-04-20")

    letter = bureau.text(no, "reply")
    assert "房屋征收业务系统" in letter
    assert "信息不存在" in letter
    assert "6个月内" in letter  # free choice: article 36 (4) lies outside articles 14 to 16
    archive(bureau, no)


def test_one_never_supplemented_counts_as_abandoned(bureau: Bureau) -> None:
    no = unclear(bureau)
    asked_on_day_seven(bureau, no)
    bureau.at("2026-03-27 17:00")  # Friday, the last day of the ten
    assert "尚未届满" in bureau.refused(no, "clerk", "supplement_overdue", handler="handler",
                                        why="未收到补正，也未说明理由")

    bureau.at("2026-03-30 09:00")  # Monday
    bureau.act(no, "clerk", "supplement_overdue", handler="handler", why="未收到补正，也未说明理由")
    bureau.act(no, "handler", "draft_reply", manner="post",
               answers=[{"item": 1, "outcome": "other.no_supplement"}])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-03-31", received="2026-04-02")

    assert bureau.see(no).outcome == "other.no_supplement"
    assert "视为你放弃申请" in bureau.text(no, "reply")
    archive(bureau, no)


def test_abandonment_needs_proof_that_the_notice_was_served(bureau: Bureau) -> None:
    no = unclear(bureau)
    bureau.at("2026-03-11 09:00")
    bureau.act(no, "clerk", "ask_for_supplement", term_working_days=10, points=[{
        "element": "content", "point": "不明确", "guidance": "请写明名称"}])
    bureau.post(no, "supplement", on="2026-03-11")
    bureau.at("2026-04-30 09:00")

    why = bureau.refused(no, "clerk", "supplement_overdue", handler="handler", why="未补正")

    assert "送达尚无凭证" in why
