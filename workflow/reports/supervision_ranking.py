"""Ranking of agencies (排名): by one column, ties on one place, always in the same order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from workflow.reports.supervision import AgencyFigures
from workflow.reports.supervision_figures import Figures, Seat, percent, tenths
from workflow.terms import Term

Value = int | Fraction | None


class Measure(Term):
    """A column of the table of agencies (指标)."""

    NEW = "new", "新收"
    HANDLED = "handled", "办结"
    IN_HAND = "in_hand", "期末在办"
    REPLIED = "replied", "已答复"
    LATE = "late", "逾期答复"
    LATE_SHARE = "late_share", "逾期率"
    STILL_LATE = "still_late", "逾期未答复"
    ABOUT = "about_to_be_late", "即将到期"
    EXTENDED = "extended_share", "延期率"
    MEAN = "mean", "平均用时"
    MEDIAN = "median", "中位用时"
    RECEIPT = "receipt", "收件登记用时"
    HANDLING = "handling", "办理用时"
    REVIEW = "review", "审核用时"
    SERVICE = "service", "答复送达用时"
    REVERSED = "reversed", "复议诉讼纠正"
    REVERSED_SHARE = "reversed_share", "纠正占办结"


_SHARES = (Measure.LATE_SHARE, Measure.EXTENDED, Measure.REVERSED_SHARE)
_DAYS = (Measure.MEAN, Measure.MEDIAN, *(Measure(seat.value) for seat in Seat))
#: What a measure is called under the heading of its group.
SHORT = {
    Measure.MEAN: "平均", Measure.MEDIAN: "中位", Measure.RECEIPT: "收件登记",
    Measure.HANDLING: "办理", Measure.REVIEW: "审核", Measure.SERVICE: "答复送达",
    Measure.REVERSED: "纠正", Measure.REVERSED_SHARE: "占办结",
}
#: What a measure is, beyond its name.
MEANINGS = {
    Measure.NEW: "期内收到的件数；责令重作的不另计",
    Measure.HANDLED: "期内首次答复成文的件数；责令重作的不另计",
    Measure.IN_HAND: "期末尚未答复的件数",
    Measure.REPLIED: "期限在期内终止的件数（答复、撤回、逾期不补正等），含责令重作，不含历史导入",
    Measure.LATE: "期限终止之日晚于届满之日的件数",
    Measure.LATE_SHARE: "逾期答复占已答复",
    Measure.STILL_LATE: "今天已经超过期限、仍未答复的件数",
    Measure.ABOUT: "今天到期和3个工作日内到期、尚未答复的件数",
    Measure.EXTENDED: "延长了期限的占已答复",
    Measure.MEAN: "已答复的平均每件用了多少个工作日",
    Measure.MEDIAN: "半数的已答复不超过多少个工作日",
    Measure.RECEIPT: "平均每件在收件登记环节用了多少个工作日",
    Measure.HANDLING: "平均每件在办理环节用了多少个工作日",
    Measure.REVIEW: "平均每件在审核环节用了多少个工作日",
    Measure.SERVICE: "平均每件在答复送达环节用了多少个工作日",
    Measure.REVERSED: "期内审结的复议、诉讼中结果纠正的案件数",
    Measure.REVERSED_SHARE: "结果纠正的案件与期内办结件数之比",
}


def value_of(figures: Figures, measure: Measure) -> Value:
    """The value of a measure; None where there is too little to say."""
    if measure.value in tuple(Seat):
        return figures.mean_at(Seat(measure.value))
    found: Value = getattr(figures, measure.value)
    return found


def shown(figures: Figures, measure: Measure) -> str:
    """The value of a measure as it is written."""
    value = value_of(figures, measure)
    if measure in _SHARES:
        return percent(None if value is None else Fraction(value))
    if measure in _DAYS:
        return tenths(None if value is None else Fraction(value))
    return str(value)


@dataclass(frozen=True)
class Ranked:
    """An agency on its place; agencies with the same value share it, None has no value."""

    place: int | None
    agency: AgencyFigures


def ranked(
    agencies: Iterable[AgencyFigures], measure: Measure, *, rising: bool = False
) -> tuple[Ranked, ...]:
    """The agencies by a measure, the largest first unless rising; then by their codes.

    Those without a value, having too few requests, come last and have no place.
    """
    def value(one: AgencyFigures) -> Value:
        return value_of(one.figures, measure)

    by_code = sorted(agencies, key=lambda one: one.code)
    known = sorted((one for one in by_code if value(one) is not None),
                   key=lambda one: value(one) or 0, reverse=not rising)
    return (*_placed(known, value),
            *(Ranked(None, one) for one in by_code if value(one) is None))


def _placed(
    agencies: list[AgencyFigures], value: Callable[[AgencyFigures], Value]
) -> Iterable[Ranked]:
    place = 0
    for number, one in enumerate(agencies, 1):
        if number == 1 or value(one) != value(agencies[number - 2]):
            place = number
        yield Ranked(place, one)
