"""Every step of the rule book can be reached from a page: nothing is declared for nobody."""

import re
from datetime import date
from itertools import product

import pytest

from tests.bureau import SEATS
from tests.holiday_notices import load, notice_text
from tests.web.awkward import WAITING, reach_all
from tests.web.conftest import Site
from tests.web.visitor import words
from tests.workflow.stages import WEDNESDAY, Stages
from workflow import machine
from workflow.terms import State

pytestmark = [
    pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

Place = tuple[State, str]
#: Every declared step in its state; those that open a request have pages of their own.
DECLARED = {place for place, step in machine.BOOK.items() if not step.creates}
#: Submission asks that no opinion and no extension is awaited any more, and a withdrawal ends both:
#: during review these are declared, and their pages say so, but they cannot open.
NEVER_OPEN = {
    (State.REVIEW, "consultation_silent"), (State.REVIEW, "grant_extension"),
    (State.REVIEW, "decline_extension")}
#: A day off in the middle of every reply period of the stages: dates have to be recomputed.
MOVES_EVERY_DATE = notice_text(
    off=[date(2026, 6, 16)], year=2026, published_on=date(2026, 6, 1), number="试〔2026〕1号")


def forms(text: str) -> set[str]:
    """The steps whose form stands on a case page."""
    return set(re.findall(r'<form method="post" action="/requests/[^/"]+/(\w+)"', text))


def everybody_everywhere(site: Site, stages: Stages) -> tuple[set[Place], list[str]]:
    """The steps whose form somebody sees somewhere, and the steps some page is silent about."""
    offered, silent = set[Place](), []
    visitors = {login: site.visitor(login) for login in SEATS}
    for (stage, no), (login, visitor) in product(stages.numbers.items(), visitors.items()):
        site.bureau.at("2026-07-03 09:00" if stage in WAITING else f"{WEDNESDAY} 18:00")
        state = site.bureau.see(no).case.state
        page = visitor.get(f"/requests/{no}")
        shown, said = forms(page.text), words(page)
        offered |= {(state, trigger) for trigger in shown}
        silent += [
            f"{login} at {stage}: {step.trigger}" for step in machine.steps_of(state)
            if not step.creates and step.trigger not in shown and step.label not in said]
    return offered, silent


def test_every_step_has_a_form_for_somebody_and_on_every_page_a_form_or_its_reasons(
    site: Site,
) -> None:
    stages = reach_all(site.bureau)
    load(site.bureau.at(f"{WEDNESDAY} 17:30"), MOVES_EVERY_DATE)
    offered, silent = everybody_everywhere(site, stages)

    assert sorted(DECLARED - offered) == sorted(NEVER_OPEN)
    assert silent == []


def test_a_request_is_opened_at_the_registration_form_and_by_parting_another(site: Site) -> None:
    opening = {step.trigger for step in machine.BOOK.values() if step.creates}
    parting = {step.trigger for step in machine.BOOK.values() if step.offspring}

    assert opening == {
        "receive", "split_off", "receive_order", "import_history", "import_open"}
    assert parting == {"split", "redo_as_ordered"}
    assert site.visitor("clerk").get("/requests/new").status_code == 200
