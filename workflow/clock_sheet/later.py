"""What came after the count (其后的变动): dates recalculated, a reply revoked and made anew."""

from collections.abc import Iterator

from letters.internal import Stated
from workflow.documents import long_date
from workflow.record.case import Case, OutgoingDocument
from workflow.record.facts import Facts
from workflow.record.standing import beijing_day
from workflow.terms import DocumentKind
from workflow.viewing import RequestView

_RECALCULATION = "recompute_calendar"


def replied_by(case: Case) -> OutgoingDocument | None:
    """The reply that ended the clock: the first that left, also if it was revoked later."""
    revoked = (one for one in case.documents.values()
               if one.kind is DocumentKind.REPLY and one.revoked)
    return next(revoked, None) or case.documents.get(case.reply)


def revoked(case: Case) -> str:
    """That the reply counted here was revoked, and by when, or by what, it is made anew."""
    if not case.replies_anew:
        return ""
    notices = [one for one in case.documents.values()
               if one.kind is DocumentKind.REVOCATION and not one.voided]
    by = "、".join(f"{one.number}（{long_date(one.dated)}）" for one in notices)
    anew = case.documents.get(case.reply)
    promised = f"，本机关确定于{long_date(case.redo_by)}之前重新答复" if case.redo_by else ""
    done = f"，重新作出的答复为{anew.number}（{long_date(anew.dated)}制发）" if anew else ""
    return f"该答复已由{by}撤销{promised}{done}；以上结论只说明原答复是否在期限内。"


def recalculated(seen: RequestView) -> Iterator[Stated]:
    """Every recalculation of the dates, with its reason (放假办法第七条)."""
    for line in seen.trail:
        if line.entry.step == _RECALCULATION:
            facts, day = line.entry.facts, long_date(beijing_day(line.at))
            reason = facts.text("reason")
            yield Stated(
                "期限重算", f"{day}因{reason}重算，届满日由{_due(facts, 'before')}改为"
                f"{_due(facts, 'now')}（台账第{line.entry.seq}条）")


def _due(facts: Facts, when: str) -> str:
    day = facts.day(f"due_{when}")
    doubt = "（暂定）" if facts.flag(f"provisional_{when}") else ""
    return f"{long_date(day)}{doubt}" if day else "无届满日"
