"""Revision ${up_revision}: ${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None
% if not down_revision:

GUARDS = {
% for dialect, statements in guards.items():
    ${repr(dialect)}: (
% for statement in statements:
        ${repr(statement)},
% endfor
    ),
% endfor
}
DROPS = {
% for dialect, statements in drops.items():
    ${repr(dialect)}: (
% for statement in statements:
        ${repr(statement)},
% endfor
    ),
% endfor
}
% endif


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
% if not down_revision:
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
% endif


def downgrade() -> None:
% if not down_revision:
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
% endif
    ${downgrades if downgrades else "pass"}
