"""A finding (核验发现): one place where the records do not prove what they should."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that does not prove what it should; `seq` is 0 where no entry can be named."""

    code: str
    request: str
    seq: int
    text: str

    def __str__(self) -> str:
        """One line of the report."""
        place = f"{self.request} 第{self.seq}条" if self.seq else self.request
        return f"{self.code} {place}：{self.text}"


def finding(code: str, request: Any, seq: Any, text: str) -> Finding:
    """A finding about a row whose own number may have been tampered with."""
    known = isinstance(seq, int)
    return Finding(code, _words(request), seq if known else 0,
                   text if known else f"{text}（序号被改为“{_words(seq)}”）")


def _words(value: Any) -> str:
    return str(value).encode(errors="backslashreplace").decode()
