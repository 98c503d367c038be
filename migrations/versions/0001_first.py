"""Revision 0001: first."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER trail_entry_no_update BEFORE UPDATE ON trail_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER trail_entry_no_delete BEFORE DELETE ON trail_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER trail_entry_insert_guard BEFORE INSERT ON trail_entry WHEN NEW.seq <> COALESCE((SELECT MAX(seq) FROM trail_entry WHERE request = NEW.request), 0) + 1 OR EXISTS (SELECT 1 FROM trail_entry WHERE command_id = NEW.command_id) OR EXISTS (SELECT 1 FROM trail_entry WHERE hash = NEW.hash) OR EXISTS (SELECT 1 FROM trail_entry WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
        "CREATE TRIGGER security_entry_no_update BEFORE UPDATE ON security_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER security_entry_no_delete BEFORE DELETE ON security_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER security_entry_insert_guard BEFORE INSERT ON security_entry WHEN NEW.seq <> COALESCE((SELECT MAX(seq) FROM security_entry WHERE 1), 0) + 1 OR EXISTS (SELECT 1 FROM security_entry WHERE hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$",
        "CREATE TRIGGER trail_entry_no_change BEFORE UPDATE OR DELETE ON trail_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER trail_entry_no_truncate BEFORE TRUNCATE ON trail_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER security_entry_no_change BEFORE UPDATE OR DELETE ON security_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER security_entry_no_truncate BEFORE TRUNCATE ON security_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROPS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS trail_entry_no_update",
        "DROP TRIGGER IF EXISTS trail_entry_no_delete",
        "DROP TRIGGER IF EXISTS trail_entry_insert_guard",
        "DROP TRIGGER IF EXISTS security_entry_no_update",
        "DROP TRIGGER IF EXISTS security_entry_no_delete",
        "DROP TRIGGER IF EXISTS security_entry_insert_guard",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS trail_entry_no_change ON trail_entry",
        "DROP TRIGGER IF EXISTS trail_entry_no_truncate ON trail_entry",
        "DROP TRIGGER IF EXISTS security_entry_no_change ON security_entry",
        "DROP TRIGGER IF EXISTS security_entry_no_truncate ON security_entry",
        "DROP FUNCTION IF EXISTS refuse_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "personal_field",
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=48), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request", "seq", "field", name=op.f("pk_personal_field")),
    )
    op.create_table(
        "request_key",
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_request_key")),
    )
    op.create_table(
        "security_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_security_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_security_entry_hash")),
    )
    op.create_table(
        "stored_file",
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request", "digest", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("request", "seq", name=op.f("pk_trail_entry")),
        sa.UniqueConstraint("command_id", name=op.f("uq_trail_entry_command_id")),
        sa.UniqueConstraint("hash", name=op.f("uq_trail_entry_hash")),
    )
    op.create_table(
        "agency_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_setting_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_setting")),
        sa.UniqueConstraint(
            "agency_id",
            "key",
            "effective_from",
            name=op.f("uq_agency_setting_agency_id_key_effective_from"),
        ),
    )
    op.create_table(
        "document_number",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('free','reserved','used','void')", name=op.f("ck_document_number_state")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_document_number_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "series", "year", "serial", name=op.f("pk_document_number")
        ),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("branch", sa.String(length=16), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "branch IN ('case','system','security','audit')", name=op.f("ck_officer_branch")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_officer_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_officer_fs_uniquifier")),
        sa.UniqueConstraint("id", "branch", name=op.f("uq_officer_id_branch")),
        sa.UniqueConstraint("login", name=op.f("uq_officer_login")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("applicant_kind", sa.String(length=32), nullable=False),
        sa.Column("applicant_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("handler", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("clock_state", sa.String(length=16), nullable=False),
        sa.Column("waiting_for", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("reply_number", sa.String(length=64), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_request_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("no", name=op.f("uq_request_no")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index("ix_request_applicant", ["agency_id", "applicant_name"], unique=False)
        batch_op.create_index(
            "ix_request_handler",
            ["handler", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("closed = 0"),
            postgresql_where=sa.text("closed = 0"),
        )
        batch_op.create_index(
            "ix_request_open",
            ["agency_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("closed = 0"),
            postgresql_where=sa.text("closed = 0"),
        )
        batch_op.create_index(
            "ix_request_received", ["agency_id", "received_on", "id"], unique=False
        )

    op.create_table(
        "approval",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("drafter", sa.String(length=64), nullable=False),
        sa.Column("approver", sa.String(length=64), nullable=False),
        sa.Column("secrecy_reviewer", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("drafter <> approver", name=op.f("ck_approval_drafter_is_not_approver")),
        sa.CheckConstraint(
            "drafter <> secrecy_reviewer", name=op.f("ck_approval_drafter_is_not_secrecy_reviewer")
        ),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_approval_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", "seq", name=op.f("pk_approval")),
    )
    op.create_table(
        "document",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(length=32), nullable=True),
        sa.Column("mail_no", sa.String(length=40), nullable=False),
        sa.Column("dispatched_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_document_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", "id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_mail_no"), ["mail_no"], unique=False)

    op.create_table(
        "request_item",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_request_item_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", "item", name=op.f("pk_request_item")),
    )
    op.create_table(
        "seat_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("branch", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "branch = CASE role WHEN 'system_admin' THEN 'system' WHEN 'security_admin' THEN 'security' WHEN 'audit_admin' THEN 'audit' ELSE 'case' END",
            name=op.f("ck_seat_grant_exclusive_seats"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id", "branch"],
            ["officer.id", "officer.branch"],
            name=op.f("fk_seat_grant_officer_id_officer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_grant")),
        sa.UniqueConstraint(
            "officer_id",
            "role",
            "valid_from",
            name=op.f("uq_seat_grant_officer_id_role_valid_from"),
        ),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("seat_grant")
    op.drop_table("request_item")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_mail_no"))

    op.drop_table("document")
    op.drop_table("approval")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_received")
        batch_op.drop_index(
            "ix_request_open",
            sqlite_where=sa.text("closed = 0"),
            postgresql_where=sa.text("closed = 0"),
        )
        batch_op.drop_index(
            "ix_request_handler",
            sqlite_where=sa.text("closed = 0"),
            postgresql_where=sa.text("closed = 0"),
        )
        batch_op.drop_index("ix_request_applicant")

    op.drop_table("request")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_agency_id"))

    op.drop_table("officer")
    op.drop_table("document_number")
    op.drop_table("agency_setting")
    op.drop_table("trail_entry")
    op.drop_table("stored_file")
    op.drop_table("security_entry")
    op.drop_table("request_key")
    op.drop_table("personal_field")
    op.drop_table("agency")
