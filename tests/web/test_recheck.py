"""The legal office's pages (核验、复查): runs in steps, samples drawn and put on file."""

import re
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.web.conftest import Site
from tests.web.test_administration import unguarded
from tests.web.visitor import Visitor, forms_of, words
from tests.workflow import stages
from tests.workflow.test_verify import OF_A_REQUEST, attack
from web.findings import Line, csv_of
from web.pages import verification
from workflow.record.database import reading
from workflow.record.security import SecurityAct, SecurityLine, newest

RUN, STEP, SAMPLES = "/audit/verification", "/audit/verification/step", "/audit/samples"


def logged(site: Site, what: SecurityAct) -> list[SecurityLine]:
    """The entries of the security log of one kind, newest first."""
    with reading(site.bureau.engine) as connection:
        return newest(connection, only=what)


def steps_of(visitor: Visitor, **typed: Any) -> list[TestResponse]:
    """What a browser with scripts gets, step after step, to the result."""
    page = visitor.get(RUN)
    answers = [visitor.post(STEP, **{**forms_of(page)[-1].values, **typed})]
    while "<progress" in answers[-1].text:
        answers.append(visitor.post(STEP, **forms_of(answers[-1])[-1].values))
    return answers


def spoil(site: Site) -> str:
    """A request whose first entry was changed behind the desk's back."""
    no = site.request()
    unguarded(site, "trail_entry", "UPDATE trail_entry SET body = "
              "replace(body, '2024-09-27', '2024-09-28') WHERE seq = 1")
    return no


def test_a_run_goes_on_step_by_step_and_is_logged_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "STEP", 2)
    for _ in range(5):
        site.request()
    answers = steps_of(site.visitor("legal"))

    assert [re.findall(r'value="(\d+)">', answer.text) for answer in answers[:-1]] == [["2"], ["4"]]
    assert "核验本机关全部台账（5 件）：全部相符，没有发现问题" in words(answers[-1])
    assert [line.facts for line in logged(site, SecurityAct.TRAIL_VERIFIED)] == [
        {"request": "*", "requests": 5, "findings": 0}]


def test_with_and_without_scripts_the_same_is_found(site: Site) -> None:
    no = spoil(site)
    legal = site.visitor("legal")
    whole, last = legal.fill(RUN, RUN), steps_of(legal)[-1]

    assert f"{no} 第1条" in words(whole)
    assert words(last).partition("下载")[0] in words(whole)


def test_a_request_taken_out_everywhere_is_missed_by_the_log_and_named_once(site: Site) -> None:
    no = site.request()
    attack(site.bureau, *(f"DELETE FROM {table} WHERE {column} = :no"
                          for table, column in OF_A_REQUEST.items()), no=no)
    page = words(site.visitor("legal").fill(RUN, RUN))

    assert page.count(f"{no} 第1条") == 1
    assert "L1-日志叶" in page


def test_one_request_is_verified_by_its_number(site: Site) -> None:
    first, second = spoil(site), site.request()
    legal = site.visitor("legal")

    assert f"核验 {second}：全部相符" in words(legal.fill(RUN, RUN, no=second))
    assert f"{first} 第1条" in words(legal.fill(RUN, RUN, no=first))
    assert legal.fill(RUN, RUN, no="HCJY-2024-0001").status_code == 404


def test_the_findings_are_taken_along_as_a_table_and_as_text(site: Site) -> None:
    no = spoil(site)
    legal = site.visitor("legal")
    form = forms_of(legal.fill(RUN, RUN))[-1].values
    table, plain = (legal.post(f"{RUN}/findings.{kind}", **form) for kind in ("csv", "txt"))

    assert table.data.startswith(b"\xef\xbb\xbf")
    assert f"E1-链,{no},第1条,内容与摘要不符," in table.text
    assert f"E1-链 {no} 第1条：内容与摘要不符\n" in plain.text
    assert legal.post(f"{RUN}/findings.exe", **form).status_code == 404


def test_no_cell_of_the_table_is_taken_for_a_formula() -> None:
    line = Line("A9-救济途径", "BJZR-2026-0001", "=cmd()", '没有写明"法院"', "@x")

    assert csv_of([line]).decode("utf-8-sig").splitlines()[1] == (
        "A9-救济途径,BJZR-2026-0001,'=cmd(),\"没有写明\"\"法院\"\"\",'@x")


def test_a_run_that_was_tampered_with_or_is_anothers_is_refused(site: Site) -> None:
    spoil(site)
    form = forms_of(site.visitor("legal").fill(RUN, RUN))[-1].values
    stranger = site.visitor("stranger")
    token = forms_of(stranger.get(RUN))[-1].values["csrf_token"]

    assert stranger.post(STEP, run=form["run"], csrf_token=token).status_code == 404
    assert stranger.post(STEP, run=form["run"][:-2], csrf_token=token).status_code == 404


def test_another_agency_verifies_its_own_alone(site: Site) -> None:
    no = spoil(site)
    page = words(site.visitor("stranger").fill(RUN, RUN))

    assert no not in page
    assert "没有发现问题" in page


def sampled(site: Site) -> tuple[str, Visitor, str]:
    """A refusal and a sample with it; the number, the legal office, the address of the sample."""
    no = stages.assigned(site.bureau)
    for login, trigger, given in (
        ("handler", "draft_reply", {"manner": "post", "answers": [stages.REFUSED]}),
        ("handler", "submit_for_review", {}),
        ("legal", "legal_review", {"advice": "agree", "reasons": "合法"}),
        ("reviewer", "approve", {}), ("clerk", "issue", {}),
    ):
        site.bureau.act(no, login, trigger, **given)
    site.bureau.post(no, "reply", on=stages.MONDAY)
    legal = site.visitor("legal")
    return no, legal, legal.fill(SAMPLES, SAMPLES).headers["Location"]


def test_a_draw_is_recorded_and_shown_beside_what_the_auditor_finds(site: Site) -> None:
    no, legal, address = sampled(site)
    page = words(legal.get(address))
    (line,) = logged(site, SecurityAct.SAMPLE_DRAWN)

    assert line.facts["numbers"] == [no]
    assert (line.facts["seed"], line.facts["share_refused"]) == (stages.MONDAY, 100)
    assert all(word in page for word in (no, "没有发现问题", "共 1 件，抽 100%", "已复查 0 件"))
    assert f"{stages.MONDAY} 100% / 50% / 10% 1 件 测试法制机构" in words(legal.get(SAMPLES))


def test_what_the_officer_thinks_of_it_goes_on_file_through_the_desk(site: Site) -> None:
    no, legal, address = sampled(site)
    place = f"{address}/{no}"
    refused = legal.fill(place, place, result="to_mend", text="理由过于笼统")
    assert (refused.status_code, "请逐项写明发现的问题" in words(refused)) == (422, True)

    done = legal.send(refused, place, result="to_mend", findings="理由没有针对本件",
                      checked=["facts", "basis"])

    assert done.headers["Location"].endswith(address)
    assert "已复查 1 件" in words(legal.get(address))
    assert site.bureau.see(no).trail[-1].step_label == "复查"


def test_a_draw_that_makes_no_sense_is_refused_and_kept(site: Site) -> None:
    legal = site.visitor("legal")
    backward = legal.fill(SAMPLES, SAMPLES, first="2026-06-02", last="2026-06-01")
    unreadable = legal.fill(SAMPLES, SAMPLES, share_granted="many")

    assert (backward.status_code, "截止日期早于起始日期" in words(backward)) == (422, True)
    assert (unreadable.status_code, 'value="many"' in unreadable.text) == (422, True)
    assert logged(site, SecurityAct.SAMPLE_DRAWN) == []


def test_a_sample_of_another_agency_or_a_request_outside_it_is_not_found(site: Site) -> None:
    no, legal, address = sampled(site)
    other = stages.issued(site.bureau)

    assert site.visitor("stranger").get(address).status_code == 404
    assert legal.get(f"{address}/{other}").status_code == 404
    assert legal.get(f"{SAMPLES}/1").status_code == 404
    with reading(site.bureau.engine) as connection:
        rows = connection.scalar(text("SELECT COUNT(*) FROM trail_entry WHERE request = :no"),
                                 {"no": no})
    assert rows == len(site.bureau.see(no).trail)
