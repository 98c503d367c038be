"""In time (是否按期): the reply against its limit, what it says of a delay, and its extension."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.archive.auditor.days import Days
from workflow.archive.auditor.finding import Fault
from workflow.archive.auditor.limit import (
    Limit,
    applied_on,
    extension_of,
    limit_of,
    received_on,
    replied_on,
    usual_limit,
)
from workflow.archive.auditor.told import CaseFile, Paper, Told
from workflow.archive.auditor.world import Bureau

_SAID = re.compile(r"超过法定答复期限(\d+)个工作日")


@dataclass(frozen=True)
class _Reply:
    case: CaseFile
    bureau: Bureau
    days: Days
    paper: Paper
    letter: Told
    as_of: date


def timely(
    case: CaseFile, bureau: Bureau, days: Days, paper: Paper, letter: Told, as_of: date
) -> Iterator[Fault]:
    """What is wrong with the time of a reply; a reply made anew had its limit before."""
    came_on = received_on(case)
    if came_on is None:
        yield Fault("A0", "台账没有载明收到申请之日，无法核对期限", "条例第三十一条")
        return
    reply = _Reply(case, bureau, days, paper, letter, as_of)
    if letter.day("received_on") != applied_on(case):
        yield Fault("A4", f"答复书所载收到申请之日与台账（{applied_on(case)}）不一致",
                    "条例第三十一条")
    anew = any(one.revoked for one in case.papers.values() if one.made.seq < paper.made.seq)
    if anew or case.last("withdraw", before=paper.made):
        return
    yield from _against_the_limit(reply, came_on)
    yield from _said(reply, came_on)


def _against_the_limit(reply: _Reply, came_on: date) -> Iterator[Fault]:
    made = replied_on(reply.case, reply.paper, len(reply.letter.rows("batches")))
    day = made or reply.as_of
    limit = limit_of(reply.case, reply.bureau, reply.days, came_on, day)
    due = limit.due_on
    if due is None or day <= due:
        return
    if due > reply.days.known_until:
        yield Fault("A0", f"{due.year}年的放假通知尚未载入，无法核对期限，请先载入")
        return
    over = reply.days.worked_between(due, day)
    what = f"于{made}作出" if made else f"至{day}尚未作出（或者尚未全部提供）"
    reasoned = "（答复书已说明原因）" if "原因：" in reply.letter.text("lateness") else ""
    yield Fault("A5", f"答复期限至{due}届满，答复{what}，逾期{over}个工作日{reasoned}")


def _said(reply: _Reply, came_on: date) -> Iterator[Fault]:
    """What the letter says of a delay is true for the day it was made out, and has a reason."""
    day, told = reply.paper.made.day, reply.letter.text("lateness")
    due = limit_of(reply.case, reply.bureau, reply.days, came_on, day).due_on
    over = reply.days.worked_between(due, day) if due and due <= reply.days.known_until else 0
    said = _SAID.search(told)
    if over and not told:
        yield Fault("A6", f"制发之日已逾期{over}个工作日，答复书没有说明")
    elif over and "原因：" not in told:
        yield Fault("A6", "答复书说明了逾期，没有写明原因")
    elif over and (said is None or int(said[1]) != over) and "暂按" not in told:
        yield Fault("A6", f"制发之日逾期{over}个工作日，答复书所写不符")
    elif told and due and day <= due:
        yield Fault("A6", "制发之日尚未逾期，答复书却说明逾期")


def extended(case: CaseFile, bureau: Bureau, days: Days, paper: Paper) -> Iterator[Fault]:
    """An extension is one, not too long, granted by another than its proposer, told in time."""
    came_on = received_on(case)
    if came_on is None:
        yield Fault("A0", "台账没有载明收到申请之日，无法核对延期", "条例第三十一条")
        return
    earlier = [one for one in case.kinds("extension") if one.made.seq < paper.made.seq]
    if earlier:
        yield Fault("A7", "答复期限只能延长一次")
    most, asked = usual_limit(came_on), extension_of(case, paper)
    if not 1 <= asked <= most:
        yield Fault("A7", f"延长{asked}个工作日，应当为1至{most}个")
    proposer = case.last("propose_extension", before=paper.made)
    kept = bureau.says("rule.proposer_is_not_granter", paper.made.day, usual=True)
    if kept and proposer and proposer.officer == paper.made.officer:
        yield Fault("A7", "申请延期的人与同意延期的人为同一人")
    if paper.made.step != "grant_extension":
        yield Fault("A7", "延期没有经过同意")
    if paper.sent_on:
        yield from _told_in_time(limit_of(case, bureau, days, came_on, paper.sent_on))


def _told_in_time(limit: Limit) -> Iterator[Fault]:
    if limit.void_extension:
        yield Fault("A7", f"延期告知于{limit.void_extension}发出，已在首个期限"
                          f"（{limit.first_due_on}）届满之后，不产生延期效力")
