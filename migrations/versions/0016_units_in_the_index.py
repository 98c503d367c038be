"""Revision 0016: the index of what waits names the unit, so that its lists are read from it alone."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = ("agency_id", "clock_state", "due_on", "id", "awaits", "handler", "state", "channel",
            "closed")


def upgrade() -> None:
    _index(*_COLUMNS, "unit")


def downgrade() -> None:
    _index(*_COLUMNS)


def _index(*columns: str) -> None:
    op.drop_index("ix_request_awaits", table_name="request")
    op.create_index(
        "ix_request_awaits", "request", list(columns), unique=False,
        sqlite_where=sa.text("awaits <> ''"), postgresql_where=sa.text("awaits <> ''"))
