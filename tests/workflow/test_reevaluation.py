"""Re-evaluation (条例第十八条): what is withheld is looked at again, year by year, and on file."""

from datetime import date
from typing import Any

import pytest

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow.stages_remedies import redone
from workflow.record.case import Case, Imported, Item, Reevaluation
from workflow.record.database import reading
from workflow.record.withholding import WITHHOLDING, withheld
from workflow.reports.reevaluation import WithheldPage, due_in
from workflow.terms import Outcome, PublicationGround

LATER = "2027-03-01"  # Monday
EVALUATED: dict[str, Any] = {
    "items": ["1"], "on": LATER, "changed": "决策尚未完成，讨论仍在继续", "result": "withheld"}
DISCLOSABLE: dict[str, Any] = {
    **EVALUATED, "changed": "决策已于2027年2月公布", "result": "disclosable",
    "what": "滨江大桥建设项目会商记录", "examined": True}
PARTIAL: dict[str, Any] = {
    "item": 1, "outcome": "partial", "articles": ["37"], "description": "批复1份", "form": "paper",
    "withheld": [{"part": "联系人电话", "articles": ["16.1"], "reason": "属于内部事务信息",
                  "discretion_reason": "与申请事项无关"}]}


def due(bureau: Bureau, year: int, login: str = "head", **more: Any) -> WithheldPage:
    with reading(bureau.engine) as connection:
        return due_in(connection, bureau.who(login), year, **more)


def test_a_refusal_is_due_in_each_later_year_until_it_is_looked_at(bureau: Bureau) -> None:
    no = to.dispatched(bureau, answer=to.REFUSED)
    to.dispatched(bureau)
    bureau.at(f"{LATER} 09:00")
    assert due(bureau, 2026).rows == ()
    (row,) = due(bureau, 2027).rows
    bureau.act(no, "head", "reevaluate", **EVALUATED)

    assert (row.no, row.articles, row.outcome) == (no, ("第十六条第二款",), Outcome.DENY_PROCESS)
    assert (row.reply, row.reply_number, row.looked_at) != ("", "", False)
    assert (due(bureau, 2027).rows, due(bureau, 2027).looked_at) == ((), 1)
    assert [one.looked_at for one in due(bureau, 2028).rows] == [True]
    assert bureau.findings() == []


def test_what_has_become_disclosable_goes_on_the_publication_list(bureau: Bureau) -> None:
    no = to.dispatched(bureau, answer=to.REFUSED)
    bureau.at(f"{LATER} 09:00")
    bureau.act(no, "handler", "reevaluate", **DISCLOSABLE)
    (proposed,) = bureau.see(no).case.publications.values()

    assert proposed.ground is PublicationGround.REEVALUATED
    assert due(bureau, 2028).rows == ()
    bureau.act(no, "head", "decline_publication", publication=proposed.ref, reason="第三方反对")
    assert [one.no for one in due(bureau, 2028).rows] == [no]
    assert bureau.findings() == []


def test_of_a_part_withheld_its_own_articles_stand_in_the_list(small_bureau: Bureau) -> None:
    to.dispatched(small_bureau, answer=PARTIAL)

    assert [one.articles for one in due(small_bureau, 2027).rows] == [("第十六条第一款",)]


def test_nothing_is_due_before_the_reply_has_left_or_after_it_was_annulled(
    small_bureau: Bureau
) -> None:
    no = to.issued(small_bureau, answer=to.REFUSED)
    redone(small_bureau)

    assert due(small_bureau, 2027).rows == ()
    assert "没有仍不予公开的信息" in small_bureau.refused(no, "head", "reevaluate", **EVALUATED)


@pytest.mark.parametrize(("given", "why"), [
    ({"items": ["2"]}, "第2项没有仍不予公开的信息"),
    ({"on": "2026-06-01"}, "早于答复之日"),
    ({"on": "2027-03-02"}, "晚于今天"),
    ({"what": ""}, "请写明可以公开的信息"),
    ({"examined": False}, "应当经过保密审查"),
    ({"formed_on": "2026-06-30"}, "晚于收到申请之日"),
])
def test_an_evaluation_is_whole(stages: to.Stages, given: dict[str, Any], why: str) -> None:
    assert why in refused(stages, "head", {**DISCLOSABLE, **given})


def test_another_handler_and_other_seats_do_not_evaluate(stages: to.Stages) -> None:
    assert "已指定承办人" in refused(stages, "colleague", EVALUATED)
    assert "您没有该岗位" in refused(stages, "legal", EVALUATED)


def refused(stages: to.Stages, login: str, given: dict[str, Any]) -> str:
    """The reasons against evaluating a refusal that lies in the archive."""
    return str(stages.reasons("disputed", login, "reevaluate", given, f"{LATER} 09:00"))


def test_the_list_goes_on_page_by_page(small_bureau: Bureau) -> None:
    made = [to.dispatched(small_bureau, answer=to.REFUSED) for _ in range(2)]
    first = due(small_bureau, 2027, limit=1)
    second = due(small_bureau, 2027, limit=1, after=first.next_after)

    assert [one.no for one in (*first.rows, *second.rows)] == made
    assert (first.due, second.next_after) == (2, "")
    assert due(small_bureau, 2027, limit=9, after="anything").due == 2


def test_a_refusal_of_an_earlier_register_is_looked_at_again_as_well() -> None:
    """历史导入: no letter of it is kept here, and no article is told."""
    case = Case("BJZR-2024-0001", "BJZR", items={1: Item(1, "会商记录")}, imported=Imported(
        "2023-7", "0" * 64, 2, Outcome.DENY_PROCESS, "滨公开答〔2023〕7号", date(2023, 5, 4)))

    assert withheld(case) == {"withheld_on": date(2023, 5, 4), "withheld": ""}
    case.reevaluations.append(Reevaluation(3, date(2026, 3, 2), "head", (1,), "仍在讨论"))
    assert withheld(case) == {"withheld_on": date(2026, 3, 2), "withheld": ""}


def test_a_matter_of_other_rules_of_access_is_not_withheld() -> None:
    assert Outcome.DENY_QUERY not in WITHHOLDING
    assert {one for one in Outcome if one.value.startswith("deny.")} - WITHHOLDING == {
        Outcome.DENY_QUERY}
