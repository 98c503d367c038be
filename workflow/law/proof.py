"""What else a clock must prove (期限计算单): the other readings, the notices, the conclusion.

The days stand in the ledger. Where no rule decides between two ways of counting, the sheet shows
which one was taken and the date the other would give.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from workflow.law.clock import Clock, ClockSettings, ClockState, replay
from workflow.law.clock_settings import sentences_of
from workflow.law.effects import Ending
from workflow.law.receipt_day import ReceiptDay
from workflow.terms import BY_POST, Manner

_RECEIPT_DAY = "receipt_day"


@dataclass(frozen=True)
class Alternative:
    """A disputed choice (有争议的口径): what was chosen, and the due date the other would give.

    A due date is None where the clock stands for the applicant or has ended; it is provisional
    while the holiday notice of its year is not out.
    """

    setting: str
    chosen: str
    other: str
    due_on: date | None
    other_due_on: date | None
    provisional: bool = False
    other_provisional: bool = False

    @property
    def differs(self) -> bool:
        """Whether the choice decides the date in this case."""
        return self.due_on != self.other_due_on

    def to_json(self) -> dict[str, object]:
        """The choice with days in ISO form."""
        return {
            "setting": self.setting,
            "chosen": self.chosen,
            "other": self.other,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "other_due_on": self.other_due_on.isoformat() if self.other_due_on else None,
            "provisional": self.provisional,
            "other_provisional": self.other_provisional,
            "differs": self.differs,
        }


def alternatives(clock: Clock, receipt: ReceiptDay | None = None) -> tuple[Alternative, ...]:
    """Every disputed choice with the date the other would give; of the receipt day if it is told.

    The other day of receipt is left out where something was done before it.
    """
    found = list(_of_settings(clock))
    if receipt is not None and receipt.other_on is not None:
        found.extend(_of_receipt(clock, receipt, receipt.other_on))
    return tuple(found)


def _of_settings(clock: Clock) -> Iterator[Alternative]:
    for field in fields(ClockSettings):
        chosen = bool(getattr(clock.settings, field.name))
        other = _again(clock, replace(clock.settings, **{field.name: not chosen}))
        yield _alternative(field.name, sentences_of(field.name, chosen), clock, other)


def _of_receipt(clock: Clock, receipt: ReceiptDay, other_on: date) -> Iterator[Alternative]:
    if all(step.move.on >= other_on for step in clock.timeline.steps) and other_on <= clock.as_of:
        other = _again(clock, clock.settings, other_on)
        text = f"以{other_on}双方确认之日为收到申请之日"
        yield _alternative(_RECEIPT_DAY, (receipt.note, text), clock, other)


def _alternative(name: str, said: tuple[str, str], clock: Clock, other: Clock) -> Alternative:
    return Alternative(
        name, *said, clock.due_on, other.due_on, _doubtful(clock), _doubtful(other))


def _doubtful(clock: Clock) -> bool:
    return clock.due_on is not None and clock.provisional


def _again(clock: Clock, settings: ClockSettings, received_on: date | None = None) -> Clock:
    return replay(
        received_on or clock.received_on,
        [step.move for step in clock.timeline.steps],
        as_of=clock.as_of,
        calendar=clock.calendar,
        settings=settings,
    )


def notices_used(clock: Clock) -> tuple[str, ...]:
    """The holiday notices that decided a day from receipt to due date, in the order of the days."""
    return tuple(dict.fromkeys(line.notice for line in clock.ledger() if line.notice))


def conclusion(clock: Clock, document_number: str = "", manner: Manner | None = None) -> str:
    """The conclusion of the sheet (结论): when it was answered, in time or late by how much.

    By post the day of posting counts, else the day of signing (国办公开办函〔2016〕235号).
    """
    limit = f"答复期限至{clock.due_on}届满" if clock.due_on else "期限停止计算"
    if clock.provisional:
        until = clock.calendar.published_until
        limit += f"（暂定：{until}以后的放假通知尚未公布，以通知为准）"
    if clock.projected:
        limit += "（按征求意见用满期限推算）"
    if clock.state is ClockState.ENDED:
        return _ended(clock, limit, document_number, manner)
    if clock.waiting_for:
        until_when = f"至{clock.waiting_until}" if clock.waiting_until else ""
        return f"截至{clock.as_of}，等待{clock.waiting_for}{until_when}，{limit}。"
    if clock.late:
        return f"截至{clock.as_of}尚未答复，{limit}，{_late(clock)}。"
    return f"截至{clock.as_of}，{limit}，尚余{clock.left_working_days}个工作日。"


def _ended(clock: Clock, limit: str, document_number: str, manner: Manner | None) -> str:
    if clock.ending is not Ending.REPLIED:
        return f"{clock.ended_by}（{clock.ended_on}），期限终止。"
    how = "交邮" if manner in BY_POST else "送达" if manner else "作出"
    reply = f"答复{document_number}于{clock.ended_on}{how}"
    if clock.due_on is None:
        return f"{reply}，其时{limit}，没有逾期。"
    return f"{limit}，{reply}，{_late(clock) if clock.late else _in_time(clock)}。"


def _in_time(clock: Clock) -> str:
    left = clock.left_working_days
    return f"在期限内，提前{left}个工作日" if left else "在期限内"


def _late(clock: Clock) -> str:
    over = clock.late_by_working_days
    return f"逾期{over}个工作日" if over else "逾期不足1个工作日（期限届满后的休息日）"


def proof_json(clock: Clock, receipt: ReceiptDay | None = None) -> dict[str, object]:
    """All of it, as `yishen clock` prints it beside the ledger."""
    return {
        "choices": list(clock.settings.sentences()),
        "alternatives": [one.to_json() for one in alternatives(clock, receipt)],
        "notices": list(notices_used(clock)),
        "conclusion": conclusion(clock),
    }
