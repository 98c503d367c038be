"""The findings of a run of verification (核验结果), carried from post to post under a signature."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from workflow.archive.auditor.finding import CODES
from workflow.archive.finding import Finding
from workflow.cells import guarded
from workflow.errors import NotFound
from workflow.office import Actor

#: How many findings a run carries along; the command line lists any number.
MOST = 2000
_LOST = "核验的中间结果不完整或者不是您的，请重新核验"
_HEAD = ("代码", "申请", "条目或者文书", "问题", "依据")


@dataclass(frozen=True)
class Line:
    """One finding as a page lists it, of the trail or of a letter."""

    code: str
    request: str
    place: str
    text: str
    article: str = ""

    @classmethod
    def of(cls, one: Finding) -> Self:
        """A finding of the verification of trails."""
        return cls(one.code, one.request, f"第{one.seq}条" if one.seq else "", one.text)

    def __str__(self) -> str:
        """One line of the report."""
        place = " ".join(part for part in (self.request, self.place) if part)
        basis = f"（{self.article}）" if self.article else ""
        return f"{self.code} {place}：{self.text}{basis}"


@dataclass(frozen=True)
class Run:
    """A run of verification: whose, of what, how far it has come, and what it found.

    `found` counts all findings, `lines` holds the first of them.
    """

    login: str
    agency: str
    no: str
    letters: bool
    total: int
    begun: str
    after: str = ""
    checked: int = 0
    found: int = 0
    complete: bool = False
    lines: tuple[Line, ...] = ()

    def gone_on(
        self, after: str, checked: int, lines: Sequence[Line], *, complete: bool
    ) -> "Run":
        """The run after one more step; what was found before is not counted again."""
        new = [line for line in dict.fromkeys(lines) if line not in self.lines]
        return replace(
            self, after=after, checked=self.checked + checked, found=self.found + len(new),
            complete=complete, lines=(*self.lines, *new)[:MOST])

    def signed(self) -> str:
        """The run as a text that only this installation can have written."""
        return _signer().dumps(asdict(self))

    @classmethod
    def of(cls, signed: str, actor: Actor) -> "Run":
        """The run of a text.

        Raises NotFound if it was not signed here, or is another officer's.
        """
        try:
            values: dict[str, Any] = _signer().loads(signed)
        except BadData:
            raise NotFound(_LOST) from None
        if values["login"] != actor.login:
            raise NotFound(_LOST)
        return cls(**{**values, "lines": tuple(Line(**line) for line in values["lines"])})


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="findings")


def by_code(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """The findings by code, those of the trail first."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.code, []).append(line)
    return sorted(groups.items(), key=lambda group: _order(group[0]))


def _order(code: str) -> tuple[bool, int, str]:
    short = code.partition("-")[0]
    return short in CODES, list(CODES).index(short) if short in CODES else 0, code


def csv_of(lines: Iterable[Line]) -> bytes:
    """A table for a spreadsheet, in UTF-8 with its mark; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for line in lines:
        cells = (line.code, line.request, line.place, line.text, line.article)
        writer.writerow(map(guarded, cells))
    return out.getvalue().encode("utf-8-sig")


def text_of(lines: Iterable[Line]) -> bytes:
    """One finding a line, as the command line prints them."""
    return "".join(f"{line}\n" for line in lines).encode()
