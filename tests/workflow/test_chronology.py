"""The chronology of a reply (办理经过): each letter with day and number, and what it really did."""

from datetime import date, timedelta

import pytest

from tests.workflow.lawful import a_file
from workflow.chronology import chronology
from workflow.law.clock import Move
from workflow.record.case import Delay, Extension, Fee, OutgoingDocument, Supplement
from workflow.record.standing import clock_of
from workflow.steps import Action
from workflow.terms import DocumentKind, MoveKind


def told(received_on: date, dated: date, kind: DocumentKind, *moves: Move) -> list[str]:
    """What a reply tells of one letter of a kind, sent the day after receipt, and its moves."""
    action = a_file(received_on, dated).action
    case, sent = action.case, received_on + timedelta(1)
    case.documents = {"1-1": OutgoingDocument(
        "1-1", kind, "虚构公开〔2026〕1号", "", sent, dispatched_on=sent, delivered_on=sent)}
    case.moves += moves
    _ask(action, kind)
    action.clock = clock_of(case, action.office, dated, action.calendar)
    return list(chronology(action))


def _ask(action: Action, kind: DocumentKind) -> None:
    """The side of the file that belongs to the letter."""
    case = action.case
    if kind is DocumentKind.SUPPLEMENT:
        case.supplement = Supplement("1-1", 10, ("名称",), received_on=case.moves[-1].on)
    elif kind is DocumentKind.EXTENSION:
        case.extension = Extension("handler", 10, "逐页区分", "head", document="1-1")
    elif kind is DocumentKind.DELAY:
        case.delay = Delay(date(2026, 7, 31), "1-1")  # Friday
    elif kind is DocumentKind.FEE:
        case.fee = Fee("handler", "by_volume", 201, 2740, "201页", "1-1", paid_on=case.moves[-1].on)


def asked_and_received(sent: date, came: date) -> tuple[Move, Move]:
    return (Move(MoveKind.SUPPLEMENT_ASKED, sent, term_working_days=10),
            Move(MoveKind.SUPPLEMENT_RECEIVED, came))


MONDAY, TUESDAY, FRIDAY = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 5)


def test_a_supplement_starts_the_limit_anew() -> None:
    """条例第三十条."""
    sent, came = told(MONDAY, FRIDAY, DocumentKind.SUPPLEMENT,
                      *asked_and_received(TUESDAY, FRIDAY))

    assert sent == "本机关于2026年6月2日向你发出《补正告知书》（虚构公开〔2026〕1号）。"
    assert came == "2026年6月5日，本机关收到你的补正材料，答复期限自该日起重新计算。"


@pytest.mark.parametrize(("received_on", "asked_on", "came_on"), [
    # 国务院令第492号 says nothing of a new limit
    (date(2014, 11, 3), date(2014, 11, 4), date(2014, 11, 7)),  # Monday, Tuesday, Friday
    # asked after seven working days: the limit runs on
    (MONDAY, date(2026, 6, 15), date(2026, 6, 17)),  # Monday, Wednesday
], ids=["2008", "第三十条, too late"])
def test_a_supplement_that_moves_no_limit_is_only_told(
    received_on: date, asked_on: date, came_on: date
) -> None:
    _, came = told(received_on, came_on, DocumentKind.SUPPLEMENT,
                   *asked_and_received(asked_on, came_on))

    assert came.endswith("本机关收到你的补正材料。")


def test_an_extension_says_by_how_much_once_it_counts() -> None:
    """条例第三十三条第二款: told after the first limit it moves nothing."""
    counts, = told(MONDAY, FRIDAY, DocumentKind.EXTENSION,
                   Move(MoveKind.EXTENDED, TUESDAY, working_days=10))
    void, = told(MONDAY, date(2026, 7, 3), DocumentKind.EXTENSION,  # Friday
                 Move(MoveKind.EXTENDED, date(2026, 7, 2), working_days=10))  # Thursday

    assert counts.startswith("经本机关政府信息公开工作机构负责人同意，答复期限延长10个工作日。")
    assert "延长10个工作日" not in void


def test_a_delay_and_a_paid_fee_are_told_with_their_days() -> None:
    """条例第三十五条、第四十二条."""
    delay, = told(MONDAY, FRIDAY, DocumentKind.DELAY,
                  Move(MoveKind.DELAY_SET, TUESDAY, until=date(2026, 7, 31)))
    fee, = told(MONDAY, FRIDAY, DocumentKind.FEE,
                Move(MoveKind.FEE_NOTICED, TUESDAY), Move(MoveKind.FEE_PAID, FRIDAY))

    assert delay.endswith("答复期限延迟至2026年7月31日。")
    assert fee.endswith("你于2026年6月5日缴纳信息处理费，答复期限自缴费次日起重新计算。")
