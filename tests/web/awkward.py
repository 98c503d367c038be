"""Requests in awkward places: held, of several items, their receipt still under way."""

from collections.abc import Callable

from tests.bureau import Bureau
from tests.workflow import stages, stages_fees, stages_mending, stages_remedies
from tests.workflow.stages import GRANTED, MONDAY, POINTS, TUESDAY, WEDNESDAY, Stages

Reach = Callable[[Bureau], str]
TWO = [{"wanted": "环评批复"}, {"wanted": "用地批复"}]


def held_at(reach: Reach) -> Reach:
    """The same, held by the legal office."""

    def hold(bureau: Bureau) -> str:
        no = reach(bureau)
        bureau.act(no, "legal", "hold", reason="案情待核")
        return no

    return hold


def posted_at(reach: Reach) -> Reach:
    """The same, with its receipt under way by post."""

    def post(bureau: Bureau) -> str:
        no = reach(bureau)
        bureau.at(f"{WEDNESDAY} 09:00")
        bureau.post(no, "receipt", on=WEDNESDAY)
        return no

    return post


def two_received(bureau: Bureau) -> str:
    """Two things asked for, just received."""
    return stages.received(bureau, items=TWO)


def two_registered(bureau: Bureau) -> str:
    """Two things asked for, registered."""
    return stages.registered(bureau, items=TWO)


def two_submitted(bureau: Bureau) -> str:
    """Two things asked for, both granted, with the reviewer."""
    no = stages.assigned(bureau, items=TWO)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.act(no, "handler", "draft_reply", manner="post",
               answers=[GRANTED, {**GRANTED, "item": 2}])
    bureau.act(no, "handler", "submit_for_review")
    return no


def two_approved(bureau: Bureau) -> str:
    """Two things asked for, both approved."""
    no = two_submitted(bureau)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    return no


def supplement_asked_late(bureau: Bureau) -> str:
    """Asked to supplement while handled, the notice served on Tuesday."""
    no = stages.assigned(bureau)
    bureau.act(no, "handler", "ask_for_supplement", term_working_days=10, points=POINTS)
    bureau.post(no, "supplement", on=MONDAY)
    bureau.at(f"{TUESDAY} 09:00")
    bureau.delivered(no, "supplement", on=TUESDAY)
    return no


def withdrawn_consulting(bureau: Bureau) -> str:
    """Withdrawn on Wednesday, while a company is still asked."""
    no = stages.consulting(bureau)
    bureau.act(no, "clerk", "withdraw", on=WEDNESDAY, how="书面")
    return no


def delivered(bureau: Bureau) -> str:
    """The reply is served, the request not closed yet."""
    no = stages.dispatched(bureau)
    bureau.delivered(no, "reply", on=WEDNESDAY)
    return no


def ordered(bureau: Bureau) -> str:
    """The file is in order, not sealed yet."""
    no = stages.closed(bureau)
    bureau.act(no, "archivist", "complete_file", retention="ten_years")
    return no


def fee_unpaid(bureau: Bureau) -> str:
    """A fee noticed on Tuesday and never paid."""
    return stages_fees.fee_noticed(bureau)


def inspection_in_review(bureau: Bureau) -> str:
    """Submitted while the applicant has still to come and read."""
    no = stages_mending.inspection_arranged(bureau)
    bureau.act(no, "handler", "draft_reply", manner="post", answers=[GRANTED])
    bureau.act(no, "handler", "submit_for_review")
    return no


def inspection_after_the_reply(bureau: Bureau) -> str:
    """The reply has left, the applicant has still to come and read."""
    no = inspection_in_review(bureau)
    bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    bureau.act(no, "reviewer", "approve")
    return no


def proposed_at(reach: Reach, by: str, trigger: str) -> Reach:
    """The same, with a mending of its reply, or of its receipt, proposed."""

    def propose(bureau: Bureau) -> str:
        no = reach(bureau)
        facts = stages_mending.REVOKED
        if trigger == "correct_letter":
            left = [d.id for d in bureau.see(no).documents if d.dispatched_on]
            facts = {"document": left[-1], **stages_mending.SLIP}
        bureau.act(no, by, trigger, **facts)
        return no

    return propose


def decided_at(reach: Reach, by: str, *, sent: bool) -> Reach:
    """The same, with a correction of its reply approved, perhaps sent."""

    def decide(bureau: Bureau) -> str:
        no = proposed_at(reach, by, "correct_letter")(bureau)
        bureau.act(no, "reviewer", "approve_mending")
        if sent:
            bureau.post(no, "correction", on=WEDNESDAY)
        return no

    return decide


#: One stage of each state; what follows is done to these requests as well.
DISPUTED = ("registered", "assigned", "submitted", "dispatched", "closed", "archived")
GIVEN_OUT = ("dispatched", "closed", "archived")


def dispute(bureau: Bureau, no: str) -> None:
    """One case with an order and an opinion, one that waits for our answer."""
    bureau.at(f"{WEDNESDAY} 17:00")
    for case_no in ("滨政行复〔2026〕1号", "滨政行复〔2026〕2号"):
        bureau.act(no, "legal", "record_remedy", **{
            **stages_remedies.COPY, "case_no": case_no, "copy_received_on": WEDNESDAY})
    first = next(iter(bureau.see(no, "legal").case.remedies))
    bureau.act(no, "legal", "record_remedy_result", remedy=first,
               **{**stages_remedies.CORRECTED, "on": WEDNESDAY})
    bureau.act(no, "legal", "record_remedy_opinion", remedy=first,
               **{**stages_remedies.OPINION, "on": WEDNESDAY})


def refused_at(reach: Callable[..., str]) -> Reach:
    """The same, with everything withheld: it is to be looked at again one day."""
    return lambda bureau: reach(bureau, answer=stages.REFUSED)


_CLOSED = ((stages.closed, "handler"), (stages.archived, "legal"))

REACH: dict[str, Reach] = {
    "posted correction": proposed_at(posted_at(stages.assigned), "handler", "correct_letter"),
    **{f"{trigger} {reach.__name__}": proposed_at(reach, by, trigger)
       for reach, by in _CLOSED for trigger in ("correct_letter", "revoke_and_reply_anew")},
    **{f"{'sent' if sent else 'decided'} {reach.__name__}": decided_at(reach, by, sent=sent)
       for reach, by in _CLOSED for sent in (False, True)},
    **{f"held {reach.__name__}": held_at(reach)
       for reach in (stages.received, stages.registered, stages.assigned, stages.submitted)},
    **{f"refused {reach.__name__}": refused_at(reach)
       for reach in (stages.dispatched, stages.closed, stages.archived)},
    **{f"posted {reach.__name__}": posted_at(reach)
       for reach in (stages.registered, stages.assigned, stages.submitted)},
    **{reach.__name__: reach for reach in (
        two_received, two_registered, two_submitted, two_approved, supplement_asked_late,
        withdrawn_consulting, delivered, ordered, fee_unpaid,
        inspection_in_review, inspection_after_the_reply)},
}
#: Stages whose steps open only when a term has run out.
WAITING = {"supplement_asked", "supplement_asked_late", "fee_unpaid"}


def reach_all(bureau: Bureau) -> Stages:
    """One request at every stage of the procedure, and one in every awkward place."""
    found = stages.reach_all(bureau, *stages_fees.MORE, *stages_mending.MORE)
    found.numbers.update({name: reach(bureau) for name, reach in REACH.items()})
    for name in DISPUTED:
        dispute(bureau, found.numbers[name])
    for name in GIVEN_OUT:
        bureau.act(found.numbers[name], "legal", "propose_publication", **stages_remedies.PROPOSED)
    return found
