"""Publication (转主动公开): what was given to one applicant may concern everybody.

政府信息公开条例 article 44: where several ask for the same information it may be published; an
applicant may suggest it, and what belongs to the public is published in time. Only what was given
out goes on the list, and never what is somebody's own (articles 15 and 17). The twenty working
days of article 26 run from the day the information was formed.
"""

from collections.abc import Iterable

from workflow import forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import formed_before, is_handler, not_withdrawn, past_or_today
from workflow.record.case import Case, Publication
from workflow.record.standing import beijing_day
from workflow.record.trail import Entry
from workflow.steps import STAY, Action, Step, guard
from workflow.terms import Outcome, PublicationGround, PublicationState, Role, State

ARTICLE = "条例第四十四条"
#: From the moment the reply has left.
OPEN_IN = (State.REPLY, State.ARCHIVING, State.ARCHIVED)
#: What gives out something that is not public yet.
_GIVING = frozenset({Outcome.GRANTED, Outcome.PARTIAL})
#: The other ground is an evaluation of what was withheld, a step of its own.
_PROPOSED_ON = (PublicationGround.SEVERAL, PublicationGround.SUGGESTED, PublicationGround.OWN)


def steps() -> tuple[Step, ...]:
    """Proposing and deciding, state by state."""
    return tuple(step for here in OPEN_IN for step in _steps_in(here))


def _steps_in(here: State) -> tuple[Step, ...]:
    return (
        Step(trigger="propose_publication", label="建议转主动公开", source=here, dest=STAY,
             by=(Role.HANDLER, Role.LEGAL_OFFICE, Role.HEAD), article=ARTICLE, facts=Proposal,
             guards=(handler_or_legal, not_withdrawn, reply_has_left, something_was_given),
             checks=(items_were_given, formed_before, nothing_private), effects=(propose,)),
        Step(trigger="accept_publication", label="同意并已主动公开", source=here, dest=STAY,
             by=(Role.HEAD,), article="条例第四十四条、第二十六条", facts=Published,
             guards=(one_waits,), checks=(one_is_named, past_or_today("on", "公开日期"),
                                          not_before_the_proposal), effects=(publish,)),
        Step(trigger="decline_publication", label="不转主动公开", source=here, dest=STAY,
             by=(Role.HEAD,), article=ARTICLE, facts=Declined, guards=(one_waits,),
             checks=(one_is_named,), effects=(decline,)),
    )


def given_out(action: Action) -> list[tuple[str, str]]:
    """The items of which something was given, with what it was."""
    draft = action.case.draft
    return [
        (str(row.number("item")), (row.text("description") or row.text("source"))[:60])
        for row in (draft.answers if draft else ()) if row.text("outcome") in _GIVING
    ]


def waiting(action: Action) -> list[tuple[str, str]]:
    """What lies with the head of the disclosure office."""
    return [(one.ref, one.what[:60]) for one in action.case.publications.values()
            if one.state is PublicationState.WAITING]


def _first_waiting(action: Action) -> str:
    found = waiting(action)
    return found[0][0] if len(found) == 1 else ""



class Proposal(Form):
    """What of the information given is to become public, and why."""

    items = forms.texts("已提供的内容", required=True, options=given_out)
    what = forms.text("拟主动公开的信息", required=True, limit=500,
                      hint="名称、文号；部分公开的，只写已经提供的部分")
    ground = forms.choice("依据", PublicationGround, required=True, only=_PROPOSED_ON)
    reason = forms.text("理由", required=True, long=True)
    formed_on = forms.day("信息形成或者变更日期",
                          hint="第二十六条的20个工作日自该日起算；已过的，应当及时公开")
    nothing_private = forms.yes(
        "已核对：拟公开的内容不含他人的个人隐私、商业秘密，也不是只与申请人本人有关的信息")


class Published(Form):
    """Where and since when everybody can read it."""

    publication = forms.text("建议", required=True, options=waiting, start=_first_waiting)
    on = forms.day("公开日期", required=True, start=lambda action: action.today)
    place = forms.text("公开位置", required=True, hint="网址、栏目名称，或者公报期号")
    note = forms.text("意见", long=True)


class Declined(Form):
    """Why it stays with the one who asked."""

    publication = forms.text("建议", required=True, options=waiting, start=_first_waiting)
    reason = forms.text("不转主动公开的理由", required=True, long=True)


def handler_or_legal(action: Action) -> Iterable[Reason]:
    """The handler of this request, or the legal office and the head, who read all of them."""
    if Role.LEGAL_OFFICE not in action.officer.seats:
        yield from is_handler(action)


@guard("答复书尚未发出，还没有提供信息", ARTICLE)
def reply_has_left(action: Action) -> bool:
    """Nothing becomes public before the one who asked has it."""
    reply = action.case.documents.get(action.case.reply)
    return reply is not None and reply.dispatched_on is not None


@guard("本件没有提供尚未公开的政府信息，不存在转主动公开", ARTICLE)
def something_was_given(action: Action) -> bool:
    """Only what was given out in whole or in part."""
    return bool(given_out(action))


@guard("没有待决定的转主动公开建议", ARTICLE)
def one_waits(action: Action) -> bool:
    """What is decided was proposed."""
    return bool(waiting(action))


def items_were_given(action: Action) -> Iterable[Reason]:
    """What was withheld stays withheld."""
    given = {value for value, _ in given_out(action)}
    for item in action.facts.texts("items"):
        if item not in given:
            yield Reason(f"第{item}项没有提供信息，不能转主动公开", "条例第十四条至第十六条",
                         "items")


def nothing_private(action: Action) -> Iterable[Reason]:
    """What one person may read is not always for everybody."""
    if not action.facts.flag("nothing_private"):
        yield Reason("向申请人提供的信息可能只能由其本人知悉，请核对并勾选；"
                     "不能排除的，不转主动公开",
                     "条例第十五条、第十七条", "nothing_private")


def one_is_named(action: Action) -> Iterable[Reason]:
    """The proposal named waits for a decision."""
    if action.facts.text("publication") not in dict(waiting(action)):
        yield Reason("没有这一项建议，或者已经决定", ARTICLE, "publication")


def not_before_the_proposal(action: Action) -> Iterable[Reason]:
    """It was made public after it was given to the applicant."""
    reply, day = action.case.documents.get(action.case.reply), action.facts.day("on")
    if reply and reply.dispatched_on and day and day < reply.dispatched_on:
        yield Reason(f"公开日期（{day}）早于答复发出之日（{reply.dispatched_on}）；"
                     "答复之前已经公开的，应当更正答复", "条例第三十六条第一项", "on")


def propose(case: Case, entry: Entry) -> None:
    """It stands on the list."""
    facts, ref = entry.facts, f"P{entry.seq}"
    case.publications[ref] = Publication(
        ref=ref, what=facts.text("what"), items=tuple(map(int, facts.texts("items"))),
        ground=facts.term("ground", PublicationGround), proposed_by=entry.officer,
        proposed_on=beijing_day(entry.at), formed_on=facts.day("formed_on"))


def _decided(case: Case, entry: Entry, state: PublicationState) -> Publication:
    one = case.publications[entry.facts.text("publication")]
    one.state, one.decided_by, one.decided_on = state, entry.officer, beijing_day(entry.at)
    return one


def publish(case: Case, entry: Entry) -> None:
    """Everybody can read it."""
    one = _decided(case, entry, PublicationState.PUBLISHED)
    one.published_on, one.place = entry.facts.on("on"), entry.facts.text("place")


def decline(case: Case, entry: Entry) -> None:
    """It stays as it is."""
    one = _decided(case, entry, PublicationState.DECLINED)
    one.reason = entry.facts.text("reason")
