"""Revision 0021: the number a request bears in an earlier register, and how its reply was served.

Existing rows hold no day of service yet: `yishen rebuild` writes the columns from the trails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TAKEN_OVER = sa.text("original_no <> ''")


def upgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column(
            "original_no", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("served_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("served_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_request_original_no", "request", ["agency_id", "original_no"], unique=True,
        sqlite_where=_TAKEN_OVER, postgresql_where=_TAKEN_OVER)


def downgrade() -> None:
    op.drop_index("ix_request_original_no", table_name="request")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("served_on")
        batch_op.drop_column("served_by")
        batch_op.drop_column("original_no")
