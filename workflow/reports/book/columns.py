"""The columns of the register (台账的列): how each is read, which are shown, in what order.

Headings and words are those of `register_columns`, so that a file that was exported can be imported
again. A short set stands at first; every officer chooses more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflow.register_columns import BY_KEY, COLUMNS, Column
from workflow.reports.book import from_rows as rows
from workflow.reports.book import from_trail as told
from workflow.reports.book.line import UNREADABLE, Line, Source
from workflow.terms import Term


class Group(Term):
    """What a column is about (列的分组), as the chooser shows them."""

    REQUEST = "request", "申请"
    APPLICANT = "applicant", "申请人"
    HANDLING = "handling", "办理"
    LIMIT = "limit", "期限"
    REPLY = "reply", "答复和送达"
    AFTERWARDS = "afterwards", "答复之后"


@dataclass(frozen=True)
class Shown:
    """How a column is read: its group, its source, its width in characters of a sheet."""

    key: str
    group: Group
    source: Source
    width: int
    read: Callable[[Line], str]

    @property
    def column(self) -> Column:
        """Its heading, and what an import makes of it."""
        return BY_KEY[self.key]

    @property
    def heading(self) -> str:
        """What stands above it."""
        return self.column.heading

    def cell(self, line: Line) -> str:
        """What stands in it for a request; "" for nothing."""
        if self.source is Source.TRAIL and line.case is None:
            return UNREADABLE
        return self.read(line)


def _text(name: str) -> Callable[[Line], str]:
    def read(line: Line) -> str:
        return str(getattr(line.row, name) or "")

    return read


def _contact(name: str) -> Callable[[Line], str]:
    def read(line: Line) -> str:
        return line.contact.get(name, "")

    return read


def _name(line: Line) -> str:
    return line.name


def _table() -> Iterable[Shown]:
    request, row, trail = Group.REQUEST, Source.ROW, Source.TRAIL
    yield Shown("serial", request, row, 6, rows.serial)
    yield Shown("no", request, row, 18, rows.no)
    yield Shown("own_no", request, row, 18, _text("no"))
    yield Shown("received_on", request, row, 12, rows.received_on)
    yield Shown("receipt_rule", request, trail, 30, told.receipt_rule)
    for name in ("submitted_on", "signed_on", "first_seen_on", "confirmed_on"):
        yield Shown(name, request, trail, 12, told.arrival(name))
    yield Shown("channel", request, row, 10, rows.channel)
    yield Shown("mail_no", request, row, 18, _text("mail_no"))
    yield Shown("wanted", request, Source.ITEMS, 44, rows.wanted)
    yield Shown("form_wanted", request, trail, 10, told.form_wanted)
    yield Shown("route_wanted", request, trail, 10, told.route_wanted)
    yield Shown("split_from", request, trail, 18, told.split_from)
    yield Shown("split_off", request, trail, 8, told.split_off)
    yield Shown("earlier", request, trail, 18, told.earlier)
    yield Shown("redo_of", request, row, 18, _text("redo_of"))
    yield Shown("redone_as", request, Source.SUCCESSORS, 18, rows.redone_as)
    yield Shown("imported", request, row, 8, rows.imported)
    yield from _of_applicant(Group.APPLICANT)
    yield from _of_handling(Group.HANDLING)
    yield from _of_limit(Group.LIMIT)
    yield from _of_reply(Group.REPLY)
    yield from _afterwards(Group.AFTERWARDS)


def _of_applicant(group: Group) -> Iterable[Shown]:
    yield Shown("applicant_kind", group, Source.ROW, 10, rows.applicant_kind)
    yield Shown("applicant_name", group, Source.ROW, 20, _name)
    yield Shown("id_kind", group, Source.TRAIL, 14, told.id_kind)
    for name, width in (("phone", 16), ("address", 30), ("postcode", 8), ("email", 22),
                        ("agent", 14)):
        yield Shown(name, group, Source.PERSONS, width, _contact(name))
    yield Shown("help_needed", group, Source.TRAIL, 16, told.help_needed)


def _of_handling(group: Group) -> Iterable[Shown]:
    row, trail = Source.ROW, Source.TRAIL
    yield Shown("unit", group, row, 14, _text("unit"))
    yield Shown("state", group, row, 8, rows.state)
    yield Shown("handler", group, row, 10, rows.handler)
    yield Shown("regulation", group, trail, 10, told.regulation)
    yield Shown("supplement_asked_on", group, trail, 12, told.supplement_asked_on)
    yield Shown("supplement_term", group, trail, 8, told.supplement_term)
    yield Shown("supplemented_on", group, trail, 12, told.supplemented_on)
    yield Shown("consulted", group, trail, 14, told.consulted)
    yield Shown("consulted_on", group, trail, 14,
                told.consultations(lambda letter: letter.dispatched_on))
    yield Shown("consultation_served_on", group, trail, 14,
                told.consultations(lambda letter: letter.delivered_on))
    yield Shown("consultation_answered", group, trail, 20, told.consultation_answered)
    yield Shown("fee", group, trail, 16, told.fee)
    yield Shown("fee_noticed_on", group, trail, 12, told.fee_noticed_on)
    yield Shown("fee_paid_on", group, trail, 12, told.fee_paid_on)
    yield Shown("proposed", group, row, 22, rows.proposed)
    yield Shown("secrecy_reviewer", group, trail, 10, told.secrecy_reviewer)
    yield Shown("legal_reviewer", group, trail, 10, told.legal_reviewer)
    yield Shown("approver", group, trail, 10, told.approver)


def _of_limit(group: Group) -> Iterable[Shown]:
    row, trail = Source.ROW, Source.TRAIL
    yield Shown("clock", group, row, 12, rows.clock)
    yield Shown("extension_granted", group, trail, 18, told.extension_granted)
    yield Shown("extended_on", group, trail, 12, told.extended_on)
    yield Shown("extended_working_days", group, trail, 8, told.extended_working_days)
    yield Shown("extended_until", group, row, 12, rows.extended_until)
    yield Shown("due_on", group, row, 12, rows.due_on)
    yield Shown("ended_on", group, row, 12, rows.ended_on)
    yield Shown("on_time", group, row, 10, rows.on_time)
    yield Shown("used_days", group, row, 8, rows.used_days)
    yield Shown("used", group, row, 26, rows.used)


def _of_reply(group: Group) -> Iterable[Shown]:
    row, trail = Source.ROW, Source.TRAIL
    yield Shown("outcome", group, row, 22, rows.outcome)
    yield Shown("articles", group, trail, 20, told.articles)
    yield Shown("reply_number", group, row, 22, _text("reply_number"))
    yield Shown("replied_on", group, row, 12, rows.replied_on)
    yield Shown("manner", group, row, 10, rows.manner)
    yield Shown("posted_on", group, trail, 12, told.posted_on)
    yield Shown("reply_mail_no", group, trail, 18, told.reply_mail_no)
    yield Shown("served_on", group, row, 12, rows.served_on)
    yield Shown("remedies_told", group, trail, 12, told.remedies_told)


def _afterwards(group: Group) -> Iterable[Shown]:
    trail = Source.TRAIL
    yield Shown("mended", group, trail, 22, told.mended)
    yield Shown("reconsideration", group, trail, 26, told.reconsideration)
    yield Shown("lawsuit", group, trail, 26, told.lawsuit)
    yield Shown("published", group, trail, 18, told.published)
    yield Shown("archive_no", group, trail, 16, told.archive_no)
    yield Shown("retention", group, trail, 10, told.retention)


_READ = {one.key: one for one in _table()}
#: Every column that can be shown, in the order of a register file.
ALL: Mapping[str, Shown] = MappingProxyType(
    {one.key: _READ[one.key] for one in COLUMNS if one.key in _READ})
#: What stands at first: one look tells what each request is and how it stands.
USUAL = tuple(ALL[key] for key in ALL if key in {
    "no", "received_on", "channel", "applicant_kind", "applicant_name", "wanted", "unit",
    "state", "handler", "due_on", "outcome", "reply_number", "replied_on", "on_time"})
#: What an import asks for: a file with these columns gives the same register back. The state tells
#: it what was entered by mistake (登记作废) and is no request.
IMPORTED = tuple(one for one in ALL.values() if one.column.imported or one.key == "state")
#: Where the applicant lives and can be reached: never in a list in full.
CONTACTS = frozenset(key for key, one in ALL.items() if one.source is Source.PERSONS)


def chosen(keys: Iterable[str]) -> tuple[Shown, ...]:
    """The columns of these keys in the order of the register; the usual ones for none."""
    wanted = set(keys)
    return tuple(one for key, one in ALL.items() if key in wanted) or USUAL


def grouped() -> Mapping[Group, tuple[Shown, ...]]:
    """All columns by what they are about, for a chooser."""
    return {group: tuple(one for one in ALL.values() if one.group is group) for group in Group}
