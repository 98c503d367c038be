"""The charts of the illustrated report (图表): drawings in SVG made here, without any script.

Each comes with its figures, so that it can be read as a table beside it.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from zlib import crc32

import pygal
from pygal.style import Style

from workflow.reports.annual.form import (
    CARRIED_OUT,
    COLUMN_LABELS,
    COLUMNS,
    HANDLED,
    NEW,
    TOTAL,
)
from workflow.reports.annual.report import Report
from workflow.reports.annual.reviews import RESULTS, WAYS
from workflow.reports.drawing import FONTS, still, ticks

# The library leaves a finder for its old plugins behind, which warns whenever a module is missing.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]

#: Told apart by readers who see no red or green (Okabe and Ito), and 3:1 on white.
_COLOURS = ("#0f4c92", "#c25700", "#00795c", "#8a5a8f", "#5b6770", "#a61b1b")
_INK = "#1b2430"
Lines = Sequence[tuple[str, tuple[int, ...]]]
_GROUPS = (
    ("予以公开", ("granted",)), ("部分公开", ("partial",)), ("不予公开", ("deny.",)),
    ("无法提供", ("unable.",)), ("不予处理", ("reject.",)), ("其他处理", ("other",)))


@dataclass(frozen=True)
class Chart:
    """One chart: its heading, the drawing, and the same figures as lines and columns."""

    title: str
    svg: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def said(self) -> str:
        """The figures in words, for whoever does not see the drawing."""
        return "；".join(f"{name}：" + "，".join(
            f"{column}{value}件" for column, value in zip(self.columns, values, strict=True))
            for name, values in self.lines)


def charts(reports: Sequence[Report]) -> Iterator[Chart]:
    """The charts of the newest of these reports, the oldest first in the row of years."""
    newest = reports[-1]
    names = tuple(one.period.name for one in reports)
    yield _bars("历年收到和办结的申请", names, (
        ("新收", tuple(one.cells[NEW][TOTAL] for one in reports)),
        ("办结", tuple(one.cells[HANDLED][TOTAL] for one in reports)),
        ("结转下年", tuple(one.cells[CARRIED_OUT][TOTAL] for one in reports))))
    yield _lying(f"{newest.period.name}新收的申请来自谁", tuple(
        (COLUMN_LABELS[column], newest.cells[NEW][column])
        for column in COLUMNS if column != TOTAL))
    yield _lying(f"{newest.period.name}办结的结果", tuple(outcomes(newest).items()))
    yield _stacked("历年办理结果", names, tuple(
        (label, tuple(outcomes(one)[label] for one in reports)) for label, _ in _GROUPS))
    if any(row[TOTAL] for row in newest.reviews.values()):
        yield _disputes(newest)


def _disputes(newest: Report) -> Chart:
    return _stacked(f"{newest.period.name}行政复议、行政诉讼", tuple(
        name for name, _ in WAYS.values()), tuple(
        (label, tuple(newest.reviews[way][result] for way in WAYS))
        for result, label in RESULTS.items() if result != TOTAL))


def outcomes(report: Report) -> Mapping[str, int]:
    """The six groups of outcomes, each with all its rows."""
    return {label: sum(report.cells[row.key][TOTAL] for row in report.form.leaves
                       if row.key.startswith(begins)) for label, begins in _GROUPS}


def _bars(title: str, names: tuple[str, ...], lines: Lines) -> Chart:
    """Bars beside one another, each with its number on top."""
    chart = pygal.Bar(**_config(len(lines)), style=_style(_INK), print_values_position="top")
    chart.x_labels = names
    chart.y_labels = ticks(max(value for _, values in lines for value in values))
    for name, values in lines:
        chart.add(name, list(values))
    return Chart(title, _svg(chart, title), names, tuple(lines))


def _stacked(title: str, names: tuple[str, ...], lines: Lines) -> Chart:
    """Bars on top of one another; a piece too low for its number leaves it to the table."""
    chart = pygal.StackedBar(**_config(len(lines)), style=_style("#ffffff"),
                             print_values_position="center")
    chart.x_labels = names
    highest = max((sum(column) for column in zip(*(values for _, values in lines), strict=True)),
                  default=0)
    chart.y_labels = ticks(highest)
    for name, values in lines:
        chart.add(name, [{"value": value, "formatter": _whole if value * 16 >= highest else _none}
                         for value in values] if any(values) else [None] * len(names))
    return Chart(title, _svg(chart, title), names, tuple(lines))


def _lying(title: str, parts: tuple[tuple[str, int], ...]) -> Chart:
    """Bars from left to right, the first on top: names of some length have room."""
    names = tuple(name for name, _ in parts)
    values = tuple(value for _, value in parts)
    chart = pygal.HorizontalBar(
        **_config(1), style=_style(_INK), print_values_position="top", show_legend=False,
        # The library takes every letter for a narrow one.
        margin_left=10 + 10 * max(map(len, names)), margin_right=48)
    chart.x_labels = names[::-1]
    chart.y_labels = ticks(max(values))
    chart.add("件", [{"value": value, "formatter": _beside} for value in values[::-1]])
    return Chart(title, _svg(chart, title), names, (("件数", values),))


def _config(legends: int) -> dict[str, Any]:
    return {
        "js": [], "disable_xml_declaration": True,
        "width": 760, "height": 340, "margin": 14, "spacing": 12, "legend_at_bottom": True,
        "legend_at_bottom_columns": min(legends, 6), "legend_box_size": 14, "print_values": True,
        "include_x_axis": True, "value_formatter": _whole,
        "truncate_legend": -1, "truncate_label": -1, "no_data_text": "本期没有",
        "rounded_bars": 2, "min_scale": 1, "max_scale": 6,
    }


def _style(values: str) -> Style:
    return Style(
        background="transparent", plot_background="transparent", font_family=FONTS,
        label_font_size=15, major_label_font_size=15, value_font_size=15, legend_font_size=15,
        no_data_font_size=20, colors=_COLOURS, value_colors=(values,) * len(_COLOURS),
        foreground=_INK, foreground_strong=_INK, foreground_subtle="#cfd6de", opacity="1",
        opacity_hover="1", guide_stroke_color="#d5dbe3",
        major_guide_stroke_color="#d5dbe3", major_guide_stroke_dasharray="4,4")


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _beside(value: float | None) -> str:
    return f"\u2002{_whole(value)}"


def _none(value: float | None) -> str:
    return ""


def _svg(chart: Any, title: str) -> str:
    """The drawing as one element: no script, nothing fetched, its name for those who hear it."""
    drawing = still(chart.render(is_unicode=True))
    # The library draws lots for a name, by which the style of each drawing stays its own.
    drawing = drawing.replace(chart.uuid, f"{crc32(title.encode()):08x}")
    return drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
