"""The command line: the law as JSON, a real start without the demo, mistakes as sentences."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.bureau import Bureau
from tests.web.visitor import PASSWORD, Visitor
from web.app import create_app
from web.cli import main
from web.config import Config, open_house
from web.site import EXTENSION, wall_clock
from workflow.machine import diagram
from workflow.record.database import connect, writing
from workflow.record.standing import BEIJING

#: What a command came to: exit code, standard output, standard error.
Spoken = tuple[int, str, str]
Say = Callable[..., Spoken]
#: Friday before the National Day holiday; make-up days on 09-29 (Sunday) and 10-12 (Saturday).
RECEIVED = "2024-09-27"


@pytest.fixture
def say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Run a command with a data folder of its own; `stdin` is what is piped in."""
    monkeypatch.setenv("YISHEN_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("YISHEN_PASSWORD", PASSWORD)

    def run(*arguments: str, stdin: str = "") -> Spoken:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_clock_of_the_road_project_is_told_as_json(say: Say) -> None:
    facts = {"received_on": RECEIVED, "as_of": "2024-10-20", "moves": []}

    code, out, err = say("clock", stdin=json.dumps(facts))

    shown = json.loads(out)
    assert (code, err) == (0, "")
    assert (shown["regulation"], shown["due_on"]) == ("2019", "2024-10-30")  # Wednesday
    assert shown["ledger"][0]["day"] == RECEIVED


def test_a_list_of_facts_gives_a_list_and_a_bad_one_its_error(say: Say) -> None:
    facts = [{"received_on": RECEIVED}, {"received_on": "2024-02-30"}]

    code, out, _ = say("clock", stdin=json.dumps(facts))

    good, bad = json.loads(out)
    assert (code, good["due_on"]) == (0, "2024-10-30")
    assert "received_on" in bad["error"]


BAD_FACTS = [
    pytest.param({"received_on": "2024-02-30"}, "received_on", "第三十一条", id="art. 31: no day"),
    pytest.param({"received_on": "2007-05-01"}, "received_on", "2008-05-01",
                 id="art. 38 R2008: before the first regulation"),
    pytest.param({"received_on": RECEIVED, "moves": [{"kind": "bribed", "on": RECEIVED}]},
                 "moves[0].kind", "条例", id="art. 33: a move the law does not know"),
    pytest.param({"receipt": {"channel": "pigeon"}}, "channel", "registered_post",
                 id="art. 31: an unknown channel"),
]


@pytest.mark.parametrize(("facts", "field", "rule"), BAD_FACTS)
def test_bad_facts_are_answered_with_field_rule_and_article(
    say: Say, facts: dict[str, Any], field: str, rule: str
) -> None:
    code, out, err = say("clock", stdin=json.dumps(facts))

    assert (code, out) == (2, "")
    assert field in err
    assert rule in err


@pytest.mark.parametrize("stdin", ["", "{", "[NaN]", "[" * 100_000, '"2024-09-27"'])
def test_what_is_no_json_object_is_a_sentence_not_a_traceback(say: Say, stdin: str) -> None:
    code, out, err = say("clock", stdin=stdin)

    assert (code, out) == (2, "")
    assert err.startswith("facts：")
    assert "条例第三十一条" in err or "条例第三十三条" in err
    assert err.count("\n") == 1


SPOILT = [
    pytest.param('{"received_on": "2024-09-27", "moves": [{"kind": "consultation_sent",'
                 ' "ref": "\\ud800", "party": "third_party", "on": "2024-10-10"}]}',
                 "moves[0].ref", "不能书写的字符", id="art. 32: half a character in a reference"),
    pytest.param('{"received_on": "2024-09-27", "moves": [{"kind": "replied",'
                 ' "note": "\\udfff", "on": "2024-10-10"}]}',
                 "moves[0].note", "不能书写的字符", id="art. 33: half a character in a note"),
    pytest.param('{"received_on": "2024-09-27", "moves": [{"kind": "\\ud800"}]}',
                 "moves[0].kind", "不在许可的取值之内", id="art. 33: half a character in a kind"),
    pytest.param('{"received_on": "2024-09-27", "\\ud800": 1}', "?", "不是许可的项目",
                 id="art. 31: half a character in a name"),
    pytest.param('{"received_on": 2' + "0" * 5000 + "}", "received_on", "不是有效日期",
                 id="art. 31: a number without end for a day"),
    pytest.param('{"received_on": "2024-09-27", "moves": [{"kind": "extended", "on": "2024-10-10",'
                 ' "working_days": 2' + "0" * 5000 + "}]}", "moves[0].working_days", "正整数",
                 id="art. 33: a number without end of days"),
    pytest.param('{"received_on": "2024-09-27", "received_on": "2024-10-27"}', "received_on",
                 "填写了两次", id="art. 31: two days of receipt"),
    pytest.param('{"received_on": "2024-09-27", "moves": [{"kind": "replied", "on": "2024-10-08",'
                 ' "on": "2024-10-09"}]}', "moves[0].on", "填写了两次",
                 id="art. 33: a reply of two days"),
]


@pytest.mark.parametrize(("spoilt", "field", "why"), SPOILT)
def test_what_json_lets_pass_is_refused_and_spoils_its_own_request_alone(
    say: Say, spoilt: str, field: str, why: str
) -> None:
    good = f'{{"received_on": "{RECEIVED}"}}'
    code, out, err = say("clock", stdin=spoilt)

    assert (code, out) == (2, "")
    assert err.startswith(f"{field}：")
    assert why in err

    code, out, _ = say("clock", stdin=f"[{good}, {spoilt}, {good}]")
    first, bad, last = json.loads(out.encode().decode())

    assert (code, first["due_on"], last["due_on"]) == (0, "2024-10-30", "2024-10-30")
    assert why in bad["error"]


def test_a_period_beyond_the_year_9999_is_a_sentence(say: Say) -> None:
    code, out, err = say("remedy", "--outcome", "granted", "--decided-on", RECEIVED,
                         "--agency-kind", "city_department", "--received-on", "9999-12-31")

    assert (code, out) == (2, "")
    assert "9999-12-31" in err


def test_a_refusal_under_article_16_goes_to_reconsideration_first(say: Say) -> None:
    code, out, _ = say("remedy", "--outcome", "deny.process", "--decided-on", RECEIVED,
                       "--agency-kind", "city_department", "--received-on", RECEIVED)

    shown = json.loads(out)
    assert (code, shown["authority"]) == (0, "same_level_government")
    assert shown["clauses"][0]["reconsideration_first"]
    assert shown["reconsider_by"] == "2024-11-26"  # Tuesday, 60 calendar days on


def test_a_partial_disclosure_takes_the_article_of_its_withheld_part(say: Say) -> None:
    _, out, _ = say("remedy", "--outcome", "partial", "--article", "15", "--decided-on", RECEIVED,
                    "--agency-kind", "city_department")

    assert [clause["scope"] for clause in json.loads(out)["clauses"]] == ["withheld", "given"]


def test_working_days_skip_the_holiday_and_keep_its_make_up_days(say: Say) -> None:
    assert say("calendar", "workdays", "2024-09-28", "2024-10-08")[1].split() == [
        "2024-09-29", "2024-09-30", "2024-10-08"]  # Sunday (make-up), Monday, Tuesday
    assert say("calendar", "due", RECEIVED, "20") == (0, "2024-10-30\n", "")


def test_a_day_beyond_the_last_notice_is_called_provisional(say: Say) -> None:
    code, out, err = say("calendar", "due", "2098-12-01", "20")

    assert (code, out) == (0, "2098-12-29\n")  # Monday
    assert err.startswith("暂定")


def test_the_machine_is_the_diagram_of_the_procedure(say: Say) -> None:
    assert say("machine") == (0, diagram(), "")


MISTAKES = [
    pytest.param(["bogus"], "没有“bogus”这个命令", id="unknown command"),
    pytest.param(["calendar", "bogus"], "workdays、due", id="unknown command of a group"),
    pytest.param(["clock", "--fast"], "没有选项--fast", id="unknown option"),
    pytest.param(["verify", "--reques", "X"], "--request", id="a slip in an option"),
    pytest.param(["calendar", "due", RECEIVED], "缺少N", id="an argument is missing"),
    pytest.param(["calendar", "due", RECEIVED, "20", "3"], "参数有误", id="one too many"),
    pytest.param(["calendar", "due", "9月", "20"], "D：“9月”不是日期，应当写成 2024-09-27 的样子"
                 "（《民法典》第二百零一条）", id="no day"),
    pytest.param(["calendar", "due", "2024-W39-5", "20"], "D：“2024-W39-5”不是日期",
                 id="a day by its week"),
    pytest.param(["calendar", "due", RECEIVED, "x"], "N：“x”不是整数（《民法典》第二百零一条）",
                 id="no number"),
    pytest.param(["calendar", "due", RECEIVED, "-5"], "N：工作日数应当为正整数（《民法典》",
                 id="a negative term"),
    pytest.param(["calendar", "due", RECEIVED, "0"], "N：工作日数应当为正整数（《民法典》",
                 id="no term"),
    pytest.param(["calendar", "due", RECEIVED, "99999"], "N：", id="a term without end"),
    pytest.param(["calendar", "due", "9999-12-31", "5"], "D：9999-12-31", id="no such year"),
    pytest.param(["calendar", "workdays", RECEIVED, "2024-01-01"],
                 "TO：2024-01-01早于FROM（2024-09-27），请核对（《民法典》第二百零一条）",
                 id="backwards"),
    pytest.param(["calendar", "workdays", "1999-01-01", RECEIVED], "FROM：1999-01-01早于2008",
                 id="from before the calendar"),
    pytest.param(["calendar", "due", "1999-01-01", "5"], "D：1999-01-01早于2008",
                 id="before the calendar"),
    pytest.param(["remedy", "--outcome", "x"], "decided_on：请给出成文日期", id="remedy of no day"),
    pytest.param(["remedy", "--outcome", "partial", "--decided-on", RECEIVED, "--agency-kind",
                  "city_department"], "第三十七条", id="art. 37: partial on no article"),
    pytest.param(["agency", "add", "BJZR", "--name", "局", "--kind", "x"], "county_department",
                 id="no such kind of agency"),
    pytest.param(["agency", "add", "x", "--name", "局", "--kind", "city_department"], "机关代码",
                 id="no agency code"),
    pytest.param(["agency", "set", "NONE", "court", "法院", "--from", RECEIVED], "没有代码为“NONE”",
                 id="no such agency"),
    pytest.param(["officer", "add", "li", "--agency", "NONE", "--name", "李", "--role", "handler"],
                 "没有代码为“NONE”", id="an officer of no agency"),
    pytest.param(["verify", "--request", "X-1"], "没有找到申请X-1", id="no such request"),
    pytest.param(["audit", "--request", "X-1"], "没有找到申请X-1", id="no such request to audit"),
    pytest.param(["audit", "--sample", "0"], "应当为正整数", id="a sample of none"),
    pytest.param(["audit", "--since", "yesterday"], "不是日期", id="since no day"),
    pytest.param(["logins"], "还没有机关", id="nobody there yet"),
]


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES)
def test_every_mistake_is_one_chinese_sentence(
    say: Say, arguments: list[str], sentence: str
) -> None:
    code, out, err = say(*arguments)

    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_help_is_there_for_the_asking(say: Say) -> None:
    code, out, _ = say("--help")

    assert code == 0
    assert all(f"\n  {name}" in out
               for name in ("demo", "init", "clock", "verify", "audit", "machine"))


def test_the_law_answers_without_loading_letters_or_database() -> None:
    program = (
        "import sys; from web.cli import main; code = main(['clock']);"
        "heavy = {'weasyprint', 'sqlalchemy', 'flask', 'transitions'} & set(sys.modules);"
        "sys.exit(code or len(heavy))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], input=f'{{"received_on": "{RECEIVED}"}}', text=True,
        capture_output=True, cwd=Path(__file__).parents[2], check=False)

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.fixture
def started(say: Say, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Say:
    """A real start without the demo: init, one agency, a clerk and a handler."""
    monkeypatch.setenv("YISHEN_DATABASE_URL", database_url)
    assert say("init")[0] == 0
    code, out, _ = say("agency", "add", "HCJY", "--name", "河川市教育局", "--short", "河教",
                       "--kind", "city_department",
                       "--contact", "联系人：何平；联系电话：0000-1111")
    assert code == 0
    assert "reconsideration_bodies（行政复议机关）" in out
    for login, role in (("heping", "intake_clerk"), ("hean", "handler")):
        assert say("officer", "add", login, "--agency", "HCJY", "--name", "何某", "--role", role,
                   "--unit", "办公室")[0] == 0
    return say


def test_a_real_start_signs_in_and_takes_in_a_letter(started: Say) -> None:
    app = create_app(Config.from_environ())
    assert Visitor(app).sign_in("heping").status_code == 302

    house = app.extensions[EXTENSION].house
    bureau = Bureau(house.engine, house.desk, house.store, house.keys,
                    wall_clock().astimezone(BEIJING))
    no = house.desk.open_request(
        bureau.who("heping"), bureau.now, {
            "channel": "in_person", "submitted_on": f"{bureau.now:%Y-%m-%d}",
            "items": [{"wanted": "2025年义务教育招生方案"}]}, command_id="start-1").no
    bureau.act(no, "heping", "register")
    house.engine.dispose()

    assert started("verify") == (0, "核验无误：1件申请、2条台账，安全日志完整\n", "")
    assert started("verify", "--request", no)[1] == "核验无误：1件申请、2条台账\n"
    assert started("audit") == (0, "复核无误：1件申请、1份文书\n", "")
    assert started("audit", "--request", no)[1] == "复核无误：1件申请、1份文书\n"


def test_a_setting_holds_from_its_day_on(started: Say) -> None:
    code, out, err = started("agency", "set", "HCJY", "court", "河川市人民法院", "--from", RECEIVED)

    assert (code, err) == (0, "")
    assert "有管辖权的人民法院" in out
    assert "没有“colour”这一设置项" in started(
        "agency", "set", "HCJY", "colour", "red", "--from", RECEIVED)[2]


def test_an_agency_below_is_set_up_by_the_label_of_its_kind_with_two_administrators(
    started: Say,
) -> None:
    code, out, err = started(
        "agency", "add", "HCJYDY", "--name", "河川市教育局东岸分局", "--kind", "派出机构",
        "--short-name", "河教东", "--parent", "HCJY", "--system-admin", "dongxi",
        "--security-admin", "dongan")
    passwords = re.findall(r"初始口令（只显示这一次）：([a-z2-9-]{19})", out)

    assert (code, err, len(passwords)) == (0, "", 2)
    app = create_app(Config.from_environ())
    assert Visitor(app).sign_in("dongxi", passwords[0]).status_code == 302
    app.extensions[EXTENSION].house.engine.dispose()
    assert started("agency", "list")[1].splitlines() == [
        "HCJY\t河川市教育局\t河教\tcity_department（设区的市级政府部门）\t在用账号2个",
        "  HCJYDY\t河川市教育局东岸分局\t河教东\tdispatched_office（派出机构）\t在用账号2个"]


@pytest.mark.parametrize(("arguments", "said"), [
    (("--parent", "NONE"), "没有代码为“NONE”的机关"),
    (("--system-admin", "dongxi"), "应当一并使用"),
    (("--system-admin", "heping", "--security-admin", "dongan"), "账号“heping”已经使用"),
], ids=["no such parent", "one administrator alone", "login taken"])
def test_an_agency_that_cannot_be_set_up_is_not_there(
    started: Say, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = started("agency", "add", "HCJYDY", "--name", "河川市教育局东岸分局", "--kind",
                           "dispatched_office", *arguments)

    assert (code, said in err) == (2, True)
    assert "HCJYDY" not in started("agency", "list")[1]


def test_an_officer_is_added_whole_or_not_at_all(started: Say) -> None:
    code, _, err = started("officer", "add", "both", "--agency", "HCJY", "--name", "何某", "--role",
                           "handler", "--role", "audit_admin")

    assert (code, "三权分立" in err) == (2, True)
    assert "both" not in started("logins")[1]


def test_a_weak_password_is_named_before_anything_is_written(
    started: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHEN_PASSWORD", "123456")

    code, _, err = started("officer", "add", "weak", "--agency", "HCJY", "--name", "何某", "--role",
                           "handler")

    assert (code, "12至128个字符" in err) == (2, True)


def test_verify_names_what_was_changed_and_rebuild_mends_the_lists(
    started: Say, database_url: str
) -> None:
    house = open_house(Config.from_environ())
    bureau = Bureau(house.engine, house.desk, house.store, house.keys,
                    wall_clock().astimezone(BEIJING))
    no = house.desk.open_request(
        bureau.who("heping"), bureau.now, {
            "channel": "in_person", "submitted_on": f"{bureau.now:%Y-%m-%d}",
            "items": [{"wanted": "招生方案"}]}, command_id="start-1").no
    house.engine.dispose()
    engine = connect(database_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE request SET subject = '另一件'"))
    engine.dispose()

    code, out, err = started("verify")
    assert (code, no in out, "发现1处问题" in err) == (1, True, True)
    assert started("rebuild") == (0, "已按台账核对全部申请，改正1件\n", "")
    assert started("verify")[0] == 0


def test_background_work_is_done_once_and_says_what_was_done(say: Say) -> None:
    say("init")

    assert say("work") == (0, "提醒0条，办完任务0项，无需再办0项，未完成0项\n", "")
    assert say("work", "--once", "--every", "5")[0] == 2


def test_a_queue_that_is_none_is_a_sentence(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("init")
    monkeypatch.setenv("YISHEN_QUEUE", "mysql://a/b")
    code, _, err = say("work", "--every", "5")

    assert code == 2
    assert "YISHEN_QUEUE 应当不填" in err
