"""So many applications: asked why, put off or turned away; a fee charged, paid, or never paid."""

from datetime import date

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve, review_and_approve
from tests.workflow import stages
from tests.workflow import stages_fees as to
from workflow.record.database import reading
from workflow.reports.views import View, counts

NEXT = "2026-06-15"


def answered(bureau: Bureau, no: str, outcome: str, **more: object) -> None:
    """Draft one answer and bring it to the archive."""
    bureau.act(no, "handler", "draft_reply", manner="ems",
               answers=[{"item": 1, "outcome": outcome, **more}])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no, disclosing=outcome == "granted")


def test_good_reasons_earn_a_delay_that_counts_once_it_is_told(bureau: Bureau) -> None:
    """条例第三十五条: received Monday 2026-06-01, limit 06-30, put off to Tuesday 09-01."""
    no = to.reasons_good(bureau)
    bureau.act(no, "head", "set_delay", until="2026-09-01", reason="涉及186份案卷")
    assert bureau.clock(no).due_on == date(2026, 6, 30)

    bureau.post(no, "delay", on=stages.TUESDAY)
    assert bureau.clock(no).due_on == date(2026, 9, 1)
    assert "将在2026年9月1日之前（含当日）答复你" in bureau.text(no, "delay")

    bureau.at("2026-08-31 09:00")  # Monday
    answered(bureau, no, "granted", description="批复1份", form="paper")
    issue_and_serve(bureau, no, day="2026-09-01", received="2026-09-02")
    assert "逾期" not in bureau.text(no, "reply")
    archive(bureau, no)


def test_bad_reasons_end_it_and_the_reply_tells_what_was_said(bureau: Bureau) -> None:
    no = to.reasons_asked(bureau)
    asked = bureau.text(no, "reasons_asked")
    assert "2026年1月1日至2026年6月1日，你向本机关提出政府信息公开申请共186件" in asked
    bureau.act(no, "handler", "record_reasons", **to.BAD)
    answered(bureau, no, "reject.excessive")
    issue_and_serve(bureau, no, day=stages.WEDNESDAY, received="2026-06-05")

    reply = bureau.text(no, "reply")
    assert "想多了解。" in reply
    assert "内容重复，与生产、生活没有联系。" in reply
    assert "根据《条例》第三十五条的规定，本机关对该申请不予处理。" in reply
    archive(bureau, no)


def test_silence_after_the_term_is_told_as_silence(bureau: Bureau) -> None:
    no = to.reasons_asked(bureau)  # five working days from Tuesday 06-02: until 06-09
    bureau.at("2026-06-10 09:00")
    bureau.act(no, "handler", "record_reasons", silent=True, judged="件数大，内容重复")
    answered(bureau, no, "reject.excessive")
    issue_and_serve(bureau, no, day="2026-06-10", received="2026-06-12")

    assert "你逾期没有说明理由。本机关认为：件数大，内容重复。" in bureau.text(no, "reply")
    archive(bureau, no)


def test_a_fee_stops_the_clock_on_receipt_and_payment_starts_it_anew(bureau: Bureau) -> None:
    """国办函〔2020〕109号: paid Monday 2026-06-15, twenty working days from Tuesday: 2026-07-14."""
    no = to.fee_noticed(bureau)
    notice = bureau.text(no, "fee")
    assert "第201页，每页40元，计40元。应当缴纳信息处理费2740元。" in notice
    assert "行政复议" not in notice  # not reviewable while payable (国办函〔2021〕132号)
    clock = bureau.clock(no)
    assert (clock.state, clock.waiting_until) == ("paused", date(2026, 7, 1))

    bureau.at(f"{NEXT} 09:00")
    bureau.act(no, "clerk", "record_payment", on=NEXT, yuan=2740, receipt_no="滨财0000123",
               papers=[bureau.upload("票据.png")])
    assert bureau.clock(no).due_on == date(2026, 7, 14)

    answered(bureau, no, "granted", description="征地协议复印件201页", form="paper")
    issue_and_serve(bureau, no, day=NEXT, received="2026-06-17")
    archive(bureau, no)


def test_a_proposed_fee_waits_for_the_head_who_sees_the_sum(bureau: Bureau) -> None:
    no = to.fee_proposed(bureau)
    facts = dict(bureau.see(no, "head").trail[-1].facts)
    assert (facts["应缴金额（元）"], facts["系统查得件数"]) == ("2740", "1")
    assert waiting(bureau) == 1

    bureau.act(no, "head", "notify_fee")
    assert waiting(bureau) == 0


def waiting(bureau: Bureau) -> int:
    """How many fees the head has to decide on."""
    with reading(bureau.engine) as connection:
        return counts(connection, bureau.who("head"), [View.FEE])[View.FEE]


def test_a_fee_by_case_charges_this_application_its_own_place(bureau: Bureau) -> None:
    no = stages.assigned(bureau)
    bureau.act(no, "handler", "propose_fee", method="by_case", count=41, why="一个月41件")
    bureau.act(no, "head", "notify_fee")

    notice = bureau.text(no, "fee")
    assert "2026年6月内你共提出申请，本件为第41件，该件的标准为300元。" in notice
    assert "应当缴纳信息处理费300元。" in notice


def test_an_unpaid_fee_ends_it_and_the_reply_tells_the_days(bureau: Bureau) -> None:
    no = to.fee_noticed(bureau)  # until Wednesday 2026-07-01
    bureau.at("2026-07-02 09:00")
    assert bureau.clock(no).state == "ended"
    bureau.act(no, "handler", "payment_overdue")
    answered(bureau, no, "other.no_payment")
    issue_and_serve(bureau, no, day="2026-07-02", received="2026-07-03")

    reply = bureau.text(no, "reply")
    assert "你于2026年6月2日收到该通知书，缴费期限于2026年7月1日届满" in reply
    assert "行政复议" in reply
    archive(bureau, no)
