"""Revision 0013: substitution, both persons of an approval, since when a clock stands or ended.

The days of requests on record are written by `yishen rebuild`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_APPROVES = (
    "drafter_for <> approver AND (approver_for = '' OR"
    " (approver_for <> drafter AND approver_for <> drafter_for))"
)
_REVIEWS = (
    "(secrecy_reviewer = '' OR drafter_for <> secrecy_reviewer) AND (secrecy_for = '' OR"
    " (secrecy_for <> drafter AND secrecy_for <> drafter_for))"
)
_CHECKS = {
    "nobody_approves_for_the_drafter": _APPROVES,
    "nobody_reviews_for_the_drafter": _REVIEWS,
}


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("branch", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_from", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "branch = 'case' AND role NOT IN ('system_admin','security_admin','audit_admin')",
            name=op.f("ck_substitution_case_seats"),
        ),
        sa.CheckConstraint(
            "absent_id <> substitute_id", name=op.f("ck_substitution_two_persons")
        ),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_substitution_days")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_substitution_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["absent_id", "branch"],
            ["officer.id", "officer.branch"],
            name="fk_substitution_absent",
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id", "branch"],
            ["officer.id", "officer.branch"],
            name="fk_substitution_substitute",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_substitution_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            "ix_substitution_substitute", ["substitute_id", "valid_until"], unique=False
        )
        batch_op.create_index(
            "ix_substitution_absent", ["absent_id", "valid_until"], unique=False
        )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        for name in ("drafter_for", "approver_for", "secrecy_for"):
            batch_op.add_column(
                sa.Column(name, sa.String(length=64), server_default="", nullable=False)
            )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        for name, rule in _CHECKS.items():
            batch_op.create_check_constraint(name, rule)
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_request_replied", ["agency_id", "replied_on", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_replied")
        batch_op.drop_column("ended_on")
        batch_op.drop_column("paused_on")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        for name in _CHECKS:
            batch_op.drop_constraint(op.f(f"ck_approval_{name}"), type_="check")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        for name in ("secrecy_for", "approver_for", "drafter_for"):
            batch_op.drop_column(name)
    op.drop_table("substitution")
