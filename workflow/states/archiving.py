"""Archiving (归档): complete the file, then seal it after the four checks.

政府信息公开条例 article 45; 国家档案局令第8号 on retention terms; 档案法 article 37 and DA/T 70
on the four checks (四性检测). What is sealed is only ever added to, by `correction` and `service`.
"""

import re
from collections.abc import Iterable

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import mending_is_settled
from workflow.record.case import Case
from workflow.record.facts import Facts
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Role, State, Term

HERE = State.ARCHIVING


class Retention(Term):
    """How long the file is kept (保管期限, 国家档案局令第8号)."""

    PERMANENT = "permanent", "永久"
    THIRTY_YEARS = "thirty_years", "定期30年"
    TEN_YEARS = "ten_years", "定期10年"


def steps() -> tuple[Step, ...]:
    """The steps of archiving."""
    return (
        Step(
            trigger="complete_file", label="整理案卷", source=HERE, dest=STAY,
            by=(Role.ARCHIVIST, Role.INTAKE_CLERK), article="国家档案局令第8号", facts=Completion,
            checks=(retention_is_approved, retention_is_the_approved_one),
            effects=(complete,), adds=catalogue, primary=True,
        ),
        Step(
            trigger="seal", label="封卷归档", source=HERE, dest=State.ARCHIVED,
            by=(Role.ARCHIVIST,), article="档案法第三十七条", facts=Sealing,
            guards=(is_complete, archivist_is_not_drafter, mending_is_settled),
            checks=(four_checks_pass,), effects=(seal_it,), inspection="four_checks", packs=True,
            primary=True,
        ),
        Step(
            trigger="attach", label="补充材料", source=HERE, dest=STAY,
            by=(Role.ARCHIVIST, Role.INTAKE_CLERK), article="国家档案局令第8号", facts=Missing,
            effects=(add_missing,),
        ),
        Step(
            trigger="note", label="备注", source=HERE, dest=STAY,
            by=(Role.ARCHIVIST, Role.INTAKE_CLERK, Role.LEGAL_OFFICE), article="条例第四十五条",
            facts=Remark,
        ),
    )


class Completion(Form):
    """What the file holds, in order, and how long it is kept."""

    retention = forms.choice("保管期限", Retention, required=True)
    missing = forms.text("缺件说明", long=True, hint="缺少的材料及原因；没有的不填")


class Sealing(Form):
    """The archivist's number for the file."""

    archive_no = forms.text("档号", required=True, limit=60)


class Missing(Form):
    """A paper found later."""

    what = forms.text("材料名称", required=True)
    papers = forms.files("文件", required=True)


class Remark(Form):
    """A note in the trail."""

    text = forms.text("内容", required=True, long=True)


def retention_is_approved(action: Action) -> Iterable[Reason]:
    """No term without the approval document of the archives authority."""
    if not action.office.setting("retention_approval"):
        yield Reason("机关尚未登记保管期限表的批准文件，请系统管理员先在机关设置中登记",
                     "国家档案局令第8号；档案法实施条例第十九条", "retention")


def retention_is_the_approved_one(action: Action) -> Iterable[Reason]:
    """Where the agency has entered the terms its approved table gives, no other is chosen."""
    approved = action.office.setting("retention")
    known = [term.removeprefix("定期") for term in re.split(r"[\s、，；,;]+", approved) if term]
    chosen = action.facts.term("retention", Retention).label
    if known and chosen.removeprefix("定期") not in known:
        yield Reason(f"本机关经批准的保管期限为“{approved}”，与所选的“{chosen}”不一致；"
                     "批准的期限有变更的，请系统管理员先在机关设置中登记",
                     "档案法实施条例第十九条", "retention")


def catalogue(action: Action) -> dict[str, object]:
    """The list of documents and files, in the order they came (卷内目录)."""
    case = action.case
    issued = [{"name": f"{d.kind.label}{d.number}", "digest": d.digest}
              for d in case.documents.values()]
    known = {row["digest"] for row in issued}
    received = [{"name": what, "digest": digest}
                for digest, what in case.files.items() if digest not in known]
    return {"catalogue": [*received, *issued], "approval": action.office.setting(
        "retention_approval")}


def complete(case: Case, entry: Entry) -> None:
    """The file is in order."""
    case.retention = entry.facts.text("retention")
    case.catalogue = entry.facts.rows("catalogue")


@guard("案卷尚未整理，请先办理“整理案卷”", "国家档案局令第8号")
def is_complete(action: Action) -> bool:
    """Only an ordered file with its retention term is sealed."""
    return bool(action.case.retention)


@guard("归档人不得为本件拟稿人（本机关岗位分离规则）")
def archivist_is_not_drafter(action: Action) -> bool:
    """The agency's dated rule, on unless waived with a reason."""
    draft = action.case.draft
    same = draft is not None and bool(draft.drafters & action.persons)
    return not same or not action.office.holds("rule.archivist_is_not_drafter")


def four_checks_pass(action: Action) -> Iterable[Reason]:
    """Authentic, complete, usable and safe; each item not passed is a reason against sealing."""
    for one in action.inspected:
        if one.failed:
            yield Reason(f"{one.of.label}·{one.item}：{one.why}", "档案法第三十七条")


def seal_it(case: Case, entry: Entry) -> None:
    """The chain is closed."""
    case.catalogue = (*case.catalogue, Facts({"name": "档号", "digest": entry.facts.text(
        "archive_no")}))


def add_missing(case: Case, entry: Entry) -> None:
    """A paper added while the file is ordered; the catalogue is made again."""
    for digest in entry.file_digests:
        case.files[digest] = entry.facts.text("what")
    case.retention = ""
