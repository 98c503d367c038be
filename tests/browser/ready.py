"""Requests made ready through the desk, where a test only asks what a page makes of them."""

from tests.browser.conftest import Street
from tests.registers import csv_of, row
from workflow import office
from workflow.record import errands
from workflow.record.database import writing
from workflow.record.evidence import Upload
from workflow.record.security import SecurityAct, newest
from workflow.reports.sample import USUAL, Terms, draw
from workflow.work.bulk_import import LOOK
from workflow.work.jobs import Workshop, work_off


def handled(street: Street) -> str:
    """Received on Friday 2024-09-27, registered, in the handler's hands."""
    bureau = street.bureau.at("2024-09-27 10:00")
    no = bureau.receive(
        channel="ems", signed_on="2024-09-27", mail_no="EA000000001CN", phone="0000-87654321",
        address="滨江市滨河路1号", wanted="滨河路（东段）拓宽工程的补偿安置方案",
        scans=[bureau.upload("申请表.png")])
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="耕地保护科")
    return no


def drafted(street: Street) -> str:
    """The same with a draft that discloses, submitted for review on Monday 2024-10-14."""
    no, bureau = handled(street), street.bureau
    bureau.at("2024-10-14 09:00")
    bureau.act(no, "handler", "record_search", item=1, where="档案室", terms="滨河路",
               period="2022年至2024年", by="测试承办人", on="2024-10-14", found=True,
               result="找到补偿安置方案1份")
    bureau.act(no, "handler", "draft_reply", manner="ems", answers=[{
        "item": 1, "outcome": "granted", "description": "补偿安置方案1份（9页）", "form": "paper"}])
    bureau.act(no, "handler", "submit_for_review")
    return no


def archived(street: Street) -> str:
    """The same, approved, served, closed and sealed by Friday 2024-10-18."""
    no, bureau = drafted(street), street.bureau
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉及国家秘密")
    bureau.act(no, "reviewer", "approve")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on="2024-10-14")
    bureau.at("2024-10-18 15:00")
    bureau.delivered(no, "reply", on="2024-10-18")
    bureau.act(no, "clerk", "close")
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no=f"YSQ-{no}")
    return no


def sampled(street: Street) -> str:
    """The number of a draw with everything answered so far, made by the legal office."""
    bureau = street.bureau
    today = bureau.now.date()
    terms = Terms(today.replace(month=1), today, today, dict.fromkeys(USUAL, 100))
    legal = bureau.who("legal")
    with writing(bureau.engine) as connection:
        drawn = draw(connection, legal.agency_id, terms)
        office.note(
            connection, bureau.now, legal.login, SecurityAct.SAMPLE_DRAWN, legal.agency_id,
            **terms.facts(), drawn=len(drawn.drawn), numbers=list(drawn.drawn),
            population={one.value: count for one, count in drawn.population.items()})
        return str(newest(connection, legal.agency_id, limit=1)[0].seq)


def left_to_background(street: Street, *, done: bool) -> str:
    """A register the clerk has left to the background, looked over or not yet; the errand."""
    bureau = street.bureau
    data = csv_of([row(n, 收到方式="快递" if n % 3 else "当面") for n in range(1, 12)])
    slip = bureau.desk.keep_table(Upload("台账.csv", "text/csv", data))
    with writing(bureau.engine) as connection:
        name = errands.ask(
            connection, bureau.keys, bureau.who("clerk"), LOOK, "台账.csv",
            {"slip": slip, "leave_out": [], "name": "台账.csv"}, bureau.now)
    if done:
        work_off(Workshop(bureau.desk), bureau.now)
    return name


def unconfirmed(street: Street) -> str:
    """An ordinary letter of Thursday 2024-10-17 whose sender has not been called yet."""
    bureau = street.bureau.at("2024-10-17 10:00")
    return bureau.receive(
        channel="ordinary_letter", first_seen_on="2024-10-17", mail_no="XA00000000001",
        phone="0000-87654321", address="滨江市滨河路2号", wanted="滨河路路灯维护记录")


def consulted(street: Street) -> str:
    """In handling, a third party asked and served, and an extension proposed on 2024-10-17."""
    no, bureau = handled(street), street.bureau
    bureau.at("2024-10-10 09:00")
    bureau.act(no, "handler", "consult_third_party", who="滨江宏远建材有限公司", item=1,
               part="补偿安置方案中该公司的补偿明细", why="设备清单和报价可能涉及商业秘密",
               party_address="滨江市工业路9号")
    bureau.post(no, "consultation", on="2024-10-10", mail_no="EC000000001CN")
    bureau.at("2024-10-17 09:00")
    bureau.delivered(no, "consultation", on="2024-10-11", by="公司前台")
    bureau.act(no, "handler", "propose_extension", working_days=10, reason="需要逐页区分处理")
    return no


def flagged(street: Street) -> str:
    """The same as `handled`, reported to the leader, and late on Tuesday 2024-11-05."""
    no, bureau = handled(street), street.bureau
    bureau.act(no, "handler", "flag_for_leader", text="涉及信访积案，拟与信访局会商")
    bureau.at("2024-11-05 09:00")
    return no


def disputed(street: Street) -> str:
    """Archived, then disputed before the reconsideration body on Monday 2024-10-21."""
    no, bureau = archived(street), street.bureau
    bureau.at("2024-10-21 09:00")
    bureau.act(no, "legal", "record_remedy", kind="reconsideration", body="滨江市人民政府",
               case_no="滨政行复〔2024〕12号", copy_received_on="2024-10-21")
    return no


def held(street: Street) -> str:
    """In handling, with an opinion of the legal office and held by it; the reviewer is away."""
    no, bureau = handled(street), street.bureau
    bureau.at("2024-10-21 10:00")
    bureau.act(no, "legal", "legal_opinion", to="handler", text="请先征求第三方意见")
    bureau.act(no, "legal", "hold", reason="尚未征求第三方意见")
    bureau.stand_in("reviewer", "colleague", until="2024-12-31")
    return no
