"""Whatever may lawfully be decided becomes a letter that passes, with the remedies of the law.

And for each single thing that is not as the file or the law of the day has it, exactly that is
named: 发文前校对.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from letters.render import Press
from letters.replies import PartlyGiven, Reply
from tests.bureau import SETTINGS, Bureau
from tests.letters.compulsory import blank, compulsory
from tests.letters.reading import squeezed, text_of
from tests.workflow.lawful import ANYTIME, GIVING, TURNS, Lawful, a_partial, bodies_of, lawful
from workflow import proofreading
from workflow.law.remedies import RemedyBodies, remedies
from workflow.record.people import Office
from workflow.terms import AgencyKind, DocumentKind, Outcome

#: None stands for the withdrawal of the whole request.
ENDINGS = [*Outcome, None]
#: What sends the applicant to reconsideration first since 2024 (复议法第二十三条第一款第四项).
REFUSING = {"14", "15", "16.1", "16.2", "32", "36.3", "8", "14.4", "21.2", "23"}
IN_C = date(2024, 1, 1)  # Monday
ONLINE = "滨江省行政复议平台（fy.example.invalid）"

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
often = settings(max_examples=25, deadline=None, suppress_health_check=_SLOW)
seldom = settings(
    max_examples=7, deadline=None, phases=[Phase.generate],
    suppress_health_check=[*_SLOW, HealthCheck.function_scoped_fixture])
any_ending = st.sampled_from(ENDINGS).flatmap(lawful)
by_ending = pytest.mark.parametrize(
    "outcome", ENDINGS, ids=lambda one: one.value if one else "withdrawn")


def blocking(found: Lawful, letter: Reply) -> list[str]:
    return [one.field for one in proofreading.findings(found.action, DocumentKind.REPLY, letter)
            if one.blocking]


def by_the_law(found: Lawful) -> tuple[str, ...]:
    """The paragraphs the law code gives, asked item by item and put together here."""
    if found.case.withdrawn_on:
        return ()
    kept = tuple(dict.fromkeys(
        key for _, outcome, articles in found.decided if outcome not in GIVING
        for key in articles))
    outcomes = {outcome for _, outcome, _ in found.decided}
    decided = found.decided
    mixed = outcomes & {*GIVING, Outcome.PARTIAL} and outcomes - {*GIVING}
    if mixed and len(outcomes) > 1 and kept:
        decided = [(0, Outcome.PARTIAL, kept)]
    told: dict[tuple[str, ...], list[int]] = {}
    names, court, online = bodies_of(found.action.office)
    for item, outcome, articles in decided:
        clauses = remedies(
            outcome, articles, decided_on=found.dated, agency_kind=found.action.office.kind,
            bodies=RemedyBodies(names, court, online), served_online=found.online).clauses
        told.setdefault(tuple(one.text for one in clauses), []).append(item)
    if len(told) == 1:
        return next(iter(told))
    return tuple(f"关于第{'、'.join(map(str, items))}项申请内容：{text}"
                 for texts, items in told.items() for text in texts)


class TestLawful:
    @by_ending
    @often
    @given(data=st.data())
    def test_the_letter_passes_and_its_clause_is_the_laws(
        self, outcome: Outcome | None, data: st.DataObject
    ) -> None:
        found = data.draw(lawful(outcome))
        letter = found.letter

        assert blocking(found, letter) == []
        assert letter.remedies == by_the_law(found)

    @settings(often, max_examples=120)
    @given(found=any_ending)
    def test_the_clause_says_what_the_law_of_its_day_says(self, found: Lawful) -> None:
        """Read off law and date alone: the term to sue, reconsideration first, the online way."""
        if found.case.withdrawn_on:
            return
        said = "".join(found.letter.remedies)
        first = found.dated >= IN_C and any(
            REFUSING.intersection(articles) for _, outcome, articles in found.decided
            if outcome not in GIVING)

        assert ("先向" in said) is first
        assert ("3个月" in said) is (found.dated < date(2015, 5, 1))
        assert ("fy.example.invalid" in said) is (found.online and found.dated >= IN_C)

    @seldom
    @given(found=any_ending)
    def test_the_printed_clause_is_the_clause(self, press: Press, found: Lawful) -> None:
        page = text_of(press.print(found.letter).data)

        assert [each for each in by_the_law(found) if squeezed(each) not in page] == []
        assert ("救济途径" in page) is bool(by_the_law(found))

    @pytest.mark.parametrize("reached", [
        lambda found: found.dated < date(2015, 5, 1),
        lambda found: date(2015, 5, 1) <= found.dated < IN_C,
        lambda found: found.dated >= IN_C and found.online,
        lambda found: found.regulation == "2008" and found.dated >= date(2019, 5, 15),
        lambda found: found.action.clock.late_by_working_days > 20,
        lambda found: len({outcome for _, outcome, _ in found.decided}) == 3,
    ], ids=["A", "B", "C-online", "2008-text-later", "late", "mixed"])
    def test_the_cases_reach(self, reached: Callable[[Lawful], bool]) -> None:
        found = find(st.sampled_from(ANYTIME).flatmap(lawful), reached, settings=FINDING)

        assert blocking(found, found.letter) == []

    @often
    @given(kind=st.sampled_from(DocumentKind), agency=st.sampled_from(AgencyKind),
           on=st.one_of(st.sampled_from(TURNS), st.dates(date(2009, 1, 1), date(2026, 12, 31))))
    def test_a_procedural_notice_has_no_clause_in_law(
        self, kind: DocumentKind, agency: AgencyKind, on: date
    ) -> None:
        """国办函〔2021〕132号第三条; what decides something has one of its own."""
        deciding = (DocumentKind.DISCLOSURE_TOLD, DocumentKind.REVOCATION)

        assert bool(remedies(kind, decided_on=on, agency_kind=agency).clauses) is (kind in deciding)


    def test_late_on_a_rest_day_names_the_day_and_no_working_days(self) -> None:
        found = a_partial(date(2026, 5, 15), date(2026, 6, 13))  # Friday; Saturday
        clock, letter = found.action.clock, found.letter

        assert clock is not None
        assert (clock.due_on, clock.late_by_working_days) == (date(2026, 6, 12), 0)
        assert "该期限已于2026年6月12日届满" in letter.lateness
        assert blocking(found, letter) == []


class TestOneThingMissing:
    @often
    @given(found=any_ending, data=st.data())
    def test_what_is_left_blank_is_named_alone(self, found: Lawful, data: st.DataObject) -> None:
        letter = found.letter
        path = data.draw(st.sampled_from(list(compulsory(letter))))

        assert blocking(found, blank(letter, path, data.draw(st.sampled_from(["", " "])))) == [path]

    @pytest.mark.parametrize(("change", "field"), [
        # number: of its kind and year, without leading zeros, not of another letter
        (lambda one: {"number": f"虚构公开答〔{one.dated.year - 1}〕7号"}, "number"),
        (lambda one: {"number": f"虚构公开补〔{one.dated.year}〕7号"}, "number"),
        (lambda one: {"number": f"虚构公开答〔{one.dated.year}〕07号"}, "number"),
        (lambda one: {"number": f"别处公开答〔{one.dated.year}〕7号"}, "number"),
        # who writes, to whom, about what
        (lambda one: {"signer": "虚构机关办公室"}, "signer"),
        (lambda one: {"addressee": "别人"}, "addressee"),
        (lambda one: {"request_no": "XGJG-2026-0008"}, "request_no"),
        (lambda one: {"received_on": one.received_on - timedelta(1)}, "received_on"),
        (lambda one: {"channel": "鸽子"}, "channel"),
        (lambda one: {"wanted": f"{one.wanted}等"}, "wanted"),
        (lambda one: {"receipt_code": ""}, "receipt_code"),
        (lambda one: {"chronology": ()}, "chronology"),
        # what is decided, and on which articles
        (lambda one: {"answers": (*one.answers, *one.answers)}, "answers"),
        (lambda one: answer(one, item="别的"), "answers[0].item"),
        (lambda one: answer(one, basis=("第三十六条第（四）项",)), "answers[0].basis"),
        (lambda one: part(one, basis=("第三十条",)), "answers[0].withheld[0].basis"),
        (lambda one: part(one, basis=()), "answers[0].withheld[0].basis"),
        (lambda one: part(one, reason=" "), "answers[0].withheld[0].reason"),
        (lambda one: part(one, public_interest=""), "answers[0].withheld[0].public_interest"),
        (lambda one: answer(one, other_form_reason=""), "answers[0].other_form_reason"),
        (lambda one: answer(one, description="承包人999999198001010017"), "answers[0].description"),
        # remedies: none, of another day, body or service
        (lambda one: {"remedies": ()}, "remedies"),
        (lambda one: {"remedies": one.remedies[1:]}, "remedies"),
        (lambda one: {"remedies": told(on=date(2020, 3, 2))}, "remedies"),
        (lambda one: {"remedies": told(body="别处人民政府")}, "remedies"),
        (lambda one: {"remedies": told(court="别处人民法院")}, "remedies"),
        (lambda one: {"remedies": told(online=False)}, "remedies"),
        # the limit: by how much late, and why
        (lambda one: {"lateness": ""}, "lateness"),
        (lambda one: {"lateness": one.lateness.split("，原因：")[0] + "。"}, "lateness"),
        (lambda one: {"lateness": "本答复超过法定答复期限999个工作日，原因：案多。"}, "lateness"),
    ])
    def test_what_is_not_as_the_file_has_it_is_named_alone(
        self, change: Callable[[Reply], dict[str, Any]], field: str
    ) -> None:
        found = partly()
        letter = found.letter
        assert blocking(found, letter) == []

        wrong = replace(letter, **change(letter))
        against = [one for one in proofreading.findings(
            found.action, DocumentKind.REPLY, wrong) if one.blocking]

        assert [one.field for one in against] == [field]
        assert against[0].article

    def test_a_number_is_used_once(self) -> None:
        found = a_partial()
        recalled = replace(
            found.case.documents["1-1"], kind=DocumentKind.REPLY, number=found.letter.number)
        found.case.documents["9-1"] = recalled

        assert blocking(found, found.letter) == ["number"]

    def test_a_letter_in_time_says_nothing_of_lateness(self) -> None:
        found = find(lawful(Outcome.GRANTED), lambda one: not one.letter.lateness, settings=FINDING)
        late = replace(found.letter, lateness="本答复超过法定答复期限1个工作日，原因：案多。")

        assert blocking(found, late) == ["lateness"]

    def test_listed_enclosures_without_a_file_are_a_doubt(self) -> None:
        found = find(lawful(Outcome.GRANTED), lambda one: one.letter.attachments, settings=FINDING)
        against = proofreading.findings(found.action, DocumentKind.REPLY, found.letter)

        assert ("attachments", False) in [(one.field, one.blocking) for one in against]


FINDING = settings(max_examples=500, database=None, deadline=None, phases=[Phase.generate])


@cache
def partly() -> Lawful:
    """The one case whose letter is spoilt in each way."""
    return a_partial()


def answer(letter: Reply, **own: Any) -> dict[str, Any]:
    """The letter's one answer, changed."""
    return {"answers": (replace(letter.answers[0], **own),)}


def part(letter: Reply, **own: Any) -> dict[str, Any]:
    """The one withheld part of it, changed."""
    one = letter.answers[0]
    assert isinstance(one, PartlyGiven)
    return answer(letter, withheld=(replace(one.withheld[0], **own),))


def told(
    on: date | None = None, body: str = "", court: str = "", online: bool = True
) -> tuple[str, ...]:
    """The remedies of the same decision on another day, of another body, at another court."""
    found = partly()
    names, own_court, channel = bodies_of(found.action.office)
    return tuple(one.text for one in remedies(
        Outcome.PARTIAL, found.decided[0][2], decided_on=on or found.dated, served_online=online,
        agency_kind=found.action.office.kind, bodies=RemedyBodies(
            (body,) if body else names, court or own_court, channel)).clauses)


class TestAtTheDesk:
    @seldom
    @given(found=st.sampled_from(ANYTIME).flatmap(lawful).filter(
        lambda one: not one.case.consultations))
    def test_what_is_lawful_is_issued_with_the_clause_of_the_law(
        self, small_bureau: Bureau, found: Lawful
    ) -> None:
        bureau, case = small_bureau, found.case
        bureau.set("online_reconsideration", ONLINE, since="2008-05-01")
        no = received(bureau, found)
        bureau.at(f"{found.dated} 09:00")
        for one in case.searches:
            bureau.act(no, "handler", "record_search", item=one.item, where=one.where,
                       terms=one.terms, period=one.period, by=one.by, on=one.on.isoformat(),
                       found=False, result=one.result)
        bureau.act(no, "handler", "draft_reply", **found.typed)
        bureau.act(no, "handler", "submit_for_review")
        bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
        bureau.act(no, "legal", "legal_review", advice="agree", reasons="合法")
        bureau.act(no, "reviewer", "approve", still_public=True)
        bureau.act(no, "clerk", "issue", late_reason="案多", acknowledged="附件为纸质，已核对")

        page = text_of(bureau.desk.document(
            no, bureau.newest(no, "reply"), bureau.who("clerk"), bureau.now))
        found.action.office = _OURS
        assert [each for each in by_the_law(found) if squeezed(each) not in page] == []


_OURS = Office(
    1, "BJZR", "滨江市自然资源局", "滨自然资", AgencyKind.CITY_DEPARTMENT,
    {**SETTINGS, "online_reconsideration": ONLINE})


def received(bureau: Bureau, found: Lawful) -> str:
    """The same request, handed in at the counter and given to its handler."""
    case = found.case
    bureau.at(f"{case.received_on} 09:00")
    no = bureau.receive(
        channel="in_person", submitted_on=str(case.received_on), form_wanted=case.form_wanted,
        online_consent=case.online_consent, applicant_kind=case.applicant_kind.value,
        items=[{"wanted": one.wanted} for one in case.items.values()])
    bureau.act(no, "clerk", "register")
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    return no
