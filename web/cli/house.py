"""The installation at hand (本机安装): where it lies, opened with whatever it still lacks."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from web.cli.speech import complain

if TYPE_CHECKING:
    from web.config import Config, House


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
        raise complain("YISHEN_PROXIES：应当是整数") from None


def house() -> "House":
    """The open house until the command ends; folder, keys and schema are made where lacking."""
    from web.config import open_house  # loads the press with WeasyPrint

    opened = open_house(config())
    click.get_current_context().call_on_close(opened.engine.dispose)
    return opened
