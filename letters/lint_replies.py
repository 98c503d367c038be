"""What a reply lacks (答复书校对): every answer with its elements, days in order, remedies told."""

import re
from collections.abc import Iterator
from datetime import date

from letters.checks import a_term, blanks, is_blank, not_after, not_before
from letters.endings import Excessive, NoPayment, NoSupplement
from letters.finding import Finding
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

_MAY = "条例第十六条"
_OF_OTHERS = "条例第十五条、第三十二条"
_GIVE = "条例第三十六条第（二）项"
_FEES = "国办函〔2020〕109号"
#: Articles that protect third parties: 国务院令第711号第十五条, 第492号第二十三条.
_THIRD_PARTIES = frozenset({"第十五条", "第三十二条", "第二十三条"})
#: What says how much a listed file is: pages, or the size of what has none.
_HOW_MUCH = re.compile(r"[\d一二三四五六七八九十百千]\s*(?:页|张|幅|[KMG]B|分钟)")


def reply(letter: Reply) -> Iterator[Finding]:
    """Everything a reply lacks."""
    if not letter.answers:
        yield Finding("answers", "答复没有对任何申请事项作出处理，请逐项填写。", "条例第三十六条")
    for number, answer in enumerate(letter.answers):
        yield from _answer(letter, answer, f"answers[{number}].")
    for number, batch in enumerate(letter.batches):
        yield from blanks(batch, f"batches[{number}].", ("content",), _GIVE)
        yield from not_before(f"batches[{number}]", batch.by, letter.dated, _GIVE)
    decided = any(not isinstance(answer, Withdrawn) for answer in letter.answers)
    if decided and is_blank(letter.remedies):
        yield Finding(
            "remedies",
            "答复没有告知救济途径、复议机关和期限，请由系统生成后再签发。",
            "行政复议法第二十条第三款",
        )
    elif letter.remedies:
        yield from blanks(letter, "", ("remedies",), "行政复议法第二十条第三款")
    for name, lines in (("chronology", letter.chronology), ("attachments", letter.attachments)):
        yield from blanks(letter, "", (name,) if lines else (), "条例第三十六条")
    yield from _sizes("attachments", letter.attachments)


def _answer(letter: Reply, answer: Answer, where: str) -> Iterator[Finding]:
    yield from blanks(answer, where, ("item",), "条例第三十六条")
    if answer.basis or not (isinstance(answer, Withdrawn) or _is_other(answer)):
        yield from blanks(answer, where, ("basis",), "条例第三十六条")
    names, article = _REQUIRED.get(type(answer), ((), ""))
    yield from blanks(answer, where, names, article)
    yield from _own(letter, answer, where)


def _own(letter: Reply, answer: Answer, where: str) -> Iterator[Finding]:
    """What only answers of this kind are asked."""
    match answer:
        case Given() | PartlyGiven():
            yield from _given(answer, where)
        case Refused():
            yield from _reasons_of_kind(answer, where)
        case NotHeld():
            yield from _search(letter, answer, where)
        case NotOurs():
            yield from _elsewhere(answer, where)
        case Petition() if is_blank(answer.channel):
            text = "没有写明反映诉求的渠道；可以告知的，应当告知。"
            yield Finding(f"{where}channel", text, "条例第三十九条第一款", blocking=False)
        case Declined() if answer.outcome in _POINTED:
            yield from blanks(answer, where, ("pointer",), _POINTED[answer.outcome])
        case Withdrawn():
            yield from _withdrawn(letter, answer.withdrawn_on, f"{where}withdrawn_on")
        case NoSupplement() | NoPayment() | Excessive():
            yield from _ended(letter, answer, where)


def _is_other(answer: Answer) -> bool:
    return isinstance(answer, Declined) and answer.outcome is Outcome.OTHER_OTHER


def _given(answer: Given | PartlyGiven, where: str) -> Iterator[Finding]:
    yield from blanks(answer, where, ("files",) if answer.files else (), _GIVE)
    yield from _sizes(f"{where}files", answer.files)
    for number, part in enumerate(getattr(answer, "withheld", ())):
        yield from _withheld(part, f"{where}withheld[{number}].")


def _withdrawn(letter: Reply, on: date, field: str) -> Iterator[Finding]:
    article = "国办公开办函〔2021〕30号"
    yield from not_before(field, on, letter.received_on, article)
    yield from not_after(field, on, letter.dated, article)


def _withheld(part: Withheld, where: str) -> Iterator[Finding]:
    yield from blanks(part, where, ("part", "reason"), "条例第三十七条")
    if is_blank(part.basis):
        text = f"不予公开的“{part.part}”没有写明依据的条款。"
        yield Finding(f"{where}basis", text, "条例第三十七条")
    yield from _reasons_of_kind(part, where)


def _reasons_of_kind(kept: Refused | Withheld, where: str) -> Iterator[Finding]:
    """Why a "may" refusal was used; what third parties said, and the public interest."""
    if any(article.startswith("第十六条") for article in kept.basis):
        yield from blanks(kept, where, ("discretion",), _MAY)
    if _THIRD_PARTIES.intersection(kept.basis):
        yield from blanks(kept, where, ("public_interest",), _OF_OTHERS)
        if is_blank(kept.consultation):
            text = "没有写明书面征求第三方意见的情况，请核对是否应当征求。"
            yield Finding(f"{where}consultation", text, _OF_OTHERS, blocking=False)


def _search(letter: Reply, answer: NotHeld, where: str) -> Iterator[Finding]:
    """Where, by which words, for which period and by whom it was searched, and when."""
    article = "条例第三十六条第（四）项"
    for number, line in enumerate(answer.search):
        here = f"{where}search[{number}]."
        yield from blanks(line, here, ("where", "terms", "period", "by", "result"), article)
        yield from not_after(f"{here}on", line.on, letter.dated, article)


def _elsewhere(answer: NotOurs, where: str) -> Iterator[Finding]:
    article = "条例第三十六条第（五）项"
    if is_blank(answer.agency):
        text = "没有写明负责公开的机关；能够确定的，应当告知其名称和联系方式。"
        yield Finding(f"{where}agency", text, article, blocking=False)
    else:
        yield from blanks(answer, where, ("agency_contact",), article)


def _ended(
    letter: Reply, answer: NoSupplement | NoPayment | Excessive, where: str
) -> Iterator[Finding]:
    """What the applicant did or left undone: notice, proved service and term, in this order."""
    if isinstance(answer, Excessive):
        yield from not_before(f"{where}last_on", answer.last_on, answer.first_on, "条例第三十五条")
        yield from not_after(f"{where}asked_on", answer.asked_on, letter.dated, "条例第三十五条")
        return
    fee = isinstance(answer, NoPayment)
    article = _FEES if fee else "条例第三十条"
    noticed_on = answer.noticed_on if isinstance(answer, NoPayment) else answer.asked_on
    yield from a_term(answer.term_working_days, article, f"{where}term_working_days")
    if not noticed_on <= answer.served_on <= answer.expired_on:
        named = "收费通知" if fee else "补正告知"
        text = f"{named}、送达和期限届满的日期前后矛盾，请核对。"
        yield Finding(f"{where}served_on", text, article)
    yield from not_after(f"{where}expired_on", answer.expired_on, letter.dated, article)


def _sizes(field: str, files: tuple[str, ...]) -> Iterator[Finding]:
    for place, name in enumerate(files):
        if not is_blank(name) and not _HOW_MUCH.search(name):
            text = f"“{name}”没有写明页数。"
            yield Finding(f"{field}[{place}]", text, _GIVE, blocking=False)


#: What each answer must state besides its item and basis (law.md 6), with the article.
_REQUIRED: dict[type[Answer], tuple[tuple[str, ...], str]] = {
    Published: (("how",), "条例第三十六条第（一）项"),
    Given: (("description", "form"), _GIVE),
    PartlyGiven: (("description", "form", "withheld"), "条例第三十七条"),
    Refused: (("reason", "separability"), "条例第三十六条第（三）项、第三十七条"),
    NotHeld: (("search",), "条例第三十六条第（四）项"),
    NotOurs: (("reason",), "条例第三十六条第（五）项"),
    Petition: (("content",), "条例第三十九条第一款"),
    NoSupplement: (("asked_number",), "条例第三十条"),
    NoPayment: (("notice_number", "yuan"), _FEES),
    Excessive: (("asked_number", "applications", "judged"), "条例第三十五条"),
    Declined: (("reason",), "条例第三十六条"),
}

#: Where to go instead, or the first reply: what these must name, with the article.
_POINTED = {
    Outcome.DENY_QUERY: "条例第三十六条第（七）项",
    Outcome.REJECT_REPEAT: "条例第三十六条第（六）项",
    Outcome.REJECT_PUBLICATION: "条例第三十九条第二款",
}
