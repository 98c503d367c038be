"""Before the notice of the coming year is out: every letter says so, and nobody loses a right."""

from datetime import date

from tests.bureau import Bureau
from tests.holiday_notices import load, notice_of_2027
from tests.workflow import stages

#: Whoever reads the letter learns what decides the day.
WORDS = "节假日安排公布后有变化的，以公布的安排为准"


def received_late(bureau: Bureau) -> str:
    """Handed in on Thursday 2026-12-10: every limit ends in 2027."""
    bureau.at("2026-12-10 09:00")
    return bureau.receive(channel="in_person", submitted_on="2026-12-10", wanted="规划文本")


def test_receipt_and_extension_print_the_day_with_the_words_that_the_notice_decides(
    bureau: Bureau,
) -> None:
    no = received_late(bureau)
    bureau.act(no, "clerk", "register")
    receipt = bureau.text(no, "receipt")
    assert "2027年1月8日" in receipt
    assert WORDS in receipt

    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="档案较多")
    bureau.act(no, "head", "grant_extension")
    extension = bureau.text(no, "extension")
    assert "2027年1月22日" in extension
    assert WORDS in extension


def test_once_the_notice_is_known_the_letter_is_plain(bureau: Bureau) -> None:
    no = received_late(bureau)
    load(bureau.at("2026-12-11 09:00"), notice_of_2027())
    bureau.act(no, "clerk", "register")

    assert WORDS not in bureau.text(no, "receipt")


def test_a_delay_says_so_of_the_limit_it_replaces(bureau: Bureau) -> None:
    """条例第三十五条: the delayed day is set, the limit before it only reckoned."""
    no = received_late(bureau)
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    bureau.act(no, "handler", "ask_for_reasons", first_on="2026-01-01", last_on="2026-12-10",
               applications=43, why="同一天43件", term_working_days=5)
    bureau.act(no, "handler", "record_reasons", said="诉讼需要", reasonable=True, judged="合理")
    bureau.act(no, "head", "set_delay", until="2027-03-02", reason="案卷很多")

    delay = bureau.text(no, "delay")
    assert "原于2027年1月8日届满" in delay
    assert WORDS in delay


def test_nobody_is_held_to_have_abandoned_on_a_day_that_may_still_move(bureau: Bureau) -> None:
    """条例第三十条: the supplement term ends on a day only the coming notice settles."""
    no = received_late(bureau)
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "ask_for_supplement", points=stages.POINTS, term_working_days=15)
    bureau.post(no, "supplement", on="2026-12-10")
    bureau.at("2026-12-14 09:00")
    bureau.delivered(no, "supplement", on="2026-12-14")  # + 15 = 2027-01-05, provisionally
    bureau.at("2027-01-20 09:00")

    refused = bureau.refused(no, "clerk", "supplement_overdue", why="无", handler="handler")
    assert "暂按2027-01-05届满推算" in refused
    assert "载入放假通知" in refused

    load(bureau, notice_of_2027(off=[date(2027, 1, 4)]))
    bureau.act(no, "clerk", "supplement_overdue", why="无", handler="handler")
    assert bureau.findings() == []


def test_silence_is_not_found_on_a_day_that_may_still_move(bureau: Bureau) -> None:
    """条例第三十四条: the silence of a joint maker would be consent."""
    no = received_late(bureau)
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    bureau.act(no, "handler", "consult_joint_maker", who="滨江市发展和改革委员会", item=1,
               part="规划文本", why="共同制作")
    bureau.post(no, "consultation", on="2026-12-10")
    bureau.at("2026-12-14 09:00")
    bureau.delivered(no, "consultation", on="2026-12-14", by="收发室")
    bureau.at("2027-01-20 09:00")

    refused = bureau.refused(no, "handler", "consultation_silent", consultation="A")
    assert "暂按2027-01-05届满推算" in refused


def test_a_late_reply_counts_its_lateness_with_the_same_reserve(bureau: Bureau) -> None:
    no = received_late(bureau)
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    bureau.at("2027-01-20 09:00")
    bureau.act(no, "handler", "draft_reply", answers=[stages.GRANTED], manner="ems")
    bureau.act(no, "handler", "submit_for_review")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue", late_reason="档案整理")

    assert "以其后公布的放假通知为准" in bureau.text(no, "reply")
