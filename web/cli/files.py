"""Files on the command line (材料): whether one would be taken in, and why not."""

from pathlib import Path

import click

from web.cli.house import config


@click.command(help="查验文件能否收作案卷材料（内容、结构、病毒），不保存；有不能接收的退出码为1。")
@click.argument("files", metavar="FILE...", nargs=-1, required=True,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))
def examine(files: tuple[Path, ...]) -> int:
    """Examine files as the desk does when they are handed in; keep none of them."""
    from web.config import examination  # loads the libraries that read files
    from workflow.errors import FileRefused
    from workflow.evidence.intake import Intake
    from workflow.evidence.kinds import BY_MEDIA_TYPE
    from workflow.evidence.scanner import ClamAV

    intake, refused = Intake(examine=examination(), scan=ClamAV(config().clamav)), 0
    for file in files:
        try:
            found, scan = intake.admit(file.read_bytes(), file.name)
        except FileRefused as error:
            refused += 1
            click.echo(f"不能接收 {file}：{error}")
        else:
            told = f"{scan.result.label}{f'，{scan.scanner}' if scan.scanner else ''}"
            click.echo(f"可以接收 {file}：{BY_MEDIA_TYPE[found.media_type].label}，"
                       f"名称“{found.name}”，{told}")
    return 1 if refused else 0
