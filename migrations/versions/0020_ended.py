"""Revision 0020: an index of the clocks that ended, for the figures of all agencies below one."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_COUNTED = ("agency_id", "ended_on", "due_on", "imported", "used_days", "extended", "receipt_days",
            "handling_days", "review_days", "service_days")


def upgrade() -> None:
    op.create_index(
        "ix_request_ended", "request", list(_COUNTED), unique=False,
        sqlite_where=sa.text("void = 0"), postgresql_where=sa.text("void = 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_request_ended", table_name="request")
