"""The papers of a file: what they state is what is on file, blank lines are left to the hand."""

from datetime import date

import pytest

from letters.internal import InternalForm
from letters.papers import ServiceProof
from letters.render import Press
from tests.bureau import Bureau, pdf_text
from tests.letters.reading import attached, faults_of, fonts_of
from tests.workflow import stages
from tests.workflow.census import nothing_written
from workflow import papers
from workflow.errors import NotFound
from workflow.record.database import reading
from workflow.record.people import office_of
from workflow.terms import DocumentKind

TODAY = date(2026, 6, 3)  # Wednesday


def printed(bureau: Bureau, form: InternalForm) -> str:
    """The words of a paper; faultless as a PDF, with its facts attached."""
    data = bureau.desk.print_room.press().print_form(form).data
    assert faults_of(data) == []
    assert attached(data)["kind"] == form.kind
    assert {subtype for _, subtype in fonts_of(data)} == {"/CIDFontType2"}
    return pdf_text(data)


def every_paper(bureau: Bureau, no: str) -> list[InternalForm]:
    """All papers of a request as the clerk prints them."""
    seen = bureau.see(no)
    gathered: list[InternalForm] = [
        papers.application(seen, TODAY, "甲"), papers.approval_sheet(seen, TODAY, "甲"),
        papers.file_list(seen, TODAY, "甲"), papers.file_cover(seen, TODAY, "甲"),
    ]
    return gathered + [
        papers.service_proof(seen, id, TODAY, "甲") for id in seen.case.documents]


def test_every_paper_of_an_archived_file_prints_and_writes_nothing(small_bureau: Bureau) -> None:
    no = stages.archived(small_bureau)
    with nothing_written(small_bureau.engine):
        for paper in every_paper(small_bureau, no):
            words = printed(small_bureau, paper)
            assert paper.title in words
            assert no in words


def test_the_approval_sheet_tells_who_said_what_and_when(small_bureau: Bureau) -> None:
    no = stages.issued(small_bureau, items=[{"wanted": "环评批复"}])
    words = printed(small_bureau, papers.approval_sheet(small_bureau.see(no), TODAY, "甲"))

    for fact in ("环评批复", "予以公开", "第三十六条第（二）项", "测试保密审查人（保密审查人）",
                 "不涉密", "测试法制机构", "测试审核签发人", "2026-06-02", "答〔2026〕1号"):
        assert fact in words, fact


def test_before_anything_is_drafted_there_is_no_approval_sheet(small_bureau: Bureau) -> None:
    no = stages.assigned(small_bureau)

    with pytest.raises(NotFound, match="尚未拟写答复"):
        papers.approval_sheet(small_bureau.see(no), TODAY, "甲")


def test_the_list_stands_in_the_order_of_the_proceedings_and_misses_nothing(
    small_bureau: Bureau,
) -> None:
    no = stages.archived(small_bureau, scans=[small_bureau.upload("申请表.png")])
    seen = small_bureau.see(no)
    pieces = papers.file_list(seen, TODAY, "甲").pieces

    assert len(pieces) == len(seen.files)
    names = [piece.name for piece in pieces]
    assert names[0] == "收件：申请表.png"
    assert names.index("登记回执") < names.index("答复书")
    assert [n for n in names if "期限计算单" in n]
    assert papers.file_list(seen, TODAY, "甲").archive_no


def test_a_proof_of_service_is_blank_before_and_told_after(small_bureau: Bureau) -> None:
    no = stages.dispatched(small_bureau)
    reply = small_bureau.newest(no, "reply")
    before = papers.service_proof(small_bureau.see(no), reply, TODAY, "甲")
    assert before.received == ""
    assert "受送达人（签名或者盖章）：" in printed(small_bureau, before)

    small_bureau.delivered(no, "reply", on=stages.WEDNESDAY)
    after = papers.service_proof(small_bureau.see(no), reply, TODAY, "甲")
    assert after.received.startswith("2026年6月3日送达，凭证：邮件签收记录（台账第")


def test_what_goes_to_a_third_party_is_not_addressed_to_the_applicant(
    small_bureau: Bureau,
) -> None:
    no = stages.consulting(small_bureau)
    seen = small_bureau.see(no)
    proofs = {
        d.kind: papers.service_proof(seen, d.id, TODAY, "甲") for d in seen.case.documents.values()}

    assert proofs[DocumentKind.CONSULTATION].addressee == ""
    assert proofs[DocumentKind.RECEIPT].addressee == "吴玥"


def test_only_who_writes_to_the_applicant_prints_the_address(small_bureau: Bureau) -> None:
    no = stages.registered(small_bureau, address="滨江市建设路6号", phone="0000-87654321")
    clerk = papers.application(small_bureau.see(no, "clerk"), TODAY, "甲")
    legal = papers.application(small_bureau.see(no, "legal"), TODAY, "乙")

    assert "滨江市建设路6号" in printed(small_bureau, clerk)
    assert "建设路6号" not in printed(small_bureau, legal)


@pytest.mark.parametrize("organisation", [False, True], ids=["person", "organisation"])
def test_a_blank_form_asks_what_article_29_asks_and_no_purpose(
    small_bureau: Bureau, organisation: bool
) -> None:
    """条例第二十九条: name, proof of identity, contact; description; form and route."""
    with reading(small_bureau.engine) as connection:
        office = office_of(connection, small_bureau.who("clerk").agency_id, TODAY)
    words = printed(
        small_bureau, papers.blank_application(office, organisation, TODAY, "甲"))

    for asked in ("联系电话", "通信地址", "名称、文号或者便于查询的其他特征", "获取信息的方式",
                  "获取信息的途径", "滨江市民主路18号"):
        assert asked in words
    assert ("统一社会信用代码" in words) == organisation
    assert "用途：" not in words
    assert "不需要说明用途" in words


def test_an_oral_application_says_who_wrote_it_down(small_bureau: Bureau) -> None:
    no = stages.registered(small_bureau, channel="oral")

    words = printed(small_bureau, papers.application(small_bureau.see(no), TODAY, "甲"))
    assert "由受理人员根据申请人口述代为填写" in words


def test_a_character_without_a_face_is_shown_as_a_gap_and_kept_in_the_facts(press: Press) -> None:
    form = ServiceProof(
        agency="滨江市自然资源局", request_no="X-1", printed_on=TODAY, printed_by="甲",
        document="答复书", number="〔2026〕1号", addressee="\U000219de", address="", manner="",
        mail_no="", dispatched="", received="")
    data = press.print_form(form).data

    assert "〓" in pdf_text(data)
    assert attached(data)["addressee"] == "\U000219de"
