"""Where the working days went: stories day by day, each weekday in words.

A day belongs to the seat that had the request; the day of handing over to the side that hands over.
"""

from datetime import date

import pytest

from tests.bureau import Bureau
from tests.workflow import stages as to
from tests.workflow import stages_mending
from workflow.record.database import reading
from workflow.record.models import Request

COLUMNS = ("receipt_days", "handling_days", "review_days", "service_days")


def went(bureau: Bureau, no: str) -> tuple[int, ...]:
    """The days of receipt, handling, review and service; they are all that the clock used."""
    with reading(bureau.engine) as connection:
        row = connection.execute(
            Request.__table__.select().where(Request.__table__.c.no == no)).one()
    clock = bureau.clock(no)
    days = tuple(getattr(row, name) for name in COLUMNS)
    ended = clock.used_working_days if clock.state == "ended" else 0
    assert row.used_days == sum(days) == ended
    return days


def on(bureau: Bureau, day: str, no: str, login: str, trigger: str, **given: object) -> None:
    bureau.at(f"{day} 10:00").act(no, login, trigger, **given)


def reviewed(bureau: Bureau, day: str, no: str) -> None:
    """Both opinions on one day."""
    on(bureau, day, no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")


def handed_on(bureau: Bureau, no: str, *days: str) -> None:
    """Registered and assigned, submitted, approved, issued and posted on these days."""
    assigned, submitted, approved, posted = days
    on(bureau, assigned, no, "clerk", "assign", handler="handler", unit="法规科")
    on(bureau, submitted, no, "handler", "draft_reply", manner="post", answers=[to.GRANTED])
    bureau.act(no, "handler", "submit_for_review")
    reviewed(bureau, approved, no)
    bureau.act(no, "reviewer", "approve")
    on(bureau, posted, no, "clerk", "issue")
    bureau.post(no, "reply", on=posted)


MON, TUE, WED, THU, FRI = (f"2026-06-0{day}" for day in range(1, 6))
NEXT_MON, NEXT_TUE, NEXT_FRI = "2026-06-08", "2026-06-09", "2026-06-12"
#: The Dragon Boat Festival of 2026: Friday 06-19 to Sunday 06-21 are off.
THU_18, MON_22 = "2026-06-18", "2026-06-22"


@pytest.mark.parametrize(("days", "expected"), [
    # Received Monday; the day of receipt counts for nobody. Everything on that day: no day used.
    ((MON, MON, MON, MON), (0, 0, 0, 0)),
    # Assigned Tuesday: that day is the clerk's. Drafted Thursday, approved Friday, posted Monday.
    ((TUE, THU, FRI, NEXT_MON), (1, 2, 1, 1)),
    # Assigned on the day of receipt; the handler hands on, and the reviewer signs, on one Friday.
    ((MON, FRI, FRI, NEXT_MON), (0, 4, 0, 1)),
    # Over the weekend nobody uses a day: submitted Friday, approved and posted the next Monday.
    ((TUE, FRI, NEXT_MON, NEXT_MON), (1, 3, 1, 0)),
    # The clerk keeps it all week; all others act on the second Monday.
    ((NEXT_MON, NEXT_MON, NEXT_MON, NEXT_MON), (5, 0, 0, 0)),
    # The reviewer keeps it over a week: submitted Tuesday, approved Friday week, posted that day.
    ((MON, TUE, NEXT_FRI, NEXT_FRI), (0, 1, 8, 0)),
    # A holiday lies between: submitted Thursday the 18th, approved Monday the 22nd.
    ((MON, THU_18, MON_22, MON_22), (0, 13, 1, 0)),
])
def test_each_day_belongs_to_who_had_the_request(
    small_bureau: Bureau, days: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    no = to.registered(small_bureau)
    handed_on(small_bureau, no, *days)

    assert went(small_bureau, no) == expected


def test_an_open_request_has_used_no_days_yet(small_bureau: Bureau) -> None:
    no = to.assigned(small_bureau)
    on(small_bureau, NEXT_MON, no, "clerk", "note", text="催办")

    assert went(small_bureau, no) == (0, 0, 0, 0)


def test_what_goes_back_to_the_handler_counts_there_again(small_bureau: Bureau) -> None:
    """Submitted Tuesday, sent back Wednesday, submitted anew Friday, signed and posted Monday."""
    no = to.registered(small_bureau)
    on(small_bureau, MON, no, "clerk", "assign", handler="handler", unit="法规科")
    on(small_bureau, TUE, no, "handler", "draft_reply", manner="post", answers=[to.GRANTED])
    small_bureau.act(no, "handler", "submit_for_review")
    on(small_bureau, WED, no, "reviewer", "return_to_handler", reasons="请补充检索记录")
    on(small_bureau, FRI, no, "handler", "draft_reply", manner="post", answers=[to.GRANTED])
    small_bureau.act(no, "handler", "submit_for_review")
    reviewed(small_bureau, NEXT_MON, no)
    small_bureau.act(no, "reviewer", "approve")
    on(small_bureau, NEXT_MON, no, "clerk", "issue")
    small_bureau.post(no, "reply", on=NEXT_MON)

    assert went(small_bureau, no) == (0, 1 + 2, 1 + 1, 0)


def test_after_a_supplement_the_count_begins_anew(small_bureau: Bureau) -> None:
    """Asked Monday, supplemented Wednesday: what went before is nobody's (条例第三十条)."""
    no = to.supplement_asked(small_bureau)
    on(small_bureau, WED, no, "clerk", "receive_supplement", received_on=WED, how="邮寄",
       contents="滨江大桥建设项目批复", clear_now=True)
    handed_on(small_bureau, no, THU, FRI, NEXT_MON, NEXT_TUE)

    assert small_bureau.clock(no).counted_from == date(2026, 6, 3)  # Wednesday
    assert went(small_bureau, no) == (1, 1, 1, 1)


def test_days_of_a_consultation_are_nobodys(small_bureau: Bureau) -> None:
    """Asked Tuesday, answered Friday: those days are left out (条例第三十三条第三款)."""
    no = to.consulting(small_bureau)
    on(small_bureau, FRI, no, "handler", "record_opinion", consultation="A", answered_on=FRI,
       opinion="agrees")
    on(small_bureau, NEXT_MON, no, "handler", "draft_reply", manner="post", answers=[to.GRANTED])
    small_bureau.act(no, "handler", "submit_for_review")
    reviewed(small_bureau, NEXT_TUE, no)
    small_bureau.act(no, "reviewer", "approve")
    on(small_bureau, NEXT_TUE, no, "clerk", "issue")
    small_bureau.post(no, "reply", on=NEXT_TUE)
    left_out = small_bureau.clock(no).excluded

    assert left_out
    assert sum(went(small_bureau, no)) == small_bureau.clock(no).used_working_days < 6


def test_a_reply_posted_before_it_was_entered_ends_on_the_day_of_posting(
    small_bureau: Bureau,
) -> None:
    """Posted Wednesday, entered the next Monday: the days between are nobody's."""
    no = to.issued(small_bureau)
    small_bureau.at(f"{NEXT_MON} 09:00")
    small_bureau.post(no, "reply", on=WED)

    assert went(small_bureau, no) == (0, 1, 0, 1)


def test_a_reply_made_anew_takes_no_days_beside_those_of_the_first(small_bureau: Bureau) -> None:
    """Posted Wednesday, revoked the same day, answered anew on Friday: the first day decided."""
    no = stages_mending.revocation_proposed(small_bureau)
    small_bureau.act(no, "reviewer", "approve_revocation")
    first = went(small_bureau, no)
    stages_mending.replied_anew(small_bureau, no)

    assert first == went(small_bureau, no) == (0, 1, 0, 1)
