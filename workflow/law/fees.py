"""The information-processing fee (信息处理费): what it would come to, as a proposal.

《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）: by case or by volume, never both for the
same application (art. 3), progressive on the excess. The agency may charge it (条例第四十二条);
nothing is charged by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.errors import BadFacts, Reason, RuleNotInForce
from workflow.law.dated import DatedRule, DecidedBy, Since, Unit
from workflow.law.rules import FEE_MEASURES
from workflow.terms import Term

_MEASURES = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"


class FeeMethod(Term):
    """How the fee is counted (计收方式); one of the two for each application."""

    BY_CASE = "by_case", "按件计收"
    BY_VOLUME = "by_volume", "按量计收"


@dataclass(frozen=True)
class Bracket:
    """A price in yuan for each case or page, from one number on up to another.

    `block` splits an open bracket into blocks of that many, each `step_yuan` dearer than the last.
    """

    first: int
    last: int | None
    yuan: int
    block: int = 0
    step_yuan: int = 0

    def __str__(self) -> str:
        """Return the bracket in words."""
        span = f"{self.first}—{self.last}" if self.last else f"{self.first}以上"
        more = f"，每满{self.block}为一档，每档加{self.step_yuan}元" if self.block else ""
        return f"{span}：{self.yuan}元{more}"


#: Counted over all applications of one applicant in one calendar month (自然月).
FEE_BY_CASE = DatedRule[tuple[Bracket, ...]](
    "fee_by_case",
    "信息处理费按件计收标准（同一申请人一个自然月内的件数，每件）",
    Unit.NONE,
    DecidedBy.FEE_NOTICE,
    (
        Since(
            FEE_MEASURES,
            (Bracket(1, 10, 0), Bracket(11, 30, 100), Bracket(31, None, 200, 10, 100)),
            f"{_MEASURES}第四条",
        ),
    ),
)

#: Counted over the pages of one application alone: a side of A4 or smaller is a page.
FEE_BY_VOLUME = DatedRule[tuple[Bracket, ...]](
    "fee_by_volume",
    "信息处理费按量计收标准（一件申请的页数，每页）",
    Unit.NONE,
    DecidedBy.FEE_NOTICE,
    (
        Since(
            FEE_MEASURES,
            (
                Bracket(1, 30, 0),
                Bracket(31, 100, 10),
                Bracket(101, 200, 20),
                Bracket(201, None, 40),
            ),
            f"{_MEASURES}第五条",
        ),
    ),
)


@dataclass(frozen=True)
class FeeLine:
    """The part of a count that lies in one bracket."""

    first: int
    last: int
    yuan_each: int

    @property
    def count(self) -> int:
        """How many cases or pages."""
        return self.last - self.first + 1

    @property
    def yuan(self) -> int:
        """The fee for them."""
        return self.count * self.yuan_each

    def to_json(self) -> dict[str, int]:
        """The line as `yishen fee` prints it."""
        return {
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "yuan_each": self.yuan_each,
            "yuan": self.yuan,
        }


@dataclass(frozen=True)
class FeeProposal:
    """What the fee would come to by one method; the agency decides whether to charge it."""

    method: FeeMethod
    count: int
    on: date
    lines: tuple[FeeLine, ...]
    source: str

    @property
    def total_yuan(self) -> int:
        """The fee for the whole count."""
        return sum(line.yuan for line in self.lines)

    @property
    def last_yuan(self) -> int:
        """The price of the last case or page: by case, the fee of that one application."""
        return self.lines[-1].yuan_each

    def to_json(self) -> dict[str, object]:
        """The proposal as `yishen fee` prints it."""
        return {
            "method": self.method.value,
            "count": self.count,
            "on": self.on.isoformat(),
            "total_yuan": self.total_yuan,
            "last_yuan": self.last_yuan,
            "lines": [line.to_json() for line in self.lines],
            "proposal": True,
            "source": self.source,
        }


def fee_by_case(cases: int, on: date) -> FeeProposal:
    """The fee for all cases of one applicant in one calendar month, as of the fee notice.

    Raises BadFacts for less than one case, an absurd number, or a day before the measures.
    """
    return _proposal(FeeMethod.BY_CASE, cases, on)


def fee_by_volume(pages: int, on: date) -> FeeProposal:
    """The fee for the pages of one application; raises as `fee_by_case` does."""
    return _proposal(FeeMethod.BY_VOLUME, pages, on)


@dataclass(frozen=True)
class _Counting:
    rule: DatedRule[tuple[Bracket, ...]]
    field: str
    what: str
    absurd: int


_COUNTING = {
    FeeMethod.BY_CASE: _Counting(FEE_BY_CASE, "cases", "一个自然月内的申请件数", 10_000),
    FeeMethod.BY_VOLUME: _Counting(FEE_BY_VOLUME, "pages", "一件申请的页数", 1_000_000),
}


def _proposal(method: FeeMethod, count: int, on: date) -> FeeProposal:
    counting = _COUNTING[method]
    try:
        version = counting.rule.since(on)
    except RuleNotInForce as error:
        raise _refused(str(error), "on", "条例第四十二条") from error
    if count < 1:
        text = f"{counting.what}应当为正整数，不能是{count}"
        raise _refused(text, counting.field, version.source)
    if count > counting.absurd:
        text = f"{counting.what}（{count}）超过{counting.absurd}，请核对"
        raise _refused(text, counting.field, version.source)
    lines = tuple(_lines(version.value, count))
    return FeeProposal(method, count, on, lines, version.source)


def _lines(brackets: Sequence[Bracket], count: int) -> Iterator[FeeLine]:
    for bracket in brackets:
        first, yuan = bracket.first, bracket.yuan
        while first <= min(count, bracket.last or count):
            end = first + bracket.block - 1 if bracket.block else bracket.last or count
            yield FeeLine(first, min(end, count), yuan)
            first, yuan = end + 1, yuan + bracket.step_yuan


def _refused(text: str, field: str, source: str) -> BadFacts:
    return BadFacts(Reason(f"{field}：{text}", source, field))
