"""What a letter lacks before it may be issued (发文前校验), by field and article.

Looks at the letter alone: whether its number is in series or its clause is the right one for the
day is compared by the desk, which knows the law and the case.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from letters.blocks import day
from letters.characters import FIELD_LABELS
from letters.endings import Excessive, NoPayment, NoSupplement
from letters.finding import Finding
from letters.letter import Letter
from letters.mending import Correction, Mended, RemediesSupplied, Revocation
from letters.notices import (
    ConsultationLetter,
    ConsultationTold,
    DelayNotice,
    DisclosureTold,
    ExtensionNotice,
    FeeNotice,
    InspectionNotice,
    ReasonsAsked,
    RegistrationReceipt,
    SupplementNotice,
)
from letters.replies import (
    Answer,
    Declined,
    Given,
    NotHeld,
    NotOurs,
    PartlyGiven,
    Petition,
    Published,
    Refused,
    Reply,
    Withdrawn,
    Withheld,
)
from workflow.terms import Outcome

#: Compulsory on every document (law.md 6), in the order of the page.
_ALWAYS = ("agency", "signer", "addressee", "contact", "request_no", "wanted", "regulation")


def findings(letter: Letter) -> tuple[Finding, ...]:
    """Everything wrong with a letter at once; blocking ones first."""
    found = [*_common(letter), *_own(letter)]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _common(letter: Letter) -> Iterator[Finding]:
    yield from _blank(letter, "", _ALWAYS)
    if letter.dated < letter.received_on:
        yield Finding(
            "dated",
            f"成文日期{day(letter.dated)}早于收到申请之日{day(letter.received_on)}，请核对。",
            "条例第三十一条",
        )


def _blank(
    holder: object, where: str, names: tuple[str, ...], article: str = ""
) -> Iterator[Finding]:
    for name in names:
        value = getattr(holder, name)
        if not (value.strip() if isinstance(value, str) else value):
            field = f"{where}{name}"
            yield Finding(field, f"“{FIELD_LABELS.get(name, name)}”没有填写，请补充。", article)


def _own(letter: Letter) -> Iterator[Finding]:
    for kind, check in _CHECKS.items():
        if isinstance(letter, kind):
            yield from check(letter)


def _receipt(letter: RegistrationReceipt) -> Iterator[Finding]:
    yield from _not_before(letter, "due_on", letter.received_on, "条例第三十三条")


def _consultation(letter: ConsultationLetter) -> Iterator[Finding]:
    article = "条例第三十二条、第三十四条"
    yield from _blank(letter, "", ("part", "why", "reply_to"), article)
    yield from _term(letter.term_working_days, article)


def _consultation_told(letter: ConsultationTold) -> Iterator[Finding]:
    yield from _not_before(letter, "sent_on", letter.received_on, "条例第三十三条")
    yield from _term(letter.term_working_days, "条例第三十二条、第三十四条")


def _disclosure_told(letter: DisclosureTold) -> Iterator[Finding]:
    yield from _blank(letter, "", ("content", "reasons", "remedies"), "条例第三十二条")
    yield from _not_before(letter, "release_on", letter.dated, "条例第三十二条")


def _supplement(letter: SupplementNotice) -> Iterator[Finding]:
    yield from _blank(letter, "", ("unclear",), "条例第三十条")
    for number, point in enumerate(letter.unclear):
        yield from _blank(point, f"unclear[{number}].", ("point", "guidance"), "条例第三十条")
    yield from _term(letter.term_working_days, "条例第三十条")


def _extension(letter: ExtensionNotice) -> Iterator[Finding]:
    article = "条例第三十三条第二款"
    yield from _blank(letter, "", ("reason",), article)
    yield from _term(letter.working_days, article, "working_days")
    yield from _not_before(letter, "new_due_on", letter.first_due_on, article)
    if letter.dated > letter.first_due_on:
        yield Finding(
            "dated",
            f"原答复期限已于{day(letter.first_due_on)}届满，不能再延长答复期限。",
            article,
        )


def _delay(letter: DelayNotice) -> Iterator[Finding]:
    article = "条例第三十五条"
    yield from _blank(letter, "", ("reason",), article)
    yield from _not_before(letter, "until", letter.due_on, article)
    if letter.dated > letter.due_on:
        text = f"答复期限已于{day(letter.due_on)}届满，不能再确定延迟。"
        yield Finding("dated", text, article)


def _reasons_asked(letter: ReasonsAsked) -> Iterator[Finding]:
    article = "条例第三十五条"
    yield from _blank(letter, "", ("why", "applications"), article)
    yield from _term(letter.term_working_days, article)
    yield from _not_before(letter, "last_on", letter.first_on, article)


def _fee(letter: FeeNotice) -> Iterator[Finding]:
    article = "国办函〔2020〕109号"
    yield from _blank(letter, "", ("why", "how_to_pay", "source", "yuan", "count"), article)
    yield from _term(letter.term_working_days, article)
    due = sum((one.last - one.first + 1) * one.yuan_each for one in letter.steps)
    if letter.yuan != due:
        text = f"应缴金额{letter.yuan}元与计收标准（{due}元）不符，请核对。"
        yield Finding("yuan", text, article)


def _inspection(letter: InspectionNotice) -> Iterator[Finding]:
    article = "条例第四十条"
    yield from _blank(letter, "", ("what", "hours", "place"), article)
    yield from _not_before(letter, "on", letter.dated, article)


def _mended(letter: Mended) -> Iterator[Finding]:
    yield from _blank(letter, "", ("original", "original_number"))
    if letter.dated < letter.original_dated:
        text = f"成文日期早于所涉文书的日期{day(letter.original_dated)}，请核对。"
        yield Finding("dated", text)


def _correction(letter: Correction) -> Iterator[Finding]:
    yield from _mended(letter)
    yield from _blank(letter, "", ("changes", "why"))
    for number, change in enumerate(letter.changes):
        yield from _blank(change, f"changes[{number}].", ("wrong", "right"))


def _remedies_supplied(letter: RemediesSupplied) -> Iterator[Finding]:
    yield from _mended(letter)
    yield from _blank(letter, "", ("lacking", "remedies"), "行政复议法第二十条第三款")


def _revocation(letter: Revocation) -> Iterator[Finding]:
    yield from _mended(letter)
    yield from _blank(letter, "", ("reason", "remedies"), "行政复议法第二十条第三款")
    yield from _not_before(letter, "redo_by", letter.dated, "行政复议法第六十五条")


def _term(days: int, article: str, field: str = "term_working_days") -> Iterator[Finding]:
    if days < 1:
        yield Finding(field, "期限应当至少为1个工作日，请填写合理的期限。", article)


def _not_before(letter: Letter, field: str, first: date, article: str) -> Iterator[Finding]:
    stated: date = getattr(letter, field)
    if stated < first:
        text = f"文书中的日期{day(stated)}早于{day(first)}，前后矛盾，请核对。"
        yield Finding(field, text, article)


def _reply(letter: Reply) -> Iterator[Finding]:
    yield from _blank(letter, "", ("channel",), "条例第三十一条")
    if not letter.answers:
        yield Finding("answers", "答复没有对任何申请事项作出处理，请逐项填写。", "条例第三十六条")
    for number, answer in enumerate(letter.answers):
        yield from _answer(answer, f"answers[{number}].")
    decided = any(not isinstance(answer, Withdrawn) for answer in letter.answers)
    for number, batch in enumerate(letter.batches):
        yield from _blank(batch, f"batches[{number}].", ("content",), "条例第三十六条第（二）项")
    if decided and not any(each.strip() for each in letter.remedies):
        yield Finding(
            "remedies",
            "答复没有告知救济途径、复议机关和期限，请由系统生成后再签发。",
            "行政复议法第二十条第三款",
        )


def _answer(answer: Answer, where: str) -> Iterator[Finding]:
    yield from _blank(answer, where, ("item",), "条例第三十六条")
    if not (answer.basis or isinstance(answer, Withdrawn) or _is_other(answer)):
        yield Finding(f"{where}basis", "没有写明作出该项处理所依据的条款。", "条例第三十六条")
    yield from _blank(answer, where, *_REQUIRED.get(type(answer), ((), "")))
    if isinstance(answer, PartlyGiven):
        for number, part in enumerate(answer.withheld):
            yield from _withheld(part, f"{where}withheld[{number}].")
    if isinstance(answer, NotOurs) and not answer.agency.strip():
        text = "没有写明负责公开的机关；能够确定的，应当告知其名称和联系方式。"
        yield Finding(f"{where}agency", text, "条例第三十六条第（五）项", blocking=False)
    if isinstance(answer, NoPayment) and not (
        answer.noticed_on <= answer.served_on <= answer.expired_on
    ):
        text = "收费通知、送达和期限届满的日期前后矛盾，请核对。"
        yield Finding(f"{where}served_on", text, "国办函〔2020〕109号")
    if isinstance(answer, NoSupplement) and not (
        answer.asked_on <= answer.served_on <= answer.expired_on
    ):
        text = "补正告知、送达和期限届满的日期前后矛盾，请核对。"
        yield Finding(f"{where}served_on", text, "条例第三十条")


def _is_other(answer: Answer) -> bool:
    return isinstance(answer, Declined) and answer.outcome is Outcome.OTHER_OTHER


def _withheld(part: Withheld, where: str) -> Iterator[Finding]:
    yield from _blank(part, where, ("part", "reason"), "条例第三十七条")
    if not part.basis:
        text = f"不予公开的“{part.part}”没有写明依据的条款。"
        yield Finding(f"{where}basis", text, "条例第三十七条")


#: What each answer must state besides its item and basis (law.md 6), with the article.
_REQUIRED: dict[type[Answer], tuple[tuple[str, ...], str]] = {
    Published: (("how",), "条例第三十六条第（一）项"),
    Given: (("description", "form"), "条例第三十六条第（二）项"),
    PartlyGiven: (("description", "form", "withheld"), "条例第三十七条"),
    Refused: (("reason",), "条例第三十六条第（三）项"),
    NotHeld: (("search",), "条例第三十六条第（四）项"),
    NotOurs: (("reason",), "条例第三十六条第（五）项"),
    Petition: (("content",), "条例第三十九条第一款"),
    NoSupplement: (("asked_number",), "条例第三十条"),
    NoPayment: (("notice_number", "yuan"), "国办函〔2020〕109号"),
    Excessive: (("asked_number", "applications", "judged"), "条例第三十五条"),
    Declined: (("reason",), "条例第三十六条"),
}

#: What each document is asked besides.
_CHECKS: dict[type[Letter], Callable[[Any], Iterator[Finding]]] = {
    Reply: _reply,
    SupplementNotice: _supplement,
    ExtensionNotice: _extension,
    RegistrationReceipt: _receipt,
    ReasonsAsked: _reasons_asked,
    DelayNotice: _delay,
    FeeNotice: _fee,
    ConsultationLetter: _consultation,
    ConsultationTold: _consultation_told,
    DisclosureTold: _disclosure_told,
    InspectionNotice: _inspection,
    Correction: _correction,
    RemediesSupplied: _remedies_supplied,
    Revocation: _revocation,
}
