"""Revision 0007: the units of an agency (科室) and the versions of its public guide (公开指南)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER guide_version_no_update BEFORE UPDATE ON guide_version BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER guide_version_no_delete BEFORE DELETE ON guide_version BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER guide_version_insert_guard BEFORE INSERT ON guide_version WHEN NEW.id <> COALESCE((SELECT MAX(id) FROM guide_version WHERE 1), 0) + 1 OR EXISTS (SELECT 1 FROM guide_version WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER guide_version_no_change BEFORE UPDATE OR DELETE ON guide_version FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER guide_version_no_truncate BEFORE TRUNCATE ON guide_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROPS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS guide_version_no_update",
        "DROP TRIGGER IF EXISTS guide_version_no_delete",
        "DROP TRIGGER IF EXISTS guide_version_insert_guard",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS guide_version_no_change ON guide_version",
        "DROP TRIGGER IF EXISTS guide_version_no_truncate ON guide_version",
    ),
}


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint(
            "agency_id", "name", "valid_from", name=op.f("uq_unit_agency_id_name_valid_from")
        ),
    )
    op.create_index(op.f("ix_unit_agency_id"), "unit", ["agency_id"], unique=False)
    op.create_table(
        "guide_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_guide_version_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_version")),
    )
    op.create_index(
        op.f("ix_guide_version_agency_id"), "guide_version", ["agency_id"], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("guide_version")
    op.drop_table("unit")
