"""Many whole requests out of a few that were lived: trail, keys, sealed fields, files, lists.

A copy has a number, document numbers and codes of its own; its chain is sealed anew and its lists
are those its own trail tells, so that verification finds nothing. Its letters share their bytes
with the original's: they lie on the disk once, and are opened and hashed for each.
"""

import json
from collections.abc import Sequence
from itertools import count

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, func, insert, select

from tests.bureau import Bureau
from workflow.archive.sidetables import applicant
from workflow.machine import fold
from workflow.record import models, personal, projection, trail
from workflow.record.calendars import calendar_at
from workflow.record.codes import new_code
from workflow.record.database import reading, writing
from workflow.record.people import office_of
from workflow.record.standing import beijing_day, rows_of

_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_PLACES = [f"{place}{kind}{n}号" for place in ("滨江", "临港", "望江", "东山", "北湖", "凤鸣")
           for kind in ("路", "街", "巷") for n in range(1, 90)]
_THINGS = ("道路拓宽工程", "加油站", "污水处理厂", "物流园", "棚户区改造项目", "水库除险加固工程",
           "中学迁建工程", "变电站", "公墓", "养老院", "验收", "招标")
_ENTRY, _FILE, _NUMBER = models.TrailEntry, models.StoredFile, models.DocumentNumber


def multiply(bureau: Bureau, wanted: int) -> None:
    """Copy the requests of a bureau until there are so many; all are numbered in one series."""
    with reading(bureau.engine) as connection:
        lived = sorted(connection.scalars(select(_ENTRY.request).distinct()))
    serial = count(len(lived) + 1)
    for _ in range((wanted - len(lived)) // len(lived)):
        with writing(bureau.engine) as connection:
            opened = [_copied(bureau, connection, no, next(serial)) for no in lived]
            projection.open_all(connection, opened)


def _copied(bureau: Bureau, connection: Connection, no: str, serial: int) -> projection.Projected:
    """Everything of one request under another number, its lists apart."""
    new = f"{no.rpartition('-')[0]}-{serial:04d}"
    old, key = personal.vault_of(connection, bureau.keys, no), AESGCM.generate_key(256)
    personal.enter_keys(connection, bureau.keys, {new: key})
    vault = personal.Vault(new, key)
    fields = {(seq, name): _NAMES[serial % len(_NAMES)] + value[1:] if name == "applicant_name"
              else value for (seq, name), value in personal.fields_of(connection, old).items()}
    for (seq, name), value in fields.items():
        personal.store(connection, vault, seq, {name: value})
    _file(connection, old, vault)
    entries = _entries(connection, no, new, serial, fields, vault)
    trail.append_all(connection, entries)
    case = fold(entries)
    _number(connection, new, serial, [one.series for one in case.documents.values()])
    assert case.last_at is not None
    office = office_of(connection, bureau.who("clerk").agency_id, beijing_day(case.last_at))
    days = calendar_at(connection, office.regions, case.last_at)
    return rows_of(case, office, applicant(connection, case, bureau.keys), days)


def _entries(
    connection: Connection, no: str, new: str, serial: int,
    fields: dict[tuple[int, str], str], vault: personal.Vault,
) -> list[trail.Entry]:
    made, prev = [], trail.ORIGIN
    for one in trail.entries(connection, no):
        values = json.loads(one.body)
        values |= {"request": new, "prev": prev, "command_id": f"{one.command_id}-{serial}"}
        facts = values["facts"]
        for name in facts:
            if (one.seq, name) in fields:
                facts[name] = vault.commitment(one.seq, name, fields[one.seq, name])
        for item in facts.get("items", ()):
            item["wanted"] = f"{_pick(_PLACES, serial)}{_pick(_THINGS, serial)}的批复"
        for row in facts.get("documents", ()):
            row["number"] = row["number"].replace(f"〕{row['serial']}号", f"〕{serial}号")
            row["serial"], row["code"] = serial, row["code"] and new_code()
        body = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        made.append(trail.read(body, trail.hash_of(body)))
        prev = made[-1].hash
    return made


def _pick(words: Sequence[str], serial: int) -> str:
    """Other words for every copy, in no order."""
    return words[serial * 7919 // 11 % len(words)]


def _file(connection: Connection, old: personal.Vault, vault: personal.Vault) -> None:
    rows = connection.execute(select(_FILE.__table__).where(_FILE.request == old.request))
    connection.execute(insert(_FILE), [
        {**row, "request": vault.request, "key": vault.seal_key(
            row["digest"], row["place"], old.open_key(row["digest"], row["place"], row["key"]))}
        for row in rows.mappings()])


def _number(connection: Connection, new: str, serial: int, series: Sequence[str]) -> None:
    """A copy has the same serial in every series: each original used one number of each."""
    row = connection.execute(
        select(_NUMBER.agency_id, _NUMBER.year, func.max(_NUMBER.reserved_at).label("at"))
        .where(_NUMBER.series == "request").group_by(_NUMBER.agency_id, _NUMBER.year)).one()
    connection.execute(insert(_NUMBER), [
        {"agency_id": row.agency_id, "year": row.year, "series": name, "serial": serial,
         "state": "used", "request": new, "reserved_at": row.at}
        for name in ("request", *dict.fromkeys(series))])
