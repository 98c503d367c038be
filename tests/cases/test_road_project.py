"""The land-requisition files of a road: EMS, a consulted company, an extension, partial disclosure.

Received on Friday 2024-09-27; the National Day holiday (1 to 7 October) with its make-up days
(Sunday 29 September, Saturday 12 October) lies in the first limit.
"""

from datetime import date

from tests.bureau import Bureau

WANTED = ("滨河路（东段）道路拓宽工程的征地告知书、一书四方案、补偿安置方案")


def applied(bureau: Bureau) -> str:
    """The clerk signs for the EMS letter, enters it and registers it."""
    bureau.at("2024-09-27 10:20")
    no = bureau.receive(
        channel="ems", signed_on="2024-09-27", mail_no="EA000000001CN", wanted=WANTED,
        applicant_name="赵䶮", id_kind="resident_card", id_number="999999198001010013",
        id_as_written=True, phone="0000-87654321", address="滨江市滨河路1号",
        form_wanted="paper", route_wanted="post",
        scans=[bureau.upload("申请表.png"), bureau.upload("信封.png", b"envelope")])
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="耕地保护科")
    return no


def consulted(bureau: Bureau, no: str) -> None:
    """The company is asked on Thursday 10 October and objects in part on Friday 25 October."""
    bureau.at("2024-10-10 09:00")
    bureau.act(
        no, "handler", "record_search", item=1, where="档案室土地征收案卷、电子档案系统",
        terms="滨河路、拓宽、征收", period="2022年1月至2024年9月", by="测试承办人", on="2024-10-10",
        found=True, result="找到征地告知书1份、一书四方案1份、补偿安置方案1份")
    bureau.act(
        no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
        part="补偿安置方案中该公司的补偿明细", why="其中的设备清单和报价可能涉及商业秘密",
        party_address="滨江市工业路9号")
    bureau.post(no, "consultation", on="2024-10-10", mail_no="EC000000001CN")
    bureau.post(no, "consultation_told", on="2024-10-10", mail_no="EC000000002CN")
    bureau.at("2024-10-11 15:00")
    bureau.delivered(no, "consultation", on="2024-10-11", by="公司前台")


def answered(bureau: Bureau, no: str) -> None:
    """The opinion arrives and is judged."""
    bureau.at("2024-10-25 11:00")
    bureau.act(
        no, "handler", "record_opinion", consultation="A", answered_on="2024-10-25",
        opinion="partly", grounds="设备报价是本公司的商业秘密，其余同意公开", reasonable=True,
        assessment="设备报价不为公众知悉，公开会损害其竞争地位，理由合理；其余内容不受影响",
        papers=[bureau.upload("意见书.png", b"opinion")])


def extended(bureau: Bureau, no: str) -> None:
    """The head grants ten working days, told on the day of consent."""
    bureau.at("2024-11-12 09:00")
    bureau.act(no, "handler", "propose_extension", working_days=10,
    reason="需要逐页区分处理补偿明细")
    bureau.at("2024-11-13 09:00")
    bureau.act(no, "head", "grant_extension")
    bureau.post(no, "extension", on="2024-11-13", mail_no="EC000000003CN")


def drafted(bureau: Bureau, no: str) -> None:
    """Partial disclosure under articles 15 and 37."""
    bureau.at("2024-11-26 10:00")
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "partial", "description": "征地告知书、一书四方案、补偿安置方案各1份",
        "form": "paper",
        "handed_over": ["征地告知书（2页）", "一书四方案（16页）",
                        "补偿安置方案（遮盖后，9页）"],
        "separable": True, "withheld": [{
            "part": "补偿安置方案第5页至第6页的设备清单和报价", "articles": ["15"],
            "reason": "涉及商业秘密，公开会损害第三方合法权益，第三方不同意公开且理由合理"}]}],
        papers=[bureau.upload("拟公开的文件.png")])
    bureau.act(no, "handler", "submit_for_review", note="请审核")


def approved(bureau: Bureau, no: str) -> None:
    """Secrecy review, legal review and approval by three other persons."""
    bureau.at("2024-11-27 09:30")
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉及国家秘密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="依据和程序合法")
    bureau.at("2024-11-28 09:30")
    bureau.act(no, "reviewer", "approve")


def test_a_company_among_the_requisitioned_objects_in_part(bureau: Bureau) -> None:
    """From the letter to the archive, with every date a court would ask for."""
    no = applied(bureau)
    assert bureau.clock(no).due_on == date(2024, 10, 30)  # Wednesday

    consulted(bureau, no)
    answered(bureau, no)
    assert bureau.clock(no).due_on == date(2024, 11, 15)  # Friday, law.md 2.4 row 6

    extended(bureau, no)
    last_day = bureau.clock(no).due_on
    assert last_day == date(2024, 11, 29)  # Friday, ten working days on

    drafted(bureau, no)
    assert "拟稿人不得签发" in bureau.refused(no, "handler", "approve")
    approved(bureau, no)
    bureau.at("2024-11-29 08:50")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on="2024-11-29", mail_no="EC000000004CN")
    assert not bureau.clock(no).late
    bureau.at("2024-12-02 16:00")
    bureau.delivered(no, "reply", on="2024-12-02")

    letter = bureau.text(no, "reply")
    assert "第十五条" in letter
    assert "第三十七条" in letter
    assert "60日内先向滨江市人民政府申请行政复议" in letter
    assert "赵䶮" in letter
    assert "宏远建材" not in letter

    bureau.act(no, "clerk", "close")
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no="2024-YSQ-0001")
    assert bureau.see(no, "legal").case.state == "archived"
    assert bureau.findings() == []
