"""What all drawings of figures share (统计图): fonts, the lines across, nothing that runs."""

import re
from itertools import count

#: Fonts a Chinese machine has, in the order they are asked for.
FONTS = ("'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', "
         "'WenQuanYi Zen Hei', sans-serif")
#: So many lines lie across a chart at most, above the one at nought.
_MOST_LINES = 5
#: What the library adds for its own script, and its remarks.
_ACTIVE = re.compile(r"<script\b.*?</script>|<!--.*?-->", re.DOTALL)


def ticks(highest: int) -> list[int]:
    """The lines across a chart: whole numbers, each once, the last one not below the highest."""
    step = next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power)
                if step * _MOST_LINES >= highest)
    return list(range(0, max(highest, 1) + step, step))


def still(svg: str) -> str:
    """A drawing in which nothing runs and nothing is fetched."""
    return _ACTIVE.sub("", svg).strip()
