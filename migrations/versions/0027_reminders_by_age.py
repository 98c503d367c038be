"""Revision 0027: reminders by their age, so that forgetting the oldest does not read all of them."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_reminder_at", "reminder", ["at"])


def downgrade() -> None:
    op.drop_index("ix_reminder_at", table_name="reminder")
