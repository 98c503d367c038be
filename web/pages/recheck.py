"""The sample recheck of the legal office (抽样复查, 全程把关): draw, look again, put it on file.

A draw is an entry of the security log: its terms and what was drawn. Each reply is shown with what
the auditor finds; what the officer thinks of it goes through the desk.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.acting import Attempt, act, blank, posted
from web.errors import answer_to
from web.numbers import number
from web.policy import keeps_typing, seats
from web.site import at, desk, officer, site, today
from workflow import office
from workflow.archive.auditor.audit import audit
from workflow.archive.auditor.finding import CODES, Audited
from workflow.errors import NotFound, Reason, StepNotAllowed
from workflow.record.database import reading, writing
from workflow.record.security import SecurityAct, SecurityLine, newest
from workflow.reports.sample import USUAL, Stratum, Terms, draw, rechecked
from workflow.terms import Role
from workflow.viewing import RequestView, StepView

pages = Blueprint("recheck", __name__, url_prefix="/audit/samples")
_TRIGGER = "record_recheck"
_SHOWN = 20
#: How many replies of a sample one page audits and shows.
_A_PAGE = 10
Page = str | tuple[str, int] | Response


@pages.get("")
@seats(Role.LEGAL_OFFICE)
def overview() -> str:
    """The draws made so far, and the form for another."""
    return _overview({}, ())


@pages.post("")
@seats(Role.LEGAL_OFFICE)
def make() -> Page:
    """Draw a sample; the draw stands in the security log."""
    typed = request.form.to_dict()
    try:
        terms = _terms(typed)
        with writing(site().house.engine) as connection:
            drawn = draw(connection, officer().agency_id, terms)
            office.note(
                connection, at(), officer().login, SecurityAct.SAMPLE_DRAWN, officer().agency_id,
                **terms.facts(), **officer().instead(Role.LEGAL_OFFICE),
                drawn=len(drawn.drawn), numbers=list(drawn.drawn),
                population={one.value: count for one, count in drawn.population.items()})
            seq = newest(connection, officer().agency_id, only=SecurityAct.SAMPLE_DRAWN,
                         limit=1)[0].seq
    except StepNotAllowed as error:
        return _overview(typed, answer_to(error).reasons), 422
    return redirect(url_for("recheck.show", seq=seq), 303)


@pages.get("/<int:seq>")
@seats(Role.LEGAL_OFFICE)
def show(seq: int) -> str:
    """One sample, some replies at a time, each with what the auditor finds."""
    line = _line(seq)
    numbers, start = _numbers(line), max(request.args.get("start", 0, type=number), 0)
    here = numbers[start:start + _A_PAGE]
    with reading(site().house.engine) as connection:
        done = rechecked(connection, numbers)
    return render_template(
        "sample.html", line=line, terms=Terms.read(line.facts), numbers=numbers, start=start,
        rows=[(desk().view(no, officer(), at()), one) for no, one in _audited(here)], done=done,
        strata=tuple(Stratum), page=_A_PAGE)


@pages.get("/<int:seq>/<no>")
@seats(Role.LEGAL_OFFICE)
def reply(seq: int, no: str) -> Page:
    """One reply of a sample beside the auditor's findings, with the form of the recheck."""
    seen = desk().view(no, officer(), at())
    attempt = _blank(seen)
    found = _found(_line(seq), no)
    if attempt:
        attempt.typed["findings"] = [f"{one.text}（{one.article}）"[:300] for one in found.findings]
        letters = [d.id for d in seen.documents if d.kind == "reply" and not d.voided]
        attempt.typed["document"] = letters[-1] if letters else ""
    return _reply(seq, seen, attempt, found)


@pages.post("/<int:seq>/<no>")
@seats(Role.LEGAL_OFFICE)
@keeps_typing
def record(seq: int, no: str) -> Page:
    """Put the recheck on file, through the desk."""
    line, seen = _line(seq), desk().view(no, officer(), at())
    step = _step(seen)
    if step is None:
        raise NotFound(f"{no}现在不能登记复查")
    attempt = posted(step)
    done = act(attempt, lambda typed: desk().perform(
        no, _TRIGGER, officer(), at(), typed, seen_seq=attempt.seen_seq,
        command_id=attempt.command_id))
    if done is None:
        if attempt.moved_on:
            seen = desk().view(no, officer(), at())
            attempt.seen_seq = seen.case.seq
        return _reply(seq, seen, attempt, _found(line, no)), attempt.status
    flash(f"{no}的复查意见已经存入案卷。", "done")
    numbers = _numbers(line)
    start = numbers.index(no) // _A_PAGE * _A_PAGE
    return redirect(url_for("recheck.show", seq=seq, start=start or None), 303)


def _reply(seq: int, seen: RequestView, attempt: Attempt | None, found: Audited) -> str:
    by_code = {code: [one for one in found.findings if one.code == code] for code in CODES}
    return render_template("recheck.html", seq=seq, seen=seen, attempt=attempt, found=found,
                           codes=CODES, by_code=by_code)


def _blank(seen: RequestView) -> Attempt | None:
    step = _step(seen)
    return blank(step, seen.case.seq) if step and step.open else None


def _step(seen: RequestView) -> StepView | None:
    return next((one for one in seen.steps if one.trigger == _TRIGGER), None)


def _overview(typed: dict[str, str], reasons: Sequence[Reason]) -> str:
    before = request.args.get("before", type=number)
    with reading(site().house.engine) as connection:
        lines = newest(connection, officer().agency_id, only=SecurityAct.SAMPLE_DRAWN,
                       before=before, limit=_SHOWN + 1)
        names = office.Directory(connection, officer().agency_id, today()).names()
    usual = {"first": _a_quarter_ago().isoformat(), "last": today().isoformat(),
             "seed": today().isoformat(),
             **{f"share_{one.value}": str(share) for one, share in USUAL.items()}}
    return render_template("samples.html", typed={**usual, **typed}, reasons=reasons,
                           strata=tuple(Stratum), lines=lines[:_SHOWN], more=len(lines) > _SHOWN,
                           names=names)


def _a_quarter_ago() -> date:
    return (today() - timedelta(90)).replace(day=1)


def _terms(typed: dict[str, str]) -> Terms:
    """What was asked for. Raises StepNotAllowed naming the field that cannot be read."""
    try:
        return Terms.read(typed)
    except (KeyError, ValueError):
        raise StepNotAllowed([Reason("日期应当写成 2024-09-27 的样子，比例应当为0至100的整数")]
                             ) from None


def _line(seq: int) -> SecurityLine:
    """The entry of a draw. Raises NotFound for any other entry and for another agency's."""
    with reading(site().house.engine) as connection:
        lines = newest(connection, officer().agency_id, only=SecurityAct.SAMPLE_DRAWN,
                       before=seq + 1, limit=1)
    if not lines or lines[0].seq != seq:
        raise NotFound("没有这一次抽样")
    return lines[0]


def _numbers(line: SecurityLine) -> list[str]:
    return list(line.facts.get("numbers", ()))


def _audited(numbers: Sequence[str]) -> list[tuple[str, Audited]]:
    """What the auditor finds, in the order of the draw."""
    house = site().house
    seen = audit(house.engine, house.keys, house.store, today(), numbers) if numbers else ()
    found = {one.request: one for one in seen}
    return [(no, found.get(no, Audited(no, 0, ()))) for no in numbers]


def _found(line: SecurityLine, no: str) -> Audited:
    """The findings in one reply. Raises NotFound if it was not drawn."""
    if no not in _numbers(line):
        raise NotFound(f"{no}不在这一次抽样中")
    return _audited([no])[0][1]
