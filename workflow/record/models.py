"""The tables: what is kept of agencies, officers, requests and their trail.

Only `trail_entry`, `personal_field`, `stored_file` and the tables of people and agencies are
truth. `request`, `request_item`, `document`, `approval`, `person_mark`, `request_search`,
`request_band`, `remedy_case` and `publication` are projections: written in the same transaction as
the trail entry, rebuilt from the trail by `yishen rebuild`. So is the index of searches, which is
no table of one kind (`search`).
"""

from datetime import UTC, date, datetime
from enum import Enum as PyEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from workflow.record.miscounted import MISCOUNTED
from workflow.terms import (
    AgencyKind,
    ApplicantKind,
    Channel,
    DocumentKind,
    Manner,
    Outcome,
    PublicationGround,
    PublicationState,
    RemedyForm,
    RemedyKind,
    RemedyOrder,
    RemedyResult,
    Role,
    State,
    TermUnit,
)

#: A job that waits, and one that was given up and about which nobody has decided yet.
WAITS = "done_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL"
FAILED = "failed_at IS NOT NULL AND dropped_at IS NULL"


class Moment(TypeDecorator[datetime]):
    """An aware moment (时刻), stored in UTC; SQLite would otherwise drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _keys(members: type[PyEnum]) -> list[str]:
    return [str(member.value) for member in members]


def _term(members: type[PyEnum]) -> Enum:
    """Store the key of a term as text: a new member then needs no schema change."""
    return Enum(members, native_enum=False, length=32, values_callable=_keys)


class Base(DeclarativeBase):
    """The base of all tables; every constraint has a name, as SQLite batch migrations need."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment()}


class Agency(Base):
    """An agency that answers applications (行政机关)."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(20))  # 机关代字
    kind: Mapped[AgencyKind] = mapped_column(_term(AgencyKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))


class AgencySetting(Base):
    """A dated setting of an agency (机关设置): the newest one that had begun on a day holds."""

    __tablename__ = "agency_setting"
    __table_args__ = (UniqueConstraint("agency_id", "key", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")


class Officer(Base):
    """An officer with a login (工作人员); the login names the person in every trail entry."""

    __tablename__ = "officer"
    __table_args__ = (
        UniqueConstraint("id", "branch"),
        CheckConstraint("branch IN ('case','system','security','audit')", name="branch"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(64), default="")
    #: Case work and the three administrations exclude one another (三权分立).
    branch: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(String(255), default="")
    active: Mapped[bool] = mapped_column(default=True)
    #: Where reminders are mailed to; "" for nowhere.
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    #: Whether the password was handed over by somebody else and must be replaced first (初始口令).
    password_due: Mapped[bool] = mapped_column(default=False, server_default=false())

    agency: Mapped[Agency] = relationship(lazy="joined")
    grants: Mapped[list["SeatGrant"]] = relationship(
        lazy="selectin", foreign_keys="SeatGrant.officer_id", overlaps="officer"
    )


class Unit(Base):
    """A unit of an agency (科室) for a time; requests and accounts keep its name as text."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "name", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    #: The order in lists, smallest first.
    place: Mapped[int] = mapped_column(default=0)
    #: The login of the head of the unit (科室负责人); "" while none is named.
    head: Mapped[str] = mapped_column(String(64), default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)


class GuideVersion(Base):
    """A version of the public guide (政府信息公开指南, 条例第十二条): its sections as JSON."""

    __tablename__ = "guide_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    effective_from: Mapped[date] = mapped_column(Date)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    officer: Mapped[str] = mapped_column(String(64))


class AnnualFigure(Base):
    """A figure or text told for an annual report (年报填报数据), or a published report (定稿)."""

    __tablename__ = "annual_figure"
    __table_args__ = (Index("ix_annual_figure_year", "agency_id", "year", "key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[int] = mapped_column()
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    officer: Mapped[str] = mapped_column(String(64))


class SeatGrant(Base):
    """A seat given to an officer for a time (授权)."""

    __tablename__ = "seat_grant"
    __table_args__ = (
        ForeignKeyConstraint(["officer_id", "branch"], ["officer.id", "officer.branch"]),
        CheckConstraint(
            "branch = CASE role WHEN 'system_admin' THEN 'system' WHEN 'security_admin' THEN"
            " 'security' WHEN 'audit_admin' THEN 'audit' ELSE 'case' END",
            name="exclusive_seats",
        ),
        UniqueConstraint("officer_id", "role", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column()
    branch: Mapped[str] = mapped_column(String(16))
    role: Mapped[Role] = mapped_column(_term(Role))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)


class SavedView(Base):
    """A list narrowed as an officer likes it (我的视图), by the query of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("officer_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    #: The list it narrows: the inbox or the register.
    page: Mapped[str] = mapped_column(String(16), default="inbox", server_default="inbox")
    name: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(String(1200))


class SignIn(Base):
    """A session of a browser (登录会话); its cookie holds only the name `mark` is the hash of."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_login", "login", "ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    login: Mapped[str] = mapped_column(ForeignKey("officer.login"))
    #: Whether nothing more is asked: the password, and the second factor where there is one.
    whole: Mapped[bool] = mapped_column()
    started: Mapped[datetime] = mapped_column(index=True)
    seen: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(80), default="")
    ended: Mapped[datetime | None]
    ending: Mapped[str] = mapped_column(String(16), default="")


class SignInAttempt(Base):
    """An attempt to sign in that has not succeeded (登录尝试), kept as long as it counts."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_mark", "mark", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A keyed hash of what was typed as the login, which may be somebody's password.
    mark: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(index=True)


class SecondFactor(Base):
    """The second factor of an officer (动态口令, RFC 6238): its secret, sealed by the key ring."""

    __tablename__ = "second_factor"

    login: Mapped[str] = mapped_column(ForeignKey("officer.login"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: The step of time of the last code that was taken: no code of it or before is taken again.
    counter: Mapped[int] = mapped_column()
    since: Mapped[datetime]


class RecoveryCode(Base):
    """A recovery code of a second factor (备用码), good for once; only its hash is kept."""

    __tablename__ = "recovery_code"

    login: Mapped[str] = mapped_column(ForeignKey("officer.login"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used: Mapped[datetime | None]


class Substitution(Base):
    """A seat of an absent officer taken in his or her name for a time (代行)."""

    __tablename__ = "substitution"
    __table_args__ = (
        ForeignKeyConstraint(["absent_id", "branch"], ["officer.id", "officer.branch"],
                             name="fk_substitution_absent"),
        ForeignKeyConstraint(["substitute_id", "branch"], ["officer.id", "officer.branch"],
                             name="fk_substitution_substitute"),
        CheckConstraint("branch = 'case' AND role NOT IN"
                        " ('system_admin','security_admin','audit_admin')", name="case_seats"),
        CheckConstraint("absent_id <> substitute_id", name="two_persons"),
        CheckConstraint("valid_from <= valid_until", name="days"),
        Index("ix_substitution_substitute", "substitute_id", "valid_until"),
        Index("ix_substitution_absent", "absent_id", "valid_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[Role] = mapped_column(_term(Role))
    absent_id: Mapped[int] = mapped_column()
    substitute_id: Mapped[int] = mapped_column()
    branch: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    #: The triggers it is limited to, with blanks between them; "" = all steps of the seat.
    steps: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    #: The day from which it no longer held, where it was ended early.
    ended_from: Mapped[date | None] = mapped_column(Date)


class Request(Base):
    """A request (申请) as it stands now: a projection of its trail, indexed for the lists."""

    __tablename__ = "request"
    __table_args__ = (
        # Lists and their totals are read from this index alone, light by light.
        Index("ix_request_awaits", "agency_id", "clock_state", "due_on", "id", "awaits", "handler",
              "state", "channel", "closed", "unit", sqlite_where=text("awaits <> ''"),
              postgresql_where=text("awaits <> ''")),
        Index("ix_request_newest", "agency_id", "id"),
        Index("ix_request_handler", "handler", "due_on", "id", sqlite_where=text("closed = 0"),
              postgresql_where=text("closed = 0")),
        # Whose requests came in a year is counted from this index alone.
        Index("ix_request_received", "agency_id", "received_on", "id", "void", "applicant_kind",
              "redo_of"),
        Index("ix_request_applicant", "agency_id", "applicant_name"),
        Index("ix_request_mail_no", "agency_id", "mail_no"),
        Index("ix_request_replied", "agency_id", "replied_on", "id"),
        Index("ix_request_due", "agency_id", "due_on", "id"),
        Index("ix_request_number", "agency_id", "no", "id"),
        # The figures of a year are counted from this index alone.
        Index("ix_request_concluded", "agency_id", "concluded_on", "received_on",
              "applicant_kind", "outcome", "redo_of", "void", sqlite_where=text("void = 0"),
              postgresql_where=text("void = 0")),
        Index("ix_request_fee", "agency_id", "fee_paid_on", "fee_paid_yuan", "void",
              sqlite_where=text("fee_paid_on IS NOT NULL"),
              postgresql_where=text("fee_paid_on IS NOT NULL")),
        # So is what ended in a period, for all agencies below a supervising office.
        Index("ix_request_ended", "agency_id", "ended_on", "due_on", "imported", "used_days",
              "extended", "receipt_days", "handling_days", "review_days", "service_days",
              sqlite_where=text("void = 0"), postgresql_where=text("void = 0")),
        # Not unique: a list whose numbers somebody confused must still be made anew.
        Index("ix_request_original_no", "agency_id", "original_no",
              sqlite_where=text("original_no <> ''"), postgresql_where=text("original_no <> ''")),
        Index("ix_request_withheld_on", "agency_id", "withheld_on", "id",
              sqlite_where=text("withheld_on IS NOT NULL"),
              postgresql_where=text("withheld_on IS NOT NULL")),
        # Holds what must not be: no row, if all is well.
        Index("ix_request_miscounted", "id", sqlite_where=text(MISCOUNTED),
              postgresql_where=text(MISCOUNTED)),
        Index("ix_request_redo_of", "redo_of", sqlite_where=text("redo_of <> ''"),
              postgresql_where=text("redo_of <> ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    no: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(_term(State))
    seq: Mapped[int] = mapped_column()
    head: Mapped[str] = mapped_column(String(64))
    received_on: Mapped[date | None] = mapped_column(Date)
    channel: Mapped[Channel] = mapped_column(_term(Channel))
    applicant_kind: Mapped[ApplicantKind] = mapped_column(_term(ApplicantKind))
    applicant_name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    handler: Mapped[str] = mapped_column(String(64), default="")
    unit: Mapped[str] = mapped_column(String(64), default="")
    clock_state: Mapped[str] = mapped_column(String(16))
    waiting_for: Mapped[str] = mapped_column(String(64), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None] = mapped_column(_term(Outcome))
    reply_number: Mapped[str] = mapped_column(String(64), default="")
    replied_on: Mapped[date | None] = mapped_column(Date)
    held: Mapped[bool] = mapped_column(default=False)
    #: Since when the clock stands still; when it ended.
    paused_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    closed: Mapped[int] = mapped_column(default=0)
    #: Of the letter the application came in; "" for any other way.
    mail_no: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: The lists it stands in, each between commas (`awaiting`); "" if it waits for nobody.
    awaits: Mapped[str] = mapped_column(String(120), default="", server_default="")
    #: The request that is answered anew by order (责令重作); "" for any other.
    redo_of: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: The date of its first reply (办结日).
    concluded_on: Mapped[date | None] = mapped_column(Date)
    #: 1: entered by mistake (登记作废), no request at all.
    void: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: 1: taken over from an earlier register (历史导入); nothing of it was done here.
    imported: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: The number it bears in that register; "" for a request that began here.
    original_no: Mapped[str] = mapped_column(String(60), default="", server_default="")
    #: How the reply that stands was served, and when it arrived.
    served_by: Mapped[Manner | None] = mapped_column(_term(Manner))
    served_on: Mapped[date | None] = mapped_column(Date)
    #: 1: the limit was extended (延期).
    extended: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: When the processing fee was paid, and how many yuan (信息处理费).
    fee_paid_on: Mapped[date | None] = mapped_column(Date)
    fee_paid_yuan: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: Working days used until the clock ended, and where (收件登记、办理、审核、答复送达);
    #: 0 while it has not ended.
    used_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    receipt_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    handling_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    review_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    service_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: When it was last decided that something stays withheld (不予公开), by the reply or by an
    #: evaluation (条例第十八条), and on which articles; nothing where nothing is withheld.
    withheld_on: Mapped[date | None] = mapped_column(Date)
    withheld: Mapped[str] = mapped_column(String(120), default="", server_default="")


class RequestItem(Base):
    """One thing asked for in a request (申请事项), with its outcome: a projection."""

    __tablename__ = "request_item"

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
    wanted: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome | None] = mapped_column(_term(Outcome))


class RequestBand(Base):
    """A key by which an item is found beside another that is like it (比对索引): a projection."""

    __tablename__ = "request_band"
    __table_args__ = (
        Index("ix_request_band_band", "agency_id", "band", "request_no", "item"),
        {"sqlite_with_rowid": False},
    )

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column()
    item: Mapped[int] = mapped_column()
    band: Mapped[int] = mapped_column(BigInteger)


class Document(Base):
    """An outgoing document (发出文书) and its service: a projection."""

    __tablename__ = "document"

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(_term(DocumentKind))
    number: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    dated: Mapped[date] = mapped_column(Date)
    manner: Mapped[Manner | None] = mapped_column(_term(Manner))
    mail_no: Mapped[str] = mapped_column(String(40), default="", index=True)
    dispatched_on: Mapped[date | None] = mapped_column(Date)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    voided: Mapped[bool] = mapped_column(default=False)
    revoked: Mapped[bool] = mapped_column(default=False, server_default=false())
    code: Mapped[str] = mapped_column(String(12), default="", server_default="", index=True)


class Approval(Base):
    """Who drafted, reviewed for secrecy and approved a reply (签发): one person may not do two."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("drafter <> approver", name="drafter_is_not_approver"),
        CheckConstraint("drafter <> secrecy_reviewer", name="drafter_is_not_secrecy_reviewer"),
        # Whoever stands in for another (代行) signs as two persons: neither may have drafted.
        CheckConstraint(
            "drafter_for <> approver AND (approver_for = '' OR"
            " (approver_for <> drafter AND approver_for <> drafter_for))",
            name="nobody_approves_for_the_drafter"),
        CheckConstraint(
            "(secrecy_reviewer = '' OR drafter_for <> secrecy_reviewer) AND (secrecy_for = '' OR"
            " (secrecy_for <> drafter AND secrecy_for <> drafter_for))",
            name="nobody_reviews_for_the_drafter"),
    )

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    drafter: Mapped[str] = mapped_column(String(64))
    approver: Mapped[str] = mapped_column(String(64))
    secrecy_reviewer: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64))
    #: The absent officers in whose place they acted; "" = in person.
    drafter_for: Mapped[str] = mapped_column(String(64), default="", server_default="")
    approver_for: Mapped[str] = mapped_column(String(64), default="", server_default="")
    secrecy_for: Mapped[str] = mapped_column(String(64), default="", server_default="")


class RemedyCase(Base):
    """A reconsideration or lawsuit over a request (复议、诉讼案件): a projection.

    `due_on` is the last day of what is due first, by the calendar known at the last act.
    """

    __tablename__ = "remedy_case"
    __table_args__ = (
        Index("ix_remedy_case_open", "agency_id", "due_on", "request_no", "seq",
              sqlite_where=text("open = 1"), postgresql_where=text("open = 1")),
        Index("ix_remedy_case_copy", "agency_id", "copy_received_on", "request_no", "seq"),
    )

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[RemedyKind] = mapped_column(_term(RemedyKind))
    body: Mapped[str] = mapped_column(String(100))
    case_no: Mapped[str] = mapped_column(String(80))
    copy_received_on: Mapped[date] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    result: Mapped[RemedyResult] = mapped_column(_term(RemedyResult))
    form: Mapped[RemedyForm | None] = mapped_column(_term(RemedyForm))
    number: Mapped[str] = mapped_column(String(80), default="")
    result_on: Mapped[date | None] = mapped_column(Date)
    ordered: Mapped[RemedyOrder | None] = mapped_column(_term(RemedyOrder))
    term: Mapped[int] = mapped_column(default=0)
    term_unit: Mapped[TermUnit | None] = mapped_column(_term(TermUnit))
    redone: Mapped[bool] = mapped_column(default=False)
    complied_on: Mapped[date | None] = mapped_column(Date)
    opinion_no: Mapped[str] = mapped_column(String(80), default="")
    opinion_on: Mapped[date | None] = mapped_column(Date)
    reported_on: Mapped[date | None] = mapped_column(Date)
    void: Mapped[bool] = mapped_column(default=False)
    #: Whether it is undecided or something is still to be done.
    open: Mapped[int] = mapped_column(default=0)
    due: Mapped[str] = mapped_column(String(16), default="")
    due_on: Mapped[date | None] = mapped_column(Date)


class Publication(Base):
    """Information given on application that is to become public (转主动公开): a projection."""

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_list", "agency_id", "proposed_on", "request_no", "seq"),
    )

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    what: Mapped[str] = mapped_column(Text)
    ground: Mapped[PublicationGround] = mapped_column(_term(PublicationGround))
    formed_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[PublicationState] = mapped_column(_term(PublicationState))
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_on: Mapped[date] = mapped_column(Date)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class TrailEntry(Base):
    """One act on a request (办理台账条目); every column is in the body and compared with it."""

    __tablename__ = "trail_entry"

    request: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    command_id: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[str] = mapped_column(String(32))
    officer: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(48))
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LogPending(Base):
    """An entry that has no place in the log yet (待编号): emptied by the sequencer."""

    __tablename__ = "log_pending"
    __table_args__ = (UniqueConstraint("request", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column()


class LogLeaf(Base):
    """The place of an entry in the log of all entries (日志叶), without gaps from 0."""

    __tablename__ = "log_leaf"
    __table_args__ = (UniqueConstraint("request", "seq"),)

    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    request: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column()
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LogTile(Base):
    """The root of 256 leaves in a row (日志块), so that a proof need not read the whole log."""

    __tablename__ = "log_tile"

    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str] = mapped_column(String(64))


class Checkpoint(Base):
    """A signed root of a log (检查点); the original lies with the notary and the witness."""

    __tablename__ = "checkpoint"

    log: Mapped[str] = mapped_column(String(16), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


class SecurityEntry(Base):
    """One act outside requests (安全日志): accounts, grants, settings, sign-ins; chained."""

    __tablename__ = "security_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class PersonMark(Base):
    """A blind index of an applicant's ID number or phone (同一申请人标记): a projection."""

    __tablename__ = "person_mark"
    __table_args__ = (Index("ix_person_mark_mark", "mark", "request_no"),)

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))


class RequestSearch(Base):
    """The letters a request is found by (检索文字), as `search` folds them: a projection."""

    __tablename__ = "request_search"

    request_no: Mapped[str] = mapped_column(ForeignKey("request.no"), primary_key=True)
    numbers: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    spelt: Mapped[str] = mapped_column(Text)


class RequestKey(Base):
    """The data key of a request (数据密钥), wrapped by a numbered key outside the database."""

    __tablename__ = "request_key"

    request: Mapped[str] = mapped_column(String(40), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class PersonalField(Base):
    """A sealed personal field of a trail entry (个人信息); the entry holds only its commitment."""

    __tablename__ = "personal_field"

    request: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(48), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class StoredFile(Base):
    """A file received or issued with a request (案卷材料), kept by the digest of its bytes."""

    __tablename__ = "stored_file"

    request: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column()
    #: Where the bytes lie; "" for a file of the first version, kept plain under its digest.
    place: Mapped[str] = mapped_column(String(32), default="", server_default="")
    #: The key of the file, wrapped by the data key of the request.
    key: Mapped[bytes | None] = mapped_column(LargeBinary)


class Erasure(Base):
    """The personal data of a request destroyed (个人信息销毁): when, by whom, on what ground."""

    __tablename__ = "erasure"

    request: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    officer: Mapped[str] = mapped_column(String(64))
    approver: Mapped[str] = mapped_column(String(64))
    ground: Mapped[str] = mapped_column(String(16))
    document: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)


class HolidayNotice(Base):
    """A holiday notice (放假安排通知) and the moment from which this installation knew it."""

    __tablename__ = "holiday_notice"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(40), default="")
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    known_from: Mapped[datetime]
    officer: Mapped[str] = mapped_column(String(64), default="")


class Reminder(Base):
    """What an officer was told of a request (提醒): a limit that is near, an act that concerns it.

    It holds no personal data; nothing follows from it in law.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("login", "ref"),
        Index("ix_reminder_unread", "login", "id", sqlite_where=text("read_at IS NULL"),
              postgresql_where=text("read_at IS NULL")),
        Index("ix_reminder_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64))
    #: What it is about, so that nobody is told twice: a request, its limit, how near; or an entry.
    ref: Mapped[str] = mapped_column(String(100))
    request_no: Mapped[str] = mapped_column(String(40), index=True)
    #: Whether it speaks of a limit, and so falls away with the answer.
    of_limit: Mapped[bool] = mapped_column()
    #: Of which reconsideration or lawsuit it speaks, and of which of its duties: it falls away as
    #: soon as something else is due there, or nothing.
    remedy: Mapped[int | None] = mapped_column()
    due: Mapped[str] = mapped_column(String(16), default="", server_default="")
    text: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Job(Base):
    """Work to be done after the commit (后台任务, 发件箱): done, dropped, or tried again later.

    Written in the transaction that causes it; `key` is the same however often it is done. Neither
    key nor payload holds personal data.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "not_before", "id",
              sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("ix_job_failed", "id", sqlite_where=text(FAILED), postgresql_where=text(FAILED)),
        Index("ix_job_done", "done_at", sqlite_where=text("done_at IS NOT NULL"),
              postgresql_where=text("done_at IS NOT NULL")),
        Index("ix_job_dropped", "dropped_at", sqlite_where=text("dropped_at IS NOT NULL"),
              postgresql_where=text("dropped_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The agency it is done for; none for the installation's own.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    #: It lies in the queue until then; afterwards it is brought there again.
    carried_until: Mapped[datetime | None]
    #: Another worker leaves it alone until then.
    taken_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    #: When it was given up after too many attempts; somebody has to look.
    failed_at: Mapped[datetime | None]
    #: When it was found to be needless, or somebody gave it up.
    dropped_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")


class Errand(Base):
    """Work an officer asked for and fetches later (后台办理): letters, an export, an import.

    What was asked and what came of it may hold personal data: both are sealed under a data key of
    its own, which the key ring wraps. It is the asker's alone, and gone some days after its end.
    """

    __tablename__ = "errand"
    __table_args__ = (
        Index("ix_errand_login_at", "login", "at"),
        Index("ix_errand_open", "login", "same", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )

    #: Random, so that nobody guesses the address of another's.
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    login: Mapped[str] = mapped_column(String(64))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(32))
    #: Keyed hash of what was asked: the same is not asked for twice at a time.
    same: Mapped[str] = mapped_column(String(64))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    asked: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    #: How far it has come, in steps of its own; 0 of 0 while nobody knows.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    #: Whether it came to nothing, for reasons that are told.
    refused: Mapped[bool] = mapped_column(default=False)
    told: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Of the file that came of it: bytes, SHA-256 in hex, number of its pieces; 0 for none.
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    pieces: Mapped[int] = mapped_column(default=0)
    fetched_at: Mapped[datetime | None]


class ErrandPiece(Base):
    """A piece of the file that came of an errand, sealed; in the database for every web machine."""

    __tablename__ = "errand_piece"

    errand: Mapped[str] = mapped_column(ForeignKey("errand.name"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AlikeGroups(Base):
    """The groups of alike requests of an agency as they were worked out (多人申请), to be shown.

    Numbers and likeness alone; what the requests say is read when they are shown.
    """

    __tablename__ = "alike_groups"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    #: How many months back from the moment, and from which likeness (per cent) on.
    months: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_least: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    #: JSON: the groups, and what was left undone.
    body: Mapped[str] = mapped_column(Text)


class Beat(Base):
    """When something that must happen again and again happened last (运行记录)."""

    __tablename__ = "beat"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    #: When it is late.
    due: Mapped[datetime]
    #: When somebody last began with it, so that no second one does.
    begun: Mapped[datetime | None]
    #: Why the last time does not count: what was wrong, in words; "" for nothing.
    fault: Mapped[str] = mapped_column(String(200), default="")


class WorkPosition(Base):
    """How far background work has read the log (后台进度)."""

    __tablename__ = "work_position"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column()


class DocumentNumber(Base):
    """A number of a series (文号): reserved, used or voided; a voided one stays visible."""

    __tablename__ = "document_number"
    __table_args__ = (
        CheckConstraint("state IN ('free','reserved','used','void')", name="state"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    request: Mapped[str] = mapped_column(String(40), default="")
    reserved_at: Mapped[datetime]
