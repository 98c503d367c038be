"""How a story ends: review, approval, issue, service, archive, in the order of the procedure."""

from tests.bureau import Bureau


def review_and_approve(bureau: Bureau, no: str, *, disclosing: bool = False) -> None:
    """Secrecy review where something is disclosed, legal review, approval."""
    if disclosing:
        bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉及国家秘密")
    bureau.act(no, "legal", "legal_review", advice="agree", reasons="依据和程序合法")
    bureau.act(no, "reviewer", "approve")


def issue_and_serve(bureau: Bureau, no: str, *, day: str, received: str) -> None:
    """Issue and post on one day, delivered on another."""
    bureau.at(f"{day} 15:00")
    bureau.act(no, "clerk", "issue")
    bureau.post(no, "reply", on=day, mail_no="ER000000009CN")
    bureau.at(f"{received} 16:00")
    bureau.delivered(no, "reply", on=received)


def archive(bureau: Bureau, no: str) -> None:
    """Close, order and seal the file; the trail must verify afterwards."""
    bureau.act(no, "clerk", "close")
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    bureau.act(no, "archivist", "seal", archive_no=f"YSQ-{no}")

    assert bureau.see(no, "legal").case.state == "archived"
    assert bureau.findings() == []
