"""Revision 0019: the index figures are counted from names `void`, so that no row is looked up.

SQLite does not take from the condition of a partial index what the index itself does not hold.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = ("agency_id", "concluded_on", "received_on", "applicant_kind", "outcome", "redo_of")


def upgrade() -> None:
    _index(*_COLUMNS, "void")


def downgrade() -> None:
    _index(*_COLUMNS)


def _index(*columns: str) -> None:
    op.drop_index("ix_request_concluded", table_name="request")
    op.create_index(
        "ix_request_concluded", "request", list(columns), unique=False,
        sqlite_where=sa.text("void = 0"), postgresql_where=sa.text("void = 0"))
