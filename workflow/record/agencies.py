"""The agencies of an installation (机关) as a tree, under the names they bear on a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from workflow.record.models import Agency, AgencySetting, Officer
from workflow.record.people import NAME, SHORT_NAME
from workflow.terms import AgencyKind


@dataclass(frozen=True)
class AgencyLine:
    """One agency in the tree; `depth` counts from where the tree was asked for."""

    id: int
    code: str
    name: str
    short_name: str
    kind: AgencyKind
    parent_id: int | None
    people: int
    depth: int = 0


def tree(connection: Connection, today: date, root: int | None = None) -> list[AgencyLine]:
    """An agency and all below it, or the whole installation; each above what is below it."""
    found = list(_lines(connection, today))
    tops = [one for one in found if one.id == root] if root else [
        one for one in found if one.parent_id is None]
    return [line for top in tops for line in _below(found, top, 0)]


def is_within(connection: Connection, agency_id: int, root: int) -> bool:
    """Whether an agency is the root itself or lies below it."""
    parents: dict[int, int | None] = dict(
        connection.execute(select(Agency.id, Agency.parent_id)).all())
    at: int | None = agency_id
    while at is not None and at != root:
        at = parents.get(at)
    return at == root


def _below(found: list[AgencyLine], top: AgencyLine, depth: int) -> Iterator[AgencyLine]:
    yield replace(top, depth=depth)
    for one in found:
        if one.parent_id == top.id:
            yield from _below(found, one, depth + 1)


def _lines(connection: Connection, today: date) -> Iterator[AgencyLine]:
    renamed = {
        (row.agency_id, row.key): row.value
        for row in connection.execute(
            select(AgencySetting.agency_id, AgencySetting.key, AgencySetting.value)
            .where(AgencySetting.key.in_((NAME, SHORT_NAME)),
                   AgencySetting.effective_from <= today)
            .order_by(AgencySetting.effective_from))}
    people = dict(connection.execute(
        select(Officer.agency_id, func.count()).where(Officer.active)
        .group_by(Officer.agency_id)).all())
    for row in connection.execute(
            select(Agency.id, Agency.code, Agency.name, Agency.short_name, Agency.kind,
                   Agency.parent_id).order_by(Agency.code)):
        yield AgencyLine(
            row.id, row.code, renamed.get((row.id, NAME)) or row.name,
            renamed.get((row.id, SHORT_NAME)) or row.short_name, row.kind, row.parent_id,
            people.get(row.id, 0))
