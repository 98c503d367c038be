"""A refusal is annulled and made anew; another goes on to the court (复议、诉讼、重作).

2026: the Dragon Boat holiday is Friday 19 to Sunday 21 June.
"""

from datetime import date
from pathlib import Path

from tests.bureau import Bureau
from tests.cases.closing import archive, issue_and_serve, review_and_approve
from workflow.archive import verifier
from workflow.archive.auditor.audit import audit
from workflow.archive.replay import rebuild
from workflow.terms import RemedyResult

WANTED = "望江路片区更新方案的专家论证意见"
DISCUSSED = {
    "item": 1, "outcome": "deny.process", "articles": ["16.2"], "separable": False,
    "reason": "属于作出决定之前的讨论记录", "separability_reason": "全文均为讨论意见",
    "discretion_reason": "公开将妨碍内部坦率讨论"}
GIVEN = {"item": 1, "outcome": "granted", "description": "专家论证意见（8页）", "form": "paper",
         "handed_over": ["专家论证意见（8页）"]}


def refused(bureau: Bureau) -> str:
    """Applied for on Monday 27 April, refused on Wednesday 6 May, sealed on Monday the 11th."""
    bureau.at("2026-04-27 09:30")
    no = bureau.receive(channel="in_person", submitted_on="2026-04-27", wanted=WANTED,
                        applicant_name="赵䶮", phone="0000-87654321", address="滨江市望江路31号")
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="国土空间规划科")
    bureau.at("2026-04-29 10:00")
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[DISCUSSED])
    bureau.act(no, "handler", "submit_for_review")
    review_and_approve(bureau, no)
    issue_and_serve(bureau, no, day="2026-05-06", received="2026-05-08")
    bureau.at("2026-05-11 09:00")
    archive(bureau, no)
    return no


def disputed(bureau: Bureau, no: str) -> str:
    """The copy comes on Monday 25 May; the answer is due on Monday 8 June and goes on the 3rd."""
    bureau.at("2026-05-25 10:00")
    bureau.act(no, "legal", "record_remedy", kind="reconsideration", body="滨江市人民政府",
               case_no="滨政行复〔2026〕18号", copy_received_on="2026-05-25",
               claim="撤销不予公开的答复", papers=[bureau.upload("答复通知书.png", b"copy")])
    (line,) = bureau.see(no, "legal").remedies
    assert line.waiting[0].duty.due_on == date(2026, 6, 8)  # Monday, ten working days
    bureau.at("2026-06-03 15:00")
    bureau.act(no, "legal", "record_remedy_answer", remedy=line.case.ref, on="2026-06-03",
               how="直接递交", what="答复书、全卷证据",
               papers=[bureau.upload("答复书.png", b"answer")])
    return line.case.ref


def annulled(bureau: Bureau, no: str, ref: str) -> str:
    """The decision comes on Thursday 11 June: anew within fifteen working days."""
    bureau.at("2026-06-11 11:00")
    bureau.act(no, "legal", "record_remedy_result", remedy=ref, result="corrected",
               form="decision", number="滨政复决〔2026〕18号", on="2026-06-11",
               gist="论证意见是批准方案的依据，不属于过程性信息", order="redo", term=15,
               term_unit="working_days", papers=[bureau.upload("决定书.png", b"decision")])
    bureau.act(no, "legal", "redo_as_ordered", remedy=ref, items=["1"], annulled="substance",
               instructions="撤销原答复，在收到本决定书之日起十五个工作日内重新作出答复")
    return bureau.see(no, "legal").successors[0]


def answered_anew(bureau: Bureau, new: str) -> None:
    """Given on Friday 26 June, four working days before the ordered term is over."""
    bureau.act(new, "clerk", "assign", handler="colleague", unit="国土空间规划科")
    bureau.at("2026-06-24 10:00")
    bureau.act(new, "colleague", "draft_reply", manner="ems", answers=[DISCUSSED])
    assert "不得以同一事实和理由" in bureau.refused(new, "colleague", "submit_for_review")
    bureau.act(new, "colleague", "draft_reply", manner="ems", answers=[GIVEN],
               papers=[bureau.upload("论证意见.png", b"paper")])
    bureau.act(new, "colleague", "submit_for_review")
    review_and_approve(bureau, new, disclosing=True)
    issue_and_serve(bureau, new, day="2026-06-26", received="2026-06-29")


def test_a_refusal_is_annulled_and_the_information_given(bureau: Bureau, tmp_path: Path) -> None:
    """行政复议法第四十八条、第六十四条第二款、第七十七条: from the copy to the reply made anew."""
    no = refused(bureau)
    new = annulled(bureau, no, disputed(bureau, no))
    assert bureau.clock(new).due_on == date(2026, 7, 3)  # Friday, fifteen working days
    answered_anew(bureau, new)

    letter = bureau.text(new, "reply")
    assert "本机关于2026年4月27日收到你提交的政府信息公开申请" in letter
    assert "本机关于2026年6月11日收到滨江市人民政府《行政复议决定书》" in letter
    assert "重新作出答复" in letter
    assert not bureau.clock(new).late
    archive(bureau, new)
    found = [one for seen in audit(bureau.engine, bureau.keys, bureau.store, date(2026, 7, 6))
             for one in seen.findings]
    assert found == []
    assert rebuild(bureau.engine, bureau.keys) == 0
    for each in (no, new):
        out = tmp_path / each
        out.mkdir()
        bureau.desk.export(each, bureau.who("legal"), bureau.now, out)
        for bag in (path for path in out.iterdir() if path.is_dir()):
            assert verifier.verify(bag).findings == []


def test_what_was_upheld_goes_to_court(bureau: Bureau) -> None:
    """行政诉讼法第六十七条: fifteen days, and a last day in the holiday moves on."""
    no = refused(bureau)
    ref = disputed(bureau, no)
    bureau.at("2026-06-04 10:00")
    bureau.act(no, "legal", "record_remedy_result", remedy=ref, result="upheld", form="decision",
               number="滨政复决〔2026〕18号", on="2026-06-04", gist="维持原答复")
    bureau.act(no, "legal", "record_remedy", kind="lawsuit_after_reconsideration",
               body="滨江市中级人民法院", case_no="（2026）滨01行初71号",
               copy_received_on="2026-06-04")
    first, second = bureau.see(no, "legal").remedies

    assert first.case.result is RemedyResult.UPHELD
    assert second.waiting[0].duty.due_on == date(2026, 6, 22)  # Monday after the holiday
    assert "没有责令重作" in bureau.refused(
        no, "legal", "redo_as_ordered", remedy=ref, items=["1"], annulled="substance",
        instructions="x")
    bureau.at("2026-06-18 16:00")
    bureau.act(no, "legal", "record_remedy_answer", remedy=second.case.ref, on="2026-06-18",
               how="直接递交", what="答辩状、证据")
    bureau.at("2026-09-01 09:00")
    bureau.act(no, "legal", "record_remedy_result", remedy=second.case.ref, result="corrected",
               form="judgment", number="（2026）滨01行初71号", on="2026-09-01",
               gist="责令在判决生效之日起三十日内公开", order="perform", term=30,
               term_unit="calendar_days")
    line = bureau.see(no, "legal").remedies[1]
    assert line.waiting[0].duty.due_on == date(2026, 10, 8)  # 1 October is a holiday: Thursday
    bureau.at("2026-09-08 09:00")
    bureau.act(no, "legal", "record_compliance", remedy=second.case.ref, on="2026-09-08",
               gist="已提供专家论证意见")

    assert all(not one.waiting for one in bureau.see(no, "legal").remedies)
    assert bureau.findings() == []
