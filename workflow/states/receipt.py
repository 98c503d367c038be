"""Receipt (收件): take in an application and fix the day it was received.

政府信息公开条例 articles 29 and 31. A deficient letter is registered all the same: only the
channel, its day and what is wanted are compulsory.
"""

from collections.abc import Iterable

from marshmallow import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.iso7064 import mod_11_2

from letters.notices import RegistrationReceipt
from workflow import documents, forms
from workflow.errors import BadFacts, Reason
from workflow.forms import Empty, Form
from workflow.guards import past_or_today, receipt_day_is_fixed
from workflow.law.clock import Move
from workflow.law.receipt_day import ReceiptDay, ReceiptFacts, receipt_day
from workflow.record.case import Case, Item, Redo, Supplement
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Outgoing, Step
from workflow.terms import (
    CONFIRMED_WITH_APPLICANT,
    Annulled,
    ApplicantKind,
    Channel,
    DocumentKind,
    IdKind,
    MoveKind,
    Outcome,
    ProvisionForm,
    ProvisionRoute,
    RemedyForm,
    Role,
    State,
    Term,
    TermUnit,
)

HERE = State.RECEIPT
ARTICLE = "条例第三十一条"


def steps() -> tuple[Step, ...]:
    """The steps of receipt."""
    return (
        Step(
            trigger="receive", label="收件", source=HERE, dest=STAY, by=(Role.INTAKE_CLERK,),
            article="条例第二十九条、第三十一条", facts=Application, creates=True,
            checks=(receipt_day_can_be_told, id_number_is_right), effects=(take_in,),
            moves=received,
        ),
        Step(
            trigger="split_off", label="分立收件", source=HERE, dest=State.REGISTRATION,
            by=(Role.INTAKE_CLERK, Role.HANDLER), article="国办发〔2010〕5号（一事一申请）",
            facts=Application, creates=True, effects=(take_in, remember_origin),
            moves=received_before,
        ),
        Step(
            trigger="receive_order", label="重作收件", source=HERE, dest=State.REGISTRATION,
            by=(Role.LEGAL_OFFICE,), article="行政复议法第六十四条第二款；行政诉讼法第七十一条",
            facts=AnewApplication, creates=True, effects=(take_in, remember_order),
            moves=received_with_order,
        ),
        Step(
            trigger="confirm_with_applicant", label="与申请人确认", source=HERE, dest=STAY,
            by=(Role.INTAKE_CLERK,), article=ARTICLE, facts=Confirmation,
            guards=(needs_confirmation,),
            checks=(past_or_today("confirmed_on", "确认日期"), confirmed_day_can_be_told),
            effects=(confirm,), moves=confirmed, primary=True,
        ),
        Step(
            trigger="log_call", label="登记联系未果", source=HERE, dest=STAY,
            by=(Role.INTAKE_CLERK,), article=ARTICLE, facts=Call, guards=(needs_confirmation,),
            checks=(past_or_today("called_on", "联系日期"),),
        ),
        Step(
            trigger="hand_over_inside", label="内部转交登记", source=HERE, dest=STAY,
            by=(Role.INTAKE_CLERK,), article="最高人民法院指导案例26号", facts=HandedOver,
            checks=(past_or_today("first_got_on", "最先收到日期"),
                    past_or_today("reached_on", "转到日期")),
        ),
        Step(
            trigger="register", label="登记", source=HERE, dest=State.REGISTRATION,
            by=(Role.INTAKE_CLERK,), article="条例第三十一条、第四十五条", facts=Empty,
            guards=(receipt_day_is_fixed,), letters=registration_receipt, primary=True,
        ),
    )


def _id_number(value: str) -> None:
    if len(value) > 40:
        raise ValidationError("证件号码过长。")


class Wanted(Form):
    """One thing asked for."""

    wanted = forms.text("申请公开的内容", required=True, long=True,
                        hint="照录申请人的文字：名称、文号或者其他特征性描述")


class Application(Form):
    """What an application says and how it came (条例第二十九条、第三十一条)."""

    channel = forms.choice("收到方式", Channel, required=True)
    submitted_on = forms.day("提交日期", hint="当面提交日、网上提交成功日、邮件或传真到达日")
    signed_on = forms.day("签收日期", hint="挂号信、EMS：本机关签收之日")
    first_seen_on = forms.day("首次看到日期",
                              hint="平常信函：公开工作机构收到之日；网络：首次打开之日")
    confirmed_on = forms.day("双方确认日期", hint="平常信函、网络、传真：与申请人确认之日")
    called_same_day = forms.yes("收到平常信函当日已联系申请人",
                                hint="联系上的填双方确认日期；未联系上的，自恢复联系并确认之日起算")
    mail_no = forms.text("邮件号", limit=40, narrow=True)
    applicant_kind = forms.choice("申请人类型", ApplicantKind)
    applicant_name = forms.text("申请人姓名或者名称", personal=True, limit=200)
    id_kind = forms.choice("证件类型", IdKind)
    id_number = forms.text("证件号码", personal=True, check=_id_number, narrow=True)
    id_as_written = forms.yes("证件号码照录", hint="申请表所填号码校验不符时勾选，可依法告知补正")
    phone = forms.text("联系电话", personal=True, limit=40)
    address = forms.text("通信地址", personal=True)
    postcode = forms.text("邮政编码", personal=True, limit=10, narrow=True)
    email = forms.text("电子邮箱", personal=True, limit=120, narrow=True)
    items = forms.rows("申请事项", Wanted, required=True, hint="一事一申请；多项的可以登记后分立")
    form_wanted = forms.choice("要求的提供形式", ProvisionForm)
    route_wanted = forms.choice("要求的获取途径", ProvisionRoute)
    online_consent = forms.yes("申请人同意网络送达")
    help_needed = forms.text("需要的帮助", hint="阅读、视听障碍等（条例第四十三条）")
    purpose = forms.text("用途", hint="仅2008年条例下的旧件；2019年条例不得要求", limit=200)
    scans = forms.files("申请表和材料扫描件")
    envelope = forms.files("信封扫描件", hint="邮戳和签收日期的凭据")
    alike = forms.texts("疑似重复的在先申请", options=lambda action: [],
                        hint="仅作线索，是否重复由承办人判断")


class Decided(Form):
    """What the earlier reply decided on one item."""

    item = forms.number("事项")
    outcome = forms.choice("原办理结果", Outcome)
    articles = forms.texts("原依据")
    reason = forms.text("原理由", long=True)


class AnewApplication(Application):
    """An application answered anew by order: the order, and the reply it annulled."""

    redo_of = forms.text("原申请")
    applied_on = forms.day("原收到申请之日")
    earlier_number = forms.text("原答复文号")
    order_received_on = forms.day("收到决定、判决之日")
    order_body = forms.text("作出机关")
    order_form = forms.choice("文书种类", RemedyForm)
    order_number = forms.text("文书文号")
    term = forms.number("责令的期限", most=999)
    term_unit = forms.choice("期限单位", TermUnit)
    annulled = forms.choice("原答复被撤销的理由", Annulled)
    instructions = forms.text("责令的要求", long=True)
    supplemented = forms.yes("原申请已经告知过补正")
    earlier = forms.rows("原答复", Decided)


class Confirmation(Form):
    """A confirmation with the applicant (双方确认)."""

    confirmed_on = forms.day("确认日期", required=True, start=lambda action: action.today)
    how = forms.text("确认方式", required=True, hint="电话、短信、邮件回复等")
    with_whom = forms.text("确认人", required=True, personal=True)
    result = forms.text("确认结果", required=True, long=True)


class CallResult(Term):
    """Why a call confirmed nothing (联系结果)."""

    NO_ANSWER = "no_answer", "无人接听、无法接通"
    WRONG_NUMBER = "wrong_number", "号码有误"
    NO_CONTACT = "no_contact", "申请中没有联系方式"
    NOT_CONFIRMED = "not_confirmed", "已接通，对方未确认"
    NO_REPLY = "no_reply", "邮件、短信未回复"


class Call(Form):
    """A call that confirmed nothing (联系未果): it is evidence and moves no clock."""

    called_on = forms.day("联系日期", required=True, start=lambda action: action.today)
    called_at = forms.text("联系时间", limit=20, hint="例如09:30")
    how = forms.text("联系方式", required=True, hint="电话、短信、邮件等")
    call_result = forms.choice("联系结果", CallResult, required=True)
    remark = forms.text("说明", long=True,
                        hint="作为凭据留存，不改变已经起算的期限；收到平常信函当日即已联系而未联系上的，"
                             "应在收件时勾选")


class HandedOver(Form):
    """An application that first reached another unit (内部转交)."""

    first_unit = forms.text("最先收到的单位或者人员", required=True)
    first_got_on = forms.day("最先收到日期", required=True)
    reached_on = forms.day("转到公开工作机构日期", required=True)


def facts_of_receipt(facts: Facts) -> ReceiptFacts:
    """The moments that fix the day of receipt."""
    return ReceiptFacts(
        channel=facts.term("channel", Channel), submitted_on=facts.day("submitted_on"),
        signed_on=facts.day("signed_on"), first_seen_on=facts.day("first_seen_on"),
        confirmed_on=facts.day("confirmed_on"), called_same_day=facts.flag("called_same_day"))


def receipt_day_can_be_told(action: Action) -> Iterable[Reason]:
    """The day of receipt follows from channel and moments; no future day, none missing."""
    try:
        receipt_day(facts_of_receipt(action.facts), action.today)
    except BadFacts as error:
        yield error.reason


#: Numbers with a check digit: GB 11643-1999 and GB 32100-2015.
_CHECKED = {IdKind.RESIDENT_CARD: mod_11_2.validate, IdKind.CREDIT_CODE: uscc.validate}


def id_number_is_right(action: Action) -> Iterable[Reason]:
    """A resident card number and a 统一社会信用代码 carry a check digit."""
    number, facts = action.given_personal.get("id_number", ""), action.facts
    kind = next((one for one in _CHECKED if facts.text("id_kind") == one), None)
    if not number or kind is None or facts.flag("id_as_written"):
        return
    if not _checks(kind, number.upper()):
        yield Reason(f"{kind.label}{'号码' if kind is IdKind.RESIDENT_CARD else ''}应当为18位且"
                     "校验码相符，请核对；申请表上确实如此书写的，请勾选“证件号码照录”，"
                     "可以依法告知补正", "条例第二十九条", "id_number")


def _checks(kind: IdKind, number: str) -> bool:
    try:
        _CHECKED[kind](number)
    except WrongNumber:
        return False
    return len(number) == 18 and number.isascii()


def received(action: Action) -> tuple[Move, ...]:
    """The clock starts on the day of receipt, once it is fixed."""
    return _received(receipt_day(facts_of_receipt(action.facts), action.today))


def _received(day: ReceiptDay) -> tuple[Move, ...]:
    if day.on is None:  # called on the day it came, not reached: it starts when contact is made
        return ()
    return (Move(MoveKind.RECEIVED, day.on, note=day.rule),)


def take_in(case: Case, entry: Entry) -> None:
    """The application becomes a case."""
    facts = entry.facts
    case.channel = facts.term("channel", Channel)
    case.receipt = facts_of_receipt(facts)
    case.receipt_fixed = bool(entry.moves)
    case.applicant_kind = ApplicantKind(facts.text("applicant_kind") or ApplicantKind.NATURAL)
    case.id_kind = facts.text("id_kind")
    case.form_wanted, case.route_wanted = facts.text("form_wanted"), facts.text("route_wanted")
    case.online_consent = facts.flag("online_consent")
    case.help_needed = facts.text("help_needed")
    case.mail_no = facts.text("mail_no")
    case.earlier_requests.extend(facts.texts("alike"))
    for number, row in enumerate(facts.rows("items"), 1):
        case.items[number] = Item(number, row.text("wanted"))


def received_before(action: Action) -> tuple[Move, ...]:
    """A part split off was received with the whole, and supplemented with it."""
    asked_on, came_on = action.facts.day("asked_on"), action.facts.day("supplemented_on")
    if asked_on is None or came_on is None:
        return received(action)
    term = action.facts.number("term_working_days")
    return (*received(action), Move(MoveKind.SUPPLEMENT_ASKED, asked_on, term_working_days=term),
            Move(MoveKind.SUPPLEMENT_RECEIVED, came_on))


def remember_origin(case: Case, entry: Entry) -> None:
    """A request split off knows the one it came from, and the supplement they share."""
    facts = entry.facts
    case.split_from = facts.text("split_from")
    if facts.day("supplemented_on"):
        case.supplement = Supplement(
            document="", term_working_days=facts.number("term_working_days"), points=(),
            received_on=facts.day("supplemented_on"))


def received_with_order(action: Action) -> tuple[Move, ...]:
    """The clock of a reply made anew starts on our receipt of the order, for the ordered term."""
    facts = action.facts
    on, term = facts.on("order_received_on"), facts.number("term")
    received = Move(MoveKind.RECEIVED, on, note="收到责令重新作出答复的文书之日")
    if not term:
        return (received,)
    if facts.text("term_unit") == TermUnit.CALENDAR_DAYS:
        return (received, Move(MoveKind.ORDERED, on, calendar_days=term))
    return (received, Move(MoveKind.ORDERED, on, working_days=term))


def remember_order(case: Case, entry: Entry) -> None:
    """The request knows the order and what it annulled; a supplement is asked for only once."""
    facts = entry.facts
    case.redo = Redo(
        of=facts.text("redo_of"), body=facts.text("order_body"),
        form=RemedyForm(facts.text("order_form") or RemedyForm.OTHER),
        number=facts.text("order_number"), received_on=facts.on("order_received_on"),
        applied_on=facts.on("applied_on"), earlier_number=facts.text("earlier_number"),
        instructions=facts.text("instructions"), annulled=facts.term("annulled", Annulled),
        term=facts.number("term"),
        term_unit=TermUnit(facts.text("term_unit")) if facts.text("term_unit") else None,
        earlier=facts.rows("earlier"))
    if facts.flag("supplemented"):
        case.supplement = Supplement(document="", term_working_days=0, points=(),
                                     received_on=case.redo.received_on)


def needs_confirmation(action: Action) -> Iterable[Reason]:
    """Only channels without proof of arrival are confirmed with the applicant."""
    if action.case.channel not in CONFIRMED_WITH_APPLICANT:
        label = action.case.channel.label
        yield Reason(f"以“{label}”方式收到的，收到申请之日已经确定，无需确认", ARTICLE)


def _with_confirmation(action: Action) -> ReceiptFacts:
    before = action.case.receipt
    assert before is not None  # every case began with `receive`
    day = action.facts.on("confirmed_on")
    same_day = before.called_same_day or day == before.first_seen_on
    return ReceiptFacts(**{
        **before.__dict__, "confirmed_on": day, "called_same_day": same_day})


def confirmed_day_can_be_told(action: Action) -> Iterable[Reason]:
    """The confirmation must fit the moments already recorded."""
    try:
        receipt_day(_with_confirmation(action), action.today)
    except BadFacts as error:
        yield error.reason


def confirmed(action: Action) -> tuple[Move, ...]:
    """The earliest day the agency cannot explain away is the day of receipt."""
    return _received(receipt_day(_with_confirmation(action), action.today))


def confirm(case: Case, entry: Entry) -> None:
    """The day of receipt is fixed."""
    if case.receipt:
        day = entry.facts.day("confirmed_on")
        case.receipt = ReceiptFacts(**{**case.receipt.__dict__, "confirmed_on": day})
    case.receipt_fixed = bool(entry.moves) or case.receipt_fixed


def registration_receipt(action: Action) -> tuple[Outgoing, ...]:
    """登记回执: number, day of receipt, limit and query code."""
    clock = action.clock
    assert clock is not None  # guard: the receipt day is fixed
    assert clock.due_on is not None  # nothing has paused it yet
    due_on, provisional = clock.due_on, clock.provisional
    return (Outgoing(DocumentKind.RECEIPT, lambda number: RegistrationReceipt(
        **documents.head(action, number, action.today), due_on=due_on, provisional=provisional,
        query_code=f"{action.case.no}-{action.case.head[:8]}")),)
