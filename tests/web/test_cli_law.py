"""The fee and the rule book on the command line."""

import json
from collections.abc import Callable

import pytest

from web.cli import main
from workflow.law.rule_book import RULE_BOOK, RULE_BOOK_VERSION

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command; its exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        return main(arguments), *capsys.readouterr()

    return run


def test_the_fee_by_case_is_told_with_its_bracket_lines(say: Say) -> None:
    code, out, err = say("fee", "by-case", "41")
    shown = json.loads(out)

    assert (code, err, shown["total_yuan"]) == (0, "", 4300)
    assert [line["yuan"] for line in shown["lines"]] == [0, 2000, 2000, 300]


def test_the_fee_by_volume_is_told_for_a_day(say: Say) -> None:
    _, out, _ = say("fee", "by-volume", "201", "--on", "2021-01-01")

    assert json.loads(out)["total_yuan"] == 2740


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["by-case", "0"], "cases：一个自然月内的申请件数应当为正整数"),
        (["by-case", "-5"], "cases：一个自然月内的申请件数应当为正整数"),
        (["by-volume", "-1"], "pages：一件申请的页数应当为正整数"),
        (["by-volume", "9000000"], "pages：一件申请的页数（9000000）超过1000000"),
        (["by-case", "x"], "N：“x”不是整数（国办函〔2020〕109号）"),
        (["by-volume", "一百"], "PAGES：“一百”不是整数（国办函〔2020〕109号）"),
        (["by-case", "11", "--on", "十月"], "--on：“十月”不是日期，应当写成"),
        (["by-case", "11", "--on", "2020-12-31"], "on：信息处理费按件计收标准"),
    ],
)
def test_a_bad_count_or_day_is_one_sentence_and_nothing_else(
    say: Say, arguments: list[str], sentence: str
) -> None:
    code, out, err = say("fee", *arguments)

    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_the_rule_book_is_printed_with_every_source(say: Say) -> None:
    code, out, _ = say("rules")

    assert (code, out.splitlines()[0]) == (0, f"规则簿 {RULE_BOOK_VERSION}")
    assert "  2019-05-15 至 今  20个工作日" in out
    for rule in RULE_BOOK:
        assert all(f"依据：{version.source}" in out for version in rule.history)


def test_the_holiday_notices_stand_below_the_rules(say: Say) -> None:
    _, out, _ = say("rules")

    assert "  2026  国办发明电〔2025〕7号  2025-11-04  国务院办公厅关于2026年" in out
    assert "2026-12-31以后的日期为暂定" in out


def test_the_rule_book_is_told_to_machines_too(say: Say) -> None:
    _, out, _ = say("rules", "--json")
    shown = json.loads(out)

    assert shown["version"] == RULE_BOOK_VERSION
    assert {one["name"] for one in shown["rules"]} == {rule.name for rule in RULE_BOOK}
    assert {one["year"] for one in shown["notices"]} == set(range(2008, 2027))
