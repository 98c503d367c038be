"""The case auditor (案件复核): each fault named by its code, whatever guards would have said."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from letters.render import Press
from tests.bureau import Bureau
from tests.workflow import courtroom
from tests.workflow.conftest import Founded, _open
from tests.workflow.forgery import Forgery, Values, at
from tests.workflow.law import counted_by_hand
from tests.workflow.stages import Stages
from tests.workflow.test_verify import attack
from workflow import office
from workflow.archive.auditor import limit
from workflow.archive.auditor.audit import _Auditor, audit
from workflow.archive.auditor.days import days_of
from workflow.archive.auditor.finding import CODES
from workflow.archive.auditor.remedies import Decision, remedies_told
from workflow.archive.auditor.told import Told, case_file
from workflow.archive.auditor.world import Bureau as Agency
from workflow.archive.auditor.world import world_of
from workflow.law.articles import cite
from workflow.law.notice import shipped_texts
from workflow.law.outcome_table import RULES
from workflow.law.remedies import RemedyBodies, remedies
from workflow.record.database import reading, writing
from workflow.record.models import TrailEntry
from workflow.record.shelf import open_shelf
from workflow.terms import AgencyKind, Outcome, Role

#: The day of the audits: Wednesday.
TODAY = date(2026, 7, 15)
ONLINE = "滨江市行政复议网上平台"


@dataclass(frozen=True)
class Records:
    """An office whose records are good, to be copied and spoilt."""

    folder: Path
    numbers: dict[str, str]


@pytest.fixture(scope="module")
def records(
    founded: Founded, press: Press, tmp_path_factory: pytest.TempPathFactory
) -> Records:
    """One well answered request of each kind."""
    folder = tmp_path_factory.mktemp("records")
    with founded.copy("sqlite", folder, press) as bureau:
        bureau.at("2026-05-01 09:00").set("online_reconsideration", ONLINE, since="2024-01-01")
        numbers = {tell.__name__: tell(bureau) for tell in courtroom.CASES}
    return Records(folder, numbers)


@dataclass
class Spoilt:
    """A copy of the records, and what the auditor says of one request."""

    bureau: Bureau
    numbers: dict[str, str]

    def codes(self, name: str, as_of: date = TODAY) -> set[str]:
        """The codes found in a request."""
        no = self.numbers[name]
        found = audit(self.bureau.engine, self.bureau.keys, self.bureau.store, as_of, [no])
        return {fault.code for one in found for fault in one.findings}

    def forge(self, name: str) -> Forgery:
        """The records of a request, to be changed."""
        return Forgery(self.bureau, self.numbers[name])


@pytest.fixture
def spoilt(records: Records, press: Press, tmp_path: Path) -> Iterator[Spoilt]:
    """A copy of a test's own."""
    shutil.copytree(records.folder, tmp_path / "copy")
    with _open(f"sqlite:///{tmp_path}/copy/yishen.sqlite", tmp_path / "copy", press) as bureau:
        yield Spoilt(bureau, records.numbers)


def test_of_good_records_nothing_is_found_but_the_late_reply(spoilt: Spoilt) -> None:
    found = {name: spoilt.codes(name) for name in spoilt.numbers}

    assert found == {name: {"A5"} if name == "late" else set() for name in spoilt.numbers}


def test_every_letter_is_counted(spoilt: Spoilt) -> None:
    bureau = spoilt.bureau
    seen = audit(bureau.engine, bureau.keys, bureau.store, TODAY)
    told = {one.request: one.letters for one in seen}
    since = [one.request for one in audit(bureau.engine, bureau.keys, bureau.store, TODAY,
                                          since=date(2026, 7, 1))]

    assert told[spoilt.numbers["granted"]] == 2  # receipt and reply
    assert told[spoilt.numbers["third_party"]] == 4
    assert set(since) == {spoilt.numbers["extended"], spoilt.numbers["late"]}


def _set(path: str, value: Any) -> Callable[[Forgery], None]:
    """Change facts of the last act of a step: "approve.officer", "issue.facts.late_reason"."""
    step, *keys = path.split(".")

    def change(forged: Forgery) -> None:
        place = forged.act(step)
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value

    return change


def _dispatch(kind: str, **facts: Any) -> Callable[[Forgery], None]:
    return lambda forged: forged.sent(kind)["facts"].update(facts)


def _moved(kind: str, day: str) -> Callable[[Forgery], None]:
    """A document that left, and arrived, on another day, with everything after it."""

    def change(forged: Forgery) -> None:
        first = forged.bodies.index(forged.sent(kind))
        for body in forged.bodies[first:]:
            body["at"] = max(body["at"], at(day))
            if body["facts"].get("document") == forged.document(kind)["id"]:
                body["facts"]["on"] = day

    return change


def _letter(kind: str = "reply", *, approved: bool = True, **values: Any) -> Callable[
        [Forgery], None]:
    return lambda forged: forged.letter(kind, lambda told: told.update(values), approved=approved)


def _words(old: str, new: str) -> Callable[[Forgery], None]:
    """A remedy paragraph that reads otherwise, and was approved so."""

    def change(told: Values) -> None:
        assert any(old in one for one in told["remedies"])
        told["remedies"] = [one.replace(old, new) for one in told["remedies"]]

    return lambda forged: forged.letter("reply", change)


def _without(*steps: str) -> Callable[[Forgery], None]:
    return lambda forged: forged.drop(*steps)


def _drafted_by_the_approver(forged: Forgery) -> None:
    for step in ("draft_reply", "submit_for_review"):
        forged.act(step)["officer"] = "reviewer"


def _draft_after_review(forged: Forgery) -> None:
    """The reviewers saw a disclosure of less."""
    draft = json.loads(json.dumps(forged.act("draft_reply")))
    draft["command_id"] += "-again"
    draft["facts"]["answers"][0]["withheld"] = [
        {"part": "附件一", "articles": ["16.2"], "reason": "讨论记录"}]
    forged.bodies.insert(forged.bodies.index(forged.act("approve")), draft)


def _recalled(forged: Forgery) -> None:
    """Taken back after the approval, and issued without another."""
    recalled = {**forged.act("approve"), "step": "recall", "facts": {"reason": "x"},
                "command_id": "recalled"}
    forged.bodies.insert(forged.bodies.index(forged.act("issue")), recalled)


def _another_number(forged: Forgery) -> None:
    forged.document("reply")["serial"] = 99


def _again(forged: Forgery) -> None:
    """The same notice once more, in a second act."""
    again = json.loads(json.dumps(forged.act("ask_for_supplement")))
    again["command_id"] += "-again"
    again["facts"]["documents"][0]["id"] = "99-1"
    forged.bodies.append(again)


#: What is done to which request, and the code that must then be added, alone.
FAULTS: dict[str, tuple[str, str, Callable[[Forgery], None]]] = {
    "the approver drafted it": ("A1", "refused", _drafted_by_the_approver),
    "the secrecy reviewer submitted it": (
        "A1", "granted", _set("submit_for_review.officer", "secrecy")),
    "nobody approved it": ("A1", "granted", _without("approve")),
    "approved, then recalled": ("A1", "granted", _recalled),
    "the approver is no reviewer": ("A2", "granted", _set("approve.officer", "colleague")),
    "the approver is unknown": ("A2", "granted", _set("approve.officer", "nobody")),
    "the head of another day": ("A2", "extended", _set("grant_extension.officer", "clerk")),
    "the letter is not what was approved": (
        "A3", "refused", _letter(approved=False, wanted="别的内容")),
    "the letter bears another number": (
        "A4", "refused", _letter(number="滨自然资公开答〔2026〕77号")),
    "the letter bears another day": ("A4", "refused", _letter(dated="2026-06-30")),
    "the letter belongs to another request": ("A4", "refused", _letter(request_no="BJZR-1")),
    "posted after the limit": ("A5", "refused", _moved("reply", "2026-07-01")),
    "late without a word": ("A6", "late", _letter(lateness="")),
    "late without a reason": ("A6", "late", _letter(lateness="本答复超过法定答复期限2个工作日。")),
    "late by another number of days": (
        "A6", "late", _letter(lateness="本答复超过法定答复期限1个工作日，原因：人手不足。")),
    "late by its own words alone": (
        "A6", "refused", _letter(lateness="本答复超过法定答复期限2个工作日，原因：人手不足。")),
    "extended beyond the law": ("A7", "extended", _set("propose_extension.facts.working_days", 21)),
    "extended by its proposer": ("A7", "extended", _set("propose_extension.officer", "head")),
    "by a private courier": ("A8", "refused", _dispatch("reply", carrier="顺丰速运")),
    "without a mail number": ("A8", "refused", _dispatch("reply", mail_no="")),
    "at the applicant's cost": ("A8", "refused", _dispatch("reply", carrier="中国邮政（到付）")),
    "by a manner of nobody's": ("A8", "granted", _dispatch("reply", manner="pigeon")),
    "before it was made": ("A8", "refused", _dispatch("reply", on="2026-06-01")),
    "without proof of delivery": ("A8", "refused", _set("record_delivery.facts.proof_kind", "")),
    "received by nobody": ("A8", "refused", _set("record_delivery.facts.received_by", None)),
    "closed without delivery": ("A8", "refused", _without("record_delivery")),
    "online against the applicant's will": (
        "A8", "online", _set("receive.facts.online_consent", False)),
    "free choice where reconsideration comes first": ("A9", "refused", _letter(remedies=[
        "如对本答复不服，可以在收到本答复之日起60日内向滨江市人民政府申请行政复议，"
        "或者在6个月内向滨江市中级人民法院提起行政诉讼。"])),
    "reconsideration first where there is a choice": ("A9", "not_held", _letter(remedies=[
        "如对本答复不服，应当自收到本答复之日起60日内先向滨江市人民政府申请行政复议；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向滨江市中级人民法院"
        "提起行政诉讼。"])),
    "the three months of the old Act": ("A9", "granted", _words("6个月", "3个月")),
    "thirty days to reconsideration": ("A9", "refused", _words("60日", "30日")),
    "thirty days after reconsideration": ("A9", "refused", _words("15日", "30日")),
    "the superior department beside the government": (
        "A9", "refused", _words("滨江市人民政府", "滨江市人民政府或者滨江省自然资源厅")),
    "the wrong government": ("A9", "refused", _words("滨江市人民政府", "河川市人民政府")),
    "no court": ("A9", "refused", _words("滨江市中级人民法院", "法院")),
    "no remedies": ("A9", "refused", _letter(remedies=[])),
    "one way for both parts": ("A9", "partial", lambda forged: forged.letter(
        "reply", lambda told: told.update(remedies=told["remedies"][:1]))),
    "online without the online way": ("A9", "online", _words(ONLINE, "（略）")),
    "remedies in a notice of procedure": (
        "A9", "extended", _letter("extension", approved=False, remedies=["可以申请行政复议。"])),
    "disclosed without secrecy review": ("A10", "granted", _without("secrecy_review")),
    "disclosed against the secrecy review": (
        "A10", "granted", _set("secrecy_review.facts.may_be_disclosed", False)),
    "refused without legal review": ("A10", "refused", _without("legal_review")),
    "refused against the legal review": (
        "A10", "refused", _set("legal_review.facts.advice", "disagree")),
    "another draft than was reviewed": ("A10", "partial", _draft_after_review),
    "not held and never searched": ("A11", "not_held", _without("record_search")),
    "not held and yet found": ("A11", "not_held", _set("record_search.facts.found", True)),
    "the third party was not asked": (
        "A12", "third_party", _without("consult_third_party", "record_opinion")),
    "the third party was not waited for": ("A12", "third_party", _without("record_opinion")),
    "asked after seven working days": ("A13", "supplemented", _moved("supplement", "2026-06-11")),
    "a number outside its series": ("A14", "refused", _another_number),
}


@pytest.mark.parametrize("about", FAULTS)
def test_a_faulty_record_is_named_by_its_code_alone(spoilt: Spoilt, about: str) -> None:
    code, name, spoil = FAULTS[about]
    before = spoilt.codes(name)
    forged = spoilt.forge(name)
    spoil(forged)
    forged.save()

    assert spoilt.codes(name) - before == {code}


def test_each_code_has_its_fault() -> None:
    shown = {code for code, _, _ in FAULTS.values()}

    assert shown | {"A0"} == set(CODES)


def test_an_extension_told_after_the_first_limit_extends_nothing(spoilt: Spoilt) -> None:
    forged = spoilt.forge("extended")
    _moved("extension", "2026-07-01")(forged)  # Wednesday, the day after the first limit
    forged.save()

    assert spoilt.codes("extended") >= {"A5", "A7"}


def test_a_second_supplement_notice_is_named(spoilt: Spoilt) -> None:
    forged = spoilt.forge("supplemented")
    _again(forged)
    forged.save()

    assert "A13" in spoilt.codes("supplemented")


def test_a_grant_entered_afterwards_does_not_help(spoilt: Spoilt) -> None:
    forged = spoilt.forge("granted")
    forged.act("approve")["officer"] = "colleague"
    forged.save()
    with writing(spoilt.bureau.engine) as connection:
        office.grant(connection, spoilt.bureau.at("2026-07-01 09:00").now, office.CONSOLE,
                     "colleague", Role.REVIEWER, valid_from=date(2008, 5, 1))

    assert spoilt.codes("granted") == {"A2"}


def test_a_seat_taken_back_before_the_act_is_missed(spoilt: Spoilt) -> None:
    with writing(spoilt.bureau.engine) as connection:
        office.revoke(connection, spoilt.bureau.at("2026-05-29 09:00").now, office.CONSOLE,
                      "reviewer", Role.REVIEWER, from_day=date(2026, 6, 1))

    assert spoilt.codes("granted") == {"A2"}


def test_a_seat_taken_back_later_was_held(spoilt: Spoilt) -> None:
    with writing(spoilt.bureau.engine) as connection:
        office.revoke(connection, spoilt.bureau.at("2026-07-01 09:00").now, office.CONSOLE,
                      "reviewer", Role.REVIEWER, from_day=date(2026, 7, 1))

    assert spoilt.codes("granted") == set()


@pytest.mark.parametrize("loss", ["changed", "gone"])
def test_a_letter_whose_bytes_are_not_there_is_named(spoilt: Spoilt, loss: str) -> None:
    digest = spoilt.forge("granted").document("reply")["digest"]
    place = spoilt.bureau.lies_at(spoilt.numbers["granted"], digest)
    place.write_bytes(b"%PDF-other") if loss == "changed" else place.unlink()

    assert spoilt.codes("granted") == {"A4"}


def test_a_letter_that_carries_no_facts_is_named(spoilt: Spoilt) -> None:
    forged = spoilt.forge("granted")
    forged.document("reply")["digest"] = forged.shelved(b"%PDF-1.7 nothing")
    forged.save()

    assert spoilt.codes("granted") == {"A4"}


def test_a_number_that_was_given_back_is_named(spoilt: Spoilt) -> None:
    attack(spoilt.bureau, "UPDATE document_number SET state = 'free' WHERE series = 'reply' "
                          "AND serial = 1")

    assert spoilt.codes("granted") == {"A14"}


def test_a_reply_that_lies_undispatched_after_the_limit_is_named(spoilt: Spoilt) -> None:
    forged = spoilt.forge("granted")
    reply = forged.document("reply")["id"]
    forged.bodies = [body for body in forged.bodies if body["step"] != "close"
                     and body["facts"].get("document") != reply]
    forged.save()

    assert spoilt.codes("granted", date(2026, 6, 30)) == set()  # Tuesday, the last day
    assert spoilt.codes("granted", date(2026, 7, 1)) == {"A5"}


def test_an_agency_of_nowhere_is_named(spoilt: Spoilt) -> None:
    forged = spoilt.forge("granted")
    forged.act("receive")["facts"]["agency"] = "NONE"
    forged.save()

    assert spoilt.codes("granted") == {"A0"}


MALFORMED: tuple[Any, ...] = (
    None, 5, -1, 2**70, 1.5, "", "x", "9999-99-99", [], [1], {}, {"x": []}, True, "\ud800")


def test_whatever_stands_in_an_entry_the_auditor_answers(spoilt: Spoilt) -> None:
    """Each value of each body in turn, a random choice of them, replaced by what it may not be."""
    chance, bureau = random.Random(5), spoilt.bureau
    with reading(bureau.engine) as connection:
        world = world_of(connection)
        for name in ("third_party", "supplemented", "extended"):
            whole = spoilt.forge(name).bodies
            lying = open_shelf(connection, bureau.keys, bureau.store, spoilt.numbers[name])
            for _ in range(60):
                bodies = json.loads(json.dumps(whole))
                place, key = chance.choice(_places(bodies))
                place[key] = chance.choice(MALFORMED)
                rows = [(n, json.dumps(body)) for n, body in enumerate(bodies, 1)]
                case = case_file(spoilt.numbers[name], rows)
                seen = _Auditor(world, lying.read, TODAY, None, case).looked_at()

                assert all(str(one).encode() for one in seen.findings)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every key of every object and list within a JSON value."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value)
                 if isinstance(value, list) else ())
    return [(value, key) for key, _ in pairs] + [
        place for _, inner in pairs for place in _places(inner)]


@pytest.mark.parametrize("value", ["NULL", "x'ff00ff'", "42", "'{'", "'[]'", "'{}'",
                                   "CAST(x'7b22ff227d' AS TEXT)", f"'{'[' * 9999}'"])
def test_a_body_that_is_none_is_a_finding(spoilt: Spoilt, value: str) -> None:
    attack(spoilt.bureau, "CREATE TABLE loose AS SELECT * FROM trail_entry",
           "DROP TABLE trail_entry", "ALTER TABLE loose RENAME TO trail_entry",
           f"UPDATE trail_entry SET body = {value} WHERE step = 'assign'")

    assert spoilt.codes("granted") == {"A0"}


@pytest.mark.parametrize(("table", "column"), [
    ("agency_setting", "effective_from"), ("agency_setting", "value"), ("agency", "kind"),
    ("holiday_notice", "text"), ("document_number", "state"), ("security_entry", "body")])
def test_malformed_tables_beside_the_trail_stop_nothing(
    spoilt: Spoilt, table: str, column: str
) -> None:
    attack(spoilt.bureau, f"UPDATE {table} SET {column} = 'x' || CAST(x'ff' AS TEXT)"
           if column != "state" else "PRAGMA ignore_check_constraints = ON")

    list(audit(spoilt.bureau.engine, spoilt.bureau.keys, spoilt.bureau.store, TODAY))


def test_days_are_those_an_independent_library_counts() -> None:
    days = days_of([(n, "", text) for n, text in enumerate(shipped_texts())])
    wrong = [day for day in counted_by_hand.every_day(date(2008, 1, 1), date(2026, 12, 31))
             if days.is_worked(day) != counted_by_hand.worked(day)]

    assert wrong == []
    assert days.known_until == date(2026, 12, 31)


def test_the_limit_counted_again_is_that_of_the_clock_at_every_stage(stages: Stages) -> None:
    """Two programs, one date: the clock replays the moves, the auditor walks the days."""
    with reading(stages.bureau.engine) as connection:
        world = world_of(connection)
        for name, no in stages.numbers.items():
            clock = stages.bureau.see(no).clock
            rows = connection.execute(select(TrailEntry.seq, TrailEntry.body).where(
                TrailEntry.request == no).order_by(TrailEntry.seq))
            case = case_file(no, [(row.seq, row.body) for row in rows])
            came_on = limit.received_on(case)
            if clock is None or came_on is None:
                assert (clock, came_on) == (None, None), name
                continue
            found = limit.limit_of(case, world.bureaus["BJZR"], world.days(()), came_on,
                                   clock.as_of)

            assert (came_on, found.due_on) == (clock.received_on, clock.due_on), name


DAYS = [date(2010, 3, 1), date(2015, 4, 30), date(2015, 5, 1), date(2023, 12, 31),
        date(2024, 1, 1), date(2026, 6, 1)]
BODIES = ("甲市人民政府", "乙省自然资源厅")


def _told(outcome: Outcome, basis: str) -> Told:
    """An answer as a letter of this outcome carries it."""
    if outcome is Outcome.PARTIAL:
        return Told({"kind": "partial", "basis": [], "withheld": [{"basis": [basis]}]})
    refused = outcome.value.startswith("deny.") and outcome is not Outcome.DENY_QUERY
    return Told({"kind": "refused" if refused else outcome.value, "basis": [basis]})


@pytest.mark.parametrize("kind", AgencyKind)
def test_remedies_as_the_law_writes_them_are_right_by_the_auditors_table(kind: AgencyKind) -> None:
    """Two tables, every outcome on every basis on both sides of every change of law."""
    agency = Agency(1, kind.value, tuple(
        (key, date(2008, 5, 1), value) for key, value in (
            ("reconsideration_bodies", "\n".join(BODIES)), ("court", "甲市法院"))))
    for day in DAYS:
        text = "2019" if day >= date(2019, 5, 15) else "2008"
        for outcome, rule in RULES.items():
            for article in rule.articles.get(text, ()):
                if outcome is Outcome.PARTIAL and article in ("37", "22"):
                    continue  # the basis of the whole, not of what is withheld
                printed = [clause.text for clause in remedies(
                    outcome, [article], decided_on=day, agency_kind=kind,
                    bodies=RemedyBodies(BODIES, "甲市法院")).clauses]
                told = _told(outcome, cite(article, text))
                decision = Decision((told,), (1,), day, agency, False)

                assert list(remedies_told(decision, printed)) == [], (day, outcome, article)
                if day >= date(2024, 1, 1):  # the old words no longer do
                    old = [one.replace("6个月", "3个月").replace("15日", "30日") for one in printed]
                    assert list(remedies_told(decision, old)) != []


def test_a_long_period_is_given_up_not_counted_for_ever() -> None:
    with pytest.raises(ValueError, match="逐日计算"):
        days_of([]).nth_after(date(2026, 1, 1), 10**9)
    assert days_of([]).worked_between(date(2026, 1, 1), date(2026, 1, 1) + timedelta(10**5)) > 0
