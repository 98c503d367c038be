"""The post (邮件投递): sends the mails that wait in the outbox, by SMTP or into a folder.

A mail names the request by its number alone; whoever reads it signs in to see more.
"""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import Engine, and_, select

from workflow.record.database import reading
from workflow.record.durable import written
from workflow.record.models import Officer, Reminder, Request
from workflow.record.outbox import Put, Taken
from workflow.record.reminded import STANDS
from workflow.work.faults import NotNeeded, OutOfOrder, reason_of

#: The kind of job that is a mail.
KIND = "mail"

#: Seconds a mail server may take to answer.
PATIENCE = 20


class Mailer(Protocol):
    """Sends one mail; raises OSError (smtplib's own errors are such) where it cannot."""

    @property
    def sender(self) -> str:
        """The address mails come from."""

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over."""


@dataclass(frozen=True)
class SmtpMailer:
    """Hands mails to an SMTP server, encrypted (`tls`) unless it stands on this machine."""

    sender: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "starttls"

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over; raises OSError."""
        if self.tls == "on":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=PATIENCE, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        with server:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


@dataclass(frozen=True)
class FolderMailer:
    """Lays mails into a folder as .eml files, for a system of the site to fetch."""

    sender: str
    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write the file; a mail sent twice is one file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
        place = self.folder / f"{name}.eml"
        if not place.exists():
            written(place, message.as_bytes())


def mailer_of(url: str) -> Mailer | None:
    """The mailer of a setting; None where nothing is mailed.

    `smtp://user:password@host:587?from=ogi@example.gov.cn` (`tls=starttls`, `on` or `off`), or
    `file:///folder?from=…`. Raises ValueError for anything else.
    """
    if not url:
        return None
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    sender = asked.get("from", "")
    if "@" not in sender:
        raise ValueError("YISHEN_MAIL 应当写明发件地址，如 smtp://主机:25?from=ogi@example.gov.cn")
    if parts.scheme == "file" and parts.path:
        return FolderMailer(sender, Path(unquote(parts.path)))
    tls = asked.get("tls", "starttls")
    if parts.scheme != "smtp" or not parts.hostname or tls not in ("starttls", "on", "off"):
        raise ValueError("YISHEN_MAIL 应当写成 smtp://用户:密码@主机:端口?from=地址 "
                         "或者 file:///目录?from=地址")
    return SmtpMailer(sender, parts.hostname, parts.port or (465 if tls == "on" else 587),
                      unquote(parts.username or ""), unquote(parts.password or ""), tls)


def mail(
    agency: int, login: str, address: str, ref: str, no: str, not_before: datetime
) -> Put:
    """The job of mailing one reminder; two officers who share an address get one mail."""
    name = hashlib.sha256(f"{ref} {address}".encode()).hexdigest()[:32]
    return Put(KIND, f"{KIND}/{name}", {"login": login, "ref": ref, "no": no}, agency, not_before)


def post(mailer: Mailer | None, engine: Engine, job: Taken, at: datetime) -> None:
    """Send the mail of a job, unless what it tells of has been settled.

    Raises NotNeeded where it has, OutOfOrder where the mail server has to be looked at first, and
    OSError where this mail alone could not be sent.
    """
    if mailer is None:
        raise OutOfOrder("没有设置邮件投递（YISHEN_MAIL）")
    told = _told(engine, job)
    try:
        mailer.send(message_of(told, mailer.sender, at))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
        raise
    except OSError as error:
        raise OutOfOrder(reason_of(error)) from error


class Told(NamedTuple):
    """What a mail tells, and whom; `name` is the same however often it is sent."""

    address: str
    name: str
    request_no: str
    text: str


def _told(engine: Engine, job: Taken) -> Told:
    with reading(engine) as connection:
        row = connection.execute(
            select(Reminder.text, Reminder.request_no, Officer.email,
                   and_(*STANDS).label("stands"))
            .join(Officer, Officer.login == Reminder.login)
            .outerjoin(Request, Request.no == Reminder.request_no)
            .where(Reminder.login == job.payload["login"], Reminder.ref == job.payload["ref"],
                   Officer.active)).first()
    if row is None or not row.email:
        raise NotNeeded("收件人已停用账号，或者不再接收邮件")
    if not row.stands:
        raise NotNeeded("事项已经办结，或者期限已停止计算")
    return Told(row.email, job.key.partition("/")[2], row.request_no, row.text)


def message_of(told: Told, sender: str, at: datetime) -> EmailMessage:
    """The mail as it leaves; the same cause and address always give the same Message-ID."""
    message = EmailMessage()
    message["From"], message["To"] = sender, told.address
    message["Subject"] = f"依申请公开提醒：{told.text}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{told.name}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"{told.text}。\n\n请登录依申请公开办理系统查看，登记编号：{told.request_no}。\n"
        "本邮件由系统自动发出，不含申请人信息；不需要的，可以在“提醒”页面关闭。\n")
    return message
