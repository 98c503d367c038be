"""The draft of a reply (拟稿): its form, what must hold before it stands, and its proof print."""

from collections.abc import Iterable, Iterator
from typing import Any

from workflow import documents, forms, proofreading
from workflow.errors import Reason
from workflow.forms import Form
from workflow.law import outcomes
from workflow.law.outcomes import ItemFile
from workflow.law.rules import REGULATION
from workflow.record.case import Case, Consultation, Draft
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.remedies_told import articles_of
from workflow.steps import Action, Outgoing
from workflow.terms import DocumentKind, Manner, Opinion, Outcome, Party, ProvisionForm


def _articles(action: Action) -> list[tuple[str, str]]:
    """All articles a decision may rest on under the text that governs."""
    text = documents.regulation(action)
    keys = dict.fromkeys(key for rule in outcomes.RULES.values()
                         for key in rule.articles.get(text, ()))
    return [(key, outcomes.cite(key, text)) for key in keys]


#: Outcomes by which information is handed over.
_GIVEN = {Outcome.GRANTED.value, Outcome.PARTIAL.value}


class WithheldPart(Form):
    """One part not given (条例第三十七条): with its article and reason."""

    part = forms.text("不予公开的部分", required=True, long=True)
    articles = forms.texts("依据", required=True, options=_articles)
    reason = forms.text("理由", required=True, long=True)
    discretion_reason = forms.text("裁量理由", long=True, hint="第十六条“可以不予公开”的必填")
    public_interest_reason = forms.text(
        "公共利益衡量", long=True,
        hint="第十五条的，写明不公开为何不会对公共利益造成重大影响；不填的，答复书写明"
             "“经审查，本机关认为不公开该内容不会对公共利益造成重大影响”，签发即为确认")


class ItemAnswer(Form):
    """The decision on one item."""

    item = forms.number("申请事项序号", required=True, most=99)
    outcome = forms.choice("办理结果", Outcome, required=True)
    articles = forms.texts("依据条款", options=_articles, hint="不选的，按该结果的通常依据")
    reason = forms.text("理由", long=True)
    description = forms.text("提供的信息", long=True,
                             hint="予以公开、部分公开的：名称、文号、件数页数")
    form = forms.choice("提供形式", ProvisionForm)
    handed_over = forms.texts("随附文件清单", hint="一行一件，写明页数")
    other_form_reason = forms.text("未按申请形式提供的理由", long=True, hint="条例第四十条")
    withheld = forms.rows("不予公开的部分", WithheldPart)
    separable = forms.answer("能否区分处理", hint="条例第三十七条：不予公开前必须回答")
    separability_reason = forms.text("不能区分的理由", long=True)
    discretion_reason = forms.text("裁量理由", long=True, hint="第十六条“可以不予公开”的必填")
    public_interest_reason = forms.text("公共利益衡量", long=True)
    classification = forms.text("定密依据", long=True,
                                hint="只写标题、密级、期限和保管人，不得录入涉密内容")
    source = forms.text("获取方式、途径", long=True, hint="已主动公开的、公开出版物、行政查询事项")
    responsible_agency = forms.text("负责公开的机关", hint="非本机关负责公开的")
    responsible_contact = forms.text("该机关联系方式")
    first_reply_no = forms.text("首次答复的文号和日期", hint="重复申请的")
    petition_channel = forms.text("反映诉求的渠道", hint="信访、投诉、举报类的")


def _one_row_an_item(action: Action) -> list[dict[str, Any]]:
    """A blank draft opens with the last version, or one row an item with what is proposed."""
    if action.case.draft:
        return [dict(row) for row in action.case.draft.answers]
    proposed = action.case.proposed.value if action.case.proposed else ""
    return [{"item": one.no, "outcome": proposed} for one in action.case.open_items]


class BatchPromised(Form):
    """One batch of what is given (条例第三十六条第二项): what, and by when."""

    content = forms.text("本批内容", required=True, long=True, hint="名称、页数")
    on = forms.day("提供日期", required=True)


class ReplyDraft(Form):
    """A version of the draft: every item with its outcome, articles and reasons."""

    answers = forms.rows("逐项答复", ItemAnswer, required=True, start=_one_row_an_item)
    leaf = forms.choice("统计归类", Outcome, hint="各项均不公开且理由不同的，指明计入年报的一类")
    leaf_reason = forms.text("归类理由", long=True)
    manner = forms.choice("拟定送达方式", Manner, required=True)
    attachments = forms.texts("附件", hint="一行一件，写明页数")
    copies_to = forms.texts("抄送", hint="一行一个机关，印在版记中；没有的不填")
    batches = forms.rows("分批提供", BatchPromised,
                         hint="答复书发出之后分批提供的，一批一行；全部随答复书提供的不填")
    papers = forms.files("拟公开的文件、依据材料")


def every_item_answered(action: Action) -> Iterable[Reason]:
    """Each open item is answered exactly once."""
    yield from _answered_once(action.case, action.facts.rows("answers"))


def _answered_once(case: Case, rows: Iterable[Facts]) -> Iterator[Reason]:
    answered = [row.number("item") for row in rows]
    expected = [one.no for one in case.open_items]
    for item in expected:
        if answered.count(item) != 1:
            times = "尚未答复" if item not in answered else "答复了不止一次"
            yield Reason(f"第{item}项申请事项{times}", "条例第三十六条", "answers")
    for item in dict.fromkeys(answered):
        if item not in expected:
            yield Reason(f"没有第{item}项申请事项", "", "answers")


def preconditions_hold(action: Action) -> Iterable[Reason]:
    """What the file must hold before each outcome may be chosen."""
    rows = [completed(row, action.case) for row in action.facts.rows("answers")]
    yield from _missing(action, rows)


def _missing(action: Action, rows: Iterable[Facts]) -> Iterator[Reason]:
    text = documents.regulation(action)
    for place, row in enumerate(rows):
        found = outcomes.missing(row.term("outcome", Outcome), item_file(action.case, row), text)
        for reason in found:
            field = f"answers.{place}.{_field_of(reason)}"
            yield Reason(f"第{row.number('item')}项：{reason.text}", reason.article, field)


def _field_of(reason: Reason) -> str:
    """The field of the answer that mends it; what the file lacks is shown at the outcome."""
    name = "withheld" if reason.field.startswith("withheld_") else reason.field
    return name if name in ItemAnswer().fields else "outcome"


def completed(row: Facts, case: Case) -> Facts:
    """An answer without articles rests on the usual one of its outcome."""
    if row.texts("articles"):
        return row
    allowed = outcomes.RULES[row.term("outcome", Outcome)].articles.get(governing(case), ())
    # “Not held” rests on the search (36.4), or, where another agency is named, on 36.5.
    elsewhere = row.text("outcome") == Outcome.UNABLE_NOT_HELD and row.text("responsible_agency")
    usual = allowed[1:2] if elsewhere and len(allowed) > 1 else allowed[:1]
    return Facts({**row, "articles": list(usual)})


def item_file(case: Case, row: Facts) -> ItemFile:
    """What the file holds for the item of one answer."""
    item = row.number("item")
    asked = [c for c in case.consultations.values()
             if c.party is Party.THIRD_PARTY and c.item in (0, item)]
    said = [c for c in asked if not c.open]
    supplement = case.supplement
    notice = case.documents.get(supplement.document) if supplement else None
    served = notice.served if notice else supplement is not None
    parts = row.rows("withheld")
    return ItemFile(
        articles=articles_of(row) if parts else row.texts("articles"),
        reason=row.text("reason"),
        search_records=sum(1 for s in case.searches if s.item in (0, item)),
        third_party_consulted=bool(said),
        third_party_objects=any(c.opinion in (Opinion.OBJECTS, Opinion.PARTLY) for c in said)
        if said else None,
        public_interest_reason=row.text("public_interest_reason"),
        separable=row.answer("separable"), separability_reason=row.text("separability_reason"),
        withheld_parts=len(parts),
        withheld_without_basis=sum(
            1 for p in parts if not _ground(p) or not p.text("reason")),
        discretion_reason=row.text("discretion_reason") or _discretion(parts),
        responsible_agency=row.text("responsible_agency"),
        responsible_contact=row.text("responsible_contact"),
        first_reply_no=row.text("first_reply_no"), supplement_served=served,
        supplement_expired=bool(supplement and supplement.overdue),
        payment_expired=bool(case.fee and case.fee.overdue),
        reasons_judged=case.excess is not None and case.excess.reasonable is False,
        classification=row.text("classification"), source=row.text("source"),
        petition_channel=row.text("petition_channel"), withdrawn=case.withdrawn_on is not None,
    )


def _ground(part: Facts) -> set[str]:
    """Why a part is withheld: articles that only say how it came to that are no ground."""
    return set(part.texts("articles")) - outcomes.NO_GROUND


def _discretion(parts: Iterable[Facts]) -> str:
    """The reasons of all parts withheld under article 16; "" if one of them gives none."""
    said = [part.text("discretion_reason") for part in parts
            if any(key.startswith("16.") for key in part.texts("articles"))]
    return "；".join(said) if all(text.strip() for text in said) else ""


def third_parties_are_heard(action: Action) -> Iterable[Reason]:
    """A reasonable objection is overridden only for the public interest (条例第三十二条)."""
    for place, row in enumerate(action.facts.rows("answers")):
        if row.text("outcome") != Outcome.GRANTED or row.text("public_interest_reason"):
            continue
        if any(one.reasonable for one in _objections(action.case, row)):
            yield Reason(
                f"第{row.number('item')}项：第三方不同意公开且理由合理，应当不予公开；认为不公开可能对"
                "公共利益造成重大影响的，请写明公共利益衡量", "条例第十五条、第三十二条",
                f"answers.{place}.public_interest_reason")


def overridden_parties_are_told(action: Action) -> Iterable[Reason]:
    """Whoever objected in vain is told in writing what is disclosed and why (条例第三十二条)."""
    case = action.case
    for row in case.draft.answers if case.draft else ():
        if row.text("public_interest_reason") and row.text("outcome") in _GIVEN:
            for one in _objections(case, row):
                if one.ref not in case.told_third_parties:
                    yield Reason(f"第三方（{one.ref}）不同意公开而决定公开的，应当先办理“告知第三方"
                                 "决定公开”", "条例第三十二条")


def _objections(case: Case, row: Facts) -> list[Consultation]:
    """The third parties that object to the disclosure of the item of an answer."""
    against = (Opinion.OBJECTS, Opinion.PARTLY)
    return [
        one for one in case.consultations.values()
        if one.party is Party.THIRD_PARTY and one.item in (0, row.number("item"))
        and one.opinion in against
    ]


def draft_is_proofread(action: Action) -> Iterable[Reason]:
    """What would stop the letter at issue is said before anybody reviews it."""
    draft = action.case.draft
    if draft is None:
        return
    letter = documents.reply(action, draft, "", action.today)
    for one in proofreading.findings(action, DocumentKind.REPLY, letter, draft=True):
        if one.blocking:
            yield Reason(f"{one.where}：{one.text.rstrip('。')}", one.article)


def leaf_is_named(action: Action) -> Iterable[Reason]:
    """Different refusals count in one leaf, which the drafter names with a reason."""
    found = {row.term("outcome", Outcome) for row in action.facts.rows("answers")}
    given = {Outcome.GRANTED, Outcome.GRANTED_PUBLIC, Outcome.PARTIAL}
    if len(found) < 2 or found & given:
        return
    if not action.facts.text("leaf") or not action.facts.text("leaf_reason"):
        yield Reason("各项理由不同，请指明统计归类并说明理由，或者先办理“分立申请”",
                     "国办公开办函〔2021〕30号", "leaf")


def manner_is_possible(action: Action) -> Iterable[Reason]:
    """Online service needs the applicant's consent and the online reconsideration channel."""
    if action.facts.text("manner") == Manner.ONLINE:
        yield from online_reasons(action, "manner")


def batches_are_possible(action: Action) -> Iterable[Reason]:
    """Batches are for what is given, each within the reply period."""
    rows = action.facts.rows("batches")
    given = {row.text("outcome") for row in action.facts.rows("answers")} & _GIVEN
    if rows and not given:
        yield Reason("没有予以公开的内容，不分批提供", "条例第三十六条第二项", "batches")
    due_on = action.clock.due_on if action.clock else None
    for place, row in enumerate(rows):
        day, field = row.on("on"), f"batches.{place}.on"
        if day < action.today:
            yield Reason(f"第{place + 1}批的提供日期早于今天", "", field)
        elif due_on and day > due_on:
            yield Reason(f"第{place + 1}批的提供日期晚于答复期限届满日（{due_on:%Y-%m-%d}），"
                         "最后一批提供之日才算答复；确需更晚的，请先办理延期",
                         "条例第三十三条", field)


def inspection_is_arranged(action: Action) -> Iterable[Reason]:
    """Whoever is sent to read is told when and where (条例第三十六条第二项、第四十条)."""
    for place, row in enumerate(action.facts.rows("answers")):
        if row.text("form") == ProvisionForm.INSPECTION and not action.case.inspections:
            yield Reason(f"第{row.number('item')}项：以查阅、抄录方式提供的，请先办理“安排查阅”，"
                         "答复书须写明时间和地点", "条例第三十六条第二项、第四十条",
                         f"answers.{place}.form")


def online_reasons(action: Action, field: str) -> Iterator[Reason]:
    """Why a reply may not be served online."""
    if not action.case.online_consent:
        yield Reason("申请人没有同意网络送达", "民事诉讼法第九十条（类推）", field)
    if not action.office.setting("online_reconsideration"):
        yield Reason("网络送达答复的，必须同时提供网上申请行政复议的渠道，请系统管理员先行设置",
                     "行政复议法第二十二条第二款", field)


def _substance(draft: Draft | None) -> Any:
    """What a reviewer has seen: outcome, articles and withheld parts of every item."""
    if draft is None:
        return None
    return [
        (r.number("item"), r.text("outcome"), r.texts("articles"),
         [(p.text("part"), p.texts("articles")) for p in r.rows("withheld")])
        for r in draft.answers
    ]


def keep_draft(case: Case, entry: Entry) -> None:
    """Each save is a version; opinions fall if outcome, article or a withheld part changes."""
    answers = tuple(completed(row, case) for row in entry.facts.rows("answers"))
    draft = Draft(len(case.drafts) + 1, entry.officer, entry.at, answers, entry.facts,
                  entry.seq, entry.in_place_of)
    if _substance(case.draft) != _substance(draft):
        case.secrecy_review = case.legal_review = None
    case.approval = None
    case.drafts.append(draft)


def governing(case: Case) -> str:
    """The text of the Regulation that governs: decided by the day of receipt."""
    return REGULATION.on(case.received_on) if case.received_on else "2019"


def draft_still_holds(action: Action) -> Iterable[Reason]:
    """What the draft rests on is asked again when it is submitted and when it is approved."""
    draft = action.case.draft
    if draft and action.case.withdrawn_on is None:
        yield from _answered_once(action.case, draft.answers)
        yield from _missing(action, draft.answers)


def proof(action: Action) -> tuple[Outgoing, ...]:
    """The reply as this version would print it; a proof is previewed, never sent."""
    answers = tuple(completed(row, action.case) for row in action.facts.rows("answers"))
    draft = Draft(0, action.officer.login, action.at, answers, action.facts)
    action.case.drafts.append(draft)  # the case of a preview is thrown away afterwards
    return (Outgoing(DocumentKind.REPLY,
                     lambda number: documents.reply(action, draft, number, action.today)),)
