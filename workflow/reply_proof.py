"""A reply held against its file (答复书与案卷核对): items, articles, remedies, limit, files."""

from collections.abc import Iterator, Sequence

from letters.finding import Finding
from letters.replies import Given, NotHeld, NotOurs, PartlyGiven, Reply, Withdrawn
from workflow import documents
from workflow.chronology import chronology
from workflow.law import outcomes
from workflow.record.case import Draft
from workflow.record.facts import Facts
from workflow.remedies_told import remedy_paragraphs
from workflow.steps import Action
from workflow.terms import Outcome, ProvisionForm

_ROWS = "国办公开办函〔2021〕30号"
#: The two legs of “not held”, with 国务院令第492号第二十一条第三项 which holds both.
_LEGS: tuple[tuple[type, tuple[str, str]], ...] = (
    (NotHeld, ("36.4", "21.3")), (NotOurs, ("36.5", "21.3")))


def findings(action: Action, letter: Reply, *, draft: bool) -> Iterator[Finding]:
    """What of a reply is not what its file, and the law of its date, make it."""
    on_file = action.case.draft
    if on_file is None:
        return
    yield from _lateness(action, letter, draft)
    if letter.chronology != tuple(chronology(action)):
        yield Finding("chronology", "办理经过与台账不一致，请重新生成。", "条例第三十六条")
    if len(letter.answers) != len(on_file.answers):
        yield Finding("answers", "答复没有对每一项申请事项作出处理。", "条例第三十六条")
        return
    yield from _items(action, on_file, letter)
    if any(isinstance(answer, Withdrawn) for answer in letter.answers):
        return
    if letter.remedies != remedy_paragraphs(action, on_file, letter.dated):
        yield Finding("remedies", "救济途径不是成文之日适用的文字，请重新生成。",
                      "行政复议法第二十条第三款、第二十三条")
    for place, row in enumerate(on_file.answers):
        yield from _articles(action, row, letter, place)
        yield from _form(action, row, letter, place)
    yield from _enclosures(action.case.drafts, letter)


def _items(action: Action, on_file: Draft, letter: Reply) -> Iterator[Finding]:
    """Every item is quoted as it was asked."""
    for place, (row, answer) in enumerate(zip(on_file.answers, letter.answers, strict=True)):
        item = action.case.items.get(row.number("item"))
        if answer.item != (item.wanted if item else action.case.wanted):
            yield Finding(f"answers[{place}].item", "引用的申请事项与申请原文不一致。",
                          "条例第二十九条")


def _articles(action: Action, row: Facts, letter: Reply, place: int) -> Iterator[Finding]:
    """Whatever an answer cites may carry its outcome."""
    outcome, answer, text = row.term("outcome", Outcome), letter.answers[place], (
        documents.regulation(action))
    rule = outcomes.RULES.get(outcome)
    allowed = rule.articles.get(text, ()) if rule else ()
    for kind, leg in _LEGS:
        if isinstance(answer, kind):
            allowed = tuple(key for key in allowed if key in leg)
    cited = [(f"answers[{place}].basis", answer.basis)]
    if isinstance(answer, PartlyGiven):
        cited += [(f"answers[{place}].withheld[{n}].basis", part.basis)
                  for n, part in enumerate(answer.withheld)]
    fitting = {outcomes.cite(key, text) for key in allowed}
    for field, basis in cited:
        wrong = [article for article in basis if fitting and article not in fitting]
        if wrong:
            yield Finding(field, f"{'、'.join(wrong)}不是“{outcome.label}”的依据。", _ROWS)


def _form(action: Action, row: Facts, letter: Reply, place: int) -> Iterator[Finding]:
    """Another form than the one asked for needs a reason; at the counter it was agreed on."""
    answer, wanted, form = letter.answers[place], action.case.form_wanted, row.text("form")
    if not isinstance(answer, Given | PartlyGiven) or action.case.on_the_spot:
        return
    if wanted and form and form != wanted and not answer.other_form_reason.strip():
        old = documents.regulation(action) == "2008"
        yield Finding(
            f"answers[{place}].other_form_reason",
            f"申请人要求的提供形式为{ProvisionForm(wanted).label}，没有写明改以"
            f"{ProvisionForm(form).label}提供的理由。",
            "条例（2008年）第二十六条" if old else "条例第四十条")


def _lateness(action: Action, letter: Reply, draft: bool) -> Iterator[Finding]:
    """Late says by how much and, once it is issued, why; in time says nothing of it."""
    clock, case, article = action.clock, action.case, "条例第三十三条"
    if clock is None or case.withdrawn_on or case.replies_anew:
        return
    days = clock.late_by_working_days
    if not clock.late and letter.lateness:
        yield Finding("lateness", "未逾期的答复写了逾期说明。", article)
    elif clock.late and not letter.lateness:
        yield Finding("lateness", f"已逾期{days}个工作日，答复没有说明。", article)
    elif clock.late and days and f"期限{days}个工作日" not in letter.lateness:
        yield Finding("lateness", f"已逾期{days}个工作日，与逾期说明不一致。", article)
    elif clock.late and not draft and "原因：" not in letter.lateness:
        yield Finding("lateness", "没有写明逾期的原因。", article)


def _enclosures(drafts: Sequence[Draft], letter: Reply) -> Iterator[Finding]:
    """What the letter says is enclosed lies in the file, or an officer says where it is."""
    named = len(letter.attachments) + sum(
        len(getattr(answer, "files", ())) for answer in letter.answers)
    if named and not any(draft.whole.texts("papers") for draft in drafts):
        yield Finding(
            "attachments", f"列有附件、随附文件{named}件，历次草稿都没有上传电子件，"
            "请核对随文装入的文件。", "条例第三十六条第（二）项", blocking=False)
