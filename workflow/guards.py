"""Questions several steps ask (通用条件): who acts, what stands in the way, what day it is."""

from collections.abc import Iterable

from workflow.errors import Reason
from workflow.law.workdays import Deadline
from workflow.record.facts import Facts
from workflow.record.standing import HOLD_LAPSES_WORKING_DAYS, hold_lapses_on
from workflow.steps import Action, Guard, guard
from workflow.terms import BY_POST, MENDING, Annulled, Manner, Role

#: How documents are served: by hand, through another agency, or by the postal enterprise.
SERVICE_RULE = "国办公开办函〔2016〕235号"
_PRIVATE_COURIERS = ("顺丰", "中通", "圆通", "申通", "韵达", "极兔", "京东")


@guard("本件已指定承办人，请由该承办人办理，或者先办理“改派”")
def is_handler(action: Action) -> bool:
    """Whoever acts as handler is the handler of this request; the head may act for all."""
    if action.officer.unlimited & {Role.INTAKE_CLERK, Role.HEAD, Role.REVIEWER}:
        return True
    return not action.case.handler or action.officer.handles(action.case.handler)


@guard("收到申请之日尚未确定，请先办理“与申请人确认”", "条例第三十一条")
def receipt_day_is_fixed(action: Action) -> bool:
    """Nothing can be counted before the day of receipt is known."""
    return action.case.receipt_fixed


def no_hold(action: Action) -> Iterable[Reason]:
    """Nothing leaves while the legal office holds the request; a hold lapses near the limit."""
    hold, clock = action.case.hold, action.clock
    if hold is None:
        return
    if clock and clock.left_working_days <= HOLD_LAPSES_WORKING_DAYS:
        return
    until = hold_lapses_on(clock) if clock else None
    lapses = f"；暂缓至{until:%Y-%m-%d}（期限届满前3个工作日）自动失效" if until else ""
    yield Reason(f"法制机构已暂缓本件（{hold.reason}），解除后方可发出；"
                 f"公开办负责人可以办理“解除暂缓”，说明理由后放行{lapses}")


@guard("申请人已撤回申请")
def not_withdrawn(action: Action) -> bool:
    """A withdrawn request is only confirmed and filed."""
    return action.case.withdrawn_on is None


def not_provisional(end: Deadline, article: str, field: str = "") -> Iterable[Reason]:
    """Nobody loses a right on a day that a coming holiday notice may still move."""
    if end.provisional:
        yield Reason(
            f"期限暂按{end.on:%Y-%m-%d}届满推算，但{end.on.year}年的放假通知尚未载入，不能据以认定逾期；"
            "请系统管理员先载入放假通知", f"{article}；全国年节及纪念日放假办法第七条", field)


@guard("本件系按决定、判决重新作出答复，期限自收到该文书之日起算，不得分立或者更正收到之日",
       "行政复议法第七十七条；行政诉讼法第九十四条")
def not_anew_by_order(action: Action) -> bool:
    """What an order has begun is carried out as one."""
    return action.case.redo is None


@guard("本件的期限由复议决定、判决或者调解书确定，本机关不能自行延长；确有困难的，"
       "请在期限内向作出机关书面说明", "行政复议法第七十七条；行政诉讼法第九十四条")
def term_is_ours(action: Action) -> bool:
    """A term set by an order is not the agency's to lengthen (unless the agency chose so)."""
    return action.clock is None or not action.clock.timeline.fixed


def not_the_same_again(action: Action) -> Iterable[Reason]:
    """The same decision for the same reasons only where procedure alone was at fault."""
    redo, draft = action.case.redo, action.case.draft
    if redo is None or draft is None or redo.annulled is Annulled.PROCEDURE:
        return
    before = {row.number("item"): _decision(row) for row in redo.earlier}
    for row in draft.answers:
        if before.get(row.number("item")) == _decision(row):
            yield Reason(
                f"第{row.number('item')}项与被撤销的答复结果、依据和理由都相同；原答复不是仅以违反"
                "法定程序为由撤销的，不得以同一事实和理由作出相同的答复，请重新审查后改写",
                "行政复议法第六十四条第二款；行政诉讼法第七十一条；法释〔2018〕1号第九十条")


def _decision(row: Facts) -> tuple[str, frozenset[str], str]:
    return row.text("outcome"), frozenset(row.texts("articles")), row.text("reason")


def past_or_today(name: str, label: str) -> Guard:
    """A fact that has happened cannot lie in the future."""

    def ask(action: Action) -> Iterable[Reason]:
        day = action.facts.day(name)
        if day and day > action.today:
            yield Reason(f"{label}（{day:%Y-%m-%d}）晚于今天，不能登记将来的日期", "", name)

    return ask


def not_before_receipt(name: str, label: str) -> Guard:
    """Nothing about a request happens before it was received."""

    def ask(action: Action) -> Iterable[Reason]:
        day, start = action.facts.day(name), action.case.received_on
        if day and start and day < start:
            yield Reason(f"{label}（{day:%Y-%m-%d}）早于收到申请之日（{start:%Y-%m-%d}）", "", name)

    return ask


def formed_before(action: Action) -> Iterable[Reason]:
    """The information that is to become public (`formed_on`) is older than its request."""
    day, asked = action.facts.day("formed_on"), action.case.received_on
    if day and asked and day > asked:
        yield Reason(f"形成日期（{day}）晚于收到申请之日（{asked}）：申请公开的是已有的信息",
                     "条例第二条", "formed_on")


def mending_is_settled(action: Action) -> Iterable[Reason]:
    """A proposed mending is decided on, and what it sent has arrived, before a file is closed."""
    if action.case.mending is not None:
        yield Reason("更正、补告或者撤销尚待决定", "行政复议法第六十五条")
    for one in action.case.documents.values():
        if one.kind in MENDING and not one.voided and not one.served:
            yield Reason(f"{one.kind.label}（{one.number}）尚无送达凭证，请先发出并登记送达",
                         SERVICE_RULE)


def carrier_is_lawful(action: Action) -> Iterable[Reason]:
    """Post means the postal enterprise, with a mail number, never a private courier."""
    facts = action.facts
    if facts.term("manner", Manner) not in BY_POST:
        return
    if not facts.text("mail_no"):
        yield Reason("邮寄的，请填写邮件号", SERVICE_RULE, "mail_no")
    if any(name in facts.text("carrier") for name in _PRIVATE_COURIERS):
        yield Reason("答复和告知文书应当通过邮政企业寄送，不得交快递公司", SERVICE_RULE, "carrier")
    if "到付" in facts.text("carrier"):
        yield Reason("不得以到付方式寄送", SERVICE_RULE, "carrier")


@guard("本件只有一项申请事项", "国办发〔2010〕5号（一事一申请）")
def several_items(action: Action) -> bool:
    """Parts need several items."""
    return len(action.case.open_items) > 1
