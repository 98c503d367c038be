"""Revision 0027: reminders of what a reconsideration or lawsuit asks, and reminders by their age.

By their age, so that forgetting the oldest does not read all of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder", sa.Column("remedy", sa.Integer(), nullable=True))
    op.add_column("reminder", sa.Column(
        "due", sa.String(length=16), nullable=False, server_default=""))
    op.create_index("ix_reminder_at", "reminder", ["at"])


def downgrade() -> None:
    op.drop_index("ix_reminder_at", table_name="reminder")
    with op.batch_alter_table("reminder") as table:
        table.drop_column("due")
        table.drop_column("remedy")
