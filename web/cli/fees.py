"""The processing fee on the command line (信息处理费): a proposal, nothing is charged."""

import json
from collections.abc import Callable
from datetime import date

import click

from web.cli.law import today
from web.cli.speech import Commands, Day, Whole
from workflow.law.fees import FeeProposal, fee_by_case, fee_by_volume

_MEASURES = "国办函〔2020〕109号"
_WHOLE = Whole(_MEASURES)
_ON = click.option("--on", type=Day(_MEASURES), help="收费通知之日，按该日的标准；不填的为今天")
#: So that -5 is a number, and is answered as one.
_NUMBERS = {"ignore_unknown_options": True}


@click.group(cls=Commands, help="信息处理费：测算，不作为收费决定。")
def fee() -> None:
    """Commands about the fee."""


@fee.command("by-case", context_settings=_NUMBERS,
    help="按件：同一申请人一个自然月内共申请 N 件。")
@click.argument("count", metavar="N", type=_WHOLE)
@_ON
def by_case(count: int, on: date | None) -> None:
    """The fee for all cases of an applicant in a calendar month."""
    _print(fee_by_case, count, on)


@fee.command("by-volume", context_settings=_NUMBERS, help="按量：一件申请共提供 PAGES 页。")
@click.argument("count", metavar="PAGES", type=_WHOLE)
@_ON
def by_volume(count: int, on: date | None) -> None:
    """The fee for the pages of one application."""
    _print(fee_by_volume, count, on)


def _print(proposed: Callable[[int, date], FeeProposal], count: int, on: date | None) -> None:
    shown = proposed(count, on or today()).to_json()
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
