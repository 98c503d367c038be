"""The evidence of receipt (收到申请的证据): channel, days, envelope, mail number, call log."""

from collections.abc import Iterator

from letters.internal import Stated
from workflow.clock_sheet.evidence import papers
from workflow.clock_sheet.wording import in_words
from workflow.documents import long_date
from workflow.law.clock import Clock
from workflow.law.receipt_day import ReceiptDay, receipt_day
from workflow.record.standing import beijing_day
from workflow.terms import MoveKind
from workflow.viewing import RequestView, TrailLine

_DAYS = {
    "submitted_on": "提交", "signed_on": "本机关签收", "first_seen_on": "首次收到",
    "confirmed_on": "双方确认",
}
_OPENING = ("receive", "split_off", "receive_order")


def day_of_receipt(seen: RequestView, clock: Clock) -> ReceiptDay | None:
    """The day as article 31 gives it from the facts on file; None where that is another day."""
    if seen.case.receipt is None or seen.case.imported:
        return None  # of a request taken over it is as the earlier register has it
    found = receipt_day(seen.case.receipt, clock.as_of)
    return found if found.on == clock.received_on else None


def receipt_evidence(seen: RequestView, clock: Clock) -> tuple[Stated, ...]:
    """What is known of the arrival, in the order a court would ask for it."""
    rows = (
        Stated("收到方式", seen.case.channel.label),
        Stated("各日期", _days(seen)),
        Stated("邮件号", _mail_no(seen)),
        *_on_file(seen),
        *_rule(seen, clock),
    )
    return tuple(row for row in rows if row.text)


def _days(seen: RequestView) -> str:
    facts = seen.case.receipt
    found = ((label, getattr(facts, name, None)) for name, label in _DAYS.items())
    told = [f"{label}：{long_date(day)}" for label, day in found if day]
    if facts and facts.called_same_day:
        told.append("收到当日已联系申请人")
    return "；".join(told)


def _mail_no(seen: RequestView) -> str:
    opened = (line.entry for line in seen.trail if line.entry.step in _OPENING)
    return "、".join(entry.facts.text("mail_no") for entry in opened)


def _on_file(seen: RequestView) -> Iterator[Stated]:
    for line in seen.trail:
        files = papers(seen, line)
        if line.entry.step in _OPENING:
            yield Stated("申请材料、信封", _at(line, files) if files else "")
        if line.entry.step == "confirm_with_applicant":
            yield Stated("联系记录", _call(line))
        if line.entry.step == "log_call":
            yield Stated("联系记录", _call_in_vain(line))
        if line.entry.step == "hand_over_inside":
            yield Stated("内部转交", _handed_over(line))
        if line.entry.step == "correct_entry" and line.entry.moves:
            reason = line.entry.facts.text("reason")
            yield Stated("更正收到之日", _at(line, f"理由：{reason}；依据：{files}"))


def _call(line: TrailLine) -> str:
    facts = line.entry.facts
    day, when = long_date(facts.on("confirmed_on")), long_date(beijing_day(line.at))
    text = f"{day}以{facts.text('how')}与申请人确认，结果：{facts.text('result')}"
    return _at(line, f"{text}（{line.by}{when}登记）")


def _call_in_vain(line: TrailLine) -> str:
    told = dict(line.facts)
    when = " ".join(filter(None, (told["联系日期"], told.get("联系时间", ""))))
    return _at(line, f"{when}以{told['联系方式']}联系申请人，{told['联系结果']}"
                     f"（{line.officer_name}登记）")


def _handed_over(line: TrailLine) -> str:
    facts = line.entry.facts
    got, reached = (long_date(facts.on(name)) for name in ("first_got_on", "reached_on"))
    return _at(line, f"{got}最先由{facts.text('first_unit')}收到，{reached}转到公开工作机构，"
                     "不影响收到申请之日")


def _at(line: TrailLine, text: str) -> str:
    return f"{text}（台账第{line.entry.seq}条）"


def _rule(seen: RequestView, clock: Clock) -> Iterator[Stated]:
    found = day_of_receipt(seen, clock)
    if found:
        yield Stated("认定规则", f"{found.rule}（{found.article}）")
        yield Stated("说明", in_words(found.note))
        return
    noted = [move.note for move in seen.case.moves if move.kind is MoveKind.RECEIVED]
    yield Stated("认定规则", noted[-1] if noted else "")
