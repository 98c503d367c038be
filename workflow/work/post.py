"""The post (邮件投递): sends what waits in the outbox, by SMTP or into a folder.

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
from typing import Protocol, Self
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import Engine

from workflow.record import outbox
from workflow.record.database import writing
from workflow.record.durable import written
from workflow.record.outbox import Waiting

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


@dataclass
class Delivered:
    """What one round of the post came to."""

    sent: int = 0
    failed: int = 0

    @classmethod
    def round(cls, engine: Engine, mailer: Mailer, at: datetime, most: int = 200) -> Self:
        """Send what waits, at most so many; a server that fails ends the round."""
        found = cls()
        while found.sent < most:
            with writing(engine) as connection:
                mail = outbox.take(connection, at)
            if mail is None:
                break
            try:
                mailer.send(message_of(mail, mailer.sender, at))
            except OSError as error:
                found.failed += 1
                with writing(engine) as connection:
                    outbox.failed(connection, mail, at, f"{type(error).__name__}: {error}")
                break
            found.sent += 1
            with writing(engine) as connection:
                outbox.sent(connection, mail, at)
        return found


def message_of(mail: Waiting, sender: str, at: datetime) -> EmailMessage:
    """The mail as it leaves; the same cause and address always give the same Message-ID."""
    message = EmailMessage()
    message["From"], message["To"] = sender, mail.address
    message["Subject"] = f"依申请公开提醒：{mail.text}"
    message["Date"] = format_datetime(at)
    name = hashlib.sha256(f"{mail.ref} {mail.address}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"{mail.text}。\n\n请登录依申请公开办理系统查看，登记编号：{mail.request_no}。\n"
        "本邮件由系统自动发出，不含申请人信息；不需要的，可以在“提醒”页面关闭。\n")
    return message
