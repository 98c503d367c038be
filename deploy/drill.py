"""What a restored cluster does not prove (恢复演练): exit 1 on any finding; see restore-drill.sh.

The schema is brought to the newest revision first, as a real start would do.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

import migrations
from web.cli.drill import of_its_time
from web.config import Config, House, open_house
from workflow.archive.invariants import invariants
from workflow.archive.logbook import Evidence
from workflow.record.database import connect, reading
from workflow.record.dumping import holds
from workflow.record.notary import known_keys
from workflow.record.witness import outside_notes


def findings(config: Config, opened: House, notes: Path | None, until: str) -> Iterator[str]:
    """Everything that does not hold; notes witnessed after the moment it reaches say nothing."""
    for text in migrations.check(opened.engine):
        yield f"表结构：{text}"
    kept = tuple(outside_notes(notes)) if notes else ()
    if notes is not None and not kept:
        yield f"{notes}中没有见证过的检查点"
    evidence = Evidence(known_keys(config.notary), of_its_time(kept, until))
    yield from invariants(opened.engine, opened.keys, opened.store, evidence)


def main(arguments: Sequence[str]) -> int:
    """Ask, and print what was found and how much there is."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--notes", type=Path)
    asked.add_argument("--until", required=True, help="the moment that was restored, ISO 8601")
    given = asked.parse_args(arguments)
    config = Config.from_environ()
    engine = connect(config.database_url, config.pool)
    before = migrations.current(engine)
    if before not in migrations.revisions():
        click.echo(f"表结构版本{before}不是本程序所知的：请用备份时的版本演练")
        return 1
    opened = open_house(config, engine)
    found = list(findings(config, opened, given.notes, given.until))
    with reading(engine) as connection:
        held = holds(connection)
    engine.dispose()
    for line in found:
        click.echo(line)
    click.echo(f"表结构{before}→{held.revision}，{held.requests}件申请、{held.entries}条台账，"
               f"发现{len(found)}处问题")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
