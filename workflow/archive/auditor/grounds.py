"""What an answer rests on (事实依据): the search, the third party's opinion, the one supplement."""

from collections.abc import Iterator

from workflow.archive.auditor.days import Days
from workflow.archive.auditor.finding import Fault
from workflow.archive.auditor.limit import answered_on, received_on, term_of
from workflow.archive.auditor.signing import Signing
from workflow.archive.auditor.told import Act, CaseFile, Paper, Told

_SUPPLEMENT_NOTICE = 7
_THIRD_PARTY = ("第十五条", "第三十二条", "第二十三条")


def grounds(found: Signing, days: Days) -> Iterator[Fault]:
    """What an answer of the letter lacks in the file."""
    decided = found.approval or found.paper.made
    for place, answer in enumerate(found.letter.rows("answers")):
        item = _item(found.draft, place)
        if answer.text("kind") == "not_held":
            yield from _searched(found.case, answer, item, decided)
        if _rests_on_a_third_party(answer):
            yield from _asked(found.case, days, item, decided)
        if answer.text("kind") == "no_supplement":
            yield from _abandoned(found.case, days, decided)


def items_of(draft: Act | None, count: int) -> tuple[int, ...]:
    """The numbers of the items the answers of a letter speak to, in their order."""
    return tuple(_item(draft, place) or place + 1 for place in range(count))


def _item(draft: Act | None, place: int) -> int:
    rows = draft.facts.rows("answers") if draft else ()
    return rows[place].number("item") if place < len(rows) else 0


def _searched(case: CaseFile, answer: Told, item: int, decided: Act) -> Iterator[Fault]:
    records = [act for act in case.of("record_search", before=decided)
               if act.facts.number("item") in (0, item)]
    if not records:
        yield Fault("A11", "答复信息不存在，没有检索记录")
    elif not answer.rows("search"):
        yield Fault("A11", "答复书没有写明检索的情况")
    elif records[-1].facts.says("found"):
        yield Fault("A11", "检索记录为已经找到，答复却称信息不存在")


def _rests_on_a_third_party(answer: Told) -> bool:
    parts = answer.rows("withheld")
    cited = [c for one in parts for c in one.texts("basis")] if parts else answer.texts("basis")
    refused = answer.text("kind") in ("refused", "partial")
    return refused and any(one.startswith(_THIRD_PARTY) for one in cited)


def _asked(case: CaseFile, days: Days, item: int, decided: Act) -> Iterator[Fault]:
    """Asked in writing, and heard or its term over, before the decision."""
    asked = [act for act in case.of("consult_third_party", before=decided)
             if act.facts.number("item") in (0, item)]
    letters = [one for one in case.kinds("consultation")
               if one.made.seq in {act.seq for act in asked} and one.sent]
    if not letters:
        yield Fault("A12", "以保护第三方为由不予公开，没有书面征求第三方意见")
    for one in letters:
        if answered_on(case, one) is None and not _silent(case, days, one, decided):
            yield Fault("A12", "第三方的意见未到、期限未满即作出决定")


def _silent(case: CaseFile, days: Days, letter: Paper, decided: Act) -> bool:
    said = [act for act in case.of("consultation_silent", before=decided)
            if act.facts.text("consultation") == letter.ref]
    if not said or letter.arrived_on is None:
        return False
    return decided.day > days.nth_after(letter.arrived_on, term_of(letter.made, "third_party"))


def _abandoned(case: CaseFile, days: Days, decided: Act) -> Iterator[Fault]:
    """Nobody is taken to have given up before the notice came and its term was over."""
    asked = case.last("ask_for_supplement", before=decided)
    notice = next((one for one in case.kinds("supplement")
                   if asked and one.made.seq == asked.seq), None)
    if asked is None or notice is None or notice.arrived_on is None:
        yield Fault("A13", "视为放弃申请，补正告知书没有送达凭证")
    elif decided.day <= days.nth_after(
            notice.arrived_on, asked.facts.number("term_working_days")):
        yield Fault("A13", "补正期限未满，即视为放弃申请")


def asked_once(case: CaseFile, days: Days, paper: Paper) -> Iterator[Fault]:
    """A supplement is asked for once, within seven working days or late with a reason."""
    earlier = [one for one in case.kinds("supplement") if one.made.seq < paper.made.seq]
    shared = [act for act in case.of("split_off") if act.facts.day("supplemented_on")]
    shared += [act for act in case.of("receive_order") if act.facts.says("supplemented")]
    if earlier or shared:
        yield Fault("A13", "补正应当一次性告知，本件不止一次")
    came_on, sent_on = received_on(case), paper.sent_on
    if came_on is None or sent_on is None:
        return
    last = days.nth_after(came_on, _SUPPLEMENT_NOTICE)
    reasons = [act.facts.text("late_reason") for act in (paper.made, *paper.sent)]
    if sent_on > last and not any(reasons):
        yield Fault("A13", f"补正告知书于{sent_on}发出，超过7个工作日（{last}），没有写明理由")
