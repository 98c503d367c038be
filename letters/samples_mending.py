"""Invented samples of the letters about inspection and about mistakes of our own."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from letters.letter import Letter
from letters.mending import Change, Correction, RemediesSupplied, Revocation
from letters.notices import InspectionNotice

_EARLIER: Mapping[str, Any] = {
    "original": "政府信息部分公开告知书",
    "original_number": "示自然资公开〔2024〕15号",
    "original_dated": date(2024, 10, 25),  # Friday
}


def mending_samples(common: Mapping[str, Any], remedies: tuple[str, ...]) -> Iterator[Letter]:
    """One letter of each kind, with the elements all samples share and paragraphs to tell."""
    shared = {**common, **_EARLIER, "dated": date(2024, 11, 6)}  # Wednesday
    yield InspectionNotice(
        **{**common, "dated": date(2024, 10, 14)},  # Monday
        what="青石路（东段）道路建设项目补偿安置方案（共2册，412页）",
        on=date(2024, 10, 22),  # Tuesday
        hours="9:00至11:30",
        place="示例市民主路18号示例市自然资源和规划局一楼政府信息查阅室（105室）",
    )
    yield Correction(
        **shared,
        why="校对疏漏",
        changes=(
            Change("征地告知书共5份", "征地告知书共6份"),
            Change("2023年4月12日", "2023年4月21日"),
        ),
    )
    yield RemediesSupplied(
        **shared,
        lacking="未告知对不予公开的部分应当先申请行政复议",
        remedies=tuple(each.replace("收到本答复", "收到本通知书").replace("本答复", "原答复")
                       for each in remedies),
        at_most="一年",
    )
    yield Revocation(
        **shared,
        reason="对补偿安置方案附件三未作区分处理，不予公开的范围过宽",
        redo_by=date(2024, 11, 20),  # Wednesday
        remedies=tuple(each.replace("本答复", "本决定书") for each in remedies),
    )
