"""The bulletin out of the figures of a supervision (通报): facts for the press, nothing else.

条例第四十七条第一款. No person and no request by its number: what is typed as demands is looked
through for both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from letters.bulletin import Bulletin, LateAgency, ReversedAgency, SeatLine
from letters.privacy import foreign_numbers
from workflow.errors import Reason
from workflow.reports.supervision import AgencyFigures, Supervision
from workflow.reports.supervision_figures import TIED, Figures, Seat, percent, tenths
from workflow.reports.supervision_notes import ATTRIBUTION, FAIRNESS, NOTES
from workflow.reports.supervision_ranking import Measure, ranked, shown

#: The columns of its table behind number and name.
_COLUMNS = (
    Measure.NEW, Measure.HANDLED, Measure.IN_HAND, Measure.REPLIED, Measure.LATE,
    Measure.LATE_SHARE, Measure.STILL_LATE, Measure.MEAN, Measure.REVERSED)
#: More agencies than this make no bulletin anybody reads; the rest is told in one row.
MOST_AGENCIES = 300
#: The longest of what is typed, in characters.
LONGEST_LINE, LONGEST_DEMANDS = 100, 4000
#: What a reader of the table must know.
_NOTES = (*NOTES[:3], NOTES[4])
_REQUEST_NO = re.compile(r"[A-Z0-9]{2,16}-\d{4}-\d{3,}")


@dataclass(frozen=True)
class Heading:
    """What the supervising office adds to the figures: its names, what is typed into the form."""

    agency: str
    contact: str
    dated: date
    addressee: str
    number: str = ""
    copies_to: tuple[str, ...] = ()
    demands: str = ""


def faults(heading: Heading) -> list[Reason]:
    """What is wrong with what was typed."""
    found = []
    if not heading.addressee.strip():
        found.append(Reason("请填写主送机关，如：各县（市、区）人民政府，市政府各部门",
                            field="addressee"))
    if not heading.demands.strip():
        found.append(Reason("请填写工作要求：通报批评须同时督促整改", "条例第四十七条第一款",
                            "demands"))
    for name, text, most in (
            ("addressee", heading.addressee, LONGEST_LINE),
            ("number", heading.number, LONGEST_LINE),
            ("contact", heading.contact, LONGEST_LINE),
            ("copies_to", "，".join(heading.copies_to), LONGEST_LINE),
            ("demands", heading.demands, LONGEST_DEMANDS)):
        if len(text) > most:
            found.append(Reason(f"不超过{most}个字", field=name))
    if _REQUEST_NO.search(heading.demands):
        found.append(Reason("通报不写申请编号，请删去", field="demands"))
    return found


def bulletin(seen: Supervision, heading: Heading) -> Bulletin:
    """The bulletin of a period."""
    total, period = seen.total, seen.period
    return Bulletin(
        agency=heading.agency, signer=heading.agency, number=heading.number.strip(),
        dated=heading.dated, addressee=heading.addressee.strip(), contact=heading.contact,
        copies_to=heading.copies_to, layout="document", period=period.name,
        days="" if period.days == period.name else period.days, counted_on=seen.today,
        agencies=len(seen.agencies), new=total.new, handled=total.handled, in_hand=total.in_hand,
        replied=total.replied, late=total.late, late_share=_share(total, Measure.LATE_SHARE),
        extended=total.extended, extended_share=_share(total, Measure.EXTENDED),
        mean=tenths(total.mean), median=tenths(total.median), still_late=total.still_late,
        about_to_be_late=total.about_to_be_late, named=_named(seen.agencies),
        seats=tuple(_seat(total, seat) for seat in Seat), tied=total.late_most.get(TIED, 0),
        decided=total.decided, reversed=total.reversed, reversed_at=_reversed(seen.agencies),
        demands=tuple(line.strip() for line in heading.demands.splitlines() if line.strip()),
        rule=f"{ATTRIBUTION}{FAIRNESS}", heads=("序号", "机关", *(_head(one) for one in _COLUMNS)),
        table=_table(seen), notes=_NOTES)


def numbers_in(document: Bulletin) -> list[Reason]:
    """Numbers of persons in what was typed, each as a reason against the bulletin."""
    return [Reason(one.text, one.article, "demands") for one in foreign_numbers(document, ())
            if one.blocking]


def _share(figures: Figures, measure: Measure) -> str:
    text = shown(figures, measure)
    return "" if text == "—" else text


def _head(measure: Measure) -> str:
    return {Measure.REVERSED: "复议诉讼纠正", Measure.MEAN: "平均用时"}.get(measure, measure.label)


def _named(agencies: Sequence[AgencyFigures]) -> tuple[LateAgency, ...]:
    """Whoever was late, the most cases first."""
    late = [one for one in agencies if one.figures.late or one.figures.still_late]
    late.sort(key=lambda one: (-one.figures.late - one.figures.still_late, one.code))
    return tuple(LateAgency(
        one.name, one.figures.late, one.figures.replied,
        percent(one.figures.late_share) if one.figures.late_share is not None else "",
        one.figures.still_late) for one in late)


def _seat(total: Figures, seat: Seat) -> SeatLine:
    return SeatLine(seat.label, tenths(total.mean_at(seat)), total.late_days.get(seat.value, 0),
                    total.late_most.get(seat.value, 0), total.open_late.get(seat.value, 0))


def _reversed(agencies: Sequence[AgencyFigures]) -> tuple[ReversedAgency, ...]:
    return tuple(ReversedAgency(one.agency.name, one.agency.figures.reversed)
                 for one in ranked(agencies, Measure.REVERSED) if one.agency.figures.reversed)


def _table(seen: Supervision) -> tuple[tuple[str, ...], ...]:
    """Those with requests, the most new ones first, then how many had none, and the total."""
    told = [one.agency for one in ranked(seen.agencies, Measure.NEW)
            if not one.agency.figures.silent]
    rows = [(str(place), one.name, *_cells(one.figures))
            for place, one in enumerate(told[:MOST_AGENCIES], 1)]
    beyond = len(told) - len(rows)
    if beyond:
        rows.append(("", f"其余{beyond}个机关", *("" for _ in _COLUMNS)))
    if silent := len(seen.agencies) - len(told):
        rows.append(("", f"另有{silent}个机关本期没有申请", *("" for _ in _COLUMNS)))
    return (*rows, ("", "合计", *_cells(seen.total)))


def _cells(figures: Figures) -> tuple[str, ...]:
    return tuple(shown(figures, one) for one in _COLUMNS)
