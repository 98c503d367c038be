"""Facts from outside (外部给定的事实): the JSON of `yishen clock`, into a replay and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from workflow.errors import BadFacts, LawError, Reason
from workflow.law.clock import replay
from workflow.law.clock_settings import ClockSettings
from workflow.law.festivals import last_year_known
from workflow.law.json_facts import Repeated
from workflow.law.moves import BadMove, Move, bad_field, day_field, named, term_field
from workflow.law.proof import proof_json
from workflow.law.receipt_day import ReceiptDay, ReceiptFacts, receipt_day
from workflow.law.workdays import Calendar
from workflow.terms import Channel, MoveKind, Party

_KNOWN = frozenset({"received_on", "receipt", "as_of", "moves", "settings"})
#: What a move of a kind may tell besides its kind, its day and a note.
_OWN = {
    MoveKind.SUPPLEMENT_ASKED: ("term_working_days",),
    MoveKind.CONSULTATION_SENT: ("ref", "party", "term_working_days"),
    MoveKind.CONSULTATION_RECEIVED: ("ref", "party"),
    MoveKind.CONSULTATION_ANSWERED: ("ref", "party"),
    MoveKind.EXTENDED: ("working_days",),
    MoveKind.DELAY_SET: ("until",),
    MoveKind.ORDERED: ("working_days", "calendar_days"),
}
_RECEIPT_DAYS = ("submitted_on", "signed_on", "first_seen_on", "confirmed_on")
_ARTICLE = "条例第三十一条"
_YEARS = "《全国年节及纪念日放假办法》第七条"


def clock_from_json(
    facts: object, today: date, calendar: Calendar | None = None
) -> dict[str, object]:
    """The clock of one request as JSON, with its ledger; `today` stands in for a missing `as_of`.

    Counted by the notices that came with the law unless a calendar is handed in.

    Raises BadFacts with a Chinese sentence naming the field, the rule and the article.
    """
    given = _mapping(facts, "facts")
    unknown = sorted(str(key) for key in set(given) - _KNOWN)
    if unknown:
        raise bad_field(unknown[0], f"不是许可的项目（{'、'.join(sorted(_KNOWN))}）")
    as_of = day_field(given, "as_of") if given.get("as_of") is not None else today
    received_on, fixed = _received_on(given, today)
    moves, settings = _moves(given.get("moves", ())), _settings(given.get("settings", {}))
    _within_the_almanac({"as_of": as_of, **{
        f"moves[{no}].{name}": day for no, move in enumerate(moves)
        for name, day in (("on", move.on), ("until", move.until)) if day}})
    if received_on > as_of and given.get("as_of") is None:
        raise bad_field("received_on", f"收到申请之日（{received_on}）晚于{as_of}", _ARTICLE)
    try:
        clock = replay(received_on, moves, as_of=as_of, calendar=calendar, settings=settings)
        shown = {**clock.to_json(), **proof_json(clock, fixed)}
    except BadMove as error:
        no = next(no for no, move in enumerate(moves) if move is error.move)
        raise named(error.reason, f"moves[{no}].{error.reason.field}") from error
    except BadFacts as error:
        raise named(error.reason) from error
    except LawError as error:
        raise named(Reason(str(error), _ARTICLE, "received_on")) from error
    if fixed is not None:
        shown["receipt"] = {
            "rule": fixed.rule,
            "article": fixed.article,
            "note": fixed.note,
            "other_on": fixed.other_on.isoformat() if fixed.other_on else None,
        }
    return shown


def clocks_from_json(
    given: Sequence[object], today: date, calendar: Calendar | None = None
) -> list[dict[str, object]]:
    """The clocks of many requests in their order; a bad one becomes its error."""
    return [_clock_or_error(facts, today, calendar) for facts in given]


def receipt_from_json(given: Mapping[str, object], today: date) -> ReceiptDay:
    """The day of receipt from channel and days. Raises BadFacts where they do not tell it."""
    known = {"channel", "called_same_day", *_RECEIPT_DAYS}
    unknown = sorted(str(key) for key in set(given) - known)
    if unknown:
        raise bad_field(unknown[0], f"不是许可的项目（{'、'.join(sorted(known))}）", _ARTICLE)
    days = {n: day_field(given, n) for n in _RECEIPT_DAYS if given.get(n) is not None}
    called = given.get("called_same_day", False)
    if not isinstance(called, bool):
        raise bad_field("called_same_day", "应当为是或否（true/false）", _ARTICLE)
    channel = term_field(given, "channel", Channel, _ARTICLE)
    return receipt_day(ReceiptFacts(channel, called_same_day=called, **days), today)


def _clock_or_error(
    facts: object, today: date, calendar: Calendar | None
) -> dict[str, object]:
    try:
        return clock_from_json(facts, today, calendar)
    except BadFacts as error:
        return {"error": str(error), "field": error.reason.field}


def _received_on(given: Mapping[str, object], today: date) -> tuple[date, ReceiptDay | None]:
    receipt = given.get("receipt")
    if receipt is None:
        return day_field(given, "received_on"), None
    if given.get("received_on") is not None:
        raise bad_field("received_on", "与receipt只能填写一项", _ARTICLE)
    try:
        found = receipt_from_json(_mapping(receipt, "receipt"), today)
    except BadFacts as error:
        raise named(error.reason) from error
    if found.on is None:
        raise bad_field("receipt", f"收到申请之日尚不能确定：{found.note}", _ARTICLE)
    return found.on, found


def _moves(given: object) -> list[Move]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise bad_field("moves", "应当为期限事件的列表")
    return [_move(one, no) for no, one in enumerate(given)]


def _move(given: object, no: int) -> Move:
    place = f"moves[{no}]"
    try:
        written = _mapping(given, place)
        move = Move.from_json(written)
        _only_its_own(written, move)
        return move
    except BadFacts as error:
        reason = error.reason
        if reason.field == place:
            raise
        raise named(reason, f"{place}.{reason.field}") from error


def _within_the_almanac(days: Mapping[str, date]) -> None:
    """No working day is known beyond the almanac, so the field that lies there is named."""
    for field, day in days.items():
        if day.year > last_year_known():
            why = f"{day}超出{last_year_known()}年，无法推算工作日，请核对日期"
            raise bad_field(field, why, _YEARS)


def _only_its_own(written: Mapping[str, object], move: Move) -> None:
    """A field that says nothing of its kind of move would be ignored, so it is refused."""
    allowed = {"kind", "on", "note", *_OWN.get(move.kind, ())}
    for key in written:
        if key not in allowed:
            raise bad_field(key, f"“{move.kind.label}”没有这一项目")
    fixed = move.kind is MoveKind.CONSULTATION_SENT and move.party is not Party.OTHER_AGENCY
    if fixed and move.term_working_days is not None:
        raise bad_field("term_working_days", "只有征求其他机关意见的期限由本机关确定，"
                        "第三方、共同制作机关的期限由条例规定", "条例第三十二条、第三十四条")


def _settings(given: object) -> ClockSettings:
    chosen = _mapping(given, "settings")
    known = [field.name for field in fields(ClockSettings)]
    for key, value in chosen.items():
        if key not in known:
            raise bad_field(f"settings.{key}", f"不是计算口径（{'、'.join(known)}）")
        if not isinstance(value, bool):
            raise bad_field(f"settings.{key}", "应当为是或否（true/false）")
    return ClockSettings(**{key: bool(value) for key, value in chosen.items()})


def _mapping(given: object, field: str) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise bad_field(field, "应当为JSON对象")
    if isinstance(given, Repeated):
        raise bad_field(given.key, "同一项目填写了两次，请只保留一个")
    return given
