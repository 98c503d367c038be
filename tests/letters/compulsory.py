"""What each document must state (文书必备要素), element by element, and how to leave one out.

Kept apart from the lint on purpose: whoever adds a field says here whether it may be blank.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from letters.endings import Excessive, NoPayment, NoSupplement
from letters.letter import Letter
from letters.mending import Change, Correction, RemediesSupplied, Revocation
from letters.notices import (
    ConsultationLetter,
    ConsultationTold,
    DelayNotice,
    DisclosureTold,
    ExtensionNotice,
    FeeNotice,
    FeeStep,
    InspectionNotice,
    ReasonsAsked,
    RegistrationReceipt,
    SupplementNotice,
    UnclearPoint,
)
from letters.replies import (
    Batch,
    Declined,
    Given,
    NotHeld,
    NotOurs,
    PartlyGiven,
    Petition,
    Published,
    Refused,
    Reply,
    SearchLine,
    Withdrawn,
    Withheld,
)
from workflow.terms import Outcome

#: Mark at the head, number, addressee, registration number, signature, contact.
_HEAD = "agency number addressee request_no signer contact"
#: How the application came, what it says, the law it is handled under.
_APPLICATION = f"{_HEAD} channel wanted regulation"

#: The elements of each document, of each answer and of each row in them.
MUST: dict[type, str] = {
    RegistrationReceipt: _APPLICATION,
    SupplementNotice: f"{_APPLICATION} basis unclear term_working_days",
    UnclearPoint: "point guidance",
    ExtensionNotice: f"{_APPLICATION} basis reason working_days",
    ConsultationLetter: f"{_HEAD} wanted regulation part why term_working_days reply_to",
    ConsultationTold: f"{_APPLICATION} basis term_working_days",
    DisclosureTold: f"{_HEAD} wanted regulation basis content reasons remedies",
    ReasonsAsked: f"{_APPLICATION} applications why term_working_days",
    DelayNotice: f"{_APPLICATION} reason",
    FeeNotice: f"{_APPLICATION} count steps yuan why source how_to_pay term_working_days",
    FeeStep: "",
    InspectionNotice: f"{_APPLICATION} what hours place",
    Correction: f"{_HEAD} original original_number changes why",
    Change: "wrong right",
    RemediesSupplied: f"{_HEAD} original original_number lacking remedies",
    Revocation: f"{_HEAD} channel wanted original original_number reason remedies",
    Reply: f"{_APPLICATION} answers",
    Batch: "content",
    Published: "item basis how",
    Given: "item basis description form",
    PartlyGiven: "item basis description form withheld",
    Withheld: "part basis reason",
    Refused: "item basis reason separability",
    NotHeld: "item basis search",
    SearchLine: "where terms period by result",
    NotOurs: "item basis reason",
    Petition: "item basis content",
    NoSupplement: "item basis asked_number term_working_days",
    NoPayment: "item basis notice_number yuan term_working_days",
    Excessive: "item basis applications asked_number judged",
    Withdrawn: "item",
    Declined: "item reason",
}

#: Fields that may be blank, or that cannot be: days, flags, what the press adds.
MAY = frozenset(re.findall(r"\w+", """
    dated received_on receipt_code verify_code verify_url seal_svg copies_to layout due_on
    applicant_is_organisation provisional query_code restarts first_due_on new_due_on party
    sent_on release_on first_on last_on until method first last yuan_each on original_dated
    at_most redo_by chronology attachments batches lateness by files other_form_reason agency
    channel said asked_on served_on expired_on noticed_on withdrawn_on outcome
    specimen
    """))

#: Where one element asks for another, or the document does not state it.
WHEN = frozenset(re.findall(r"\w+", """
    month remedies discretion public_interest consultation agency_contact pointer basis wanted
    regulation part
    """))


def must(holder: Any) -> list[str]:
    """The names that may not be blank in a document, an answer or a row as it stands."""
    names = MUST[type(holder)].split()
    if isinstance(holder, FeeNotice) and holder.method == "by_case":
        names.append("month")
    if isinstance(holder, Reply) and not all(isinstance(a, Withdrawn) for a in holder.answers):
        names.append("remedies")
    if isinstance(holder, Refused | Withheld):
        if any(article.startswith("第十六条") for article in holder.basis):
            names.append("discretion")
        if {"第十五条", "第三十二条", "第二十三条"} & set(holder.basis):
            names.append("public_interest")
    if isinstance(holder, NotOurs) and holder.agency:
        names.append("agency_contact")
    if isinstance(holder, Declined):
        if holder.outcome is not Outcome.OTHER_OTHER:
            names.append("basis")
        if holder.outcome in (
            Outcome.DENY_QUERY, Outcome.REJECT_REPEAT, Outcome.REJECT_PUBLICATION
        ):
            names.append("pointer")
    return names


def compulsory(holder: Any, at: str = "") -> Iterator[str]:
    """The path of every element that may not be blank: "answers[0].withheld[1].reason"."""
    for name in must(holder):
        yield f"{at}{name}"
    for name in vars(holder):
        value = getattr(holder, name)
        if isinstance(value, tuple):
            for place, each in enumerate(value):
                if type(each) in MUST:
                    yield from compulsory(each, f"{at}{name}[{place}].")


def changed(holder: Any, path: str, value: Any) -> Any:
    """The same document with one element changed; it may lie in a row of a row."""
    step, _, rest = path.partition(".")
    found = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", step)
    assert found is not None
    name, place = found[1], found[2]
    if place is None:
        return replace(holder, **{name: value})
    rows = list(getattr(holder, name))
    rows[int(place)] = changed(rows[int(place)], rest, value) if rest else value
    return replace(holder, **{name: tuple(rows)})


def at(holder: Any, path: str) -> Any:
    """What stands at a path."""
    for step in path.split("."):
        name, _, place = step.rstrip("]").partition("[")
        holder = getattr(holder, name)
        holder = holder[int(place)] if place else holder
    return holder


def blank(letter: Letter, path: str, white: str = "") -> Any:
    """The same letter with one element left out: no text, no row, no number."""
    value = at(letter, path)
    empty: Any = white if isinstance(value, str) else () if isinstance(value, tuple) else 0
    return changed(letter, path, empty)
