"""Columns read from the list of requests alone (登记表): they cost no look into a trail."""

from workflow.register_columns import VOID, word_of
from workflow.reports.book.line import Line, day
from workflow.reports.book.narrowing import is_late
from workflow.terms import Term


def _word(term: Term | None) -> str:
    return word_of(term) if term is not None else ""


def serial(line: Line) -> str:
    """Its number in the list as it is narrowed and sorted."""
    return str(line.number) if line.number is not None else ""


def no(line: Line) -> str:
    """Its number; of a request taken over that of the earlier register."""
    return str(line.row.original_no or line.row.no)


def extended_until(line: Line) -> str:
    """The limit with the extension (条例第三十三条第二款)."""
    return day(line.row.due_on) if line.row.extended else ""


def manner(line: Line) -> str:
    """How the reply that stands was served."""
    return _word(line.row.served_by)


def served_on(line: Line) -> str:
    """When it arrived."""
    return day(line.row.served_on)


def wanted(line: Line) -> str:
    """Everything asked for, whole; several items with their numbers, a line each."""
    if len(line.wanted) == 1:
        return line.wanted[0]
    return "\n".join(f"{n}. {text}" for n, text in enumerate(line.wanted, 1))


def channel(line: Line) -> str:
    """How it came."""
    return _word(line.row.channel)


def applicant_kind(line: Line) -> str:
    """Who applies."""
    return _word(line.row.applicant_kind)


def state(line: Line) -> str:
    """Where it stands; what was entered by mistake says so."""
    return VOID if line.row.void else _word(line.row.state)


def handler(line: Line) -> str:
    """Who handles it, by name."""
    return str(line.row.handler_name or line.row.handler)


def outcome(line: Line) -> str:
    """The result that was decided (table 三); a draft has none yet."""
    return _word(line.row.outcome) if line.decided else ""


def proposed(line: Line) -> str:
    """The result the newest draft comes to, while nothing is decided."""
    return "" if line.decided else _word(line.row.outcome)


def on_time(line: Line) -> str:
    """Whether the reply left within the limit (条例第三十三条), or it is overdue without one."""
    row = line.row
    if is_late(row, line.today):
        return "逾期答复" if row.ended_on else "已超期"
    return "按期" if row.ended_on else ""


def clock(line: Line) -> str:
    """Whether the limit runs, stands still, or has ended."""
    row = line.row
    if row.clock_state == "paused":
        return f"已停计：{row.waiting_for}" if row.waiting_for else "已停计"
    return {"running": "计算中", "ended": "已终止"}.get(row.clock_state, "")


def received_on(line: Line) -> str:
    """The day of receipt (条例第三十一条)."""
    return day(line.row.received_on)


def due_on(line: Line) -> str:
    """The last day for the reply as it stands."""
    return day(line.row.due_on)


def replied_on(line: Line) -> str:
    """The day the reply bears."""
    return day(line.row.replied_on)


def ended_on(line: Line) -> str:
    """What ended the clock: the posting or the arrival of the reply."""
    return day(line.row.ended_on)


def used(line: Line) -> str:
    """Working days used until the clock ended, seat by seat."""
    row = line.row
    if not row.ended_on:
        return ""
    seats = (("收件登记", row.receipt_days), ("办理", row.handling_days),
             ("审核", row.review_days), ("答复送达", row.service_days))
    return "，".join(f"{name}{days}" for name, days in seats if days)


def used_days(line: Line) -> str:
    """Working days used until the clock ended."""
    return str(line.row.used_days) if line.row.ended_on else ""


def imported(line: Line) -> str:
    """Whether it was taken over from an earlier register."""
    return "是" if line.row.imported else ""


def redone_as(line: Line) -> str:
    """The requests in which it is answered anew by order."""
    return "、".join(line.successors)
