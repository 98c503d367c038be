"""Who reconsiders a reply (行政复议机关), by the kind of agency that signed it.

1999 Act arts. 12-15: of a department its government or the superior department, as the applicant
chooses. 2023 Act arts. 24-28, since 2024-01-01: the government of the same level alone, save for
vertical departments (art. 27) and justice bureaus (art. 28).
"""

from collections.abc import Mapping
from datetime import date

from workflow.law.dated import DatedRule, DecidedBy, Since, Unit
from workflow.law.rules import RECONSIDERATION_ACT_1999, RECONSIDERATION_ACT_2023
from workflow.terms import AgencyKind, Term


class ReviewAuthority(Term):
    """A kind of reconsideration authority (行政复议机关)."""

    SAME_LEVEL_GOVERNMENT = "same_level_government", "本级人民政府"
    NEXT_HIGHER_GOVERNMENT = "next_higher_government", "上一级人民政府"
    ITSELF = "itself", "本机关"
    SUPERIOR_DEPARTMENT = "superior_department", "上一级主管部门"


_SAME = (ReviewAuthority.SAME_LEVEL_GOVERNMENT,)
_HIGHER = (ReviewAuthority.NEXT_HIGHER_GOVERNMENT,)
_ITSELF = (ReviewAuthority.ITSELF,)
_SUPERIOR = (ReviewAuthority.SUPERIOR_DEPARTMENT,)
_EITHER = _SAME + _SUPERIOR

#: The government that set up a street office (派出机关) stands above it.
_BOTH_PERIODS: Mapping[AgencyKind, tuple[ReviewAuthority, ...]] = {
    AgencyKind.TOWNSHIP_GOVERNMENT: _HIGHER,
    AgencyKind.COUNTY_GOVERNMENT: _HIGHER,
    AgencyKind.CITY_GOVERNMENT: _HIGHER,
    AgencyKind.STREET_OFFICE: _HIGHER,
    AgencyKind.PROVINCIAL_GOVERNMENT: _ITSELF,
    AgencyKind.STATE_COUNCIL_DEPARTMENT: _ITSELF,
    AgencyKind.VERTICAL_DEPARTMENT: _SUPERIOR,
    AgencyKind.JUSTICE_BUREAU: _EITHER,
}
_DEPARTMENTS = (
    AgencyKind.COUNTY_DEPARTMENT,
    AgencyKind.CITY_DEPARTMENT,
    AgencyKind.PROVINCIAL_DEPARTMENT,
    AgencyKind.DISPATCHED_OFFICE,
    AgencyKind.AUTHORISED_ORGANISATION,
)

REVIEW_AUTHORITY = DatedRule(
    "review_authority",
    "行政复议机关",
    Unit.NONE,
    DecidedBy.DECISION,
    (
        Since(
            RECONSIDERATION_ACT_1999,
            {**_BOTH_PERIODS, **dict.fromkeys(_DEPARTMENTS, _EITHER)},
            "《行政复议法》（1999年）第十二条至第十五条",
        ),
        Since(
            RECONSIDERATION_ACT_2023,
            {**_BOTH_PERIODS, **dict.fromkeys(_DEPARTMENTS, _SAME)},
            "《行政复议法》（2023年修订）第二十四条至第二十八条",
        ),
    ),
)


def authorities(agency_kind: AgencyKind, decided_on: date) -> tuple[ReviewAuthority, ...]:
    """The authorities the applicant may turn to; two where the applicant chooses."""
    return REVIEW_AUTHORITY.on(decided_on)[agency_kind]
