"""What the auditor finds (复核发现): a code, the request and letter, a sentence and its article."""

from dataclasses import dataclass

#: The codes with what each is about and the article behind it.
CODES = {
    "A0": ("无法复核", "条例第四十五条"),
    "A1": ("签发", "条例第四十五条"),
    "A2": ("岗位", "条例第四十五条"),
    "A3": ("签发内容", "条例第四十五条"),
    "A4": ("文书原件", "档案法第三十七条"),
    "A5": ("逾期", "条例第三十三条"),
    "A6": ("逾期说明", "条例第三十三条"),
    "A7": ("延期", "条例第三十三条第二款"),
    "A8": ("送达", "国办公开办函〔2016〕235号"),
    "A9": ("救济途径", "行政复议法第二十条、第二十三条"),
    "A10": ("审查审核", "条例第十七条、第四十五条"),
    "A11": ("检索记录", "条例第三十六条第四项"),
    "A12": ("征求第三方意见", "条例第十五条、第三十二条"),
    "A13": ("补正", "条例第三十条"),
    "A14": ("文号", "条例第四十五条"),
}


@dataclass(frozen=True)
class AuditFinding:
    """One thing wrong with one letter; `letter` is its number, "" where it concerns the case."""

    code: str
    request: str
    letter: str
    text: str
    article: str

    @property
    def name(self) -> str:
        """The code with what it is about: A9-救济途径."""
        return f"{self.code}-{CODES[self.code][0]}"

    def __str__(self) -> str:
        """One line of the report."""
        place = f"{self.request} {self.letter}".rstrip()
        return f"{self.name} {place}：{self.text}（{self.article}）"


@dataclass(frozen=True)
class Fault:
    """A finding before it is known whose it is; "" as article: that of the code."""

    code: str
    text: str
    article: str = ""

    def of(self, request: str, letter: str) -> AuditFinding:
        """The finding about a letter of a request; odd characters are written out."""
        return AuditFinding(self.code, _printable(request), _printable(letter),
                            _printable(self.text), self.article or CODES[self.code][1])


@dataclass(frozen=True)
class Audited:
    """One request looked at: how many letters it has issued, and what was found."""

    request: str
    letters: int
    findings: tuple[AuditFinding, ...]


def _printable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()
