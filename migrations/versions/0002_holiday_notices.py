"""Revision 0002: holiday notices, each with the moment from which the installation knew it.

Until now every request was counted by the notices that came with the law, the last of them for
2026: they are entered as known from the beginning, so that what was counted stays what it was.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from workflow.law.notice import notice_from_toml, shipped_texts

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LAST_YEAR = 2026
BEGINNING = datetime(2008, 1, 1, tzinfo=UTC)
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER holiday_notice_no_update BEFORE UPDATE ON holiday_notice BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER holiday_notice_no_delete BEFORE DELETE ON holiday_notice BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER holiday_notice_insert_guard BEFORE INSERT ON holiday_notice WHEN NEW.id <> COALESCE((SELECT MAX(id) FROM holiday_notice WHERE 1), 0) + 1 OR EXISTS (SELECT 1 FROM holiday_notice WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'append-only or gap'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER holiday_notice_no_change BEFORE UPDATE OR DELETE ON holiday_notice FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER holiday_notice_no_truncate BEFORE TRUNCATE ON holiday_notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
DROPS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS holiday_notice_no_update",
        "DROP TRIGGER IF EXISTS holiday_notice_no_delete",
        "DROP TRIGGER IF EXISTS holiday_notice_insert_guard",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS holiday_notice_no_change ON holiday_notice",
        "DROP TRIGGER IF EXISTS holiday_notice_no_truncate ON holiday_notice",
    ),
}


def upgrade() -> None:
    table = op.create_table(
        "holiday_notice",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_notice")),
    )
    op.bulk_insert(table, list(_known_until_now()))
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def _known_until_now() -> Iterator[dict[str, object]]:
    read = ((notice_from_toml(text), text) for text in shipped_texts())
    known = [(notice, text) for notice, text in read if notice.year <= LAST_YEAR]
    known.sort(key=lambda each: each[0].published_on)
    for id, (notice, text) in enumerate(known, 1):
        yield {
            "id": id,
            "number": notice.number,
            "region": "",
            "digest": sha256(text.encode()).hexdigest(),
            "text": text,
            "known_from": BEGINNING,
            "officer": "",
        }


def downgrade() -> None:
    for statement in DROPS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("holiday_notice")
