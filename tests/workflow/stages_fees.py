"""Stages of article 35 and of the processing fee, reached as officers would."""

from typing import Any

from tests.bureau import Bureau
from tests.workflow.stages import MONDAY, TUESDAY, assigned

ASKED: dict[str, Any] = {
    "first_on": "2026-01-01", "last_on": MONDAY, "applications": 186, "term_working_days": 5,
    "why": "其中163件只变换年份或者街道名称"}
GOOD = {"said": "办理186户征地补偿诉讼", "reasonable": True, "judged": "每件对应一户，有实际需要"}
BAD = {"said": "想多了解", "reasonable": False, "judged": "内容重复，与生产、生活没有联系"}
FEE: dict[str, Any] = {"method": "by_volume", "count": 201, "why": "要求复印201页"}


def reasons_asked(bureau: Bureau) -> str:
    """Asked on Monday, the notice delivered on Tuesday."""
    no = assigned(bureau)
    bureau.act(no, "handler", "ask_for_reasons", **ASKED)
    bureau.post(no, "reasons_asked", on=MONDAY)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.delivered(no, "reasons_asked", on=TUESDAY)
    return no


def reasons_good(bureau: Bureau) -> str:
    """The reasons are found good on Tuesday."""
    no = reasons_asked(bureau)
    bureau.act(no, "handler", "record_reasons", **GOOD)
    return no


def fee_proposed(bureau: Bureau) -> str:
    """A fee by volume lies with the head on Tuesday."""
    no = assigned(bureau)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "propose_fee", **FEE)
    return no


def fee_noticed(bureau: Bureau) -> str:
    """The head agrees on Tuesday; the notice is delivered the same day."""
    no = fee_proposed(bureau)
    bureau.act(no, "head", "notify_fee")
    bureau.post(no, "fee", on=TUESDAY)
    bureau.delivered(no, "fee", on=TUESDAY)
    return no


MORE = (reasons_asked, reasons_good, fee_proposed, fee_noticed)
