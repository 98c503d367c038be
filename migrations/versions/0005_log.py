"""Revision 0005: the log of all entries (默克尔日志), its sequencer's queue, its checkpoints.

Entries written before the log stood are queued in the order of their moments; the sequencer gives
them their places when it first runs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER log_leaf_no_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER log_leaf_no_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER log_leaf_insert_guard BEFORE INSERT ON log_leaf WHEN NEW.idx <> COALESCE((SELECT MAX(idx) FROM log_leaf WHERE 1), -1) + 1 OR EXISTS (SELECT 1 FROM log_leaf WHERE hash = NEW.hash) OR EXISTS (SELECT 1 FROM log_leaf WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
        "CREATE TRIGGER log_tile_no_update BEFORE UPDATE ON log_tile BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER log_tile_no_delete BEFORE DELETE ON log_tile BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER log_tile_insert_guard BEFORE INSERT ON log_tile WHEN NEW.idx <> COALESCE((SELECT MAX(idx) FROM log_tile WHERE 1), -1) + 1 OR EXISTS (SELECT 1 FROM log_tile WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
        "CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER checkpoint_insert_guard BEFORE INSERT ON checkpoint WHEN EXISTS (SELECT 1 FROM checkpoint WHERE log = NEW.log AND size = NEW.size) OR EXISTS (SELECT 1 FROM checkpoint WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER log_leaf_no_change BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER log_leaf_no_truncate BEFORE TRUNCATE ON log_leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER log_tile_no_change BEFORE UPDATE OR DELETE ON log_tile FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER log_tile_no_truncate BEFORE TRUNCATE ON log_tile FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER checkpoint_no_change BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROPS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS log_leaf_no_update",
        "DROP TRIGGER IF EXISTS log_leaf_no_delete",
        "DROP TRIGGER IF EXISTS log_leaf_insert_guard",
        "DROP TRIGGER IF EXISTS log_tile_no_update",
        "DROP TRIGGER IF EXISTS log_tile_no_delete",
        "DROP TRIGGER IF EXISTS log_tile_insert_guard",
        "DROP TRIGGER IF EXISTS checkpoint_no_update",
        "DROP TRIGGER IF EXISTS checkpoint_no_delete",
        "DROP TRIGGER IF EXISTS checkpoint_insert_guard",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS log_leaf_no_change ON log_leaf",
        "DROP TRIGGER IF EXISTS log_leaf_no_truncate ON log_leaf",
        "DROP TRIGGER IF EXISTS log_tile_no_change ON log_tile",
        "DROP TRIGGER IF EXISTS log_tile_no_truncate ON log_tile",
        "DROP TRIGGER IF EXISTS checkpoint_no_change ON checkpoint",
        "DROP TRIGGER IF EXISTS checkpoint_no_truncate ON checkpoint",
    ),
}


def upgrade() -> None:
    op.create_table(
        "log_pending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_pending")),
        sa.UniqueConstraint("request", "seq", name=op.f("uq_log_pending_request_seq")),
    )
    op.create_table(
        "log_leaf",
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("hash", name=op.f("uq_log_leaf_hash")),
        sa.UniqueConstraint("request", "seq", name=op.f("uq_log_leaf_request_seq")),
    )
    op.create_table(
        "log_tile",
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("log", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log", "size", name=op.f("pk_checkpoint")),
    )
    op.execute(
        "INSERT INTO log_pending (request, seq) "
        "SELECT request, seq FROM trail_entry ORDER BY at, request, seq"
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("checkpoint", "log_tile", "log_leaf", "log_pending"):
        op.drop_table(table)
