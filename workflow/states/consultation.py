"""Consultation (征求意见): third parties, joint makers and other agencies.

政府信息公开条例 articles 32, 33 paragraph 3 and 34. The time does not count; what silence means
differs from party to party.
"""

from collections.abc import Iterable
from functools import partial

from letters.notices import ConsultationLetter, ConsultationTold, DisclosureTold
from workflow import documents, forms
from workflow.errors import Reason
from workflow.forms import Form
from workflow.guards import is_handler, no_hold, not_provisional, not_withdrawn, past_or_today
from workflow.law.clock import Move
from workflow.law.rules import CONSULTATION_TERM, OTHER_AGENCY_TERM_CAP
from workflow.record.case import Case, Consultation
from workflow.record.trail import Entry
from workflow.remedies_told import remedies_of_notice
from workflow.steps import STAY, Action, Outgoing, Step, guard
from workflow.terms import DocumentKind, MoveKind, Opinion, Party, Role, State

BY_PARTY = {
    Party.THIRD_PARTY: ("consult_third_party", "征求第三方意见", "条例第十五条、第三十二条"),
    Party.JOINT_MAKER: ("consult_joint_maker", "征求共同制作机关意见", "条例第三十四条"),
    Party.OTHER_AGENCY: ("consult_agency", "征求其他机关意见", "条例第三十三条第三款"),
}


def steps() -> tuple[Step, ...]:
    """Consultations are sent while handling; opinions may still arrive during review."""
    sending = tuple(_sending(party) for party in Party)
    arriving = tuple(s for here in (State.HANDLING, State.REVIEW) for s in _arriving(here))
    return (*sending, *arriving, Step(
        trigger="notify_third_party_of_disclosure", label="告知第三方决定公开",
        source=State.HANDLING, dest=STAY, by=(Role.HANDLER,), article="条例第三十二条",
        facts=Told, guards=(is_handler, no_hold), checks=(against_or_silent,),
        effects=(tell_third_party,), letters=disclosure_told,
    ))


def _sending(party: Party) -> Step:
    trigger, label, article = BY_PARTY[party]
    own = (agencies_may_be_asked,) if party is not Party.THIRD_PARTY else ()
    return Step(
        trigger=trigger, label=label, source=State.HANDLING, dest=STAY, by=(Role.HANDLER,),
        article=article, facts=AskedAgency if party is Party.OTHER_AGENCY else Asked,
        guards=(is_handler, not_withdrawn, no_hold, *own), checks=(item_exists, applicant_unnamed),
        effects=(partial(consult, party),), letters=partial(consultation_letters, party),
    )


def _arriving(here: State) -> tuple[Step, ...]:
    return (
        Step(
            trigger="record_opinion", label="登记意见", source=here, dest=STAY,
            by=(Role.HANDLER,), article="条例第三十二条、第三十四条", facts=OpinionGiven,
            guards=(is_handler, something_was_asked),
            checks=(consultation_exists, past_or_today("answered_on", "收到意见日期"),
                    objection_is_judged),
            effects=(take_opinion,), moves=opinion_came,
        ),
        Step(
            trigger="consultation_silent", label="逾期未提出意见", source=here, dest=STAY,
            by=(Role.HANDLER,), article="条例第三十二条、第三十四条", facts=Silent,
            guards=(is_handler, something_open), checks=(consultation_exists, its_term_is_over),
            effects=(fall_silent,),
        ),
    )


def open_ones(action: Action) -> list[tuple[str, str]]:
    """The consultations still open."""
    return [(c.ref, _line(c)) for c in action.case.consultations.values() if c.open]


def all_ones(action: Action) -> list[tuple[str, str]]:
    """All consultations: a late opinion stays recordable until the reply is issued."""
    return [(c.ref, _line(c)) for c in action.case.consultations.values()]


def _line(one: Consultation) -> str:
    return f"{one.ref} {one.party.label}：{one.part[:24]}"


class Asked(Form):
    """Who is asked, why, and about which part; nothing of the applicant."""

    who = forms.text("被征求意见方", required=True, personal=True, limit=200)
    item = forms.number("申请事项序号", least=0, most=99, hint="涉及全部事项的填0")
    part = forms.text("征求意见的内容", required=True, long=True,
                      hint="只写需要征求意见的部分，不得写明申请人")
    why = forms.text("征求意见的原因", required=True, long=True, hint="公开为何可能损害其合法权益")
    party_address = forms.text("送达地址", personal=True)


class AskedAgency(Asked):
    """Another agency is given a term by us; only up to the cap is it excluded."""

    term_working_days = forms.number("答复期限", required=True, most=60, unit="个工作日")


class OpinionGiven(Form):
    """What the party answered and what the agency makes of it."""

    consultation = forms.text("征求意见", required=True, options=all_ones)
    answered_on = forms.day("收到意见日期", required=True)
    opinion = forms.choice("意见", Opinion, required=True)
    grounds = forms.text("理由", long=True)
    reasonable = forms.answer("不同意公开的理由是否合理")
    assessment = forms.text("对理由的审查意见", long=True)
    papers = forms.files("意见书扫描件")


class Silent(Form):
    """Which party has let its term pass."""

    consultation = forms.text("征求意见", required=True, options=open_ones)


class Told(Form):
    """Why the information is disclosed against the third party's wish or silence."""

    consultation = forms.text("征求意见", required=True, options=all_ones)
    content = forms.text("决定公开的内容", required=True, long=True)
    reasons = forms.text("理由", required=True, long=True,
                         hint="不公开可能对公共利益造成重大影响的理由等")
    release_on = forms.day("公开日期", required=True)


@guard("2008年条例下，只有征求第三方意见的时间可以扣除，不适用本步骤",
       "2008年条例第二十三条、第二十四条")
def agencies_may_be_asked(action: Action) -> bool:
    """Under the 2008 regulation only third parties are consulted by law."""
    return action.clock is None or action.clock.regulation != "2008"


def item_exists(action: Action) -> Iterable[Reason]:
    """The item asked about is one of the request's; 0 means all."""
    item = action.facts.number("item")
    if item and item not in {one.no for one in action.case.open_items}:
        yield Reason(f"没有第{item}项申请事项", "", "item")


def applicant_unnamed(action: Action) -> Iterable[Reason]:
    """The applicant's name does not reach the consulted party."""
    name = action.person("applicant_name")
    for field in ("part", "why"):
        if len(name) > 1 and name in action.facts.text(field):
            yield Reason("征求意见书不得透露申请人，请删去其姓名或者名称",
                         "条例第十五条、第三十二条", field)


def _term(action: Action, party: Party) -> int:
    start = action.case.received_on or action.today
    if party is Party.OTHER_AGENCY:
        return action.facts.number("term_working_days") or OTHER_AGENCY_TERM_CAP.on(start)
    return CONSULTATION_TERM.on(start)


def _next_ref(case: Case) -> str:
    return chr(ord("A") + len(case.consultations)) if len(case.consultations) < 26 else (
        f"Z{len(case.consultations)}")


def consult(party: Party, case: Case, entry: Entry) -> None:
    """The party is asked; its letter's dispatch will open the exclusion."""
    facts = entry.facts
    letter = facts.rows("documents")[0]
    ref = letter.text("ref")
    case.consultations[ref] = Consultation(
        ref=ref, party=party, item=facts.number("item"), part=facts.text("part"),
        why=facts.text("why"), document=letter["id"],
        term_working_days=facts.number("term_working_days"))


def consultation_letters(party: Party, action: Action) -> tuple[Outgoing, ...]:
    """征求意见书 to the party, and 征求意见告知书 to the applicant: the two letters."""
    ref, term, facts = _next_ref(action.case), _term(action, party), action.facts
    old = documents.regulation(action) == "2008"

    def ask(number: str) -> ConsultationLetter:
        return ConsultationLetter(
            **{**documents.head(action, number, action.today,
                                addressee=action.given_personal["who"],
                                wanted=facts.text("part")), "applicant_is_organisation": True},
            party=party, part=facts.text("part"), why=facts.text("why"), term_working_days=term,
            reply_to=action.office.setting("address") or action.office.name,
            basis="第二十三条" if old else "")

    def tell(number: str) -> ConsultationTold:
        return ConsultationTold(
            **documents.head(action, number, action.today), sent_on=action.today, party=party,
            term_working_days=term, basis="第二十四条第三款" if old else "第三十三条第三款")

    return (Outgoing(DocumentKind.CONSULTATION, ask, ref),
            Outgoing(DocumentKind.CONSULTATION_TOLD, tell, ref))


@guard("本件没有征求过意见", "条例第三十二条")
def something_was_asked(action: Action) -> bool:
    """Only who was asked can answer."""
    return bool(action.case.consultations)


@guard("没有尚未答复的征求意见", "条例第三十二条")
def something_open(action: Action) -> bool:
    """Silence needs an open consultation."""
    return bool(open_ones(action))


def consultation_exists(action: Action) -> Iterable[Reason]:
    """The consultation named is one of this request."""
    if action.facts.text("consultation") not in action.case.consultations:
        yield Reason("没有这一征求意见", "", "consultation")


def objection_is_judged(action: Action) -> Iterable[Reason]:
    """An objection is never taken as final: its grounds are judged reasonable or not, and why."""
    facts = action.facts
    if facts.text("opinion") == Opinion.AGREES:
        return
    if facts.answer("reasonable") is None:
        yield Reason("请判断第三方不同意公开的理由是否合理", "条例第三十二条", "reasonable")
    if not facts.text("assessment"):
        yield Reason("请写明对理由的审查意见", "条例第三十二条", "assessment")


def take_opinion(case: Case, entry: Entry) -> None:
    """The opinion and its assessment are on file."""
    facts = entry.facts
    one = case.consultations[facts.text("consultation")]
    one.opinion = facts.term("opinion", Opinion)
    one.answered_on = facts.on("answered_on")
    one.reasonable = facts.answer("reasonable")


def opinion_came(action: Action) -> tuple[Move, ...]:
    """The exclusion closes when the opinion arrives."""
    ref = action.facts.text("consultation")
    one = action.case.consultations[ref]
    sent = action.case.documents[one.document].dispatched_on
    if sent is None or not one.open:
        return ()
    return (Move(MoveKind.CONSULTATION_ANSWERED, action.facts.on("answered_on"), ref=ref,
                 party=one.party),)


def its_term_is_over(action: Action) -> Iterable[Reason]:
    """The party's term runs from its own receipt and must be over."""
    one = action.case.consultations.get(action.facts.text("consultation"))
    if one is None:
        return
    got = action.case.documents[one.document].delivered_on
    if got is None:
        yield Reason("征求意见书的送达尚无凭证，期限无法起算", "条例第三十二条", "consultation")
        return
    end = action.calendar.add(got, one.term_working_days or _term(action, one.party))
    if action.today <= end.on:
        yield Reason(f"其答复期限到{end.on:%Y-%m-%d}届满，尚未届满", "条例第三十二条",
                     "consultation")
    else:
        yield from not_provisional(end, "条例第三十二条、第三十四条", "consultation")


def fall_silent(case: Case, entry: Entry) -> None:
    """Silence is on file; what it means depends on the party."""
    case.consultations[entry.facts.text("consultation")].silent = True


def against_or_silent(action: Action) -> Iterable[Reason]:
    """Telling is for disclosure after an objection or silence."""
    one = action.case.consultations.get(action.facts.text("consultation"))
    if one is None or one.party is not Party.THIRD_PARTY:
        yield Reason("请选择已征求意见的第三方", "条例第三十二条", "consultation")
    elif one.open or one.opinion is Opinion.AGREES:
        yield Reason("第三方尚未答复或者已经同意，无需告知", "条例第三十二条", "consultation")


def disclosure_told(action: Action) -> tuple[Outgoing, ...]:
    """决定公开告知书 to the third party, with its remedies."""
    facts = action.facts
    ref = facts.text("consultation")
    asked = action.case.documents[action.case.consultations[ref].document]
    who = documents.party_of(action, asked)
    return (Outgoing(DocumentKind.DISCLOSURE_TOLD, lambda number: DisclosureTold(
        **{**documents.head(action, number, action.today, addressee=who,
                            wanted=facts.text("content")), "applicant_is_organisation": True},
        content=facts.text("content"), reasons=facts.text("reasons"),
        release_on=facts.on("release_on"),
        remedies=remedies_of_notice(action, DocumentKind.DISCLOSURE_TOLD, action.today)), ref),)


def tell_third_party(case: Case, entry: Entry) -> None:
    """The third party has been told."""
    case.told_third_parties.append(entry.facts.text("consultation"))
