"""Revision 0011: requests are found by their letters; the lists they stand in are a column.

The lists of requests taken in until now are read from their trails here, and the letters from the
tables; `yishen rebuild` would come to the same.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_index USING fts5(tokens, tokenize='ascii', detail=none, columnsize=0)",
    ),
    "postgresql": (
        "CREATE TABLE search_index (rowid INTEGER NOT NULL PRIMARY KEY, tokens TEXT[] NOT NULL)",
        "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens)",
    ),
}
# Steps after which a request waits, and steps that end it.
_SUBMITTED = "'submit_for_review','withdraw'"
_MENDS = "'correct_letter','supply_remedy_notice','revoke_and_reply_anew'"
_MENDED = "'approve_mending','approve_revocation','decline_mending'"
_MENDING = "'correction','remedies_supplied','revocation'"
_TOLD = "EXISTS (SELECT 1 FROM trail_entry t WHERE t.request = request.no AND (t.step = 'flag_for_leader' OR (t.step = 'assign' AND t.body LIKE '%\"report_to_leader\"\\:true%')))"
_UNSERVED = f"EXISTS (SELECT 1 FROM document d WHERE d.request_no = request.no AND d.kind IN ({_MENDING}) AND NOT d.voided AND d.delivered_on IS NULL)"


def _waits(openers: str, closers: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM trail_entry a WHERE a.request = request.no"
        f" AND a.step IN ({openers}) AND NOT EXISTS (SELECT 1 FROM trail_entry b"
        f" WHERE b.request = a.request AND b.seq > a.seq AND b.step IN ({closers})))"
    )


def _views() -> str:
    review = "closed = 0 AND state = 'review' AND "
    cases = (
        ("open", "closed = 0"),
        ("intake", "state IN ('receipt','registration')"),
        ("secrecy", review + _waits(_SUBMITTED, "'secrecy_review'")),
        ("legal", review + _waits(_SUBMITTED, "'legal_review'")),
        ("sign", "state = 'review'"),
        (
            "extension",
            "closed = 0 AND "
            + _waits("'propose_extension'", "'grant_extension','decline_extension','withdraw'"),
        ),
        (
            "fee",
            "closed = 0 AND " + _waits("'propose_fee'", "'notify_fee','decline_fee','withdraw'"),
        ),
        ("mend", _waits(_MENDS, _MENDED)),
        ("serve", f"state = 'reply' OR {_UNSERVED}"),
        ("archive", "state = 'archiving'"),
        ("flagged", f"closed = 0 AND {_TOLD}"),
    )
    return " || ".join(f"CASE WHEN {when} THEN '{view},' ELSE '' END" for view, when in cases)


def upgrade() -> None:
    connection = op.get_bind()
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("awaits", sa.String(length=120), server_default="", nullable=False)
        )
        batch_op.drop_index(
            "ix_request_open",
            sqlite_where=sa.text("closed = 0"),
            postgresql_where=sa.text("closed = 0"),
        )
        batch_op.create_index(
            "ix_request_awaits",
            [
                "agency_id",
                "clock_state",
                "due_on",
                "id",
                "awaits",
                "handler",
                "state",
                "channel",
                "closed",
            ],
            unique=False,
            sqlite_where=sa.text("awaits <> ''"),
            postgresql_where=sa.text("awaits <> ''"),
        )
        batch_op.create_index("ix_request_newest", ["agency_id", "id"], unique=False)
    op.create_table(
        "request_search",
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spelt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_no"], ["request.no"], name=op.f("fk_request_search_request_no_request")
        ),
        sa.PrimaryKeyConstraint("request_no", name=op.f("pk_request_search")),
    )
    for statement in INDEX[connection.dialect.name]:
        op.execute(statement)
    connection.execute(sa.text(f"UPDATE request SET awaits = {_views()}"))
    connection.execute(sa.text("UPDATE request SET awaits = ',' || awaits WHERE awaits <> ''"))
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    """Write the letters of the requests there are."""
    requests = connection.execute(
        sa.text("SELECT no, agency_id, applicant_name, mail_no FROM request ORDER BY id")
    ).all()
    if not requests:
        return
    from workflow.record import search  # as it stands on the day of the upgrade

    for no, agency, name, mail_no in requests:
        wanted = connection.execute(
            sa.text("SELECT wanted FROM request_item WHERE request_no = :no ORDER BY item"),
            {"no": no},
        ).scalars()
        sent = connection.execute(
            sa.text("SELECT number, mail_no FROM document WHERE request_no = :no"), {"no": no}
        )
        numbers = [no, mail_no, *(part for row in sent for part in row)]
        row = search.row_of(numbers, wanted, "" if name == "（个人信息已销毁）" else name)
        connection.execute(
            sa.text(
                "INSERT INTO request_search (request_no, numbers, content, name, spelt)"
                " VALUES (:no, :numbers, :content, :name, :spelt)"
            ),
            {"no": no, **row},
        )
        search.put(connection, no, " ".join(search.tokens(agency, row)))


def downgrade() -> None:
    op.execute("DROP TABLE search_index")
    op.drop_table("request_search")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_newest")
        batch_op.drop_index("ix_request_awaits")
        batch_op.create_index(
            "ix_request_open",
            ["agency_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("closed = 0"),
            postgresql_where=sa.text("closed = 0"),
        )
        batch_op.drop_column("awaits")
