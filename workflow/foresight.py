"""What a step would do to the clock (期限影响), in words, before it is taken.

A pure replay of the recorded moves and one more, made on the day the clock is read; where the law
lets a move do nothing, the words say that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from workflow.duties import Standing
from workflow.errors import LawError
from workflow.law.clock import Clock, Move, replay
from workflow.law.rules import EXTENSION_LIMIT
from workflow.parties import Stage, parties_of
from workflow.record.case import Case
from workflow.terms import MoveKind, Party

#: The extensions shown where none is named yet, in working days, as far as the law goes.
_EXTENSIONS = (5, 10, 15, 20)
#: The reference of a consultation that is only thought of.
_NOT_YET = "（拟）"


@dataclass(frozen=True)
class Foreseen:
    """One sentence about the clock; `due_on` is the limit it leads to, None if it leads to none."""

    text: str
    article: str
    due_on: date | None = None
    provisional: bool = False


def foreseen(view: Standing, trigger: str) -> tuple[Foreseen, ...]:
    """What a step would do to the clock if it were taken today; nothing for steps that move none.

    `view` as for `workflow.duties.duties_of`.
    """
    case, clock = view.case, view.clock
    tell = _TELL.get(trigger)
    return tuple(tell(case, clock)) if tell and clock else ()


def _after(case: Case, clock: Clock, *moves: Move) -> Clock | None:
    """The clock after more moves; None where they cannot follow those on record."""
    known = [move for move in case.moves if move.kind is not MoveKind.RECEIVED]
    try:
        return replay(clock.received_on, [*known, *moves], as_of=clock.as_of,
                      calendar=clock.calendar, settings=clock.settings)
    except LawError:
        return None


def _limit(text: str, article: str, then: Clock | None) -> Iterator[Foreseen]:
    if then is not None and then.due_on is not None:
        yield Foreseen(text, article, then.due_on, then.calendar.provisional(then.due_on))


def _supplement(case: Case, clock: Clock) -> Iterator[Foreseen]:
    limit, article = clock.supplement_notice_due_on, "条例第三十条"
    if limit is None or clock.due_on is None:
        return
    if clock.as_of > limit:
        yield from _limit("已超过收到申请之日起7个工作日，现在告知不停止计算，答复期限仍为",
                          article, clock)
        return
    yield Foreseen("补正告知书在此日之前发出的，自发出之日起停止计算：", article, limit,
                   clock.calendar.provisional(limit))
    today = Move(MoveKind.SUPPLEMENT_ASKED, clock.as_of, term_working_days=1)
    came = Move(MoveKind.SUPPLEMENT_RECEIVED, clock.as_of)
    yield from _limit("收到补正之日起重新计算全部期限；假如今天发出、今天收到补正，答复期限为",
                      article, _after(case, clock, today, came))


def _supplemented(case: Case, clock: Clock) -> Iterator[Foreseen]:
    yield from _limit("今天收到补正的，期限自今天起重新计算，答复期限为", "条例第三十条",
                      _after(case, clock, Move(MoveKind.SUPPLEMENT_RECEIVED, clock.as_of)))


def _extension(case: Case, clock: Clock) -> Iterator[Foreseen]:
    article = "条例第三十三条第二款"
    asked = case.extension
    most = EXTENSION_LIMIT.on(clock.received_on)
    named = (asked.working_days,) if asked is not None and asked.pending else tuple(
        days for days in _EXTENSIONS if days <= most)
    if clock.as_of > clock.first_due_on:
        return
    yield Foreseen("批准并在此日之前发出延期答复告知书的才生效：", article, clock.first_due_on,
                   clock.calendar.provisional(clock.first_due_on))
    for days in named:
        then = _after(case, clock, Move(MoveKind.EXTENDED, clock.as_of, working_days=days))
        yield from _limit(f"延长{days}个工作日的，答复期限为", article, then)


def _consulting(party: Party) -> Callable[[Case, Clock], Iterator[Foreseen]]:
    def tell(case: Case, clock: Clock) -> Iterator[Foreseen]:
        article = "条例第三十三条第三款"
        sent = Move(MoveKind.CONSULTATION_SENT, clock.as_of, ref=_NOT_YET, party=party)
        got = Move(MoveKind.CONSULTATION_RECEIVED, clock.as_of, ref=_NOT_YET, party=party)
        then = _after(case, clock, sent, got)
        left_out = then.excluded if then else ()
        excluded = next((one for one in left_out if one.ref == _NOT_YET), None)
        if excluded is None:
            yield Foreseen("现在征求意见不再扣除期间", article)
            return
        yield Foreseen("征求意见的时间不计入期限，从发出的次日至收到意见之日；"
                       "假如今天发出、今天签收，最迟扣除到", article, excluded.last,
                       clock.calendar.provisional(excluded.last))
        yield from _limit("到那时仍未答复的，答复期限为", article, then)

    return tell


def _opinion(case: Case, clock: Clock) -> Iterator[Foreseen]:
    for one in parties_of(case, clock.calendar, clock.as_of):
        if one.stage in (Stage.AWAITED, Stage.UNDER_WAY):
            then = _after(case, clock, Move(
                MoveKind.CONSULTATION_ANSWERED, clock.as_of, ref=one.asked.ref,
                party=one.asked.party))
            yield from _limit(f"{one.asked.party.label}（{one.asked.ref}）的意见今天收到的，"
                              "扣除到今天为止，答复期限为", "条例第三十三条第三款", then)


def _fee(case: Case, clock: Clock) -> Iterator[Foreseen]:
    article = "国办函〔2020〕109号"
    if clock.due_on is None or clock.as_of > clock.due_on:
        return
    yield Foreseen("收费通知书应当在此日之前送达申请人，自送达之日起停止计算：", article,
                   clock.due_on, clock.provisional)
    told = Move(MoveKind.FEE_NOTICED, clock.as_of)
    then = _after(case, clock, told)
    if then is not None and then.waiting_until is not None:
        yield Foreseen("假如今天送达，缴费期限到", article, then.waiting_until,
                       clock.calendar.provisional(then.waiting_until))
    yield from _limit("自缴费次日起重新计算全部期限；假如今天送达、今天缴费，答复期限为", article,
                      _after(case, clock, told, Move(MoveKind.FEE_PAID, clock.as_of)))


def _paid(case: Case, clock: Clock) -> Iterator[Foreseen]:
    yield from _limit("今天缴费的，自次日起重新计算，答复期限为", "国办函〔2020〕109号",
                      _after(case, clock, Move(MoveKind.FEE_PAID, clock.as_of)))


def _reasons(case: Case, clock: Clock) -> Iterator[Foreseen]:
    yield from _limit("要求说明理由不停止计算，答复期限仍为", "条例第三十五条", clock)


def _withdrawal(case: Case, clock: Clock) -> Iterator[Foreseen]:
    yield Foreseen("全部撤回的，期限自撤回之日起终止", "国办公开办函〔2021〕30号")


_TELL: dict[str, Callable[[Case, Clock], Iterator[Foreseen]]] = {
    "ask_for_supplement": _supplement, "receive_supplement": _supplemented,
    "propose_extension": _extension, "grant_extension": _extension,
    "consult_third_party": _consulting(Party.THIRD_PARTY),
    "consult_joint_maker": _consulting(Party.JOINT_MAKER),
    "consult_agency": _consulting(Party.OTHER_AGENCY), "record_opinion": _opinion,
    "propose_fee": _fee, "notify_fee": _fee, "record_payment": _paid,
    "ask_for_reasons": _reasons, "withdraw": _withdrawal,
}
