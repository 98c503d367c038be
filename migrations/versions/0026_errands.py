"""Revision 0026: what officers ask for in the background, and groups of alike requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("ended_at IS NULL")
#: The kinds of jobs that this revision brings; the program before does not know them.
_KINDS = ("'letters', 'register_export', 'register_look', 'register_import',"
          " 'clusters', 'checkpoint'")


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "errand",
        _column("name", sa.String(length=32)),
        _column("login", sa.String(length=64)),
        _column("agency_id", sa.Integer()),
        _column("kind", sa.String(length=32)),
        _column("same", sa.String(length=64)),
        _column("wrapped", sa.LargeBinary()),
        _column("asked", sa.LargeBinary()),
        _column("at", _MOMENT),
        _column("done", sa.Integer()),
        _column("total", sa.Integer()),
        _column("ended_at", _MOMENT, nullable=True),
        _column("refused", sa.Boolean()),
        _column("told", sa.LargeBinary(), nullable=True),
        _column("size", sa.Integer()),
        _column("digest", sa.String(length=64)),
        _column("pieces", sa.Integer()),
        _column("fetched_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_errand_agency_id_agency")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_errand")),
    )
    op.create_index("ix_errand_login_at", "errand", ["login", "at"])
    op.create_index("ix_errand_open", "errand", ["login", "same"], unique=True,
                    sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "errand_piece",
        _column("errand", sa.String(length=32)),
        _column("place", sa.Integer()),
        _column("sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["errand"], ["errand.name"], name=op.f("fk_errand_piece_errand_errand")),
        sa.PrimaryKeyConstraint("errand", "place", name=op.f("pk_errand_piece")),
    )
    op.create_table(
        "alike_groups",
        _column("agency_id", sa.Integer()),
        _column("months", sa.Integer()),
        _column("at_least", sa.Integer()),
        _column("at", _MOMENT),
        _column("body", sa.Text()),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_alike_groups_agency_id_agency")),
        sa.PrimaryKeyConstraint(
            "agency_id", "months", "at_least", name=op.f("pk_alike_groups")),
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM job WHERE kind IN ({_KINDS})")
    op.drop_table("alike_groups")
    op.drop_table("errand_piece")
    op.drop_table("errand")
