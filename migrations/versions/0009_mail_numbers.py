"""Revision 0009: the mail number an application came under, so that a second entry is noticed.

Requests taken in until now get theirs out of their first entry.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BATCH = 1000
_FIRST = sa.text("SELECT request, body FROM trail_entry WHERE step = 'receive'")
_FILL = sa.text("UPDATE request SET mail_no = :mail_no WHERE no = :request")


def upgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mail_no", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.create_index("ix_request_mail_no", ["agency_id", "mail_no"], unique=False)
    connection = op.get_bind()
    for rows in connection.execute(_FIRST).partitions(_BATCH):
        told = [{"request": row.request, "mail_no": json.loads(row.body)["facts"].get("mail_no", "")}
                for row in rows if '"mail_no":' in row.body]
        if told:
            connection.execute(_FILL, told)


def downgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_mail_no")
        batch_op.drop_column("mail_no")
