"""Revision 0024: the outbox carries every kind of job, and what must happen regularly is noted.

Mails that wait go on waiting under the name they would have left with; to whom they go is looked up
when they leave. The last backup and the last drill are read from the security log.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WAITING = sa.text("done_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL")
_FAILED = sa.text("failed_at IS NOT NULL AND dropped_at IS NULL")
_MOMENT = sa.DateTime(timezone=True)
#: As they were given up before.
_MOST_ATTEMPTS = 12
_JOB = sa.table("job", *map(sa.column, (
    "agency_id", "kind", "key", "payload", "attempts", "error")), *(
    sa.column(name, _MOMENT) for name in ("at", "not_before", "done_at", "failed_at",
                                          "dropped_at")))
_MAIL = sa.table("outbox_mail", *map(sa.column, (
    "address", "ref", "request_no", "of_limit", "text", "attempts", "error")), *(
    sa.column(name, _MOMENT) for name in ("not_before", "sent_at", "dropped_at")))
_BEAT = sa.table("beat", sa.column("name"), sa.column("at", _MOMENT), sa.column("due", _MOMENT),
                 sa.column("fault"))


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        _moment("at", nullable=False),
        _moment("not_before", nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *map(_moment, ("carried_until", "taken_until", "done_at", "failed_at", "dropped_at")),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_job_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    for name, columns, rows in (
        ("ix_job_waiting", ["not_before", "id"], _WAITING), ("ix_job_failed", ["id"], _FAILED),
        ("ix_job_done", ["done_at"], sa.text("done_at IS NOT NULL")),
        ("ix_job_dropped", ["dropped_at"], sa.text("dropped_at IS NOT NULL")),
    ):
        op.create_index(name, "job", columns, sqlite_where=rows, postgresql_where=rows)
    op.create_table(
        "beat",
        sa.Column("name", sa.String(length=32), nullable=False),
        _moment("at", nullable=False),
        _moment("due", nullable=False),
        _moment("begun"),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beat")),
    )
    connection = op.get_bind()
    jobs = list(_jobs(connection))
    if jobs:
        connection.execute(sa.insert(_JOB), jobs)
    beats = list(_beats(connection))
    if beats:
        connection.execute(sa.insert(_BEAT), beats)
    op.drop_table("outbox_mail")


def _jobs(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every mail as a job: the reminder it tells of, found by the address it was to go to."""
    rows = connection.execute(sa.text(
        "SELECT m.address, m.ref, min(o.login) AS login, min(o.agency_id) AS agency,"
        " min(r.login) AS told FROM outbox_mail m"
        " LEFT JOIN reminder r ON r.request_no = m.request_no AND r.ref = m.ref"
        " LEFT JOIN officer o ON o.login = r.login AND o.email = m.address"
        " GROUP BY m.address, m.ref"))
    told = {(row.address, row.ref): row for row in rows}
    agencies = {row.login: row.agency_id for row in connection.execute(
        sa.text("SELECT login, agency_id FROM officer"))}
    for mail in connection.execute(sa.select(_MAIL)):
        whom = told[mail.address, mail.ref]
        login = whom.login or whom.told or ""
        given_up = mail.dropped_at is not None and mail.attempts >= _MOST_ATTEMPTS
        yield {
            "agency_id": agencies.get(login), "kind": "mail", "key": _key(mail.ref, mail.address),
            "payload": json.dumps({"login": login, "no": mail.request_no, "ref": mail.ref},
                                  ensure_ascii=False, sort_keys=True),
            "at": mail.not_before, "not_before": mail.not_before, "attempts": mail.attempts,
            "done_at": mail.sent_at, "failed_at": mail.dropped_at if given_up else None,
            "dropped_at": None if given_up else mail.dropped_at, "error": mail.error}


def _key(ref: str, address: str) -> str:
    return f"mail/{hashlib.sha256(f'{ref} {address}'.encode()).hexdigest()[:32]}"


def _beats(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    for name, act, late in (("backup", "backed_up", timedelta(hours=26)),
                            ("drill", "restore_drilled", timedelta(days=35))):
        body = connection.scalar(sa.text(
            "SELECT body FROM security_entry WHERE body LIKE :what ORDER BY seq DESC LIMIT 1"),
            {"what": f'%"what":"{act}"}}'})
        if body is not None:
            line = json.loads(body)
            at = datetime.fromisoformat(line["at"]).astimezone(UTC)
            yield {"name": name, "at": at, "due": at + late, "fault": _fault(name, line["facts"])}


def _fault(name: str, facts: dict[str, Any]) -> str:
    if name == "backup":
        return "" if facts.get("keys") else "没有备份密钥"
    return f"发现{facts['findings']}处问题" if facts.get("findings") else ""


def downgrade() -> None:
    waiting = sa.text("sent_at IS NULL AND dropped_at IS NULL")
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("request_no", sa.String(length=40), nullable=False),
        sa.Column("of_limit", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *map(_moment, ("taken_until", "sent_at", "dropped_at")),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("address", "ref", name=op.f("uq_outbox_mail_address_ref")),
    )
    op.create_index("ix_outbox_mail_waiting", "outbox_mail", ["not_before", "id"],
                    sqlite_where=waiting, postgresql_where=waiting)
    connection = op.get_bind()
    mails = list(_mails(connection))
    if mails:
        connection.execute(sa.insert(_MAIL), mails)
    op.drop_table("beat")
    op.drop_table("job")


def _mails(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """The jobs that are mails, once for an address; other kinds did not exist before."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for job in connection.execute(sa.select(_JOB).where(_JOB.c.kind == "mail")):
        told = json.loads(job.payload)
        row = connection.execute(sa.text(
            "SELECT o.email, r.of_limit, r.text FROM reminder r JOIN officer o"
            " ON o.login = r.login WHERE r.login = :login AND r.ref = :ref"), told).first()
        if row is None or not row.email:
            continue
        found[row.email, told["ref"]] = {
            "address": row.email, "ref": told["ref"], "request_no": told["no"],
            "of_limit": bool(row.of_limit), "text": row.text, "attempts": job.attempts,
            "error": job.error, "not_before": job.not_before, "sent_at": job.done_at,
            "dropped_at": job.dropped_at or job.failed_at}
    yield from found.values()
