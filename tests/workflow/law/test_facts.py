"""Facts from outside: JSON in, a clock or a refusal out."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.law.told import on
from workflow.errors import BadFacts
from workflow.law.clock import Move, replay
from workflow.law.facts import clock_from_json, clocks_from_json, receipt_from_json
from workflow.law.remedy_facts import remedies_from_keys
from workflow.terms import MoveKind, Party

TODAY = date(2026, 11, 23)

CASE: dict[str, object] = {
    "received_on": "2024-09-27",
    "as_of": "2024-10-20",
    "moves": [
        {"kind": "consultation_sent", "ref": "A", "party": "third_party", "on": "2024-10-10"},
        {"kind": "consultation_received", "ref": "A", "on": "2024-10-11"},
    ],
}


def test_the_clock_of_one_request_has_every_promised_key() -> None:
    clock = clock_from_json(CASE, TODAY)

    promised = {
        "regulation", "received_on", "due_on", "supplement_notice_due_on", "extended_due_limit",
        "state", "used_working_days", "left_working_days", "provisional", "projected", "late",
        "waiting_for", "ended_by", "ledger",
    }  # fmt: skip
    assert promised <= set(clock)
    assert (clock["state"], clock["due_on"]) == ("paused", "2024-11-21")
    assert json.loads(json.dumps(clock)) == clock


def test_what_ended_it_is_told_once_it_has_ended() -> None:
    given = {"received_on": "2024-09-27", "moves": [{"kind": "replied", "on": "2024-10-29"}]}
    before = clock_from_json({**given, "as_of": "2024-10-28"}, TODAY)
    after = clock_from_json({**given, "as_of": "2024-10-29"}, TODAY)

    assert (before["state"], before["ended_by"], before["ended_on"]) == ("running", None, None)
    assert (after["state"], after["ended_by"], after["ended_on"]) == (
        "ended", "已答复", "2024-10-29",
    )  # fmt: skip


def test_every_date_that_the_coming_notice_may_move_is_named() -> None:
    clock = clock_from_json({"received_on": "2026-11-02"}, TODAY)

    assert (clock["due_on"], clock["provisional"]) == ("2026-11-30", False)
    assert clock["provisional_dates"] == []
    later = clock_from_json({"received_on": "2026-11-23"}, TODAY)
    assert (later["provisional"], later["provisional_dates"]) == (False, ["extended_due_limit"])


def test_the_proof_stands_beside_the_ledger() -> None:
    receipt = {"channel": "fax", "submitted_on": "2024-09-27", "confirmed_on": "2024-09-29"}
    clock = clock_from_json({"receipt": receipt, "as_of": "2024-10-20"}, TODAY)

    assert clock["notices"] == ["国办发明电〔2023〕7号"]
    assert "尚余8个工作日" in str(clock["conclusion"])
    assert isinstance(clock["alternatives"], list)
    assert clock["alternatives"][-1]["other_due_on"] == "2024-10-31"
    assert isinstance(clock["receipt"], dict)
    assert clock["receipt"]["other_on"] == "2024-09-29"


def test_the_ledger_may_be_left_out() -> None:
    clock = replay(on(9, 27), [], as_of=on(10, 20))

    assert "ledger" not in clock.to_json(ledger=False)


def test_without_a_day_it_is_read_today() -> None:
    clock = clock_from_json({"received_on": "2026-11-02"}, TODAY)

    assert (clock["as_of"], clock["used_working_days"]) == ("2026-11-23", 15)


def test_read_before_the_receipt_nothing_is_used_yet() -> None:
    """Thursday 26 September, the day before; the date is the same on any day."""
    clock = clock_from_json({**CASE, "as_of": "2024-09-26"}, TODAY)

    assert (clock["due_on"], clock["state"], clock["late"]) == ("2024-11-21", "running", False)
    assert (clock["used_working_days"], clock["left_working_days"]) == (0, 20)


def test_past_the_term_and_before_a_late_supplement_the_clock_has_ended_art_30() -> None:
    """Ten working days from Tuesday 8 October end on Monday 21st; the supplement came on 25th."""
    moves = [{"kind": "supplement_asked", "on": "2024-10-08", "term_working_days": 10},
             {"kind": "supplement_received", "on": "2024-10-25"}]
    stood = {day: clock_from_json({**CASE, "moves": moves, "as_of": f"2024-10-{day}"}, TODAY)
             for day in (21, 22, 24, 25)}

    assert [stood[day]["state"] for day in stood] == ["paused", "ended", "ended", "running"]
    assert stood[22]["ended_by"] == stood[24]["ended_by"] == "申请人逾期不补正，视为放弃申请"
    assert (stood[22]["ended_on"], stood[25]["ended_by"]) == ("2024-10-22", None)
    assert {clock["due_on"] for clock in stood.values()} == {"2024-11-22"}


def test_while_a_supplement_is_awaited_there_is_no_due_date_and_none_left() -> None:
    moves = [{"kind": "supplement_asked", "on": "2024-10-08", "term_working_days": 10}]
    clock = clock_from_json({**CASE, "moves": moves}, TODAY)

    assert (clock["due_on"], clock["left_working_days"]) == (None, None)
    assert (clock["waiting"], clock["waiting_until"]) == ("supplement", "2024-10-21")


def test_the_day_of_receipt_may_be_told_by_channel() -> None:
    receipt = {"channel": "ems", "submitted_on": "2024-09-26", "signed_on": "2024-09-27"}
    clock = clock_from_json({"receipt": receipt, "as_of": "2024-10-20"}, TODAY)

    assert (clock["received_on"], clock["due_on"]) == ("2024-09-27", "2024-10-30")
    assert isinstance(clock["receipt"], dict)


def test_a_disputed_choice_may_be_set() -> None:
    moves = [
        {"kind": "consultation_sent", "ref": "A", "party": "third_party", "on": "2024-10-10"},
        {"kind": "consultation_answered", "ref": "A", "on": "2024-10-25"},
    ]
    given = {**CASE, "moves": moves, "settings": {"answer_day_counts": True}}

    assert clock_from_json(given, TODAY)["due_on"] == "2024-11-14"


def test_many_requests_keep_their_order_and_a_bad_one_becomes_its_error() -> None:
    good, bad, again = clocks_from_json([CASE, {"received_on": "x"}, CASE], TODAY)

    assert good == again
    assert set(bad) == {"error", "field"}
    assert bad["field"] == "received_on"


@pytest.mark.parametrize(
    ("facts", "field", "why"),
    [
        ([], "facts", "JSON对象"),
        ({}, "received_on", "缺少日期"),
        ({"received_on": "2024-13-01"}, "received_on", "不是有效日期"),
        ({"received_on": "2024-W39-5"}, "received_on", "不是有效日期"),  # Friday 27 September
        ({"received_on": "20240927"}, "received_on", "不是有效日期"),
        ({"received_on": "２０２４-09-27"}, "received_on", "不是有效日期"),
        (
            {
                "received_on": "2024-09-27",
                "moves": [{"kind": "replied", "on": "2024-10-08", "until": "2024-12-31"}],
            },
            "moves[0].until",
            "“答复”没有这一项目",
        ),
        (
            {
                "received_on": "2024-09-27",
                "moves": [{"kind": "extended", "on": "2024-10-08", "working_days": 5, "ref": "A"}],
            },
            "moves[0].ref",
            "“延期”没有这一项目",
        ),
        (
            {
                "received_on": "2024-09-27",
                "moves": [
                    {
                        "kind": "consultation_sent",
                        "ref": "A",
                        "party": "third_party",
                        "on": "2024-10-08",
                        "term_working_days": 5,
                    }
                ],
            },
            "moves[0].term_working_days",
            "由条例规定",
        ),
        ({"received_on": "2026-11-24"}, "received_on", "晚于2026-11-23"),
        ({"received_on": "2008-04-30"}, "received_on", "自2008-05-01起施行"),
        ({"received_on": "2007-04-30"}, "received_on", "自2008-05-01起施行"),
        ({"received_on": "2024-09-27", "until": "x"}, "until", "不是许可的项目"),
        ({"received_on": "2024-09-27", "moves": {}}, "moves", "列表"),
        ({"received_on": "2024-09-27", "moves": "x"}, "moves", "列表"),
        ({"received_on": "2024-09-27", "moves": ["x"]}, "moves[0]", "JSON对象"),
        (
            {"received_on": "2024-09-27", "moves": [{"kind": "replied"}]},
            "moves[0].on",
            "缺少日期",
        ),
        (
            {"received_on": "2024-09-27", "moves": [{"kind": "replied", "on": "2024-09-26"}]},
            "moves[0].on",
            "早于收到申请之日",
        ),
        (
            {
                "received_on": "2024-09-27",
                "moves": [{"kind": "extended", "on": "2024-10-08", "working_days": 21}],
            },
            "moves[0].working_days",
            "1至20个工作日",
        ),
        ({"received_on": "2024-09-27", "settings": {"x": True}}, "settings.x", "不是计算口径"),
        (
            {"received_on": "2024-09-27", "settings": {"answer_day_counts": 1}},
            "settings.answer_day_counts",
            "true/false",
        ),
        ({"receipt": {"channel": "pigeon"}}, "channel", "不在许可的取值之内"),
        ({"receipt": {"channel": "ems"}}, "signed_on", "请填写签收日"),
        ({"receipt": {"channel": "ems", "by": "x"}}, "by", "不是许可的项目"),
        (
            {"received_on": "2024-09-27", "receipt": {"channel": "ems"}},
            "received_on",
            "只能填写一项",
        ),
        (
            {
                "receipt": {
                    "channel": "ordinary_letter",
                    "first_seen_on": "2024-09-27",
                    "called_same_day": True,
                }
            },
            "receipt",
            "尚不能确定",
        ),
        ({"receipt": {"channel": "fax", "called_same_day": 1}}, "called_same_day", "true/false"),
    ],
)
def test_bad_facts_are_refused_naming_the_field_and_an_article(
    facts: object, field: str, why: str
) -> None:
    with pytest.raises(BadFacts, match=why) as refused:
        clock_from_json(facts, TODAY)

    assert refused.value.reason.field == field
    assert str(refused.value).startswith(field)
    assert "条" in refused.value.reason.article


def test_a_receipt_alone_tells_its_day_and_rule() -> None:
    found = receipt_from_json({"channel": "in_person", "submitted_on": "2024-10-08"}, TODAY)

    assert found.on == on(10, 8)


SENT = {"kind": "consultation_sent", "ref": "A", "party": "third_party", "on": "2024-10-10"}


@pytest.mark.parametrize(
    ("moves", "field"),
    [
        pytest.param(
            [{"kind": "consultation_answered", "ref": "A", "on": "2024-10-12"}, SENT,
             {"kind": "supplement_asked", "on": "2024-10-08"},
             {"kind": "supplement_asked", "on": "2024-10-09"}],
            "moves[3].kind", id="art. 30: asked a second time"),
        pytest.param([SENT, {**SENT, "on": "2024-10-11"}], "moves[1].ref",
                     id="art. 32: a reference used twice"),
        pytest.param([{"kind": "consultation_answered", "ref": "B", "on": "2024-10-11"}, SENT],
                     "moves[0].ref", id="art. 32: an answer to nothing"),
        pytest.param([{"kind": "consultation_received", "ref": "A", "on": "2024-10-09"}, SENT],
                     "moves[0].on", id="art. 32: received before it was sent"),
        pytest.param(
            [SENT, {"kind": "consultation_answered", "ref": "A", "on": "2024-10-11"},
             {"kind": "consultation_received", "ref": "A", "on": "2024-10-14"}],
            "moves[2].on", id="art. 32: answered before it was received"),
        pytest.param([{key: SENT[key] for key in ("kind", "ref", "on")}], "moves[0].party",
                     id="art. 32: nobody asked"),
        pytest.param([SENT, {"kind": "fee_paid", "on": "2024-10-11"}], "moves[1].kind",
                     id="art. 42: paid without a notice"),
        pytest.param([SENT, {"kind": "delay_set", "on": "2024-10-11", "until": "9999-12-31"}],
                     "moves[1].until", id="art. 35: delayed beyond every calendar"),
        pytest.param([SENT, {"kind": "replied", "on": "2100-01-05"}], "moves[1].on",
                     id="art. 33: replied beyond every calendar"),
        pytest.param(
            [SENT, {"kind": "supplement_asked", "on": "2024-10-11", "term_working_days": 99999}],
            "moves[1].term_working_days", id="art. 30: a term beyond every calendar"),
    ],
)  # fmt: skip
def test_what_only_the_replay_finds_is_named_by_its_place(
    moves: list[dict[str, object]], field: str
) -> None:
    with pytest.raises(BadFacts) as refused:
        clock_from_json({"received_on": "2024-09-27", "moves": moves}, TODAY)

    assert refused.value.reason.field == field
    assert str(refused.value).startswith(f"{field}：")
    assert refused.value.reason.article


def test_a_day_to_read_beyond_every_calendar_is_named() -> None:
    with pytest.raises(BadFacts) as refused:
        clock_from_json({"received_on": "2024-09-27", "as_of": "2100-01-05"}, TODAY)

    assert refused.value.reason.field == "as_of"


class TestRemedies:
    def test_a_partial_disclosure_has_two_scoped_clauses(self) -> None:
        found = remedies_from_keys(
            "partial",
            articles=["15"],
            decided_on="2024-10-30",
            agency_kind="county_department",
            received_on="2024-10-30",
        )

        assert found["reconsider_by"] == "2024-12-30"
        assert found["authority"] == "same_level_government"
        clauses = found["clauses"]
        assert isinstance(clauses, list)
        withheld, given = clauses
        assert withheld["litigation"] == {"days_after_reconsideration": 15}
        assert given["litigation"] == {"months": 6}
        assert given["sue_by"] == "2025-04-30"

    def test_an_end_beyond_the_last_notice_is_provisional(self) -> None:
        found = remedies_from_keys(
            "granted",
            decided_on="2026-11-20",
            agency_kind="county_department",
            received_on="2026-11-23",
        )

        assert (found["reconsider_by"], found["provisional"]) == ("2027-01-22", True)
        assert isinstance(found["clauses"], list)
        assert found["clauses"][0]["provisional"]

    def test_before_2024_the_applicant_chooses_between_two(self) -> None:
        found = remedies_from_keys(
            "deny.process", decided_on="2014-11-04", agency_kind="county_department"
        )

        assert found["authority"] == ["same_level_government", "superior_department"]

    @pytest.mark.parametrize("key", ["extension", "supplement", "fee_notice", "receipt"])
    def test_procedural_letters_have_none(self, key: str) -> None:
        found = remedies_from_keys(key, decided_on="2024-10-30", agency_kind="county_department")

        assert found["clauses"] == []

    @pytest.mark.parametrize(
        ("outcome", "decided_on", "agency_kind", "field"),
        [
            ("maybe", "2024-10-30", "county_department", "outcome"),
            ("reply", "2024-10-30", "county_department", "outcome"),
            ("granted", "yesterday", "county_department", "decided_on"),
            ("granted", "2024-W44-3", "county_department", "decided_on"),
            ("granted", "2008-04-30", "county_department", "decided_on"),
            ("granted", "2024-10-30", "village", "agency_kind"),
            ("partial", "2024-10-30", "county_department", "article"),
        ],
    )
    def test_bad_keys_are_refused_naming_the_field(
        self, outcome: str, decided_on: str, agency_kind: str, field: str
    ) -> None:
        with pytest.raises(BadFacts) as refused:
            remedies_from_keys(outcome, decided_on=decided_on, agency_kind=agency_kind)

        assert refused.value.reason.field == field

    def test_an_unknown_outcome_is_answered_with_outcomes_and_notices(self) -> None:
        with pytest.raises(BadFacts) as refused:
            remedies_from_keys("maybe", decided_on="2024-10-30", agency_kind="county_department")

        for known in ("deny.process", "extension", "supplement", "fee_notice", "receipt"):
            assert known in refused.value.reason.text

    @pytest.mark.parametrize("article", ["99", "14"])
    def test_an_article_is_named_as_the_option_is(self, article: str) -> None:
        with pytest.raises(BadFacts) as refused:
            remedies_from_keys(
                "granted", articles=[article], decided_on="2024-10-30",
                agency_kind="county_department")  # fmt: skip

        assert refused.value.reason.field == "article"

    def test_a_receipt_beyond_every_calendar_is_named(self) -> None:
        with pytest.raises(BadFacts) as refused:
            remedies_from_keys(
                "granted", decided_on="2024-10-30", agency_kind="county_department",
                received_on="9999-12-31")  # fmt: skip

        assert refused.value.reason.field == "received_on"


ODD_DAYS = st.dates().map(str) | st.sampled_from(
    ["", "x", "2024-02-30", "0001-01-01", "9999-12-31"]
)
ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | ODD_DAYS
ODD_MOVES = st.fixed_dictionaries(
    {"kind": st.sampled_from([*(kind.value for kind in MoveKind), "x"]), "on": ODD_DAYS | ODD},
    optional={
        "ref": ODD,
        "party": st.sampled_from(["third_party", "other_agency", None, 1]),
        "working_days": ODD,
        "until": ODD,
        "term_working_days": ODD,
        "note": ODD,
    },
)
ODD_FACTS = st.fixed_dictionaries(
    {"received_on": ODD_DAYS | st.dates(date(2008, 5, 1), date(2026, 11, 1)).map(str)},
    optional={"as_of": ODD, "moves": st.lists(ODD_MOVES, max_size=4) | ODD, "settings": ODD},
)


def told_or_refused(facts: dict[str, object]) -> dict[str, object] | BadFacts:
    """The clock, or the refusal; anything else that is raised fails the test."""
    try:
        return clock_from_json(facts, TODAY)
    except BadFacts as refused:
        return refused


@settings(deadline=None, max_examples=400)
@given(ODD_FACTS)
def test_whatever_is_handed_in_gives_a_clock_or_a_sentence_naming_the_field(
    facts: dict[str, object],
) -> None:
    found = told_or_refused(facts)

    if isinstance(found, BadFacts):
        assert found.reason.field
        assert str(found).startswith(found.reason.field)
    else:
        assert json.loads(json.dumps(found)) == found


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(MoveKind), st.integers(0, 60), st.sampled_from("AB")), max_size=6
    )
)
def test_moves_in_any_order_give_a_clock_or_a_sentence(
    told: list[tuple[MoveKind, int, str]],
) -> None:
    moves = [
        Move(
            kind, on(9, 27) + timedelta(days),
            ref=ref if kind.value.startswith("consultation") else "",
            party=Party.THIRD_PARTY if kind is MoveKind.CONSULTATION_SENT else None,
            working_days=20 if kind is MoveKind.EXTENDED else None,
            until=on(12, 31) if kind is MoveKind.DELAY_SET else None,
        )
        for kind, days, ref in told
    ]  # fmt: skip
    facts: dict[str, object] = {
        "received_on": "2024-09-27",
        "moves": [move.to_json() for move in moves],
    }
    found = told_or_refused(facts)

    assert isinstance(found, BadFacts) or isinstance(found["conclusion"], str)
