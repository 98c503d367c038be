"""Revision 0015: what the figures of a year are counted from.

Existing rows hold nothing of it yet: `yishen rebuild` writes the columns from the trails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NUMBERS = ("void", "imported", "extended", "used_days", "receipt_days", "handling_days",
            "review_days", "service_days")
_COUNTED = ("agency_id", "concluded_on", "received_on", "applicant_kind", "outcome", "redo_of")


def upgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("concluded_on", sa.Date(), nullable=True))
        for name in _NUMBERS:
            batch_op.add_column(sa.Column(
                name, sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index(
        "ix_request_concluded", "request", list(_COUNTED), unique=False,
        sqlite_where=sa.text("void = 0"), postgresql_where=sa.text("void = 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_request_concluded", table_name="request")
    with op.batch_alter_table("request", schema=None) as batch_op:
        for name in reversed(_NUMBERS):
            batch_op.drop_column(name)
        batch_op.drop_column("concluded_on")
