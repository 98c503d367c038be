"""Revision 0025: an index of the requests whose clock is not what it must be: of none, if all is well.

The health page asks it; a request that is right costs it nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_MISCOUNTED = sa.text(
    "(received_on IS NOT NULL AND clock_state = '')"
    " OR (received_on IS NULL AND clock_state <> '')"
    " OR (clock_state NOT IN ('', 'running', 'paused', 'ended'))"
    " OR (clock_state = 'running' AND due_on IS NULL)"
    " OR (clock_state = 'paused' AND paused_on IS NULL)"
    " OR (clock_state = 'ended' AND ended_on IS NULL)"
    " OR (clock_state <> 'ended' AND ended_on IS NOT NULL)"
    " OR (state IN ('archiving', 'archived') AND clock_state IN ('running', 'paused'))")


def upgrade() -> None:
    op.create_index("ix_request_miscounted", "request", ["id"], sqlite_where=_MISCOUNTED,
                    postgresql_where=_MISCOUNTED)


def downgrade() -> None:
    op.drop_index("ix_request_miscounted", table_name="request")
