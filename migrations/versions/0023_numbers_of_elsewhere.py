"""Revision 0023: the index of original numbers forbids nothing: a list is only a projection.

Where two rows of it were confused by somebody, `yishen rebuild` has to pass over the confusion;
that a register is taken over once is held by the lock of the agency and by its trails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TAKEN_OVER = sa.text("original_no <> ''")


def _index(*, unique: bool) -> None:
    op.drop_index("ix_request_original_no", table_name="request")
    op.create_index(
        "ix_request_original_no", "request", ["agency_id", "original_no"], unique=unique,
        sqlite_where=_TAKEN_OVER, postgresql_where=_TAKEN_OVER)


def upgrade() -> None:
    _index(unique=False)


def downgrade() -> None:
    _index(unique=True)
