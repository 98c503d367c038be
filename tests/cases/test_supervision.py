"""A quarter as the supervising office above sees it: who was late, where the days went, who lost.

2026: the Dragon Boat holiday is Friday 19 to Sunday 21 June.
"""

from datetime import date

import pytest

from letters.render import Press
from tests.bureau import SINCE, Bureau, pdf_text
from tests.cases.test_remedies import annulled, answered_anew, disputed, refused
from tests.workflow.courtroom import late
from tests.workflow.stages import assigned, registered
from workflow import office
from workflow.bulletin import Heading, bulletin
from workflow.errors import NotFound
from workflow.law.workdays import national_calendar
from workflow.record.database import reading, writing
from workflow.record.people import actor_of
from workflow.reports.inbox import inbox
from workflow.reports.period import Period
from workflow.reports.supervision import Supervision, supervision
from workflow.reports.supervision_figures import Seat
from workflow.reports.supervision_late import late_open, late_replied
from workflow.terms import AgencyKind, Role

#: Friday 3 July, when the bulletin on the second quarter is written.
TODAY = date(2026, 7, 3)
QUARTER, HALF = Period(date(2026, 4, 1), date(2026, 6, 30)), Period(date(2026, 1, 1), TODAY)


def supervised(bureau: Bureau) -> int:
    """滨江市自然资源局 comes under the office of the city government."""
    with writing(bureau.engine) as connection:
        top = office.add_agency(
            connection, bureau.now, office.CONSOLE, code="BJZF", name="滨江市人民政府办公室",
            short_name="滨政办", kind=AgencyKind.CITY_DEPARTMENT)
        own = office.agency_id_of(connection, "BJZR")
        connection.exec_driver_sql(f"UPDATE agency SET parent_id = {top} WHERE id = {own}")
        office.add_officer(connection, bureau.now, office.CONSOLE, top, login="super",
                           name="主管处长")
        office.grant(connection, bureau.now, office.CONSOLE, "super", Role.SUPERVISOR,
                     valid_from=SINCE)
    return top


def seen(bureau: Bureau, top: int, period: Period) -> Supervision:
    with reading(bureau.engine) as connection:
        return supervision(connection, top, period, TODAY, national_calendar())


def test_a_quarter_is_assessed_and_told_in_a_bulletin(bureau: Bureau, press: Press) -> None:
    """条例第四十六条、第四十七条第一款."""
    top = supervised(bureau)
    # Refused on Wednesday 6 May, annulled in reconsideration, answered anew on Friday 26 June.
    first = refused(bureau)
    answered_anew(bureau, annulled(bureau, first, disputed(bureau, first)))
    # Received Monday 1 June, due Tuesday 30 June: one replied to on Thursday 2 July, one lies with
    # its handler, one was never handed to anybody.
    replied, lying, unassigned = late(bureau), assigned(bureau), registered(bureau)
    bureau.at("2026-07-03 09:00")

    quarter = seen(bureau, top, QUARTER).total
    assert (quarter.new, quarter.anew, quarter.handled, quarter.in_hand) == (4, 1, 1, 3)
    assert (quarter.replied, quarter.late) == (2, 0)  # the refusal, and its redoing
    assert quarter.open_late == {"handling": 1, "receipt": 1}
    assert (quarter.decided, quarter.reversed) == (1, 1)

    half = seen(bureau, top, HALF).total
    assert (half.new, half.handled, half.in_hand, half.replied, half.late) == (4, 2, 2, 3, 1)
    assert half.late_most == {"handling": 1}

    with reading(bureau.engine) as connection:
        own = office.agency_id_of(connection, "BJZR")
        still = late_open(connection, own, TODAY, national_calendar()).rows
        over = late_replied(connection, own, HALF, national_calendar()).rows
    assert [(row.no, row.due_on, row.late_working_days, row.seat) for row in still] == [
        (lying, date(2026, 6, 30), 3, Seat.HANDLING),
        (unassigned, date(2026, 6, 30), 3, Seat.RECEIPT)]
    assert [(row.no, row.ended_on, row.late_working_days, row.seat) for row in over] == [
        (replied, date(2026, 7, 2), 2, Seat.HANDLING)]
    assert sum(over[0].days.values()) == 22  # twenty working days, and Wednesday and Thursday

    document = bulletin(seen(bureau, top, HALF), Heading(
        agency="滨江市人民政府办公室", contact="联系人：政务公开科；联系电话：0000-87654321",
        dated=TODAY, addressee="市政府各部门", demands="7月15日前书面报送整改情况。"))
    text = pdf_text(press.print(document).data)
    assert "滨江市自然资源局：逾期答复1件；截至2026年7月3日逾期仍未答复2件。" in text
    assert "其中结果纠正1件：滨江市自然资源局1件。" in text
    for kept in (first, replied, lying, "吴玥", "赵䶮", "望江路", "滨江大桥", "人手不足"):
        assert kept not in text


def test_a_supervisor_looks_into_no_file(bureau: Bureau) -> None:
    supervised(bureau)
    no = assigned(bureau)
    with reading(bureau.engine) as connection:
        actor = actor_of(connection, "super", bureau.now.date())
        page = inbox(connection, actor, bureau.now.date(), national_calendar())

    assert page.rows == ()
    with pytest.raises(NotFound):
        bureau.desk.view(no, actor, bureau.now)
