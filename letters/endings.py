"""Applications that end for what the applicant did or left undone (不予处理、不再处理)."""

from dataclasses import dataclass
from datetime import date

from letters.replies import Answer


@dataclass(frozen=True)
class NoSupplement(Answer):
    """无正当理由逾期不补正，不再处理 (第三十条)."""

    kind = "no_supplement"
    title = "政府信息公开申请不再处理告知书"

    #: Day of the supplement notice and its number.
    asked_on: date
    asked_number: str
    #: The day the applicant received it (proved).
    served_on: date
    term_working_days: int
    #: The last day of the term.
    expired_on: date


@dataclass(frozen=True)
class Excessive(Answer):
    """无正当理由大量反复申请，不予处理 (条例第三十五条)."""

    kind = "reject_excessive"
    title = "政府信息公开申请不予处理告知书"

    #: How many applications from the first to the last day.
    applications: int
    first_on: date
    last_on: date
    #: Day and number of the notice that asked for reasons.
    asked_on: date
    asked_number: str
    #: The reasons given; "" = none in time.
    said: str
    #: Why they are not reasonable, or what silence means here.
    judged: str


@dataclass(frozen=True)
class NoPayment(Answer):
    """逾期未缴纳信息处理费，不再处理 (国办函〔2020〕109号)."""

    kind = "other_no_payment"
    title = "政府信息公开申请不再处理告知书"

    #: Day and number of the fee notice.
    noticed_on: date
    notice_number: str
    yuan: int
    #: The day the applicant received it (proved).
    served_on: date
    term_working_days: int
    #: The last day to pay.
    expired_on: date
