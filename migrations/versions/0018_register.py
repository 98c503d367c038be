"""Revision 0018: the orders of the register, and saved views of more lists than the inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ORDERS = {"ix_request_due": "due_on", "ix_request_number": "no"}


def upgrade() -> None:
    for name, column in _ORDERS.items():
        op.create_index(name, "request", ["agency_id", column, "id"], unique=False)
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("page", sa.String(16), server_default="inbox", nullable=False))
        batch_op.alter_column("query", type_=sa.String(1200), existing_type=sa.String(600),
                              existing_nullable=False)
        batch_op.drop_constraint("uq_saved_view_officer_id_name", type_="unique")
        batch_op.create_unique_constraint(
            "uq_saved_view_officer_id_page_name", ["officer_id", "page", "name"])


def downgrade() -> None:
    op.execute("DELETE FROM saved_view WHERE page <> 'inbox' OR length(query) > 600")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_constraint("uq_saved_view_officer_id_page_name", type_="unique")
        batch_op.create_unique_constraint("uq_saved_view_officer_id_name", ["officer_id", "name"])
        batch_op.alter_column("query", type_=sa.String(600), existing_type=sa.String(1200),
                              existing_nullable=False)
        batch_op.drop_column("page")
    for name in _ORDERS:
        op.drop_index(name, table_name="request")
