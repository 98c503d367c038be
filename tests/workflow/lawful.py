"""Random lawful cases (随机合法案件): a file that carries a decision, and the letter drawn from it.

A case is drawn outcome first: what the outcome needs is put into the file with days in order; then
the drafting step itself is asked whether the draft may stand, so nothing unlawful slips through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from hypothesis import strategies as st
from sqlalchemy import Connection

from letters.replies import Reply
from workflow import documents, drafting, machine
from workflow.given import parse
from workflow.law import rules
from workflow.law.clock import Move
from workflow.law.outcomes import NO_GROUND, RULES
from workflow.law.workdays import national_calendar
from workflow.record.case import (
    Case,
    Consultation,
    Excess,
    Extension,
    Fee,
    Item,
    OutgoingDocument,
    Search,
    Supplement,
)
from workflow.record.facts import Facts
from workflow.record.number_text import number_text
from workflow.record.people import Actor, Directory, Office
from workflow.record.standing import BEIJING, clock_of
from workflow.record.trail import ORIGIN, Entry
from workflow.states.withdrawal import withdraw
from workflow.steps import Action
from workflow.terms import (
    AgencyKind,
    ApplicantKind,
    Channel,
    DocumentKind,
    Manner,
    MoveKind,
    Opinion,
    Outcome,
    Party,
    ProvisionForm,
    Role,
    State,
)

#: The days on which the law of a letter changed, with their neighbours.
TURNS = [day + timedelta(n) for day in (
    rules.LITIGATION_ACT_2014, rules.R2019_IN_FORCE, rules.FEE_MEASURES,
    rules.RECONSIDERATION_ACT_2023) for n in (-1, 0, 1)]
#: Outcomes that rest on a story of the whole request, and what came before the others.
STORIES = {
    Outcome.OTHER_NO_SUPPLEMENT: "no supplement", Outcome.OTHER_NO_PAYMENT: "no payment",
    Outcome.UNABLE_UNCLEAR: "supplemented", Outcome.REJECT_EXCESSIVE: "excessive"}
ANYTIME = [one for one in Outcome if one not in STORIES]
GIVING = (Outcome.GRANTED, Outcome.GRANTED_PUBLIC)
#: What each bears on the 2019 and the 2008 text alike.
OF_THIRD_PARTIES = {"15", "32", "23"}
CALENDAR = national_calendar()

words = st.text("滨江大桥建设项目批复方案测绘图纸", min_size=1, max_size=24)


@dataclass
class Lawful:
    """A case with its draft, and the letter the desk would issue on a day."""

    action: Action
    dated: date
    #: What is decided on each item: its number, the outcome, the articles it rests on.
    decided: list[tuple[int, Outcome, tuple[str, ...]]] = field(default_factory=list)
    online: bool = False
    #: The draft as it is typed into its form.
    typed: dict[str, Any] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The file."""
        return self.action.case

    @property
    def regulation(self) -> str:
        """The text that governs, by the day of receipt."""
        assert self.case.received_on is not None
        return rules.REGULATION.on(self.case.received_on)

    @property
    def letter(self) -> Reply:
        """The letter with its number and, if it is late, with the reason."""
        assert self.case.draft is not None
        number = number_text(self.action.office, DocumentKind.REPLY, self.dated.year, 7)
        return documents.reply(
            self.action, self.case.draft, number, self.dated, "案卷调阅较多")


def bodies_of(office: Office) -> tuple[tuple[str, ...], str, str]:
    """The names an office tells, as its settings hold them."""
    return (tuple(office.setting("reconsideration_bodies").splitlines()),
            office.setting("court"), office.setting("online_reconsideration"))


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """An agency of any kind, its bodies named or left to the words of the law."""
    names = ["虚构市人民政府（地址：虚构市民主路1号）", "虚构省自然资源厅"]
    settings = {
        "contact": "联系人：李明；联系电话：0000-12345678",
        "online_reconsideration": "虚构省行政复议平台（fy.example.invalid）",
        "reconsideration_bodies": "\n".join(names[: draw(st.integers(0, 2))]),
        "court": draw(st.sampled_from(["", "虚构市中级人民法院"])),
        "document_format": draw(st.sampled_from(["on", "off"])),
    }
    return Office(1, "XGJG", "虚构机关", "虚构", draw(st.sampled_from(AgencyKind)), settings)


def possible(outcome: Outcome, dated: date, received_on: date) -> bool:
    """Whether the texts of those days know the outcome."""
    text = rules.REGULATION.on(received_on)
    if outcome is Outcome.OTHER_NO_PAYMENT and received_on < rules.FEE_MEASURES:
        return False
    return text in RULES[outcome].articles


@st.composite
def lawful(draw: st.DrawFn, outcome: Outcome | None) -> Lawful:
    """A case that may end in an outcome (None: the withdrawal of the whole request)."""
    story = STORIES.get(outcome, "plain") if outcome else "withdrawn"
    known = [day for day in TURNS if outcome is None or possible(
        outcome, day, day - timedelta(80))]
    first = date(2021, 4, 1) if outcome is Outcome.OTHER_NO_PAYMENT else (
        date(2019, 9, 1) if outcome is Outcome.REJECT_EXCESSIVE else date(2009, 1, 1))
    days = st.dates(first, date(2026, 12, 31))
    dated = draw(st.one_of(st.sampled_from(known), days) if known else days)
    gap = draw(st.integers(0, 75) if story == "plain" else st.integers(75, 80))
    case = _received(draw, dated - timedelta(gap))
    online = draw(st.booleans())
    case.online_consent = online
    manner = Manner.ONLINE if online else draw(
        st.sampled_from([one for one in Manner if one is not Manner.ONLINE]))
    found = Lawful(_action(draw(offices()), case, dated), dated, online=online)
    if outcome is None:
        return _withdrawn(found)
    _TELL[story](draw, found)
    rows = [_row(draw, found, no, one) for no, one in enumerate(_outcomes(draw, found, outcome), 1)]
    found.action.clock = clock_of(case, found.action.office, dated, CALENDAR)
    _draft(found, {"answers": rows, "manner": manner.value, "leaf": rows[0]["outcome"],
                   "leaf_reason": "以主要事项归类", "attachments": draw(
                       st.lists(words.map(lambda name: f"{name}（共3页）"), max_size=2))})
    return found


MONDAY, LATER = date(2026, 1, 5), date(2026, 6, 1)  # both Mondays


def a_file(received_on: date, dated: date) -> Lawful:
    """An application for one thing, on a disc; the applicant agrees to service online."""
    case = _case(received_on, form_wanted="disc", online_consent=True)
    case.items = {1: Item(1, "滨江大桥建设方案")}
    settings = {
        "contact": "联系人：李明；联系电话：0000-12345678",
        "reconsideration_bodies": "虚构市人民政府（地址：虚构市民主路1号）",
        "court": "虚构市中级人民法院", "online_reconsideration": "fy.example.invalid"}
    office = Office(1, "XGJG", "虚构机关", "虚构", AgencyKind.CITY_DEPARTMENT, settings)
    return Lawful(_action(office, case, dated), dated, online=True)


def a_partial(received_on: date = MONDAY, dated: date = LATER) -> Lawful:
    """Late by months, in another form than asked, after an objection; to be served online."""
    found = a_file(received_on, dated)
    _sent(found, DocumentKind.RECEIPT, received_on)
    _consulted(found, 1, silent=False)
    found.action.clock = clock_of(found.case, found.action.office, dated, CALENDAR)
    found.decided = [(1, Outcome.PARTIAL, ("15",))]
    _draft(found, {"manner": "online", "answers": [{
        "item": 1, "outcome": "partial", "description": "方案正文", "form": "paper",
        "other_form_reason": "扫描会损坏图纸", "withheld": [
            {"part": "设备报价", "articles": ["15"], "reason": "属于商业秘密"}]}]})
    return found


def _received(draw: st.DrawFn, on: date) -> Case:
    return _case(
        on, channel=draw(st.sampled_from(Channel)),
        applicant_kind=draw(st.sampled_from(ApplicantKind)),
        form_wanted=draw(st.sampled_from(["", *(one.value for one in ProvisionForm)])))


def _case(on: date, **more: Any) -> Case:
    return Case(
        no="XGJG-2026-0007", agency="XGJG", state=State.HANDLING, seq=4, head="ab" * 32,
        receipt_fixed=True, handler="handler", moves=[Move(MoveKind.RECEIVED, on)], **more)


def _action(office: Office, case: Case, dated: date) -> Action:
    at = datetime.combine(dated, time(9), BEIJING)
    return Action(
        case=case, at=at, today=dated, office=office, calendar=CALENDAR, clock=None,
        officer=Actor("handler", "测试承办人", 1, seats=frozenset({Role.HANDLER})),
        directory=Directory(cast(Connection, None), 1, dated),  # never read by drafting
        personal={"applicant_name": "王䶮"})


def _outcomes(draw: st.DrawFn, found: Lawful, first: Outcome) -> list[Outcome]:
    """One outcome an item; what ends the whole request ends every item of it."""
    received_on = found.case.received_on
    assert received_on is not None
    others: Sequence[Outcome] = [first]
    if STORIES.get(first, "") not in ("no supplement", "no payment"):
        others = [one for one in (*ANYTIME, first) if possible(one, found.dated, received_on)]
    more = draw(st.lists(st.sampled_from(others), max_size=2))
    for no in range(1, len(more) + 2):
        found.case.items[no] = Item(no, draw(words))
    return [first, *more]


def _withdrawn(found: Lawful) -> Lawful:
    """The applicant has taken the request back; the confirmation is drafted by that step."""
    case, day = found.case, found.dated
    case.items = {1: Item(1, "批复"), 2: Item(2, "图纸")}
    withdraw(case, _entry(found, {"on": day.isoformat()}))
    case.moves.append(Move(MoveKind.ENDED, day))
    found.action.clock = clock_of(case, found.action.office, day, CALENDAR)
    return found


def _entry(found: Lawful, facts: dict[str, Any]) -> Entry:
    return Entry(
        request=found.case.no, seq=5, prev=ORIGIN, at=found.action.at, officer="handler",
        role="handler", step="", source="handling", dest="handling", article="",
        facts=Facts(facts), moves=(), letter_digest="", file_digests=(), command_id="")


def _draft(found: Lawful, typed: dict[str, Any]) -> None:
    """Type the draft into its form, ask the step, and keep it."""
    found.typed = typed
    step = machine.BOOK[State.HANDLING, "draft_reply"]
    given = parse(step.facts(), typed)
    asked = replace(found.action, facts=Facts(given.facts))
    against = [*given.reasons, *step.reasons(asked, given=True)]
    assert [str(reason) for reason in against] == []
    drafting.keep_draft(found.case, _entry(found, dict(given.facts)))


# ---- what came before -------------------------------------------------------------------------


def _sent(found: Lawful, kind: DocumentKind, on: date, ref: str = "") -> OutgoingDocument:
    """A letter that left on a day and arrived the day after, or on the day of the reply."""
    place = len(found.case.documents) + 1
    one = OutgoingDocument(
        id=f"{place}-1", kind=kind, dated=on, digest="", ref=ref, dispatched_on=on,
        number=number_text(found.action.office, kind, on.year, place), manner=Manner.EMS,
        delivered_on=min(on + timedelta(1), found.dated))
    found.case.documents[one.id] = one
    return one


def _plain(draw: st.DrawFn, found: Lawful) -> None:
    """Perhaps extended."""
    on = found.case.received_on
    assert on is not None
    if draw(st.booleans()):
        notice = _sent(found, DocumentKind.EXTENSION, on)
        found.case.extension = Extension("handler", 10, "逐页区分", "head", document=notice.id)
        found.case.moves.append(Move(MoveKind.EXTENDED, on, working_days=10))


def _asked_to_supplement(found: Lawful) -> tuple[Supplement, date]:
    on = found.case.received_on
    assert on is not None
    notice = _sent(found, DocumentKind.SUPPLEMENT, on)
    assert notice.delivered_on is not None
    asked = found.case.supplement = Supplement(notice.id, 10, ("未写明名称",))
    found.case.moves += [Move(MoveKind.SUPPLEMENT_ASKED, on, term_working_days=10),
                         Move(MoveKind.SUPPLEMENT_SERVED, notice.delivered_on)]
    return asked, notice.delivered_on


def _supplemented(draw: st.DrawFn, found: Lawful) -> None:
    asked, served_on = _asked_to_supplement(found)
    asked.received_on = served_on + timedelta(draw(st.integers(0, 5)))
    found.case.moves.append(Move(MoveKind.SUPPLEMENT_RECEIVED, asked.received_on))


def _not_supplemented(draw: st.DrawFn, found: Lawful) -> None:
    asked, _ = _asked_to_supplement(found)
    asked.overdue = True


def _not_paid(draw: st.DrawFn, found: Lawful) -> None:
    on = found.case.received_on
    assert on is not None
    notice = _sent(found, DocumentKind.FEE, on)
    assert notice.delivered_on is not None
    found.case.fee = Fee("handler", "by_volume", 201, 2740, "共201页", notice.id, overdue=True)
    found.case.moves.append(Move(MoveKind.FEE_NOTICED, notice.delivered_on))


def _excessive(draw: st.DrawFn, found: Lawful) -> None:
    on = found.case.received_on
    assert on is not None
    notice = _sent(found, DocumentKind.REASONS_ASKED, on)
    said = draw(st.sampled_from(["", "想多了解"]))
    found.case.excess = Excess(
        notice.id, 186, on - timedelta(200), on, 5, said, "内容重复，没有实际需要", False)


_TELL = {"plain": _plain, "supplemented": _supplemented, "no supplement": _not_supplemented,
         "no payment": _not_paid, "excessive": _excessive}


# ---- one row of the draft ---------------------------------------------------------------------


def _row(draw: st.DrawFn, found: Lawful, no: int, outcome: Outcome) -> dict[str, Any]:
    """The answer on one item, with all its outcome needs in the row and in the file."""
    row: dict[str, Any] = {"item": no, "outcome": outcome.value, "reason": draw(words)}
    articles = _articles(draw, found, outcome)
    if outcome in (Outcome.GRANTED, Outcome.PARTIAL):
        row |= _given(draw, found)
    if outcome is Outcome.PARTIAL:
        row["withheld"] = parts = [
            _part(draw, found) for _ in range(draw(st.integers(1, 3)))]
        grounds = tuple(dict.fromkeys(key for part in parts for key in part["articles"]))
    else:
        row["articles"] = draw(st.sampled_from([[], list(articles)])) if (
            outcome is not Outcome.UNABLE_NOT_HELD) else list(articles)
        grounds = tuple(row["articles"]) or RULES[outcome].articles[found.regulation][:1]
    if outcome.value.startswith("deny.") or outcome is Outcome.UNABLE_CREATE:
        row |= {"separable": False, "separability_reason": draw(words),
                "discretion_reason": draw(words), "classification": "机密，二十年，保密办"}
    if outcome is Outcome.UNABLE_NOT_HELD:
        row |= _elsewhere_or_searched(found, no, grounds)
    row |= {"source": f"门户网站{draw(words)}", "petition_channel": "虚构市信访局",
            "first_reply_no": "虚构公开答〔2008〕1号，2008年12月1日"}
    if outcome is Outcome.DENY_THIRD_PARTY or OF_THIRD_PARTIES.intersection(grounds):
        row |= _heard(draw, found, no)
    found.decided.append((no, outcome, grounds))
    return row


def _articles(draw: st.DrawFn, found: Lawful, outcome: Outcome) -> tuple[str, ...]:
    allowed = RULES[outcome].articles[found.regulation]
    if not allowed or outcome is Outcome.UNABLE_NOT_HELD:
        return (draw(st.sampled_from(allowed)),) if allowed else ()
    return tuple(draw(st.lists(st.sampled_from(allowed), min_size=1, max_size=2, unique=True)))


def _given(draw: st.DrawFn, found: Lawful) -> dict[str, Any]:
    form = draw(st.sampled_from(
        [one for one in ProvisionForm if one is not ProvisionForm.INSPECTION]))
    other = draw(words) if found.case.form_wanted not in ("", form.value) else ""
    return {"description": draw(words), "form": form.value, "other_form_reason": other,
            "handed_over": ["批复（3页）"]}


def _part(draw: st.DrawFn, found: Lawful) -> dict[str, Any]:
    """A part with a ground of its own; that it can be told apart may be cited besides."""
    allowed = RULES[Outcome.PARTIAL].articles[found.regulation]
    grounds = [key for key in allowed if key not in NO_GROUND]
    whole = {"2019": "37", "2008": "22"}[found.regulation]
    beside = [key for key in allowed if key in NO_GROUND and key != whole]
    keys = draw(st.lists(st.sampled_from(grounds), min_size=1, max_size=2, unique=True))
    keys += draw(st.lists(st.sampled_from(beside), max_size=1)) if beside else []
    may = any(key.startswith("16.") for key in keys)
    return {"part": draw(words), "reason": draw(words),
            "articles": keys + draw(st.sampled_from([[], [whole]])),
            "discretion_reason": draw(words) if may else ""}


def _elsewhere_or_searched(
    found: Lawful, no: int, grounds: tuple[str, ...]
) -> dict[str, Any]:
    if grounds == ("36.5",):
        return {"responsible_agency": "虚构县税务局", "responsible_contact": "虚构县人民路2号"}
    found.case.searches.append(Search(
        no, "综合档案室", "大桥", "2000年至今", "档案科张然", found.dated, False, "未检索到"))
    return {}


def _heard(draw: st.DrawFn, found: Lawful, no: int) -> dict[str, Any]:
    """The third party was asked and objects, fell silent, or the public interest was weighed."""
    how = draw(st.sampled_from(["objects", "silent", "weighed"]))
    if how == "weighed":
        return {"public_interest_reason": f"遮盖后仍可监督，{draw(words)}"}
    _consulted(found, no, silent=how == "silent")
    return {}


def _consulted(found: Lawful, no: int, *, silent: bool) -> None:
    ref = chr(ord("A") + len(found.case.consultations))
    letter = _sent(found, DocumentKind.CONSULTATION, found.dated, ref)
    _sent(found, DocumentKind.CONSULTATION_TOLD, found.dated, ref)
    one = found.case.consultations[ref] = Consultation(
        ref, Party.THIRD_PARTY, no, "设备报价", "可能涉及商业秘密", 15, letter.id, silent=silent)
    if not silent:
        one.opinion, one.reasonable, one.answered_on = Opinion.OBJECTS, True, found.dated
