"""Telling and publishing for the annual report (年报填报、定稿): who may, and what is kept."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import insert, text, update

from tests.bureau import Bureau
from tests.reports.histories import History, keep
from tests.workflow import stages_fees
from tests.workflow.stages import TUESDAY
from workflow.annual import check_figures, digest_of, publish_report, tell_figures
from workflow.errors import StepNotAllowed
from workflow.record.annual_figures import edition_of, figures_of, history_of
from workflow.record.database import reading, writing
from workflow.record.models import RemedyCase, Request
from workflow.record.security import SecurityAct, newest
from workflow.reports.annual.form import form_of
from workflow.reports.annual.report import Report, annual_report
from workflow.terms import RemedyKind, RemedyResult

WHOLE = {**dict.fromkeys(form_of(2024).input_keys, "0"), "two.charges.amount": "0.038",
         "part1": "总体情况良好", "part5": "人手不足"}


def _tell(bureau: Bureau, login: str, given: Mapping[str, str] = WHOLE) -> int:
    with writing(bureau.engine) as connection:
        return tell_figures(connection, bureau.now, bureau.who(login), 2024, given)


def _publish(bureau: Bureau, login: str = "head", year: int = 2024) -> Report:
    with writing(bureau.engine) as connection:
        return publish_report(connection, bureau.now, bureau.who(login), year)


def _report(bureau: Bureau, year: int = 2024) -> Report:
    with reading(bureau.engine) as connection:
        return annual_report(connection, bureau.who("head").agency_id, year)


def _refused(bureau: Bureau, year: int = 2024, login: str = "head") -> str:
    with pytest.raises(StepNotAllowed) as refused:
        _publish(bureau, login, year)
    return str(refused.value)


@pytest.fixture
def year_over(small_bureau: Bureau) -> Bureau:
    """January 2025: of two requests of 2024 one is answered, one is carried over."""
    agency = small_bureau.who("head").agency_id
    with writing(small_bureau.engine) as connection:
        keep(connection, [History(agency, date(2024, 3, 4), date(2024, 3, 28)),
                          History(agency, date(2024, 12, 30), None, outcome=None)])
    return small_bureau.at("2025-01-10 09:00")


def test_every_figure_keeps_who_told_it_and_when(bureau: Bureau) -> None:
    """A later figure stands beside the earlier one; nothing is told twice."""
    bureau.at("2025-01-08 09:00")
    assert _tell(bureau, "clerk") == len(WHOLE)
    assert _tell(bureau.at("2025-01-09 09:00"), "head", {"two.norms.made": "12"}) == 1
    assert _tell(bureau, "head", {"two.norms.made": "12"}) == 0

    agency = bureau.who("head").agency_id
    with reading(bureau.engine) as connection:
        lines = history_of(connection, agency, 2024, "two.norms.made")
        held = figures_of(connection, agency, 2024)
        logged = [line.what for line in newest(connection, agency, limit=2)]
    assert [(line.value, line.officer) for line in lines] == [("12", "head"), ("0", "clerk")]
    assert (held["two.norms.made"].value, held["part5"].value) == ("12", "人手不足")
    assert logged == [SecurityAct.ANNUAL_FIGURES_TOLD] * 2


def test_a_kept_figure_cannot_be_changed_or_deleted(bureau: Bureau) -> None:
    _tell(bureau.at("2025-01-08 09:00"), "clerk")
    for statement in ("UPDATE annual_figure SET value = '9'", "DELETE FROM annual_figure"):
        with pytest.raises(Exception, match="append-only"), writing(bureau.engine) as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize("login", ["handler", "legal", "leader"])
def test_only_head_and_clerk_tell_figures(small_bureau: Bureau, login: str) -> None:
    with pytest.raises(StepNotAllowed, match="此项由公开办负责人办理"):
        _tell(small_bureau.at("2025-01-08 09:00"), login)


def test_everything_wrong_is_said_at_once(small_bureau: Bureau) -> None:
    given = {"two.norms.made": "很多", "two.rules.made": "-1", "two.licences.decided": "1.5",
             "two.charges.amount": "1e3", "part1": "字" * 20_001, "two.ghost": "1"}
    with pytest.raises(StepNotAllowed) as refused, reading(small_bureau.engine) as connection:
        check_figures(connection, small_bureau.at("2025-01-08 09:00").now,
                      small_bureau.who("clerk"), 2024, given)

    assert {one.field for one in refused.value.reasons} == set(given)


def test_a_report_is_published_whole_and_after_its_year(year_over: Bureau) -> None:
    """条例第四十九条、第五十条."""
    assert "表二还有10格没有填写" in _refused(year_over)
    assert "“一、总体情况”尚未填写" in _refused(year_over)
    assert "尚未结束" in _refused(year_over, 2025)
    assert "此项由公开办负责人办理" in _refused(year_over, login="clerk")

    _tell(year_over, "clerk")
    _publish(year_over)
    with reading(year_over.engine) as connection:
        agency = year_over.who("head").agency_id
        edition = edition_of(connection, agency, 2024)
        logged = newest(connection, agency, limit=1)[0]
    assert edition is not None
    assert logged.what is SecurityAct.ANNUAL_REPORT_PUBLISHED
    assert logged.facts["digest"] == digest_of(edition.value)
    assert "没有改动" in _refused(year_over)


def test_what_does_not_balance_is_not_published(year_over: Bureau) -> None:
    _tell(year_over, "clerk")
    with writing(year_over.engine) as connection:
        connection.execute(
            update(Request).where(Request.id == 1).values(received_on=date(2024, 4, 1)))

    assert "答复日早于收到之日" in _refused(year_over)


def test_a_correction_after_publishing_shows_as_a_difference(year_over: Bureau) -> None:
    """The year after takes over what was published, or says where it does not."""
    _tell(year_over, "clerk")
    _publish(year_over)
    assert (_report(year_over).differences, _report(year_over, 2025).carry_over) == ((), ())
    assert _report(year_over, 2025).chained

    agency = year_over.who("head").agency_id
    with writing(year_over.engine) as connection:
        connection.execute(update(Request).where(Request.id == 2).values(void=1))
        connection.execute(insert(RemedyCase), {
            "request_no": f"A{agency}-000001", "seq": 1, "agency_id": agency, "case_no": "1号",
            "kind": RemedyKind.LAWSUIT, "body": "滨江市中级人民法院",
            "copy_received_on": date(2024, 8, 5), "result": RemedyResult.PENDING})
    said = [str(one) for one in _report(year_over).differences]
    assert "一、本年新收政府信息公开申请数量（自然人）：定稿2，现在1" in said
    assert "复议诉讼（未经复议直接起诉·尚未审结）：定稿0，现在1" in said
    assert [str(one) for one in _report(year_over, 2025).carry_over] == [
        "上年结转（自然人）与上年定稿的结转下年度：定稿1，现在0",
        "上年结转（总计）与上年定稿的结转下年度：定稿1，现在0"]


def test_a_fee_paid_through_the_desk_stands_in_part_six(bureau: Bureau) -> None:
    """Written beside the trail, and the same when the trail is replayed."""
    no = stages_fees.fee_noticed(bureau)
    charged = bureau.see(no).case.fee
    assert charged is not None
    bureau.act(no, "clerk", "record_payment", on=TUESDAY, yuan=charged.yuan, receipt_no="0001")

    fees = _report(bureau, 2026).fees
    assert (fees.requests, fees.yuan) == (1, charged.yuan)
    assert bureau.findings(no) == []
