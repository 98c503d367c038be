"""Requests made ready through the desk, where a test only asks what a page makes of them."""

from tests.browser.conftest import Street
from workflow import office
from workflow.record.database import writing
from workflow.record.security import SecurityAct, newest
from workflow.reports.sample import USUAL, Terms, draw


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
