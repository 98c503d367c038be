"""Many numbers handed to a statement as one value, on both databases."""

from sqlalchemy import Engine, select

from tests.workflow.histories import agencies
from workflow.record.among import among
from workflow.record.database import writing
from workflow.record.models import Agency

_THESE = select(Agency.id).where(among(Agency.id, "ids")).order_by(Agency.id)


def test_just_the_numbers_told_are_found(engine: Engine) -> None:
    with writing(engine) as connection:
        there = agencies(connection, 5)
        for told in ([], there[:1], there[1:4], [*there, 2**31 - 1]):
            found = connection.scalars(_THESE, {"ids": told}).all()
            assert found == sorted(set(told) & set(there)), told


def test_no_number_is_spelt_out_and_the_index_can_be_asked(engine: Engine) -> None:
    statement = str(_THESE.compile(dialect=engine.dialect))
    assert "POSTCOMPILE" not in statement
    assert "= 1" not in statement
