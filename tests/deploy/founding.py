"""A bureau in which several offices work side by side, each with accounts of its own."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.bureau import SEATS, SINCE, Bureau, found
from tests.deploy.offices import SEATS as NEEDED
from web.config import Config, open_house
from web.passwords import hashed
from workflow import office
from workflow.record.database import connect, writing

PASSWORD = "lantern river bench 2026"


def founded(config: Config, offices: int) -> Bureau:
    """Make the house of a configuration, with so many accounts in every seat."""
    engine = connect(config.database_url, config.pool)
    house = open_house(config, engine)
    bureau = Bureau(engine, house.desk, house.store, house.keys, datetime.now(UTC))
    found(bureau)
    secret = hashed(PASSWORD, config.argon2)
    with writing(engine) as connection:
        agency = office.agency_id_of(connection, "BJZR")
        for n in range(offices):
            for seat in NEEDED:
                login = login_in(n)(seat)
                office.add_officer(connection, bureau.now, office.CONSOLE, agency, login=login,
                                   name=f"{SEATS[seat].label}{n}", password_hash=secret)
                office.grant(connection, bureau.now, office.CONSOLE, login, SEATS[seat],
                             valid_from=SINCE)
    return bureau


def login_in(n: int) -> Callable[[str], str]:
    """The login of each seat in the n-th office."""
    return lambda seat: f"{seat}{n}"
