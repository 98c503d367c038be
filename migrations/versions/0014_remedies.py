"""Revision 0014: reconsiderations and lawsuits, what is answered anew by order, publications.

No request has any yet, so the new tables begin empty; `yishen rebuild` would write the same.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("redo_of", sa.String(length=40), server_default="", nullable=False)
        )
    op.create_index(
        "ix_request_redo_of", "request", ["redo_of"], unique=False,
        sqlite_where=sa.text("redo_of <> ''"), postgresql_where=sa.text("redo_of <> ''"),
    )
    op.create_table(
        "remedy_case",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=100), nullable=False),
        sa.Column("case_no", sa.String(length=80), nullable=False),
        sa.Column("copy_received_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("ordered", sa.String(length=32), nullable=True),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("term_unit", sa.String(length=32), nullable=True),
        sa.Column("redone", sa.Boolean(), nullable=False),
        sa.Column("complied_on", sa.Date(), nullable=True),
        sa.Column("opinion_no", sa.String(length=80), nullable=False),
        sa.Column("opinion_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_remedy_case_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_remedy_case_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", "seq", name=op.f("pk_remedy_case")),
    )
    op.create_index(
        "ix_remedy_case_open", "remedy_case", ["agency_id", "due_on", "request_no", "seq"],
        unique=False, sqlite_where=sa.text("open = 1"), postgresql_where=sa.text("open = 1"),
    )
    op.create_index(
        "ix_remedy_case_copy", "remedy_case",
        ["agency_id", "copy_received_on", "request_no", "seq"], unique=False,
    )
    op.create_table(
        "publication",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_publication_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_publication_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", "seq", name=op.f("pk_publication")),
    )
    op.create_index(
        "ix_publication_list", "publication",
        ["agency_id", "proposed_on", "request_no", "seq"], unique=False,
    )


def downgrade() -> None:
    op.drop_table("publication")
    op.drop_table("remedy_case")
    op.drop_index("ix_request_redo_of", table_name="request")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("redo_of")
