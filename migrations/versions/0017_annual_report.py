"""Revision 0017: what is told for an annual report, and when a processing fee was paid.

Existing rows hold nothing of the fee yet: `yishen rebuild` writes it from the trails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER annual_figure_no_update BEFORE UPDATE ON annual_figure BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER annual_figure_no_delete BEFORE DELETE ON annual_figure BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER annual_figure_insert_guard BEFORE INSERT ON annual_figure WHEN NEW.id <> COALESCE((SELECT MAX(id) FROM annual_figure WHERE 1), 0) + 1 OR EXISTS (SELECT 1 FROM annual_figure WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER annual_figure_no_change BEFORE UPDATE OR DELETE ON annual_figure FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER annual_figure_no_truncate BEFORE TRUNCATE ON annual_figure FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROPS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS annual_figure_no_update",
        "DROP TRIGGER IF EXISTS annual_figure_no_delete",
        "DROP TRIGGER IF EXISTS annual_figure_insert_guard",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS annual_figure_no_change ON annual_figure",
        "DROP TRIGGER IF EXISTS annual_figure_no_truncate ON annual_figure",
    ),
}
_RECEIVED = ["agency_id", "received_on", "id"]


def upgrade() -> None:
    op.create_table(
        "annual_figure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_annual_figure_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_figure")),
    )
    op.create_index(
        "ix_annual_figure_year", "annual_figure", ["agency_id", "year", "key", "id"], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fee_paid_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column(
            "fee_paid_yuan", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index(
        "ix_request_fee", "request", ["agency_id", "fee_paid_on", "fee_paid_yuan", "void"],
        unique=False, sqlite_where=sa.text("fee_paid_on IS NOT NULL"),
        postgresql_where=sa.text("fee_paid_on IS NOT NULL"),
    )
    op.drop_index("ix_request_received", table_name="request")
    op.create_index(
        "ix_request_received", "request", [*_RECEIVED, "void", "applicant_kind", "redo_of"],
        unique=False)


def downgrade() -> None:
    op.drop_index("ix_request_received", table_name="request")
    op.create_index("ix_request_received", "request", _RECEIVED, unique=False)
    op.drop_index("ix_request_fee", table_name="request")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("fee_paid_yuan")
        batch_op.drop_column("fee_paid_on")
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_annual_figure_year", table_name="annual_figure")
    op.drop_table("annual_figure")
