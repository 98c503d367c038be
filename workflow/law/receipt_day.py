"""The day of receipt (收到申请之日) by channel.

R2019 art. 31; 国办公开办函〔2015〕207号; 指导案例26号 (what the system confirmed as submitted is
received, inner forwarding is no excuse). Of several days the agency cannot explain away, the
earliest counts.
"""

from dataclasses import dataclass, fields
from datetime import date

from workflow.errors import BadFacts, Reason
from workflow.law.rules import R2019_IN_FORCE
from workflow.terms import Channel

_ITEM = {
    Channel.IN_PERSON: "条例第三十一条第（一）项",
    Channel.ORAL: "条例第二十九条第一款、第三十一条第（一）项",
    Channel.REGISTERED_POST: "条例第三十一条第（二）项",
    Channel.EMS: "条例第三十一条第（二）项",
    Channel.ORDINARY_LETTER: "条例第三十一条第（二）项",
    Channel.INTERNET: "条例第三十一条第（三）项、指导案例26号",
    Channel.EMAIL: "条例第三十一条第（三）项、国办公开办函〔2015〕207号",
    Channel.FAX: "条例第三十一条第（三）项、国办公开办函〔2015〕207号",
}
_BEFORE_2019 = "国办公开办函〔2015〕207号（2008年条例未作规定，参照适用）"
_LABEL = {
    "submitted_on": "提交日",
    "signed_on": "签收日",
    "first_seen_on": "本机关首次收到之日",
    "confirmed_on": "与申请人确认之日",
}


@dataclass(frozen=True)
class ReceiptFacts:
    """What is known of an arrival; which days matter depends on the channel.

    `submitted_on`: handed in, sent or posted; `signed_on`: the agency signed for the letter, at
    whichever of its units; `first_seen_on`: an unsigned letter or message first reached the agency;
    `confirmed_on`: both sides confirmed; `called_same_day`: the applicant was contacted on the
    very day an ordinary letter came.
    """

    channel: Channel
    submitted_on: date | None = None
    signed_on: date | None = None
    first_seen_on: date | None = None
    confirmed_on: date | None = None
    called_same_day: bool = False


@dataclass(frozen=True)
class ReceiptDay:
    """The day of receipt, the rule it follows, and whether it can still change.

    `on` is None while contact with the applicant is still sought. `other_on` is the later day that
    the other reading of the article gives, where there is one.
    """

    on: date | None
    rule: str
    article: str
    fixed: bool
    note: str = ""
    other_on: date | None = None


def receipt_day(facts: ReceiptFacts, today: date) -> ReceiptDay:
    """The day of receipt as it stands today.

    Raises BadFacts for a future day, days out of order, or a missing day of the channel.
    """
    _check(facts, today)
    match facts.channel:
        case Channel.IN_PERSON | Channel.ORAL:
            return _handed_in(facts)
        case Channel.REGISTERED_POST | Channel.EMS:
            return _signed_for(facts)
        case Channel.ORDINARY_LETTER:
            return _ordinary_letter(facts, today)
        case Channel.INTERNET | Channel.EMAIL | Channel.FAX:
            return _sent(facts)


def _handed_in(facts: ReceiptFacts) -> ReceiptDay:
    on = _needed(facts, "submitted_on")
    oral = facts.channel is Channel.ORAL
    rule = (
        "口头申请由本机关代填，代填当日为收到申请之日"
        if oral
        else "当面提交的，提交之日为收到申请之日"
    )
    return _fixed(on, rule, facts)


def _signed_for(facts: ReceiptFacts) -> ReceiptDay:
    on = _needed(facts, "signed_on")
    note = ""
    if facts.first_seen_on and facts.first_seen_on > on:
        note = f"公开工作机构于{facts.first_seen_on}拿到，内部流转不影响收到申请之日"
    rule = "以挂号信、特快专递等需要签收的方式提交的，行政机关签收之日为收到申请之日"
    return _fixed(on, rule, facts, note)


def _ordinary_letter(facts: ReceiptFacts, today: date) -> ReceiptDay:
    came = facts.first_seen_on or facts.signed_on
    article = _article(facts, came or facts.confirmed_on or today)
    if came is None:
        on = _needed(facts, "confirmed_on", "first_seen_on")
        return ReceiptDay(on, "平常信函，与申请人确认之日为收到申请之日", article, True)
    if facts.called_same_day:
        rule = "平常信函，收到当日即与申请人联系，确认之日为收到申请之日"
        if facts.confirmed_on is None:
            note = "尚未联系上申请人，自恢复联系并确认之日起算"
            return ReceiptDay(None, rule, article, False, note)
        return ReceiptDay(facts.confirmed_on, rule, article, True)
    rule = "平常信函，应当于收到当日与申请人确认；当日未确认的，以信函到达之日为收到申请之日"
    late = facts.confirmed_on is not None and facts.confirmed_on > came
    note = f"与申请人确认于{facts.confirmed_on}，不使收到申请之日推后" if late else ""
    settled = facts.confirmed_on is not None or today > came
    note = note or ("" if settled else "今天仍可确认")
    return ReceiptDay(came, rule, article, settled, note, facts.confirmed_on if late else None)


def _sent(facts: ReceiptFacts) -> ReceiptDay:
    known = [d for d in (facts.submitted_on, facts.first_seen_on, facts.confirmed_on) if d]
    on = min(known) if known else _needed(facts, "submitted_on")
    way = facts.channel.label
    rule = f"以{way}方式提交的，双方确认之日为收到申请之日；提交成功即视为确认，以最早者为准"
    if facts.confirmed_on is None or facts.confirmed_on == on:
        return _fixed(on, rule, facts)
    note = f"双方确认于{facts.confirmed_on}，从严以较早的{on}起算"
    return ReceiptDay(on, rule, _article(facts, on), True, note, facts.confirmed_on)


def _fixed(on: date, rule: str, facts: ReceiptFacts, note: str = "") -> ReceiptDay:
    return ReceiptDay(on, rule, _article(facts, on), True, note)


def _article(facts: ReceiptFacts, on: date) -> str:
    return _ITEM[facts.channel] if on >= R2019_IN_FORCE else _BEFORE_2019


def _needed(facts: ReceiptFacts, name: str, show: str = "") -> date:
    day: date | None = getattr(facts, name)
    if day is None:
        field = show or name
        raise _refused(facts, field, f"以“{facts.channel.label}”方式收到的，请填写{_LABEL[field]}")
    return day


def _check(facts: ReceiptFacts, today: date) -> None:
    latest: tuple[str, date] | None = None
    for name in (one.name for one in fields(facts) if one.name in _LABEL):
        day: date | None = getattr(facts, name)
        if day is None:
            continue
        if day > today:
            raise _refused(facts, name, f"{_LABEL[name]}（{day}）不得晚于今天（{today}）")
        if latest is not None and day < latest[1]:
            what = f"{_LABEL[name]}（{day}）早于{_LABEL[latest[0]]}（{latest[1]}）"
            raise _refused(facts, name, f"{what}，请核对")
        latest = (name, day)


def _refused(facts: ReceiptFacts, field: str, text: str) -> BadFacts:
    return BadFacts(Reason(text, _ITEM[facts.channel], field))
