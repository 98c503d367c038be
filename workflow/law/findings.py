"""Findings (及时性认定): whether each notice with a limit, and the reply, was in time."""

from dataclasses import dataclass
from datetime import date

from workflow.law.effects import Effect, Step
from workflow.law.timeline import Timeline
from workflow.law.workdays import PROVISIONAL, Calendar
from workflow.terms import MoveKind

_ARTICLE = {
    MoveKind.SUPPLEMENT_ASKED: "条例第三十条",
    MoveKind.SUPPLEMENT_RECEIVED: "条例第三十条",
    MoveKind.EXTENDED: "条例第三十三条第二款",
    MoveKind.DELAY_SET: "条例第三十五条",
    MoveKind.FEE_NOTICED: "国办函〔2020〕109号",
    MoveKind.FEE_PAID: "国办函〔2020〕109号",
    MoveKind.REPLIED: "条例第三十三条",
}


@dataclass(frozen=True)
class Finding:
    """One act, the last day for it and whether it came in time; `provisional`: the last day is."""

    kind: MoveKind
    on: date
    limit_on: date
    in_time: bool
    effective: bool
    article: str
    provisional: bool = False

    @property
    def text(self) -> str:
        """The finding as a sentence."""
        how = "在期限内" if self.in_time else "已逾期"
        tail = "" if self.effective else "，不发生相应的期限效果"
        limit = f"{self.limit_on}{PROVISIONAL if self.provisional else ''}"
        return f"{self.kind.label}于{self.on}作出，应不晚于{limit}，{how}{tail}"

    def to_json(self) -> dict[str, object]:
        """The finding with days in ISO form."""
        return {
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "limit_on": self.limit_on.isoformat(),
            "provisional": self.provisional,
            "in_time": self.in_time,
            "effective": self.effective,
            "text": self.text,
            "article": self.article,
        }


def findings_of(line: Timeline) -> tuple[Finding, ...]:
    """The findings on every step for which the law sets a last day."""
    return tuple(
        _finding(step, step.limit_on, line.days)
        for step in line.steps if step.limit_on is not None)


def _finding(step: Step, limit_on: date, days: Calendar) -> Finding:
    move = step.move
    return Finding(
        kind=move.kind,
        on=move.on,
        limit_on=limit_on,
        in_time=move.on <= limit_on,
        effective=step.effect not in (Effect.VOID, Effect.NOTHING),
        article=_ARTICLE[move.kind],
        provisional=days.provisional(limit_on),
    )
