"""The installation at hand (本机安装): where it lies, opened with whatever it still lacks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from web.cli.speech import complain

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from web.config import Config, House
    from workflow.record.people import Actor


def now() -> datetime:
    """The computer's time: asked here and nowhere below."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Beijing."""
    from workflow.record.standing import beijing_day  # loads the database library

    return beijing_day(now())


def config() -> "Config":
    """Where everything lies, as the environment says."""
    from web.config import Config  # loads the press with WeasyPrint

    try:
        return Config.from_environ()
    except ValueError:
        raise complain("YISHEN_PROXIES应当是整数；YISHEN_POOL应当写成8+4的样子；"
                       "YISHEN_CLAMAV应当是auto、required、lenient或者off") from None


def house() -> "House":
    """The open house until the command ends; folder, keys and schema are made where lacking."""
    from web.config import open_house  # loads the press with WeasyPrint

    opened = open_house(config())
    click.get_current_context().call_on_close(opened.engine.dispose)
    return opened


def officer_at(engine: "Engine", code: str, login: str) -> "Actor":
    """The officer of a login, with the seats held today, if one of this agency."""
    from workflow.office import agency_id_of  # here and below: loads the database library
    from workflow.record.database import reading
    from workflow.record.people import actor_of

    with reading(engine) as connection:
        by = actor_of(connection, login, today())
        if by.agency_id != agency_id_of(connection, code):
            raise complain(f"“{login}”不是{code}的人员")
    return by


def console(engine: "Engine", no: str) -> "Actor":
    """Whoever runs this machine, looking at one request as the legal office of its agency would."""
    from sqlalchemy import select  # here and below: loads the database library

    from workflow.office import CONSOLE
    from workflow.record.database import reading
    from workflow.record.models import Request
    from workflow.terms import Role

    with reading(engine) as connection:
        agency = connection.scalar(select(Request.agency_id).where(Request.no == no))
    if agency is None:
        raise complain(f"没有找到申请{no}")
    return replace(CONSOLE, agency_id=agency, seats=frozenset({Role.LEGAL_OFFICE}))
