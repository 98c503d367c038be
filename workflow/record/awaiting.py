"""For whom a request waits (待办视图): the lists it stands in, told by the case alone."""

from collections.abc import Callable, Iterator, Mapping

from workflow.record.case import Case, Review
from workflow.terms import MENDING, PublicationState, State, Term


class View(Term):
    """A list of open requests that waits for one seat (待办视图)."""

    OPEN = "open", "在办申请"
    MINE = "mine", "我的承办"
    INTAKE = "intake", "待登记转办"
    SECRECY = "secrecy", "待保密审查"
    LEGAL = "legal", "待法制审核"
    SIGN = "sign", "待审核签发"
    EXTENSION = "extension", "待批延期"
    FEE = "fee", "待定收费"
    MEND = "mend", "待定更正撤销"
    SERVE = "serve", "待送达"
    ARCHIVE = "archive", "待归档"
    FLAGGED = "flagged", "报分管领导"
    HELD = "held", "法制暂缓"
    REMEDY = "remedy", "复议诉讼待办"
    PUBLISH = "publish", "待定转主动公开"


#: Between the views of a request, and around them, so that each can be looked for whole.
MARK = ","
#: Views that reach into sealed files: what is wrong in a letter may be found years later.
_ALSO_SEALED = frozenset({View.MEND, View.SERVE, View.REMEDY, View.PUBLISH})


def sign_of(view: View) -> str:
    """A view as it stands in the column `awaits`."""
    return f"{MARK}{view.value}{MARK}"


def awaits(case: Case) -> str:
    """The views a request stands in, as the column `awaits`; "" for one that waits for nobody."""
    found = "".join(f"{view.value}{MARK}" for view in _views(case))
    return MARK + found if found else ""


def _views(case: Case) -> Iterator[View]:
    sealed = case.state is State.ARCHIVED
    for view, holds in _HOLDS.items():
        if (view in _ALSO_SEALED or not sealed) and holds(case):
            yield view


def _unread(case: Case, review: Review | None) -> bool:
    """Whether an opinion is still to be given, or given by somebody who drafts since."""
    return case.state is State.REVIEW and (
        review is None or bool(review.persons & case.drafters))


def _to_serve(case: Case) -> bool:
    """A reply that leaves, or a letter that mends another and has not arrived."""
    return case.state is State.REPLY or any(
        one.kind in MENDING and not one.voided and not one.served
        for one in case.documents.values())


def _fee_proposed(case: Case) -> bool:
    return case.fee is not None and case.fee.pending and case.withdrawn_on is None


def _publication_proposed(case: Case) -> bool:
    return any(one.state is PublicationState.WAITING for one in case.publications.values())


#: MINE is told by the handler, which is a column of its own.
_HOLDS: Mapping[View, Callable[[Case], bool]] = {
    View.OPEN: lambda case: True,
    View.INTAKE: lambda case: case.state in (State.RECEIPT, State.REGISTRATION),
    View.SECRECY: lambda case: _unread(case, case.secrecy_review),
    View.LEGAL: lambda case: _unread(case, case.legal_review),
    View.SIGN: lambda case: case.state is State.REVIEW,
    View.EXTENSION: lambda case: case.extension is not None and case.extension.pending,
    View.FEE: _fee_proposed,
    View.MEND: lambda case: case.mending is not None,
    View.SERVE: _to_serve,
    View.ARCHIVE: lambda case: case.state is State.ARCHIVING,
    View.FLAGGED: lambda case: bool(case.flagged),
    View.HELD: lambda case: case.hold is not None,
    View.REMEDY: lambda case: any(one.waits for one in case.remedies.values()),
    View.PUBLISH: _publication_proposed,
}
