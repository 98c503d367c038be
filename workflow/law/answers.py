"""The clocks of our own answers (答复复议、应诉): by when an agency must put in its case.

What comes later proves nothing (《行政复议法》第七十条、《行政诉讼法》第三十四条).
"""

from datetime import date

from workflow.law.periods import end_of_days
from workflow.law.rules import (
    ANSWER_TO_COURT,
    ANSWER_TO_RECONSIDERATION,
    ANSWER_TO_RECONSIDERATION_SIMPLIFIED,
)
from workflow.law.workdays import Calendar, Deadline
from workflow.terms import Term


class Proceeding(Term):
    """Before whom a reply is disputed (程序)."""

    RECONSIDERATION = "reconsideration", "行政复议（普通程序）"
    RECONSIDERATION_SIMPLIFIED = "reconsideration_simplified", "行政复议（简易程序）"
    LITIGATION = "litigation", "行政诉讼"


def answer_due(proceeding: Proceeding, copy_received_on: date, calendar: Calendar) -> Deadline:
    """The last day for our answer and evidence, from our receipt of the copy.

    10 working days to the reconsideration body, 5 in the simplified procedure
    (《行政复议法》第四十八条、第五十四条、第八十八条第二款); 15 calendar days to the court
    (《行政诉讼法》第六十七条). Raises RuleNotInForce before the first version of the rule.
    """
    if proceeding is Proceeding.LITIGATION:
        calendar_days = ANSWER_TO_COURT.on(copy_received_on)
        return end_of_days(copy_received_on, calendar_days, calendar)
    simplified = proceeding is Proceeding.RECONSIDERATION_SIMPLIFIED
    rule = ANSWER_TO_RECONSIDERATION_SIMPLIFIED if simplified else ANSWER_TO_RECONSIDERATION
    return calendar.add(copy_received_on, rule.on(copy_received_on))
