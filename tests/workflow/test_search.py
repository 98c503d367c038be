"""Search (检索): what is found is what a plain look at every request would find, exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select

from tests.bureau import Bureau
from tests.workflow import stages as to
from workflow.law.workdays import national_calendar
from workflow.office import CONSOLE, add_agency, office_of
from workflow.record import search
from workflow.record.database import reading, writing
from workflow.record.models import Request, RequestSearch
from workflow.record.people import Actor
from workflow.record.search import letters, row_of, tokens, words
from workflow.record.spelling import spellings
from workflow.record.standing import BEIJING
from workflow.reports.book.narrowing import Wanted
from workflow.reports.register import (
    Found,
    Hit,
    Match,
    find,
    names_a_person,
    number_of,
    of_person,
    register,
)
from workflow.terms import AgencyKind, ApplicantKind, Channel, Outcome, Role, State

TODAY = date(2024, 9, 27)
CALENDAR = national_calendar()


@dataclass(frozen=True)
class Filed:
    """A request as a test files it."""

    agency: int
    no: str
    content: str = ""
    numbers: tuple[str, ...] = ()
    name: str = ""
    kind: ApplicantKind = ApplicantKind.NATURAL
    outcome: Outcome | None = None


def officer(agency: int, role: Role = Role.INTAKE_CLERK) -> Actor:
    return Actor("officer", "某", agency, seats=frozenset({role}))


def file(connection: Connection, filed: Iterable[Filed]) -> None:
    """Write the rows of requests as their acts would leave them."""
    for one in filed:
        connection.execute(insert(Request), {
            "agency_id": one.agency, "no": one.no, "state": State.HANDLING, "seq": 1,
            "head": "0" * 64, "received_on": TODAY, "channel": Channel.EMS, "handler": "",
            "applicant_kind": one.kind, "applicant_name": one.name, "outcome": one.outcome,
            "subject": one.content[:200], "clock_state": "running", "due_on": TODAY, "closed": 0,
            "awaits": ",open,"})
        row = row_of([one.no, *one.numbers], [one.content], one.name)
        connection.execute(insert(RequestSearch), {"request_no": one.no, **row})
        search.put(connection, one.no, " ".join(tokens(one.agency, row)))


@pytest.fixture
def agencies(engine: Engine) -> tuple[int, int]:
    """Two agencies."""
    with writing(engine) as connection:
        first, second = (add_agency(
            connection, datetime(2024, 9, 27, 9, tzinfo=BEIJING), CONSOLE, code=code, name=code,
            short_name=code, kind=AgencyKind.CITY_DEPARTMENT) for code in ("AA", "BB"))
    return first, second


def found(connection: Connection, actor: Actor, text: str) -> list[str]:
    page = register(connection, actor, TODAY, CALENDAR, text=text)
    return [row.no for row in page.rows]


def scanned(filed: Iterable[Filed], actor: Actor, text: str) -> list[str]:
    """The plain look: every word in one of the fields, newest first."""
    def holds(one: Filed, word: str) -> bool:
        seen = Role.INTAKE_CLERK in actor.seats or one.kind is not ApplicantKind.NATURAL
        fields = [one.no, *one.numbers, one.content, *([one.name] if seen else [])]
        return any(word in letters(field) for field in fields) or (
            seen and any(spelt.startswith(word) for spelt in spellings(one.name)))

    asked = words(text)
    return [one.no for one in reversed(list(filed)) if asked and one.agency == actor.agency_id
            and all(holds(one, word) for word in asked)]


#: Few enough that words meet, of every kind that is typed: also rare characters, full-width
#: forms, letters with accents, signs of LIKE and of both index languages.
_SIGNS = "环境评价报告曾单王𬴊䶮ABab01２９Ａéß〔〕-。%_'\"*|&: ()"
_TEXT = st.text(_SIGNS, max_size=14)
_FILED = st.lists(st.tuples(st.integers(0, 1), _TEXT, _TEXT, st.text("曾单王𬴊䶮环 A", max_size=4),
                            st.sampled_from(list(ApplicantKind))), min_size=1, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                  HealthCheck.too_slow])
@given(_FILED, st.lists(st.text(_SIGNS, min_size=1, max_size=6), min_size=1, max_size=6),
       st.data())
def test_hits_are_those_of_a_plain_scan(
    engine: Engine, agencies: tuple[int, int],
    drawn: list[tuple[int, str, str, str, ApplicantKind]], queries: list[str], data: st.DataObject
) -> None:
    filed = [Filed(agencies[which], f"T-{n:04}", content, (number,), name, kind)
             for n, (which, content, number, name, kind) in enumerate(drawn)]
    whole = data.draw(st.sampled_from([one.content for one in filed]))
    start = data.draw(st.integers(0, max(0, len(whole) - 1)))
    part = whole[start : start + data.draw(st.integers(1, 6))]
    with engine.connect() as connection:
        file(connection, filed)
        asked = [*queries, part, f"{part} {queries[0]}", "zw", "sw", "dan", "T0001"]
        for text in filter(str.strip, asked):
            for role in (Role.INTAKE_CLERK, Role.SECRECY_REVIEWER):
                actor = officer(agencies[0], role)
                assert found(connection, actor, text) == scanned(filed, actor, text), text
        connection.rollback()


@pytest.mark.parametrize("text", ["环", "环评", "环境影响评价报告书", "GB3095", "ｇｂ 3095",
                                  "PM2.5", "2.5", "报告书 大桥", "大桥环境"])
def test_words_of_any_length_and_kind(
    engine: Engine, agencies: tuple[int, int], text: str
) -> None:
    home, _ = agencies
    filed = [Filed(home, "AA-2024-0001", "滨江大桥环境影响评价报告书（GB 3095-2012）"),
             Filed(home, "AA-2024-0002", "环评批复，含PM2.5监测值"),
             Filed(home, "AA-2024-0003", "征地补偿安置方案")]
    with writing(engine) as connection:
        file(connection, filed)
    with reading(engine) as connection:
        hits = found(connection, officer(home), text)

    assert hits == scanned(filed, officer(home), text)
    assert hits


@pytest.mark.parametrize(("name", "typed"), [
    ("曾国安", "zga cga zengguoan"), ("单田芳", "stf dtf shantianfang"), ("查良", "zl cl zhaliang"),
    ("仇英", "qy cy qiuying"), ("区寄", "oj qj ouji"), ("万俟卨", "mqx moqixie"),
    ("尉迟恭", "ycg yuchigong"), ("朴树", "ps piaoshu"), ("解缙", "xj jj xiejin"),
    ("盖叫天", "gjt gejiao"), ("乐毅", "yy ly yueyi"), ("覃思", "qs ts qinsi"),
    ("欧阳濯缨", "oyzy ouyang"), ("吕秋水", "lqs lvqiushui"), ("滨江市阳光公司", "bjs bjsyggs"),
])
def test_a_name_is_found_by_its_pinyin_in_either_reading(
    engine: Engine, agencies: tuple[int, int], name: str, typed: str
) -> None:
    home, _ = agencies
    with writing(engine) as connection:
        file(connection, [Filed(home, "AA-2024-0001", "甲", name=name),
                          Filed(home, "AA-2024-0002", "乙", name="吴玥")])
    with reading(engine) as connection:
        for word in typed.split():
            page = register(connection, officer(home), TODAY, CALENDAR, text=word)
            assert [row.no for row in page.rows] == ["AA-2024-0001"], word
            assert page.hits == {"AA-2024-0001": Hit((Match.APPLICANT,))}
        assert found(connection, officer(home, Role.SECRECY_REVIEWER), typed.split()[0]) == []


def test_what_was_found_says_where_and_filters_and_pages_narrow_it(
    engine: Engine, agencies: tuple[int, int]
) -> None:
    home, _ = agencies
    filed = [Filed(home, f"AA-2024-{n:04}", "大桥批复", outcome=Outcome.GRANTED if n % 2 else None)
             for n in range(1, 8)]
    filed[6] = Filed(home, "AA-2024-0007", "大桥批复", ("滨自然资〔2024〕7号", "EX123456789CN"),
                     "大桥公司", ApplicantKind.COMPANY)
    with writing(engine) as connection:
        file(connection, filed)
    with reading(engine) as connection:
        first = register(connection, officer(home), TODAY, CALENDAR, limit=3,
                         wanted=Wanted("大桥"))
        second = register(connection, officer(home), TODAY, CALENDAR, limit=3,
                          after=first.next_after, wanted=Wanted("大桥"))
        granted = register(connection, officer(home), TODAY, CALENDAR,
                           wanted=Wanted("大桥", outcome=Outcome.GRANTED, year=2024))
        other_year = register(connection, officer(home), TODAY, CALENDAR,
                              wanted=Wanted("大桥", year=2023))
        by_number = register(connection, officer(home), TODAY, CALENDAR, text="〔2024〕7号")
        by_mail = register(connection, officer(home), TODAY, CALENDAR, text="ex123456789cn")

    assert [row.no[-1] for row in (*first.rows, *second.rows)] == ["7", "6", "5", "4", "3", "2"]
    assert first.total == second.total == 7
    assert first.hits is not None
    assert first.hits["AA-2024-0007"].where == (Match.CONTENT, Match.APPLICANT)
    assert [row.no[-1] for row in granted.rows] == ["5", "3", "1"]
    assert other_year.rows == ()
    for page in (by_number, by_mail):
        assert page.hits is not None
        assert page.hits["AA-2024-0007"].where == (Match.DOCUMENT,)


@pytest.mark.parametrize("text", ["批复", "大桥", "大桥 批复", "7号", "龙虾"])
def test_a_frequent_word_is_paged_like_any_other_forth_and_back(
    engine: Engine, agencies: tuple[int, int], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """What most requests hold is looked for among the nearest first: the pages are the same."""
    home, other = agencies
    monkeypatch.setattr("workflow.reports.register._FREQUENT", 8)
    monkeypatch.setattr("workflow.reports.register._WALKED", 6)
    # Every request says 批复; 大桥 stands close together in the first half, thinly in the second.
    filed = [Filed(other if n % 5 == 4 else home, f"AA-2024-{n:04}",
                   f"{'大桥' if n < 20 or n % 7 == 0 else '道路'}批复{n}号") for n in range(48)]
    with writing(engine) as connection:
        file(connection, filed)
    actor, wanted = officer(home), Wanted(text)
    with reading(engine) as connection:
        forth, back = [find(connection, actor, wanted, TODAY, limit=4)], list[Found]()
        while forth[-1].next:
            forth.append(find(connection, actor, wanted, TODAY, after=forth[-1].next, limit=4))
        back.append(find(connection, actor, wanted, TODAY, last=True, limit=4))
        while back[-1].previous:
            back.append(find(connection, actor, wanted, TODAY, before=back[-1].previous, limit=4))
        numbers = dict(iter(connection.execute(select(Request.id, Request.no))))

    expected = scanned(filed, actor, text)
    assert [numbers[id] for page in forth for id in page.ids] == expected
    assert {page.total for page in forth} == {len(expected)}
    seen = [numbers[id] for page in reversed(back) for id in page.ids]
    assert list(dict.fromkeys(seen)) == expected


@given(st.integers(1, 20), st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3),
       st.text(max_size=8))
def test_the_index_knows_each_letter_and_each_two_side_by_side_once(
    agency: int, numbers: list[str], content: list[str], name: str
) -> None:
    """As they would be gathered one by one, sorted; of the pinyin every beginning."""
    row = row_of(numbers, content, name)
    ends = [(one, text[at:at + size]) for field, one in (
        ("numbers", "t"), ("content", "t"), ("name", "n"))
        for text in row[field].split("\n") for at in range(len(text)) for size in (1, 2)]
    starts = [("p", text[:end]) for text in row["spelt"].split("\n")
              for end in range(1, len(text) + 1)]

    assert tokens(agency, row) == sorted({f"{agency}{one}{text}" for one, text in ends + starts})


@given(st.text())
def test_only_letters_and_digits_are_left(text: str) -> None:
    assert letters(text) == "".join(sign for sign in letters(f"-{text}-") if sign.isalnum())


def test_the_count_stops_and_says_so(engine: Engine, agencies: tuple[int, int]) -> None:
    home, _ = agencies
    with writing(engine) as connection:
        file(connection, [Filed(home, f"AA-2024-{n:04}", "批复") for n in range(503)])
    with reading(engine) as connection:
        page = register(connection, officer(home), TODAY, CALENDAR, text="批复")

    assert (page.more, page.total, len(page.rows)) == (True, 501, 50)


@pytest.mark.parametrize("text", ["AA-2024-0001", "aa20240001", " ＡＡ－2024－0001 "])
def test_a_whole_number_names_one_request(
    engine: Engine, agencies: tuple[int, int], text: str
) -> None:
    home, other = agencies
    with writing(engine) as connection:
        file(connection, [Filed(home, "AA-2024-0001"), Filed(home, "AA-2024-00012"),
                          Filed(home, "AA-2024-0003", numbers=("AA〔2024〕0001",))])
    with reading(engine) as connection:
        assert number_of(connection, officer(home), text) == "AA-2024-0001"
        assert number_of(connection, officer(other), text) is None
        assert number_of(connection, officer(home), "2024-0001") is None


@pytest.mark.parametrize("text", ["环境影响评价", "AA-2024", "2024", "AA-2024-0001 大桥"])
def test_what_can_be_no_whole_number_is_not_looked_up(
    engine: Engine, agencies: tuple[int, int], text: str
) -> None:
    """A frequent word would bring two thousand requests to be compared."""
    asked: list[str] = []
    _listen(engine, asked)
    with reading(engine) as connection:
        assert number_of(connection, officer(agencies[0]), text) is None

    assert [one for one in asked if one.startswith("SELECT")] == []


@pytest.mark.parametrize(("text", "person"), [
    ("999999199001010010", True), ("99999919900101001x", True), ("138 0013 8000", True),
    ("+8613800138000", True), ("0000-12345678", True), ("999999900101001", True),
    ("BJZR-2026-0001", False), ("2026-0001", False), ("EX123456789CN", False),
    ("滨自然资〔2024〕12号", False), ("王某", False), ("20240927", False), ("", False),
])
def test_numbers_of_persons_are_told_from_others(text: str, person: bool) -> None:
    assert names_a_person(text) is person


def of(bureau: Bureau, login: str, value: str) -> list[str]:
    """The requests somebody finds by an ID number or phone."""
    actor, today = bureau.who(login), bureau.now.date()
    with reading(bureau.engine) as connection:
        page = of_person(connection, actor, office_of(connection, actor.agency_id, today),
                         bureau.keys.index, value, today, CALENDAR)
    return [row.no for row in page.rows]


def looked_up(bureau: Bureau, text: str) -> list[str]:
    """The requests the clerk finds by a text."""
    with reading(bureau.engine) as connection:
        return found(connection, bureau.who("clerk"), text)


def test_a_person_is_found_by_the_whole_number_alone(bureau: Bureau) -> None:
    no = to.received(bureau, phone="138 0013 8000", id_kind="resident_card",
                     id_number="999999199001010010", id_as_written=True)
    to.received(bureau, applicant_name="吴玥")

    for value in ("13800138000", "+86 138-0013-8000", "９９９９９９199001010010"):
        assert of(bureau, "clerk", value) == [no]
    for part in ("1380013800", "99999919900101", "0010", "", "吴玥"):
        assert of(bureau, "clerk", part) == []
    assert of(bureau, "secrecy", "13800138000") == []
    assert looked_up(bureau, "13800138000") == []


def test_acts_keep_the_index_in_step(bureau: Bureau) -> None:
    no = to.issued(bureau)
    bureau.post(no, "reply", on=to.WEDNESDAY, mail_no="EX999000111CN")
    document = bureau.see(no).documents[-1]

    for text in ("滨江大桥", "吴玥", "wy", document.number, "EX999000111CN", no):
        assert looked_up(bureau, text) == [no], text
    assert bureau.findings() == []


def test_a_request_is_found_by_the_mail_it_came_in(bureau: Bureau) -> None:
    no = to.received(bureau, channel="ems", submitted_on=None, signed_on=to.MONDAY,
                     mail_no="EA000777333CN")

    with reading(bureau.engine) as connection:
        page = register(connection, bureau.who("clerk"), TODAY, CALENDAR, text="777333")
    assert page.hits == {no: Hit((Match.DOCUMENT,), ("EA000777333CN",))}


def test_a_corrected_name_is_found_and_the_wrong_one_no_more(bureau: Bureau) -> None:
    no = to.registered(bureau, applicant_name="武玥岚")
    bureau.act(no, "clerk", "correct_entry", what="applicant_name", applicant_name="曾玥岚",
               reason="照申请表更正")

    assert looked_up(bureau, "武玥岚") == looked_up(bureau, "wyl") == []
    assert looked_up(bureau, "曾玥岚") == looked_up(bureau, "zyl") == [no]


def test_only_what_has_changed_is_written(bureau: Bureau) -> None:
    no = to.registered(bureau)
    with reading(bureau.engine) as connection:
        before = connection.execute(select(RequestSearch.__table__)).all()
    statements: list[str] = []
    _listen(bureau.engine, statements)
    bureau.act(no, "clerk", "assign", handler="handler", unit="法规科")
    with reading(bureau.engine) as connection:
        assert connection.execute(select(RequestSearch.__table__)).all() == before

    assert any("UPDATE request" in one for one in statements)
    assert not any("search" in one for one in statements if not one.startswith("SELECT"))


def _listen(engine: Engine, statements: list[str]) -> None:
    from sqlalchemy import event

    @event.listens_for(engine, "before_cursor_execute")
    def _note(connection: object, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)
