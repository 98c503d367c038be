"""The trend as a picture (趋势图): twelve months in bars and a line, drawn on the server as SVG.

It is shown as an image, so nothing in it runs; what it shows stands in a table beside it.
"""

from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree

from workflow.reports.supervision import MonthFigures

#: Blue, green and red of the pages; red only for what is late.
_COLOURS = ("#1b5fa8", "#2e7d4f", "#b3261e")
_FACE = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif"
_WIDTH, _HEIGHT = 860, 300
_SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", _SVG)


def trend_svg(months: Sequence[MonthFigures], say: Callable[[str], str]) -> bytes:
    """New, concluded and late requests month by month; `say` puts the words in a language."""
    import pygal  # here, since it takes a third of a second
    from pygal.style import Style

    style = Style(
        colors=_COLOURS, background="#ffffff", plot_background="#ffffff", font_family=_FACE,
        label_font_size=12, major_label_font_size=12, legend_font_size=13, value_font_size=11,
        transition="none")
    chart = pygal.Bar(
        js=[], style=style, width=_WIDTH, height=_HEIGHT, legend_at_bottom=True,
        legend_at_bottom_columns=3, margin=12, include_x_axis=True, no_data_text="",
        y_labels=_scale(max(max(one.new, one.handled, one.late) for one in months)),
        value_formatter=lambda number: f"{number:.0f}")
    chart.x_labels = [f"{one.year}-{one.month:02}" for one in months]
    for label, name in (("新收", "new"), ("办结", "handled"), ("逾期答复", "late")):
        chart.add(say(label), [getattr(one, name) for one in months])
    return _without_scripts(chart)


def _scale(most: int) -> list[int]:
    """Four or five round numbers from nothing to above the most."""
    step = next(one for power in range(8) for one in (10**power, 2 * 10**power, 5 * 10**power)
                if one * 5 >= most)
    return list(range(0, max(most, 1) + step, step))


def _without_scripts(chart: Any) -> bytes:
    """The picture alone: pygal writes its settings into it as a script."""
    root = ElementTree.fromstring(chart.render())
    for parent in root.iter():
        for script in parent.findall(f"{{{_SVG}}}script"):
            parent.remove(script)
    data: bytes = ElementTree.tostring(root, encoding="utf-8")
    return data
