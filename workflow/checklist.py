"""The checklist of a letter (核对清单): what the proofreading looked at, and what it found there.

A reviewer reads not only what is wrong but what was found in order; what could not be looked at is
said to be so, never to be in order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from letters.finding import Finding
from letters.letter import Letter
from letters.privacy import ARTICLE as PRIVACY
from letters.replies import Reply, Withdrawn
from workflow import proofreading
from workflow.steps import Action
from workflow.terms import CheckOutcome, DocumentKind


@dataclass(frozen=True)
class Check:
    """One line of the checklist: what holds if it is in order, and what speaks against it."""

    label: str
    article: str
    outcome: CheckOutcome
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Topic:
    """What belongs to one line: a pattern of the fields, and the letters it is asked of."""

    label: str
    article: str
    fields: str
    #: Only of a reply that decides something; else of every letter.
    of_decisions: bool = False
    #: Only once every item has its answer.
    item_by_item: bool = False


_ANSWER = r"answers\[\d+\]\."
_TOPICS = (
    _Topic("收件人、署名、登记编号、收到之日和方式、申请内容与台账一致，发文要素齐全",
           "GB/T 9704—2012；条例第三十六条",
           r"agency|addressee|request_no|channel|wanted|regulation|signer|contact|received_on"
           r"|receipt_code|copies_to(\[.*)?"),
    _Topic("每项申请事项都有答复，所引事项与申请原文一致", "条例第二十九条、第三十六条",
           rf"answers|{_ANSWER}item", of_decisions=True),
    _Topic("依据条款与办理结果相符", "国办公开办函〔2021〕30号",
           rf"{_ANSWER}(basis|withheld\[\d+\]\.basis)(\[.*)?", of_decisions=True,
           item_by_item=True),
    _Topic("提供形式与申请要求一致，或者已写明理由", "条例第四十条",
           rf"{_ANSWER}other_form_reason", of_decisions=True, item_by_item=True),
    _Topic("救济途径是成文之日应当适用的文字", "行政复议法第二十条第三款、第二十三条",
           r"remedies(\[.*)?", of_decisions=True, item_by_item=True),
    _Topic("附件、随附文件写明页数，电子件在卷", "条例第三十六条第（二）项",
           rf"attachments(\[.*)?|{_ANSWER}files(\[.*)?", of_decisions=True, item_by_item=True),
    _Topic("办理经过与台账一致", "条例第三十六条", r"chronology(\[.*)?", of_decisions=True),
    _Topic("是否逾期与期限计算一致", "条例第三十三条", r"lateness", of_decisions=True),
)
#: Whatever belongs to no other line: no finding is lost.
_ELEMENTS = _Topic("必备内容齐全，各日期前后一致", "条例第三十六条、第三十七条", r".*")
_NO_NUMBERS = "没有他人的身份证件号码、联系电话"


def checklist(action: Action, kind: DocumentKind, letter: Letter) -> tuple[Check, ...]:
    """Every line for a draft of a letter, errors and doubts each under its own."""
    found = list(proofreading.findings(action, kind, letter, draft=True))
    numbers = [one for one in found if one.article == PRIVACY]
    rest = [one for one in found if one.article != PRIVACY]
    lines = list(_lines(letter, rest))
    return (*lines, Check(_NO_NUMBERS, PRIVACY, _outcome(numbers), tuple(numbers)))


def _lines(letter: Letter, found: list[Finding]) -> Iterator[Check]:
    asked = _asked_of(letter)
    uneven = any(one.field == "answers" for one in found)
    for topic in asked:
        own = tuple(one for one in found if re.fullmatch(topic.fields, one.field))
        found = [one for one in found if one not in own]
        skipped = topic.item_by_item and uneven and not own
        yield Check(topic.label, topic.article,
                    CheckOutcome.NOT_ASKED if skipped else _outcome(own), own)
    yield Check(_ELEMENTS.label, _ELEMENTS.article, _outcome(found), tuple(found))


def _asked_of(letter: Letter) -> list[_Topic]:
    decides = isinstance(letter, Reply) and not any(
        isinstance(answer, Withdrawn) for answer in letter.answers)
    return [topic for topic in _TOPICS if decides or not topic.of_decisions]


def _outcome(found: list[Finding] | tuple[Finding, ...]) -> CheckOutcome:
    if not found:
        return CheckOutcome.IN_ORDER
    return CheckOutcome.ERROR if any(one.blocking for one in found) else CheckOutcome.DOUBT
