"""Revision 0008: reminders (提醒), the outbox of mails (发件箱), how far the worker has read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WAITING = sa.text("sent_at IS NULL AND dropped_at IS NULL")
_UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("of_limit", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("login", "ref", name=op.f("uq_reminder_login_ref")),
    )
    op.create_index(op.f("ix_reminder_request_no"), "reminder", ["request_no"])
    op.create_index("ix_reminder_unread", "reminder", ["login", "id"],
                    sqlite_where=_UNREAD, postgresql_where=_UNREAD)
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("of_limit", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("address", "ref", name=op.f("uq_outbox_mail_address_ref")),
    )
    op.create_index("ix_outbox_mail_waiting", "outbox_mail", ["not_before", "id"],
                    sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table(
        "work_position",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_work_position")),
    )
    op.add_column("officer", sa.Column(
        "email", sa.String(length=254), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("officer", "email")
    op.drop_table("work_position")
    op.drop_table("outbox_mail")
    op.drop_table("reminder")
