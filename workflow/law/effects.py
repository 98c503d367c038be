"""What a move may do to the reply period (期限事件的效果), as the timeline notes it."""

from dataclasses import dataclass
from datetime import date

from workflow.law.moves import Move
from workflow.terms import Term


class Effect(Term):
    """What a move did to the reply period (对期限的影响)."""

    PAUSES = "pauses", "停止计算"
    RESTARTS = "restarts", "重新起算"
    EXCLUDES = "excludes", "期间扣除"
    EXTENDS = "extends", "延长"
    DELAYS = "delays", "另定期限"
    ORDERS = "orders", "按责令的期限计算"
    ENDS = "ends", "终止"
    NOTHING = "nothing", "不影响期限"
    VOID = "void", "逾期，不生效"
    REPEATED = "repeated", "以首次登记的日期为准，不影响期限"


class Waiting(Term):
    """What a stopped clock waits for (等待事项)."""

    SUPPLEMENT = "supplement", "申请人补正"
    PAYMENT = "payment", "申请人缴纳信息处理费"
    CONSULTATION = "consultation", "被征求方的意见"


class Ending(Term):
    """What ended the clock (终止原因)."""

    REPLIED = "replied", "已答复"
    NO_SUPPLEMENT = "no_supplement", "申请人逾期不补正，视为放弃申请"
    NO_PAYMENT = "no_payment", "申请人逾期不缴费，视为放弃申请"
    ENDED = "ended", "程序终止"


@dataclass(frozen=True, slots=True)
class Step:
    """A move with its effect; `limit_on` is the last day for it where the law sets one."""

    move: Move
    effect: Effect
    limit_on: date | None = None


@dataclass(slots=True)
class Wait:
    """A pause for the applicant: from the asking to the answer, at most to the term's end."""

    kind: Waiting
    since: date
    until: date | None
    answered_on: date | None = None
