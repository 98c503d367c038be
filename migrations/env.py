"""Run revisions on the connection handed in; Alembic loads this file, nothing imports it."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from workflow.record import guards, search
from workflow.record.models import Base, Moment


def frozen(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own column types as plain ones, so that a revision never imports the models."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


def of_a_model(name: str | None, kind: str, parents: object) -> bool:
    """Leave out the index of searches: each database keeps it in its own way."""
    return kind != "table" or name is None or not search.is_of_the_index(name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=frozen,
    compare_type=True,
    include_name=of_a_model,
    transactional_ddl=True,
    template_args={
        "guards": {name: tuple(guards.statements(name)) for name in ("sqlite", "postgresql")},
        "drops": {name: tuple(guards.drops(name)) for name in ("sqlite", "postgresql")},
    },
)
with context.begin_transaction():
    context.run_migrations()
