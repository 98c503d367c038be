"""What every outgoing document states (文书通用要素), and how its facts become JSON."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import ClassVar, TypeAlias

Fact: TypeAlias = "str | int | bool | list[Fact] | dict[str, Fact] | None"


@dataclass(frozen=True, kw_only=True)
class OfficialDocument(ABC):
    """A document in the format of GB/T 9704-2012 (公文): head, title, body, signature, date."""

    #: Fields that are not stated on the page, hence not attached to it either.
    UNSTATED: ClassVar[frozenset[str]] = frozenset({"seal_svg", "layout", "specimen"})

    #: 发文机关标志, printed red at the head, without 文件 (GB/T 9704-2012, 10.1).
    agency: str
    #: 署名机关: who answers in law; it may differ from the mark at the head.
    signer: str
    #: 文号; "" = not numbered yet, only a draft may be.
    number: str = ""
    #: 成文日期.
    dated: date
    #: 主送: whom it is for.
    addressee: str
    #: As it is printed (附注): "联系人：李明；联系电话：0000-12345678"; "" = none.
    contact: str
    #: 存证码: request number, sequence and hash prefix of the trail; "" = none.
    receipt_code: str = ""
    #: 核验码, as printed: 7KQ2-M4XD-9RTW; "" = none.
    verify_code: str = ""
    #: Address of the verification page; the QR code is printed only when it is set.
    verify_url: str = ""
    #: Inline SVG of the seal, 42 mm wide on paper; "" = without seal.
    seal_svg: str = ""
    #: 抄送, the agencies a copy goes to; stands in the 版记 at the foot of the last page.
    copies_to: tuple[str, ...] = ()
    #: "letter" (信函格式, GB/T 9704-2012, 10.1) or "document" (文件格式, 7.2).
    layout: str = "letter"
    #: A specimen (样张) shows seal and all, under a watermark that says it has no force.
    specimen: bool = False

    @property
    def kind(self) -> str:
        """The key of the document kind, such as "notice_supplement" or "reply_partial"."""
        raise NotImplementedError

    @property
    @abstractmethod
    def title(self) -> str:
        """The title as printed (标题)."""

    @property
    def title_lines(self) -> tuple[str, ...]:
        """Where the title is to be broken, if it knows better than the measure; none: anywhere."""
        return ()

    @property
    def template(self) -> str:
        """The template that holds the wording."""
        return self.kind

    @property
    def is_document(self) -> bool:
        """Whether it has the head and foot of an ordinary document (文件格式)."""
        return self.layout == "document"

    @property
    def you(self) -> str:
        """How the addressee is called."""
        return "你单位"

    def facts(self) -> dict[str, Fact]:
        """What the document states as JSON-able values (attached to the PDF as case.json)."""
        stated: dict[str, Fact] = {"kind": self.kind, "title": self.title}
        for field in fields(self):
            if field.name not in self.UNSTATED:
                stated[field.name] = as_fact(getattr(self, field.name))
        return stated


@dataclass(frozen=True, kw_only=True)
class Letter(OfficialDocument):
    """One document on a request as it will be printed: what it states, nothing else.

    Elements of law.md 6: agency, title, number, addressee (the applicant, or the party consulted),
    day of receipt, the application as asked, signature, date, contact. `wanted` is verbatim and may
    hold several lines.
    """

    #: 登记编号.
    request_no: str
    #: 收到申请之日 (条例第三十一条).
    received_on: date
    #: 收到方式, as the label of `terms.Channel`.
    channel: str
    #: 申请内容, verbatim; to a consulted party only the part it is asked about.
    wanted: str
    #: The Regulation with its book-title marks: "《中华人民共和国政府信息公开条例》".
    regulation: str
    #: The addressee is an organisation: it is called 你单位, not 你.
    applicant_is_organisation: bool = False

    @property
    def you(self) -> str:
        """How the addressee is called: 你 or 你单位."""
        return "你单位" if self.applicant_is_organisation else "你"


def as_fact(value: object) -> Fact:
    """Turn a field into JSON-able values: ISO dates, enum keys, dataclasses as mappings.

    Raises TypeError for anything a letter may not hold.
    """
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [as_fact(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): as_fact(each) for key, each in value.items()}
    if is_dataclass(value):
        kind = getattr(value, "kind", None)
        stated: dict[str, Fact] = {} if kind is None else {"kind": str(kind)}
        return stated | {each.name: as_fact(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"a letter cannot state {type(value).__name__}")
