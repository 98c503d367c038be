"""The trend as a picture (趋势图): twelve months in bars and a line, drawn on the server as SVG.

It is shown as an image, so nothing in it runs; what it shows stands in a table beside it.
"""

from collections.abc import Callable, Sequence

from workflow.reports.drawing import FONTS, still, ticks
from workflow.reports.supervision import MonthFigures

#: Blue, green and red of the pages; red only for what is late.
_COLOURS = ("#1b5fa8", "#2e7d4f", "#b3261e")
_WIDTH, _HEIGHT = 860, 300


def trend_svg(months: Sequence[MonthFigures], say: Callable[[str], str]) -> bytes:
    """New, concluded and late requests month by month; `say` puts the words in a language."""
    import pygal  # here, since it takes a third of a second
    from pygal.style import Style

    style = Style(
        colors=_COLOURS, background="#ffffff", plot_background="#ffffff", font_family=FONTS,
        label_font_size=12, major_label_font_size=12, legend_font_size=13, value_font_size=11,
        transition="none")
    chart = pygal.Bar(
        js=[], disable_xml_declaration=True, style=style, width=_WIDTH, height=_HEIGHT,
        legend_at_bottom=True, legend_at_bottom_columns=3, margin=12, include_x_axis=True,
        no_data_text="", y_labels=ticks(max(max(one.new, one.handled, one.late) for one in months)),
        value_formatter=lambda number: f"{number:.0f}")
    chart.x_labels = [f"{one.year}-{one.month:02}" for one in months]
    for label, name in (("新收", "new"), ("办结", "handled"), ("逾期答复", "late")):
        chart.add(say(label), [getattr(one, name) for one in months])
    return still(chart.render(is_unicode=True)).encode()
