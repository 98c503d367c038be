"""Revision 0006: files encrypted at rest, a blind index of applicants, erasures.

Files kept until now stay plain and readable until `yishen keys seal` encrypts them; marks of
requests registered until now are written by `yishen rebuild`, which has the keys.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER erasure_insert_guard BEFORE INSERT ON erasure WHEN EXISTS (SELECT 1 FROM erasure WHERE 1 AND request = NEW.request) OR EXISTS (SELECT 1 FROM erasure WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER erasure_no_change BEFORE UPDATE OR DELETE ON erasure FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER erasure_no_truncate BEFORE TRUNCATE ON erasure FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROPS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS erasure_no_update",
        "DROP TRIGGER IF EXISTS erasure_no_delete",
        "DROP TRIGGER IF EXISTS erasure_insert_guard",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS erasure_no_change ON erasure",
        "DROP TRIGGER IF EXISTS erasure_no_truncate ON erasure",
    ),
}


def upgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("place", sa.String(length=32), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "person_mark",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_person_mark_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", "kind", name=op.f("pk_person_mark")),
    )
    with op.batch_alter_table("person_mark", schema=None) as batch_op:
        batch_op.create_index("ix_person_mark_mark", ["mark", "request_no"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("approver", sa.String(length=64), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_erasure")),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Encrypted files cannot be opened by the earlier version: their keys go with the columns."""
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("erasure")
    op.drop_table("person_mark")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_column("key")
        batch_op.drop_column("place")
