"""What is due on a request: the day with its weekday, whose it is, and what follows if not done.

Every case was received on Monday 2026-06-01 (条例第三十一条); Friday 2026-06-19 is 端午节, so that
the twentieth working day is Tuesday 2026-06-30 (条例第三十三条第二款).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.workflow.stages import Stages
from workflow.duties import Duty, DutyCode, duties_of, for_officer
from workflow.law.clock import Clock, ClockSettings, Move, replay
from workflow.law.receipt_day import ReceiptFacts
from workflow.law.workdays import national_calendar
from workflow.record.case import (
    Case,
    Consultation,
    Draft,
    Excess,
    Extension,
    Fee,
    Hold,
    Item,
    OutgoingDocument,
    Supplement,
)
from workflow.record.facts import Facts
from workflow.record.people import Actor
from workflow.record.standing import BEIJING
from workflow.terms import Channel, DocumentKind, Manner, MoveKind, Party, Role, State

MONDAY = date(2026, 6, 1)
CALENDAR = national_calendar()


@dataclass(frozen=True)
class File:
    """A request with its clock read on a day."""

    case: Case
    clock: Clock | None


def june(day: int) -> date:
    return date(2026, 6, day)


def read(on: date, state: State = State.HANDLING, *moves: Move, **about: Any) -> File:
    """A request of Monday 2026-06-01 with the handler, as it stands on a day."""
    case = Case("BJZR-2026-0001", "BJZR", state=state, handler="handler", receipt_fixed=True,
                items={1: Item(1, "滨江大桥建设项目批复")}, **about)
    case.moves = [Move(MoveKind.RECEIVED, MONDAY), *moves]
    clock = replay(MONDAY, moves, as_of=on, calendar=CALENDAR,
                   settings=ClockSettings(supplement_term_needs_service=True))
    return File(case, clock)


def letter(kind: DocumentKind, **about: Any) -> dict[str, OutgoingDocument]:
    """The one document of a request."""
    return {"3-1": OutgoingDocument("3-1", kind, "滨自然资公开〔2026〕1号", "0" * 64, MONDAY,
                                    **about)}


def one(file: File, code: DutyCode) -> Duty:
    """The one duty of a kind."""
    found = [duty for duty in duties_of(file) if duty.code is code]
    assert len(found) == 1, [duty.code for duty in duties_of(file)]
    return found[0]


def codes(file: File) -> set[DutyCode]:
    return {duty.code for duty in duties_of(file)}


def consulting(on: date, party: Party = Party.THIRD_PARTY, **sent: Any) -> File:
    """Asked on Tuesday 2026-06-02, the letter signed for on Wednesday 2026-06-03."""
    moves = [Move(MoveKind.CONSULTATION_SENT, june(2), ref="A", party=party,
                  term_working_days=sent.get("term")),
             Move(MoveKind.CONSULTATION_RECEIVED, june(3), ref="A", party=party)]
    asked = Consultation("A", party, 1, "设备报价", "商业秘密", sent.get("term", 0), "3-1")
    return read(on, State.HANDLING, *moves, consultations={"A": asked}, documents=letter(
        DocumentKind.CONSULTATION, ref="A", dispatched_on=june(2), delivered_on=june(3),
        manner=Manner.EMS))


def supplementing(on: date) -> File:
    """Asked on Tuesday 2026-06-02 with ten working days, served on Wednesday 2026-06-03."""
    return read(
        on, State.HANDLING, Move(MoveKind.SUPPLEMENT_ASKED, june(2), term_working_days=10),
        Move(MoveKind.SUPPLEMENT_SERVED, june(3)), supplement=Supplement("3-1", 10, ("名称",)),
        documents=letter(DocumentKind.SUPPLEMENT, dispatched_on=june(2), delivered_on=june(3)))


def drafted(outcome: str) -> list[Draft]:
    return [Draft(1, "handler", datetime(2026, 6, 2, tzinfo=BEIJING),
                  (Facts({"item": 1, "outcome": outcome}),), Facts({}))]


EXTENSION = Extension("handler", 10, "逐页区分")
GRANTED = Extension("handler", 10, "逐页区分", granted_by="head", document="3-1")
FEE = Fee("handler", "by_volume", 120, 1100, "页数多", document="3-1")
ASKED = Excess("3-1", 40, date(2026, 1, 1), MONDAY, 5)
REPLY = {"reply": "3-1", "approval": None}

#: What is asked for on which day; what is due by which day (None: at once); the article; whose.
TABLE = [
    pytest.param(
        read(june(2)), DutyCode.ASK_SUPPLEMENT, june(10), "条例第三十条",
        "不停止计算答复期限", "ask_for_supplement",
        id="条例第三十条: asked on Tuesday, the seventh working day is Wednesday 06-10"),
    pytest.param(
        read(june(2), supplement=Supplement("3-1", 10, ("名称",)),
             documents=letter(DocumentKind.SUPPLEMENT)),
        DutyCode.DISPATCH, june(10), "条例第三十条", "不停止计算答复期限", "dispatch_document",
        id="条例第三十条: the notice leaves by Wednesday 06-10 or pauses nothing"),
    pytest.param(
        supplementing(june(4)), DutyCode.AWAIT_SUPPLEMENT, june(17), "条例第三十条",
        "视为放弃申请", "receive_supplement",
        id="条例第三十条: served on Wednesday, ten working days end on Wednesday 06-17"),
    pytest.param(
        supplementing(june(18)), DutyCode.AWAIT_SUPPLEMENT, None, "条例第三十条",
        "视为放弃申请", "supplement_overdue",
        id="条例第三十条: on Thursday 06-18 the term is over and is settled at once"),
    pytest.param(
        consulting(june(4)), DutyCode.AWAIT_OPINION, june(25), "条例第三十二条",
        "由行政机关依照条例决定是否公开", "record_opinion",
        id="条例第三十二条: signed on Wednesday, fifteen working days end on Thursday 06-25"),
    pytest.param(
        consulting(june(26)), DutyCode.AWAIT_OPINION, None, "条例第三十二条",
        "不登记不能送审", "consultation_silent",
        id="条例第三十二条: on Friday 06-26 silence is recorded at once"),
    pytest.param(
        consulting(june(4), Party.JOINT_MAKER), DutyCode.AWAIT_OPINION, june(25),
        "条例第三十四条", "视为同意公开", "record_opinion",
        id="条例第三十四条: a joint maker's silence is consent, until Thursday 06-25"),
    pytest.param(
        consulting(june(4), Party.OTHER_AGENCY, term=5), DutyCode.AWAIT_OPINION, june(10),
        "条例第三十三条第三款", "不发生同意或者不同意的效果", "record_opinion",
        id="条例第三十三条第三款: the term we set another agency ends on Wednesday 06-10"),
    pytest.param(
        read(june(23)), DutyCode.PROPOSE_EXTENSION, june(30), "条例第三十三条第二款",
        "届满之后不能再延期", "propose_extension",
        id="条例第三十三条第二款: five working days are left on Tuesday 06-23"),
    pytest.param(
        read(june(23), extension=EXTENSION), DutyCode.DECIDE_EXTENSION, june(30),
        "条例第三十三条第二款", "不得延期", "grant_extension",
        id="条例第三十三条第二款: the head decides by Tuesday 06-30"),
    pytest.param(
        read(june(24), extension=GRANTED, documents=letter(DocumentKind.EXTENSION)),
        DutyCode.DISPATCH, june(30), "条例第三十三条第二款", "延期不生效", "dispatch_document",
        id="条例第三十三条第二款: an extension not told by Tuesday 06-30 is void"),
    pytest.param(
        read(june(4), State.HANDLING, Move(MoveKind.FEE_NOTICED, june(3)), fee=FEE,
             documents=letter(DocumentKind.FEE, dispatched_on=june(2), delivered_on=june(3))),
        DutyCode.AWAIT_PAYMENT, date(2026, 7, 2), "国办函〔2020〕109号", "视为放弃申请",
        "record_payment",
        id="国办函〔2020〕109号: noticed on Wednesday, payable until Thursday 07-02"),
    pytest.param(
        read(june(4), excess=ASKED, documents=letter(
            DocumentKind.REASONS_ASKED, dispatched_on=june(2), delivered_on=june(3))),
        DutyCode.AWAIT_REASONS, june(10), "条例第三十五条", "答复期限照常计算", "record_reasons",
        id="条例第三十五条: five working days for reasons end on Wednesday 06-10"),
    pytest.param(
        read(june(2)), DutyCode.REPLY, june(30), "条例第三十三条", "条例第五十一条",
        "draft_reply", id="条例第三十三条: the reply is due on Tuesday 06-30"),
    pytest.param(
        read(june(2), inner_due_on=june(15)), DutyCode.INNER_DEADLINE, june(15),
        "条例第四十五条", "法定期限不因此改变", "draft_reply",
        id="条例第四十五条: the agency's own day is Monday 06-15"),
    pytest.param(
        read(june(2), State.REVIEW, drafts=drafted("granted")), DutyCode.SECRECY_REVIEW,
        june(30), "条例第十七条", "不得签发", "secrecy_review",
        id="条例第十七条: what is disclosed is reviewed for secrecy by Tuesday 06-30"),
    pytest.param(
        read(june(2), State.REVIEW, drafts=drafted("deny.process")), DutyCode.LEGAL_REVIEW,
        june(30), "条例第四十五条", "不得签发", "legal_review",
        id="条例第四十五条: a refusal passes the legal office by Tuesday 06-30"),
    pytest.param(
        read(june(2), State.REVIEW, drafts=drafted("granted"), hold=Hold("legal", "待核")),
        DutyCode.HOLD, june(25), "条例第四十五条", "2026年6月25日起暂缓自动失效", "release_hold",
        id="the hold lapses on Thursday 06-25, three working days before Tuesday 06-30"),
    pytest.param(
        read(june(25), State.REPLY, documents=letter(
            DocumentKind.REPLY, dispatched_on=june(24), manner=Manner.DIRECT), **REPLY),
        DutyCode.SERVE_BY_HAND, june(30), "国办公开办函〔2016〕235号", "逾期答复",
        "record_delivery",
        id="国办公开办函〔2016〕235号: by hand it must be signed for by Tuesday 06-30"),
    pytest.param(
        read(june(25), State.REPLY, documents=letter(
            DocumentKind.REPLY, dispatched_on=june(24), manner=Manner.DIRECT), **REPLY),
        DutyCode.PROPOSE_EMS, june(30), "国办公开办函〔2016〕235号", "以交邮之日为准",
        "record_delivery_failure",
        id="国办公开办函〔2016〕235号: still open on Thursday 06-25, EMS is proposed"),
    pytest.param(
        read(june(2), State.HANDLING, Move(MoveKind.REPLIED, june(2)), redo_by=june(15)),
        DutyCode.REDO, june(15), "条例第三十三条第二款（参照）", "逾期未重新答复", "draft_reply",
        id="条例第三十三条第二款（参照）: a revoked reply is made anew by Monday 06-15"),
]


@pytest.mark.parametrize(("file", "code", "due_on", "article", "otherwise", "step"), TABLE)
def test_a_duty_has_its_day_its_article_and_what_follows(
    file: File, code: DutyCode, due_on: date | None, article: str, otherwise: str, step: str
) -> None:
    duty = one(file, code)

    assert duty.due_on == due_on
    assert article in duty.article
    assert otherwise in duty.otherwise
    assert duty.step == step


def test_a_letter_that_came_today_is_confirmed_today() -> None:
    """条例第三十一条第（二）项: an ordinary letter of Monday 2026-06-01."""
    receipt = ReceiptFacts(Channel.ORDINARY_LETTER, first_seen_on=MONDAY)
    file = read(MONDAY, State.RECEIPT, channel=Channel.ORDINARY_LETTER, receipt=receipt)

    assert one(file, DutyCode.CONFIRM).due_on == MONDAY


def test_a_letter_whose_sender_was_called_in_vain_is_still_to_be_confirmed() -> None:
    """条例第三十一条第（二）项: no clock runs yet."""
    receipt = ReceiptFacts(Channel.ORDINARY_LETTER, first_seen_on=MONDAY, called_same_day=True)
    case = Case("BJZR-2026-0001", "BJZR", channel=Channel.ORDINARY_LETTER, receipt=receipt)
    duty = one(File(case, None), DutyCode.CONFIRM)

    assert (duty.step, duty.article) == ("confirm_with_applicant", "条例第三十一条第（二）项")


def test_what_somebody_else_has_time_for_waits_until_the_next_working_day() -> None:
    """条例第三十二条: until Thursday 06-25 the party may answer, on Friday 06-26 silence counts."""
    duty = one(consulting(june(4)), DutyCode.AWAIT_OPINION)

    assert duty.opens_on == june(26)
    assert duty.waits(june(25))
    assert not duty.waits(june(26))


def test_what_may_be_done_stands_before_what_must_wait_and_earlier_days_first() -> None:
    found = [duty.code for duty in duties_of(consulting(june(4)))]

    assert found == [DutyCode.ASK_SUPPLEMENT, DutyCode.REPLY, DutyCode.AWAIT_OPINION]


@pytest.mark.parametrize("file", [
    pytest.param(read(june(11)), id="条例第三十条: the seventh working day has passed"),
    pytest.param(read(june(2), drafts=drafted("granted")), id="a draft stands: it was clear"),
    pytest.param(read(june(2), State.REVIEW, drafts=drafted("granted")), id="under review"),
])
def test_a_supplement_is_asked_for_no_more(file: File) -> None:
    assert DutyCode.ASK_SUPPLEMENT not in codes(file)


def test_an_extension_is_not_brought_to_mind_while_there_is_time_nor_after_the_limit() -> None:
    """条例第三十三条第二款: six working days are left on Monday 06-22; the limit is 06-30."""
    assert DutyCode.PROPOSE_EXTENSION not in codes(read(june(22)))
    assert DutyCode.PROPOSE_EXTENSION not in codes(read(date(2026, 7, 1)))


def test_ems_is_not_proposed_while_there_is_time() -> None:
    """国办公开办函〔2016〕235号: four working days are left on Wednesday 06-24."""
    file = read(june(24), State.REPLY, documents=letter(
        DocumentKind.REPLY, dispatched_on=june(24), manner=Manner.DIRECT), **REPLY)

    assert DutyCode.PROPOSE_EMS not in codes(file)


def test_a_posted_reply_only_needs_the_proof_of_its_arrival() -> None:
    file = read(june(25), State.REPLY, Move(MoveKind.REPLIED, june(24)), documents=letter(
        DocumentKind.REPLY, dispatched_on=june(24), manner=Manner.EMS), **REPLY)

    assert codes(file) == {DutyCode.RECORD_DELIVERY}


def test_a_duty_of_the_handler_concerns_the_handler_of_the_request_alone() -> None:
    file = consulting(june(4))
    own = Actor("handler", "承办人", 1, seats=frozenset({Role.HANDLER}))
    other = replace(own, login="colleague")
    clerk = Actor("clerk", "收件登记岗", 1, seats=frozenset({Role.INTAKE_CLERK}))

    assert DutyCode.REPLY in {duty.code for duty in for_officer(duties_of(file), own)}
    assert for_officer(duties_of(file), other) == ()
    assert {duty.code for duty in for_officer(duties_of(file), clerk)} == {
        DutyCode.ASK_SUPPLEMENT}


def test_a_day_of_a_year_without_notice_is_provisional() -> None:
    """条例第三十三条第二款: received on Monday 2026-12-14, due in 2027."""
    late = date(2026, 12, 14)
    file = read(late)
    file.case.moves = [Move(MoveKind.RECEIVED, late)]
    file = File(file.case, replay(late, [], as_of=late, calendar=CALENDAR))

    assert one(file, DutyCode.REPLY).provisional


def test_nothing_is_due_on_a_void_entry() -> None:
    assert duties_of(read(june(2), State.ARCHIVED, void=True)) == ()


def test_every_stage_of_the_procedure_but_the_sealed_file_has_something_due(
    stages: Stages,
) -> None:
    bureau = stages.bureau.at("2026-06-03 18:00")
    idle = [stage for stage, no in stages.numbers.items()
            if not duties_of(bureau.see(no)) and bureau.see(no).case.state is not State.ARCHIVED]

    assert idle == []


def test_every_step_a_duty_names_is_one_of_its_state(stages: Stages) -> None:
    bureau = stages.bureau.at("2026-06-03 18:00")
    wrong = [
        (stage, duty.code, duty.step) for stage, no in stages.numbers.items()
        for seen in [bureau.see(no)] for duty in duties_of(seen)
        if duty.step not in {step.trigger for step in seen.steps}]

    assert wrong == []
