"""The remedies a document names, by its basis, date, signer and service."""

from datetime import date, timedelta

import pytest

from workflow.errors import BadFacts, RuleNotInForce
from workflow.law.authorities import ReviewAuthority
from workflow.law.dated import DatedRule, Since
from workflow.law.remedies import Remedies, RemedyBodies, remedies
from workflow.law.remedy_texts import REMEDY_WORDING, Wording
from workflow.terms import AgencyKind, DocumentKind, Outcome

SAME = ReviewAuthority.SAME_LEVEL_GOVERNMENT
HIGHER = ReviewAuthority.NEXT_HIGHER_GOVERNMENT
ITSELF = ReviewAuthority.ITSELF
SUPERIOR = ReviewAuthority.SUPERIOR_DEPARTMENT

IN_A, IN_B, IN_C = date(2014, 11, 4), date(2020, 3, 2), date(2024, 10, 30)
BODIES = RemedyBodies(
    ("虚构县人民政府", "虚构市自然资源局"), "虚构县人民法院", "https://example.invalid/"
)

DENIALS = [outcome for outcome in Outcome if outcome.value.startswith("deny.")]
FREE = [
    outcome for outcome in Outcome
    if outcome not in DENIALS and outcome is not Outcome.PARTIAL
]  # fmt: skip


def of(
    subject: Outcome | DocumentKind,
    *articles: str,
    on: date = IN_C,
    kind: AgencyKind = AgencyKind.COUNTY_DEPARTMENT,
    bodies: RemedyBodies | None = BODIES,
    served_online: bool = False,
    received_on: date | None = None,
) -> Remedies:
    return remedies(
        subject, articles, decided_on=on, agency_kind=kind, bodies=bodies,
        served_online=served_online, received_on=received_on,
    )  # fmt: skip


class TestWording:
    def test_a_later_wording_holds_from_its_day_and_leaves_earlier_letters_alone(self) -> None:
        """A version is added as data: name, texts, first day."""
        newer = Wording(
            "2027-01", "{reconsideration_days}日内找{bodies}，{months}个月内找{court}。",
            "先找{bodies}（{reconsideration_days}日），再找{court}（{days_after}日）{ruling}。",
            "！", "网址：{channel}。")
        first = REMEDY_WORDING.history[0]
        both = DatedRule(
            REMEDY_WORDING.name, REMEDY_WORDING.label, REMEDY_WORDING.unit,
            REMEDY_WORDING.decided_by, (first, Since(date(2027, 1, 1), newer, "审定单")))

        def at(day: date) -> Remedies:
            return remedies(
                Outcome.DENY_PROCESS, decided_on=day, bodies=BODIES, wordings=both,
                agency_kind=AgencyKind.COUNTY_DEPARTMENT)

        before, after = at(date(2026, 12, 31)), at(date(2027, 1, 1))
        assert (before.text_version, after.text_version) == ("2026-11", "2027-01")
        assert before.clauses == of(Outcome.DENY_PROCESS, on=date(2026, 12, 31)).clauses
        assert after.clauses[0].text == "先找虚构县人民政府（60日），再找虚构县人民法院（15日）。"

    def test_until_2015_sixty_days_or_three_months(self) -> None:
        [clause] = of(Outcome.DENY_PROCESS, on=IN_A).clauses

        assert clause.text == (
            "如对本答复不服，可以在收到本答复之日起60日内向虚构县人民政府或者虚构市自然资源局"
            "申请行政复议，或者在3个月内向虚构县人民法院提起行政诉讼。"
        )

    def test_until_2023_sixty_days_or_six_months(self) -> None:
        [clause] = of(Outcome.DENY_PROCESS, on=IN_B).clauses

        assert clause.text == (
            "如对本答复不服，可以在收到本答复之日起60日内向虚构县人民政府或者虚构市自然资源局"
            "申请行政复议，或者在6个月内向虚构县人民法院提起行政诉讼。"
        )

    def test_since_2024_a_refusal_says_reconsideration_first(self) -> None:
        [clause] = of(Outcome.DENY_PROCESS).clauses

        assert clause.text == (
            "如对本答复不服，应当自收到本答复之日起60日内先向虚构县人民政府申请行政复议；"
            "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内"
            "向虚构县人民法院提起行政诉讼。"
        )
        assert clause.reconsideration_first
        assert (clause.litigation_days, clause.litigation_months) == (15, None)

    def test_since_2024_anything_else_leaves_the_choice(self) -> None:
        [clause] = of(Outcome.UNABLE_NOT_HELD).clauses

        assert clause.text == (
            "如对本答复不服，可以在收到本答复之日起60日内向虚构县人民政府申请行政复议，"
            "或者在6个月内向虚构县人民法院提起行政诉讼。"
        )

    def test_the_state_council_may_rule_where_the_agency_reconsiders_itself(self) -> None:
        kind = AgencyKind.PROVINCIAL_GOVERNMENT
        [clause] = of(Outcome.DENY_LAW, kind=kind, bodies=None).clauses

        assert "先向本机关申请行政复议" in clause.text
        assert clause.text.endswith("向有管辖权的人民法院提起行政诉讼，也可以向国务院申请裁决。")

    def test_without_names_the_kinds_stand_in_words(self) -> None:
        [clause] = of(Outcome.GRANTED, on=IN_A, bodies=None).clauses

        assert "向本级人民政府或者上一级主管部门申请行政复议" in clause.text


class TestReconsiderationFirst:
    @pytest.mark.parametrize(
        ("decided_on", "first"),
        [(date(2023, 12, 31), False), (date(2024, 1, 1), True), (date(2024, 1, 2), True)],
        ids=["day-before", "day-of", "day-after"],
    )
    def test_it_began_with_the_revised_act_art_23(self, decided_on: date, first: bool) -> None:
        [clause] = of(Outcome.DENY_SECRET, on=decided_on).clauses

        assert clause.reconsideration_first is first

    @pytest.mark.parametrize(
        ("outcome", "article"),
        [
            (Outcome.DENY_SECRET, "14"), (Outcome.DENY_LAW, "14"), (Outcome.DENY_SAFETY, "14"),
            (Outcome.DENY_THIRD_PARTY, "15"), (Outcome.DENY_THIRD_PARTY, "32"),
            (Outcome.DENY_INTERNAL, "16.1"), (Outcome.DENY_INTERNAL, "16"),
            (Outcome.DENY_PROCESS, "16.2"), (Outcome.DENY_PROCESS, "16"),
            (Outcome.DENY_PROCESS, "36.3"), (Outcome.DENY_ENFORCEMENT_FILE, "16.2"),
        ],
    )  # fmt: skip
    def test_it_covers_refusals_under_arts_14_to_16(self, outcome: Outcome, article: str) -> None:
        assert of(outcome, article).clauses[0].reconsideration_first

    @pytest.mark.parametrize(
        ("outcome", "article"),
        [
            (Outcome.DENY_SAFETY, "8"), (Outcome.DENY_SECRET, "14.4"), (Outcome.DENY_SECRET, "14"),
            (Outcome.DENY_THIRD_PARTY, "23"), (Outcome.DENY_PROCESS, "21.2"),
        ],
    )  # fmt: skip
    def test_it_covers_refusals_under_the_2008_regulation_decided_later(
        self, outcome: Outcome, article: str
    ) -> None:
        assert of(outcome, article).clauses[0].reconsideration_first

    @pytest.mark.parametrize("outcome", FREE)
    def test_it_does_not_cover_what_is_no_refusal(self, outcome: Outcome) -> None:
        assert not of(outcome).clauses[0].reconsideration_first

    def test_the_article_decides_and_not_the_row_of_the_report(self) -> None:
        assert not of(Outcome.DENY_QUERY).clauses[0].reconsideration_first  # 36.7
        # 行政查询事项 of a request under R2008, decided anew since 2024
        assert not of(Outcome.DENY_QUERY, "21.2").clauses[0].reconsideration_first

    @pytest.mark.parametrize(
        ("outcome", "article"),
        [
            (Outcome.DENY_QUERY, "14"), (Outcome.DENY_SECRET, "36.7"),
            (Outcome.DENY_SECRET, "14.1"), (Outcome.DENY_LAW, "14.1"),
            (Outcome.DENY_THIRD_PARTY, "15.1"), (Outcome.GRANTED, "14"),
            *((Outcome.DENY_PROCESS, article) for article in (
                "014", "14.1", "14.2", "15.1", "15.2", "16.3", "16.9", "16.01", "１６", "１６.１",
                "37", "36.7")),
            (Outcome.PARTIAL, "36.2"), (Outcome.PARTIAL, "16.9"), (Outcome.OTHER_OTHER, "14"),
        ],
    )  # fmt: skip
    def test_an_article_that_does_not_carry_the_outcome_is_refused(
        self, outcome: Outcome, article: str
    ) -> None:
        """A wrong key must never end as the free choice."""
        with pytest.raises(BadFacts, match=r"不能依据|没有第"):
            of(outcome, article)


class TestPartial:
    def test_since_2024_it_has_one_clause_for_each_part(self) -> None:
        withheld, given = of(Outcome.PARTIAL, "37", "15").clauses

        assert (withheld.scope, withheld.reconsideration_first) == ("withheld", True)
        assert withheld.text.startswith("如对本答复中不予公开的部分不服，应当")
        assert (given.scope, given.reconsideration_first) == ("given", False)
        assert given.text.startswith("如对本答复的其余部分不服，可以")

    def test_what_is_withheld_for_a_third_partys_objection_goes_first(self) -> None:
        withheld, given = of(Outcome.PARTIAL, "32").clauses

        assert (withheld.scope, withheld.reconsideration_first) == ("withheld", True)
        assert (given.scope, given.reconsideration_first) == ("given", False)

    @pytest.mark.parametrize("article", ["2", "36.4", "36.7"])
    def test_a_withheld_part_outside_arts_14_to_16_leaves_the_choice(self, article: str) -> None:
        [clause] = of(Outcome.PARTIAL, "37", article).clauses

        assert (clause.scope, clause.reconsideration_first) == ("whole", False)

    @pytest.mark.parametrize("decided_on", [IN_A, IN_B])
    def test_before_2024_it_has_one_clause(self, decided_on: date) -> None:
        [clause] = of(Outcome.PARTIAL, "22", on=decided_on).clauses

        assert clause.scope == "whole"

    @pytest.mark.parametrize("articles", [(), ("37",)])
    def test_it_needs_the_basis_of_the_withheld_part(self, articles: tuple[str, ...]) -> None:
        with pytest.raises(BadFacts, match="部分公开"):
            of(Outcome.PARTIAL, *articles)


class TestNotices:
    @pytest.mark.parametrize("decided_on", [IN_A, IN_B, IN_C])
    @pytest.mark.parametrize(
        "kind",
        [
            DocumentKind.RECEIPT,
            DocumentKind.SUPPLEMENT,
            DocumentKind.EXTENSION,
            DocumentKind.CONSULTATION,
            DocumentKind.CONSULTATION_TOLD,
        ],
    )
    def test_a_procedural_notice_names_none(self, kind: DocumentKind, decided_on: date) -> None:
        assert of(kind, on=decided_on).clauses == ()

    @pytest.mark.parametrize(("decided_on", "months"), [(IN_A, 3), (IN_B, 6), (IN_C, 6)])
    def test_the_notice_of_disclosure_to_a_third_party_names_them(
        self, decided_on: date, months: int
    ) -> None:
        [clause] = of(DocumentKind.DISCLOSURE_TOLD, on=decided_on).clauses

        assert clause.text.startswith("如对本告知书不服，可以在收到本告知书之日起60日内")
        assert clause.litigation_months == months


class TestAuthority:
    @pytest.mark.parametrize(
        ("kind", "before_2024", "since_2024"),
        [
            (AgencyKind.COUNTY_DEPARTMENT, (SAME, SUPERIOR), (SAME,)),
            (AgencyKind.CITY_DEPARTMENT, (SAME, SUPERIOR), (SAME,)),
            (AgencyKind.PROVINCIAL_DEPARTMENT, (SAME, SUPERIOR), (SAME,)),
            (AgencyKind.TOWNSHIP_GOVERNMENT, (HIGHER,), (HIGHER,)),
            (AgencyKind.COUNTY_GOVERNMENT, (HIGHER,), (HIGHER,)),
            (AgencyKind.CITY_GOVERNMENT, (HIGHER,), (HIGHER,)),
            (AgencyKind.PROVINCIAL_GOVERNMENT, (ITSELF,), (ITSELF,)),
            (AgencyKind.STATE_COUNCIL_DEPARTMENT, (ITSELF,), (ITSELF,)),
            (AgencyKind.VERTICAL_DEPARTMENT, (SUPERIOR,), (SUPERIOR,)),
            (AgencyKind.JUSTICE_BUREAU, (SAME, SUPERIOR), (SAME, SUPERIOR)),
            (AgencyKind.STREET_OFFICE, (HIGHER,), (HIGHER,)),
            (AgencyKind.DISPATCHED_OFFICE, (SAME, SUPERIOR), (SAME,)),
            (AgencyKind.AUTHORISED_ORGANISATION, (SAME, SUPERIOR), (SAME,)),
        ],
    )
    def test_the_kind_of_agency_and_the_day_decide_arts_24_to_28(
        self,
        kind: AgencyKind,
        before_2024: tuple[ReviewAuthority, ...],
        since_2024: tuple[ReviewAuthority, ...],
    ) -> None:
        eve, day = date(2023, 12, 31), date(2024, 1, 1)

        assert of(Outcome.GRANTED, on=eve, kind=kind).authority == before_2024
        assert of(Outcome.GRANTED, on=day, kind=kind).authority == since_2024

    def test_the_letter_names_no_more_bodies_than_the_law_offers(self) -> None:
        [clause] = of(Outcome.GRANTED).clauses

        assert "虚构市自然资源局" not in clause.text


class TestDays:
    def test_the_periods_run_from_the_receipt_of_the_reply(self) -> None:
        found = of(Outcome.GRANTED, received_on=date(2024, 11, 1))

        assert found.reconsider_by == date(2024, 12, 31)
        assert found.clauses[0].sue_by == date(2025, 5, 6)

    def test_after_reconsideration_the_last_day_is_not_yet_known(self) -> None:
        found = of(Outcome.DENY_SECRET, received_on=date(2024, 11, 1))

        assert found.reconsider_by == date(2024, 12, 31)
        assert found.clauses[0].sue_by is None

    @pytest.mark.parametrize(
        ("received_on", "sue_by", "longer"),
        [
            (date(2015, 1, 30), date(2015, 4, 30), False),  # three months run out on the eve
            (date(2015, 2, 1), date(2015, 8, 3), True),  # to 1 May: not run out; Saturday to Monday
            (date(2015, 2, 28), date(2015, 8, 28), True),
        ],
        ids=["run-out", "first-not-run-out", "later"],
    )
    def test_three_months_still_running_on_1_may_2015_became_six(
        self, received_on: date, sue_by: date, longer: bool
    ) -> None:
        [clause] = of(
            Outcome.DENY_LAW, on=received_on - timedelta(2), received_on=received_on
        ).clauses

        assert (clause.sue_by, clause.litigation_months) == (sue_by, 3)
        assert bool(clause.note) is longer

    @pytest.mark.parametrize(
        ("decided_on", "period", "months"),
        [
            (date(2008, 5, 1), "A", 3),
            (date(2015, 4, 30), "A", 3),
            (date(2015, 5, 1), "B", 6),
            (date(2015, 5, 2), "B", 6),
            (date(2023, 12, 31), "B", 6),
            (date(2024, 1, 1), "C", 6),
        ],
    )
    def test_the_day_of_decision_picks_the_period(
        self, decided_on: date, period: str, months: int
    ) -> None:
        found = of(Outcome.GRANTED, on=decided_on)

        assert (found.period, found.reconsideration_days) == (period, 60)
        assert found.clauses[0].litigation_months == months

    def test_before_the_regulation_there_was_nothing_to_reply_to(self) -> None:
        with pytest.raises(RuleNotInForce):
            of(Outcome.GRANTED, on=date(2008, 4, 30))

    def test_nobody_receives_a_reply_before_it_is_made(self) -> None:
        with pytest.raises(BadFacts, match="早于答复日期"):
            of(Outcome.GRANTED, received_on=date(2024, 10, 29))


class TestOnline:
    def test_served_online_the_online_channel_is_named_art_22(self) -> None:
        text = of(Outcome.GRANTED, served_online=True).clauses[-1].text

        assert text.endswith("申请行政复议的，可以通过互联网渠道提出：https://example.invalid/。")

    def test_before_2024_it_is_not(self) -> None:
        assert "互联网" not in of(Outcome.GRANTED, on=IN_B, served_online=True).clauses[0].text

    def test_an_agency_without_one_may_not_serve_online(self) -> None:
        with pytest.raises(BadFacts, match="网上申请行政复议的渠道") as refused:
            of(Outcome.GRANTED, served_online=True, bodies=RemedyBodies(("虚构县人民政府",)))

        assert refused.value.reason.article == "《行政复议法》第二十二条第二款"


def test_an_article_the_regulation_does_not_have_is_refused() -> None:
    with pytest.raises(BadFacts, match="没有第99条"):
        of(Outcome.GRANTED, "99")
