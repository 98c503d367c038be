"""Revision 0003: the verification code of each document, by which anybody may check it.

Documents issued until now have none; their receipt code still leads to the trail.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("code", sa.String(length=12), server_default="", nullable=False)
        )
        batch_op.create_index(batch_op.f("ix_document_code"), ["code"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_code"))
        batch_op.drop_column("code")
