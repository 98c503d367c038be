"""The remedies told (救济途径), read back from the letter and held against a table of their own.

What must be said follows from the day of the decision, the articles
it rests on, the kind of agency that signed, and the manner in which it was served.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.archive.auditor.finding import Fault
from workflow.archive.auditor.told import Told
from workflow.archive.auditor.world import Bureau

#: From which day: months to sue, and whether arts. 14 to 16 go to reconsideration first.
_PERIODS = (
    (date(2008, 5, 1), 3, False), (date(2015, 5, 1), 6, False), (date(2024, 1, 1), 6, True))
_RECONSIDERATION_DAYS, _DAYS_AFTER = 60, 15
_ONLINE_SINCE = date(2024, 1, 1)
#: How many bodies an applicant may choose from: before 2024 and since (复议法第二十四条).
_DEPARTMENTS = ("county_department", "city_department", "provincial_department",
                "dispatched_office", "authorised_organisation")
_BODIES = {**dict.fromkeys(_DEPARTMENTS, (2, 1)), "justice_bureau": (2, 2)}
#: Bases that send a refusal to reconsideration first: those of 2019 (第三十二条 carries out
#: 第十五条), and of 2008 in old cases.
_FIRST = re.compile(
    r"第十[四五六]条|第三十二条|第三十六条第（三）项|第八条|第二十一条第（二）项|第二十三条")
_GIVEN = ("granted", "granted_public")
_OF_ITEMS = re.compile(r"^关于第([\d、]+)项申请内容：")
_MODES = {"first": "先申请行政复议", "free": "自行选择行政复议或者诉讼"}


@dataclass(frozen=True)
class _Paragraph:
    text: str
    items: frozenset[int]
    mode: str
    days: int
    months: int
    after: int


@dataclass(frozen=True)
class Decision:
    """What the remedies of a letter follow from; `items` are the numbers of its answers."""

    answers: tuple[Told, ...]
    items: tuple[int, ...]
    decided_on: date
    bureau: Bureau
    online: bool


def remedies_told(decision: Decision, printed: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with the remedy paragraphs of a reply."""
    if any(answer.text("kind") == "withdrawn" for answer in decision.answers):
        if printed:
            yield Fault("A9", "确认撤回申请的文书不告知救济途径")
        return
    paragraphs = [_read(text) for text in printed]
    if not paragraphs:
        yield Fault("A9", "没有告知救济途径")
        return
    yield from _modes(decision, paragraphs)
    for one in paragraphs:
        yield from _terms(decision, one)
        yield from _names(decision, one)
    yield from _online(decision, paragraphs)


def free_choice_told(
    bureau: Bureau, decided_on: date, printed: Sequence[str]
) -> Iterator[Fault]:
    """What is wrong with the remedies of a notice that itself decides something."""
    yield from remedies_told(
        Decision((Told({"kind": "notice"}),), (1,), decided_on, bureau, False), printed)


def _period(day: date) -> tuple[int, bool]:
    held = [(months, first) for begun, months, first in _PERIODS if begun <= day]
    return held[-1] if held else (_PERIODS[0][1], False)


def _read(text: str) -> _Paragraph:
    named = _OF_ITEMS.match(text)
    items = frozenset(int(n) for n in named[1].split("、") if n) if named else frozenset[int]()
    first = "先向" in text and "行政复议决定书" in text and "应当" in text
    return _Paragraph(
        text, items, "first" if first else "free", _found(r"(\d+)日内", text),
        _found(r"(\d+)个月内", text), _found(r"决定书之日起(\d+)日内", text))


def _found(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def _goes_first(answer: Told, decided_on: date) -> bool:
    """Whether any article behind an answer, or behind a part withheld, is one of those."""
    parts = answer.rows("withheld")
    cited = [c for one in parts for c in one.texts("basis")] if parts else answer.texts("basis")
    return _period(decided_on)[1] and any(_FIRST.match(one) for one in cited)


def _modes(decision: Decision, paragraphs: Sequence[_Paragraph]) -> Iterator[Fault]:
    """Each item has the way the law gives it; a mix of given and withheld has both."""
    kinds = [answer.text("kind") for answer in decision.answers]
    first = {item for item, answer in zip(decision.items, decision.answers, strict=False)
             if _goes_first(answer, decision.decided_on)}
    given = [kind in _GIVEN for kind in kinds]
    partial = "partial" in kinds or (any(given) and not all(given))
    both = partial or first != set(decision.items)
    wanted = ({"first"} if first else set()) | ({"free"} if both else set())
    told = {one.mode for one in paragraphs}
    for mode in sorted(wanted - told):
        yield Fault("A9", f"应当告知{_MODES[mode]}，答复书没有这样告知")
    for mode in sorted(told - wanted):
        yield Fault("A9", f"不应当告知{_MODES[mode]}")
    if partial or wanted != told or len(wanted) < 2:
        return
    named = {n for one in paragraphs if one.mode == "first" for n in one.items}
    if named != first:
        yield Fault("A9", "各项申请内容的救济途径不同，答复书所指的项不符")


def _terms(decision: Decision, one: _Paragraph) -> Iterator[Fault]:
    months, _ = _period(decision.decided_on)
    if one.days != _RECONSIDERATION_DAYS:
        yield Fault("A9", f"申请行政复议的期限应当为{_RECONSIDERATION_DAYS}日")
    if one.mode == "free" and one.months != months:
        yield Fault("A9", f"{decision.decided_on}作出的答复，直接起诉的期限应当为{months}个月")
    if one.mode == "first" and one.after != _DAYS_AFTER:
        yield Fault("A9", f"不服复议决定起诉的期限应当为{_DAYS_AFTER}日")


def _names(decision: Decision, one: _Paragraph) -> Iterator[Fault]:
    """The bodies of that day, no more; the court."""
    bureau, day = decision.bureau, decision.decided_on
    known = bureau.lines("reconsideration_bodies", day)
    before, since = _BODIES.get(bureau.kind, (1, 1))
    count = since if day >= _ONLINE_SINCE else before
    for name in known[:count]:
        if name not in one.text:
            yield Fault("A9", f"没有写明复议机关{name}", "行政复议法第二十四条至第二十八条")
    for name in known[count:]:
        if name in one.text and not any(name in other for other in known[:count]):
            yield Fault("A9", f"{name}不是复议机关", "行政复议法第二十四条至第二十八条")
    court = bureau.setting("court", day) or "人民法院"
    if court not in one.text:
        yield Fault("A9", f"没有写明管辖法院{court}", "行政诉讼法第十四条、第十五条")


def _online(decision: Decision, paragraphs: Sequence[_Paragraph]) -> Iterator[Fault]:
    if not decision.online or decision.decided_on < _ONLINE_SINCE:
        return
    channel = decision.bureau.setting("online_reconsideration", decision.decided_on)
    if not any("互联网" in one.text and channel in one.text for one in paragraphs):
        yield Fault("A9", "网络送达的答复，没有告知网上申请行政复议的渠道",
                    "行政复议法第二十二条第二款")
