"""Revision 0012: sessions on the server, attempts to sign in, second factors, start passwords.

Everybody signs in anew after it: the sessions of before stood in the cookies alone.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_constraint("uq_officer_fs_uniquifier", type_="unique")
        batch_op.drop_column("fs_uniquifier")
        batch_op.add_column(
            sa.Column("password_due", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    _sessions()
    _attempts()
    op.create_table(
        "second_factor",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["officer.login"], name=op.f("fk_second_factor_login_officer")
        ),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["login"], ["officer.login"], name=op.f("fk_recovery_code_login_officer")
        ),
        sa.PrimaryKeyConstraint("login", "digest", name=op.f("pk_recovery_code")),
    )


def _sessions() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.Column("ending", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["officer.login"], name=op.f("fk_sign_in_login_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("mark", name=op.f("uq_sign_in_mark")),
    )
    op.create_index("ix_sign_in_login", "sign_in", ["login", "ended"])
    op.create_index(op.f("ix_sign_in_started"), "sign_in", ["started"])


def _attempts() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_mark", "sign_in_attempt", ["mark", "at"])
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["address", "at"])
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"])


def downgrade() -> None:
    """Second factors are lost: who has one signs in with the password alone."""
    for table in ("recovery_code", "second_factor", "sign_in_attempt", "sign_in"):
        op.drop_table(table)
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_column("password_due")
        batch_op.add_column(sa.Column("fs_uniquifier", sa.String(length=64), nullable=True))
    connection = op.get_bind()
    for login in connection.execute(sa.text("SELECT login FROM officer")).scalars().all():
        connection.execute(
            sa.text("UPDATE officer SET fs_uniquifier = :name WHERE login = :login"),
            {"name": secrets.token_hex(32), "login": login},
        )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.alter_column("fs_uniquifier", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_officer_fs_uniquifier"), ["fs_uniquifier"]
        )
