"""Revision 0022: the keys by which alike requests are found, and what stays withheld.

The keys are made here from what every request asks for; `yishen rebuild` takes those of withdrawn
and split items out again, and writes from the trails what stays withheld.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OF_WITHHELD = "ix_request_withheld_on"


def upgrade() -> None:
    op.create_table(
        "request_band",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_request_band_request_no_request")),
        sa.PrimaryKeyConstraint("request_no", "place", name=op.f("pk_request_band")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_request_band_band", "request_band", ["agency_id", "band", "request_no", "item"])
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withheld_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column(
            "withheld", sa.String(length=120), server_default="", nullable=False))
    op.create_index(
        _OF_WITHHELD, "request", ["agency_id", "withheld_on", "id"],
        sqlite_where=sa.text("withheld_on IS NOT NULL"),
        postgresql_where=sa.text("withheld_on IS NOT NULL"))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """Write the keys of the requests there are."""
    items = connection.execute(sa.text(
        "SELECT i.request_no, i.item, i.wanted, r.agency_id FROM request_item i JOIN request r"
        " ON r.no = i.request_no WHERE r.void = 0 ORDER BY i.request_no, i.item")).all()
    if not items:
        return
    from workflow.record.alike.bands import bands  # as they are made on the day of the upgrade

    place, before = 0, ""
    for no, item, wanted, agency in items:
        place, before = (place if no == before else 0), no
        for band in bands(wanted):
            place += 1
            connection.execute(sa.text(
                "INSERT INTO request_band (request_no, place, agency_id, item, band)"
                " VALUES (:no, :place, :agency, :item, :band)"),
                {"no": no, "place": place, "agency": agency, "item": item, "band": band})


def downgrade() -> None:
    op.drop_index(_OF_WITHHELD, table_name="request")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("withheld")
        batch_op.drop_column("withheld_on")
    op.drop_table("request_band")
