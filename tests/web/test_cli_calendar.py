"""Loading a holiday notice on the command line: shown, asked, loaded, recomputed."""

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.bureau import SETTINGS
from tests.holiday_notices import notice_of_2027, notice_text
from tests.web.visitor import PASSWORD
from web.cli import calendars, law, main
from web.config import Config, open_house
from workflow import office
from workflow.archive.replay import verify
from workflow.record.database import reading, writing
from workflow.record.people import actor_of
from workflow.terms import AgencyKind, Role

Say = Callable[..., tuple[int, str, str]]
NOW = datetime(2026, 12, 11, 2, 0, tzinfo=UTC)  # Friday, 10:00 in Beijing
NOTICE = notice_of_2027(off=[date(2027, 1, 4)])


@pytest.fixture
def say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Run a command on 2026-12-11 with a data folder of its own; `stdin` is what is typed."""
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("YISHEN_PASSWORD", PASSWORD)
    for module in (calendars, law):
        monkeypatch.setattr(module, "today", lambda: date(2026, 12, 11))
    monkeypatch.setattr(calendars, "now", lambda: NOW)

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        return main(arguments), *capsys.readouterr()

    return run


@pytest.fixture
def notice(tmp_path: Path) -> str:
    """The notice for 2027 as a file."""
    place = tmp_path / "2027.toml"
    place.write_text(NOTICE, encoding="utf-8")
    return str(place)


@pytest.fixture
def no(say: Say, tmp_path: Path) -> str:
    """A request received on Thursday 2026-12-10, due on a provisional day."""
    house = open_house(Config.from_environ({"YISHEN_DATA": str(tmp_path / "var")}))
    with writing(house.engine) as connection:
        agency = office.add_agency(
            connection, NOW, office.CONSOLE, code="BJZR", name="滨江市自然资源局",
            short_name="滨自然资", kind=AgencyKind.CITY_DEPARTMENT)
        for key, value in SETTINGS.items():
            office.change_setting(connection, NOW, office.CONSOLE, agency, key, value,
                                  effective_from=date(2026, 1, 1), reason="设立")
        for login, role in (("clerk", Role.INTAKE_CLERK), ("handler", Role.HANDLER)):
            office.add_officer(connection, NOW, office.CONSOLE, agency, login=login, name=login)
            office.grant(connection, NOW, office.CONSOLE, login, role,
                         valid_from=date(2026, 1, 1))
    with reading(house.engine) as connection:
        clerk = actor_of(connection, "clerk", date(2026, 12, 10))
    received = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)
    done = house.desk.open_request(
        clerk, received, {"channel": "in_person", "submitted_on": "2026-12-10",
                          "applicant_kind": "natural", "items": [{"wanted": "规划文本"}]},
        command_id="first")
    house.engine.dispose()
    return done.no


def findings(tmp_path: Path) -> list[str]:
    """What verification finds afterwards."""
    house = open_house(Config.from_environ({"YISHEN_DATA": str(tmp_path / "var")}))
    found = [str(one) for one in verify(house.engine, house.keys, house.store)]
    house.engine.dispose()
    return found


def test_a_script_loads_a_notice_and_every_date_moves_by_a_step(
    say: Say, notice: str, no: str, tmp_path: Path
) -> None:
    code, out, err = say("calendar", "import", notice, "--yes", "--officer", "clerk")

    assert (code, err) == (0, "")
    assert f"{no}\t滨江市自然资源局\t2027-01-08（暂定）\t2027-01-11\n" in out
    assert "共1件：日期变动1件" in out
    assert "已重算1件" in out
    assert findings(tmp_path) == []


def test_whoever_says_no_changes_nothing(
    say: Say, notice: str, no: str, tmp_path: Path
) -> None:
    code, out, err = say("calendar", "import", notice, "--officer", "clerk", stdin="n\n")

    assert code == 2
    assert no in out  # the dates were shown first
    assert "没有做任何改动" in err
    assert say("calendar", "due", "2026-12-10", "20")[1] == "2027-01-08\n"
    assert "试放假" not in say("calendar", "notices")[1]


def test_whoever_says_yes_is_taken_at_their_word(say: Say, notice: str, no: str) -> None:
    code, out, _ = say("calendar", "import", notice, "--officer", "clerk", stdin="y\n")

    assert code == 0
    assert "已重算1件" in out
    assert "试放假〔2026〕9号（文号待核）\t全国\t2026-12-11由console载入" in say(
        "calendar", "notices")[1]


@pytest.mark.parametrize("officers", [(), ("--officer", "handler"), ("--officer", "nobody")])
def test_without_an_officer_who_may_nothing_is_loaded(
    say: Say, notice: str, no: str, officers: tuple[str, ...]
) -> None:
    code, _, err = say("calendar", "import", notice, "--yes", *officers)

    assert code == 2
    assert "滨江市自然资源局有期限变动的申请" in err or "没有“nobody”" in err
    assert "试放假" not in say("calendar", "notices")[1]


def test_loading_twice_finds_nothing_left_to_do(say: Say, notice: str, no: str) -> None:
    say("calendar", "import", notice, "--yes", "--officer", "clerk")

    code, out, err = say("calendar", "import", notice, "--yes", "--officer", "clerk")

    assert (code, out) == (0, "没有在办申请的日期变动\n")
    assert "已经载入" in err


def test_clock_and_calendar_know_the_notice_afterwards(say: Say, notice: str, no: str) -> None:
    facts = json.dumps({"received_on": "2026-12-10"})
    before = json.loads(say("clock", stdin=facts)[1])
    say("calendar", "import", notice, "--yes", "--officer", "clerk")
    after = json.loads(say("clock", stdin=facts)[1])

    assert (before["due_on"], before["provisional"]) == ("2027-01-08", True)
    assert (after["due_on"], after["provisional"]) == ("2027-01-11", False)
    assert say("calendar", "due", "2026-12-10", "20") == (0, "2027-01-11\n", "")


def test_remedies_and_rule_book_know_the_notice_too(say: Say, tmp_path: Path) -> None:
    """60 days to Monday 2027-01-04, six months to 05-05: both off by the notice alone."""
    place = tmp_path / "2027.toml"
    off = [date(2027, 1, 4), *(date(2027, 5, day) for day in range(1, 6))]
    place.write_text(notice_of_2027(off=off), encoding="utf-8")
    asked = ("remedy", "--outcome", "granted", "--decided-on", "2026-11-01", "--agency-kind",
             "county_department", "--received-on", "2026-11-05")
    before = json.loads(say(*asked)[1])
    say("calendar", "import", str(place), "--yes")
    after = json.loads(say(*asked)[1])

    for told, expected in ((before, ("2027-01-04", "2027-05-05", True)),
                           (after, ("2027-01-05", "2027-05-06", False))):
        (clause,) = told["clauses"]
        assert (told["reconsider_by"], clause["sue_by"], told["provisional"]) == expected
        assert clause["provisional"] is expected[-1]
    book = json.loads(say("rules", "--json")[1])
    assert (book["published_until"], book["notices"][-1]["year"]) == ("2027-12-31", 2027)
    assert "  2027  试放假〔2026〕9号（文号待核）" in say("rules")[1]
    assert "2027-12-31以后的日期为暂定" in say("rules")[1]


def test_two_notices_of_one_day_are_kept_beside_each_other(say: Say, tmp_path: Path) -> None:
    """Both published on 2026-11-04 for 2026: a Tuesday and a Wednesday of December off."""
    for number, day in (("试〔2026〕1号", date(2026, 12, 1)), ("试〔2026〕2号", date(2026, 12, 2))):
        place = tmp_path / "one.toml"
        place.write_text(notice_text(off=[day], number=number, year=2026), encoding="utf-8")
        assert say("calendar", "import", str(place), "--yes")[0] == 0
    assert say("calendar", "due", "2026-11-30", "1")[1] == "2026-12-03\n"

    place.write_text(notice_text(off=[date(2026, 12, 3)], number="试〔2026〕1号", year=2026),
                     encoding="utf-8")
    assert say("calendar", "import", str(place), "--yes")[0] == 0  # the first, corrected
    assert say("calendar", "due", "2026-11-30", "2")[1] == "2026-12-04\n"


@pytest.mark.parametrize(("content", "words"), [
    (b"\xff\xfe", "UTF-8"), (b"year = 2027\ntitle = x", "第2行第9列"),
    (b"", "缺少festival"), (NOTICE.replace("2027-01-01, ", "").encode(), "法定节假日"),
])
def test_a_file_that_is_no_notice_is_one_sentence(
    say: Say, tmp_path: Path, content: bytes, words: str
) -> None:
    place = tmp_path / "wrong.toml"
    place.write_bytes(content)
    code, out, err = say("calendar", "import", str(place), "--yes")

    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_number_in_use_is_refused_and_the_notice_of_2026_stands(
    say: Say, tmp_path: Path
) -> None:
    place = tmp_path / "used.toml"
    place.write_text(NOTICE.replace("试放假〔2026〕9号", "国办发明电〔2025〕7号"), encoding="utf-8")
    code, out, err = say("calendar", "import", str(place), "--yes")

    assert (code, out) == (2, "")
    assert err.startswith("number：文号国办发明电〔2025〕7号已由2026年的")
    assert say("calendar", "due", "2026-09-18", "20") == (0, "2026-10-22\n", "")


def test_a_file_that_is_not_there_is_one_sentence(say: Say) -> None:
    code, out, err = say("calendar", "import", "absent.toml", "--yes")

    assert (code, out) == (2, "")
    assert "absent.toml" in err


def test_what_was_interrupted_is_taken_up_again(say: Say, no: str, tmp_path: Path) -> None:
    house = open_house(Config.from_environ({"YISHEN_DATA": str(tmp_path / "var")}))
    with writing(house.engine) as connection:
        office.load_notice(connection, NOW, office.CONSOLE, NOTICE)
    house.engine.dispose()

    code, out, _ = say("calendar", "recompute", "--reason", "补办", "--yes", "--officer", "clerk")

    assert code == 0
    assert f"{no}：2027-01-08（暂定） → 2027-01-11\n已重算1件" in out
    assert findings(tmp_path) == []
    assert say("calendar", "recompute", "--reason", "试", "--yes")[1] == "没有在办申请的日期变动\n"
