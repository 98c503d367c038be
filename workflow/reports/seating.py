"""Who sits where (岗位在岗情况): seats nobody holds and what then stands still, grants that end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.reports.staff import Grant, Member
from workflow.terms import Role

#: A grant that ends within so many calendar days is named.
SOON = timedelta(days=30)
#: What stands still while nobody holds a seat; a seat that is not named here may stay empty.
_STANDS_STILL = {
    Role.INTAKE_CLERK: "新的申请无人收件登记，文书无人寄送，期限照常计算（条例第三十一条）",
    Role.HANDLER: "登记后的申请无人可以交办",
    Role.REVIEWER: "拟好的答复无人签发，不能发出",
    Role.HEAD: "延长答复期限无人同意（条例第三十三条第二款），公开指南无人发布",
    Role.SECRECY_REVIEWER: "公开前应当保密审查（条例第十七条），予以公开、部分公开的答复都不能签发",
    Role.LEGAL_OFFICE: "需要法制审核的答复不能签发，台账无人审计",
    Role.ARCHIVIST: "办结的案卷无人归档",
    Role.SYSTEM_ADMIN: "账号和机关设置无人维护",
    Role.SECURITY_ADMIN: "岗位无人授予和收回",
    Role.AUDIT_ADMIN: "安全日志无人审计（三权分立）",
}


@dataclass(frozen=True)
class Seated:
    """One officer in one seat, by one grant."""

    member: Member
    grant: Grant


@dataclass(frozen=True)
class Seat:
    """A seat with whoever holds it now and whoever will; what stands still if nobody does."""

    role: Role
    holding: tuple[Seated, ...]
    coming: tuple[Seated, ...]
    stands_still: str


@dataclass(frozen=True)
class Seating:
    """All seats of an agency on a day."""

    seats: tuple[Seat, ...]
    without: tuple[Member, ...]
    ending: tuple[Seated, ...]
    warnings: tuple[str, ...]


def seating(people: Sequence[Member], today: date) -> Seating:
    """Who sits where on a day, what is empty, and what ends soon."""
    at_work = [one for one in people if one.active]
    seats = tuple(_seat(role, at_work, today) for role in Role)
    ending = [Seated(one, grant) for seat in seats for one, grant in
              ((held.member, held.grant) for held in seat.holding)
              if grant.valid_until and grant.valid_until <= today + SOON]
    return Seating(
        seats, tuple(one for one in at_work if all(g.over(today) for g in one.grants)),
        tuple(sorted(ending, key=lambda one: str(one.grant.valid_until))),
        tuple(_warnings(seats)))


def _seat(role: Role, people: Sequence[Member], today: date) -> Seat:
    given = [Seated(one, grant) for one in people for grant in one.grants if grant.role is role]
    holding = tuple(one for one in given if one.grant.holds(today))
    coming = tuple(one for one in given if one.grant.valid_from > today
                   and not one.grant.over(today))
    return Seat(role, holding, coming, "" if holding else _STANDS_STILL.get(role, ""))


def _warnings(seats: Sequence[Seat]) -> Iterator[str]:
    """Where a seat is held, but only by the one person who may not act in it."""
    holders = {seat.role: {one.member.login for one in seat.holding} for seat in seats}
    drafters = holders[Role.HANDLER]
    for role, what in ((Role.REVIEWER, "签发"), (Role.SECRECY_REVIEWER, "保密审查")):
        if len(drafters) == 1 and holders[role] == drafters:
            yield (f"承办人和{role.label}只有同一个人：拟稿人不得{what}自己的稿件，"
                   f"请另外授予{role.label}")
