"""What a letter lacks before it may be issued (发文前校验), by field and article.

Looks at the letter alone: whether its number is in series or its clause is the right one for the
day is compared by the desk, which knows the law and the case.
"""

from collections.abc import Callable, Iterator
from typing import Any

from letters import lint_replies
from letters.blocks import day
from letters.checks import a_term, blanks, not_after, not_before
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
from letters.replies import Reply
from letters.unfilled import unfilled

#: Compulsory on every document that states it (law.md 6), in the order of the page.
_ALWAYS = {
    "agency": "GB/T 9704—2012第7.2.4条",
    "number": "GB/T 9704—2012第7.2.5条",
    "addressee": "GB/T 9704—2012第7.3.2条",
    "request_no": "条例第四十五条",
    "channel": "条例第三十一条",
    "wanted": "条例第二十九条",
    "regulation": "条例第三十六条",
    "signer": "GB/T 9704—2012第7.3.5条",
    "contact": "GB/T 9704—2012第7.3.6条",
}
_OWN_MISTAKES = "行政复议法第六十五条"
_REMEDIES = "行政复议法第二十条第三款"


def findings(letter: Letter, *, draft: bool = False) -> tuple[Finding, ...]:
    """Everything wrong with a letter at once, blocking ones first; a draft has no number yet."""
    found = [*_common(letter, draft=draft), *_own(letter), *unfilled(letter)]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _common(letter: Letter, *, draft: bool) -> Iterator[Finding]:
    for name, article in _ALWAYS.items():
        if name not in letter.UNSTATED and not (draft and name == "number"):
            yield from blanks(letter, "", (name,), article)
    if letter.dated < letter.received_on:
        yield Finding(
            "dated",
            f"成文日期{day(letter.dated)}早于收到申请之日{day(letter.received_on)}，请核对。",
            "条例第三十一条",
        )
    if letter.copies_to:
        yield from blanks(letter, "", ("copies_to",), "GB/T 9704—2012第7.4.2条")


def _own(letter: Letter) -> Iterator[Finding]:
    for kind, check in _CHECKS.items():
        if isinstance(letter, kind):
            yield from check(letter)


def _receipt(letter: RegistrationReceipt) -> Iterator[Finding]:
    yield from not_before("due_on", letter.due_on, letter.received_on, "条例第三十三条")


def _consultation(letter: ConsultationLetter) -> Iterator[Finding]:
    article = "条例第三十二条、第三十四条"
    yield from blanks(letter, "", ("part", "why", "reply_to"), article)
    yield from a_term(letter.term_working_days, article)


def _consultation_told(letter: ConsultationTold) -> Iterator[Finding]:
    article = "条例第三十三条第三款"
    yield from blanks(letter, "", ("basis",), article)
    yield from not_before("sent_on", letter.sent_on, letter.received_on, article)
    yield from not_after("sent_on", letter.sent_on, letter.dated, article)
    yield from a_term(letter.term_working_days, "条例第三十二条、第三十四条")


def _disclosure_told(letter: DisclosureTold) -> Iterator[Finding]:
    article = "条例第三十二条"
    yield from blanks(letter, "", ("basis", "content", "reasons", "remedies"), article)
    yield from not_before("release_on", letter.release_on, letter.dated, article)


def _supplement(letter: SupplementNotice) -> Iterator[Finding]:
    article = "条例第三十条"
    yield from blanks(letter, "", ("basis", "unclear"), article)
    for number, point in enumerate(letter.unclear):
        yield from blanks(point, f"unclear[{number}].", ("point", "guidance"), article)
    yield from a_term(letter.term_working_days, article)


def _extension(letter: ExtensionNotice) -> Iterator[Finding]:
    article = "条例第三十三条第二款"
    yield from blanks(letter, "", ("basis", "reason"), article)
    yield from a_term(letter.working_days, article, "working_days")
    yield from not_before("new_due_on", letter.new_due_on, letter.first_due_on, article)
    if letter.dated > letter.first_due_on:
        yield Finding(
            "dated",
            f"原答复期限已于{day(letter.first_due_on)}届满，不能再延长答复期限。",
            article,
        )


def _delay(letter: DelayNotice) -> Iterator[Finding]:
    article = "条例第三十五条"
    yield from blanks(letter, "", ("reason",), article)
    yield from not_before("until", letter.until, letter.due_on, article)
    if letter.dated > letter.due_on:
        text = f"答复期限已于{day(letter.due_on)}届满，不能再确定延迟。"
        yield Finding("dated", text, article)


def _reasons_asked(letter: ReasonsAsked) -> Iterator[Finding]:
    article = "条例第三十五条"
    yield from blanks(letter, "", ("why", "applications"), article)
    yield from a_term(letter.term_working_days, article)
    yield from not_before("last_on", letter.last_on, letter.first_on, article)


def _fee(letter: FeeNotice) -> Iterator[Finding]:
    article = "国办函〔2020〕109号"
    month = ("month",) if letter.method == "by_case" else ()
    names = ("why", "how_to_pay", "source", "yuan", "count", "steps", *month)
    yield from blanks(letter, "", names, article)
    yield from a_term(letter.term_working_days, article)
    due = sum((one.last - one.first + 1) * one.yuan_each for one in letter.steps)
    if letter.steps and letter.yuan and letter.yuan != due:
        text = f"应缴金额{letter.yuan}元与计收标准（{due}元）不符，请核对。"
        yield Finding("yuan", text, article)


def _inspection(letter: InspectionNotice) -> Iterator[Finding]:
    article = "条例第四十条"
    yield from blanks(letter, "", ("what", "hours", "place"), article)
    yield from not_before("on", letter.on, letter.dated, article)


def _mended(letter: Mended) -> Iterator[Finding]:
    yield from blanks(letter, "", ("original", "original_number"), _OWN_MISTAKES)
    if letter.dated < letter.original_dated:
        text = f"成文日期早于所涉文书的日期{day(letter.original_dated)}，请核对。"
        yield Finding("dated", text, _OWN_MISTAKES)


def _correction(letter: Correction) -> Iterator[Finding]:
    yield from _mended(letter)
    yield from blanks(letter, "", ("changes", "why"), _OWN_MISTAKES)
    for number, change in enumerate(letter.changes):
        yield from blanks(change, f"changes[{number}].", ("wrong", "right"), _OWN_MISTAKES)


def _remedies_supplied(letter: RemediesSupplied) -> Iterator[Finding]:
    yield from _mended(letter)
    yield from blanks(letter, "", ("lacking", "remedies"), _REMEDIES)


def _revocation(letter: Revocation) -> Iterator[Finding]:
    yield from _mended(letter)
    yield from blanks(letter, "", ("reason",), _OWN_MISTAKES)
    yield from blanks(letter, "", ("remedies",), _REMEDIES)
    yield from not_before("redo_by", letter.redo_by, letter.dated, _OWN_MISTAKES)


#: What each document is asked besides.
_CHECKS: dict[type[Letter], Callable[[Any], Iterator[Finding]]] = {
    Reply: lint_replies.reply,
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
