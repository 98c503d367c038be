"""Whether what a reminder speaks of still stands (提醒是否仍有意义).

A limit falls away with the answer, or while its clock stands still; the duty of a reconsideration
or lawsuit once it is done. What is told of an act stands for good.
"""

from sqlalchemy import exists, or_

from workflow.law.clock import ClockState
from workflow.record.models import RemedyCase, Reminder, Request

#: Of a reminder joined with its request.
STANDS = (
    or_(Reminder.of_limit.is_(False), Request.clock_state == ClockState.RUNNING.value),
    or_(Reminder.remedy.is_(None), exists().where(
        RemedyCase.request_no == Reminder.request_no, RemedyCase.seq == Reminder.remedy,
        RemedyCase.due == Reminder.due)),
)
