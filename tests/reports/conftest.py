"""A small tree of agencies for the reports: a government, its bureau, an office of the bureau."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from sqlalchemy import Engine

from workflow import office
from workflow.record.database import writing
from workflow.record.standing import BEIJING
from workflow.terms import AgencyKind

AT = datetime(2008, 5, 1, 9, 0, tzinfo=BEIJING)
TREE = (("CITY", "", AgencyKind.CITY_GOVERNMENT), ("BUREAU", "CITY", AgencyKind.CITY_DEPARTMENT),
        ("OFFICE", "BUREAU", AgencyKind.DISPATCHED_OFFICE),
        ("OTHER", "", AgencyKind.COUNTY_DEPARTMENT))


@pytest.fixture
def agencies(engine: Engine) -> Mapping[str, int]:
    """Their ids by code; OTHER stands outside the tree."""
    found: dict[str, int] = {}
    with writing(engine) as connection:
        for code, parent, kind in TREE:
            found[code] = office.add_agency(
                connection, AT, office.CONSOLE, code=code, name=f"滨江{code}", short_name=code,
                kind=kind, parent_code=parent)
    return found
