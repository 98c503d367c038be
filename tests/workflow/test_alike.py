"""Alike requests (内容相近的申请): candidates of one person, what others asked for, groups."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow import office
from workflow.record.alike.likeness import ALIKE_FROM, likeness
from workflow.record.database import reading, writing
from workflow.record.erasures import ERASED_NAME
from workflow.record.models import Job, Request
from workflow.record.people import Actor, Office
from workflow.reports import clusters as grouping
from workflow.reports.alike import Beside, beside, threshold
from workflow.reports.clusters import Bounds, Clusters, Grouped, clusters
from workflow.reports.kept_groups import Kept, keep, kept
from workflow.terms import AgencyKind, Outcome, PublicationState, Role, State
from workflow.work import groups as background
from workflow.work.jobs import Workshop, work_off
from workflow.work.sweeper import sweep

BRIDGE = "滨江大桥建设项目批复"
SAME = "申请公开滨江大桥项目的批准文件"
OTHER_YEAR = "2022年度部门预算"
NUMBER = "999999198001010014"
#: The least of what comparing everything would find that the keys bring.
RECALL = 0.95


def receive(bureau: Bureau, wanted: str, **given: Any) -> str:
    return bureau.receive(channel="in_person", submitted_on=f"{bureau.now:%Y-%m-%d}",
                          wanted=wanted, **given)


def seen_beside(
    bureau: Bureau, no: str, at_least: int = ALIKE_FROM, actor: Actor | None = None
) -> Beside:
    wanted = [item.wanted for item in bureau.see(no).case.open_items]
    with reading(bureau.engine) as connection:
        return beside(connection, actor or bureau.who("handler"), no, wanted, at_least)


def groups(bureau: Bureau, at_least: int = ALIKE_FROM, actor: Actor | None = None) -> Clusters:
    with reading(bureau.engine) as connection:
        return clusters(connection, actor or bureau.who("head"), bureau.now.date().replace(day=1),
                        bureau.now.date(), at_least)


def elsewhere(bureau: Bureau) -> Actor:
    """The clerk of another agency, which has its own requests for the same."""
    with writing(bureau.engine) as connection:
        agency = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="BJSW", name="滨江市水务局",
            short_name="滨水", kind=AgencyKind.CITY_DEPARTMENT)
        office.add_officer(connection, bureau.now, office.CONSOLE, agency, login="water",
                           name="测试收件", unit="办公室")
        for role in (Role.INTAKE_CLERK, Role.HEAD):
            office.grant(connection, bureau.now, office.CONSOLE, "water", role,
                         valid_from=bureau.now.date())
    return bureau.who("water")


def test_what_one_person_asked_for_before_stands_apart_from_what_others_did(
    bureau: Bureau
) -> None:
    first = receive(bureau, SAME, applicant_name="赵䶮")
    by_number = receive(bureau, BRIDGE, applicant_name="赵燕", id_number=NUMBER)
    others = receive(bureau, f"请公开{BRIDGE}", applicant_name="钱喆")
    receive(bureau, OTHER_YEAR, applicant_name="赵䶮")
    no = receive(bureau, BRIDGE, applicant_name="赵䶮", id_number=NUMBER)
    found = seen_beside(bureau, no)

    assert [(one.no, one.same) for one in found.repeats] == [
        (by_number, ("证件号码相同",)), (first, ("姓名或者名称相同",))]
    assert [(one.no, one.same) for one in found.others] == [(others, ())]
    assert [one.answered for one in found.repeats] == [False, False]
    assert bureau.findings() == []


def test_the_earlier_answer_stands_beside_the_candidate(small_bureau: Bureau) -> None:
    earlier = to.dispatched(small_bureau, answer=to.REFUSED)
    no = receive(small_bureau, SAME, applicant_name="吴玥")
    (found,) = seen_beside(small_bureau, no).repeats

    assert (found.no, found.answered, found.outcome) == (earlier, True, Outcome.DENY_PROCESS)
    assert found.reply in small_bureau.see(earlier).case.documents
    assert found.reply_number.endswith("号")
    assert small_bureau.see(no).case.earlier_requests == []


def test_the_threshold_moves_what_is_shown_and_may_be_set(small_bureau: Bureau) -> None:
    near = receive(small_bureau, "2023年度部门预算", applicant_name="赵䶮")
    no = receive(small_bureau, OTHER_YEAR, applicant_name="赵䶮")
    small_bureau.set("alike.from", "85", since="2024-01-01")
    with reading(small_bureau.engine) as connection:
        set_so = office.office_of(connection, small_bureau.who("clerk").agency_id,
                                  small_bureau.now.date())

    assert seen_beside(small_bureau, no).repeats == ()
    assert [one.no for one in seen_beside(small_bureau, no, 5).repeats] == [near]
    assert (threshold(set_so), threshold(set_so, 60), threshold(set_so, 3)) == (85, 60, 85)
    assert threshold(Office(1, "x", "x", "x", AgencyKind.CITY_DEPARTMENT)) == ALIKE_FROM


def test_nobody_elses_and_nothing_void_withdrawn_or_erased_is_found(bureau: Bureau) -> None:
    actor = elsewhere(bureau)
    theirs = bureau.desk.open_request(
        actor, bureau.now, {"channel": "in_person", "submitted_on": "2024-09-27",
                            "applicant_kind": "natural", "applicant_name": "赵䶮",
                            "items": [{"wanted": BRIDGE}]}, command_id="elsewhere").no
    void, erased = receive(bureau, BRIDGE), receive(bureau, BRIDGE, applicant_name="赵䶮")
    bureau.act(void, "clerk", "register")
    bureau.act(void, "clerk", "void_entry", why="重复登记", head="head")
    no = receive(bureau, BRIDGE, applicant_name="赵䶮")
    with writing(bureau.engine) as connection:
        connection.execute(text("UPDATE request SET applicant_name = :name WHERE no = :no"),
                           {"name": ERASED_NAME, "no": erased})
    found = seen_beside(bureau, no)

    assert found.repeats == ()
    assert [one.no for one in found.others] == [erased]  # what was asked for is nobody's secret
    assert seen_beside(bureau, no, actor=actor) == Beside(ALIKE_FROM)
    assert groups(bureau).shown == groups(bureau, actor=actor).shown == ()
    assert theirs not in {one.no for one in found.others}


def test_an_item_split_off_is_found_in_its_own_request_alone(small_bureau: Bureau) -> None:
    whole = to.registered(small_bureau, items=[{"wanted": BRIDGE}, {"wanted": OTHER_YEAR}])
    small_bureau.act(whole, "clerk", "split", items=["2"], reason="一事一申请")
    part = f"{whole[:-4]}{int(whole[-4:]) + 1:04}"
    no = receive(small_bureau, f"请公开{OTHER_YEAR}", applicant_name="钱喆")

    assert [(one.no, one.item) for one in seen_beside(small_bureau, no).others] == [(part, 1)]
    assert small_bureau.findings() == []


def test_a_reply_made_anew_by_order_repeats_nothing(small_bureau: Bureau) -> None:
    from tests.workflow.stages_remedies import redone  # a stage of another room

    no = redone(small_bureau)

    assert seen_beside(small_bureau, no) == Beside(ALIKE_FROM)
    assert groups(small_bureau).shown == ()


def test_keys_bring_what_comparing_everything_would_bring(bureau: Bureau) -> None:
    with (Path(__file__).parent / "alike" / "pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[:330:10]
    texts = list(dict.fromkeys(one for row in rows for one in (row["one"], row["other"])))
    numbers = {receive(bureau, wanted, applicant_name=f"申请人{n}"): wanted
               for n, wanted in enumerate(texts)}
    all_pairs = {(a, b) for a, one in numbers.items() for b, other in numbers.items()
                 if a != b and likeness(one, other).score >= ALIKE_FROM}
    found = {(no, one.no) for no in numbers for one in seen_beside(bureau, no).others}

    assert found <= all_pairs
    assert len(found) / len(all_pairs) >= RECALL
    assert all((b, a) in found for a, b in found)
    assert bureau.findings() == []
    together = groups(bureau).shown
    assert {frozenset(one.no for one in group.members) for group in together} == _hanging(found)


def _hanging(pairs: set[tuple[str, str]]) -> set[frozenset[str]]:
    """What hangs together, found the plain way."""
    found: list[set[str]] = []
    for pair in pairs:
        touched = [one for one in found if one & set(pair)]
        found = [one for one in found if one not in touched] + [set(pair).union(*touched)]
    return {frozenset(one) for one in found}


def test_a_group_is_of_several_persons_and_says_what_was_answered(small_bureau: Bureau) -> None:
    given = to.dispatched(small_bureau)
    refused = to.dispatched(small_bureau, answer=to.REFUSED, applicant_name="钱喆")
    open_one = receive(small_bureau, SAME, applicant_name="孙䶮")
    receive(small_bureau, SAME, applicant_name="")
    (group,) = groups(small_bureau).shown

    assert (group.persons, group.nameless, group.requests) == (3, 1, 4)
    assert {one.no for one in group.members} >= {given, refused, open_one}
    assert group.outcomes == {Outcome.GRANTED: 1, Outcome.DENY_PROCESS: 1}
    assert group.uneven
    assert group.to_propose is not None
    assert group.to_propose.no == given

    small_bureau.act(given, "head", "propose_publication", items=["1"], what=BRIDGE,
                     ground="several", reason="三人申请", nothing_private=True)
    (group,) = groups(small_bureau).shown
    assert [(no, state) for no, state, _ in group.publications] == [
        (given, PublicationState.WAITING)]
    assert group.to_propose is None


def test_one_person_under_two_names_or_twice_is_no_group(bureau: Bureau) -> None:
    receive(bureau, BRIDGE, applicant_name="赵䶮", id_number=NUMBER)
    receive(bureau, BRIDGE, applicant_name="赵燕", id_number=NUMBER)
    receive(bureau, BRIDGE, applicant_name="赵燕")

    assert groups(bureau).shown == ()
    receive(bureau, BRIDGE, applicant_name="钱喆")
    assert [one.persons for one in groups(bureau).shown] == [2]


@pytest.mark.parametrize(("bounds", "cut_short", "broken_off"), [
    (Bounds(2, 10), True, False), (Bounds(10, 0), False, True)])
def test_what_was_left_undone_is_said(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch, bounds: Bounds, cut_short: bool,
    broken_off: bool,
) -> None:
    monkeypatch.setattr(grouping, "PAGE", bounds)
    for name in ("赵䶮", "钱喆", "孙䶮"):
        receive(small_bureau, BRIDGE, applicant_name=name)
    found = groups(small_bureau)

    assert (found.cut_short, found.broken_off) == (cut_short, broken_off)
    assert [one.requests for one in found.shown] == ([2] if cut_short else [])


def work_out(bureau: Bureau, months: int = 12) -> None:
    """Have the groups of the own agency worked out in the background."""
    with writing(bureau.engine) as connection:
        background.ask(connection, bureau.who("head").agency_id, months, ALIKE_FROM, bureau.now)
    work_off(Workshop(bureau.desk), bureau.now)


def worked_out(bureau: Bureau, actor: Actor | None = None) -> tuple[Kept, Clusters]:
    actor = actor or bureau.who("head")
    with reading(bureau.engine) as connection:
        known = kept(connection, bureau.who("head").agency_id, 12, ALIKE_FROM)
        assert known is not None
        return known, grouping.shown(connection, actor, known.found)


def test_what_is_worked_out_in_the_background_is_what_a_page_would_compare(bureau: Bureau) -> None:
    for name in ("赵䶮", "钱喆", "孙䶮"):
        receive(bureau, BRIDGE, applicant_name=name)
    work_out(bureau)
    known, found = worked_out(bureau)

    assert found == groups(bureau)
    assert known.at == bureau.now
    assert worked_out(bureau, elsewhere(bureau))[1].shown == ()


def test_groups_are_worked_out_whole_where_a_page_cannot(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("赵䶮", "钱喆", "孙䶮"):
        receive(small_bureau, BRIDGE, applicant_name=name)
    monkeypatch.setattr(grouping, "PAGE", Bounds(2, 10))
    work_out(small_bureau)

    assert [one.requests for one in groups(small_bureau).shown] == [2]
    assert [one.requests for one in worked_out(small_bureau)[1].shown] == [3]


def test_a_kept_group_shows_how_its_requests_stand_now(bureau: Bureau) -> None:
    first = receive(bureau, BRIDGE, applicant_name="赵䶮")
    receive(bureau, BRIDGE, applicant_name="钱喆")
    work_out(bureau)
    bureau.act(first, "clerk", "register")
    [group] = worked_out(bureau)[1].shown
    assert {one.state for one in group.members} == {State.REGISTRATION, State.RECEIPT}
    with writing(bureau.engine) as connection:
        connection.execute(update(Request).where(Request.no == first).values(void=1))

    assert worked_out(bureau)[1].shown == ()


def test_groups_of_a_week_ago_are_worked_out_anew_once(small_bureau: Bureau) -> None:
    work_out(small_bureau)
    before = worked_out(small_bureau)[0].at
    for days in (6, 2, 0):
        small_bureau.now += timedelta(days=days)
        for _ in range(2):
            sweep(small_bureau.engine, small_bureau.now, mail=False)
        work_off(Workshop(small_bureau.desk), small_bureau.now)

    assert worked_out(small_bureau)[0].at == small_bureau.now == before + timedelta(days=8)
    with reading(small_bureau.engine) as connection:
        jobs = connection.scalars(select(Job.key).where(Job.kind == "clusters")).all()
    assert len(jobs) == 2


def test_an_older_result_never_replaces_a_newer_one(bureau: Bureau) -> None:
    agency = bureau.who("head").agency_id
    for hours, count in ((0, 5), (-1, 7), (1, 9)):
        with writing(bureau.engine) as connection:
            keep(connection, agency, 12, ALIKE_FROM, bureau.now + timedelta(hours=hours),
                 Grouped(requests=count))
        if hours <= 0:
            assert worked_out(bureau)[0].found.requests == 5

    assert worked_out(bureau)[0].found.requests == 9
