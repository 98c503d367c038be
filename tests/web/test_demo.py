"""The demo: invented requests, told through the desk, in every state and under every light."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.bureau import pdf_text
from web.cli import main
from web.config import Config, House, open_house
from web.demo import agency, neighbours
from web.demo.filling import Filling, blank_sheet
from web.demo.scenarios import REQUESTS, tales
from web.demo.tale import Diary
from web.passwords import matches
from workflow import office
from workflow.archive.auditor.audit import audit
from workflow.archive.replay import rebuild, verify
from workflow.evidence.scanner import Policy
from workflow.law.workdays import national_calendar
from workflow.record.database import reading, writing
from workflow.record.standing import BEIJING
from workflow.reports.inbox import Light, light_of
from workflow.terms import AgencyKind, ApplicantKind, Channel, DocumentKind, Outcome, State

TODAY = date(2026, 11, 23)  # Monday
DAYS = [
    pytest.param(TODAY, id="a Monday"),
    pytest.param(date(2026, 2, 28), id="a Saturday that is a make-up day"),
    pytest.param(date(2027, 1, 3), id="a Sunday of a year without a notice"),
    pytest.param(date(2026, 10, 8), id="the first day after the National Day holiday"),
]


@pytest.mark.parametrize("today", DAYS)
def test_every_act_falls_in_office_hours_of_a_working_day_that_is_over(today: date) -> None:
    calendar = national_calendar()
    acts = [act for tale in tales(Diary(today, calendar)) for act in tale.acts()]

    assert {act.at.date() for act in acts if not calendar.is_working_day(act.at.date())} == set()
    assert all(time(8, 30) <= act.at.time() <= time(17, 30) for act in acts)
    assert max(act.at.date() for act in acts) < today


@pytest.mark.parametrize("today", DAYS)
def test_the_same_day_gives_the_same_acts(today: date) -> None:
    first, second = (tales(Diary(today, national_calendar())) for _ in range(2))

    assert [tale.acts() for tale in first] == [tale.acts() for tale in second]


def test_a_tale_is_named_once_and_begins_with_its_receipt() -> None:
    told = tales(Diary(TODAY, national_calendar()))

    # one is split in two, one answered anew in a request of its own
    assert len({tale.name for tale in told}) == len(told) == REQUESTS - 2
    assert {tale.acts()[0].trigger for tale in told} == {"receive"}


@dataclass(frozen=True)
class Filled:
    """A filled installation."""

    house: House
    data: Path

    def column(self, query: str) -> Counter[str]:
        """How often each value of a one-column query occurs."""
        with reading(self.house.engine) as connection:
            return Counter(map(str, connection.scalars(text(query))))

    def number(self, tale: str) -> str:
        """The number of the request of a tale."""
        with reading(self.house.engine) as connection:
            return str(connection.scalar(text(
                "SELECT request FROM trail_entry WHERE command_id = :first"),
                {"first": f"demo-{tale}-1"}))

    def words(self, outcome: str, kind: str) -> str:
        """The words of the document of a kind in the one request of an outcome that has it."""
        with reading(self.house.engine) as connection:
            no, id = connection.execute(text(
                "SELECT request_no, d.id FROM document d JOIN request r ON r.no = d.request_no"
                " WHERE r.outcome = :outcome AND d.kind = :kind AND r.received_on > '2026-01-01'"
            ), {"outcome": outcome, "kind": kind}).one()
            clerk = office.actor_of(connection, "clerk", TODAY)
        at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=BEIJING)
        return pdf_text(self.house.desk.document(no, id, clerk, at))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The demo, filled in two goes: the first is interrupted after 120 acts."""
    data = tmp_path_factory.mktemp("demo")
    house = open_house(Config(data, f"sqlite:///{data / 'yishen.sqlite'}", clamav=Policy.OFF))

    def interrupt(done: int, _: int) -> None:
        if done == 120:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Filling(house, TODAY).run(interrupt)
    filling = Filling(house, TODAY)
    assert filling.unfinished()
    filling.run(lambda done, total: None)
    assert not filling.unfinished()
    yield Filled(house, data)
    house.engine.dispose()


def test_there_are_requests_in_all_states_by_all_channels_of_all_kinds(
    filled: Filled,
) -> None:
    states = filled.column("SELECT state FROM request")

    assert sum(states.values()) == REQUESTS
    assert set(states) == {state.value for state in State}
    assert set(filled.column("SELECT channel FROM request")) == {c.value for c in Channel}
    assert set(filled.column("SELECT applicant_kind FROM request")) == {
        kind.value for kind in ApplicantKind}


def test_every_light_is_lit(filled: Filled) -> None:
    lit: Counter[Light] = Counter()
    with reading(filled.house.engine) as connection:
        for due_on, clock, closed in connection.execute(
                text("SELECT due_on, clock_state, closed FROM request")):
            due = date.fromisoformat(due_on) if due_on else None
            lit[light_of(due, clock, bool(closed), TODAY, national_calendar())] += 1

    assert set(lit) == set(Light)
    assert lit[Light.LATE] == lit[Light.TODAY] == 2
    assert lit[Light.PAUSED] == 3


def test_every_outcome_is_decided_and_every_document_issued(filled: Filled) -> None:
    decided = filled.column("SELECT outcome FROM request_item WHERE outcome IS NOT NULL")

    assert set(decided) == {outcome.value for outcome in Outcome}
    assert set(filled.column("SELECT kind FROM document")) == {
        kind.value for kind in DocumentKind}


def test_items_with_different_remedies_are_named_in_each_paragraph(filled: Filled) -> None:
    """Article 36 (7) leaves the choice, article 16 goes to reconsideration first (since 2024)."""
    words = filled.words("deny.query", "reply")

    assert "关于第1项申请内容：如对本答复不服，可以" in words
    assert "关于第2项申请内容：如对本答复不服，应当自收到本答复之日起60日内先向" in words


def test_what_would_have_to_be_made_says_why_nothing_can_be_given_apart(filled: Filled) -> None:
    assert "图斑数据不能代替" in filled.words("unable.create", "reply")


def test_a_third_party_told_of_disclosure_reads_of_its_own_letter(filled: Filled) -> None:
    assert "如对本告知书不服" in filled.words("partial", "disclosure_told")


def test_the_demo_verifies_and_needs_no_mending(filled: Filled) -> None:
    house = filled.house

    assert list(verify(house.engine, house.keys, house.store)) == []
    assert rebuild(house.engine, house.keys) == 0


def test_the_auditor_finds_the_one_reply_that_is_late_and_nothing_else(filled: Filled) -> None:
    house = filled.house
    seen = audit(house.engine, house.keys, house.store, TODAY)
    found = [fault for one in seen for fault in one.findings]

    assert [(fault.code, fault.request) for fault in found] == [
        ("A5", filled.number("late-petition"))]
    assert "逾期4个工作日（答复书已说明原因）" in found[0].text


def test_the_command_line_audits_the_same_sample_for_the_same_day(
    filled: Filled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YISHEN_DATA", str(filled.data))
    drawn = []
    for seed in ("2026-11-02", "2026-11-02", "2026-11-03"):
        main(["audit", "--sample", "6", "--seed", seed])
        drawn.append(capsys.readouterr().err.splitlines()[0].partition("：")[2])

    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0].split("、"))) == 6
    late = filled.number("late-petition")
    assert main(["audit", "--request", late]) == 1
    assert capsys.readouterr().out.startswith(f"A5-逾期 {late} 滨自然资公开答〔2026〕")


def test_requests_are_numbered_in_the_order_they_came(filled: Filled) -> None:
    with reading(filled.house.engine) as connection:
        rows = connection.execute(text(
            "SELECT request, at FROM trail_entry WHERE seq = 1 ORDER BY request")).all()

    assert [row.at for row in rows] == sorted(row.at for row in rows)


def test_each_seat_signs_in_with_the_demo_password(filled: Filled) -> None:
    with reading(filled.house.engine) as connection:
        rows = connection.execute(text("SELECT login, password FROM officer"))
        stored = {row.login: row.password for row in rows}

    assert set(stored) == {seat.login for seat in agency.SEATS} | {neighbours.SUPERVISOR[0]}
    assert matches(agency.PASSWORD, stored["clerk"])


def test_a_second_run_prints_the_logins_and_changes_nothing(
    filled: Filled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YISHEN_DATA", str(filled.data))
    assert main(["demo"]) == 0  # takes over the registers of the neighbours as well
    capsys.readouterr()
    before = filled.column("SELECT hash FROM trail_entry")

    for arguments in (["demo", "--if-empty"], ["demo"], ["logins"]):
        assert main(arguments) == 0
        shown = capsys.readouterr().out
        assert agency.PASSWORD in shown
        assert all(f" {seat.login} " in shown for seat in agency.SEATS)
    assert filled.column("SELECT hash FROM trail_entry") == before


def test_the_demo_keeps_out_of_an_installation_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path))
    house = open_house(Config.from_environ())
    with writing(house.engine) as connection:
        office.add_agency(
            connection, datetime(2026, 11, 2, 9, tzinfo=BEIJING), office.CONSOLE, code="HCJY",
            name="河川市教育局", short_name="河教", kind=AgencyKind.CITY_DEPARTMENT)
    house.engine.dispose()

    assert main(["demo"]) == 2
    assert "河川市教育局" in capsys.readouterr().err
    assert main(["demo", "--if-empty"]) == 0
    assert agency.PASSWORD not in capsys.readouterr().out


def test_a_sheet_is_a_picture_of_its_own_name() -> None:
    assert blank_sheet("信封.png").startswith(b"\x89PNG\r\n\x1a\n")
    assert blank_sheet("信封.png") != blank_sheet("申请表.png")


def test_a_real_agency_of_the_same_code_and_name_is_left_alone(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("YISHEN_DATABASE_URL", database_url)
    assert main(["agency", "add", "BJZR", "--name", "滨江市自然资源局", "--kind",
                 "city_department"]) == 0

    assert main(["demo", "--if-empty"]) == 0
    assert "不填入示例" in capsys.readouterr().out
