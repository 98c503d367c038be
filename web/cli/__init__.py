"""The command line (命令行): `yishen`, everything that is done without a browser.

A command imports what it needs when it runs, so that `yishen --help` and `yishen clock` answer at
once and load neither the database nor the letters.
"""

from collections.abc import Sequence

import click

from web.cli import accounts, calendars
from web.cli.archive import archive
from web.cli.audit import rebuild, verify
from web.cli.auditing import audit
from web.cli.backups import backup, restore
from web.cli.fees import fee
from web.cli.files import examine
from web.cli.filling import demo, logins
from web.cli.importing import columns, import_register
from web.cli.installation import agency, init, officer
from web.cli.keys import erase, keys
from web.cli.law import calendar, clock, machine, remedy
from web.cli.notary import checkpoint, notary, witness
from web.cli.promises import doctor
from web.cli.proof import proof
from web.cli.register import register
from web.cli.report import report
from web.cli.report_supervision import supervision
from web.cli.rules import rules
from web.cli.sbom import sbom
from web.cli.speech import FAILED, Commands, sentence_of
from web.cli.work import work


@click.group(
    cls=Commands, context_settings={"max_content_width": 100},
    help="依申：依申请公开办理系统的命令行。")
def yishen() -> None:
    """The commands of an installation."""


for command in (
    demo, init, agency, officer, logins, clock, remedy, fee, calendar, rules, machine, verify,
    audit, rebuild, notary, checkpoint, witness, proof, archive, backup, restore, doctor,
    examine, keys, erase, work, import_register, columns, register, report, sbom,
):
    yishen.add_command(command)
for command in (accounts.reset_password, accounts.unlock, accounts.unbind):
    officer.add_command(command)
for command in (calendars.load, calendars.recompute, calendars.notices):
    calendar.add_command(command)


report.add_command(supervision)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what went wrong becomes one sentence on standard error.

    Returns 0, 1 where something was found wrong, 2 for a mistake in what was asked.
    """
    try:
        code = yishen.main(arguments, prog_name="yishen", standalone_mode=False)
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        if sentence:
            click.echo(sentence, err=True)
        return FAILED
    return code if isinstance(code, int) else 0
